/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-workflow-file.h"

#include <glib/gstdio.h>

#include "workflow/figment-workflow-error.h"

#define GRAPH                                                                                                          \
  "{\"1\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":512,\"batch_size\":1}},"           \
  "\"2\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"x\"}}}"

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static FigmentWorkflow *
load (const char *name,
      const char *contents,
      gssize      length,
      GError    **error)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  FigmentWorkflow *workflow;

  if (contents != NULL)
    g_assert_true (g_file_set_contents (path, contents, length, NULL));
  figment_workflow_file_load_async (file, NULL, NULL, load_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  workflow = figment_workflow_file_load_finish (result, error);
  g_remove (path);
  g_rmdir (folder);
  return workflow;
}

static void
test_file_name (void)
{
  g_autoptr(GError) error = NULL;
  FigmentWorkflow *workflow = load ("Wide view.json", GRAPH, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (figment_workflow_get_name (workflow), ==, "Wide view");
  g_assert_nonnull (strstr (figment_workflow_get_api_json (workflow), "EmptyLatentImage"));
  g_assert_cmpint (figment_workflow_get_id (workflow), ==, 0);
  g_assert_finalize_object (workflow);
}

static void
test_file_rubbish (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load ("rubbish.json", "not a workflow", -1, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_JSON);
}

static void
test_file_missing (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load ("missing.json", NULL, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_file_large (void)
{
  const gsize length = 33 * 1024 * 1024;
  g_autofree char *contents = g_malloc (length);
  g_autoptr(GError) error = NULL;

  memset (contents, ' ', length);
  g_assert_null (load ("large.json", contents, (gssize) length, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow-file/name", test_file_name);
  g_test_add_func ("/workflow-file/rubbish", test_file_rubbish);
  g_test_add_func ("/workflow-file/missing", test_file_missing);
  g_test_add_func ("/workflow-file/large", test_file_large);
  return g_test_run ();
}
