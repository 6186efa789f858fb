/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-socket.h"

#include <glib/gi18n-lib.h>

#include "comfy/figment-comfy-dial.h"
#include "comfy/figment-comfy-socket-private.h"
#include "net/figment-http.h"

/* Milliseconds. */
#define FIRST_DELAY 500
#define MAX_DELAY 30000
#define HANDSHAKE 15000
#define SILENCE 20000
#define CLOSING 2000

G_DEFINE_ENUM_TYPE (FigmentComfySocketState,
                    figment_comfy_socket_state,
                    G_DEFINE_ENUM_VALUE (FIGMENT_COMFY_SOCKET_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_COMFY_SOCKET_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_COMFY_SOCKET_OPEN, "open"))

struct _FigmentComfySocket
{
  GObject                  parent_instance;

  FigmentHttp             *http;           /* (owned) */
  FigmentComfySocketState  state;
  GError                  *error;          /* (owned) (nullable) why it is not open */
  char                    *client_id;      /* (owned) (nullable) of the connection, or of the next */
  char                    *next_client_id; /* (owned) (nullable) asked for by the owner */
  gboolean                 keep_client_id;
  gboolean                 left;           /* the last connection under the id was closed to the end, by both sides */
  gboolean                 may_be_deaf;    /* the server may still have another connection under the id (trap 3) */

  GCancellable            *connecting;     /* (owned) (nullable) the try that is under way */
  SoupWebsocketConnection *connection;     /* (owned) (nullable) */
  SoupWebsocketConnection *leaving;        /* (owned) (nullable) must be gone before its id is used again (trap 3) */
  GSource                 *timer;          /* (owned) (nullable) the next try, or the end of patience with this one */
  guint                    n_failures;     /* in a row */
  guint                    first_delay;    /* ms */
  guint                    max_delay;      /* ms */
  guint                    handshake;      /* ms from the first packet to the server's first status */

  GSource                 *silence_timer;  /* (owned) (nullable) runs while traffic is expected */
  guint                    silence;        /* ms */
  gboolean                 expect_traffic;
};

G_DEFINE_FINAL_TYPE (FigmentComfySocket, figment_comfy_socket, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
  PROP_CLIENT_ID,
  PROP_ERROR,
} FigmentComfySocketProperty;

static GParamSpec *props[PROP_ERROR + 1];

enum
{
  SIGNAL_EVENT,
  SIGNAL_SILENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void start_connecting (FigmentComfySocket *self);

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_timer (FigmentComfySocket *self,
           guint               milliseconds,
           GSourceFunc         func)
{
  clear_source (&self->timer);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gboolean
silence_cb (gpointer user_data)
{
  FigmentComfySocket *self = user_data;

  g_signal_emit (self, signals[SIGNAL_SILENT], 0);
  return G_SOURCE_CONTINUE;
}

/* Runs only while the connection is open and something should come. */
static void
update_silence_timer (FigmentComfySocket *self)
{
  clear_source (&self->silence_timer);
  if (self->state != FIGMENT_COMFY_SOCKET_OPEN || !self->expect_traffic || self->silence == 0)
    return;
  self->silence_timer = g_timeout_source_new (self->silence);
  g_source_set_callback (self->silence_timer, silence_cb, self, NULL);
  g_source_attach (self->silence_timer, g_main_context_get_thread_default ());
}

static void
set_state (FigmentComfySocket      *self,
           FigmentComfySocketState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  update_silence_timer (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Takes @error. */
static void
take_error (FigmentComfySocket *self,
            GError             *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static void
take_client_id (FigmentComfySocket *self,
                char               *client_id)
{
  g_free (self->client_id);
  self->client_id = client_id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT_ID]);
}

static void
unref_connection_cb (SoupWebsocketConnection *connection,
                     gpointer                 user_data)
{
  g_object_unref (connection);
}

/*
 * Says goodbye to @connection, which it takes. The object lives until the closing handshake is over, for which libsoup
 * has a limit of its own.
 */
static void
dismiss (FigmentComfySocket      *self,
         SoupWebsocketConnection *connection)
{
  g_signal_handlers_disconnect_by_data (connection, self);
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_object_unref (connection);
      return;
    }
  g_signal_connect (connection, "closed", G_CALLBACK (unref_connection_cb), NULL);
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

/* Ends the connection, the try, and the wait for the next one. */
static void
drop_all (FigmentComfySocket *self)
{
  clear_source (&self->timer);
  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  if (self->connection != NULL)
    dismiss (self, g_steal_pointer (&self->connection));
  if (self->leaving != NULL)
    dismiss (self, g_steal_pointer (&self->leaving));
}

static gboolean
retry_cb (gpointer user_data)
{
  FigmentComfySocket *self = user_data;

  clear_source (&self->timer);
  if (self->leaving != NULL)
    dismiss (self, g_steal_pointer (&self->leaving));
  start_connecting (self);
  return G_SOURCE_REMOVE;
}

/* Twice as long after each failure, and between half and all of that, lest all clients come back at once. */
static guint
draw_delay (FigmentComfySocket *self)
{
  const guint shift = MIN (self->n_failures, 16);
  const guint64 full = MIN ((guint64) self->first_delay << shift, self->max_delay);

  return (guint) ((double) full * g_random_double_range (0.5, 1));
}

/* The connection is lost, or could not be made; takes @error. Tries again later, for ever. */
static void
fail (FigmentComfySocket *self,
      GError             *error)
{
  g_autoptr(FigmentComfySocket) hold = g_object_ref (self);
  const guint delay = draw_delay (self);

  drop_all (self);
  self->n_failures++;
  set_timer (self, delay, retry_cb);
  g_debug ("websocket: %s; again in %u ms", error->message, delay);
  take_error (self, error);
  set_state (self, FIGMENT_COMFY_SOCKET_CONNECTING);
}

static gboolean
handshake_cb (gpointer user_data)
{
  FigmentComfySocket *self = user_data;

  fail (self, figment_remote_error_new (FIGMENT_REMOTE_ERROR_TIMEOUT, _("%s at %s did not answer in time."),
                                        figment_http_get_service (self->http),
                                        figment_endpoint_get_url (figment_http_get_endpoint (self->http))));
  return G_SOURCE_REMOVE;
}

static void
message_cb (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *frame,
            gpointer                 user_data)
{
  FigmentComfySocket *self = user_data;
  g_autoptr(FigmentComfySocket) hold = g_object_ref (self);
  g_autoptr(FigmentComfyEvent) event = NULL;
  g_autoptr(GError) error = NULL;

  if (self->silence_timer != NULL)
    g_source_set_ready_time (self->silence_timer, g_get_monotonic_time () + (gint64) self->silence * 1000);
  event = type == SOUP_WEBSOCKET_DATA_BINARY ? figment_comfy_event_decode_binary (frame, &error)
                                             : figment_comfy_event_decode_text (frame, &error);
  if (event == NULL)
    {
      g_debug ("websocket: frame skipped: %s (%s)", error->message, figment_remote_error_get_details (error));
      return;
    }
  if (self->state != FIGMENT_COMFY_SOCKET_OPEN && event->type == FIGMENT_COMFY_EVENT_STATUS)
    {
      clear_source (&self->timer);
      self->n_failures = 0;
      take_error (self, NULL);
      set_state (self, FIGMENT_COMFY_SOCKET_OPEN);
    }
  /* A listener may have stopped or reconnected us a moment ago: what came before is not for the new connection. */
  if (self->connection == connection)
    g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
error_cb (SoupWebsocketConnection *connection,
          GError                  *error,
          gpointer                 user_data)
{
  FigmentComfySocket *self = user_data;

  take_error (self, figment_http_translate_error (self->http, NULL, error, FALSE));
}

/* Code 0, without an "error" before it, is what libsoup says when the server was killed. */
static void
closed_cb (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  FigmentComfySocket *self = user_data;
  g_autofree char *details = NULL;
  GError *error;

  /* An open socket has an error only when error_cb has just put it there. */
  if (self->state == FIGMENT_COMFY_SOCKET_OPEN && self->error != NULL)
    {
      fail (self, g_error_copy (self->error));
      return;
    }
  details = g_strdup_printf ("websocket closed, code %u", soup_websocket_connection_get_close_code (connection));
  error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_UNREACHABLE, _("The connection to %s at %s was cut."),
                                    figment_http_get_service (self->http),
                                    figment_endpoint_get_url (figment_http_get_endpoint (self->http)));
  figment_remote_error_set_details (error, details);
  fail (self, error);
}

/* A try does not keep the socket alive: dispose cancels it. */
typedef struct
{
  GWeakRef      self;
  GCancellable *cancellable; /* (owned) */
} ConnectData;

static void
connect_data_free (ConnectData *data)
{
  g_weak_ref_clear (&data->self);
  g_object_unref (data->cancellable);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConnectData, connect_data_free)

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ConnectData) data = user_data;
  g_autoptr(FigmentComfySocket) self = g_weak_ref_get (&data->self);
  g_autoptr(GError) error = NULL;
  g_autoptr(SoupWebsocketConnection) connection = figment_comfy_dial_finish (result, &error);

  /* Another try, or none, has taken the place of this one. */
  if (self == NULL || self->connecting != data->cancellable)
    return;
  g_clear_object (&self->connecting);
  if (connection == NULL)
    {
      fail (self, g_steal_pointer (&error));
      return;
    }
  self->connection = g_steal_pointer (&connection);
  g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->connection, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (closed_cb), self);
}

static void
choose_client_id (FigmentComfySocket *self)
{
  self->may_be_deaf = !self->left;
  self->left = FALSE;
  if (self->next_client_id != NULL)
    {
      self->may_be_deaf = TRUE;
      take_client_id (self, g_steal_pointer (&self->next_client_id));
    }
  else if (self->client_id == NULL || !self->keep_client_id)
    {
      self->may_be_deaf = FALSE;
      take_client_id (self, g_uuid_string_random ());
    }
}

static void
start_connecting (FigmentComfySocket *self)
{
  ConnectData *data = g_new0 (ConnectData, 1);

  choose_client_id (self);
  self->connecting = g_cancellable_new ();
  g_weak_ref_init (&data->self, self);
  data->cancellable = g_object_ref (self->connecting);
  set_timer (self, self->handshake, handshake_cb);
  figment_comfy_dial_async (self->http, self->client_id, self->connecting, connected_cb, data);
}

static void
left_cb (SoupWebsocketConnection *connection,
         gpointer                 user_data)
{
  FigmentComfySocket *self = user_data;

  g_clear_object (&self->leaving);
  clear_source (&self->timer);
  self->left = TRUE;
  start_connecting (self);
}

static void
figment_comfy_socket_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FigmentComfySocket *self = FIGMENT_COMFY_SOCKET (object);

  switch ((FigmentComfySocketProperty) prop_id)
    {
    case PROP_STATE: g_value_set_enum (value, (int) self->state); break;
    case PROP_CLIENT_ID: g_value_set_string (value, self->client_id); break;
    case PROP_ERROR: g_value_set_boxed (value, self->error); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_comfy_socket_dispose (GObject *object)
{
  FigmentComfySocket *self = FIGMENT_COMFY_SOCKET (object);

  drop_all (self);
  clear_source (&self->silence_timer);
  g_clear_object (&self->http);
  G_OBJECT_CLASS (figment_comfy_socket_parent_class)->dispose (object);
}

static void
figment_comfy_socket_finalize (GObject *object)
{
  FigmentComfySocket *self = FIGMENT_COMFY_SOCKET (object);

  g_clear_error (&self->error);
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->next_client_id, g_free);
  G_OBJECT_CLASS (figment_comfy_socket_parent_class)->finalize (object);
}

static void
figment_comfy_socket_class_init (FigmentComfySocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_comfy_socket_get_property;
  object_class->dispose = figment_comfy_socket_dispose;
  object_class->finalize = figment_comfy_socket_finalize;

  props[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, FIGMENT_TYPE_COMFY_SOCKET_STATE, FIGMENT_COMFY_SOCKET_CLOSED, flags);
  props[PROP_CLIENT_ID] = g_param_spec_string ("client-id", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_EVENT] = g_signal_new ("event", FIGMENT_TYPE_COMFY_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FIGMENT_TYPE_COMFY_EVENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_SILENT] = g_signal_new ("silent", FIGMENT_TYPE_COMFY_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
figment_comfy_socket_init (FigmentComfySocket *self)
{
  self->first_delay = FIRST_DELAY;
  self->max_delay = MAX_DELAY;
  self->handshake = HANDSHAKE;
  self->silence = SILENCE;
}

FigmentComfySocket *
figment_comfy_socket_new (FigmentEndpoint *endpoint)
{
  FigmentComfySocket *self;

  g_return_val_if_fail (endpoint != NULL, NULL);
  self = g_object_new (FIGMENT_TYPE_COMFY_SOCKET, NULL);
  self->http = figment_http_new (endpoint, "ComfyUI");
  return self;
}

/**
 * figment_comfy_socket_set_endpoint:
 *
 * Lets go of the old server and, unless the socket is closed, connects to the new one at once, under an id of its own.
 */
void
figment_comfy_socket_set_endpoint (FigmentComfySocket *self,
                                   FigmentEndpoint    *endpoint)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));
  g_return_if_fail (endpoint != NULL);

  drop_all (self);
  g_clear_object (&self->http);
  self->http = figment_http_new (endpoint, "ComfyUI");
  self->n_failures = 0;
  g_clear_pointer (&self->next_client_id, g_free);
  if (self->client_id != NULL)
    take_client_id (self, NULL);
  take_error (self, NULL);
  if (self->state == FIGMENT_COMFY_SOCKET_CLOSED)
    return;
  start_connecting (self);
  set_state (self, FIGMENT_COMFY_SOCKET_CONNECTING);
}

void
_figment_comfy_socket_set_delays (FigmentComfySocket *self,
                                  guint               first_delay,
                                  guint               max_delay,
                                  guint               handshake)
{
  self->first_delay = first_delay;
  self->max_delay = max_delay;
  self->handshake = handshake;
}

/**
 * figment_comfy_socket_start:
 *
 * Connects, and goes on trying until figment_comfy_socket_stop (). Does nothing when already started.
 */
void
figment_comfy_socket_start (FigmentComfySocket *self)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));

  if (self->state != FIGMENT_COMFY_SOCKET_CLOSED)
    return;
  self->n_failures = 0;
  start_connecting (self);
  set_state (self, FIGMENT_COMFY_SOCKET_CONNECTING);
}

/**
 * figment_comfy_socket_stop:
 *
 * Closes the connection; no event comes after this.
 */
void
figment_comfy_socket_stop (FigmentComfySocket *self)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));

  drop_all (self);
  take_error (self, NULL);
  set_state (self, FIGMENT_COMFY_SOCKET_CLOSED);
}

/**
 * figment_comfy_socket_reconnect:
 *
 * Gives the connection up and makes a new one at once. When the client id is kept, the old connection is closed to the
 * end first, or given two seconds for it: a server that sees it go after the new one came forgets the id, and the new
 * one hears nothing for ever (trap 3).
 */
void
figment_comfy_socket_reconnect (FigmentComfySocket *self)
{
  SoupWebsocketConnection *old = NULL;

  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));

  if (self->state == FIGMENT_COMFY_SOCKET_CLOSED)
    return;
  if (self->keep_client_id && self->next_client_id == NULL && self->connection != NULL
      && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      old = g_steal_pointer (&self->connection);
      g_signal_handlers_disconnect_by_data (old, self);
    }
  drop_all (self);
  self->n_failures = 0;
  if (old != NULL)
    {
      self->leaving = old;
      g_signal_connect (old, "closed", G_CALLBACK (left_cb), self);
      set_timer (self, CLOSING, retry_cb);
      soup_websocket_connection_close (old, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    }
  else
    {
      start_connecting (self);
    }
  set_state (self, FIGMENT_COMFY_SOCKET_CONNECTING);
}

/**
 * figment_comfy_socket_may_be_deaf:
 *
 * Returns: whether the connection may hear nothing although it is sound, because it came under an id that an earlier
 *   one had, and the server may have noticed the end of that one only afterwards (trap 3). One that cannot be deaf is
 *   silent because the server has nothing to say, for instance while it loads a model
 */
gboolean
figment_comfy_socket_may_be_deaf (FigmentComfySocket *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_SOCKET (self), FALSE);
  return self->may_be_deaf;
}

FigmentComfySocketState
figment_comfy_socket_get_state (FigmentComfySocket *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_SOCKET (self), FIGMENT_COMFY_SOCKET_CLOSED);
  return self->state;
}

/**
 * figment_comfy_socket_get_client_id:
 *
 * Returns: (nullable): under which prompts are to be submitted, so that their events come here; changes with each
 *   connection, so take it when the state is open
 */
const char *
figment_comfy_socket_get_client_id (FigmentComfySocket *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_SOCKET (self), NULL);
  return self->client_id;
}

/**
 * figment_comfy_socket_get_error:
 *
 * Returns: (transfer none) (nullable): why it is not open, in %FIGMENT_REMOTE_ERROR; it is being tried again all the
 * same
 */
const GError *
figment_comfy_socket_get_error (FigmentComfySocket *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_SOCKET (self), NULL);
  return self->error;
}

/**
 * figment_comfy_socket_set_client_id:
 * @client_id: for the next connection, for instance that of a run which an earlier process left behind
 *
 * A connection that is open keeps its own; figment_comfy_socket_reconnect () makes the next one.
 */
void
figment_comfy_socket_set_client_id (FigmentComfySocket *self,
                                    const char         *client_id)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));
  g_return_if_fail (client_id != NULL);

  g_free (self->next_client_id);
  self->next_client_id = g_strdup (client_id);
  if (self->state == FIGMENT_COMFY_SOCKET_CLOSED)
    take_client_id (self, g_strdup (client_id));
}

/**
 * figment_comfy_socket_set_keep_client_id:
 * @keep: whether further connections come back under the present client id, which is right while a prompt that was
 *   submitted under it runs
 */
void
figment_comfy_socket_set_keep_client_id (FigmentComfySocket *self,
                                         gboolean            keep)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));
  self->keep_client_id = keep;
}

/**
 * figment_comfy_socket_set_expect_traffic:
 * @expect: whether a prompt of ours runs, so that silence means something
 */
void
figment_comfy_socket_set_expect_traffic (FigmentComfySocket *self,
                                         gboolean            expect)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));

  if (self->expect_traffic == expect)
    return;
  self->expect_traffic = expect;
  update_silence_timer (self);
}

/**
 * figment_comfy_socket_set_silence:
 * @milliseconds: without a message until "silent" is emitted, and emitted again; 0 never
 */
void
figment_comfy_socket_set_silence (FigmentComfySocket *self,
                                  guint               milliseconds)
{
  g_return_if_fail (FIGMENT_IS_COMFY_SOCKET (self));
  self->silence = milliseconds;
  update_silence_timer (self);
}
