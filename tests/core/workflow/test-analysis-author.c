/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "analysis-rule.h"
#include "form-support.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"

/* What those who made a workflow say of it themselves. */
static const AnalysisRule rules[] = {
  { "dollar",
    "{" BASE ", " LATENT ", " WORDS ("['t', 0]") ", 't': {'class_type': 'PrimitiveStringMultiline',"
    " 'inputs': {'value': 'cat'}, '_meta': {'title': 'Prompt, $prompt.value!:What to paint'}}}",
    "positive: t.value" },
  { "called",
    "{'s': {'class_type': 'Speak', 'inputs': {'words': 'hello', 'voice': 'x'},"
    " '_meta': {'title': '$prompt.words'}}, 'o': {'class_type': 'SaveAudio', 'inputs': {'audio': ['s', 0]}}}",
    "positive: s.words" },
  { "placeholder",
    "{'s': {'class_type': 'Speak', 'inputs': {'words': '{{prompt}}', 'level': '%seed%'}},"
    " 'o': {'class_type': 'SaveAudio', 'inputs': {'audio': ['s', 0]}}}",
    "positive: s.words; seed: s.level" },
  { "looked-for",
    "{" BASE ", " LATENT_OF ("['g', 0]", "512") ", " WORDS ("['r', 0]") ","
    " 'g': {'class_type': 'GetImageSize', 'inputs': {'image': ['d', 0]}},"
    " 'r': {'class_type': 'StringReplace', 'inputs': {'string': 'cat of {{width}}', 'find': '{{width}}',"
    " 'replace': 'nine'}}}",
    "width: ; positive: r.string" },
  { "krita",
    "{" BASE ", " LATENT ", " WORDS ("['t', 0]") ", 't': {'class_type': 'ETN_Parameter',"
    " 'inputs': {'name': '1. Prompt', 'type': 'prompt (positive)', 'default': 'cat', 'min': 0, 'max': 1}}}",
    "positive: t.default" },
};

/* A subgraph twice over, a primitive, a node of the outermost graph. */
static const char app_graph[] =
  "{'1': {'class_type': 'KSampler', 'inputs': {'seed': 5, 'steps': 20, 'positive': ['7:2', 0]}},"
  " '7:2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['9', 0]}},"
  " '8:2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'dog', 'clip': ['9', 0]}},"
  " '9': {'class_type': 'CLIPLoader', 'inputs': {'clip_name': 'c'}},"
  " '3': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'x': ['8:2', 0]}},"
  " '4': {'class_type': 'PreviewImage', 'inputs': {'images': ['1', 0]}}}";
static const char app_editor[] =
  "{'id': 'root', 'nodes': [{'id': 1, 'type': 'KSampler', 'inputs': [{'name': 'steps', 'link': 3}]},"
  " {'id': 7, 'type': 'uuid', 'properties': {'proxyWidgets': [['2', 'text']]}}, {'id': 8, 'type': 'uuid'},"
  " {'id': 5, 'type': 'PrimitiveNode'}, {'id': 3, 'type': 'SaveImage'}], 'links': [[3, 5, 0, 1, 0, 'INT']],"
  " 'definitions': {'subgraphs': [{'id': 'uuid', 'nodes': [{'id': 2, 'type': 'CLIPTextEncode',"
  "   'inputs': [{'name': 'clip'}, {'name': 'text'}]}], 'inputs': [{'name': 'words'}],"
  "   'links': [{'id': 1, 'origin_id': -10, 'origin_slot': 0, 'target_id': 2, 'target_slot': 1}]}]},"
  " 'extra': {'linearData': {'inputs': %s, 'outputs': [3]}}}";

static void
assert_app (const char *inputs,
            const char *expected)
{
  g_autofree char *text = g_strdup_printf (app_editor, inputs);
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(JsonNode) editor = figment_json_parse (json, strlen (json), NULL);
  g_autoptr(FigmentGraph) graph = form_support_graph (app_graph);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new_with_editor (graph, NULL, editor);
  GPtrArray *fields = figment_author_get_fields (figment_analysis_get_author (analysis));
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);
  g_autoptr(GString) list = g_string_new (NULL);

  g_assert_nonnull (editor);
  for (guint i = 0; i < fields->len; i++)
    {
      const FigmentAuthorField *field = g_ptr_array_index (fields, i);

      g_assert_cmpint (field->source, ==, FIGMENT_AUTHOR_APP_MODE);
      g_string_append_printf (list, "%s%s.%s", i > 0 ? " " : "", field->node_id, field->input);
      if (field->description != NULL)
        g_string_append_printf (list, "=%s", field->description);
    }
  g_assert_cmpstr (list->str, ==, expected);
  for (guint i = 0; i < outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (outputs, i);

      g_assert_cmpint (output->chosen, ==, g_str_equal (output->node_id, "3"));
    }
}

static void
test_app_mode (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (app_graph);
  g_autoptr(JsonNode) editor = NULL;
  g_autoptr(FigmentAnalysis) analysis = NULL;
  const FigmentPlace *place;
  static const char text[] = "{\"extra\": {\"linearData\": {\"inputs\": [[1, \"seed\"]]}}}";

  /* Plain, with the subgraphs before it, by the subgraph's UUID, all in one. */
  assert_app ("[['1', 'seed', {'description': 'luck', 'height': 3}], [9, 'clip_name']]", "1.seed=luck 9.clip_name");
  assert_app ("[['8:2', 'text'], ['7:2', 'text']]", "8:2.text 7:2.text");
  assert_app ("[['uuid:2', 'text']]", "7:2.text 8:2.text");
  assert_app ("[['root:1:steps', 'steps'], ['uuid:2:te%78t', '']]", "1.steps 7:2.text 8:2.text");
  /* On the subgraph's own node: by its proxies, by its inputs; a primitive that is no node of the graph. */
  assert_app ("[[7, 'text'], [8, 'words'], [5, 'value']]", "7:2.text 8:2.text 1.steps");
  /* Rubbish. */
  assert_app ("[[99, 'x'], ['uuid:9', 'text'], [1], 'x', [1, 'positive'], [1, 'seed'], [1, 'seed']]",
              "7:2.text 1.seed");

  editor = figment_json_parse (text, strlen (text), NULL);
  analysis = figment_analysis_new_with_editor (graph, NULL, editor);
  place = g_ptr_array_index (figment_analysis_get_places (analysis, FIGMENT_ROLE_SEED), 0);
  g_assert_cmpfloat (place->confidence, ==, 1);
  g_assert_nonnull (strstr (place->reason, "App mode"));
}

static void
test_titles (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'1': {'class_type': 'KSampler', 'inputs': {'steps': 20},"
    "   '_meta': {'title': '<Steps:advanced/Model:1/2> 1,50,1'}},"
    " '2': {'class_type': 'Words', 'inputs': {'mode': 3, 'text': 'cat'}, '_meta': {'title': 'VC_BASIC My prompt'}},"
    " '3': {'class_type': 'SwarmInputFloat', 'inputs': {'title': 'Weight', 'value': 0.5, 'min': 0, 'max': 2,"
    "   'is_advanced': true, 'description': 'how much'}},"
    " '4': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0]}, '_meta': {'title': '<Result:output>'}},"
    " '5': {'class_type': 'Plain', 'inputs': {'x': 1}, '_meta': {'title': 'a < b costs 5$'}}}");
  g_autoptr(FigmentAuthor) author = figment_author_new (graph, NULL);
  GPtrArray *fields = figment_author_get_fields (author);
  const FigmentAuthorField *field;

  g_assert_cmpuint (fields->len, ==, 3);
  field = g_ptr_array_index (fields, 0);
  g_assert_cmpstr (field->label, ==, "Weight");
  g_assert_cmpstr (field->description, ==, "how much");
  g_assert_cmpfloat (field->max, ==, 2);
  g_assert_true (field->advanced);
  field = g_ptr_array_index (fields, 1);
  g_assert_cmpstr (field->label, ==, "Steps");
  g_assert_cmpstr (field->group, ==, "Model");
  g_assert_cmpfloat (field->max, ==, 50);
  g_assert_true (field->advanced);
  field = g_ptr_array_index (fields, 2);
  g_assert_cmpstr (field->label, ==, "My prompt");
  g_assert_cmpstr (field->input, ==, "text");
  g_assert_false (field->advanced);
  g_assert_cmpuint (figment_author_get_outputs (author)->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analysis_rules_add ("/workflow/analysis-author", rules, G_N_ELEMENTS (rules));
  g_test_add_func ("/workflow/analysis-author/app-mode", test_app_mode);
  g_test_add_func ("/workflow/analysis-author/titles", test_titles);
  return g_test_run ();
}
