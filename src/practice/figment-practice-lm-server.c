/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-lm-server.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "practice/figment-practice-lm-answer.h"

#define CONTEXT_BYTES (4096 * 4)

struct _FigmentPracticeLmServer
{
  SoupServer            *soup;    /* (owned) */
  GPtrArray             *streams; /* (owned) Stream */
  FigmentPracticeLmMood  mood;
  guint                  word_ms;
  char                  *token;   /* (owned) (nullable) */
  char                  *request; /* (owned) (nullable) the last one */
  guint                  loaded[FIGMENT_PRACTICE_LM_N_MODELS];
};

/* One answer that is being streamed. */
typedef struct
{
  FigmentPracticeLmServer *server;
  SoupServerMessage       *message; /* (owned) */
  GSource                 *timer;   /* (owned) */
  GPtrArray               *events;  /* (owned) */
  guint                    next;
  gulong                   finished_id;
  FigmentPracticeLmMood    mood;    /* when it began */
  char                    *thought; /* (owned) (nullable) event to repeat for ever */
} Stream;

static void
stream_free (Stream *stream)
{
  g_signal_handler_disconnect (stream->message, stream->finished_id);
  g_source_destroy (stream->timer);
  g_source_unref (stream->timer);
  g_object_unref (stream->message);
  g_ptr_array_unref (stream->events);
  g_free (stream->thought);
  g_free (stream);
}

/* The answer is complete, or the client has gone. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  Stream *stream = user_data;

  g_ptr_array_remove (stream->server->streams, stream);
}

static void
cut_connection (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static gboolean
tick_cb (gpointer user_data)
{
  Stream *stream = user_data;
  SoupServerMessage *message = stream->message;
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  const gboolean is_half = stream->next >= stream->events->len / 2;
  const char *event = NULL;

  if ((stream->mood == FIGMENT_PRACTICE_LM_MOOD_STUCK && is_half) || stream->mood == FIGMENT_PRACTICE_LM_MOOD_SILENT)
    return G_SOURCE_CONTINUE;

  if (stream->mood == FIGMENT_PRACTICE_LM_MOOD_CUT && is_half)
    {
      cut_connection (message);
      return G_SOURCE_CONTINUE;
    }

  if (stream->next < stream->events->len)
    event = g_ptr_array_index (stream->events, stream->next++);
  else
    event = stream->thought;

  if (event != NULL)
    soup_message_body_append (body, SOUP_MEMORY_COPY, event, strlen (event));
  else
    soup_message_body_complete (body);
  soup_server_message_unpause (message);
  return event != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* @events: (transfer full). @thought: (transfer full) (nullable). */
static void
start_stream (FigmentPracticeLmServer *self,
              SoupServerMessage       *message,
              GPtrArray               *events,
              char                    *thought)
{
  Stream *stream = g_new0 (Stream, 1);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const guint pace = self->mood == FIGMENT_PRACTICE_LM_MOOD_SLOW ? 10 : 1;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (headers, "Content-Type", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);

  stream->server = self;
  stream->message = g_object_ref (message);
  stream->events = events;
  stream->thought = thought;
  stream->mood = self->mood;
  stream->finished_id = g_signal_connect (message, "finished", G_CALLBACK (finished_cb), stream);
  stream->timer = g_timeout_source_new (self->word_ms * pace);
  g_source_set_callback (stream->timer, tick_cb, stream, NULL);
  g_source_attach (stream->timer, g_main_context_get_thread_default ());
  g_ptr_array_add (self->streams, stream);
}

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *type,
        const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

/* @body: (transfer full). */
static void
answer_json (SoupServerMessage *message,
             guint              status,
             char              *body)
{
  g_autofree char *owned = body;

  answer (message, status, "application/json; charset=utf-8", owned);
}

static void
answer_error (SoupServerMessage *message,
              guint              status,
              const char        *type,
              const char        *code,
              const char        *words)
{
  answer_json (message, status, figment_practice_lm_error (type, code, words));
}

/* Returns: %FIGMENT_PRACTICE_LM_N_MODELS when there is none of that name */
static guint
find_model (const char *key)
{
  guint i = 0;

  while (i < FIGMENT_PRACTICE_LM_N_MODELS && g_strcmp0 (figment_practice_lm_models[i].key, key) != 0)
    i++;
  return i;
}

static guint
find_loaded (FigmentPracticeLmServer *self)
{
  guint i = 0;

  while (i < FIGMENT_PRACTICE_LM_N_MODELS && (self->loaded[i] == 0 || figment_practice_lm_models[i].is_embedding))
    i++;
  return i;
}

static void
answer_unknown_model (SoupServerMessage *message,
                      const char        *key)
{
  g_autofree char *words = g_strdup_printf ("Model \"%s\" not found. Please specify a valid model.\n\nYour models:\n\n"
                                            "%s\n%s", key != NULL ? key : "", figment_practice_lm_models[0].key,
                                            figment_practice_lm_models[1].key);

  answer_error (message, 404, "invalid_request_error", "model_not_found", words);
}

static void
answer_load_failed (SoupServerMessage *message)
{
  answer_json (message, 500, g_strdup ("{\"error\":{\"type\":\"model_load_failed\",\"message\":\"Model loading was "
                                       "stopped due to insufficient system resources.\"}}"));
}

/* LM Studio reports an overflow in a stream with status 200. */
static void
answer_overflow (FigmentPracticeLmServer         *self,
                 SoupServerMessage               *message,
                 const FigmentPracticeLmQuestion *question)
{
  g_autofree char *words = g_strdup_printf ("Input does not fit in context length. The input has %lu tokens, but the "
                                            "context length only supports 4096 tokens.",
                                            (gulong) question->n_bytes / 4 + 4097);
  g_autofree char *quoted = figment_practice_lm_quote (words);
  GPtrArray *events;

  if (!question->stream)
    {
      answer_error (message, 400, "invalid_request_error", "context_length_exceeded", words);
      return;
    }
  events = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (events, g_strdup_printf ("event: error\ndata: {\"error\":{\"message\":%s},\"message\":%s}\n\n",
                                            quoted, quoted));
  start_stream (self, message, events, NULL);
}

/* Returns: whether the question can be answered; otherwise it has been refused */
static gboolean
check_question (FigmentPracticeLmServer         *self,
                SoupServerMessage               *message,
                const FigmentPracticeLmQuestion *question,
                guint                           *index)
{
  *index = question->model != NULL ? find_model (question->model) : find_loaded (self);
  if (question->model != NULL && *index == FIGMENT_PRACTICE_LM_N_MODELS)
    {
      answer_unknown_model (message, question->model);
    }
  else if (*index == FIGMENT_PRACTICE_LM_N_MODELS ||
           (self->mood == FIGMENT_PRACTICE_LM_MOOD_NO_MODEL && self->loaded[*index] == 0))
    {
      answer_error (message, 404, "invalid_request_error", "model_not_found",
                    "No models loaded. Please load a model in the developer page or use the `lms load` command.");
    }
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_NO_LOAD && self->loaded[*index] == 0)
    {
      answer_load_failed (message);
    }
  else if (question->has_image && !figment_practice_lm_models[*index].sees)
    {
      answer (message, 400, "application/json; charset=utf-8",
              "{\"error\":\"Model does not support images. Please use a model that does.\"}");
    }
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_CONTEXT || question->n_bytes > CONTEXT_BYTES)
    {
      answer_overflow (self, message, question);
    }
  else
    {
      return TRUE;
    }
  return FALSE;
}

static void
answer_chat (FigmentPracticeLmServer         *self,
             SoupServerMessage               *message,
             const FigmentPracticeLmQuestion *question,
             gboolean                         native)
{
  const FigmentPracticeLmModel *model;
  g_autofree char *text = NULL;
  g_autofree char *thoughts = NULL;
  char *endless = NULL;
  guint index;
  gboolean cold;

  if (!check_question (self, message, question, &index))
    return;

  model = &figment_practice_lm_models[index];
  cold = self->loaded[index] == 0;
  if (cold)
    self->loaded[index] = 1;
  if (self->mood != FIGMENT_PRACTICE_LM_MOOD_EMPTY && self->mood != FIGMENT_PRACTICE_LM_MOOD_THINKS)
    text = figment_practice_lm_enhance (question->user);
  if (model->thinks && question->may_think && self->mood != FIGMENT_PRACTICE_LM_MOOD_EMPTY)
    thoughts = figment_practice_lm_think (question->user);

  if (!question->stream)
    {
      answer_json (message, 200, native ? figment_practice_lm_whole_native (model->key, thoughts, text)
                                        : figment_practice_lm_whole_openai (model->key, thoughts, text));
      return;
    }
  if (self->mood == FIGMENT_PRACTICE_LM_MOOD_THINKS)
    {
      GPtrArray *begin = g_ptr_array_new_with_free_func (g_free);

      endless = figment_practice_lm_thought_event (model->key, native, " hm,");
      start_stream (self, message, begin, endless);
      return;
    }
  start_stream (self, message,
                native ? figment_practice_lm_stream_native (model->key, cold, thoughts, text)
                       : figment_practice_lm_stream_openai (model->key, thoughts, text), NULL);
}

static void
answer_native_chat (FigmentPracticeLmServer *self,
                    SoupServerMessage       *message,
                    JsonObject              *body)
{
  FigmentPracticeLmQuestion question;

  figment_practice_lm_read_native (body, &question);
  if (question.unknown != NULL)
    {
      g_autofree char *words = g_strdup_printf ("Unrecognized key(s) in object: '%s'", question.unknown);

      answer_error (message, 400, "invalid_request", "unrecognized_keys", words);
      return;
    }
  answer_chat (self, message, &question, TRUE);
}

static void
answer_openai_chat (FigmentPracticeLmServer *self,
                    SoupServerMessage       *message,
                    JsonObject              *body)
{
  FigmentPracticeLmQuestion question;

  if (figment_json_get_array (body, "messages") == NULL)
    {
      answer (message, 400, "application/json; charset=utf-8", "{\"error\":\"'messages' field is required\"}");
      return;
    }
  figment_practice_lm_read_openai (body, &question);
  answer_chat (self, message, &question, FALSE);
}

/* Loading what is loaded makes a second instance, as in LM Studio. */
static void
answer_load (FigmentPracticeLmServer *self,
             SoupServerMessage       *message,
             JsonObject              *body)
{
  const char *key = figment_json_get_string (body, "model");
  const guint i = find_model (key);

  if (i == FIGMENT_PRACTICE_LM_N_MODELS)
    {
      answer_unknown_model (message, key);
    }
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_NO_LOAD)
    {
      answer_load_failed (message);
    }
  else
    {
      g_autofree char *number = NULL;

      self->loaded[i]++;
      number = self->loaded[i] > 1 ? g_strdup_printf (":%u", self->loaded[i]) : g_strdup ("");
      answer_json (message, 200, g_strdup_printf ("{\"type\":\"llm\",\"instance_id\":\"%s%s\","
                                                  "\"load_time_seconds\":1.5,\"status\":\"loaded\"}", key, number));
    }
}

/* Instances are numbered; whichever is named, the last one goes. */
static void
answer_unload (FigmentPracticeLmServer *self,
               SoupServerMessage       *message,
               JsonObject              *body)
{
  const char *id = figment_json_get_string (body, "instance_id");
  g_autofree char *key = g_strndup (id != NULL ? id : "", strcspn (id != NULL ? id : "", ":"));
  const guint i = find_model (key);

  if (i == FIGMENT_PRACTICE_LM_N_MODELS || self->loaded[i] == 0)
    {
      answer_error (message, 404, "model_not_found", "model_not_found", "No loaded instance of that name.");
    }
  else
    {
      self->loaded[i]--;
      answer_json (message, 200, g_strdup_printf ("{\"instance_id\":\"%s\"}", id));
    }
}

/* Every path and method that LM Studio does not know is 200 (protocol notes, section 1). */
static void
answer_unknown (SoupServerMessage *message,
                const char        *path)
{
  g_autofree char *words = g_strdup_printf ("Unexpected endpoint or method. (%s %s)",
                                            soup_server_message_get_method (message), path);
  g_autofree char *quoted = figment_practice_lm_quote (words);

  answer_json (message, 200, g_strdup_printf ("{\"error\":%s}", quoted));
}

typedef struct
{
  const char *path;
  void      (*answer) (FigmentPracticeLmServer *self,
                       SoupServerMessage       *message,
                       JsonObject              *body);
} Route;

static const Route routes[] = {
  { "/v1/chat/completions", answer_openai_chat },
  { "/api/v1/chat", answer_native_chat },
  { "/api/v1/models/load", answer_load },
  { "/api/v1/models/unload", answer_unload },
};

static void
answer_post (FigmentPracticeLmServer *self,
             SoupServerMessage       *message,
             const char              *path)
{
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr(JsonNode) node = figment_json_parse_bytes (bytes, NULL);
  JsonObject *body = node != NULL ? figment_json_to_object (node) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!g_str_equal (routes[i].path, path))
        continue;
      if (body == NULL)
        answer_error (message, 400, "invalid_request_error", "bad_json", "The body is not a JSON object.");
      else
        routes[i].answer (self, message, body);
      return;
    }
  answer_unknown (message, path);
}

static void
answer_get (FigmentPracticeLmServer *self,
            SoupServerMessage       *message,
            const char              *path)
{
  if (g_str_equal (path, "/api/v1/models"))
    answer_json (message, 200, figment_practice_lm_list_v1 (self->loaded));
  else if (g_str_equal (path, "/api/v0/models"))
    answer_json (message, 200, figment_practice_lm_list_v0 (self->loaded));
  else if (g_str_equal (path, "/v1/models"))
    answer_json (message, 200, figment_practice_lm_list_openai ());
  else
    answer_unknown (message, path);
}

static gboolean
is_let_in (FigmentPracticeLmServer *self,
           SoupServerMessage       *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  g_autofree char *wanted = g_strdup_printf ("Bearer %s", self->token != NULL ? self->token : "");

  if (self->mood == FIGMENT_PRACTICE_LM_MOOD_NO_AUTH)
    return FALSE;
  return self->token == NULL || g_strcmp0 (given, wanted) == 0;
}

static void
remember (FigmentPracticeLmServer *self,
          SoupServerMessage       *message,
          const char              *path)
{
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_free (self->request);
  self->request = g_strdup_printf ("%s %s\n%s", soup_server_message_get_method (message), path, body);
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  FigmentPracticeLmServer *self = user_data;

  remember (self, message, path);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "X-Powered-By", "Figment-Practice");
  if (!is_let_in (self, message))
    answer_error (message, 401, "invalid_request", "invalid_api_key",
                  "An LM Studio API token is required to make requests to this server, but none was provided.");
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_RUBBISH)
    answer (message, 200, "text/html", "<html><body>It works!</body></html>");
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_500)
    answer (message, 500, "text/html", "<html><body>Internal Server Error</body></html>");
  else if (self->mood == FIGMENT_PRACTICE_LM_MOOD_OLD && g_str_has_prefix (path, "/api/v1/"))
    answer_unknown (message, path);
  else if (soup_server_message_get_method (message) == SOUP_METHOD_GET)
    answer_get (self, message, path);
  else if (soup_server_message_get_method (message) == SOUP_METHOD_POST)
    answer_post (self, message, path);
  else
    answer_unknown (message, path);
}

/* In the thread and context that are to serve. */
FigmentPracticeLmServer *
figment_practice_lm_server_new (guint16   port,
                                GError  **error)
{
  FigmentPracticeLmServer *self = g_new0 (FigmentPracticeLmServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) stream_free);
  self->loaded[0] = 1;
  self->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (self->soup, NULL, handle_cb, self, NULL);
  if (!soup_server_listen (self->soup, address, 0, error))
    {
      figment_practice_lm_server_free (self);
      return NULL;
    }
  return self;
}

void
figment_practice_lm_server_free (FigmentPracticeLmServer *self)
{
  for (guint i = 0; i < self->streams->len; i++)
    cut_connection (((Stream *) g_ptr_array_index (self->streams, i))->message);
  g_ptr_array_unref (self->streams);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_free (self->token);
  g_free (self->request);
  g_free (self);
}

guint16
figment_practice_lm_server_get_port (FigmentPracticeLmServer *self)
{
  /* Not soup_server_get_uris (), which leaks an address in libsoup 3.2. */
  g_autoptr(GSList) listeners = soup_server_get_listeners (self->soup);
  g_autoptr(GSocketAddress) address = g_socket_get_local_address (listeners->data, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

void
figment_practice_lm_server_set (FigmentPracticeLmServer *self,
                                FigmentPracticeLmMood    mood,
                                guint                    word_ms,
                                const char              *token)
{
  if (mood == FIGMENT_PRACTICE_LM_MOOD_NO_MODEL)
    memset (self->loaded, 0, sizeof self->loaded);
  self->mood = mood;
  self->word_ms = word_ms;
  g_free (self->token);
  self->token = g_strdup (token);
}

guint
figment_practice_lm_server_count (FigmentPracticeLmServer *self)
{
  return self->streams->len;
}

char *
figment_practice_lm_server_dup_request (FigmentPracticeLmServer *self)
{
  return g_strdup (self->request);
}
