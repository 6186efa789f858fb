/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <malloc.h>
#include <math.h>
#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-catalog.h"

static FigmentCatalog *
parse (const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr(GError) error = NULL;
  FigmentCatalog *catalog = figment_catalog_parse (bytes, &error);

  g_assert_no_error (error);
  return catalog;
}

/* The recorded object_info of a server with 457 classes, or NULL after g_test_skip (). */
static GBytes *
load_recorded (void)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "/nowhere", "fixtures", "comfyui", "12-endpoints",
                                            "object_info.json.gz", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) raw = g_file_read (file, NULL, NULL);
  g_autoptr(GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;

  if (raw == NULL)
    {
      g_test_skip ("The recorded traffic is not here (FIGMENT_SHARED).");
      return NULL;
    }
  stream = g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (decompressor));
  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
test_catalog_grammar (void)
{
  g_autoptr(FigmentCatalog) catalog = parse (
    "{\"A\": {\"input\": {\"required\": {\"b\": [[\"x\\\"y\", 2, true], {\"tooltip\": \"tip\"}], \"a\": [\"IMAGE\"],"
    "   \"n\": [\"INT\", {\"default\": 0, \"min\": -5, \"max\": 18446744073709551615, \"step\": 2,"
    "     \"control_after_generate\": true}]},"
    "   \"optional\": {\"v3\": [\"COMBO\", {\"options\": [\"p\"], \"default\": \"p\"}],"
    "     \"far\": [\"COMBO\", {\"remote\": {}}], \"none\": [[]],"
    "     \"s\": [\"STRING\", {\"multiline\": true, \"default\": \"\", \"forceInput\": true}],"
    "     \"f\": [\"FLOAT\", {\"round\": false, \"default\": 0.5}], \"t\": [\"BOOLEAN\", {\"default\": false}],"
    "     \"any\": [\"*\"], \"two\": [\"IMAGE,MASK\", {}], \"own\": [\"MY_INT\", {\"widgetType\": \"INT\"}],"
    "     \"pic\": [[\"a.png\"], {\"image_upload\": true}], \"bad\": 5, \"worse\": [], \"worst\": [{}],"
    "     \"dyn\": [\"COMFY_DYNAMICCOMBO_V3\", {\"options\": [{\"key\": \"k1\"}, {\"key\": \"k2\"}, 3]}],"
    "     \"grow\": [\"COMFY_AUTOGROW_V3\", {\"template\": {}}]},"
    "   \"hidden\": {\"prompt\": \"PROMPT\", \"id\": [\"UNIQUE_ID\"]}},"
    "  \"input_order\": {\"required\": [\"a\", \"b\", \"a\", \"nothing\", 7]},"
    "  \"output\": [\"IMAGE\", [\"x\", \"y\"]], \"display_name\": null, \"output_node\": true, \"category\": \"c/d\"},"
    " \"B\": {\"input\": {}, \"display_name\": \"Bee\"}, \"broken\": 5, \"also\": {}}");
  const FigmentCatalogClass *class = figment_catalog_lookup (catalog, "A");
  const FigmentCatalogInput *input;

  g_assert_cmpuint (figment_catalog_get_n_classes (catalog), ==, 2);
  g_assert_null (figment_catalog_lookup (catalog, "broken"));
  g_assert_cmpstr (figment_catalog_lookup (catalog, "B")->display_name, ==, "Bee");
  g_assert_cmpstr (class->display_name, ==, "A");
  g_assert_cmpstr (class->category, ==, "c/d");
  g_assert_null (class->python_module);
  g_assert_true (class->output_node);
  g_assert_cmpuint (class->n_outputs, ==, 2);
  g_assert_cmpstr (class->output_types[1], ==, "COMBO");

  /* input_order first, then the rest; hidden inputs and faulty ones are not there. */
  g_assert_cmpuint (class->n_inputs, ==, 15);
  g_assert_cmpstr (class->inputs[0].name, ==, "a");
  g_assert_cmpstr (class->inputs[1].name, ==, "b");
  g_assert_cmpstr (class->inputs[2].name, ==, "n");
  g_assert_null (figment_catalog_class_get_input (class, "prompt"));
  g_assert_null (figment_catalog_class_get_input (class, "bad"));

  input = figment_catalog_class_get_input (class, "b");
  g_assert_cmpint ((int) input->kind, ==, (int) FIGMENT_CATALOG_COMBO);
  g_assert_cmpuint (input->n_choices, ==, 3);
  g_assert_cmpstr (input->choices[0], ==, "\"x\\\"y\"");
  g_assert_cmpstr (input->choices[1], ==, "2");
  g_assert_cmpstr (input->choices[2], ==, "true");
  g_assert_cmpstr (input->tooltip, ==, "tip");
  g_assert_true (input->required);

  input = figment_catalog_class_get_input (class, "n");
  g_assert_cmpint ((int) input->kind, ==, (int) FIGMENT_CATALOG_INT);
  g_assert_true (input->seed);
  g_assert_cmpfloat (input->min, ==, -5);
  g_assert_cmpfloat (input->step, ==, 2);
  g_assert_cmpstr (input->max_text, ==, "18446744073709551615");
  g_assert_cmpstr (input->default_text, ==, "0");

  input = figment_catalog_class_get_input (class, "v3");
  g_assert_cmpuint (input->n_choices, ==, 1);
  g_assert_cmpstr (input->default_text, ==, "\"p\"");
  g_assert_false (input->required || input->open_choices);
  g_assert_true (figment_catalog_class_get_input (class, "far")->open_choices);
  g_assert_cmpuint (figment_catalog_class_get_input (class, "none")->n_choices, ==, 0);
  input = figment_catalog_class_get_input (class, "s");
  g_assert_true (input->multiline && input->force_link);
  g_assert_cmpstr (input->default_text, ==, "\"\"");
  g_assert_true (isnan (figment_catalog_class_get_input (class, "f")->max));
  g_assert_cmpint ((int) figment_catalog_class_get_input (class, "t")->kind, ==, (int) FIGMENT_CATALOG_BOOLEAN);
  g_assert_cmpint ((int) figment_catalog_class_get_input (class, "two")->kind, ==, (int) FIGMENT_CATALOG_LINK);
  g_assert_cmpint ((int) figment_catalog_class_get_input (class, "own")->kind, ==, (int) FIGMENT_CATALOG_INT);
  g_assert_true (figment_catalog_class_get_input (class, "pic")->upload);
  input = figment_catalog_class_get_input (class, "dyn");
  g_assert_cmpint ((int) input->kind, ==, (int) FIGMENT_CATALOG_DYNAMIC);
  g_assert_cmpuint (input->n_choices, ==, 2);
  g_assert_cmpstr (input->choices[1], ==, "\"k2\"");
}

/* Options of V3 and the dynamic kinds, as the recorded ResizeImageMaskNode and BatchImagesNode have them. */
static const char dynamic[] =
  "{\"R\": {\"input\": {\"required\": {"
  "   \"how\": [\"COMFY_DYNAMICCOMBO_V3\", {\"options\": [{\"key\": \"by size\", \"inputs\": {\"required\": {"
  "     \"width\": [\"INT\", {\"default\": 512, \"min\": 0}],"
  "     \"fit\": [\"COMFY_DYNAMICCOMBO_V3\", {\"options\": [{\"key\": \"crop\", \"inputs\": {\"optional\": {"
  "       \"edge\": [[\"left\", \"right\"]]}}}]}]}}}, {\"key\": \"by factor\", \"inputs\": {\"required\": {"
  "     \"factor\": [\"FLOAT\", {\"round\": 0.01}]}}}, {\"key\": \"not\"}]}],"
  "   \"images\": [\"COMFY_AUTOGROW_V3\", {\"template\": {\"input\": {\"required\": {\"image\": [\"IMAGE\", {}]}},"
  "     \"prefix\": \"image\", \"min\": 2, \"max\": 50}}],"
  "   \"named\": [\"COMFY_AUTOGROW_V3\", {\"template\": {\"input\": {\"required\": {\"x\": [\"MASK\"]}},"
  "     \"names\": [\"front\", \"back\"]}}],"
  "   \"slot\": [\"COMFY_DYNAMICSLOT_V3\", {\"slotType\": \"IMAGE\", \"inputs\": {\"required\": {"
  "     \"strength\": [\"FLOAT\"]}}}],"
  "   \"same\": [\"COMFY_MATCHTYPE_V3\", {\"template\": {\"template_id\": \"t\", \"allowed_types\": \"IMAGE,MASK\"}}]},"
  "  \"optional\": {\"words\": [\"STRING\", {\"dynamicPrompts\": true, \"placeholder\": \"say it\"}],"
  "   \"low\": [\"INT\", {\"min\": -9223372036854775807, \"display\": \"slider\"}],"
  "   \"far\": [\"COMBO\", {\"remote\": {\"route\": \"/internal/files\"}, \"multiselect\": true}],"
  "   \"on\": [\"BOOLEAN\", {\"label_on\": \"yes\", \"label_off\": \"no\", \"advanced\": true, \"lazy\": true}],"
  "   \"pic\": [\"COMBO\", {\"image_upload\": true, \"image_folder\": \"output\", \"hidden\": true}],"
  "   \"seed\": [\"INT\", {\"control_after_generate\": \"randomize\"}]}},"
  " \"output\": [\"IMAGE\", \"MASK\"], \"output_name\": [\"picture\", \"mask\"], \"description\": \"Resizes.\","
  " \"deprecated\": true, \"api_node\": true}}";

static const FigmentCatalogInput *
find (const FigmentCatalogClass *class,
      const char                *inputs,
      const char                *name)
{
  g_autofree char *json = g_strdelimit (g_strdup (inputs), "'", '"');
  g_autoptr(JsonNode) node = figment_json_parse (json, strlen (json), NULL);

  return figment_catalog_class_find_input (class, json_node_get_object (node), name);
}

static void
test_catalog_dynamic (void)
{
  g_autoptr(FigmentCatalog) catalog = parse (dynamic);
  const FigmentCatalogClass *class = figment_catalog_lookup (catalog, "R");
  const FigmentCatalogInput *input = figment_catalog_class_get_input (class, "how");

  g_assert_cmpuint (input->n_choices, ==, 3);
  g_assert_cmpuint (input->groups[0].n_inputs, ==, 2);
  g_assert_cmpuint (input->groups[2].n_inputs, ==, 0);
  g_assert_cmpfloat (input->groups[1].inputs[0].round, ==, 0.01);
  input = figment_catalog_class_get_input (class, "images");
  g_assert_cmpstr (input->item->type, ==, "IMAGE");
  g_assert_cmpuint (input->min_items, ==, 2);
  g_assert_cmpuint (input->max_items, ==, 50);
  g_assert_cmpstr (figment_catalog_class_get_input (class, "named")->names[1], ==, "back");
  g_assert_cmpstr (figment_catalog_class_get_input (class, "same")->allowed_types, ==, "IMAGE,MASK");

  /* Parts by their dotted names, under what is chosen. */
  g_assert_cmpstr (find (class, "{'how': 'by size'}", "how.width")->default_text, ==, "512");
  g_assert_null (find (class, "{'how': 'by factor'}", "how.width"));
  g_assert_nonnull (find (class, "{'how': 'by factor'}", "how.factor"));
  g_assert_cmpuint (find (class, "{'how': 'by size', 'how.fit': 'crop'}", "how.fit.edge")->n_choices, ==, 2);
  g_assert_null (find (class, "{'how': 'by size'}", "how.fit.edge"));
  g_assert_null (find (class, "{}", "how.width"));
  g_assert_null (find (class, "{'how': 'not'}", "how."));
  g_assert_nonnull (find (class, "{}", "images.image11"));
  g_assert_null (find (class, "{}", "images.image"));
  g_assert_null (find (class, "{}", "images.image1x"));
  g_assert_nonnull (find (class, "{}", "named.back"));
  g_assert_null (find (class, "{}", "named.side"));
  g_assert_nonnull (find (class, "{}", "slot.strength"));
  g_assert_null (find (class, "{}", "other"));
}

static void
test_catalog_options (void)
{
  g_autoptr(FigmentCatalog) catalog = parse (dynamic);
  const FigmentCatalogClass *class = figment_catalog_lookup (catalog, "R");
  const FigmentCatalogInput *input = figment_catalog_class_get_input (class, "words");

  g_assert_true (input->dynamic_prompts);
  g_assert_cmpstr (input->placeholder, ==, "say it");
  input = figment_catalog_class_get_input (class, "low");
  g_assert_cmpstr (input->min_text, ==, "-9223372036854775807");
  g_assert_true (input->slider);
  input = figment_catalog_class_get_input (class, "far");
  g_assert_cmpstr (input->route, ==, "/internal/files");
  g_assert_true (input->multiselect && input->open_choices);
  input = figment_catalog_class_get_input (class, "on");
  g_assert_cmpstr (input->label_on, ==, "yes");
  g_assert_cmpstr (input->label_off, ==, "no");
  g_assert_true (input->advanced && input->lazy);
  input = figment_catalog_class_get_input (class, "pic");
  g_assert_cmpstr (input->folder, ==, "output");
  g_assert_true (input->upload && input->hidden);
  g_assert_true (figment_catalog_class_get_input (class, "seed")->seed);
  g_assert_cmpstr (class->output_names[0], ==, "picture");
  g_assert_cmpstr (class->description, ==, "Resizes.");
  g_assert_true (class->deprecated && class->api_node);
  g_assert_false (class->experimental);
}

static void
test_catalog_refuses (void)
{
  static const char *const texts[] = { "{}", "[]", "null", "{\"A\": 3}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) root = figment_json_parse (texts[i], strlen (texts[i]), NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (figment_catalog_new (root, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

static void
test_catalog_recorded (void)
{
  g_autoptr(GBytes) bytes = load_recorded ();
  g_autoptr(FigmentCatalog) catalog = NULL;
  g_autoptr(GError) error = NULL;
  const FigmentCatalogClass *class;

  if (bytes == NULL)
    return;
  catalog = figment_catalog_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_catalog_get_n_classes (catalog), ==, 457);
  class = figment_catalog_lookup (catalog, "KSampler");
  g_assert_cmpstr (class->inputs[0].name, ==, "model");
  g_assert_cmpstr (figment_catalog_class_get_input (class, "seed")->max_text, ==, "18446744073709551615");
  g_assert_cmpuint (figment_catalog_class_get_input (class, "sampler_name")->n_choices, >, 20);
  g_assert_true (figment_catalog_class_get_input (figment_catalog_lookup (catalog, "LoadImage"), "image")->upload);
  g_assert_true (figment_catalog_lookup (catalog, "SaveImage")->output_node);
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
static gsize
count_bytes (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}
#endif

/* Five recordings under other names are more than 2 000 classes; 16 MB are the budget of a 3 MB answer. */
static void
test_catalog_small (void)
{
  g_autoptr(GBytes) bytes = load_recorded ();
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GString) text = NULL;
  g_autoptr(FigmentCatalog) catalog = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *info;
  gsize before;

  if (bytes == NULL)
    return;
  root = figment_json_parse_bytes (bytes, NULL);
  text = g_string_new ("{");
  for (guint i = 0; i < 5; i++)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (root));
      while (json_object_iter_next_ordered (&iter, &name, &info))
        {
          g_autofree char *written = figment_json_write (info, FIGMENT_JSON_WRITE_COMPACT, NULL);

          g_string_append_printf (text, "\"%s%u\":%s,", name, i, written);
        }
    }
  text->str[text->len - 1] = '}';
  g_clear_pointer (&root, json_node_unref);
  root = figment_json_parse (text->str, text->len, NULL);
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
  before = count_bytes ();
  catalog = figment_catalog_new (root, NULL);
  g_test_message ("%u classes, %" G_GSIZE_FORMAT " bytes of JSON, %" G_GSIZE_FORMAT " bytes held",
                  figment_catalog_get_n_classes (catalog), text->len, count_bytes () - before);
  g_assert_cmpuint (figment_catalog_get_n_classes (catalog), >, 2000);
  g_assert_cmpuint (count_bytes () - before, <, 16 * 1024 * 1024);
#else
  before = 0;
  catalog = figment_catalog_new (root, NULL);
  g_assert_cmpuint (figment_catalog_get_n_classes (catalog), >, before);
#endif
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/catalog/grammar", test_catalog_grammar);
  g_test_add_func ("/workflow/catalog/dynamic", test_catalog_dynamic);
  g_test_add_func ("/workflow/catalog/options", test_catalog_options);
  g_test_add_func ("/workflow/catalog/refuses", test_catalog_refuses);
  g_test_add_func ("/workflow/catalog/recorded", test_catalog_recorded);
  g_test_add_func ("/workflow/catalog/small", test_catalog_small);
  return g_test_run ();
}
