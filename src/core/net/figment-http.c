/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-http.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json.h"
#include "net/figment-watchdog.h"

/* libsoup's default is 2, and two answers that nobody has read to the end then block all further requests. */
#define MAX_CONNECTIONS 8

/* What is read of the body of an error answer. */
#define MAX_ERROR_BODY (1024 * 1024)

#define CHUNK (256 * 1024)

struct _FigmentHttp
{
  GObject          parent_instance;

  FigmentEndpoint *endpoint; /* (owned) */
  SoupSession     *session;  /* (owned) */
  const char      *service;  /* interned: the program's name, for messages */
};

G_DEFINE_FINAL_TYPE (FigmentHttp, figment_http, G_TYPE_OBJECT)

static void
figment_http_dispose (GObject *object)
{
  FigmentHttp *self = FIGMENT_HTTP (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_http_parent_class)->dispose (object);
}

static void
figment_http_finalize (GObject *object)
{
  g_clear_pointer (&FIGMENT_HTTP (object)->endpoint, figment_endpoint_unref);
  G_OBJECT_CLASS (figment_http_parent_class)->finalize (object);
}

static void
figment_http_class_init (FigmentHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_http_dispose;
  object_class->finalize = figment_http_finalize;
}

static void
figment_http_init (FigmentHttp *self)
{
}

/**
 * figment_http_new:
 * @endpoint: where
 * @service: what is expected there, as messages name it: "ComfyUI", "LM Studio"
 */
FigmentHttp *
figment_http_new (FigmentEndpoint *endpoint,
                  const char      *service)
{
  FigmentHttp *self;

  g_return_val_if_fail (endpoint != NULL && service != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_HTTP, NULL);
  self->endpoint = figment_endpoint_ref (endpoint);
  self->service = g_intern_string (service);
  /* No timeout of libsoup's own: it knows one for all calls, and ours differ (see FigmentWatchdog). */
  self->session =
      soup_session_new_with_options ("max-conns", MAX_CONNECTIONS * 2, "max-conns-per-host", MAX_CONNECTIONS, "timeout",
                                     0, "idle-timeout", 30, "user-agent", "Figment/" FIGMENT_VERSION, NULL);
  return self;
}

FigmentEndpoint *
figment_http_get_endpoint (FigmentHttp *self)
{
  g_return_val_if_fail (FIGMENT_IS_HTTP (self), NULL);
  return self->endpoint;
}

const char *
figment_http_get_service (FigmentHttp *self)
{
  g_return_val_if_fail (FIGMENT_IS_HTTP (self), NULL);
  return self->service;
}

/* Returns: (transfer none): for websockets and streams that the calls here do not cover */
SoupSession *
figment_http_get_session (FigmentHttp *self)
{
  g_return_val_if_fail (FIGMENT_IS_HTTP (self), NULL);
  return self->session;
}

/* Returns: (transfer full): that of libsoup as it is installed here, for people who look for a fault */
char *
figment_http_dup_library_version (void)
{
  return g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version ());
}

static char *
dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(GString) result = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return NULL;
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (const char *at = digest; *at != '\0'; at += 2)
    g_string_append_printf (result, "%s%c%c", at == digest ? "" : ":", g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/*
 * Only asked for certificates that no authority vouches for. Nothing is remembered here: the trusted fingerprint
 * belongs to the endpoint, so each new connection is judged anew and by the same rule.
 */
static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  FigmentEndpoint *endpoint = user_data;
  g_autofree char *offered = dup_fingerprint (certificate);
  const char *trusted = figment_endpoint_get_fingerprint (endpoint);
  const gboolean accepted = offered != NULL && g_strcmp0 (offered, trusted) == 0;

  g_object_set_data (G_OBJECT (message), "figment-refused", accepted ? NULL : GINT_TO_POINTER (1));
  g_object_set_data_full (G_OBJECT (message), "figment-fingerprint", g_steal_pointer (&offered), g_free);
  return accepted;
}

static void
unref_endpoint_cb (gpointer  data,
                   GClosure *closure)
{
  figment_endpoint_unref (data);
}

/**
 * figment_http_build_message:
 * @uri: from figment_endpoint_build_uri ()
 *
 * Returns: (transfer full): a message with the endpoint's headers, which follows no redirect and knows the trusted
 *   certificate. Serves for websockets as well
 */
SoupMessage *
figment_http_build_message (FigmentHttp *self,
                            const char  *method,
                            const char  *uri)
{
  g_autoptr(SoupMessage) message = NULL;
  SoupMessageHeaders *request;

  g_return_val_if_fail (FIGMENT_IS_HTTP (self), NULL);

  message = soup_message_new (method, uri);
  g_assert (message != NULL);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Per message: in a session that lacks the feature libsoup 3.2 reads a 401's body whole, however long it is. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  request = soup_message_get_request_headers (message);
  for (const char *const *header = figment_endpoint_get_headers (self->endpoint); *header != NULL; header++)
    {
      const char *colon = strchr (*header, ':');
      g_autofree char *name = g_strndup (*header, (gsize) (colon - *header));

      soup_message_headers_append (request, name, colon + 2);
    }
  g_signal_connect_data (message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                         figment_endpoint_ref (self->endpoint), unref_endpoint_cb, (GConnectFlags) 0);
  return g_steal_pointer (&message);
}

/**
 * figment_http_set_json:
 * @body: written as ASCII, like Python does, so that no proxy can spoil it
 */
void
figment_http_set_json (SoupMessage *message,
                       JsonNode    *body)
{
  g_autoptr(GBytes) bytes = figment_json_write_bytes (body, FIGMENT_JSON_WRITE_ASCII);

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

/* One request on its way. */
typedef struct
{
  SoupMessage     *message;  /* (owned) */
  FigmentWatchdog *watchdog; /* (owned) */
  GInputStream    *stream;   /* (owned) (nullable) */
  GByteArray      *body;     /* (owned) */
  guint8          *chunk;    /* (owned) (nullable) */
  gsize            max_bytes;
  gboolean         whole;    /* read the body of a good answer too */
} SendData;

static void
close_stream (GInputStream *stream)
{
  /* Without closing, the connection would stay taken; nobody waits for the result. */
  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (stream);
}

static void
send_data_free (SendData *data)
{
  g_clear_pointer (&data->stream, close_stream);
  g_clear_object (&data->message);
  g_clear_pointer (&data->watchdog, figment_watchdog_free);
  g_clear_pointer (&data->body, g_byte_array_unref);
  g_free (data->chunk);
  g_free (data);
}

static gboolean
is_success (SoupMessage *message)
{
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message));
}

static void
return_translated (GTask        *task,
                   const GError *error)
{
  SendData *data = g_task_get_task_data (task);

  g_task_return_error (task, figment_http_translate_error (g_task_get_source_object (task), data->message, error,
                                                           figment_watchdog_has_barked (data->watchdog)));
}

static void
return_body (GTask *task)
{
  SendData *data = g_task_get_task_data (task);
  g_autoptr(GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&data->body));

  if (is_success (data->message))
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, figment_http_build_status_error (g_task_get_source_object (task), data->message, body));
}

static void read_some (GTask *task);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  SendData *data = g_task_get_task_data (task);
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0 && !is_success (data->message))
    {
      /* The status is known and says more than a body that broke off. */
      return_body (task);
    }
  else if (n < 0)
    {
      return_translated (task, error);
    }
  else if (n == 0)
    {
      return_body (task);
    }
  else if (data->body->len + (gsize) n <= data->max_bytes)
    {
      g_byte_array_append (data->body, data->chunk, (guint) n);
      read_some (g_steal_pointer (&task));
    }
  else if (!is_success (data->message))
    {
      return_body (task);
    }
  else
    {
      FigmentHttp *self = g_task_get_source_object (task);

      g_task_return_error (task, figment_remote_error_new (FIGMENT_REMOTE_ERROR_TOO_LARGE,
                                                           _("%s at %s sends an endless answer; it was cut off."),
                                                           self->service, figment_endpoint_get_url (self->endpoint)));
    }
}

/* Takes the reference to @task. */
static void
read_some (GTask *task)
{
  SendData *data = g_task_get_task_data (task);

  g_input_stream_read_async (data->stream, data->chunk, CHUNK, g_task_get_priority (task),
                             figment_watchdog_get_cancellable (data->watchdog), read_cb, task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  SendData *data = g_task_get_task_data (task);

  data->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (data->stream == NULL)
    {
      return_translated (task, error);
      return;
    }
  if (is_success (data->message) && !data->whole)
    {
      g_task_return_pointer (task, g_steal_pointer (&data->stream), (GDestroyNotify) close_stream);
      return;
    }
  if (!is_success (data->message))
    data->max_bytes = MAX_ERROR_BODY;
  data->chunk = g_malloc (CHUNK);
  data->body = g_byte_array_new ();
  read_some (g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
start_send (GTask       *task,
            SoupMessage *message,
            guint        milliseconds,
            gsize        max_bytes,
            gboolean     whole)
{
  FigmentHttp *self = g_task_get_source_object (task);
  SendData *data = g_new0 (SendData, 1);

  data->message = g_object_ref (message);
  data->watchdog = figment_watchdog_new (g_task_get_cancellable (task), milliseconds);
  data->max_bytes = max_bytes;
  data->whole = whole;
  g_task_set_task_data (task, data, (GDestroyNotify) send_data_free);
  soup_session_send_async (self->session, message, g_task_get_priority (task),
                           figment_watchdog_get_cancellable (data->watchdog), send_cb, task);
}

/**
 * figment_http_send_async:
 * @message: from figment_http_build_message ()
 * @milliseconds: time that the answer's headers may take, 0 for no limit
 *
 * Sends @message and finishes as soon as the headers of a good answer are there. Any status but 2xx is an error.
 */
void
figment_http_send_async (FigmentHttp         *self,
                         SoupMessage         *message,
                         guint                milliseconds,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_http_send_async);
  start_send (task, message, milliseconds, 0, FALSE);
}

/**
 * figment_http_send_finish:
 *
 * Returns: (transfer full): the body, which the caller reads under its own time limit and must close, or %NULL with
 *   @error in %FIGMENT_REMOTE_ERROR or %G_IO_ERROR_CANCELLED
 */
GInputStream *
figment_http_send_finish (FigmentHttp   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * figment_http_fetch_async:
 * @milliseconds: time that the whole answer may take, 0 for no limit
 * @max_bytes: what it may weigh, unpacked; %FIGMENT_HTTP_MAX_BODY if in doubt
 */
void
figment_http_fetch_async (FigmentHttp         *self,
                          SoupMessage         *message,
                          guint                milliseconds,
                          gsize                max_bytes,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_http_fetch_async);
  start_send (task, message, milliseconds, MIN (max_bytes, G_MAXUINT), TRUE);
}

/**
 * figment_http_fetch_finish:
 *
 * Returns: (transfer full): the body of a 2xx answer, or %NULL with @error in %FIGMENT_REMOTE_ERROR or
 *   %G_IO_ERROR_CANCELLED
 */
GBytes *
figment_http_fetch_finish (FigmentHttp   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_parsed (GTask    *task,
               JsonNode *node,
               GError   *parse_error)
{
  if (node != NULL)
    {
      g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
      return;
    }
  g_task_return_error (task, figment_http_build_protocol_error (g_task_get_source_object (task), parse_error->message));
  g_error_free (parse_error);
}

/*
 * The thread's task has no source object: a thread may drop its reference to the task after the callback has run, and
 * the session must not end its life there.
 */
static void
parse_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  JsonNode *node = figment_json_parse_full (g_bytes_get_data (task_data, NULL), g_bytes_get_size (task_data),
                                            g_bytes_get_size (task_data), &error);

  if (node != NULL)
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
parse_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  JsonNode *node = g_task_propagate_pointer (G_TASK (result), &error);

  return_parsed (task, node, error);
}

static void
fetch_json_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GBytes) body = figment_http_fetch_finish (FIGMENT_HTTP (source), result, &error);

  if (body == NULL)
    {
      g_task_return_error (task, error);
    }
  else if (g_bytes_get_size (body) > FIGMENT_HTTP_THREAD_BYTES)
    {
      g_autoptr(GTask) parsing = g_task_new (NULL, NULL, parse_cb, g_steal_pointer (&task));

      g_task_set_source_tag (parsing, fetch_json_cb);
      g_task_set_task_data (parsing, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (parsing, parse_thread);
    }
  else
    {
      JsonNode *node = figment_json_parse_bytes (body, &error);

      return_parsed (task, node, error);
    }
}

/**
 * figment_http_fetch_json_async:
 *
 * figment_http_fetch_async () and parsing, in a thread when the answer is large.
 */
void
figment_http_fetch_json_async (FigmentHttp         *self,
                               SoupMessage         *message,
                               guint                milliseconds,
                               gsize                max_bytes,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_http_fetch_json_async);
  figment_http_fetch_async (self, message, milliseconds, max_bytes, cancellable, fetch_json_cb,
                            g_steal_pointer (&task));
}

/**
 * figment_http_fetch_json_finish:
 *
 * Returns: (transfer full): the JSON of a 2xx answer, or %NULL with @error: what does not parse is
 *   %FIGMENT_REMOTE_ERROR_PROTOCOL
 */
JsonNode *
figment_http_fetch_json_finish (FigmentHttp   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
