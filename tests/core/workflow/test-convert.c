/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-relax.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-convert.h"
#include "workflow/figment-graph-digest.h"

static JsonNode *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "convert", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *root;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  root = figment_json_parse (text, length, &error);
  g_assert_no_error (error);
  return root;
}

static FigmentCatalog *
load_catalog (void)
{
  g_autoptr(JsonNode) root = load ("catalog.json");
  FigmentCatalog *catalog = figment_catalog_new (root, NULL);

  g_assert_nonnull (catalog);
  return catalog;
}

/* With single quotes, to be readable. */
static JsonNode *
parse (const char *text)
{
  FigmentJsonRepair repairs;
  JsonNode *root = figment_json_parse_relaxed (text, strlen (text), &repairs, NULL);

  g_assert_nonnull (root);
  return root;
}

static FigmentGraph *
convert (JsonNode        *editor,
         FigmentCatalog  *catalog,
         GPtrArray      **warnings)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_convert_editor (editor, catalog, list, &error);

  g_assert_no_error (error);
  if (warnings != NULL)
    *warnings = g_steal_pointer (&list);
  return graph;
}

/* tests/data/convert/NAME.ui.json becomes NAME.api.json, which is what ComfyUI's editor would send. */
static void
test_convert_pair (gconstpointer data)
{
  const char *name = data;
  g_autofree char *editor_name = g_strconcat (name, ".ui.json", NULL);
  g_autofree char *api_name = g_strconcat (name, ".api.json", NULL);
  g_autoptr(JsonNode) editor = load (editor_name);
  g_autoptr(JsonNode) api = load (api_name);
  g_autoptr(FigmentCatalog) catalog = load_catalog ();
  g_autoptr(FigmentGraph) expected = figment_graph_new (api, NULL);
  g_autofree char *before = figment_json_write (editor, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autoptr(FigmentGraph) graph = convert (editor, catalog, NULL);
  g_autofree char *after = figment_json_write (editor, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autofree char *digest = figment_graph_dup_digest (graph);
  g_autofree char *expected_digest = figment_graph_dup_digest (expected);
  const char *const *ids = figment_graph_get_ids (expected);

  if (!g_str_equal (digest, expected_digest))
    {
      g_autofree char *text = figment_graph_to_text (graph);

      g_test_message ("%s became %s", name, text);
    }
  g_assert_cmpstr (digest, ==, expected_digest);
  g_assert_cmpstr (before, ==, after);
  for (guint i = 0; ids[i] != NULL; i++)
    g_assert_cmpstr (figment_graph_get_title (graph, ids[i]), ==, figment_graph_get_title (expected, ids[i]));
}

static void
assert_input (FigmentGraph *graph,
              const char   *id,
              const char   *input,
              const char   *json)
{
  JsonNode *value = figment_graph_get_input (graph, id, input);
  g_autofree char *text = value != NULL ? figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

  g_assert_cmpstr (text, ==, json);
}

/* What is known of common nodes does where there is no server, and leaves away what it does not know. */
static void
test_convert_without_catalog (void)
{
  g_autoptr(JsonNode) editor = parse ("{'nodes': [{'id': 3, 'type': 'KSampler', 'inputs': [], 'widgets_values': "
                                      "[18446744073709551615, 'randomize', 20, 8, 'euler', 'normal', 1]},"
                                      "{'id': 4, 'type': 'VAEEncodeForInpaint', 'inputs': [], 'widgets_values': []},"
                                      "{'id': 5, 'type': 'No Such Node', 'inputs': [], 'widgets_values': ['a', 1]}],"
                                      "'links': []}");
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, &warnings);

  assert_input (graph, "3", "seed", "18446744073709551615");
  assert_input (graph, "3", "sampler_name", "\"euler\"");
  assert_input (graph, "3", "denoise", "1");
  assert_input (graph, "4", "grow_mask_by", NULL);
  g_assert_cmpuint (json_object_get_size (figment_graph_get_inputs (graph, "5")), ==, 0);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (warnings, 0), "No Such Node"));
  g_assert_null (strstr (g_ptr_array_index (warnings, 0), "KSampler"));
}

static void
test_convert_changed (void)
{
  g_autoptr(JsonNode) editor = load ("changed.ui.json");
  g_autoptr(FigmentCatalog) catalog = load_catalog ();
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = convert (editor, catalog, &warnings);

  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (warnings, 0), "Paint"));
}

/* A class has lost its first two widgets; of two numbers, the seed is the one that only a seed can be. */
static void
test_convert_lost (void)
{
  g_autoptr(JsonNode) editor =
      parse ("{'nodes': [{'id': 1, 'type': 'KSampler', 'widgets_values': ['Sample', 13, 994331822621037, true, 12, 7.5,"
             "'euler', 'normal', 1]}], 'links': []}");
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, &warnings);
  guint64 seed = 0, steps = 0;

  figment_json_to_uint64 (figment_graph_get_input (graph, "1", "seed"), &seed);
  figment_json_to_uint64 (figment_graph_get_input (graph, "1", "steps"), &steps);
  g_assert_cmpuint (seed, ==, 994331822621037);
  g_assert_cmpuint (steps, ==, 12);
}

static void
test_convert_nothing (void)
{
  static const char *const texts[] = {
    "{'nodes': [], 'links': []}",
    "{'nodes': [{'id': 1, 'type': 'Note'}], 'links': []}",
    "{'nodes': [{'id': 1, 'type': 'Paint', 'mode': 2}, {'id': 2, 'type': 'Paint', 'mode': 4}], 'links': []}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) editor = parse (texts[i]);
      g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) error = NULL;

      g_assert_null (figment_convert_editor (editor, NULL, warnings, &error));
      g_assert_nonnull (error);
    }
}

/* Classes have got widgets at their end since; what stands there goes nowhere. A choice may be called as a control. */
static void
test_convert_longer (void)
{
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'WanVideoSampler', 'inputs': [], 'widgets_values': [6, 1.5, 11.5, 435237770705946,"
      " 'randomize', true, 'unipc/beta', 0, 1, false, 'comfy', 0, -1, true, '']},"
      "{'id': 2, 'type': 'easy globalSeed', 'inputs': [], 'widgets_values': [1003949590422403, true, 'fixed',"
      " 1003949590422403]}], 'links': []}");
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, NULL);

  assert_input (graph, "1", "force_offload", "true");
  assert_input (graph, "1", "scheduler", "\"unipc/beta\"");
  assert_input (graph, "1", "denoise_strength", "1");
  assert_input (graph, "2", "action", "\"fixed\"");
}

/* The host has one slot, for the last input of its subgraph; the others it shows as widgets. */
static void
test_convert_host_slots (void)
{
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'S', 'inputs': [{'name': 'text', 'type': 'STRING', 'link': 7}], 'widgets_values':"
      " ['', 640], 'properties': {'proxyWidgets': [['-1', 'text'], ['-1', 'width']]}}, {'id': 2, 'type':"
      " 'PrimitiveString', 'inputs': [], 'widgets_values': ['cat']}], 'links': [[7, 2, 0, 1, 0, 'STRING']],"
      " 'definitions': {'subgraphs': [{'id': 'S', 'inputs': [{'name': 'width', 'type': 'INT'}, {'name': 'text',"
      " 'type': 'STRING'}], 'nodes': [{'id': 5, 'type': 'PrimitiveInt', 'inputs': [{'name': 'value', 'type': 'INT',"
      " 'link': 1, 'widget': {'name': 'value'}}], 'widgets_values': [8, 'fixed']}, {'id': 6, 'type': 'CLIPTextEncode',"
      " 'inputs': [{'name': 'clip', 'type': 'CLIP', 'link': null}, {'name': 'text', 'type': 'STRING', 'link': 2,"
      " 'widget': {'name': 'text'}}], 'widgets_values': ['dog']}], 'links': [{'id': 1, 'origin_id': -10,"
      " 'origin_slot': 0, 'target_id': 5, 'target_slot': 0}, {'id': 2, 'origin_id': -10, 'origin_slot': 1,"
      " 'target_id': 6, 'target_slot': 1}]}]}}");
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, NULL);

  assert_input (graph, "1:5", "value", "640");
  assert_input (graph, "1:6", "text", "[\"2\",0]");
}

/* A widget of a type that nobody knows takes its place among the values, and is there without one. */
static void
test_convert_socketless (void)
{
  g_autoptr(JsonNode) root = parse (
      "{'Compare': {'input': {'required': {'view': ['COMPARE', {'socketless': true}], 'n': ['INT', {'default': 3}]}},"
      " 'output': [], 'name': 'Compare', 'category': 'c', 'output_node': true}}");
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'Compare', 'widgets_values': []}, {'id': 2, 'type': 'Compare', 'widgets_values':"
      " [{'at': 0.5}, 7]}], 'links': []}");
  g_autoptr(FigmentCatalog) catalog = figment_catalog_new (root, NULL);
  g_autoptr(FigmentGraph) graph = convert (editor, catalog, NULL);

  assert_input (graph, "1", "view", "null");
  assert_input (graph, "1", "n", "3");
  assert_input (graph, "2", "view", "{\"at\":0.5}");
  assert_input (graph, "2", "n", "7");
}

/* The host has no slot for the seed, and its values stand in the order of the subgraph's inputs. */
static void
test_convert_host_order (void)
{
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'S', 'inputs': [{'name': 'height', 'type': 'INT', 'link': null, 'widget': {'name':"
      " 'height'}}], 'widgets_values': [885894517601261, 'm.safetensors', 640], 'properties': {}}], 'links': [],"
      " 'definitions': {'subgraphs': [{'id': 'S', 'inputs': [{'name': 'model', 'type': 'MODEL'}, {'name': 'noise_seed',"
      " 'type': 'INT'}, {'name': 'unet_name', 'type': 'COMBO'}, {'name': 'height', 'type': 'INT'}], 'nodes': [{'id': 5,"
      " 'type': 'PrimitiveInt', 'inputs': [{'name': 'value', 'type': 'INT', 'link': 1, 'widget': {'name': 'value'}}],"
      " 'widgets_values': [8, 'fixed']}, {'id': 6, 'type': 'RandomNoise', 'inputs': [{'name': 'noise_seed', 'type':"
      " 'INT', 'link': 2, 'widget': {'name': 'noise_seed'}}], 'widgets_values': [3, 'fixed']}], 'links': [{'id': 1,"
      " 'origin_id': -10, 'origin_slot': 3, 'target_id': 5, 'target_slot': 0}, {'id': 2, 'origin_id': -10,"
      " 'origin_slot': 1, 'target_id': 6, 'target_slot': 0}]}]}}");
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, NULL);

  assert_input (graph, "1:5", "value", "640");
  assert_input (graph, "1:6", "noise_seed", "885894517601261");
}

/* A host that was saved when its subgraph had other inputs: its values are in the order of its own slots. */
static void
test_convert_host_stale (void)
{
  static const char *const inputs[] = {
    "{'name': 'batch_size', 'type': 'INT'}, {'name': 'width', 'type': 'INT'}, {'name': 'height', 'type': 'INT'}",
    "{'name': 'height', 'type': 'INT'}, {'name': 'width', 'type': 'INT'}, {'name': 'batch_size', 'type': 'INT'}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'nodes': [{'id': 1, 'type': 'S', 'inputs': [{'name': 'gone', 'type': 'INT', 'link': null, 'widget':"
          " {'name': 'gone'}}, {'name': 'width', 'type': 'INT', 'link': null, 'widget': {'name': 'width'}}, {'name':"
          " 'height', 'type': 'INT', 'link': null, 'widget': {'name': 'height'}}], 'widgets_values': [9, 640, 480],"
          " 'properties': {}}], 'links': [], 'definitions': {'subgraphs': [{'id': 'S', 'inputs': [%s], 'nodes':"
          " [{'id': 5, 'type': 'EmptyLatentImage', 'inputs': [{'name': '%s', 'type': 'INT', 'link': 1, 'widget':"
          " {'name': '%s'}}, {'name': 'width', 'type': 'INT', 'link': 2, 'widget': {'name': 'width'}}, {'name': '%s',"
          " 'type': 'INT', 'link': 3, 'widget': {'name': '%s'}}], 'widgets_values': [1, 8, 1]}], 'links': [{'id': 1,"
          " 'origin_id': -10, 'origin_slot': 0, 'target_id': 5, 'target_slot': 0}, {'id': 2, 'origin_id': -10,"
          " 'origin_slot': 1, 'target_id': 5, 'target_slot': 1}, {'id': 3, 'origin_id': -10, 'origin_slot': 2,"
          " 'target_id': 5, 'target_slot': 2}]}]}}",
          inputs[i], i == 0 ? "batch_size" : "height", i == 0 ? "batch_size" : "height",
          i == 0 ? "height" : "batch_size", i == 0 ? "height" : "batch_size");
      g_autoptr(JsonNode) editor = parse (text);
      g_autoptr(FigmentGraph) graph = convert (editor, NULL, NULL);

      assert_input (graph, "1:5", "width", "640");
      assert_input (graph, "1:5", "height", "480");
      assert_input (graph, "1:5", "batch_size", "1");
    }
}

/* A subgraph with 400 inputs: each gets its own of the host's values. */
static void
test_convert_host_many (void)
{
  const guint n = 400;
  g_autoptr(GString) slots = g_string_new (NULL);
  g_autoptr(GString) inputs = g_string_new (NULL);
  g_autoptr(GString) values = g_string_new (NULL);
  g_autoptr(GString) links = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) editor = NULL;
  g_autoptr(FigmentGraph) graph = NULL;

  for (guint i = 0; i < n; i++)
    {
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (inputs, "%s{'name': 'n%u', 'type': 'INT'}", comma, i);
      g_string_append_printf (slots, "%s{'name': 'n%u', 'type': 'INT', 'link': %u, 'widget': {'name': 'n%u'}}", comma,
                              i, i + 1, i);
      g_string_append_printf (values, "%s%u", comma, i + 1000);
      g_string_append_printf (links,
                              "%s{'id': %u, 'origin_id': -10, 'origin_slot': %u, 'target_id': 5, 'target_slot': %u}",
                              comma, i + 1, i, i);
    }
  text = g_strdup_printf ("{'nodes': [{'id': 1, 'type': 'S', 'inputs': [], 'widgets_values': [%s]}], 'links': [],"
                          " 'definitions': {'subgraphs': [{'id': 'S', 'inputs': [%s], 'links': [%s], 'nodes': ["
                          "{'id': 5, 'type': 'Many', 'inputs': [%s], 'widgets_values': []}]}]}}",
                          values->str, inputs->str, links->str, slots->str);
  editor = parse (text);
  graph = convert (editor, NULL, NULL);
  assert_input (graph, "1:5", "n0", "1000");
  assert_input (graph, "1:5", "n399", "1399");
}

/* An input without a name, as one that began at a reroute, is the one of the same number. */
static void
test_convert_nameless_slot (void)
{
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'S', 'inputs': [{'name': 'clip', 'type': 'CLIP', 'link': null}, {'name': '',"
      " 'type': '*', 'link': 7}], 'widgets_values': []}, {'id': 2, 'type': 'PrimitiveString', 'inputs': [],"
      " 'widgets_values': ['cat']}], 'links': [[7, 2, 0, 1, 1, 'STRING']], 'definitions': {'subgraphs': [{'id': 'S',"
      " 'inputs': [{'name': 'clip', 'type': 'CLIP'}, {'name': '', 'type': '*'}], 'nodes': [{'id': 6, 'type':"
      " 'CLIPTextEncode', 'inputs': [{'name': 'clip', 'type': 'CLIP', 'link': null}, {'name': 'text', 'type': 'STRING',"
      " 'link': 2, 'widget': {'name': 'text'}}], 'widgets_values': ['dog']}], 'links': [{'id': 2, 'origin_id': -10,"
      " 'origin_slot': 1, 'target_id': 6, 'target_slot': 1}]}]}}");
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, NULL);

  assert_input (graph, "1:6", "text", "[\"2\",0]");
}

/* A subgraph that holds itself, twice: cut, and told. */
static void
test_convert_endless (void)
{
  g_autoptr(JsonNode) editor = parse (
      "{'nodes': [{'id': 1, 'type': 'S'}, {'id': 2, 'type': 'KSampler'}], 'links': [], 'definitions': {'subgraphs': ["
      "{'id': 'S', 'nodes': [{'id': 1, 'type': 'S'}, {'id': 2, 'type': 'S'}], 'links': []}]}}");
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = convert (editor, NULL, &warnings);

  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 1);
  g_assert_cmpuint (warnings->len, ==, 1);
}

/* A definition with a long text that is used 5 000 times: what is written out has an end, and it is told. */
static void
test_convert_swollen (void)
{
  g_autoptr(GString) text = g_string_new ("{'nodes': [{'id': 0, 'type': 'S'}");
  g_autofree char *prompt = g_strnfill (100000, 'x');
  g_autoptr(JsonNode) editor = NULL;
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = NULL;

  for (guint i = 1; i < 5000; i++)
    g_string_append_printf (text, ",{'id': %u, 'type': 'S'}", i);
  g_string_append_printf (text,
                          "], 'links': [], 'definitions': {'subgraphs': [{'id': 'S', 'links': [], 'nodes': ["
                          "{'id': 1, 'type': 'CLIPTextEncode', 'widgets_values': ['%s']}]}]}}",
                          prompt);
  editor = parse (text->str);
  graph = convert (editor, NULL, &warnings);
  g_assert_cmpuint (figment_graph_get_n_nodes (graph), >, 600);
  g_assert_cmpuint (figment_graph_get_n_nodes (graph), <, 700);
  g_assert_cmpuint (warnings->len, ==, 1);
}

/* Reroutes in a circle, with many that ask where it begins. */
static void
test_convert_circle (void)
{
  g_autoptr(GString) text = g_string_new (
      "{'nodes': [{'id': 1, 'type': 'Reroute', 'inputs': [{'name': '', 'type': '*', 'link': 1}], 'outputs': [{}]},"
      "{'id': 2, 'type': 'Reroute', 'inputs': [{'name': '', 'type': '*', 'link': 2}], 'outputs': [{}]}");
  g_autoptr(JsonNode) editor = NULL;
  g_autoptr(GPtrArray) warnings = NULL;
  g_autoptr(FigmentGraph) graph = NULL;

  for (guint i = 3; i < 1000; i++)
    g_string_append_printf (text,
                            ",{'id': %u, 'type': 'PreviewImage', 'inputs': [{'name': 'images', 'type': 'IMAGE',"
                            "'link': %u}]}",
                            i, i);
  g_string_append (text, "], 'links': [[1, 2, 0, 1, 0, '*'], [2, 1, 0, 2, 0, '*']");
  for (guint i = 3; i < 1000; i++)
    g_string_append_printf (text, ",[%u, 1, 0, %u, 0, 'IMAGE']", i, i);
  g_string_append (text, "]}");
  editor = parse (text->str);
  graph = convert (editor, NULL, &warnings);
  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 997);
  g_assert_cmpuint (warnings->len, ==, 1);
}

/* 5 000 nodes in a row, each a reroute away from the next. */
static void
test_convert_long (void)
{
  g_autoptr(GString) text = g_string_new ("{'nodes': [{'id': 0, 'type': 'LoadImage', 'widgets_values': ['a']}");
  g_autoptr(JsonNode) editor = NULL;
  g_autoptr(FigmentGraph) graph = NULL;
  guint slot;

  for (guint i = 1; i <= 5000; i++)
    g_string_append_printf (text,
                            ",{'id': %u, 'type': '%s', 'inputs': [{'name': 'image', 'type': 'IMAGE', 'link': %u}],"
                            "'outputs': [{'type': 'IMAGE'}]}",
                            i, i == 5000 ? "PreviewImage" : "Reroute", i);
  g_string_append (text, "], 'links': [[0, 0, 0, 0, 0, 'IMAGE']");
  for (guint i = 1; i <= 5000; i++)
    g_string_append_printf (text, ",[%u, %u, 0, %u, 0, 'IMAGE']", i, i - 1, i);
  g_string_append (text, "]}");
  editor = parse (text->str);
  graph = convert (editor, NULL, NULL);
  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 2);
  g_assert_cmpstr (figment_graph_get_link (graph, "5000", "image", &slot), ==, "0");
}

static guint
count_same (JsonObject *ours,
            JsonObject *theirs,
            guint      *n_inputs)
{
  JsonObjectIter nodes, inputs;
  const char *id, *name;
  JsonNode *node, *value;
  guint n = 0;

  json_object_iter_init (&nodes, theirs);
  while (json_object_iter_next (&nodes, &id, &node))
    {
      JsonObject *expected = figment_json_get_object (figment_json_to_object (node), "inputs");
      JsonObject *got = figment_json_get_object (figment_json_get_object (ours, id), "inputs");

      if (expected == NULL)
        continue;
      json_object_iter_init (&inputs, expected);
      while (json_object_iter_next (&inputs, &name, &value))
        {
          g_autofree char *a = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
          JsonNode *other = figment_json_get (got, name);
          g_autofree char *b = other != NULL ? figment_json_write (other, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

          (*n_inputs)++;
          n += g_strcmp0 (a, b) == 0;
        }
    }
  return n;
}

/*
 * Files of the corpus that exist in both forms: some inputs differ because the two were saved at different times, which
 * bench-convert lists one by one. All files of the corpus become something.
 */
static void
test_convert_corpus (void)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *index_path = g_build_filename (shared != NULL ? shared : "", "corpus", "graph", "index.jsonl", NULL);
  g_autofree char *index = NULL;
  g_auto(GStrv) lines = NULL;
  guint n_inputs = 0, n_same = 0, n_pairs = 0;

  if (!g_file_get_contents (index_path, &index, NULL, NULL))
    {
      g_test_skip ("The corpus is not here (FIGMENT_SHARED).");
      return;
    }
  lines = g_strsplit (index, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) line = figment_json_parse (lines[i], strlen (lines[i]), NULL);
      const char *id = figment_json_get_string (figment_json_to_object (line), "id");
      const char *pair = figment_json_get_string (figment_json_to_object (line), "api_pair");
      g_autofree char *path = g_strdup_printf ("%s/corpus/graph/%s.json", shared, id);
      g_autofree char *api_path = pair != NULL ? g_strdup_printf ("%s/corpus/api/%s.json", shared, pair) : NULL;
      g_autofree char *text = NULL;
      g_autofree char *api_text = NULL;
      g_autoptr(JsonNode) editor = NULL;
      g_autoptr(JsonNode) api = NULL;
      g_autoptr(FigmentGraph) graph = NULL;

      if (id == NULL)
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      editor = figment_json_parse (text, strlen (text), NULL);
      graph = convert (editor, NULL, NULL);
      if (api_path == NULL)
        continue;
      g_assert_true (g_file_get_contents (api_path, &api_text, NULL, NULL));
      api = figment_json_parse (api_text, strlen (api_text), NULL);
      n_same += count_same (json_node_get_object (figment_graph_get_root (graph)), json_node_get_object (api),
                            &n_inputs);
      n_pairs++;
    }
  g_test_message ("%u pairs, %u of %u inputs the same", n_pairs, n_same, n_inputs);
  g_assert_cmpuint (n_pairs, >, 5);
  g_assert_cmpuint (n_same * 100, >=, n_inputs * 95);
}

int
main (int    argc,
      char **argv)
{
  static const char *const pairs[] = {
    "plain",    "version-1",    "upload",     "mute",         "bypass",  "virtual", "get-set", "subgraph",  "proxies",
    "subgraph-off", "group-node", "named-values", "dynamic", "lists",   "unknown", "changed",   "broadcast",
    "loras",    "damaged",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strconcat ("/convert/", pairs[i], NULL);

      g_test_add_data_func (path, pairs[i], test_convert_pair);
    }
  g_test_add_func ("/convert/without-catalog", test_convert_without_catalog);
  g_test_add_func ("/convert/changed-warns", test_convert_changed);
  g_test_add_func ("/convert/lost", test_convert_lost);
  g_test_add_func ("/convert/nothing", test_convert_nothing);
  g_test_add_func ("/convert/longer", test_convert_longer);
  g_test_add_func ("/convert/host-slots", test_convert_host_slots);
  g_test_add_func ("/convert/socketless", test_convert_socketless);
  g_test_add_func ("/convert/host-order", test_convert_host_order);
  g_test_add_func ("/convert/host-stale", test_convert_host_stale);
  g_test_add_func ("/convert/host-many", test_convert_host_many);
  g_test_add_func ("/convert/nameless-slot", test_convert_nameless_slot);
  g_test_add_func ("/convert/endless", test_convert_endless);
  g_test_add_func ("/convert/swollen", test_convert_swollen);
  g_test_add_func ("/convert/circle", test_convert_circle);
  g_test_add_func ("/convert/long", test_convert_long);
  g_test_add_func ("/convert/corpus", test_convert_corpus);
  return g_test_run ();
}
