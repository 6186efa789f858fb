/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <glib/gstdio.h>

#include "workflow/figment-graph-digest.h"
#include "workflow/figment-workflow-export.h"

#define GRAPH "{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}"

/* Of a workflow that is called A and has an order of its own. */
#define SIDECAR                                                                                                        \
  "{\n  \"version\": 1,\n  \"roles\": {},\n  \"controls\": {},\n  \"order\": [\n    \"seed\"\n  ],\n"                  \
  "  \"workflow\": {\n    \"name\": \"A\",\n    \"mode\": \"other\",\n"                                                \
  "    \"shape\": \"%s\",\n    \"editor\": true\n  }\n}"

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
export (FigmentWorkflow  *workflow,
        const char       *path,
        GError          **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  figment_workflow_export_async (workflow, file, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return figment_workflow_export_finish (workflow, result, error);
}

static void
assert_file (const char *folder,
             const char *name,
             const char *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* What was there before is still there, under another name. */
static void
test_parts (void)
{
  static const char *const names[] = { "a.json", "a.json~", "a.editor.json", "a.figment.json",
                                       "a.editor-2.json", "a.figment-2.json", "a.figment-3.json" };
  g_autofree char *folder = g_dir_make_tmp ("figment-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.json", NULL);
  g_autofree char *taken = g_build_filename (folder, "a.figment-2.json", NULL);
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_OTHER, GRAPH);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (GRAPH, strlen (GRAPH), NULL);
  g_autofree char *shape = figment_graph_dup_shape (graph);
  g_autofree char *sidecar = g_strdup_printf (SIDECAR, shape);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "older", -1, NULL));
  g_assert_true (export (workflow, path, &error));
  assert_file (folder, "a.json", GRAPH);
  assert_file (folder, "a.json~", "older");
  assert_file (folder, "a.editor.json", NULL);
  assert_file (folder, "a.figment.json", NULL);

  figment_workflow_set_graph_json (workflow, "{\"nodes\":[]}");
  figment_workflow_set_input_mappings (workflow, "{\"version\":1,\"order\":[\"seed\"]}");
  g_assert_true (export (workflow, path, &error));
  assert_file (folder, "a.editor.json", "{\"nodes\":[]}");
  assert_file (folder, "a.figment.json", sidecar);

  /* Nobody was asked about those beside it. */
  g_assert_true (g_file_set_contents (taken, "somebody's", -1, NULL));
  figment_workflow_set_graph_json (workflow, "{\"nodes\":[1]}");
  g_assert_true (export (workflow, path, &error));
  assert_file (folder, "a.editor.json", "{\"nodes\":[]}");
  assert_file (folder, "a.editor-2.json", "{\"nodes\":[1]}");
  assert_file (folder, "a.figment-2.json", "somebody's");
  assert_file (folder, "a.figment-3.json", sidecar);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *written = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_remove (written), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_unwritable (void)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  g_autoptr(GError) error = NULL;

  g_assert_false (export (workflow, "/nonexistent/a.json", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* The error says which of them it is that is not there. */
static void
test_part_fails (void)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-export-XXXXXX", NULL);
  g_autofree char *base = g_strnfill (245, 'a');
  g_autofree char *path = g_strconcat (folder, "/", base, ".json", NULL);
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  g_autoptr(GError) error = NULL;

  figment_workflow_set_graph_json (workflow, "{\"nodes\":[]}");
  g_assert_false (export (workflow, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  g_assert_nonnull (strstr (error->message, "aaa.editor.json: "));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/export/parts", test_parts);
  g_test_add_func ("/workflow/export/unwritable", test_unwritable);
  g_test_add_func ("/workflow/export/part-fails", test_part_fails);
  return g_test_run ();
}
