/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-mapping.h"

/* Ids of what is on the form, in order, then of what is below, hidden ones in brackets. */
static char *
list_ids (FigmentForm *form)
{
  GString *list = g_string_new (NULL);
  gboolean advanced = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_field_get_advanced (field) && !advanced)
        g_string_append (list, "| ");
      advanced |= figment_field_get_advanced (field);
      g_string_append_printf (list, figment_field_get_hidden (field) ? "(%s) " : "%s ", figment_field_get_id (field));
    }
  return g_string_free (list, FALSE);
}

static void
set_mapping (FigmentForm *form,
             const char  *json)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr(GError) error = NULL;

  figment_form_set_mapping (form, quoted, &error);
  g_assert_no_error (error);
}

static void
assert_ids (FigmentForm *form,
            const char  *expected)
{
  g_autofree char *ids = list_ids (form);

  g_assert_cmpstr (ids, ==, expected);
}

#define DETECTED                                                                                                     \
  "positive negative width height batch steps cfg sampler scheduler seed model | 3.denoise 9.filename_prefix "

/* The same decisions give the same text, and nothing decided gives none. */
static void
test_mapping_json (void)
{
  static const char json[] =
    "{\"version\":1,\"roles\":{\"positive\":[[\"6\",\"text\"],[\"7\",\"text\"]],\"negative\":[]},"
    "\"controls\":{\"cfg\":{\"min\":\"1\",\"max\":\"9.5\"},\"seed\":{\"label\":\"Luck\",\"default\":\"7\","
    "\"shown\":\"hidden\"}},\"order\":[\"seed\",\"cfg\"]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentMapping) mapping = figment_mapping_parse (json, &error);
  g_autoptr(FigmentMapping) empty = figment_mapping_parse (NULL, &error);
  g_autofree char *written = NULL;
  FigmentShown shown;

  g_assert_no_error (error);
  written = figment_mapping_to_json (mapping);
  g_assert_cmpstr (written, ==, json);
  g_assert_cmpuint (figment_mapping_get_places (mapping, FIGMENT_ROLE_NEGATIVE)->len, ==, 0);
  g_assert_null (figment_mapping_get_places (mapping, FIGMENT_ROLE_SEED));
  g_assert_true (figment_mapping_get_shown (mapping, "seed", &shown));
  g_assert_cmpint (shown, ==, FIGMENT_SHOWN_HIDDEN);
  g_assert_false (figment_mapping_get_shown (mapping, "cfg", &shown));

  g_assert_true (figment_mapping_is_empty (empty));
  g_assert_null (figment_mapping_to_json (empty));
  figment_mapping_set_text (empty, "cfg", FIGMENT_MAPPING_LABEL, "Strictness");
  g_assert_false (figment_mapping_is_empty (empty));
  figment_mapping_set_text (empty, "cfg", FIGMENT_MAPPING_LABEL, NULL);
  g_assert_true (figment_mapping_is_empty (empty));
  figment_mapping_reset_control (mapping, "seed");
  figment_mapping_reset_control (mapping, "cfg");
  figment_mapping_set_order (mapping, NULL);
  figment_mapping_set_places (mapping, FIGMENT_ROLE_POSITIVE, NULL);
  figment_mapping_set_places (mapping, FIGMENT_ROLE_NEGATIVE, NULL);
  g_assert_true (figment_mapping_is_empty (mapping));
}

/* What is no mapping, or one of a newer Figment, changes nothing. */
static void
test_mapping_foreign (void)
{
  static const char *const refused[] = { "[]", "{}", "{\"version\":2}", "{\"version\":1", "7" };
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);

  set_mapping (form, "{'version': 1, 'order': ['seed']}");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (figment_form_set_mapping (form, refused[i], &error));
      g_assert_nonnull (error);
    }
  assert_ids (form, "seed positive negative width height batch steps cfg sampler scheduler model | "
                    "3.denoise 9.filename_prefix ");
  /* Of the right version, with members of every wrong kind and of a graph that it is not. */
  set_mapping (form, "{'version': 1, 'roles': {'positive': [['6'], [6, 'text'], ['60', 'text'], ['3', 'model'], 1],"
                     " 'luck': []}, 'controls': {'seed': 1, 'cfg': {'label': 1, 'shown': 'often', 'min': 'low'},"
                     " 'nothing': {'shown': 'form'}}, 'order': [1, 'nothing', 'seed', 'seed']}");
  assert_ids (form, "seed negative width height batch steps cfg sampler scheduler model | "
                    "3.denoise 6.text 9.filename_prefix ");
  g_assert_cmpstr (figment_field_get_label (form_support_field (form, "cfg")), ==, "Guidance (CFG)");
  set_mapping (form, "");
  assert_ids (form, DETECTED);
}

static void
test_mapping_shown (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);

  assert_ids (form, DETECTED);
  set_mapping (form, "{'version': 1, 'order': ['seed', '9.filename_prefix', 'positive'], 'controls':"
                     " {'9.filename_prefix': {'shown': 'form', 'label': 'Name'}, 'cfg': {'shown': 'hidden'},"
                     " 'sampler': {'shown': 'advanced'}}}");
  assert_ids (form, "seed 9.filename_prefix positive negative width height batch steps (cfg) scheduler model | "
                    "sampler 3.denoise ");
  g_assert_cmpstr (figment_field_get_label (form_support_field (form, "9.filename_prefix")), ==, "Name");
  g_assert_null (figment_field_get_group (form_support_field (form, "9.filename_prefix")));
  g_assert_cmpstr (figment_field_get_group (form_support_field (form, "sampler")), ==, "Sampler");
}

/* A range becomes narrower, never wider than the server's; a first value is written, and reset comes back to it. */
static void
test_mapping_values (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  FigmentField *steps = form_support_field (form, "steps");
  g_autoptr(FigmentRequest) request = NULL;

  figment_field_set_value (form_support_field (form, "cfg"), "3");
  set_mapping (form, "{'version': 1, 'controls': {'steps': {'min': '4', 'max': '99999', 'default': '30'},"
                     " 'cfg': {'default': '5'}}}");
  g_assert_true (form_support_field (form, "steps") == steps);
  g_assert_cmpfloat (figment_field_get_min (steps), ==, 4);
  g_assert_cmpfloat (figment_field_get_max (steps), ==, 10000);
  g_assert_cmpstr (figment_field_get_value (steps), ==, "30");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "cfg")), ==, "3");
  request = form_support_request (form);
  form_support_assert_input (request, "3", "steps", "30");
  form_support_set (form, "steps", "40");
  figment_form_reset (form);
  g_assert_cmpstr (figment_field_get_value (steps), ==, "30");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "cfg")), ==, "5");
}

/* What is put together by hand is one control; the reason says whose word it is, and other roles let go of it. */
static void
test_mapping_roles (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;
  GPtrArray *places;

  set_mapping (form, "{'version': 1, 'roles': {'steps': [['3', 'steps'], ['5', 'batch_size']]}}");
  places = figment_field_get_places (form_support_field (form, "steps"));
  g_assert_cmpuint (places->len, ==, 2);
  assert_ids (form, "positive negative width height steps cfg sampler scheduler seed model | "
                    "3.denoise 9.filename_prefix ");

  set_mapping (form, "{'version': 1, 'roles': {'seed': [['3', 'seed'], ['3', 'steps']], 'positive': [['9', "
                     "'filename_prefix']]}}");
  places = figment_field_get_places (form_support_field (form, "seed"));
  g_assert_cmpuint (places->len, ==, 2);
  g_assert_cmpstr (((FigmentPlace *) g_ptr_array_index (places, 1))->reason, ==, "You chose it.");
  assert_ids (form, "positive negative width height batch cfg sampler scheduler seed model | 3.denoise 6.text ");
  form_support_set (form, "positive", "a dog");
  request = form_support_request (form);
  form_support_assert_input (request, "9", "filename_prefix", "\"a dog\"");
  form_support_assert_input (request, "6", "text", "\"a cat\"");
}

/* What was put right comes back from the text; what is no repair is left out. */
static void
test_mapping_repairs (void)
{
  static const char json[] =
    "{\"version\":1,\"roles\":{},\"controls\":{},\"repairs\":["
    "{\"do\":\"set\",\"node\":\"3\",\"input\":\"steps\",\"value\":30},{\"do\":\"remove\",\"node\":\"9\"},"
    "{\"do\":\"add\",\"node\":\"10\",\"value\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"8\",0]}}}]}";
  g_autoptr(FigmentGraph) graph = form_support_graph (form_support_plain);
  g_autoptr(FigmentMapping) mapping = figment_mapping_parse (json, NULL);
  g_autoptr(FigmentMapping) odd = figment_mapping_parse (
    "{\"version\":1,\"repairs\":[1,{\"do\":\"undo\",\"node\":\"3\"},{\"do\":\"remove\"},"
    "{\"do\":\"remove\",\"node\":\"99\"},"
    "{\"do\":\"set\",\"node\":\"3\",\"value\":1},{\"do\":\"add\",\"node\":\"3\",\"value\":{}},"
    "{\"do\":\"add\",\"node\":\"11\",\"value\":7}]}", NULL);
  g_autofree char *written = figment_mapping_to_json (mapping);
  g_autoptr(FigmentGraph) repaired = figment_mapping_repair (mapping, graph);
  g_autoptr(FigmentGraph) same = figment_mapping_repair (odd, graph);

  g_assert_cmpstr (written, ==, json);
  g_assert_true (figment_graph_has_node (repaired, "10"));
  g_assert_false (figment_graph_has_node (repaired, "9"));
  g_assert_true (figment_graph_has_node (graph, "9"));
  g_assert_cmpuint (figment_mapping_get_repairs (odd)->len, ==, 2);
  g_assert_true (figment_graph_has_node (same, "3"));
  g_assert_cmpuint (figment_graph_get_n_nodes (same), ==, figment_graph_get_n_nodes (graph));

  figment_mapping_add_repair (odd, g_ptr_array_index (figment_mapping_get_repairs (mapping), 0));
  figment_mapping_add_repair (odd, g_ptr_array_index (figment_mapping_get_repairs (mapping), 0));
  g_assert_cmpuint (figment_mapping_get_repairs (odd)->len, ==, 3);
  g_assert_false (figment_mapping_same_repairs (mapping, odd));
  g_assert_false (figment_mapping_same_repairs (mapping, NULL));
  figment_mapping_remove_repair (odd, "3", NULL);
  figment_mapping_remove_repair (odd, "99", NULL);
  figment_mapping_remove_repair (mapping, "9", NULL);
  figment_mapping_remove_repair (mapping, "10", NULL);
  g_assert_true (figment_mapping_same_repairs (mapping, odd));
  figment_mapping_remove_repair (mapping, "3", "steps");
  g_assert_true (figment_mapping_is_empty (mapping));
}

static void
assert_literal (FigmentGraph *graph,
                const char   *node_id,
                const char   *input,
                const char   *expected)
{
  JsonNode *value = figment_graph_get_input (graph, node_id, input);
  g_autofree char *text = value != NULL ? figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

/* Somebody else's file may have any number of them: one of a place, and not more than are worth making. */
static void
test_mapping_many_repairs (void)
{
  g_autoptr(GString) json = g_string_new ("{\"version\":1,\"repairs\":[");
  g_autoptr(FigmentGraph) graph = form_support_graph (form_support_plain);
  g_autoptr(FigmentForm) form = figment_form_new (graph, NULL);
  g_autoptr(FigmentMapping) mapping = NULL;
  g_autoptr(FigmentGraph) repaired = NULL;
  g_autoptr(GError) error = NULL;
  FigmentRepair one_more = { .kind = FIGMENT_REPAIR_REMOVE, .node_id = (char *) "8" };

  for (guint i = 0; i < 3 * FIGMENT_MAPPING_MAX_REPAIRS; i++)
    g_string_append_printf (json, "{\"do\":\"set\",\"node\":\"3\",\"input\":\"steps\",\"value\":%u},"
                                  "{\"do\":\"set\",\"node\":\"3\",\"input\":\"x%u\",\"value\":1},"
                                  "{\"do\":\"remove\",\"node\":\"9\",\"input\":\"x%u\"},", i + 30, i, i);
  g_string_append (json, "{\"do\":\"remove\",\"node\":\"4\"}]}");

  mapping = figment_mapping_parse (json->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_mapping_get_repairs (mapping)->len, ==, FIGMENT_MAPPING_MAX_REPAIRS);
  repaired = figment_mapping_repair (mapping, graph);
  assert_literal (repaired, "3", "steps", "30");
  assert_literal (repaired, "3", "x7", "1");
  g_assert_null (figment_graph_get_input (repaired, "3", "x1000"));
  g_assert_false (figment_graph_has_node (repaired, "9"));
  g_assert_true (figment_graph_has_node (repaired, "4"));
  g_assert_true (figment_form_set_mapping (form, json->str, &error));
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "steps")), ==, "30");

  figment_mapping_add_repair (mapping, &one_more);
  g_assert_cmpuint (figment_mapping_get_repairs (mapping)->len, ==, FIGMENT_MAPPING_MAX_REPAIRS);
}

/* Repairs that go together: what is linked to a node that is left out, and a graph of which nothing would be left. */
static void
test_mapping_repairs_together (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (form_support_plain);
  g_autoptr(FigmentGraph) lonely = form_support_graph ("{'1': {'class_type': 'SaveImage', 'inputs': {}}}");
  g_autoptr(FigmentMapping) mapping = figment_mapping_parse (
    "{\"version\":1,\"repairs\":[{\"do\":\"set\",\"node\":\"20\",\"input\":\"images\",\"value\":[\"8\",0]},"
    "{\"do\":\"remove\",\"node\":\"4\"},{\"do\":\"remove\",\"node\":\"9\"},"
    "{\"do\":\"add\",\"node\":\"20\",\"value\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"9\",0]}}},"
    "{\"do\":\"set\",\"node\":\"3\",\"input\":\"model\",\"value\":[\"4\",0]},"
    "{\"do\":\"set\",\"node\":\"3\",\"input\":\"steps\",\"value\":30}]}", NULL);
  g_autoptr(FigmentMapping) all = figment_mapping_parse (
    "{\"version\":1,\"repairs\":[{\"do\":\"remove\",\"node\":\"1\"}]}", NULL);
  g_autoptr(FigmentGraph) repaired = figment_mapping_repair (mapping, graph);
  g_autoptr(FigmentGraph) left = figment_mapping_repair (all, lonely);

  g_assert_false (figment_graph_has_node (repaired, "4"));
  g_assert_false (figment_graph_has_node (repaired, "9"));
  g_assert_null (figment_graph_get_input (repaired, "3", "model"));
  g_assert_null (figment_graph_get_input (repaired, "6", "clip"));
  assert_literal (repaired, "20", "images", "[\"8\",0]");
  assert_literal (repaired, "3", "steps", "30");
  g_assert_true (left == lonely);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-mapping/json", test_mapping_json);
  g_test_add_func ("/workflow/form-mapping/foreign", test_mapping_foreign);
  g_test_add_func ("/workflow/form-mapping/shown", test_mapping_shown);
  g_test_add_func ("/workflow/form-mapping/values", test_mapping_values);
  g_test_add_func ("/workflow/form-mapping/roles", test_mapping_roles);
  g_test_add_func ("/workflow/form-mapping/repairs", test_mapping_repairs);
  g_test_add_func ("/workflow/form-mapping/many-repairs", test_mapping_many_repairs);
  g_test_add_func ("/workflow/form-mapping/repairs-together", test_mapping_repairs_together);
  return g_test_run ();
}
