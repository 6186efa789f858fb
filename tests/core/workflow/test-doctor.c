/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "figment-fixtures.h"
#include "form-support.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-replacements.h"

/* What a server can do; JSON with ' for ". */
static const char classes[] =
  "{'Loader': {'input': {'required': {'ckpt_name': [['sd/Model_A.safetensors', 'wan2.1_t2v_14b_fp8.safetensors',"
  "   'wan2.1_i2v_14b_fp16.safetensors', 'x/twice.ckpt', 'y/twice.ckpt']]}}, 'output': ['MODEL']},"
  " 'Sampler': {'input': {'required': {'model': ['MODEL'], 'steps': ['INT', {'default': 20, 'min': 1, 'max': 100}],"
  "   'cfg': ['FLOAT', {'min': 0.5, 'max': 30}],"
  "   'seed': ['INT', {'min': 0, 'max': 18446744073709551615}],"
  "   'sampler_name': [['euler', 'euler_ancestral', 'heun'], {'default': 'euler'}]}}, 'output': ['IMAGE']},"
  " 'Resize': {'input': {'required': {'how': ['COMFY_DYNAMICCOMBO_V3', {'options': [{'key': 'size', 'inputs':"
  "   {'required': {'width': ['INT', {'default': 512, 'min': 16}]}}}, {'key': 'factor', 'inputs': {}}]}],"
  "   'images': ['COMFY_AUTOGROW_V3', {'template': {'input': {'required': {'image': ['IMAGE']}}, 'prefix': 'image',"
  "   'min': 2}}], 'any': ['COMFY_MATCHTYPE_V3', {'template': {'allowed_types': 'IMAGE,MASK'}}]}},"
  "   'output': ['IMAGE']},"
  " 'Service': {'input': {'required': {}}, 'output': ['IMAGE'], 'api_node': true},"
  " 'SaveImage': {'input': {'required': {'images': ['IMAGE']}}, 'output': [], 'output_node': true}}";

#define SAMPLER(inputs)                                                                                                \
  "'s': {'class_type': 'Sampler', 'inputs': {'model': ['l', 0], 'steps': 20, 'cfg': 7, 'seed': 1, "                    \
  "'sampler_name': 'euler'" inputs "}}"
#define LOADER(name) "'l': {'class_type': 'Loader', 'inputs': {'ckpt_name': '" name "'}}"
#define PLAIN(model) "{" LOADER (model) ", " SAMPLER ("") ", " SAVE ("s") "}"
#define ODD(inputs)                                                                                                    \
  "{" LOADER ("sd/Model_A.safetensors") ", " SAVE ("s") ","                                                            \
  " 's': {'class_type': 'Sampler', 'inputs': {'model': ['l', 0], 'seed': 1, " inputs "}}}"
#define SAVE(source) "'o': {'class_type': 'SaveImage', 'inputs': {'images': ['" source "', 0]}}"

static GPtrArray *
check (const char *graph_text,
       const char *editor_text)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (graph_text);
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (classes);
  g_autofree char *json = editor_text != NULL ? g_strdelimit (g_strdup (editor_text), "'", '"') : NULL;
  g_autoptr(JsonNode) editor = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;

  return figment_graph_check_with_editor (graph, catalog, editor);
}

/* The only problem of a graph. */
static const FigmentProblem *
get_only (GPtrArray          *problems,
          FigmentProblemKind  kind)
{
  const FigmentProblem *problem;

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((const FigmentProblem *) g_ptr_array_index (problems, i))->message);
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpint ((int) problem->kind, ==, (int) kind);
  return problem;
}

/* "value, value": what the problem offers, with a mark where it is sure. */
static void
assert_offers (const FigmentProblem *problem,
               const char           *expected)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < problem->repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (problem->repairs, i);

      g_string_append_printf (list, "%s%s%s", i > 0 ? ", " : "", repair->words, repair->sure ? "!" : "");
    }
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_files (void)
{
  g_autoptr(GPtrArray) slashes = check (PLAIN ("old\\\\model_a.safetensors"), NULL);
  g_autoptr(GPtrArray) near = check (PLAIN ("wan2.1_t2v_14b_bf16.safetensors"), NULL);
  g_autoptr(GPtrArray) twice = check (PLAIN ("twice.ckpt"), NULL);
  g_autoptr(GPtrArray) none = check (
    PLAIN ("flux.gguf"),
    "{'nodes': [{'type': 'Loader', 'properties': {'models': [{'name': 'flux.gguf', 'url': 'file:///etc/passwd'},"
    " {'name': 'flux.gguf', 'url': 'https://example.org/flux.gguf'}]}}]}");
  const FigmentProblem *problem;

  assert_offers (get_only (slashes, FIGMENT_PROBLEM_MISSING_FILE), "Use “sd/Model_A.safetensors”!");
  assert_offers (get_only (near, FIGMENT_PROBLEM_MISSING_FILE),
                 "Use “wan2.1_t2v_14b_fp8.safetensors”, Use “wan2.1_i2v_14b_fp16.safetensors”");
  assert_offers (get_only (twice, FIGMENT_PROBLEM_MISSING_FILE), "Use “x/twice.ckpt”, Use “y/twice.ckpt”");
  problem = get_only (none, FIGMENT_PROBLEM_MISSING_FILE);
  assert_offers (problem, "");
  g_assert_cmpstr (problem->url, ==, "https://example.org/flux.gguf");
}

static void
test_choices (void)
{
  g_autoptr(GPtrArray) near = check (ODD ("'steps': 20, 'cfg': 7, 'sampler_name': 'euler_ancestral_cfg'"), NULL);
  g_autoptr(GPtrArray) far = check (ODD ("'steps': 20, 'cfg': 7, 'sampler_name': 'other'"), NULL);

  assert_offers (get_only (near, FIGMENT_PROBLEM_BAD_CHOICE), "Use “euler_ancestral”");
  assert_offers (get_only (far, FIGMENT_PROBLEM_BAD_CHOICE), "Use “euler”");
}

static void
test_values (void)
{
  g_autoptr(GPtrArray) more = check (ODD ("'steps': 500, 'cfg': 7, 'sampler_name': 'heun'"), NULL);
  g_autoptr(GPtrArray) less = check (ODD ("'steps': 5, 'cfg': 0, 'sampler_name': 'heun'"), NULL);
  g_autoptr(GPtrArray) none = check (ODD ("'cfg': 1, 'sampler_name': 'heun'"), NULL);
  g_autoptr(FigmentGraph) graph = form_support_graph (ODD ("'cfg': 1, 'sampler_name': 'heun'"));
  const FigmentProblem *problem;
  g_autoptr(FigmentGraph) repaired = NULL;
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (classes);
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(GError) error = NULL;

  assert_offers (get_only (more, FIGMENT_PROBLEM_BAD_VALUE), "Use “100”");
  assert_offers (get_only (less, FIGMENT_PROBLEM_BAD_VALUE), "Use “0.5”");
  problem = get_only (none, FIGMENT_PROBLEM_MISSING_INPUT);
  assert_offers (problem, "Use “20”!");
  repaired = figment_graph_repair (graph, g_ptr_array_index (problem->repairs, 0), &error);
  g_assert_no_error (error);
  g_assert_null (figment_graph_get_input (graph, "s", "steps"));
  left = figment_graph_check (repaired, catalog);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_dynamic (void)
{
  g_autoptr(GPtrArray) problems = check (
    "{" LOADER ("sd/Model_A.safetensors") ", " SAMPLER ("") ", " SAVE ("r") ","
    " 'r': {'class_type': 'Resize', 'inputs': {'how': 'size', 'how.width': 3, 'images.image0': ['s', 0],"
    "   'any': ['l', 0]}}}", NULL);
  g_autoptr(GPtrArray) key = check (
    "{" LOADER ("sd/Model_A.safetensors") ", " SAMPLER ("") ", " SAVE ("r") ","
    " 'r': {'class_type': 'Resize', 'inputs': {'how': 'sise', 'images.image0': ['s', 0], 'images.image1': ['s', 0],"
    "   'any': ['s', 0]}}}", NULL);
  g_autoptr(GPtrArray) missing = check (
    "{" LOADER ("sd/Model_A.safetensors") ", " SAMPLER ("") ", " SAVE ("r") ","
    " 'r': {'class_type': 'Resize', 'inputs': {'how': 'size', 'images.image0': ['s', 0], 'images.image1': ['s', 0],"
    "   'any': ['s', 0]}}}", NULL);
  const FigmentProblem *problem;

  /* A value out of range; too few pictures and a link of another type, which fail only when the node is run. */
  g_assert_cmpuint (problems->len, ==, 3);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->input, ==, "how.width");
  g_assert_cmpint (problem->severity, ==, FIGMENT_PROBLEM_FATAL);
  assert_offers (problem, "Use “16”");
  for (guint i = 1; i < problems->len; i++)
    g_assert_cmpint (((const FigmentProblem *) g_ptr_array_index (problems, i))->severity, ==, FIGMENT_PROBLEM_WARNING);
  g_assert_cmpint (get_only (key, FIGMENT_PROBLEM_BAD_CHOICE)->severity, ==, FIGMENT_PROBLEM_WARNING);
  problem = get_only (missing, FIGMENT_PROBLEM_MISSING_INPUT);
  g_assert_cmpstr (problem->input, ==, "how.width");
  assert_offers (problem, "Use “512”!");
}

static void
test_classes (void)
{
  const char *text = "{" LOADER ("sd/Model_A.safetensors") ", " SAMPLER ("") ", " SAVE ("s") ","
                     " 'x': {'class_type': 'PreviewPlus (pack)', 'inputs': {'images': ['s', 0]}}}";
  g_autoptr(GPtrArray) problems = check (text, NULL);
  g_autoptr(GPtrArray) named = check (text,
    "{'nodes': [], 'definitions': {'subgraphs': [{'nodes': [{'type': 'PreviewPlus (pack)',"
    " 'properties': {'cnr_id': 'preview-plus', 'ver': '1'}}]}]}}");
  g_autoptr(FigmentGraph) graph = form_support_graph (text);
  const FigmentProblem *problem = get_only (problems, FIGMENT_PROBLEM_UNKNOWN_CLASS);
  g_autoptr(FigmentGraph) repaired = NULL;

  g_assert_cmpint (problem->severity, ==, FIGMENT_PROBLEM_FATAL);
  g_assert_cmpstr (problem->pack, ==, "pack");
  g_assert_nonnull (strstr (problem->message, "It comes with “pack”."));
  assert_offers (problem, "Leave this node out!");
  g_assert_cmpstr (get_only (named, FIGMENT_PROBLEM_UNKNOWN_CLASS)->pack, ==, "preview-plus");
  repaired = figment_graph_repair (graph, g_ptr_array_index (problem->repairs, 0), NULL);
  g_assert_false (figment_graph_has_node (repaired, "x"));
  g_assert_cmpuint (figment_graph_get_n_nodes (repaired), ==, 3);
}

/* Taking a node out takes the links to it. */
static void
test_remove (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph ("{" LOADER ("a") ", " SAMPLER ("") ", " SAVE ("s") "}");
  const FigmentRepair repair = { .kind = FIGMENT_REPAIR_REMOVE, .node_id = (char *) "s" };
  const FigmentRepair again = { .kind = FIGMENT_REPAIR_REMOVE, .node_id = (char *) "nobody" };
  g_autoptr(FigmentGraph) repaired = figment_graph_repair (graph, &repair, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (figment_graph_get_input (repaired, "o", "images"));
  g_assert_nonnull (figment_graph_get_input (graph, "o", "images"));
  g_assert_null (figment_graph_repair (graph, &again, &error));
  g_assert_nonnull (error);
}

static void
test_no_output (void)
{
  const char *text = "{" LOADER ("sd/Model_A.safetensors") ", " SAMPLER ("") "}";
  g_autoptr(GPtrArray) problems = check (text, NULL);
  g_autoptr(FigmentGraph) graph = form_support_graph (text);
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (classes);
  const FigmentProblem *problem = get_only (problems, FIGMENT_PROBLEM_NO_OUTPUT);
  g_autoptr(FigmentGraph) repaired = NULL;
  g_autoptr(GPtrArray) left = NULL;

  assert_offers (problem, "Save the picture");
  repaired = figment_graph_repair (graph, g_ptr_array_index (problem->repairs, 0), NULL);
  left = figment_graph_check (repaired, catalog);
  g_assert_cmpuint (left->len, ==, 0);
}

/* One note each, which forbids nothing. */
static void
test_notes (void)
{
  static const struct
  {
    const char         *nodes;
    FigmentProblemKind  kind;
  } notes[] = {
    { "'x': {'class_type': 'GlobalSeed //Inspire', 'inputs': {'value': 5}}", FIGMENT_PROBLEM_GLOBAL_SEED },
    { "'x': {'class_type': 'ImpactWildcardProcessor', 'inputs': {'mode': 'populate'}}", FIGMENT_PROBLEM_REWRITTEN },
    { "'x': {'class_type': 'Seed (rgthree)', 'inputs': {'seed': -1}}", FIGMENT_PROBLEM_REWRITTEN },
    { "'x': {'class_type': 'FluxPro', 'inputs': {'prompt_upsampling': true}}", FIGMENT_PROBLEM_ENHANCED },
    { "'x': {'class_type': 'LTXVPromptEnhancer', 'inputs': {}}, 'y': {'class_type': 'A', 'inputs': {'t': ['x', 0]}}",
      FIGMENT_PROBLEM_ENHANCED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{'k': {'class_type': 'KSampler', 'inputs': {'seed': 7}}, 'o': {'class_type': 'SaveImage', 'inputs': {"
        "'images': ['k', 0]}}, %s}", notes[i].nodes);
      g_autoptr(FigmentGraph) graph = form_support_graph (text);
      g_autoptr(GPtrArray) problems = figment_graph_check (graph, NULL);

      g_assert_cmpint (get_only (problems, notes[i].kind)->severity, ==, FIGMENT_PROBLEM_NOTE);
    }
}

static void
test_account (void)
{
  g_autoptr(GPtrArray) problems = check ("{'v': {'class_type': 'Service', 'inputs': {}}, " SAVE ("v") "}", NULL);

  g_assert_cmpint (get_only (problems, FIGMENT_PROBLEM_ACCOUNT)->severity, ==, FIGMENT_PROBLEM_NOTE);
}

/* The same path with other slashes is taken as it is; what was chosen once is taken again while it is there. */
static void
test_replacements (void)
{
  static const char *const choices[] = { "sd/Model_A.safetensors", "y/model_a.safetensors", "b.ckpt", NULL };
  g_autoptr(FigmentReplacements) replacements = figment_replacements_parse ("[3");
  g_autoptr(FigmentReplacements) copy = NULL, again = NULL;
  g_autofree char *json = NULL;

  g_assert_cmpuint (figment_replacements_get_size (replacements), ==, 0);
  g_assert_cmpstr (figment_replacements_find (NULL, "sd\\Model_A.safetensors", choices), ==, choices[0]);
  g_assert_null (figment_replacements_find (NULL, "sd\\model_a.safetensors", choices));
  g_assert_null (figment_replacements_find (replacements, "b.ckp", choices));

  figment_replacements_set (replacements, "flux.gguf", "b.ckpt");
  figment_replacements_set (replacements, "sd\\Model_A.safetensors", "y/model_a.safetensors");
  figment_replacements_set (replacements, "gone", "deleted.ckpt");
  copy = figment_replacements_copy (replacements);
  json = figment_replacements_to_json (copy);
  again = figment_replacements_parse (json);
  g_assert_cmpuint (figment_replacements_get_size (again), ==, 3);
  g_assert_cmpstr (figment_replacements_find (again, "flux.gguf", choices), ==, "b.ckpt");
  g_assert_cmpstr (figment_replacements_find (again, "sd\\Model_A.safetensors", choices), ==, choices[1]);
  g_assert_null (figment_replacements_find (again, "gone", choices));
  figment_replacements_set (again, "flux.gguf", NULL);
  g_assert_null (figment_replacements_find (again, "flux.gguf", choices));
}

static char *
dup_model (FigmentForm *form)
{
  g_autoptr(GPtrArray) requests = figment_form_build_requests (form, 1, NULL);
  const FigmentRequest *request = g_ptr_array_index (requests, 0);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (request->graph, strlen (request->graph), NULL);

  return g_strdup (figment_json_to_string (figment_graph_get_input (graph, "l", "ckpt_name")));
}

/* A form begins with what the server has, as long as nobody says otherwise. */
static void
test_replaced_in_form (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (PLAIN ("sd\\\\Model_A.safetensors"));
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (classes);
  g_autoptr(FigmentForm) form = figment_form_new (graph, NULL);
  g_autoptr(FigmentReplacements) replacements = figment_replacements_new ();
  g_autofree char *before = dup_model (form), *turned = NULL, *kept = NULL, *chosen = NULL;

  figment_form_set_catalog (form, catalog);
  turned = dup_model (form);
  figment_replacements_set (replacements, "sd\\Model_A.safetensors", "x/twice.ckpt");
  figment_form_set_replacements (form, replacements);
  kept = dup_model (form);
  form_support_set (form, "model", "y/twice.ckpt");
  figment_form_set_replacements (form, NULL);
  chosen = dup_model (form);

  g_assert_cmpstr (before, ==, "sd\\Model_A.safetensors");
  g_assert_cmpstr (turned, ==, "sd/Model_A.safetensors");
  g_assert_cmpstr (kept, ==, "x/twice.ckpt");
  g_assert_cmpstr (chosen, ==, "y/twice.ckpt");
}

/* A file that has everything wrong many times over does not take long. */
static void
test_hostile (void)
{
  g_autoptr(GString) text = g_string_new ("{'o': {'class_type': 'SaveImage', 'inputs': {'images': ['0', 0]}}");
  g_autoptr(GString) editor = g_string_new ("{'nodes': [{}");
  g_autoptr(GPtrArray) problems = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append_printf (text, ", '%u': {'class_type': '%s', 'inputs': {'ckpt_name': 'm%u', 'seed': -1}}", i,
                              i % 2 == 0 ? "Loader" : "GlobalSeed (x)", i);
      g_string_append_printf (editor, ", {'type': 'Y', 'properties': {'models': [{'name': 'n', 'url': 'https://x'}]}}");
    }
  g_string_append_c (text, '}');
  g_string_append (editor, "]}");
  problems = check (text->str, editor->str);
  g_assert_cmpuint (problems->len, >, 20000);
}

static gboolean
is_refused (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    if (((const FigmentProblem *) g_ptr_array_index (problems, i))->severity == FIGMENT_PROBLEM_FATAL)
      return TRUE;
  return FALSE;
}

typedef struct
{
  FigmentCatalog *catalog;
  guint           n;
} Replay;

static void
replay_cb (const char *scenario,
           const char *file,
           JsonObject *row,
           gpointer    user_data)
{
  Replay *replay = user_data;
  JsonNode *prompt = figment_json_get (figment_json_get_object (row, "req_json"), "prompt");
  const gint64 status = figment_json_get_int64 (row, "status", 0);
  g_autoptr(FigmentGraph) graph = figment_json_to_object (prompt) != NULL ? figment_graph_new (prompt, NULL) : NULL;
  g_autoptr(GPtrArray) problems = NULL;

  /* Some are refused for what stands beside the graph. */
  if (g_strcmp0 (figment_json_get_string (row, "path"), "/prompt") != 0 || graph == NULL
      || (status != 200 && status != 400)
      || figment_json_get (figment_json_get_object (row, "req_json"), "partial_execution_targets") != NULL
      || figment_json_get (figment_json_get_object (row, "req_json"), "number") != NULL)
    return;
  problems = figment_graph_check (graph, replay->catalog);
  g_test_message ("%s: %s: %d", scenario, figment_json_get_string (row, "note"), (int) status);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("  %s", ((const FigmentProblem *) g_ptr_array_index (problems, i))->message);
  /* Whether a file is there the server looks up itself; that it is not in its list is a warning. */
  if (strstr (figment_json_get_string (row, "note"), "LoadImage of unknown file") != NULL)
    g_assert_cmpuint (problems->len, >, 0);
  else
    g_assert_cmpint (is_refused (problems), ==, status == 400);
  replay->n++;
}

static FigmentCatalog *
load_catalog (void)
{
  g_autoptr(GBytes) packed = figment_fixture_load ("comfyui", "12-endpoints/object_info.json.gz");
  g_autoptr(GInputStream) raw = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr(GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) stream = g_converter_input_stream_new (raw, G_CONVERTER (decompressor));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  FigmentCatalog *catalog;

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  catalog = figment_catalog_parse (bytes, &error);
  g_assert_no_error (error);
  return catalog;
}

/* What a real server refused is what the check calls fatal, and nothing else. */
static void
test_recorded (void)
{
  static const char *const scenarios[] = { "03-validation-errors", "03b-number-forms", "15-v3-dynamic-inputs" };
  g_autoptr(FigmentCatalog) catalog = NULL;
  Replay replay;

  if (figment_fixture_skip ("comfyui"))
    return;
  catalog = load_catalog ();
  replay = (Replay) { catalog, 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    figment_fixture_foreach ("comfyui", scenarios[i], "http", replay_cb, &replay);
  g_assert_cmpuint (replay.n, >, 30);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/doctor/files", test_files);
  g_test_add_func ("/workflow/doctor/choices", test_choices);
  g_test_add_func ("/workflow/doctor/values", test_values);
  g_test_add_func ("/workflow/doctor/dynamic", test_dynamic);
  g_test_add_func ("/workflow/doctor/classes", test_classes);
  g_test_add_func ("/workflow/doctor/remove", test_remove);
  g_test_add_func ("/workflow/doctor/no-output", test_no_output);
  g_test_add_func ("/workflow/doctor/notes", test_notes);
  g_test_add_func ("/workflow/doctor/account", test_account);
  g_test_add_func ("/workflow/doctor/replacements", test_replacements);
  g_test_add_func ("/workflow/doctor/replaced-in-form", test_replaced_in_form);
  g_test_add_func ("/workflow/doctor/hostile", test_hostile);
  g_test_add_func ("/workflow/doctor/recorded", test_recorded);
  return g_test_run ();
}
