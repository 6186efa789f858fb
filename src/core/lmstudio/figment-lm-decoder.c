/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-decoder.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "lmstudio/figment-lm-error-private.h"
#include "lmstudio/figment-lm-thoughts.h"
#include "lmstudio/figment-lm-utf8-private.h"
#include "lmstudio/figment-sse.h"
#include "net/figment-remote-error.h"

/* Bytes of text and thoughts together. A prompt has some hundred; a model that loops must not fill the memory. */
#define MAX_REPLY (4 * 1024 * 1024)

struct _FigmentLmDecoder
{
  char              *server;         /* (owned) how the server is called in messages */
  FigmentSse        *sse;            /* (owned) */
  FigmentLmThoughts *thoughts;       /* (owned) */
  GQueue             deltas;         /* (owned) FigmentLmDelta not yet taken */
  GString           *text;           /* (owned) */
  GString           *reasoning;      /* (owned) */
  GString           *text_held;      /* (owned) bytes of a character that is not complete */
  GString           *reasoning_held; /* (owned) the same */
  char              *model;          /* (owned) (nullable) */
  FigmentLmFinish    finish;
  FigmentLmUsage     usage;
  gboolean           done;           /* nothing that comes now belongs to the answer */
};

static FigmentLmDelta *
add_delta (FigmentLmDecoder   *self,
           FigmentLmDeltaKind  kind)
{
  FigmentLmDelta *delta = g_new0 (FigmentLmDelta, 1);

  delta->kind = kind;
  figment_lm_usage_init (&delta->usage);
  g_queue_push_tail (&self->deltas, delta);
  return delta;
}

static void
add_progress (FigmentLmDecoder   *self,
              FigmentLmDeltaKind  kind,
              double              progress)
{
  /* Written so that NaN becomes 0. */
  add_delta (self, kind)->progress = progress > 0 ? MIN (progress, 1) : 0;
}

static void
add_reasoning (FigmentLmDecoder *self,
               const char       *text,
               gsize             length)
{
  g_string_append_len (self->reasoning, text, (gssize) length);
  add_delta (self, FIGMENT_LM_DELTA_REASONING)->text = g_strndup (text, length);
}

static void
thoughts_func (FigmentLmThoughtsKind  kind,
               const char            *text,
               gsize                  length,
               gpointer               user_data)
{
  FigmentLmDecoder *self = user_data;

  switch (kind)
    {
    case FIGMENT_LM_THOUGHTS_TEXT:
      g_string_append_len (self->text, text, (gssize) length);
      add_delta (self, FIGMENT_LM_DELTA_TEXT)->text = g_strndup (text, length);
      break;

    case FIGMENT_LM_THOUGHTS_THOUGHT:
      add_reasoning (self, text, length);
      break;

    case FIGMENT_LM_THOUGHTS_ALL_WAS_THOUGHT:
      if (self->text->len > 0)
        {
          g_string_append_len (self->reasoning, self->text->str, (gssize) self->text->len);
          g_string_truncate (self->text, 0);
          add_delta (self, FIGMENT_LM_DELTA_TEXT_WAS_REASONING);
        }
      break;

    default:
      g_assert_not_reached ();
    }
}

/**
 * figment_lm_decoder_new:
 * @server: how the server is called in error messages: "LM Studio"
 */
FigmentLmDecoder *
figment_lm_decoder_new (const char *server)
{
  FigmentLmDecoder *self = g_new0 (FigmentLmDecoder, 1);

  self->server = g_strdup (server);
  self->sse = figment_sse_new ();
  self->thoughts = figment_lm_thoughts_new (thoughts_func, self);
  g_queue_init (&self->deltas);
  self->text = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  self->text_held = g_string_new (NULL);
  self->reasoning_held = g_string_new (NULL);
  figment_lm_usage_init (&self->usage);
  return self;
}

void
figment_lm_decoder_free (FigmentLmDecoder *self)
{
  g_free (self->server);
  figment_sse_free (self->sse);
  figment_lm_thoughts_free (self->thoughts);
  g_queue_clear_full (&self->deltas, (GDestroyNotify) figment_lm_delta_free);
  g_string_free (self->text, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_string_free (self->text_held, TRUE);
  g_string_free (self->reasoning_held, TRUE);
  g_free (self->model);
  g_free (self);
}

static void
take_text (FigmentLmDecoder *self,
           const char       *text)
{
  g_autofree char *whole = NULL;

  _figment_lm_utf8_unmask (text, self->text_held);
  whole = _figment_lm_utf8_take (self->text_held, FALSE);
  figment_lm_thoughts_push (self->thoughts, whole);
}

static void
take_reasoning (FigmentLmDecoder *self,
                const char       *text)
{
  g_autofree char *whole = NULL;

  _figment_lm_utf8_unmask (text, self->reasoning_held);
  whole = _figment_lm_utf8_take (self->reasoning_held, FALSE);
  if (whole[0] != '\0')
    add_reasoning (self, whole, strlen (whole));
}

/* Nothing more comes: what waited for its other half stands as it is. */
static void
release_held (FigmentLmDecoder *self)
{
  g_autofree char *reasoning = _figment_lm_utf8_take (self->reasoning_held, TRUE);
  g_autofree char *text = _figment_lm_utf8_take (self->text_held, TRUE);

  if (reasoning[0] != '\0')
    add_reasoning (self, reasoning, strlen (reasoning));
  figment_lm_thoughts_push (self->thoughts, text);
  figment_lm_thoughts_finish (self->thoughts);
}

static void
take_model (FigmentLmDecoder *self,
            const char       *model)
{
  if (model == NULL || model[0] == '\0' || g_strcmp0 (model, self->model) == 0)
    return;

  g_free (self->model);
  self->model = g_strdup (model);
  add_delta (self, FIGMENT_LM_DELTA_MODEL)->text = g_strdup (model);
}

static void
take_finish (FigmentLmDecoder *self,
             FigmentLmFinish   finish)
{
  if (self->finish != FIGMENT_LM_FINISH_NONE)
    return;

  release_held (self);
  self->finish = finish;
  add_delta (self, FIGMENT_LM_DELTA_FINISH)->finish = finish;
}

/* "content" is a string as a rule; as an array of parts it is legal too. */
static void
take_content (FigmentLmDecoder *self,
              JsonNode         *content)
{
  const char *text = figment_json_to_string (content);
  JsonArray *parts = figment_json_to_array (content);

  if (text != NULL)
    take_text (self, text);
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = figment_json_to_object (json_array_get_element (parts, i));
      const char *part_text = part != NULL ? figment_json_get_string (part, "text") : NULL;

      if (part_text != NULL)
        take_text (self, part_text);
    }
}

static FigmentLmFinish
parse_finish (const char *reason)
{
  if (g_str_equal (reason, "stop") || g_str_equal (reason, "eos"))
    return FIGMENT_LM_FINISH_STOP;
  if (g_str_equal (reason, "length"))
    return FIGMENT_LM_FINISH_LENGTH;
  if (g_str_equal (reason, "content_filter"))
    return FIGMENT_LM_FINISH_FILTER;
  return FIGMENT_LM_FINISH_OTHER;
}

/* usage and timings (llama.cpp) of the OpenAI form; either may be missing or null. */
static void
take_openai_usage (FigmentLmDecoder *self,
                   JsonObject       *answer)
{
  JsonObject *usage = figment_json_get_object (answer, "usage");
  JsonObject *timings = figment_json_get_object (answer, "timings");
  JsonObject *stats = figment_json_get_object (answer, "stats");

  if (usage != NULL)
    {
      JsonObject *details = figment_json_get_object (usage, "completion_tokens_details");

      self->usage.prompt_tokens = figment_json_get_int64 (usage, "prompt_tokens", self->usage.prompt_tokens);
      self->usage.reply_tokens = figment_json_get_int64 (usage, "completion_tokens", self->usage.reply_tokens);
      if (details != NULL)
        self->usage.reasoning_tokens = figment_json_get_int64 (details, "reasoning_tokens", -1);
    }
  if (timings != NULL)
    self->usage.tokens_per_second = figment_json_get_double (timings, "predicted_per_second", -1);
  if (stats != NULL)
    self->usage.tokens_per_second = figment_json_get_double (stats, "tokens_per_second", self->usage.tokens_per_second);
  if (usage != NULL || timings != NULL)
    add_delta (self, FIGMENT_LM_DELTA_USAGE)->usage = self->usage;
}

/* A chunk, or a whole completion: they differ in the name "delta" or "message". choices is [] in the last chunk. */
static void
take_openai (FigmentLmDecoder *self,
             JsonObject       *answer,
             JsonArray        *choices)
{
  JsonObject *choice = NULL;
  JsonObject *message = NULL;
  const char *reason = NULL;

  if (choices != NULL && json_array_get_length (choices) > 0)
    choice = figment_json_to_object (json_array_get_element (choices, 0));
  if (choice != NULL)
    {
      message = figment_json_get_object (choice, "delta");
      if (message == NULL)
        message = figment_json_get_object (choice, "message");
      reason = figment_json_get_string (choice, "finish_reason");
    }

  take_model (self, figment_json_get_string (answer, "model"));
  if (message != NULL)
    {
      const char *reasoning = figment_json_get_string (message, "reasoning_content");

      if (reasoning == NULL)
        reasoning = figment_json_get_string (message, "reasoning");
      if (reasoning != NULL)
        take_reasoning (self, reasoning);
      take_content (self, figment_json_get (message, "content"));
    }
  if (reason != NULL && reason[0] != '\0')
    take_finish (self, parse_finish (reason));
  take_openai_usage (self, answer);
}

/* The whole answer in LM Studio's native form; its texts only when no delta brought any. */
static void
take_native_result (FigmentLmDecoder *self,
                    JsonObject       *result)
{
  JsonArray *output = figment_json_get_array (result, "output");
  JsonObject *stats = figment_json_get_object (result, "stats");
  gboolean want_texts = self->text->len == 0 && self->reasoning->len == 0;

  take_model (self, figment_json_get_string (result, "model_instance_id"));
  for (guint i = 0; want_texts && output != NULL && i < json_array_get_length (output); i++)
    {
      JsonObject *item = figment_json_to_object (json_array_get_element (output, i));
      const char *type = item != NULL ? figment_json_get_string (item, "type") : NULL;

      if (g_strcmp0 (type, "message") == 0)
        take_content (self, figment_json_get (item, "content"));
      else if (g_strcmp0 (type, "reasoning") == 0 && figment_json_get_string (item, "content") != NULL)
        take_reasoning (self, figment_json_get_string (item, "content"));
    }

  take_finish (self, FIGMENT_LM_FINISH_STOP);
  if (stats != NULL)
    {
      self->usage.prompt_tokens = figment_json_get_int64 (stats, "input_tokens", -1);
      self->usage.reply_tokens = figment_json_get_int64 (stats, "total_output_tokens", -1);
      self->usage.reasoning_tokens = figment_json_get_int64 (stats, "reasoning_output_tokens", -1);
      self->usage.tokens_per_second = figment_json_get_double (stats, "tokens_per_second", -1);
      self->usage.load_seconds = figment_json_get_double (stats, "model_load_time_seconds", -1);
      add_delta (self, FIGMENT_LM_DELTA_USAGE)->usage = self->usage;
    }
  self->done = TRUE;
}

/* LM Studio's REST documentation, "Streaming events". Types that are not named here change nothing. */
static void
take_native (FigmentLmDecoder *self,
             const char       *type,
             JsonObject       *event)
{
  const char *content = figment_json_get_string (event, "content");
  double progress = figment_json_get_double (event, "progress", 0);

  if (g_str_equal (type, "chat.start"))
    take_model (self, figment_json_get_string (event, "model_instance_id"));
  else if (g_str_equal (type, "model_load.start"))
    add_progress (self, FIGMENT_LM_DELTA_LOADING, 0);
  else if (g_str_equal (type, "model_load.progress"))
    add_progress (self, FIGMENT_LM_DELTA_LOADING, progress);
  else if (g_str_equal (type, "model_load.end"))
    add_progress (self, FIGMENT_LM_DELTA_LOADING, 1);
  else if (g_str_equal (type, "prompt_processing.start"))
    add_progress (self, FIGMENT_LM_DELTA_READING, 0);
  else if (g_str_equal (type, "prompt_processing.progress"))
    add_progress (self, FIGMENT_LM_DELTA_READING, progress);
  else if (g_str_equal (type, "prompt_processing.end"))
    add_progress (self, FIGMENT_LM_DELTA_READING, 1);
  else if (g_str_equal (type, "reasoning.delta") && content != NULL)
    take_reasoning (self, content);
  else if (g_str_equal (type, "message.delta") && content != NULL)
    take_text (self, content);
  else if (g_str_equal (type, "chat.end") && figment_json_get_object (event, "result") != NULL)
    take_native_result (self, figment_json_get_object (event, "result"));
}

static gboolean
fail_protocol (FigmentLmDecoder  *self,
               const char        *body,
               gsize              length,
               GError           **error)
{
  g_autofree char *details = g_utf8_make_valid (body, (gssize) MIN (length, 300));
  GError *failure = figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL,
                                              _ ("%s sent something that is no answer of a language model. Check that "
                                                 "the address in the settings is the right one."),
                                              self->server);

  figment_remote_error_set_details (failure, details);
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
check_size (FigmentLmDecoder  *self,
            GError           **error)
{
  if (self->text->len + self->reasoning->len <= MAX_REPLY)
    return TRUE;

  g_propagate_error (error, figment_remote_error_new (FIGMENT_REMOTE_ERROR_TOO_LARGE,
                                                      _ ("The model does not stop writing. Try again, or choose "
                                                         "another model.")));
  return FALSE;
}

/* @status: 200 for an event of a stream. */
static gboolean
take_answer (FigmentLmDecoder  *self,
             guint              status,
             const char        *name,
             JsonObject        *answer,
             GError           **error)
{
  JsonArray *choices = figment_json_get_array (answer, "choices");
  const char *type = figment_json_get_string (answer, "type");

  if (g_str_equal (name, "error") || status >= 300 || _figment_lm_error_is_in (answer))
    {
      g_propagate_error (error, _figment_lm_error_from_answer (self->server, status, answer));
      return FALSE;
    }

  if (choices != NULL || figment_json_get_object (answer, "usage") != NULL)
    take_openai (self, answer, choices);
  else
    take_native (self, type != NULL ? type : name, answer);
  return check_size (self, error);
}

static gboolean
take_event (FigmentLmDecoder  *self,
            FigmentSseEvent   *event,
            GError           **error)
{
  g_autoptr(JsonNode) node = NULL;

  if (self->done)
    return TRUE;
  if (g_str_equal (g_strstrip (event->data), "[DONE]"))
    {
      self->done = TRUE;
      return TRUE;
    }

  if (g_utf8_validate_len (event->data, strlen (event->data), NULL))
    {
      node = figment_json_parse (event->data, strlen (event->data), NULL);
    }
  else
    {
      g_autofree char *masked = _figment_lm_utf8_mask (event->data, strlen (event->data));

      node = figment_json_parse (masked, strlen (masked), NULL);
    }

  if (node != NULL && figment_json_to_object (node) != NULL)
    return take_answer (self, 200, event->name, figment_json_to_object (node), error);
  if (g_str_equal (event->name, "error"))
    {
      g_propagate_error (error, _figment_lm_error_from_body (self->server, 200, event->data, event->length));
      return FALSE;
    }
  /* Events of other names (keep-alives of proxies) may carry what they like. */
  return !g_str_equal (event->name, "message") || fail_protocol (self, event->data, strlen (event->data), error);
}

/**
 * figment_lm_decoder_push:
 * @bytes: the next piece of a text/event-stream body, sliced anyhow
 *
 * Returns: %FALSE with @error in %FIGMENT_LM_ERROR or %FIGMENT_REMOTE_ERROR when the server reports a failure or talks
 *   rubbish; the deltas before it can still be taken, and nothing more may be pushed
 */
gboolean
figment_lm_decoder_push (FigmentLmDecoder  *self,
                         const char        *bytes,
                         gsize              length,
                         GError           **error)
{
  gboolean pushed = figment_sse_push (self->sse, bytes, length, error);

  for (;;)
    {
      g_autoptr(FigmentSseEvent) event = figment_sse_next (self->sse);

      if (event == NULL)
        return pushed;
      if (!take_event (self, event, pushed ? error : NULL))
        return FALSE;
    }
}

/**
 * figment_lm_decoder_push_json:
 * @status: HTTP status of the answer
 * @body: the whole body of an answer that is not a stream: a completion from a server or proxy that does not stream, or
 *   a complaint
 */
gboolean
figment_lm_decoder_push_json (FigmentLmDecoder  *self,
                              guint              status,
                              const char        *body,
                              gsize              length,
                              GError           **error)
{
  g_autoptr(JsonNode) node = figment_json_parse (body, length, NULL);
  JsonObject *answer = node != NULL ? figment_json_to_object (node) : NULL;

  if (status >= 300 || (answer != NULL && _figment_lm_error_is_in (answer)))
    {
      g_propagate_error (error, _figment_lm_error_from_body (self->server, status, body, length));
      return FALSE;
    }
  if (answer != NULL && figment_json_get_array (answer, "output") != NULL)
    take_native_result (self, answer);
  else if (answer != NULL && figment_json_get_array (answer, "choices") != NULL)
    take_openai (self, answer, figment_json_get_array (answer, "choices"));
  else
    return fail_protocol (self, body, length, error);
  return check_size (self, error);
}

/* Returns: (transfer full) (nullable): the oldest delta that was not taken yet */
FigmentLmDelta *
figment_lm_decoder_next (FigmentLmDecoder *self)
{
  return g_queue_pop_head (&self->deltas);
}

/* Whether a piece of text or thought has come: from then on a request is not repeated. */
gboolean
figment_lm_decoder_has_begun (FigmentLmDecoder *self)
{
  return self->text->len > 0 || self->reasoning->len > 0;
}

/* Whether the server has said that the answer is complete, so that nothing needs to be read any more. */
gboolean
figment_lm_decoder_is_done (FigmentLmDecoder *self)
{
  return self->done;
}

static GError *
make_end_error (FigmentLmDecoder *self)
{
  g_autofree char *message = NULL;

  if (!self->done && self->finish == FIGMENT_LM_FINISH_NONE)
    {
      if (figment_lm_decoder_has_begun (self))
        return _figment_lm_error_new (FIGMENT_LM_ERROR_BROKE_OFF, figment_sse_get_stray (self->sse),
                                      _ ("The answer broke off before its end. Try again."));
      message = g_strdup_printf (_ ("%s ended the answer before it began. Try again."), self->server);
      return _figment_lm_error_new (FIGMENT_LM_ERROR_BROKE_OFF, figment_sse_get_stray (self->sse), message);
    }

  if (self->text->str[strspn (self->text->str, " \t\r\n")] != '\0')
    return NULL;
  if (self->reasoning->len > 0)
    return _figment_lm_error_new (FIGMENT_LM_ERROR_ONLY_THOUGHTS, NULL,
                                  self->finish == FIGMENT_LM_FINISH_LENGTH
                                      ? _ ("The model used up its tokens while thinking and wrote no answer. Switch "
                                           "thinking off, allow more tokens, or choose another model.")
                                      : _ ("The model only thought and wrote no answer. Switch thinking off, or choose "
                                           "another model."));
  return _figment_lm_error_new (FIGMENT_LM_ERROR_EMPTY, NULL,
                                _ ("The model returned no text. Try again; if the prompt is long, shorten it or load "
                                   "the model with a larger context."));
}

/**
 * figment_lm_decoder_finish:
 *
 * The body has ended. That alone does not make the answer whole: a finish reason, [DONE] or chat.end must have come,
 * since a proxy that loses its server ends the body properly too. Deltas that were held back can be taken afterwards.
 *
 * Returns: (transfer full): the answer, or %NULL with %FIGMENT_LM_ERROR_BROKE_OFF, _EMPTY or _ONLY_THOUGHTS, or an
 *   error as from figment_lm_decoder_push ()
 */
FigmentLmReply *
figment_lm_decoder_finish (FigmentLmDecoder  *self,
                           GError           **error)
{
  FigmentLmReply *reply;
  GError *failure;

  figment_sse_finish (self->sse);
  if (!figment_lm_decoder_push (self, "", 0, error))
    return NULL;

  release_held (self);
  failure = make_end_error (self);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }

  reply = g_new0 (FigmentLmReply, 1);
  reply->text = g_strdup (self->text->str);
  reply->reasoning = g_strdup (self->reasoning->str);
  reply->model = g_strdup (self->model);
  reply->finish = self->finish != FIGMENT_LM_FINISH_NONE ? self->finish : FIGMENT_LM_FINISH_OTHER;
  reply->usage = self->usage;
  return reply;
}
