/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "workflow/figment-importer.h"
#include "workflow/figment-workflow-error.h"

#define NODE "{\"1\": {\"class_type\": \"A\", \"inputs\": {}}}"

static FigmentGraph *
import (const char  *data,
        gssize       length,
        GError     **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length >= 0 ? (gsize) length : strlen (data));

  return figment_importer_import (bytes, "/some/where/flow.json", error);
}

static void
assert_taken (const char *data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = import (data, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (figment_graph_get_class (graph, "1"), ==, "A");
}

static void
assert_refused (const char           *data,
                gssize                length,
                FigmentWorkflowError  code,
                const char           *beginning)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = import (data, length, &error);

  g_assert_null (graph);
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, (int) code);
  if (!g_str_has_prefix (error->message, beginning))
    g_test_message ("got: %s", error->message);
  g_assert_true (g_str_has_prefix (error->message, beginning));
}

static void
test_importer_takes (void)
{
  assert_taken (NODE);
  assert_taken ("\xef\xbb\xbf" NODE);
  assert_taken ("{\"prompt\": " NODE ", \"client_id\": \"x\"}");
  assert_taken ("{\"prompt\": " NODE ", \"workflow\": {\"nodes\": [], \"links\": []}}");
}

static void
test_importer_names_media (void)
{
  const FigmentWorkflowError media = FIGMENT_WORKFLOW_ERROR_MEDIA;

  assert_refused ("\x89PNG\r\n\x1a\n....", -1, media, "flow.json is a PNG picture, not a workflow file.");
  assert_refused ("\xff\xd8\xff\xe0", -1, media, "flow.json is a JPEG picture");
  assert_refused ("GIF89a", -1, media, "flow.json is a GIF picture");
  assert_refused ("RIFF....WEBPVP8 ", -1, media, "flow.json is a WebP picture");
  assert_refused ("\0\0\0\x20" "ftypisom", 12, media, "flow.json is an MP4 video");
  assert_refused ("\x1a\x45\xdf\xa3", -1, media, "flow.json is a WebM or Matroska video");
  assert_refused ("fLaC", -1, media, "flow.json is a FLAC sound");
  assert_refused ("<svg xmlns=''/>", -1, media, "flow.json is an SVG picture");
}

static void
test_importer_names_others (void)
{
  const FigmentWorkflowError not_json = FIGMENT_WORKFLOW_ERROR_NOT_JSON;

  assert_refused ("", -1, not_json, "flow.json is empty.");
  assert_refused (" \n\t", -1, not_json, "flow.json is empty.");
  assert_refused ("PK\3\4", -1, not_json, "flow.json is a ZIP archive");
  assert_refused ("%PDF-1.4", -1, not_json, "flow.json is a PDF document");
  assert_refused ("\xff\xfe{\0}\0", 6, not_json, "flow.json is text in UTF-16.");
  assert_refused ("<!DOCTYPE html><html>", -1, not_json, "flow.json is a web page");
  assert_refused ("dear diary", -1, not_json, "flow.json is text but not JSON");
  assert_refused ("{\"1\": ", -1, not_json, "flow.json begins like JSON but is not valid: ");
  assert_refused ("{\"1\": 2,}", -1, not_json, "flow.json begins like JSON but is not valid: ");
  assert_refused ("ab\0cd", 5, not_json, "flow.json is not text");
  assert_refused ("\x10\0\0\0\0\0\0\0{\"__metadata__\":", 24, not_json, "flow.json is a model");
}

static void
test_importer_names_shapes (void)
{
  const FigmentWorkflowError wrapped = FIGMENT_WORKFLOW_ERROR_WRAPPED, other = FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW;
  const FigmentWorkflowError editor = FIGMENT_WORKFLOW_ERROR_EDITOR_FORMAT;

  assert_refused ("{\"input\": {\"workflow\": " NODE "}}", -1, wrapped,
                  "flow.json holds a workflow inside something else, at “input.workflow”.");
  assert_refused ("[" NODE "]", -1, wrapped, "flow.json holds a workflow inside something else, at “[0]”.");
  assert_refused ("{\"prompt\": \"{\\\"1\\\": {\\\"class_type\\\": \\\"A\\\"}}\"}", -1, wrapped,
                  "flow.json holds a workflow, written as text inside “prompt”.");
  assert_refused ("\"{\\\"1\\\": {\\\"class_type\\\": \\\"A\\\"}}\"", -1, wrapped,
                  "flow.json holds a workflow written as one JSON string.");
  assert_refused ("{\"nodes\": [], \"links\": []}", -1, editor, "flow.json is a workflow as ComfyUI's editor saves it");
  assert_refused ("{\"workflow\": {\"nodes\": [{\"id\": 1, \"type\": \"A\"}]}}", -1, editor,
                  "flow.json is a workflow as ComfyUI's editor saves it");
  assert_refused ("[{\"id\": 1, \"class_type\": \"A\"}]", -1, other, "flow.json is a list of nodes");
  assert_refused ("{}", -1, other, "flow.json is an empty JSON file");
  assert_refused ("[]", -1, other, "flow.json is an empty JSON file");
  assert_refused ("null", -1, other, "flow.json is JSON, but there is no ComfyUI workflow in it.");
  assert_refused ("{\"a\": {\"b\": 1}}", -1, other, "flow.json is JSON, but there is no ComfyUI workflow in it.");
  assert_refused ("{\"5\": {\"inputs\": {}}}", -1, FIGMENT_WORKFLOW_ERROR_BROKEN, "Node 5 has no class_type");
}

static void
test_importer_bounded (void)
{
  g_autoptr(GString) wide = g_string_new ("[0");
  g_autofree char *open = g_strnfill (400, '[');
  g_autofree char *close = g_strnfill (400, ']');
  g_autofree char *deep = g_strconcat (open, NODE, close, NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (wide, ",[1]");
  g_string_append (wide, "]");
  assert_refused (wide->str, -1, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "flow.json is JSON");
  assert_refused (deep, -1, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "flow.json is JSON");
}

/* Every file of a folder of the corpus gets a graph or a clear answer in the workflow's own domain. */
static void
check_folder (const char *folder,
              gboolean    editor)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "corpus", folder, NULL) : NULL;
  g_autoptr(GDir) dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("The corpus is not here (FIGMENT_SHARED).");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *data = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(FigmentGraph) graph = NULL;
      gsize size;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      g_assert_true (g_file_get_contents (file, &data, &size, NULL));
      bytes = g_bytes_new_take (g_steal_pointer (&data), size);
      graph = figment_importer_import (bytes, name, &error);
      g_test_message ("%s: %s", name, graph != NULL ? "graph" : error->message);
      n++;
      if (graph != NULL)
        {
          g_assert_false (editor);
          continue;
        }
      g_assert_cmpuint (error->domain, ==, FIGMENT_WORKFLOW_ERROR);
      g_assert_nonnull (strstr (error->message, name));
      if (editor)
        g_assert_cmpint (error->code, ==, FIGMENT_WORKFLOW_ERROR_EDITOR_FORMAT);
    }
  g_assert_cmpuint (n, >, 20);
}

static void
test_importer_edge (void)
{
  check_folder ("edge", FALSE);
}

static void
test_importer_editor (void)
{
  check_folder ("graph", TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/importer/takes", test_importer_takes);
  g_test_add_func ("/workflow/importer/names-media", test_importer_names_media);
  g_test_add_func ("/workflow/importer/names-others", test_importer_names_others);
  g_test_add_func ("/workflow/importer/names-shapes", test_importer_names_shapes);
  g_test_add_func ("/workflow/importer/bounded", test_importer_bounded);
  g_test_add_func ("/workflow/importer/edge", test_importer_edge);
  g_test_add_func ("/workflow/importer/editor", test_importer_editor);
  return g_test_run ();
}
