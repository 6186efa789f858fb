/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-graph-links.h"
#include "workflow/figment-graph.h"
#include "workflow/figment-workflow-error.h"

static FigmentGraph *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return graph;
}

static void
assert_refused (const char           *text,
                FigmentWorkflowError  code,
                const char           *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_null (graph);
  g_assert_error (error, FIGMENT_WORKFLOW_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_graph_reads (void)
{
  g_autoptr(FigmentGraph) graph =
      parse ("{\"57:8:2\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 18446744073709551615,"
             " \"model\": [\"2.0.1\", 3], \"size\": [512, 512], \"three\": [\"2.0.1\", 0, 1]},"
             " \"_meta\": {\"title\": \"Main\"}},"
             " \"2.0.1\": {\"class_type\": \"Loader\", \"inputs\": {}}}");
  guint slot = 0;

  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 2);
  g_assert_cmpstr (figment_graph_get_ids (graph)[0], ==, "57:8:2");
  g_assert_cmpstr (figment_graph_get_ids (graph)[1], ==, "2.0.1");
  g_assert_null (figment_graph_get_ids (graph)[2]);
  g_assert_cmpstr (figment_graph_get_class (graph, "57:8:2"), ==, "KSampler");
  g_assert_cmpstr (figment_graph_get_title (graph, "57:8:2"), ==, "Main");
  g_assert_null (figment_graph_get_title (graph, "2.0.1"));
  g_assert_cmpstr (figment_graph_get_link (graph, "57:8:2", "model", &slot), ==, "2.0.1");
  g_assert_cmpuint (slot, ==, 3);
  g_assert_null (figment_graph_get_link (graph, "57:8:2", "size", NULL));
  g_assert_null (figment_graph_get_link (graph, "57:8:2", "three", NULL));
  g_assert_null (figment_graph_get_link (graph, "57:8:2", "seed", NULL));
  g_assert_null (figment_graph_get_link (graph, "nobody", "seed", NULL));
  g_assert_null (figment_graph_get_class (graph, "nobody"));
  g_assert_false (figment_graph_has_node (graph, "nobody"));
}

static void
test_graph_keeps_everything (void)
{
  const char *text = "{\"_about\":\"mine\",\"1\":{\"inputs\":{\"seed\":18446744073709551615,\"cfg\":7.0,\"x\":1.50},"
                     "\"class_type\":\"A\",\"is_changed\":[0.1]},\"version\":2,\"extra\":{\"deep\":[1,{}]}}";
  g_autoptr(FigmentGraph) graph = parse (text);
  g_autofree char *written = figment_graph_to_text (graph);

  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 1);
  g_assert_cmpstr (written, ==, text);
}

static void
test_graph_refuses (void)
{
  assert_refused ("[]", FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "outermost");
  assert_refused ("{}", FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "empty");
  assert_refused ("{\"a\": 1, \"b\": {\"c\": 2}}", FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW, "no nodes");
  assert_refused ("{\"5\": {\"inputs\": {}}}", FIGMENT_WORKFLOW_ERROR_BROKEN, "Node 5 has no class_type");
  assert_refused ("{\"5\": {\"class_type\": 7}}", FIGMENT_WORKFLOW_ERROR_BROKEN, "Node 5 has no class_type");
}

static void
test_graph_odd_slots (void)
{
  g_autoptr(FigmentGraph) graph = parse ("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"minus\": [\"1\", -1],"
                                         " \"half\": [\"1\", 0.5], \"whole\": [\"1\", 2.0], \"huge\": [\"1\", 1e300],"
                                         " \"text\": [\"1\", \"0\"]}}}");
  guint slot = 0;

  g_assert_cmpstr (figment_graph_get_link (graph, "1", "minus", &slot), ==, "1");
  g_assert_cmpuint (slot, ==, G_MAXUINT);
  g_assert_cmpstr (figment_graph_get_link (graph, "1", "half", &slot), ==, "1");
  g_assert_cmpuint (slot, ==, G_MAXUINT);
  g_assert_cmpstr (figment_graph_get_link (graph, "1", "huge", &slot), ==, "1");
  g_assert_cmpuint (slot, ==, G_MAXUINT);
  g_assert_cmpstr (figment_graph_get_link (graph, "1", "whole", &slot), ==, "1");
  g_assert_cmpuint (slot, ==, 2);
  g_assert_null (figment_graph_get_link (graph, "1", "text", &slot));
}

static void
test_graph_describes (void)
{
  g_autoptr(FigmentGraph) graph = parse ("{\"5\": {\"class_type\": \"Loader\", \"_meta\": {\"title\": \"Load\\nit\"}},"
                                         " \"6\": {\"class_type\": \"Loader\"}, \"7\": {\"inputs\": {},"
                                         " \"_meta\": {\"title\": \"Lone\"}}}");
  g_autofree char *full = figment_graph_describe_node (graph, "5");
  g_autofree char *bare = figment_graph_describe_node (graph, "6");
  g_autofree char *title = figment_graph_describe_node (graph, "7");
  g_autofree char *missing = figment_graph_describe_node (graph, "8");
  g_autofree char *long_id = g_strnfill (10000, 'x');
  g_autofree char *shortened = figment_graph_describe_node (graph, long_id);

  g_assert_cmpstr (full, ==, "Node 5 (Loader “Load it”)");
  g_assert_cmpstr (bare, ==, "Node 6 (Loader)");
  g_assert_cmpstr (title, ==, "Node 7 (“Lone”)");
  g_assert_cmpstr (missing, ==, "Node 8");
  g_assert_cmpuint (strlen (shortened), <, 100);
}

static void
test_graph_links (void)
{
  g_autoptr(FigmentGraph) graph =
      parse ("{\"a\": {\"class_type\": \"A\", \"inputs\": {}},"
             " \"b\": {\"class_type\": \"B\", \"inputs\": {\"x\": [\"a\", 0], \"y\": [\"a\", 1]}},"
             " \"c\": {\"class_type\": \"C\", \"inputs\": {\"x\": [\"b\", 0], \"z\": [\"gone\", 0]}}}");
  g_autoptr(FigmentGraphLinks) links = figment_graph_links_new (graph);
  g_autoptr(GPtrArray) cycles = figment_graph_links_cycles (links);
  guint8 marks[3] = { 0 };
  const FigmentGraphLink *found;
  guint node, n;

  g_assert_true (figment_graph_links_find (links, "b", &node));
  g_assert_cmpuint (node, ==, 1);
  g_assert_false (figment_graph_links_find (links, "gone", &node));
  found = figment_graph_links_sources (links, 1, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (found[1].input, ==, "y");
  g_assert_cmpuint (found[1].slot, ==, 1);
  found = figment_graph_links_consumers (links, 1, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (found[0].consumer, ==, 2);
  figment_graph_links_consumers (links, 2, &n);
  g_assert_cmpuint (n, ==, 0);
  figment_graph_links_mark (links, FALSE, 1, marks);
  g_assert_true (marks[0] && marks[1] && !marks[2]);
  g_assert_cmpuint (cycles->len, ==, 0);
}

static void
test_graph_large (void)
{
  g_autoptr(GString) text = g_string_new ("{\"0\": {\"class_type\": \"A\", \"inputs\": {}}");
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentGraphLinks) links = NULL;
  g_autoptr(GPtrArray) cycles = NULL;
  g_autofree guint8 *marks = g_new0 (guint8, 50001);

  for (guint i = 1; i <= 50000; i++)
    g_string_append_printf (text, ", \"%u\": {\"class_type\": \"A\", \"inputs\": {\"x\": [\"%u\", 0]}}", i, i - 1);
  g_string_append_c (text, '}');
  graph = parse (text->str);
  g_assert_cmpuint (figment_graph_get_n_nodes (graph), ==, 50001);
  g_assert_cmpstr (figment_graph_get_link (graph, "49999", "x", NULL), ==, "49998");
  links = figment_graph_links_new (graph);
  cycles = figment_graph_links_cycles (links);
  g_assert_cmpuint (cycles->len, ==, 0);
  figment_graph_links_mark (links, FALSE, 50000, marks);
  g_assert_cmpuint (marks[0], ==, 1);
}

static void
test_graph_counts (void)
{
  FigmentGraph *graph = parse ("{\"1\": {\"class_type\": \"A\"}}");
  FigmentGraph *copy = g_boxed_copy (FIGMENT_TYPE_GRAPH, graph);

  g_assert_true (copy == graph);
  figment_graph_unref (graph);
  g_assert_cmpstr (figment_graph_get_class (copy, "1"), ==, "A");
  g_assert_null (figment_graph_get_inputs (copy, "1"));
  g_boxed_free (FIGMENT_TYPE_GRAPH, copy);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/graph/reads", test_graph_reads);
  g_test_add_func ("/workflow/graph/keeps-everything", test_graph_keeps_everything);
  g_test_add_func ("/workflow/graph/refuses", test_graph_refuses);
  g_test_add_func ("/workflow/graph/odd-slots", test_graph_odd_slots);
  g_test_add_func ("/workflow/graph/describes", test_graph_describes);
  g_test_add_func ("/workflow/graph/links", test_graph_links);
  g_test_add_func ("/workflow/graph/large", test_graph_large);
  g_test_add_func ("/workflow/graph/counts", test_graph_counts);
  return g_test_run ();
}
