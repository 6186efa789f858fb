/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "workflow/figment-binding.h"
#include "workflow/figment-workflow-error.h"

static FigmentGraph *
make_graph (void)
{
  static const char text[] =
      "{\"_about\": \"mine\","
      " \"1\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 1, \"cfg\": 7.0, \"on\": true, \"text\": \"cat\","
      "   \"list\": {\"__value__\": [1, 2]}, \"lora\": {\"on\": true}, \"empty\": null,"
      "   \"width\": [\"2\", 0], \"flag\": [\"3\", 0], \"words\": [\"4\", 0], \"round\": [\"5\", 0]}, \"kept\": [1]},"
      " \"2\": {\"class_type\": \"PrimitiveInt\", \"inputs\": {\"value\": 512}},"
      " \"3\": {\"class_type\": \"PrimitiveBoolean\", \"inputs\": {\"value\": true}},"
      " \"4\": {\"class_type\": \"Reroute\", \"inputs\": {\"x\": [\"6\", 0]}},"
      " \"5\": {\"class_type\": \"Reroute\", \"inputs\": {\"x\": [\"5\", 0]}},"
      " \"6\": {\"class_type\": \"PrimitiveString\", \"inputs\": {\"value\": \"dog\"}}, \"7\": {\"class_type\": "
      "\"Bare\"}}";
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return graph;
}

/* What stands in the graph as JSON text after @typed went into node 1's @input. */
static void
assert_bound (const char *input,
              const char *typed,
              const char *written)
{
  g_autoptr(FigmentGraph) graph = make_graph ();
  g_autoptr(FigmentGraph) bound = NULL;
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *before = figment_graph_to_text (graph);
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;
  g_autofree char *member = g_strdup_printf ("\"%s\":%s", input, written);

  g_assert_true (figment_binding_set_text (binding, graph, "1", input, typed, &error));
  g_assert_no_error (error);
  bound = figment_binding_apply (binding, graph, &error);
  g_assert_no_error (error);
  text = figment_graph_to_text (bound);
  g_assert_nonnull (strstr (text, member));
  g_assert_nonnull (strstr (text, "\"kept\":[1]"));
  after = figment_graph_to_text (graph);
  g_assert_cmpstr (before, ==, after);
}

static void
assert_refused (const char *node_id,
                const char *input,
                const char *typed,
                int         code,
                const char *message)
{
  g_autoptr(FigmentGraph) graph = make_graph ();
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (figment_binding_set_text (binding, graph, node_id, input, typed, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (figment_binding_get_size (binding), ==, 0);
}

static void
test_binding_keeps_types (void)
{
  assert_bound ("seed", "20", "20");
  assert_bound ("seed", " 18446744073709551615 ", "18446744073709551615");
  assert_bound ("seed", "0", "0");
  assert_bound ("cfg", "7.50", "7.50");
  assert_bound ("on", "false", "false");
  assert_bound ("on", "True", "true");
  assert_bound ("text", "false", "\"false\"");
  assert_bound ("text", "20", "\"20\"");
  assert_bound ("text", "", "\"\"");
  assert_bound ("text", " two  words ", "\" two  words \"");
  assert_bound ("list", "[3]", "{\"__value__\":[3]}");
  assert_bound ("list", "{\"__value__\": [4]}", "{\"__value__\":[4]}");
  assert_bound ("lora", "{\"on\": false}", "{\"on\":false}");
}

static void
test_binding_replaces_links (void)
{
  assert_bound ("width", "768", "768");
  assert_bound ("flag", "false", "false");
  assert_bound ("words", "1984", "\"1984\"");
  assert_bound ("round", "1984", "1984");
  assert_bound ("round", "a bird", "\"a bird\"");
  assert_bound ("empty", "5", "5");
}

static void
test_binding_refuses (void)
{
  const int place = FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE, value = FIGMENT_WORKFLOW_ERROR_BAD_VALUE;

  assert_refused ("1", "seed", "abc", value, "Node 1 (KSampler), seed takes a number, and “abc” is none.");
  assert_refused ("1", "seed", "", value, "Node 1 (KSampler), seed takes a number, and “” is none.");
  assert_refused ("1", "seed", "0x10", value, "Node 1 (KSampler), seed takes a number, and “0x10” is none.");
  assert_refused ("1", "cfg", "NaN", value, "Node 1 (KSampler), cfg takes a number, and “NaN” is none.");
  assert_refused ("1", "on", "1", value, "Node 1 (KSampler), on takes true or false, and “1” is neither.");
  assert_refused ("1", "width", "wide", value, "Node 1 (KSampler), width takes a number, and “wide” is none.");
  assert_refused (
      "1", "lora", "[1]", value,
      "Node 1 (KSampler), lora takes a list or an object in JSON, like the one that stands there; “[1]” is none.");
  assert_refused ("1", "text", "\xff", value, "The text is not UTF-8.");
  assert_refused ("99", "seed", "1", place, "The workflow has no node 99.");
  assert_refused ("1", "sead", "1", place, "Node 1 (KSampler) has no input “sead”.");
}

static void
test_binding_applies (void)
{
  g_autoptr(FigmentGraph) graph = make_graph ();
  g_autoptr(FigmentGraph) bound = NULL;
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  g_autoptr(GError) error = NULL;
  guint64 seed;

  figment_binding_set (binding, "1", "seed", figment_json_uint64_new (1));
  figment_binding_set (binding, "1", "seed", figment_json_uint64_new (G_MAXUINT64));
  figment_binding_set (binding, "7", "new", figment_json_string_new (""));
  g_assert_cmpuint (figment_binding_get_size (binding), ==, 2);
  bound = figment_binding_apply (binding, graph, &error);
  g_assert_no_error (error);
  g_assert_true (figment_json_to_uint64 (figment_graph_get_input (bound, "1", "seed"), &seed));
  g_assert_cmpuint (seed, ==, G_MAXUINT64);
  g_assert_cmpstr (figment_json_to_string (figment_graph_get_input (bound, "7", "new")), ==, "");

  /* What is no node stays in the graph and does not go to the server. */
  g_assert_true (json_object_has_member (json_node_get_object (figment_graph_get_root (graph)), "_about"));
  g_assert_false (json_object_has_member (json_node_get_object (figment_graph_get_root (bound)), "_about"));

  figment_binding_set (binding, "nobody", "seed", figment_json_uint64_new (1));
  g_assert_null (figment_binding_apply (binding, graph, &error));
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/binding/keeps-types", test_binding_keeps_types);
  g_test_add_func ("/workflow/binding/replaces-links", test_binding_replaces_links);
  g_test_add_func ("/workflow/binding/refuses", test_binding_refuses);
  g_test_add_func ("/workflow/binding/applies", test_binding_applies);
  return g_test_run ();
}
