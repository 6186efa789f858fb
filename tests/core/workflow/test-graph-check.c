/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-graph-check.h"

#define SAVE "\"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"8\", 0]}}"

static FigmentGraph *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return graph;
}

static FigmentCatalog *
make_catalog (void)
{
  static const char text[] =
      "{\"Loader\": {\"input\": {\"required\": {\"ckpt_name\": [[\"a.safetensors\"]]}}, \"output\": [\"MODEL\", "
      "\"VAE\"]},"
      " \"Sampler\": {\"input\": {\"required\": {\"model\": [\"MODEL\"],"
      "   \"seed\": [\"INT\", {\"min\": 0, \"max\": 18446744073709551615}],"
      "   \"steps\": [\"INT\", {\"min\": 1, \"max\": 10000}], \"cfg\": [\"FLOAT\", {\"min\": 0, \"max\": 100}],"
      "   \"sampler_name\": [\"COMBO\", {\"options\": [\"euler\", \"heun\", 3]}]},"
      "   \"optional\": {\"image\": [[], {\"image_upload\": true}], \"mask\": [\"MASK\"],"
      "   \"far\": [\"COMBO\", {\"remote\": {\"route\": \"/x\"}}]}}, \"output\": [\"LATENT\"]},"
      " \"Grow\": {\"input\": {\"required\": {\"images\": [\"COMFY_AUTOGROW_V3\", {}]}}, \"output\": [\"IMAGE\"]},"
      " \"Out\": {\"input\": {\"required\": {\"x\": [\"LATENT,IMAGE\"]}}, \"output\": [], \"output_node\": true}}";
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = figment_json_parse (text, strlen (text), &error);
  FigmentCatalog *catalog;

  g_assert_no_error (error);
  catalog = figment_catalog_new (root, &error);
  g_assert_no_error (error);
  return catalog;
}

static void
assert_problem (GPtrArray              *problems,
                FigmentProblemSeverity  severity,
                const char             *message)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (problems, i);

      if (g_str_equal (problem->message, message))
        {
          g_assert_cmpint ((int) problem->severity, ==, (int) severity);
          return;
        }
    }
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((const FigmentProblem *) g_ptr_array_index (problems, i))->message);
  g_test_message ("missing: %s", message);
  g_test_fail ();
}

/* The one problem of a graph, checked without a catalog. */
static void
assert_one (const char             *text,
            FigmentProblemSeverity  severity,
            const char             *message)
{
  g_autoptr(FigmentGraph) graph = parse (text);
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, NULL);

  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, severity, message);
}

/* The one problem of a sampler whose inputs are good but for @inputs, which replace or follow them. */
static void
assert_value (const char             *seed,
              const char             *steps,
              const char             *cfg,
              const char             *rest,
              FigmentProblemSeverity  severity,
              const char             *message)
{
  g_autoptr(FigmentCatalog) catalog = make_catalog ();
  g_autofree char *text =
      g_strdup_printf ("{\"1\": {\"class_type\": \"Loader\", \"inputs\": {\"ckpt_name\": \"a.safetensors\"}},"
                       " \"2\": {\"class_type\": \"Sampler\", \"inputs\": {\"model\": [\"1\", 0], \"seed\": %s, "
                       "\"steps\": %s, \"cfg\": %s, %s}},"
                       " \"3\": {\"class_type\": \"Out\", \"inputs\": {\"x\": [\"2\", 0]}}}",
                       seed, steps, cfg, rest);
  g_autoptr(FigmentGraph) graph = parse (text);
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, catalog);

  if (message != NULL)
    assert_problem (problems, severity, message);
  g_assert_cmpuint (problems->len, ==, message != NULL);
}

static void
test_check_sound (void)
{
  g_autoptr(FigmentGraph) graph =
      parse ("{\"8\": {\"class_type\": \"A\", \"inputs\": {\"list\": {\"__value__\": [1, 2]}}}, " SAVE "}");
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, NULL);

  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_check_structure (void)
{
  assert_one ("{\"8\": {\"inputs\": {}, \"_meta\": {\"title\": \"Mine\"}}, " SAVE "}", FIGMENT_PROBLEM_FATAL,
              "Node 8 (“Mine”): It has no class_type, so the server refuses the whole workflow.");
  assert_one ("{\"8\": {\"class_type\": \"A\"}, " SAVE "}", FIGMENT_PROBLEM_FATAL,
              "Node 8 (A): It has no inputs, not even an empty object of them.");
  assert_one ("{" SAVE "}", FIGMENT_PROBLEM_FATAL,
              "Node 9 (SaveImage), images: It is linked to Node 8, which is not in this workflow.");
  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {\"x\": [5, 0]}}, " SAVE "}", FIGMENT_PROBLEM_FATAL,
              "Node 8 (A), x: The link [5,0] has a number for an id where text has to be: [\"5\", …].");
  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {\"x\": [1, 2, 3]}}, " SAVE "}", FIGMENT_PROBLEM_WARNING,
              "Node 8 (A), x: The list [1,2,3] would be taken for a link; as a value it has to be written as "
              "{\"__value__\": […]}.");
  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {}}, \"7\": {\"class_type\": \"A\", \"inputs\": {\"x\": "
              "[\"8\", -1]}},"
              " \"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"7\", 0]}}}",
              FIGMENT_PROBLEM_FATAL,
              "Node 7 (A), x: It is linked to an output of Node 8 (A) that cannot be: not a whole number from 0.");
  assert_one ("{\"about\": \"x\", \"8\": {\"class_type\": \"A\", \"inputs\": {}}, " SAVE "}", FIGMENT_PROBLEM_WARNING,
              "“about” is not a node; it is left out of what is sent.");
  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {}}}", FIGMENT_PROBLEM_WARNING,
              "No node is known to save or show anything; the server may refuse the workflow.");
}

static void
test_check_cycles (void)
{
  g_autoptr(GString) text = g_string_new ("{");
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(GPtrArray) problems = NULL;

  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {\"x\": [\"8\", 0]}}, " SAVE "}", FIGMENT_PROBLEM_FATAL,
              "Node 8 (A): It waits for its own result: the links go round in a circle, 8 → 8.");
  assert_one (
      "{\"8\": {\"class_type\": \"A\", \"inputs\": {\"x\": [\"b\", 0]}}, \"b\": {\"class_type\": \"B\", \"inputs\":"
      " {\"x\": [\"c\", 0]}}, \"c\": {\"class_type\": \"C\", \"inputs\": {\"x\": [\"8\", 0]}}, " SAVE "}",
      FIGMENT_PROBLEM_FATAL, "Node 8 (A): It waits for its own result: the links go round in a circle, 8 → c → b → 8.");

  /* So many nodes in a circle that recursion would not live through it. */
  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "\"%u\": {\"class_type\": \"SaveImage\", \"inputs\": {\"x\": [\"%u\", 0]}},", i,
                            (i + 1) % 50000);
  text->str[text->len - 1] = '}';
  graph = parse (text->str);
  problems = figment_graph_check (graph, NULL);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, FIGMENT_PROBLEM_FATAL,
                  "Node 0 (SaveImage): It waits for its own result: the links go round in a circle, "
                  "0 → 49999 → 49998 → 49997 → 49996 → … → 4 → 3 → 2 → 1 → 0.");
}

static void
test_check_severity (void)
{
  /* The preview runs without what only the saving node needs; the node "x" is not needed at all. */
  g_autoptr(FigmentGraph) graph =
      parse ("{\"1\": {\"class_type\": \"A\", \"inputs\": {}}, " SAVE ","
             " \"2\": {\"class_type\": \"PreviewImage\", \"inputs\": {\"images\": [\"1\", 0]}}}");
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, NULL);

  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, FIGMENT_PROBLEM_WARNING,
                  "Node 9 (SaveImage), images: It is linked to Node 8, which is not in this workflow.");
  assert_one ("{\"8\": {\"class_type\": \"A\", \"inputs\": {}}, \"x\": {\"class_type\": \"B\", \"inputs\": {\"y\": "
              "[\"z\", 0]}}, " SAVE "}",
              FIGMENT_PROBLEM_NOTE, "Node x (B), y: It is linked to Node z, which is not in this workflow.");
}

static void
test_check_classes (void)
{
  g_autoptr(FigmentCatalog) catalog = make_catalog ();
  g_autoptr(FigmentGraph) graph =
      parse ("{\"1\": {\"class_type\": \"Loader\", \"inputs\": {\"ckpt_name\": \"b.safetensors\"}},"
             " \"2\": {\"class_type\": \"Sampler\", \"inputs\": {\"model\": [\"1\", 2]}},"
             " \"3\": {\"class_type\": \"Foreign\", \"inputs\": {}},"
             " \"4\": {\"class_type\": \"Grow\", \"inputs\": {}},"
             " \"5\": {\"class_type\": \"Out\", \"inputs\": {\"x\": [\"2\", 0]}}}");
  g_autoptr(FigmentGraph) no_output = parse ("{\"4\": {\"class_type\": \"Grow\", \"inputs\": {}}}");
  g_autoptr(FigmentGraph) wrong =
      parse ("{\"4\": {\"class_type\": \"Grow\", \"inputs\": {\"images.image0\": [\"6\", 0]}},"
             " \"6\": {\"class_type\": \"Loader\", \"inputs\": {\"ckpt_name\": \"a.safetensors\"}},"
             " \"5\": {\"class_type\": \"Out\", \"inputs\": {\"x\": [\"6\", 1]}}}");
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, catalog);
  g_autoptr(GPtrArray) none = figment_graph_check (no_output, catalog);
  g_autoptr(GPtrArray) types = figment_graph_check (wrong, catalog);

  assert_problem (problems, FIGMENT_PROBLEM_FATAL,
                  "Node 1 (Loader), ckpt_name: “b.safetensors” is not on the server.");
  assert_problem (
      problems, FIGMENT_PROBLEM_FATAL,
      "Node 2 (Sampler), model: It is linked to output 2 of Node 1 (Loader), which has not so many, counted "
      "from 0.");
  assert_problem (problems, FIGMENT_PROBLEM_FATAL,
                  "Node 3 (Foreign): The server does not know this kind of node; the extension that brings it may be "
                  "missing there.");
  assert_problem (problems, FIGMENT_PROBLEM_FATAL, "Node 2 (Sampler), seed: A value is missing: the node needs INT.");
  g_assert_cmpuint (problems->len, ==, 7);
  assert_problem (none, FIGMENT_PROBLEM_FATAL,
                  "Nothing is saved or shown: the workflow has no output node, so the server refuses it.");
  g_assert_cmpuint (types->len, ==, 1);
  assert_problem (types, FIGMENT_PROBLEM_WARNING,
                  "Node 5 (Out), x: It takes LATENT,IMAGE, but is linked to the VAE of Node 6 (Loader).");
}

static void
test_check_values (void)
{
  const FigmentProblemSeverity fatal = FIGMENT_PROBLEM_FATAL;
  const char *good = "\"sampler_name\": \"euler\"";

  assert_value ("18446744073709551615", "20", "7.5", good, fatal, NULL);
  assert_value ("0", "\"20\"", "\"7.5\"", "\"sampler_name\": 3.0, \"image\": \"new.png\", \"far\": \"any\"", fatal,
                NULL);
  assert_value ("true", "3.7", "0", good, fatal, NULL);
  assert_value ("18446744073709551616", "20", "7", good, fatal,
                "Node 2 (Sampler), seed: 18446744073709551616 is more than the most that is allowed, "
                "18446744073709551615.");
  assert_value ("-1", "20", "7", good, fatal,
                "Node 2 (Sampler), seed: -1 is less than the least that is allowed, 0.");
  assert_value ("1", "20000", "7", good, fatal,
                "Node 2 (Sampler), steps: 20000 is more than the most that is allowed, 10000.");
  assert_value ("1", "\"4.5\"", "7", good, fatal, "Node 2 (Sampler), steps: “4.5” is not a whole number.");
  assert_value ("1", "NaN", "7", good, fatal, "Node 2 (Sampler), steps: “NaN” is not a whole number.");
  assert_value ("1", "4", "\"much\"", good, fatal, "Node 2 (Sampler), cfg: “much” is not a number.");
  assert_value ("1", "4", "null", good, fatal, "Node 2 (Sampler), cfg: “null” is not a number.");
  assert_value ("1", "4", "7", "\"sampler_name\": \"ddim\"", fatal,
                "Node 2 (Sampler), sampler_name: “ddim” is not one of the server's choices: \"euler\", \"heun\", 3.");
  assert_value (
      "1", "4", "7", "\"sampler_name\": [\"euler\"]", fatal,
      "Node 2 (Sampler), sampler_name: The list [\"euler\"] would be taken for a link; as a value it has to be "
      "written as {\"__value__\": […]}.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/check/sound", test_check_sound);
  g_test_add_func ("/workflow/check/structure", test_check_structure);
  g_test_add_func ("/workflow/check/cycles", test_check_cycles);
  g_test_add_func ("/workflow/check/severity", test_check_severity);
  g_test_add_func ("/workflow/check/classes", test_check_classes);
  g_test_add_func ("/workflow/check/values", test_check_values);
  return g_test_run ();
}
