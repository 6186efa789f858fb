/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-test-container.h"
#include "json/figment-json.h"
#include "workflow/figment-import.h"
#include "workflow/figment-workflow-error.h"

#define NODE   "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"seed\": 18446744073709551615}}}"
#define EDITOR                                                                                                         \
  "{\"nodes\": [{\"id\": 7, \"type\": \"CLIPTextEncode\", \"widgets_values\": [\"a fox\"]}], \"links\": []}"

static FigmentImport *
import (const char  *data,
        gssize       length,
        GError     **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length >= 0 ? (gsize) length : strlen (data));

  return figment_import_new (bytes, "/some/where/flow.json", NULL, error);
}

static FigmentImport *
take (const char *data)
{
  g_autoptr(GError) error = NULL;
  FigmentImport *self = import (data, -1, &error);

  g_assert_no_error (error);
  return self;
}

static void
assert_warning (FigmentImport *self,
                const char    *beginning)
{
  const char *const *warnings = figment_import_get_warnings (self);

  for (guint i = 0; warnings[i] != NULL; i++)
    {
      if (g_str_has_prefix (warnings[i], beginning))
        return;
      g_test_message ("warning: %s", warnings[i]);
    }
  g_error ("no warning “%s”", beginning);
}

/* @warning: (nullable): how the only one begins */
static void
assert_taken (const char *data,
              const char *warning)
{
  g_autoptr(FigmentImport) self = take (data);
  JsonNode *seed = figment_graph_get_input (figment_import_get_graph (self), "1", "seed");
  g_autofree char *text = seed != NULL ? figment_json_write (seed, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

  g_assert_cmpstr (figment_graph_get_class (figment_import_get_graph (self), "1"), ==, "A");
  g_assert_cmpstr (text, ==, "18446744073709551615");
  g_assert_false (figment_import_is_converted (self));
  if (warning != NULL)
    assert_warning (self, warning);
  g_assert_cmpuint (g_strv_length ((char **) figment_import_get_warnings (self)), ==, warning != NULL);
}

static void
assert_refused (const char           *data,
                gssize                length,
                FigmentWorkflowError  code,
                const char           *beginning)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) self = import (data, length, &error);

  g_assert_null (self);
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, (int) code);
  if (!g_str_has_prefix (error->message, beginning))
    g_test_message ("got: %s", error->message);
  g_assert_true (g_str_has_prefix (error->message, beginning));
}

static void
test_import_api (void)
{
  g_autoptr(FigmentImport) self = take (NODE);

  assert_taken (NODE, NULL);
  assert_taken ("\xef\xbb\xbf" NODE, NULL);
  g_assert_cmpstr (figment_import_get_name (self), ==, "flow");
  g_assert_cmpstr (figment_import_get_origin (self), ==, "API format");
  g_assert_null (figment_import_get_editor (self));
}

static void
test_import_wrapped (void)
{
  assert_taken ("{\"prompt\": " NODE ", \"client_id\": \"x\"}", NULL);
  assert_taken ("{\"input\": {\"workflow\": " NODE "}}", NULL);
  assert_taken ("{\"nodes\": " NODE "}", NULL);
  assert_taken ("[" NODE "]", NULL);
  assert_taken ("{\"prompt\": \"{\\\"1\\\": {\\\"class_type\\\": \\\"A\\\", \\\"inputs\\\": {\\\"seed\\\": "
                "18446744073709551615}}}\"}", NULL);
  /* A history entry, protocol §4: [number, id, graph, extra, outputs]. */
  assert_taken ("{\"abc\": {\"prompt\": [3, \"abc\", " NODE ", {}, [\"1\"]], \"outputs\": {}, \"status\": {}}}", NULL);
  assert_taken ("[{\"id\": \"1\", \"class_type\": \"A\", \"inputs\": {\"seed\": 18446744073709551615}}]",
                "The nodes stood in a list");
  assert_taken ("{\"all\": [" NODE ", " NODE "]}", "There are 2 workflows in the file");
}

static void
test_import_nearly_json (void)
{
  assert_taken ("// mine\n" NODE, "Comments were left out");
  assert_taken ("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"seed\": 18446744073709551615,},},}", "Commas");
  assert_taken ("{'1': {'class_type': 'A', 'inputs': {'seed': 18446744073709551615, 'on': True}}}",
                "The file is written as a program");
  assert_taken ("{\"1\": 2, \"1\": {\"class_type\": \"A\", \"inputs\": {\"seed\": 18446744073709551615}}}",
                "Something is given twice");
}

static void
test_import_other_text (void)
{
  const char *around = "Text around the workflow was left out.";

  assert_taken ("curl -X POST http://127.0.0.1:8188/prompt -H 'Content-Type: application/json' -d '{\"prompt\": " NODE
                "}'\n", around);
  assert_taken ("# My workflow\n\nUse [this](x):\n\n```json\n" NODE "\n```\n", around);
  assert_taken ("curl -d \"{\\\"prompt\\\": {\\\"1\\\": {\\\"class_type\\\": \\\"A\\\", \\\"inputs\\\": {\\\"seed\\\": "
                "18446744073709551615}}}}\" host\n", around);
  assert_taken (NODE "\n" NODE "\n", around);
}

static void
test_import_utf_16 (void)
{
  gsize length;
  g_autofree char *text = g_convert (NODE, -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) self = import (text, (gssize) length, &error);

  g_assert_no_error (error);
  assert_warning (self, "The file is text in UTF-16");
}

static void
test_import_editor (void)
{
  g_autoptr(FigmentImport) self = take (EDITOR);
  g_autofree char *editor = figment_import_dup_editor_json (self);

  g_assert_true (figment_import_is_converted (self));
  g_assert_cmpstr (figment_graph_get_class (figment_import_get_graph (self), "7"), ==, "CLIPTextEncode");
  g_assert_nonnull (figment_graph_get_input (figment_import_get_graph (self), "7", "text"));
  g_assert_cmpstr (editor, ==, "{\"nodes\":[{\"id\":7,\"type\":\"CLIPTextEncode\",\"widgets_values\":[\"a fox\"]}],"
                               "\"links\":[]}");
}

/* Where both are there, what was sent is what runs, and the editor's form is kept beside it. */
static void
test_import_both (void)
{
  g_autoptr(FigmentImport) self = take ("{\"workflow\": " EDITOR ", \"prompt\": " NODE "}");
  g_autoptr(FigmentImport) inner = NULL;

  g_assert_false (figment_import_is_converted (self));
  g_assert_cmpstr (figment_graph_get_class (figment_import_get_graph (self), "1"), ==, "A");
  g_assert_nonnull (figment_import_get_editor (self));

  /* What is within a workflow of the editor belongs to it: some packs leave an old graph there. */
  inner = take ("{\"nodes\": [{\"id\": 7, \"type\": \"CLIPTextEncode\"}], \"links\": [], \"extra\": {\"prompt\": " NODE
                "}}");
  g_assert_true (figment_import_is_converted (inner));
}

static void
test_import_placeholders (void)
{
  g_autoptr(FigmentImport) self = take ("{\"3\": {\"class_type\": \"K\", \"inputs\": {\"seed\": {{seed}}, \"a\": "
                                        "\"__X__\", \"text\": \"a {{animal}}, red\", \"b\": \"100%\"}}}");

  assert_warning (self, "Placeholders stand where values belong, for another program to fill in: {{seed}} (node 3, "
                        "seed), __X__ (node 3, a), {{animal}} (node 3, text).");
}

static void
test_import_number_links (void)
{
  g_autoptr(FigmentImport) self = take ("{\"1\": {\"class_type\": \"A\", \"inputs\": {}},"
                                        "\"2\": {\"class_type\": \"B\", \"inputs\": {\"x\": [1, 0],"
                                        "\"size\": [512, 768]}}}");
  guint slot = 9;

  assert_warning (self, "1 link named its node by a number");
  g_assert_cmpstr (figment_graph_get_link (figment_import_get_graph (self), "2", "x", &slot), ==, "1");
  g_assert_cmpuint (slot, ==, 0);
  g_assert_null (figment_graph_get_link (figment_import_get_graph (self), "2", "size", NULL));
}

/* Only where the server says that a link belongs there, or where nothing else is linked. */
static void
test_import_bare_links (void)
{
  static const char *const graph =
      "{\"load\": {\"class_type\": \"Load\", \"inputs\": {\"text\": \"scale\"}},"
      "\"scale\": {\"class_type\": \"Scale\", \"inputs\": {\"mask\": \"load\", \"text\": \"load\", \"a\": \"other\"}}}";
  static const char *const info =
      "{\"Load\": {\"input\": {\"required\": {\"text\": [\"STRING\"]}}, \"output\": [\"IMAGE\", \"MASK\"]},"
      "\"Scale\": {\"input\": {\"required\": {\"mask\": [\"MASK\"], \"text\": [\"STRING\"]}}, \"output\": []}}";
  g_autoptr(GBytes) bytes = g_bytes_new_static (graph, strlen (graph));
  g_autoptr(GBytes) info_bytes = g_bytes_new_static (info, strlen (info));
  g_autoptr(FigmentCatalog) catalog = figment_catalog_parse (info_bytes, NULL);
  g_autoptr(FigmentImport) known = figment_import_new (bytes, NULL, catalog, NULL);
  g_autoptr(FigmentImport) unknown = take (graph);
  g_autoptr(FigmentImport) linked = take ("{\"load\": {\"class_type\": \"A\", \"inputs\": {}}, \"b\": {\"class_type\": "
                                          "\"B\", \"inputs\": {\"x\": [\"load\", 0], \"upload\": \"load\"}}}");
  guint slot = 9;

  assert_warning (known, "1 input held nothing but the name of a node");
  g_assert_cmpstr (figment_graph_get_link (figment_import_get_graph (known), "scale", "mask", &slot), ==, "load");
  g_assert_cmpuint (slot, ==, 1);
  g_assert_null (figment_graph_get_link (figment_import_get_graph (known), "scale", "text", NULL));
  assert_warning (unknown, "3 inputs held nothing but the names of nodes");
  g_assert_cmpstr (figment_graph_get_link (figment_import_get_graph (unknown), "scale", "text", &slot), ==, "load");
  g_assert_cmpuint (slot, ==, 0);
  g_assert_null (figment_graph_get_link (figment_import_get_graph (linked), "b", "upload", NULL));
}

static void
test_import_name (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("{\"name\": \"Foxes\", \"workflow\": " NODE "}",
                                                strlen ("{\"name\": \"Foxes\", \"workflow\": " NODE "}"));
  g_autoptr(FigmentImport) nameless = figment_import_new (bytes, NULL, NULL, NULL);
  g_autoptr(FigmentImport) named = figment_import_new (bytes, "v1.5 Foxes in snow.JSON", NULL, NULL);

  g_assert_cmpstr (figment_import_get_name (nameless), ==, "Foxes");
  g_assert_cmpstr (figment_import_get_name (named), ==, "v1.5 Foxes in snow");
  g_assert_cmpstr (figment_import_get_origin (named), ==, "API format, at “workflow”");
}

typedef GBytes *(*BuildFunc) (const char *const *keys,
                              const char *const *texts);

/* Every kind of file that ComfyUI writes gives back what made it. */
static void
test_import_media (void)
{
  static const BuildFunc kinds[] = {
    figment_test_container_png,  figment_test_container_png_zip, figment_test_container_png_itxt,
    figment_test_container_apng, figment_test_container_webp,    figment_test_container_jpeg,
    figment_test_container_avif, figment_test_container_mp4,     figment_test_container_mov,
    figment_test_container_webm, figment_test_container_flac,    figment_test_container_opus,
    figment_test_container_mp3,  figment_test_container_glb,     figment_test_container_safetensors,
    figment_test_container_svg,
  };
  static const char *const keys[] = { "prompt", "workflow", NULL }, *const texts[] = { NODE, EDITOR, NULL };
  static const char *const alone[] = { "workflow", NULL }, *const alone_texts[] = { EDITOR, NULL };
  static const char *const comment[] = { "comment", NULL };
  static const char *const comment_texts[] = { "{\"prompt\": \"{}\", \"workflow\": " EDITOR "}", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GBytes) both = kinds[i] (keys, texts);
      g_autoptr(GBytes) editor = kinds[i] (alone, alone_texts);
      g_autoptr(GBytes) remark = kinds[i] (comment, comment_texts);
      g_autoptr(GError) error = NULL;
      g_autoptr(FigmentImport) first = figment_import_new (both, "a.png", NULL, &error);
      g_autoptr(FigmentImport) second = NULL;
      g_autoptr(FigmentImport) third = NULL;

      g_assert_no_error (error);
      g_assert_false (figment_import_is_converted (first));
      g_assert_nonnull (figment_import_get_editor (first));
      g_assert_true (g_str_has_prefix (figment_import_get_origin (first), "The workflow that made a"));

      second = figment_import_new (editor, "a.png", NULL, &error);
      g_assert_no_error (error);
      g_assert_true (figment_import_is_converted (second));

      third = figment_import_new (remark, "a.png", NULL, &error);
      g_assert_no_error (error);
      g_assert_true (figment_import_is_converted (third));
    }
}

/* What can hold no workflow does not keep out one that stands behind it, and a name that is none is not looked into. */
static void
test_import_crowded (void)
{
  g_autoptr(GString) numbers = g_string_new ("{\"a\": [0");
  g_autofree char *name = g_strnfill (100000, 'n');
  g_autofree char *named = g_strconcat ("{\"", name, "\": {\"b\": " NODE "}}", NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (numbers, ",\"x\",true,0");
  g_string_append (numbers, "], \"b\": {\"c\": " NODE "}}");
  assert_taken (numbers->str, NULL);
  assert_refused (named, -1, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "");
}

static void
test_import_stream (void)
{
  static const char *const keys[] = { "prompt", NULL }, *const texts[] = { NODE, NULL };
  g_autoptr(GBytes) png = figment_test_container_png (keys, texts);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (png);
  g_autoptr(GInputStream) text = g_memory_input_stream_new_from_data (NODE, -1, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) from_png = figment_import_read (stream, "a.png", NULL, cancellable, &error);
  g_autoptr(FigmentImport) from_text = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (from_png);
  from_text = figment_import_read (text, "a.json", NULL, cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (from_text);
  g_cancellable_cancel (cancellable);
  g_assert_null (figment_import_read (text, "a.json", NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_import_refuses_media (void)
{
  static const char *const keys[] = { "parameters", NULL }, *const texts[] = { "a fox, Steps: 20", NULL };
  const FigmentWorkflowError media = FIGMENT_WORKFLOW_ERROR_MEDIA;
  g_autoptr(GBytes) other = figment_test_container_png (keys, texts);
  gsize length;
  const char *data = g_bytes_get_data (other, &length);

  assert_refused ("\x89PNG\r\n\x1a\n....", -1, media, "flow.json is a PNG picture without a workflow in it.");
  assert_refused ("\xff\xd8\xff\xe0", -1, media, "flow.json is a JPEG picture without");
  assert_refused ("GIF89a", -1, media, "flow.json is a GIF picture without");
  assert_refused ("RIFF....WEBPVP8 ", -1, media, "flow.json is a WebP picture without");
  assert_refused ("\0\0\0\x20" "ftypisom", 12, media, "flow.json is an MP4 video without");
  assert_refused ("\x1a\x45\xdf\xa3", -1, media, "flow.json is a WebM or Matroska video without");
  assert_refused ("fLaC", -1, media, "flow.json is a FLAC sound without");
  assert_refused ("<svg xmlns=''/>", -1, media, "flow.json is an SVG picture without");
  assert_refused ("\x10\0\0\0\0\0\0\0{\"__metadata__\":", 24, media,
                  "flow.json is a model or latent file (safetensors)");
  assert_refused (data, (gssize) length, media, "flow.json is a PNG picture with settings of Stable Diffusion WebUI");
}

static void
test_import_refuses_others (void)
{
  const FigmentWorkflowError not_json = FIGMENT_WORKFLOW_ERROR_NOT_JSON;

  assert_refused ("", -1, not_json, "flow.json is empty.");
  assert_refused (" \n\t", -1, not_json, "flow.json is empty.");
  assert_refused ("PK\3\4", -1, not_json, "flow.json is a ZIP archive, not a workflow.");
  assert_refused ("%PDF-1.4", -1, not_json, "flow.json is a PDF document");
  assert_refused ("<!DOCTYPE html><html>", -1, not_json, "flow.json is a web page");
  assert_refused ("dear diary", -1, not_json, "flow.json is text but has no workflow in it");
  assert_refused ("{\"1\": {\"class_type\": \"A\"", -1, not_json,
                  "flow.json begins like a workflow but is damaged: The text ends in the middle of a value (line 1");
  assert_refused ("ab\0cd", 5, not_json, "flow.json is not text");
}

static void
test_import_refuses_shapes (void)
{
  const FigmentWorkflowError other = FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, broken = FIGMENT_WORKFLOW_ERROR_BROKEN;

  assert_refused ("{}", -1, other, "flow.json is an empty JSON file");
  assert_refused ("[]", -1, other, "flow.json is an empty JSON file");
  assert_refused ("null", -1, other, "flow.json is JSON, but there is no ComfyUI workflow in it.");
  assert_refused ("{\"a\": {\"b\": 1}}", -1, other, "flow.json is JSON, but there is no ComfyUI workflow in it.");
  assert_refused ("{\"sui_image_params\": {\"prompt\": \"a\"}}", -1, other, "flow.json has settings of SwarmUI in it");
  assert_refused ("{\"5\": {\"inputs\": {}}}", -1, broken, "Node 5 has no class_type");
  assert_refused ("{\"nodes\": [], \"links\": []}", -1, broken, "flow.json: The workflow has no nodes.");
  assert_refused ("{\"nodes\": [{\"id\": 1, \"type\": \"Note\"}], \"links\": []}", -1, broken,
                  "flow.json: Nothing in the workflow runs");
}

static void
test_import_bounded (void)
{
  g_autoptr(GString) wide = g_string_new ("[0");
  g_autofree char *open = g_strnfill (400, '[');
  g_autofree char *close = g_strnfill (400, ']');
  g_autofree char *deep = g_strconcat (open, NODE, close, NULL);
  g_autoptr(GString) text = g_string_new ("text ");

  for (guint i = 0; i < 100000; i++)
    g_string_append (wide, ",[1]");
  g_string_append (wide, "]");
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "{ [ ");
  assert_refused (wide->str, -1, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "flow.json is JSON");
  assert_refused (deep, -1, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "flow.json is JSON");
  assert_refused (text->str, -1, FIGMENT_WORKFLOW_ERROR_NOT_JSON, "flow.json is text");
}

/* Every odd file of the corpus gets a workflow or a clear answer in the workflow's own domain. */
static void
test_import_corpus (void)
{
  static const char *const folders[] = { "api", "edge", "graph" };
  const char *shared = g_getenv ("FIGMENT_SHARED");
  guint n = 0, n_taken = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "corpus", folders[i], NULL);
      g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

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
          g_autoptr(FigmentImport) self = NULL;
          gsize size;

          if (!g_str_has_suffix (name, ".json"))
            continue;
          g_assert_true (g_file_get_contents (file, &data, &size, NULL));
          bytes = g_bytes_new_take (g_steal_pointer (&data), size);
          self = figment_import_new (bytes, name, NULL, &error);
          n++;
          n_taken += self != NULL;
          if (self != NULL)
            continue;
          g_test_message ("%s", error->message);
          g_assert_true (i == 1); /* of the odd ones alone */
          g_assert_cmpuint (error->domain, ==, FIGMENT_WORKFLOW_ERROR);
          g_assert_true (strstr (error->message, name) != NULL || strstr (error->message, "Node ") != NULL);
        }
    }
  g_test_message ("%u files, %u taken", n, n_taken);
  g_assert_cmpuint (n, >, 300);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/api", test_import_api);
  g_test_add_func ("/import/wrapped", test_import_wrapped);
  g_test_add_func ("/import/nearly-json", test_import_nearly_json);
  g_test_add_func ("/import/other-text", test_import_other_text);
  g_test_add_func ("/import/utf-16", test_import_utf_16);
  g_test_add_func ("/import/editor", test_import_editor);
  g_test_add_func ("/import/both", test_import_both);
  g_test_add_func ("/import/placeholders", test_import_placeholders);
  g_test_add_func ("/import/number-links", test_import_number_links);
  g_test_add_func ("/import/bare-links", test_import_bare_links);
  g_test_add_func ("/import/name", test_import_name);
  g_test_add_func ("/import/media", test_import_media);
  g_test_add_func ("/import/crowded", test_import_crowded);
  g_test_add_func ("/import/stream", test_import_stream);
  g_test_add_func ("/import/refuses-media", test_import_refuses_media);
  g_test_add_func ("/import/refuses-others", test_import_refuses_others);
  g_test_add_func ("/import/refuses-shapes", test_import_refuses_shapes);
  g_test_add_func ("/import/bounded", test_import_bounded);
  g_test_add_func ("/import/corpus", test_import_corpus);
  return g_test_run ();
}
