/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-request.h"

FigmentLmChatRequest *
figment_lm_chat_request_copy (const FigmentLmChatRequest *self)
{
  FigmentLmChatRequest *copy = g_new (FigmentLmChatRequest, 1);

  *copy = *self;
  copy->model = g_strdup (self->model);
  copy->system = g_strdup (self->system);
  copy->user = g_strdup (self->user);
  copy->images = (const char *const *) g_strdupv ((char **) self->images);
  copy->stop = (const char *const *) g_strdupv ((char **) self->stop);
  return copy;
}

/* Of a copy. */
void
figment_lm_chat_request_free (FigmentLmChatRequest *self)
{
  g_free ((char *) self->model);
  g_free ((char *) self->system);
  g_free ((char *) self->user);
  g_strfreev ((char **) self->images);
  g_strfreev ((char **) self->stop);
  g_free (self);
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_double (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static gboolean
has_images (const FigmentLmChatRequest *self)
{
  return self->images != NULL && self->images[0] != NULL;
}

/* The user's part: a string, or an array with the images where there are some. */
static void
add_user_content (const FigmentLmChatRequest *self,
                  JsonBuilder                *builder)
{
  json_builder_set_member_name (builder, "content");
  if (!has_images (self))
    {
      json_builder_add_string_value (builder, self->user);
      return;
    }

  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "type", "text");
  add_string (builder, "text", self->user);
  json_builder_end_object (builder);
  for (guint i = 0; self->images[i] != NULL; i++)
    {
      json_builder_begin_object (builder);
      add_string (builder, "type", "image_url");
      json_builder_set_member_name (builder, "image_url");
      json_builder_begin_object (builder);
      add_string (builder, "url", self->images[i]);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_messages (const FigmentLmChatRequest *self,
              JsonBuilder                *builder)
{
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  if (self->system != NULL && self->system[0] != '\0')
    {
      json_builder_begin_object (builder);
      add_string (builder, "role", "system");
      add_string (builder, "content", self->system);
      json_builder_end_object (builder);
    }
  json_builder_begin_object (builder);
  add_string (builder, "role", "user");
  add_user_content (self, builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

/*
 * "reasoning_effort": "none" works on LM Studio from 0.4.17 and llama.cpp, the template's switch on llama.cpp and vLLM;
 * whoever does not know one ignores it, except that vLLM refuses an effort it does not know.
 */
static void
add_reasoning_off (JsonBuilder         *builder,
                   FigmentLmServerKind  kind)
{
  if (kind != FIGMENT_LM_SERVER_VLLM)
    add_string (builder, "reasoning_effort", "none");
  json_builder_set_member_name (builder, "chat_template_kwargs");
  json_builder_begin_object (builder);
  add_boolean (builder, "enable_thinking", FALSE);
  json_builder_end_object (builder);
}

static void
add_stop (const FigmentLmChatRequest *self,
          JsonBuilder                *builder)
{
  if (self->stop == NULL || self->stop[0] == NULL)
    return;

  json_builder_set_member_name (builder, "stop");
  json_builder_begin_array (builder);
  for (guint i = 0; self->stop[i] != NULL; i++)
    json_builder_add_string_value (builder, self->stop[i]);
  json_builder_end_array (builder);
}

/**
 * figment_lm_chat_request_build_openai:
 * @model: (nullable): key to name
 *
 * Returns: (transfer full): the body of POST /v1/chat/completions, streaming with usage
 */
JsonNode *
figment_lm_chat_request_build_openai (const FigmentLmChatRequest *self,
                                      FigmentLmServerKind         kind,
                                      const char                 *model)
{
  const gboolean is_lmstudio = kind == FIGMENT_LM_SERVER_LMSTUDIO_04 || kind == FIGMENT_LM_SERVER_LMSTUDIO_03;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (model != NULL)
    add_string (builder, "model", model);
  add_boolean (builder, "stream", TRUE);
  json_builder_set_member_name (builder, "stream_options");
  json_builder_begin_object (builder);
  add_boolean (builder, "include_usage", TRUE);
  json_builder_end_object (builder);
  add_messages (self, builder);
  if (self->temperature >= 0)
    add_double (builder, "temperature", self->temperature);
  if (self->top_p >= 0)
    add_double (builder, "top_p", self->top_p);
  if (self->max_tokens > 0)
    add_int (builder, "max_tokens", self->max_tokens);
  if (self->seed >= 0)
    add_int (builder, "seed", self->seed);
  if (self->ttl > 0 && is_lmstudio)
    add_int (builder, "ttl", self->ttl);
  add_stop (self, builder);
  if (self->reasoning_off)
    add_reasoning_off (builder, kind);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_native_input (const FigmentLmChatRequest *self,
                  JsonBuilder                *builder)
{
  json_builder_set_member_name (builder, "input");
  if (!has_images (self))
    {
      json_builder_add_string_value (builder, self->user);
      return;
    }

  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "type", "text");
  add_string (builder, "content", self->user);
  json_builder_end_object (builder);
  for (guint i = 0; self->images[i] != NULL; i++)
    {
      json_builder_begin_object (builder);
      add_string (builder, "type", "image");
      add_string (builder, "data_url", self->images[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * figment_lm_chat_request_build_native:
 * @model: of LM Studio 0.4
 *
 * LM Studio refuses members that it does not know here, and has no seed, stop and ttl; a "reasoning" that the model
 * does not allow is an error too.
 *
 * Returns: (transfer full): the body of POST /api/v1/chat, streaming, nothing kept on the server
 */
JsonNode *
figment_lm_chat_request_build_native (const FigmentLmChatRequest *self,
                                      const FigmentLmModel       *model)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "model", model->key);
  add_native_input (self, builder);
  if (self->system != NULL && self->system[0] != '\0')
    add_string (builder, "system_prompt", self->system);
  add_boolean (builder, "stream", TRUE);
  add_boolean (builder, "store", FALSE);
  if (self->temperature >= 0)
    add_double (builder, "temperature", MIN (self->temperature, 1));
  if (self->top_p >= 0)
    add_double (builder, "top_p", self->top_p);
  if (self->max_tokens > 0)
    add_int (builder, "max_output_tokens", self->max_tokens);
  if (self->reasoning_off && model->reasoning_options != NULL &&
      g_strv_contains ((const char *const *) model->reasoning_options, "off"))
    add_string (builder, "reasoning", "off");
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
