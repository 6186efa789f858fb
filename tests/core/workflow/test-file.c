/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-workflow-file.h"

#include <glib/gstdio.h>
#include <string.h>

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

static FigmentWorkflowFile *
wait_for (GAsyncResult **result,
          GError       **error)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return figment_workflow_file_load_finish (*result, error);
}

static FigmentWorkflowFile *
load (const char  *name,
      const char  *contents,
      gssize       length,
      GListModel  *library,
      GError     **error)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  FigmentWorkflowFile *loaded;

  if (contents != NULL)
    g_assert_true (g_file_set_contents (path, contents, length, NULL));
  figment_workflow_file_load_async (file, NULL, library, NULL, load_cb, &result);
  loaded = wait_for (&result, error);
  g_remove (path);
  g_rmdir (folder);
  return loaded;
}

static void
test_file_name (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflowFile) file = load ("Wide view.json", GRAPH, -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (figment_workflow_get_name (file->workflow), ==, "Wide view");
  g_assert_nonnull (strstr (figment_workflow_get_api_json (file->workflow), "EmptyLatentImage"));
  g_assert_null (figment_workflow_get_graph_json (file->workflow));
  g_assert_cmpint (figment_workflow_get_id (file->workflow), ==, 0);
  g_assert_null (file->known);
}

/* The editor's form is kept beside what is sent. */
static void
test_file_editor (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflowFile) file =
      load ("a.json", "{\"nodes\":[{\"id\":1,\"type\":\"VAEDecode\"}],\"links\":[]}", -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (figment_workflow_get_api_json (file->workflow), "class_type"));
  g_assert_cmpstr (figment_workflow_get_graph_json (file->workflow), ==,
                   "{\"nodes\":[{\"id\":1,\"type\":\"VAEDecode\"}],\"links\":[]}");
}

/* What does the same as one of the library is known, whatever it is called and however it is written. */
static void
test_file_known (void)
{
  g_autoptr(GListStore) library = g_list_store_new (FIGMENT_TYPE_WORKFLOW);
  g_autoptr(FigmentWorkflow) other = figment_workflow_new ("Other", FIGMENT_MODE_TEXT_TO_IMAGE,
                                                           "{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}");
  g_autoptr(FigmentWorkflow) damaged = figment_workflow_new ("Damaged", FIGMENT_MODE_TEXT_TO_IMAGE, "{");
  g_autoptr(FigmentWorkflow) same = figment_workflow_new ("Same", FIGMENT_MODE_TEXT_TO_IMAGE, GRAPH);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflowFile) file = NULL;

  g_list_store_append (library, other);
  g_list_store_append (library, damaged);
  g_list_store_append (library, same);
  file = load ("b.json", "{\"prompt\": " GRAPH "}", -1, G_LIST_MODEL (library), &error);
  g_assert_no_error (error);
  g_assert_true (file->known == same);
}

static void
test_file_rubbish (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load ("notes.json", "\0\1\2rubbish", 10, NULL, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_JSON);
  g_assert_nonnull (strstr (error->message, "notes.json"));
}

static void
test_file_missing (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load ("gone.json", NULL, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* 64 MB of text is no workflow; it is refused without being understood. */
static void
test_file_large (void)
{
  const gsize size = 64 * 1024 * 1024 + 1;
  g_autofree char *text = g_malloc (size);
  g_autoptr(GError) error = NULL;

  memset (text, ' ', size);
  g_assert_null (load ("large.json", text, (gssize) size, NULL, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW);
}

static void
test_file_parse (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (GRAPH, strlen (GRAPH));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflowFile) file = NULL;

  figment_workflow_file_parse_async (bytes, "Pasted", NULL, NULL, NULL, load_cb, &result);
  file = wait_for (&result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (figment_workflow_get_name (file->workflow), ==, "Pasted");
}

static void
test_file_cancelled (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (GRAPH, strlen (GRAPH));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  figment_workflow_file_parse_async (bytes, NULL, NULL, NULL, cancellable, load_cb, &result);
  g_assert_null (wait_for (&result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow-file/name", test_file_name);
  g_test_add_func ("/workflow-file/editor", test_file_editor);
  g_test_add_func ("/workflow-file/known", test_file_known);
  g_test_add_func ("/workflow-file/rubbish", test_file_rubbish);
  g_test_add_func ("/workflow-file/missing", test_file_missing);
  g_test_add_func ("/workflow-file/large", test_file_large);
  g_test_add_func ("/workflow-file/parse", test_file_parse);
  g_test_add_func ("/workflow-file/cancelled", test_file_cancelled);
  return g_test_run ();
}
