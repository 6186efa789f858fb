/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "lm-fixture.h"
#include "lmstudio/figment-lm-model.h"
#include "lmstudio/figment-lm-request.h"

static GPtrArray *
parse_text (FigmentLmServerKind kind,
            const char         *text,
            gsize               length)
{
  g_autoptr(JsonNode) node = figment_json_parse (text, length, NULL);

  g_assert_nonnull (node);
  return figment_lm_models_parse (kind, figment_json_to_object (node));
}

/* Returns: (nullable): %NULL when the recordings are not here */
static GPtrArray *
parse_fixture (FigmentLmServerKind kind,
               const char         *name)
{
  g_autofree char *folder = lm_fixture_dup_folder ();
  g_autoptr(LmFixture) fixture = folder != NULL ? lm_fixture_load (folder, name) : NULL;
  GPtrArray *models;

  if (fixture == NULL)
    return NULL;
  models = parse_text (kind, g_bytes_get_data (fixture->body, NULL), g_bytes_get_size (fixture->body));
  g_assert_nonnull (models);
  return models;
}

static void
test_model_lmstudio_04 (void)
{
  g_autoptr(GPtrArray) models = parse_fixture (FIGMENT_LM_SERVER_LMSTUDIO_04, "lmstudio_synth_v1_models");
  FigmentLmModel *gemma;
  FigmentLmModel *qwen;

  if (models == NULL)
    return;
  g_assert_cmpuint (models->len, ==, 4);
  gemma = figment_lm_models_find (models, "google/gemma-4-26b-a4b");
  g_assert_cmpstr (gemma->name, ==, "gemma-4-26b-a4b");
  g_assert_cmpint (gemma->type, ==, FIGMENT_LM_MODEL_VLM);
  g_assert_true (gemma->is_loaded);
  g_assert_cmpuint (gemma->instances->len, ==, 2);
  g_assert_cmpstr (((FigmentLmInstance *) g_ptr_array_index (gemma->instances, 1))->id, ==, "google/gemma-4-26b-a4b:2");
  g_assert_true (figment_lm_models_find (models, "google/gemma-4-26b-a4b:2") == gemma);
  g_assert_cmpint (gemma->context_length, ==, 4096);
  g_assert_cmpint (gemma->max_context_length, ==, 131072);
  g_assert_cmpint (gemma->size_bytes, ==, G_GINT64_CONSTANT (17990911801));
  g_assert_cmpstr (gemma->quantization, ==, "Q4_K_M");
  g_assert_cmpstr (gemma->params, ==, "26B");
  g_assert_cmpuint (g_strv_length (gemma->reasoning_options), ==, 2);

  qwen = figment_lm_models_find (models, "qwen/qwen3-4b-2507");
  g_assert_false (qwen->is_loaded);
  g_assert_null (qwen->reasoning_options);
  g_assert_cmpint (qwen->context_length, ==, -1);
  g_assert_cmpint (figment_lm_models_find (models, "text-embedding-nomic")->type, ==, FIGMENT_LM_MODEL_EMBEDDING);
  g_assert_true (figment_lm_models_pick (models, NULL) == gemma);
  g_assert_true (figment_lm_models_pick (models, "qwen/qwen3-4b-2507") == qwen);
}

static void
test_model_lmstudio_03 (void)
{
  g_autoptr(GPtrArray) models = parse_fixture (FIGMENT_LM_SERVER_LMSTUDIO_03, "lmstudio_synth_v0_models");
  FigmentLmModel *eye;

  if (models == NULL)
    return;
  eye = figment_lm_models_find (models, "qwen2-vl-7b-instruct");
  g_assert_cmpint (eye->type, ==, FIGMENT_LM_MODEL_VLM);
  g_assert_true (eye->is_loaded);
  g_assert_cmpint (eye->context_length, ==, 4096);
  g_assert_cmpint (eye->max_context_length, ==, 32768);
  g_assert_false (figment_lm_models_find (models, "llama-3.2-3b")->is_loaded);
}

static void
test_model_openai (void)
{
  g_autoptr(GPtrArray) single = parse_fixture (FIGMENT_LM_SERVER_LLAMACPP, "models_list");
  g_autoptr(GPtrArray) loading = parse_fixture (FIGMENT_LM_SERVER_LLAMACPP, "router_models_while_loading");
  g_autoptr(GPtrArray) guessed = parse_fixture (FIGMENT_LM_SERVER_GENERIC, "lmstudio_synth_openai_models");
  FigmentLmModel *toy;

  if (single == NULL)
    return;
  toy = figment_lm_models_find (single, "prompt-toy");
  g_assert_true (toy->is_loaded);
  g_assert_true (toy->vision_known);
  g_assert_cmpint (toy->type, ==, FIGMENT_LM_MODEL_LLM);
  g_assert_cmpint (toy->context_length, ==, 1024);
  g_assert_cmpint (toy->max_context_length, ==, 4096);

  g_assert_true (figment_lm_models_find (loading, "prompt-toy-slow")->is_loading);
  g_assert_false (figment_lm_models_find (loading, "prompt-toy-slow")->is_loaded);
  g_assert_null (figment_lm_models_pick (loading, NULL));

  g_assert_cmpint (figment_lm_models_find (guessed, "text-embedding-nomic-embed-text-v1.5")->type, ==,
                   FIGMENT_LM_MODEL_EMBEDDING);
  g_assert_cmpstr (figment_lm_models_pick (guessed, NULL)->key, ==, "qwen3.6-35b");
}

/* Of every wrong type: left out, or without the member. */
static void
test_model_odd (void)
{
  static const char odd_04[] = "{\"models\":[7,{},{\"key\":7},{\"key\":\"a\",\"display_name\":\"\","
                               "\"quantization\":null,\"size_bytes\":\"x\","
                               "\"loaded_instances\":[7,{\"id\":7},{\"id\":\"a\",\"config\":7}],"
                               "\"capabilities\":{\"vision\":7,\"reasoning\":{\"allowed_options\":[7,\"on\"]}}}]}";
  static const char odd_openai[] = "{\"data\":[null,{\"id\":7},{\"id\":\"a\",\"status\":{\"value\":7},\"meta\":[],"
                                   "\"architecture\":{\"input_modalities\":[7]}}]}";
  g_autoptr(GPtrArray) native = parse_text (FIGMENT_LM_SERVER_LMSTUDIO_04, odd_04, strlen (odd_04));
  g_autoptr(GPtrArray) openai = parse_text (FIGMENT_LM_SERVER_GENERIC, odd_openai, strlen (odd_openai));
  FigmentLmModel *model = g_ptr_array_index (native, 0);

  g_assert_cmpuint (native->len, ==, 1);
  g_assert_cmpstr (model->name, ==, "a");
  g_assert_cmpint (model->type, ==, FIGMENT_LM_MODEL_LLM);
  g_assert_cmpint (model->size_bytes, ==, -1);
  g_assert_cmpuint (model->instances->len, ==, 1);
  g_assert_cmpstr (model->reasoning_options[0], ==, "on");
  g_assert_cmpuint (openai->len, ==, 1);
  g_assert_null (parse_text (FIGMENT_LM_SERVER_GENERIC, "{\"data\":7}", strlen ("{\"data\":7}")));
}

/* llama.cpp answers to /v1/models with a "models" of its own, which must not pass for LM Studio's. */
static void
test_model_shapes (void)
{
  g_autofree char *folder = lm_fixture_dup_folder ();
  g_autoptr(LmFixture) llamacpp = folder != NULL ? lm_fixture_load (folder, "models_list") : NULL;
  g_autoptr(LmFixture) empty = folder != NULL ? lm_fixture_load (folder, "lmstudio_synth_v1_models_empty") : NULL;
  g_autoptr(JsonNode) llamacpp_node = NULL;
  g_autoptr(JsonNode) empty_node = NULL;

  if (folder == NULL)
    return;
  llamacpp_node = figment_json_parse_bytes (llamacpp->body, NULL);
  empty_node = figment_json_parse_bytes (empty->body, NULL);
  g_assert_false (figment_lm_server_is_lmstudio_04 (figment_json_to_object (llamacpp_node)));
  g_assert_false (figment_lm_server_is_lmstudio_03 (figment_json_to_object (llamacpp_node)));
  g_assert_true (figment_lm_server_is_lmstudio_04 (figment_json_to_object (empty_node)));
  g_assert_cmpint (figment_lm_server_identify_openai (figment_json_to_object (llamacpp_node), NULL), ==,
                   FIGMENT_LM_SERVER_LLAMACPP);
  g_assert_cmpint (figment_lm_server_identify_openai (figment_json_to_object (empty_node), NULL), ==,
                   FIGMENT_LM_SERVER_UNKNOWN);
}

static void
assert_address (const char *typed,
                const char *expected)
{
  g_autofree char *address = figment_lm_address_normalise (typed);

  g_assert_cmpstr (address, ==, expected);
}

static void
test_model_address (void)
{
  assert_address ("", "http://127.0.0.1:1234");
  assert_address ("  ", "http://127.0.0.1:1234");
  assert_address ("http://box:1234/", "http://box:1234");
  assert_address ("http://box:1234/v1", "http://box:1234");
  assert_address ("http://box:1234/v1/", "http://box:1234");
  assert_address ("http://box:1234/api/v1//", "http://box:1234");
  assert_address ("http://box:1234/api/v0", "http://box:1234");
  assert_address ("http://box:1234/v1/chat/completions", "http://box:1234");
  assert_address ("http://box:1234/v1/models", "http://box:1234");
  assert_address ("https://box/llm/v1", "https://box/llm");
  assert_address ("box", "box");
}

static char *
write_node (JsonNode *node)
{
  g_autoptr(JsonNode) owned = node;

  return figment_json_write (owned, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

static void
test_model_request_openai (void)
{
  const char *stop[] = { "\n\nNote", NULL };
  FigmentLmChatRequest request = FIGMENT_LM_CHAT_REQUEST_INIT;
  g_autofree char *bare = NULL;
  g_autofree char *full = NULL;
  g_autofree char *vllm = NULL;

  request.user = "fox";
  bare = write_node (figment_lm_chat_request_build_openai (&request, FIGMENT_LM_SERVER_GENERIC, NULL));
  g_assert_cmpstr (bare, ==, "{\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                             "\"messages\":[{\"role\":\"user\",\"content\":\"fox\"}]}");

  request.temperature = 0;
  request.top_p = 0.9;
  request.max_tokens = 400;
  request.seed = 0;
  request.ttl = 300;
  request.stop = stop;
  request.reasoning_off = TRUE;
  full = write_node (figment_lm_chat_request_build_openai (&request, FIGMENT_LM_SERVER_LMSTUDIO_04, "m"));
  g_assert_nonnull (strstr (full, "\"temperature\":0"));
  g_assert_nonnull (strstr (full, "\"top_p\":0.9,\"max_tokens\":400,\"seed\":0,\"ttl\":300,\"stop\":[\"\\n\\nNote\"],"
                                  "\"reasoning_effort\":\"none\","
                                  "\"chat_template_kwargs\":{\"enable_thinking\":false}}"));
  vllm = write_node (figment_lm_chat_request_build_openai (&request, FIGMENT_LM_SERVER_VLLM, "m"));
  g_assert_null (strstr (vllm, "reasoning_effort"));
  g_assert_null (strstr (vllm, "ttl"));
}

/* LM Studio refuses members that it does not know there. */
static void
test_model_request_native (void)
{
  static const char list[] = "{\"models\":[{\"key\":\"m\"}]}";
  g_autoptr(GPtrArray) models = parse_text (FIGMENT_LM_SERVER_LMSTUDIO_04, list, strlen (list));
  const char *stop[] = { "x", NULL };
  FigmentLmChatRequest request = FIGMENT_LM_CHAT_REQUEST_INIT;
  g_autofree char *body = NULL;

  request.user = "fox";
  request.system = "do";
  request.stop = stop;
  request.ttl = 300;
  request.temperature = 1.5;
  request.reasoning_off = TRUE;
  body = write_node (figment_lm_chat_request_build_native (&request, g_ptr_array_index (models, 0)));
  g_assert_true (g_str_has_prefix (body, "{\"model\":\"m\",\"input\":\"fox\",\"system_prompt\":\"do\",\"stream\":true,"
                                         "\"store\":false,\"temperature\":1"));
  g_assert_null (strstr (body, "ttl"));
  g_assert_null (strstr (body, "stop"));
  g_assert_null (strstr (body, "reasoning"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lm-model/lmstudio-04", test_model_lmstudio_04);
  g_test_add_func ("/lm-model/lmstudio-03", test_model_lmstudio_03);
  g_test_add_func ("/lm-model/openai", test_model_openai);
  g_test_add_func ("/lm-model/odd", test_model_odd);
  g_test_add_func ("/lm-model/shapes", test_model_shapes);
  g_test_add_func ("/lm-model/address", test_model_address);
  g_test_add_func ("/lm-model/request/openai", test_model_request_openai);
  g_test_add_func ("/lm-model/request/native", test_model_request_native);
  return g_test_run ();
}
