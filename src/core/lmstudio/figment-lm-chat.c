/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-client.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "lmstudio/figment-lm-client-private.h"
#include "lmstudio/figment-lm-decoder.h"
#include "lmstudio/figment-lm-error-private.h"
#include "net/figment-watchdog.h"

/* An answer that is not streamed: a completion, or a complaint. */
#define MAX_WHOLE (1024 * 1024)

#define CHUNK (16 * 1024)

/* A server that is starting up tells no one when it is ready, so it is asked twice a second. */
#define READY_MS 500

/*
 * One chat, from the question to the answer:
 *
 *   list models, where needed to choose one or to know whether it is loaded
 *   send, on LM Studio's own interface when the model has to be loaded (only that one tells how far it is), else on the
 *   one that all servers have; read, decode, hand over
 *   before the first piece of text only, and once: load what was not there, or wait for the server, and send anew
 */
typedef struct
{
  FigmentLmChatRequest *request;      /* (owned) */
  FigmentLmDeltaFunc    func;         /* (nullable) */
  gpointer              func_data;
  FigmentLmModel       *model;        /* (owned) (nullable) as it is listed */
  gboolean              is_native;    /* what is sent goes to /api/v1/chat */
  gboolean              has_retried;
  FigmentHttp          *http;         /* (owned) (nullable) of this request alone: its end closes the connection */
  SoupMessage          *message;      /* (owned) (nullable) */
  GInputStream         *stream;       /* (owned) (nullable) */
  FigmentLmDecoder     *decoder;      /* (owned) (nullable) */
  GByteArray           *whole;        /* (owned) (nullable) body of an answer that is not streamed */
  FigmentWatchdog      *watchdog;     /* (owned) relays the caller's cancelling */
  gulong                starting_id;  /* on the message */
  GSource              *timer;        /* (owned) (nullable) */
  gint64                ready_until;  /* monotonic time, when to give up waiting for the server */
  gboolean              has_timed_out;
  char                  chunk[CHUNK];
} ChatData;

static void
destroy_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
close_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
  /* The session must not go before its stream. */
  g_object_unref (user_data);
}

/* Ends the request if one is under way. Closing before the end of the answer makes the server stop generating. */
static void
drop_request (ChatData *data)
{
  g_clear_pointer (&data->timer, destroy_source);
  if (data->message != NULL)
    g_clear_signal_handler (&data->starting_id, data->message);
  if (data->stream != NULL)
    g_input_stream_close_async (data->stream, G_PRIORITY_DEFAULT, NULL, close_cb, g_object_ref (data->http));
  g_clear_object (&data->stream);
  g_clear_object (&data->message);
  g_clear_object (&data->http);
  g_clear_pointer (&data->decoder, figment_lm_decoder_free);
  g_clear_pointer (&data->whole, g_byte_array_unref);
}

static void
chat_data_free (ChatData *data)
{
  drop_request (data);
  g_clear_pointer (&data->request, figment_lm_chat_request_free);
  g_clear_pointer (&data->model, figment_lm_model_unref);
  g_clear_pointer (&data->watchdog, figment_watchdog_free);
  g_free (data);
}

static gboolean
limit_cb (gpointer user_data)
{
  ChatData *data = user_data;

  data->has_timed_out = TRUE;
  g_cancellable_cancel (figment_watchdog_get_cancellable (data->watchdog));
  return G_SOURCE_REMOVE;
}

/* Replaces the limit that runs. */
static void
set_limit (ChatData *data,
           guint     milliseconds)
{
  g_clear_pointer (&data->timer, destroy_source);
  data->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (data->timer, limit_cb, data, NULL);
  g_source_attach (data->timer, g_main_context_get_thread_default ());
}

static void send_request (GTask *task);

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = figment_lm_client_load_finish (FIGMENT_LM_CLIENT (source), result, &error);

  if (id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    send_request (g_steal_pointer (&task));
}

static void ask_ready (GTask *task);

/* The source keeps a reference to the task for itself. */
static gboolean
ready_timer_cb (gpointer user_data)
{
  ask_ready (user_data);
  return G_SOURCE_REMOVE;
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = _figment_lm_client_fetch_finish (FIGMENT_LM_CLIENT (source), result, NULL, &error);
  ChatData *data = g_task_get_task_data (task);

  if (node != NULL)
    {
      send_request (g_steal_pointer (&task));
    }
  else if (g_error_matches (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_LOADING) &&
           g_get_monotonic_time () < data->ready_until)
    {
      g_autoptr(GSource) timer = g_timeout_source_new (READY_MS);

      g_task_attach_source (task, timer, ready_timer_cb);
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/* Borrows @task. */
static void
ask_ready (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  ChatData *data = g_task_get_task_data (task);

  _figment_lm_client_fetch_async (self, SOUP_METHOD_GET, "/v1/models", NULL, self->first_ms,
                                  figment_watchdog_get_cancellable (data->watchdog), ready_cb, g_object_ref (task));
}

/* LM Studio's own interface has been tried and will not do: too old, or too strict for this request. */
static gboolean
is_refusal (const GError *error)
{
  if (error->domain == FIGMENT_LM_ERROR)
    return error->code == FIGMENT_LM_ERROR_REFUSED || error->code == FIGMENT_LM_ERROR_UNKNOWN_MODEL ||
           error->code == FIGMENT_LM_ERROR_NO_MODEL;
  return error->domain == FIGMENT_REMOTE_ERROR &&
         (error->code == FIGMENT_REMOTE_ERROR_NOT_FOUND || error->code == FIGMENT_REMOTE_ERROR_PROTOCOL);
}

/* Takes the references to @task and @error. The end, or a second try where it makes sense and nothing has come yet. */
static void
fail (GTask  *task,
      GError *error)
{
  g_autoptr(GTask) owned = task;
  FigmentLmClient *self = g_task_get_source_object (task);
  ChatData *data = g_task_get_task_data (task);
  gboolean may_retry = !figment_lm_decoder_has_begun (data->decoder);

  drop_request (data);
  if (may_retry && data->is_native && is_refusal (error))
    {
      g_debug ("/api/v1/chat refused: %s", error->message);
      data->is_native = FALSE;
      send_request (g_steal_pointer (&owned));
    }
  else if (may_retry && !data->has_retried && data->model != NULL && self->kind == FIGMENT_LM_SERVER_LMSTUDIO_04 &&
           g_error_matches (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_NO_MODEL))
    {
      data->has_retried = TRUE;
      figment_lm_client_load_async (self, data->model->key, 0, figment_watchdog_get_cancellable (data->watchdog),
                                    loaded_cb, g_steal_pointer (&owned));
    }
  else if (may_retry && !data->has_retried && g_error_matches (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_LOADING))
    {
      data->has_retried = TRUE;
      data->ready_until = g_get_monotonic_time () + (gint64) self->first_ms * 1000;
      ask_ready (owned);
    }
  else
    {
      g_task_return_error (owned, g_steal_pointer (&error));
    }
  g_clear_error (&error);
}

/* Returns: %FALSE when the caller cancelled meanwhile, perhaps in its function */
static gboolean
hand_over (GTask *task)
{
  ChatData *data = g_task_get_task_data (task);

  for (;;)
    {
      g_autoptr(FigmentLmDelta) delta = NULL;

      if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        return FALSE;
      delta = figment_lm_decoder_next (data->decoder);
      if (delta == NULL)
        return TRUE;
      if (data->func != NULL)
        data->func (delta, data->func_data);
    }
}

/* Takes the reference to @task. */
static void
return_cancelled (GTask *task)
{
  drop_request (g_task_get_task_data (task));
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
  g_object_unref (task);
}

/* The body is complete. Takes the reference to @task. */
static void
end_answer (GTask *task)
{
  ChatData *data = g_task_get_task_data (task);
  GError *error = NULL;
  FigmentLmReply *reply = NULL;
  gboolean decoded = TRUE;

  if (data->whole != NULL)
    {
      const char *body = (const char *) data->whole->data;
      const guint status = soup_message_get_status (data->message);

      /* A stream that a proxy declares to be something else. */
      if (SOUP_STATUS_IS_SUCCESSFUL (status) &&
          (g_str_has_prefix (body, "data:") || g_str_has_prefix (body, "event:") || body[0] == ':'))
        decoded = figment_lm_decoder_push (data->decoder, body, data->whole->len - 1, &error);
      else
        decoded = figment_lm_decoder_push_json (data->decoder, status, body, data->whole->len - 1, &error);
    }

  if (decoded)
    reply = figment_lm_decoder_finish (data->decoder, &error);
  if (!hand_over (task))
    {
      g_clear_pointer (&reply, figment_lm_reply_free);
      g_clear_error (&error);
      return_cancelled (task);
    }
  else if (reply == NULL)
    {
      fail (task, error);
    }
  else
    {
      drop_request (data);
      g_task_return_pointer (task, reply, (GDestroyNotify) figment_lm_reply_free);
      g_object_unref (task);
    }
}

/* Takes the reference to @task. */
static void
fail_transport (GTask        *task,
                const GError *error)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  ChatData *data = g_task_get_task_data (task);
  g_autoptr(GError) translated = NULL;
  GError *failure = NULL;
  FigmentLmReply *reply = NULL;

  translated = figment_http_translate_error (data->http, data->message, error, data->has_timed_out);
  if (g_error_matches (translated, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      return_cancelled (task);
      return;
    }

  if (data->whole != NULL && !SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (data->message)))
    {
      /* The status says more than a body that broke off. */
      g_byte_array_append (data->whole, (const guint8 *) "", 1);
      end_answer (task);
      return;
    }

  /* A connection that breaks behind the end of the answer, where only "[DONE]" was missing, has done its work. */
  reply = figment_lm_decoder_finish (data->decoder, &failure);
  if (!hand_over (task))
    {
      return_cancelled (task);
    }
  else if (reply != NULL)
    {
      drop_request (data);
      g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) figment_lm_reply_free);
      g_object_unref (task);
    }
  else if (!figment_lm_decoder_has_begun (data->decoder))
    {
      fail (task, g_steal_pointer (&translated));
    }
  else
    {
      g_autofree char *message = NULL;

      if (data->has_timed_out)
        message = g_strdup_printf (_ ("%s stopped in the middle of the answer. Try again."),
                                   _figment_lm_client_get_title (self));
      else
        message = g_strdup_printf (_ ("The connection to %s broke in the middle of the answer. Try again."),
                                   _figment_lm_client_get_title (self));
      fail (task, _figment_lm_error_new (FIGMENT_LM_ERROR_BROKE_OFF, error->message, message));
    }
  g_clear_pointer (&reply, figment_lm_reply_free);
  g_clear_error (&failure);
}

static void read_next (GTask *task);

/* Takes the reference to @task. */
static void
take_bytes (GTask *task,
            gsize  length)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  ChatData *data = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean decoded;

  if (data->whole != NULL)
    {
      g_byte_array_append (data->whole, (const guint8 *) data->chunk, (guint) length);
      if (data->whole->len > MAX_WHOLE)
        fail (task, figment_http_build_protocol_error (data->http, "the answer is too large"));
      else
        read_next (task);
      return;
    }

  decoded = figment_lm_decoder_push (data->decoder, data->chunk, length, &error);
  if (!hand_over (task))
    {
      g_clear_error (&error);
      return_cancelled (task);
    }
  else if (!decoded)
    {
      fail (task, error);
    }
  else if (figment_lm_decoder_is_done (data->decoder))
    {
      end_answer (task);
    }
  else
    {
      set_limit (data, figment_lm_decoder_has_begun (data->decoder) ? self->gap_ms : self->first_ms);
      read_next (task);
    }
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  ChatData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    {
      fail_transport (task, error);
    }
  else if (n > 0)
    {
      take_bytes (task, (gsize) n);
    }
  else
    {
      if (data->whole != NULL)
        g_byte_array_append (data->whole, (const guint8 *) "", 1);
      end_answer (task);
    }
}

/* Takes the reference to @task. */
static void
read_next (GTask *task)
{
  ChatData *data = g_task_get_task_data (task);

  g_input_stream_read_async (data->stream, data->chunk, CHUNK, G_PRIORITY_DEFAULT,
                             figment_watchdog_get_cancellable (data->watchdog), read_cb, task);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  ChatData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  const char *type;

  data->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (data->stream == NULL)
    {
      fail_transport (task, error);
      return;
    }

  type = soup_message_headers_get_content_type (soup_message_get_response_headers (data->message), NULL);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (data->message)) || type == NULL ||
      g_ascii_strcasecmp (type, "text/event-stream") != 0)
    data->whole = g_byte_array_new ();
  read_next (task);
}

/* The connection stands and the request goes out: from now on the model has its time. */
static void
starting_cb (SoupMessage *message,
             gpointer     user_data)
{
  GTask *task = user_data;
  FigmentLmClient *self = g_task_get_source_object (task);

  set_limit (g_task_get_task_data (task), self->first_ms);
}

/* Takes the reference to @task. */
static void
send_request (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  ChatData *data = g_task_get_task_data (task);
  const char *title = _figment_lm_client_get_title (self);
  g_autofree char *uri = NULL;
  g_autoptr(JsonNode) body = NULL;

  if (data->is_native)
    body = figment_lm_chat_request_build_native (data->request, data->model);
  else
    body = figment_lm_chat_request_build_openai (data->request, self->kind,
                                                 data->model != NULL ? data->model->key : data->request->model);
  uri = figment_endpoint_build_uri (self->endpoint, data->is_native ? "/api/v1/chat" : "/v1/chat/completions", NULL);
  data->http = figment_http_new (self->endpoint, title);
  data->decoder = figment_lm_decoder_new (title);
  data->message = figment_http_build_message (data->http, SOUP_METHOD_POST, uri);
  figment_http_set_json (data->message, body);
  soup_message_headers_append (soup_message_get_request_headers (data->message), "Accept", "text/event-stream");
  data->starting_id = g_signal_connect (data->message, "starting", G_CALLBACK (starting_cb), task);
  set_limit (data, self->connect_ms);
  soup_session_send_async (figment_http_get_session (data->http), data->message, G_PRIORITY_DEFAULT,
                           figment_watchdog_get_cancellable (data->watchdog), sent_cb, task);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  FigmentLmClient *self = FIGMENT_LM_CLIENT (source);
  ChatData *data = g_task_get_task_data (task);
  g_autoptr(GPtrArray) models = figment_lm_client_list_models_finish (self, result, &error);
  FigmentLmModel *model = NULL;

  if (models == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (data->request->model != NULL)
    model = figment_lm_models_find (models, data->request->model);
  else
    model = figment_lm_models_pick (models, NULL);
  if (model == NULL && data->request->model == NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("%s has no model loaded. Load one there, or choose one here."),
                                                  _figment_lm_client_get_title (self));

      g_task_return_error (task, _figment_lm_error_new (FIGMENT_LM_ERROR_NO_MODEL, NULL, message));
      return;
    }

  data->model = model != NULL ? figment_lm_model_ref (model) : NULL;
  /* A seed, which the native interface does not take, was asked for; progress was not. */
  data->is_native = self->kind == FIGMENT_LM_SERVER_LMSTUDIO_04 && model != NULL && !model->is_loaded &&
                    data->request->seed < 0;
  send_request (g_steal_pointer (&task));
}

/**
 * figment_lm_client_chat_async:
 * @func: (nullable): gets each piece as it comes, in the main loop; may cancel. Not called after @callback
 *
 * Asks a model. Cancelling closes the connection, at which the server stops. What came before a failure has been given
 * to @func and stays worth keeping.
 */
void
figment_lm_client_chat_async (FigmentLmClient            *self,
                              const FigmentLmChatRequest *request,
                              FigmentLmDeltaFunc          func,
                              gpointer                    func_data,
                              GCancellable               *cancellable,
                              GAsyncReadyCallback         callback,
                              gpointer                    user_data)
{
  GTask *task;
  ChatData *data;

  g_return_if_fail (FIGMENT_IS_LM_CLIENT (self));
  g_return_if_fail (request != NULL && request->user != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  data = g_new0 (ChatData, 1);
  data->request = figment_lm_chat_request_copy (request);
  data->func = func;
  data->func_data = func_data;
  data->watchdog = figment_watchdog_new (cancellable, 0);
  g_task_set_source_tag (task, figment_lm_client_chat_async);
  g_task_set_task_data (task, data, (GDestroyNotify) chat_data_free);

  if (self->kind == FIGMENT_LM_SERVER_UNKNOWN || self->kind == FIGMENT_LM_SERVER_LMSTUDIO_04 || request->model == NULL)
    figment_lm_client_list_models_async (self, cancellable, listed_cb, task);
  else
    send_request (task);
}

/* Returns: (transfer full): the whole answer, or %NULL with @error */
FigmentLmReply *
figment_lm_client_chat_finish (FigmentLmClient  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
