/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-client.h"

#include <string.h>

#include "comfy/figment-comfy-answer-private.h"
#include "comfy/figment-comfy-call-private.h"
#include "comfy/figment-comfy-client-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * What concerns prompts. What only asks is in figment-comfy-fetch.c, files in figment-comfy-upload.c and
 * figment-comfy-download.c.
 */

struct _FigmentComfyClient
{
  GObject      parent_instance;

  FigmentHttp *http;          /* (owned) */
  guint        transfer_time; /* ms without a byte after which an upload or download fails */
};

G_DEFINE_FINAL_TYPE (FigmentComfyClient, figment_comfy_client, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_UPLOADED,
} FigmentComfyClientSignal;
static guint signals[SIGNAL_UPLOADED + 1];

static void
figment_comfy_client_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_COMFY_CLIENT (object)->http);
  G_OBJECT_CLASS (figment_comfy_client_parent_class)->dispose (object);
}

static void
figment_comfy_client_class_init (FigmentComfyClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_comfy_client_dispose;

  /* A file is on the server now: what the server says that can be chosen there has changed, and it does not tell. */
  signals[SIGNAL_UPLOADED] = g_signal_new ("uploaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_FIRST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
}

static void
figment_comfy_client_init (FigmentComfyClient *self)
{
  self->transfer_time = FIGMENT_COMFY_TRANSFER_TIME;
}

FigmentComfyClient *
figment_comfy_client_new (FigmentEndpoint *endpoint)
{
  FigmentComfyClient *self;

  g_return_val_if_fail (endpoint != NULL, NULL);
  self = g_object_new (FIGMENT_TYPE_COMFY_CLIENT, NULL);
  self->http = figment_http_new (endpoint, "ComfyUI");
  return self;
}

FigmentEndpoint *
figment_comfy_client_get_endpoint (FigmentComfyClient *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_CLIENT (self), NULL);
  return figment_http_get_endpoint (self->http);
}

/**
 * figment_comfy_client_set_endpoint:
 *
 * Calls from now on go there; those that are under way end where they began.
 */
void
figment_comfy_client_set_endpoint (FigmentComfyClient *self,
                                   FigmentEndpoint    *endpoint)
{
  g_return_if_fail (FIGMENT_IS_COMFY_CLIENT (self));
  g_return_if_fail (endpoint != NULL);

  g_object_unref (self->http);
  self->http = figment_http_new (endpoint, "ComfyUI");
}

FigmentHttp *
_figment_comfy_client_get_http (FigmentComfyClient *self)
{
  return self->http;
}

void
_figment_comfy_client_tell_uploaded (FigmentComfyClient *self)
{
  g_signal_emit (self, signals[SIGNAL_UPLOADED], 0);
}

guint
_figment_comfy_client_get_transfer_time (FigmentComfyClient *self)
{
  return self->transfer_time;
}

void
_figment_comfy_client_set_transfer_time (FigmentComfyClient *self,
                                         guint               milliseconds)
{
  self->transfer_time = milliseconds;
}

static void
post_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GBytes) body = figment_http_fetch_finish (FIGMENT_HTTP (source), result, &error);

  if (body == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* POSTs @object, which it takes, where the answer is nothing but its status. Takes the reference to @task. */
static void
start_post (GTask      *task,
            const char *path,
            JsonObject *object)
{
  FigmentComfyClient *self = g_task_get_source_object (task);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, path);
  g_autoptr(SoupMessage) message = figment_http_build_message (self->http, SOUP_METHOD_POST, uri);
  g_autoptr(JsonNode) node = json_node_alloc ();

  json_node_init_object (node, object);
  json_object_unref (object);
  figment_http_set_json (message, node);
  figment_http_fetch_async (self->http, message, FIGMENT_COMFY_CALL_TIME, FIGMENT_HTTP_MAX_BODY,
                            g_task_get_cancellable (task), post_cb, task);
}

/*
 * The body of POST /prompt. Graphs go in as they are: nothing is gained by reading and writing megabytes of JSON once
 * more, and each digit stays (trap 12). previews: servers send none by default (trap 23; ComfyUI latent_preview.py,
 * set_preview_method). A workflow that is not an object breaks the server's list of jobs (comfy_execution/jobs.py).
 */
static GBytes *
build_prompt (const FigmentComfyPrompt *prompt)
{
  g_autoptr(JsonNode) client_id = figment_json_string_new (prompt->client_id);
  g_autoptr(JsonNode) prompt_id = figment_json_string_new (prompt->prompt_id);
  g_autofree char *client_text = figment_json_write (client_id, FIGMENT_JSON_WRITE_ASCII, NULL);
  g_autofree char *prompt_text = figment_json_write (prompt_id, FIGMENT_JSON_WRITE_ASCII, NULL);
  const char *editor = prompt->editor_graph;
  GString *body = g_string_new ("{\"prompt\":");

  while (editor != NULL && g_ascii_isspace (*editor))
    editor++;
  g_string_append (body, prompt->graph);
  g_string_append_printf (body, ",\"client_id\":%s,\"prompt_id\":%s", client_text, prompt_text);
  if (prompt->front)
    g_string_append (body, ",\"front\":true");
  g_string_append_printf (body, ",\"extra_data\":{\"preview_method\":\"%s\"", prompt->previews ? "auto" : "none");
  if (editor != NULL && *editor == '{')
    g_string_append_printf (body, ",\"extra_pnginfo\":{\"workflow\":%s}", editor);
  g_string_append (body, "}}");
  return g_string_free_to_bytes (body);
}

/* The server's refusal in words, where its body tells more than the status. */
static GError *
explain_refusal (const GError *error,
                 const char   *graph)
{
  GBytes *body = figment_remote_error_get_body (error);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonNode) graph_node = NULL;
  g_autofree char *text = NULL;
  GError *better = g_error_copy (error);

  if (!g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED) || body == NULL)
    return better;
  node = figment_json_parse_bytes (body, NULL);
  graph_node = figment_json_parse (graph, strlen (graph), NULL);
  text = figment_comfy_prompt_error_to_text (node, figment_json_to_object (graph_node));
  if (text != NULL)
    {
      g_free (better->message);
      better->message = g_steal_pointer (&text);
    }
  return better;
}

static void
submit_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const char *graph = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GError *parse_error = NULL;
  g_autoptr(JsonNode) node = figment_http_fetch_json_finish (FIGMENT_HTTP (source), result, &error);
  FigmentComfySubmission *submission;

  if (node == NULL)
    {
      g_task_return_error (task, explain_refusal (error, graph));
      return;
    }
  submission = figment_comfy_submission_parse (node, &parse_error);
  if (submission == NULL)
    g_task_return_error (task, parse_error);
  else
    g_task_return_pointer (task, submission, (GDestroyNotify) figment_comfy_submission_free);
}

/**
 * figment_comfy_client_submit_async:
 * @prompt: copied
 *
 * POST /prompt. %FIGMENT_REMOTE_ERROR_REFUSED says in words which nodes are wrong. Any other failure, 500 included,
 * leaves open whether the prompt was queued (trap 11): look for the id with figment_comfy_client_locate_async ().
 */
void
figment_comfy_client_submit_async (FigmentComfyClient       *self,
                                   const FigmentComfyPrompt *prompt,
                                   GCancellable             *cancellable,
                                   GAsyncReadyCallback       callback,
                                   gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/prompt");
  g_autoptr(SoupMessage) message = figment_http_build_message (self->http, SOUP_METHOD_POST, uri);
  g_autoptr(GBytes) body = NULL;

  g_return_if_fail (prompt->graph != NULL && prompt->prompt_id != NULL && prompt->client_id != NULL);

  body = build_prompt (prompt);
  g_task_set_source_tag (task, figment_comfy_client_submit_async);
  g_task_set_task_data (task, g_strdup (prompt->graph), g_free);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  figment_http_fetch_json_async (self->http, message, FIGMENT_COMFY_CALL_TIME, FIGMENT_HTTP_MAX_BODY, cancellable,
                                 submit_cb, g_steal_pointer (&task));
}

/* Returns: (transfer full): the server's receipt, perhaps with warnings, or NULL with @error */
FigmentComfySubmission *
figment_comfy_client_submit_finish (FigmentComfyClient  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
parse_queue (JsonNode    *node,
             const char  *subject,
             GError     **error)
{
  return figment_comfy_queue_parse (node, error);
}

void
figment_comfy_client_fetch_queue_async (FigmentComfyClient  *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_queue, (GDestroyNotify) figment_comfy_queue_free, NULL,
                                         cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/queue");

  g_task_set_source_tag (task, figment_comfy_client_fetch_queue_async);
  _figment_comfy_call_start (task, uri, FIGMENT_COMFY_CALL_TIME);
}

/* Returns: (transfer full): the queue, or NULL with @error */
FigmentComfyQueue *
figment_comfy_client_fetch_queue_finish (FigmentComfyClient  *self,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * figment_comfy_client_delete_pending_async:
 * @prompt_ids: (nullable): %NULL clears everything that waits, other people's prompts too
 *
 * The server says 200 whether or not it knew them, and never touches what runs (trap 22): to cancel, delete, interrupt,
 * and then look at the queue.
 */
void
figment_comfy_client_delete_pending_async (FigmentComfyClient  *self,
                                           const char *const   *prompt_ids,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  JsonObject *object = json_object_new ();

  g_task_set_source_tag (task, figment_comfy_client_delete_pending_async);
  if (prompt_ids == NULL)
    {
      json_object_set_boolean_member (object, "clear", TRUE);
    }
  else
    {
      JsonArray *list = json_array_new ();

      for (guint i = 0; prompt_ids[i] != NULL; i++)
        json_array_add_string_element (list, prompt_ids[i]);
      json_object_set_array_member (object, "delete", list);
    }
  start_post (task, "/api/queue", object);
}

gboolean
figment_comfy_client_delete_pending_finish (FigmentComfyClient  *self,
                                            GAsyncResult        *result,
                                            GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * figment_comfy_client_interrupt_async:
 * @prompt_id: the prompt that is to stop; without one the server would stop whatever runs, other people's prompts too
 *
 * Always succeeds at the server; a prompt that still waits is not touched (trap 22).
 */
void
figment_comfy_client_interrupt_async (FigmentComfyClient  *self,
                                      const char          *prompt_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GTask *task;
  JsonObject *object;

  g_return_if_fail (prompt_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  object = json_object_new ();
  g_task_set_source_tag (task, figment_comfy_client_interrupt_async);
  json_object_set_string_member (object, "prompt_id", prompt_id);
  start_post (task, "/api/interrupt", object);
}

gboolean
figment_comfy_client_interrupt_finish (FigmentComfyClient  *self,
                                       GAsyncResult        *result,
                                       GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* {id: entry}, or {} when there is none (trap 2). */
static gpointer
parse_history (JsonNode    *node,
               const char  *subject,
               GError     **error)
{
  JsonObject *object = figment_json_to_object (node);
  JsonNode *entry;

  if (object == NULL)
    {
      _figment_comfy_refuse_answer (error, "GET /history: not an object");
      return NULL;
    }
  entry = figment_json_get (object, subject);
  return entry != NULL ? figment_comfy_history_parse (subject, entry, error) : NULL;
}

void
figment_comfy_client_fetch_history_async (FigmentComfyClient  *self,
                                          const char          *prompt_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_history, (GDestroyNotify) figment_comfy_history_free, prompt_id,
                                         cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri_to (self, "/api/history/", prompt_id);

  g_task_set_source_tag (task, figment_comfy_client_fetch_history_async);
  _figment_comfy_call_start (task, uri, FIGMENT_COMFY_CALL_TIME);
}

/**
 * figment_comfy_client_fetch_history_finish:
 *
 * Returns: (transfer full) (nullable): the entry; %NULL without @error when the server has none, which at the moment of
 *   execution_success may only mean "not yet" (trap 1)
 */
FigmentComfyHistory *
figment_comfy_client_fetch_history_finish (FigmentComfyClient  *self,
                                           GAsyncResult        *result,
                                           GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  char                    *prompt_id; /* (owned) */
  FigmentComfyWhereabouts  whereabouts;
  FigmentComfyHistory     *history;   /* (owned) (nullable) */
} LocateData;

static void
locate_data_free (LocateData *data)
{
  g_free (data->prompt_id);
  g_clear_pointer (&data->history, figment_comfy_history_free);
  g_free (data);
}

static void
locate_history_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  LocateData *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->history = figment_comfy_client_fetch_history_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->whereabouts = data->history != NULL ? FIGMENT_COMFY_WHEREABOUTS_ENDED : FIGMENT_COMFY_WHEREABOUTS_UNKNOWN;
  g_task_return_boolean (task, TRUE);
}

static void
locate_queue_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentComfyClient *self = FIGMENT_COMFY_CLIENT (source);
  LocateData *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(FigmentComfyQueue) queue = figment_comfy_client_fetch_queue_finish (self, result, &error);

  if (queue == NULL)
    {
      g_task_return_error (task, error);
    }
  else if (figment_comfy_queue_has_running (queue, data->prompt_id))
    {
      data->whereabouts = FIGMENT_COMFY_WHEREABOUTS_RUNNING;
      g_task_return_boolean (task, TRUE);
    }
  else if (figment_comfy_queue_has_pending (queue, data->prompt_id))
    {
      data->whereabouts = FIGMENT_COMFY_WHEREABOUTS_PENDING;
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      GCancellable *cancellable = g_task_get_cancellable (task);

      figment_comfy_client_fetch_history_async (self, data->prompt_id, cancellable, locate_history_cb,
                                                g_steal_pointer (&task));
    }
}

/**
 * figment_comfy_client_locate_async:
 *
 * Asks /queue and then /history/{id}. In this order a live prompt is always found, because it moves from one to the
 * other under one lock; the other way round it could slip through between the two requests.
 */
void
figment_comfy_client_locate_async (FigmentComfyClient  *self,
                                   const char          *prompt_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LocateData *data = g_new0 (LocateData, 1);

  g_task_set_source_tag (task, figment_comfy_client_locate_async);
  data->prompt_id = g_strdup (prompt_id);
  g_task_set_task_data (task, data, (GDestroyNotify) locate_data_free);
  figment_comfy_client_fetch_queue_async (self, cancellable, locate_queue_cb, task);
}

/**
 * figment_comfy_client_locate_finish:
 * @whereabouts: (out): set only on success
 * @history: (out) (optional) (nullable) (transfer full): set when the prompt has ended
 */
gboolean
figment_comfy_client_locate_finish (FigmentComfyClient       *self,
                                    GAsyncResult             *result,
                                    FigmentComfyWhereabouts  *whereabouts,
                                    FigmentComfyHistory     **history,
                                    GError                  **error)
{
  LocateData *data;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  data = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *whereabouts = data->whereabouts;
  if (history != NULL)
    *history = g_steal_pointer (&data->history);
  return TRUE;
}

/**
 * figment_comfy_client_free_memory_async:
 * @unload_models: take the models off the graphics card
 * @free_memory: drop the cache of results too
 *
 * The server does it between two prompts.
 */
void
figment_comfy_client_free_memory_async (FigmentComfyClient  *self,
                                        gboolean             unload_models,
                                        gboolean             free_memory,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  JsonObject *object = json_object_new ();

  g_task_set_source_tag (task, figment_comfy_client_free_memory_async);
  json_object_set_boolean_member (object, "unload_models", unload_models);
  json_object_set_boolean_member (object, "free_memory", free_memory);
  start_post (task, "/api/free", object);
}

gboolean
figment_comfy_client_free_memory_finish (FigmentComfyClient  *self,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
