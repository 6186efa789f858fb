/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-lm-answer.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

#define CONTEXT_TOKENS 4096

const FigmentPracticeLmModel figment_practice_lm_models[FIGMENT_PRACTICE_LM_N_MODELS] = {
  { "figment/practice-writer-1b", "Practice Writer 1B", .size_bytes = 734003200 },
  { "figment/practice-thinker-2b", "Practice Thinker 2B", .thinks = TRUE, .size_bytes = 1468006400 },
  { "figment/practice-eye-2b", "Practice Eye 2B", .sees = TRUE, .size_bytes = 1610612736 },
  { "text-embedding-practice", "Practice Embedding", .is_embedding = TRUE, .size_bytes = 83886080 },
};

char *
figment_practice_lm_quote (const char *text)
{
  g_autoptr(JsonNode) node = figment_json_string_new (text);

  return figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

char *
figment_practice_lm_error (const char *type,
                           const char *code,
                           const char *message)
{
  g_autofree char *quoted = figment_practice_lm_quote (message);

  return g_strdup_printf ("{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}", quoted, type,
                          code);
}

static void
read_openai_content (JsonNode                  *content,
                     gboolean                   is_user,
                     FigmentPracticeLmQuestion *question)
{
  const char *text = figment_json_to_string (content);
  JsonArray *parts = figment_json_to_array (content);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = figment_json_to_object (json_array_get_element (parts, i));

      if (part != NULL && figment_json_get (part, "image_url") != NULL)
        question->has_image = TRUE;
      else if (part != NULL && figment_json_get_string (part, "text") != NULL)
        text = figment_json_get_string (part, "text");
    }
  if (text == NULL)
    return;
  question->n_bytes += strlen (text);
  if (is_user)
    question->user = text;
}

void
figment_practice_lm_read_openai (JsonObject                *body,
                                 FigmentPracticeLmQuestion *question)
{
  JsonArray *messages = figment_json_get_array (body, "messages");

  *question = (FigmentPracticeLmQuestion) { .user = "" };
  question->model = figment_json_get_string (body, "model");
  question->stream = figment_json_get_boolean (body, "stream", FALSE);
  question->may_think = g_strcmp0 (figment_json_get_string (body, "reasoning_effort"), "none") != 0;
  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonObject *message = figment_json_to_object (json_array_get_element (messages, i));

      if (message != NULL)
        read_openai_content (figment_json_get (message, "content"),
                             g_strcmp0 (figment_json_get_string (message, "role"), "user") == 0, question);
    }
}

void
figment_practice_lm_read_native (JsonObject                *body,
                                 FigmentPracticeLmQuestion *question)
{
  static const char *const known[] = { "model", "input", "system_prompt", "stream", "temperature", "top_p", "top_k",
                                       "min_p", "repeat_penalty", "max_output_tokens", "reasoning", "context_length",
                                       "store", "previous_response_id", "integrations", NULL };
  JsonArray *parts = figment_json_get_array (body, "input");
  const char *text = figment_json_get_string (body, "input");
  JsonObjectIter iter;
  const char *name;

  *question = (FigmentPracticeLmQuestion) { .user = "" };
  question->model = figment_json_get_string (body, "model");
  question->stream = figment_json_get_boolean (body, "stream", FALSE);
  question->may_think = g_strcmp0 (figment_json_get_string (body, "reasoning"), "off") != 0;
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = figment_json_to_object (json_array_get_element (parts, i));

      if (part != NULL && figment_json_get (part, "data_url") != NULL)
        question->has_image = TRUE;
      else if (part != NULL && figment_json_get_string (part, "content") != NULL)
        text = figment_json_get_string (part, "content");
    }
  if (text != NULL)
    question->user = text;
  question->n_bytes = strlen (question->user);
  if (figment_json_get_string (body, "system_prompt") != NULL)
    question->n_bytes += strlen (figment_json_get_string (body, "system_prompt"));

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      if (!g_strv_contains (known, name))
        question->unknown = name;
    }
}

/**
 * figment_practice_lm_enhance:
 *
 * Returns: (transfer full): @text as a stand-in for a model makes it richer: details are added by rule, the same for
 *   the same text
 */
char *
figment_practice_lm_enhance (const char *text)
{
  static const char *const lights[] = { "soft window light from the left", "low golden evening light",
                                        "an even grey overcast", "a single warm lamp in the dark" };
  static const char *const views[] = { "seen at eye level through a 50 mm lens", "seen from slightly above, wide",
                                       "close, with a shallow depth of field", "from low down, the horizon far back" };
  static const char *const grounds[] = { "muted greens blur behind", "fine dust hangs in the air",
                                         "wet stone mirrors the colours", "plain paper-white fills the background" };
  g_autofree char *idea = g_utf8_make_valid (text, -1);
  guint hash = g_str_hash (idea);
  gsize length;

  g_strstrip (idea);
  length = strlen (idea);
  while (length > 0 && strchr (".,;: \n", idea[length - 1]) != NULL)
    idea[--length] = '\0';
  return g_strdup_printf ("%s, %s, %s; %s.", idea, lights[hash % 4], views[hash / 4 % 4], grounds[hash / 16 % 4]);
}

char *
figment_practice_lm_think (const char *text)
{
  return g_strdup_printf ("The practice model looks at %lu characters, keeps every one of them, and adds light, view "
                          "and ground.", g_utf8_strlen (text, -1));
}

char *
figment_practice_lm_list_v1 (const guint *loaded)
{
  GString *list = g_string_new ("{\"models\":[");

  for (guint i = 0; i < FIGMENT_PRACTICE_LM_N_MODELS; i++)
    {
      const FigmentPracticeLmModel *model = &figment_practice_lm_models[i];

      g_string_append_printf (list, "%s{\"type\":\"%s\",\"publisher\":\"figment\",\"key\":\"%s\","
                                    "\"display_name\":\"%s\","
                                    "\"quantization\":{\"name\":\"Q4_K_M\",\"bits_per_weight\":4},"
                                    "\"size_bytes\":%" G_GINT64_FORMAT ",\"params_string\":null,\"loaded_instances\":[",
                              i > 0 ? "," : "", model->is_embedding ? "embedding" : "llm", model->key, model->name,
                              model->size_bytes);
      for (guint j = 0; j < loaded[i]; j++)
        {
          g_autofree char *number = j > 0 ? g_strdup_printf (":%u", j + 1) : g_strdup ("");

          g_string_append_printf (list, "%s{\"id\":\"%s%s\",\"config\":{\"context_length\":%d}}", j > 0 ? "," : "",
                                  model->key, number, CONTEXT_TOKENS);
        }
      g_string_append (list, "],\"max_context_length\":32768,\"format\":\"gguf\"");
      if (!model->is_embedding)
        g_string_append_printf (list, ",\"capabilities\":{\"vision\":%s,\"trained_for_tool_use\":false%s}",
                                model->sees ? "true" : "false",
                                model->thinks ? ",\"reasoning\":{\"allowed_options\":[\"off\",\"on\"],"
                                                "\"default\":\"on\"}"
                                              : "");
      g_string_append (list, "}");
    }
  g_string_append (list, "]}");
  return g_string_free (list, FALSE);
}

char *
figment_practice_lm_list_v0 (const guint *loaded)
{
  GString *list = g_string_new ("{\"object\":\"list\",\"data\":[");

  for (guint i = 0; i < FIGMENT_PRACTICE_LM_N_MODELS; i++)
    {
      const FigmentPracticeLmModel *model = &figment_practice_lm_models[i];
      const char *type = model->is_embedding ? "embeddings" : model->sees ? "vlm" : "llm";

      g_string_append_printf (list, "%s{\"id\":\"%s\",\"object\":\"model\",\"type\":\"%s\",\"publisher\":\"figment\","
                                    "\"arch\":\"practice\",\"compatibility_type\":\"gguf\",\"quantization\":\"Q4_K_M\","
                                    "\"state\":\"%s\",\"max_context_length\":32768",
                              i > 0 ? "," : "", model->key, type, loaded[i] > 0 ? "loaded" : "not-loaded");
      if (loaded[i] > 0)
        g_string_append_printf (list, ",\"loaded_context_length\":%d", CONTEXT_TOKENS);
      g_string_append (list, "}");
    }
  g_string_append (list, "]}");
  return g_string_free (list, FALSE);
}

char *
figment_practice_lm_list_openai (void)
{
  GString *list = g_string_new ("{\"data\":[");

  for (guint i = 0; i < FIGMENT_PRACTICE_LM_N_MODELS; i++)
    g_string_append_printf (list, "%s{\"id\":\"%s\",\"object\":\"model\",\"owned_by\":\"organization_owner\"}",
                            i > 0 ? "," : "", figment_practice_lm_models[i].key);
  g_string_append (list, "],\"object\":\"list\"}");
  return g_string_free (list, FALSE);
}

/* Words with the space in front of them, as models make tokens. */
static char **
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();

  while (text != NULL && *text != '\0')
    {
      gsize length = strcspn (text + 1, " ") + 1;

      g_ptr_array_add (words, g_strndup (text, length));
      text += length;
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static guint
count_words (const char *text)
{
  g_auto(GStrv) words = split_words (text);

  return g_strv_length (words);
}

/* @delta, @finish: JSON. As LM Studio writes them: the role in each delta, the model as system_fingerprint. */
static char *
build_chunk (const char *model,
             const char *delta,
             const char *finish)
{
  return g_strdup_printf ("data: {\"id\":\"chatcmpl-practice\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                          "\"model\":\"%s\",\"system_fingerprint\":\"%s\",\"choices\":[{\"index\":0,\"delta\":%s,"
                          "\"logprobs\":null,\"finish_reason\":%s}]}\n\n", model, model, delta, finish);
}

static void
add_openai_words (GPtrArray  *events,
                  const char *model,
                  const char *member,
                  const char *text)
{
  g_auto(GStrv) words = split_words (text);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = figment_practice_lm_quote (words[i]);
      g_autofree char *delta = g_strdup_printf ("{\"role\":\"assistant\",\"%s\":%s}", member, quoted);

      g_ptr_array_add (events, build_chunk (model, delta, "null"));
    }
}

GPtrArray *
figment_practice_lm_stream_openai (const char *model,
                                   const char *thoughts,
                                   const char *text)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_free);
  const guint n = count_words (text) + count_words (thoughts);

  g_ptr_array_add (events, build_chunk (model, "{\"role\":\"assistant\",\"content\":null}", "null"));
  add_openai_words (events, model, "reasoning_content", thoughts);
  add_openai_words (events, model, "content", text);
  g_ptr_array_add (events, build_chunk (model, "{}", "\"stop\""));
  g_ptr_array_add (events, g_strdup_printf ("data: {\"id\":\"chatcmpl-practice\",\"object\":\"chat.completion.chunk\","
                                            "\"model\":\"%s\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                                            "\"completion_tokens\":%u,\"total_tokens\":%u}}\n\n", model, n, n + 10));
  g_ptr_array_add (events, g_strdup ("data: [DONE]\n\n"));
  return events;
}

static void
add_event (GPtrArray  *events,
           const char *type,
           const char *rest)
{
  g_ptr_array_add (events, g_strdup_printf ("event: %s\ndata: {\"type\":\"%s\"%s}\n\n", type, type, rest));
}

static void
add_native_words (GPtrArray  *events,
                  const char *kind,
                  const char *text)
{
  g_auto(GStrv) words = split_words (text);
  g_autofree char *start = g_strconcat (kind, ".start", NULL);
  g_autofree char *delta = g_strconcat (kind, ".delta", NULL);
  g_autofree char *end = g_strconcat (kind, ".end", NULL);

  if (words[0] == NULL)
    return;
  add_event (events, start, "");
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = figment_practice_lm_quote (words[i]);
      g_autofree char *rest = g_strdup_printf (",\"content\":%s", quoted);

      add_event (events, delta, rest);
    }
  add_event (events, end, "");
}

GPtrArray *
figment_practice_lm_stream_native (const char *model,
                                   gboolean    cold,
                                   const char *thoughts,
                                   const char *text)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *instance = g_strdup_printf (",\"model_instance_id\":\"%s\"", model);
  g_autofree char *whole = figment_practice_lm_whole_native (model, thoughts, text);
  g_autofree char *result = g_strdup_printf (",\"result\":%s", whole);

  add_event (events, "chat.start", instance);
  if (cold)
    add_event (events, "model_load.start", instance);
  for (guint i = 1; cold && i <= 10; i++)
    {
      g_autofree char *progress = g_strdup_printf ("%s,\"progress\":%u.%u", instance, i / 10, i % 10);

      add_event (events, "model_load.progress", progress);
    }
  if (cold)
    add_event (events, "model_load.end", ",\"load_time_seconds\":1.5");
  add_event (events, "prompt_processing.start", "");
  add_event (events, "prompt_processing.progress", ",\"progress\":0.5");
  add_event (events, "prompt_processing.end", "");
  add_native_words (events, "reasoning", thoughts);
  add_native_words (events, "message", text);
  add_event (events, "chat.end", result);
  return events;
}

char *
figment_practice_lm_whole_openai (const char *model,
                                  const char *thoughts,
                                  const char *text)
{
  const guint n = count_words (text) + count_words (thoughts);
  g_autofree char *content = figment_practice_lm_quote (text != NULL ? text : "");
  g_autofree char *reasoning = figment_practice_lm_quote (thoughts != NULL ? thoughts : "");

  return g_strdup_printf ("{\"id\":\"chatcmpl-practice\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"%s\","
                          "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%s,"
                          "\"reasoning_content\":%s},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                          "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":%u,\"total_tokens\":%u},\"stats\":{}}",
                          model, content, reasoning, n, n + 10);
}

char *
figment_practice_lm_whole_native (const char *model,
                                  const char *thoughts,
                                  const char *text)
{
  GString *output = g_string_new (NULL);
  g_autofree char *items = NULL;

  if (thoughts != NULL)
    {
      g_autofree char *quoted = figment_practice_lm_quote (thoughts);

      g_string_append_printf (output, "{\"type\":\"reasoning\",\"content\":%s},", quoted);
    }
  if (text != NULL)
    {
      g_autofree char *quoted = figment_practice_lm_quote (text);

      g_string_append_printf (output, "{\"type\":\"message\",\"content\":%s},", quoted);
    }
  if (output->len > 0)
    g_string_truncate (output, output->len - 1);
  items = g_string_free (output, FALSE);
  return g_strdup_printf ("{\"model_instance_id\":\"%s\",\"output\":[%s],\"stats\":{\"input_tokens\":10,"
                          "\"total_output_tokens\":%u,\"reasoning_output_tokens\":%u,\"tokens_per_second\":50.0,"
                          "\"time_to_first_token_seconds\":0.1}}",
                          model, items, count_words (text) + count_words (thoughts), count_words (thoughts));
}

/* One more piece of a thought, for a model that does not come to an end. */
char *
figment_practice_lm_thought_event (const char *model,
                                   gboolean    native,
                                   const char *word)
{
  g_autofree char *quoted = figment_practice_lm_quote (word);
  g_autofree char *delta = g_strdup_printf ("{\"reasoning_content\":%s}", quoted);

  if (native)
    return g_strdup_printf ("event: reasoning.delta\ndata: {\"type\":\"reasoning.delta\",\"content\":%s}\n\n", quoted);
  return build_chunk (model, delta, "null");
}
