/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "comfy/figment-comfy-socket-private.h"
#include "figment-test-server.h"
#include "net/figment-remote-error.h"

#define STATUS "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":0}},\"sid\":\"x\"}}"

/* A connection as the server sees it. */
typedef struct
{
  SoupWebsocketConnection *connection; /* (owned) */
  char                    *client_id;  /* (owned) */
  char                    *first_text; /* (owned) (nullable) */
  char                    *origin;     /* (owned) (nullable) */
  char                    *extra;      /* (owned) (nullable) the header X-Extra */
} Peer;

typedef struct
{
  FigmentTestServer  *server;    /* (owned) */
  FigmentComfySocket *socket;    /* (owned) */
  GPtrArray          *peers;     /* (owned) Peer */
  GString            *events;    /* (owned) names of the events in order */
  gboolean            mute;      /* the server does not greet */
  guint               n_peers;
  guint               n_greeted; /* flags received */
  guint               n_open;
  guint               n_events;
  guint               n_silent;
  guint               n_errors;
} Fixture;

static void
peer_free (Peer *peer)
{
  g_object_unref (peer->connection);
  g_free (peer->client_id);
  g_free (peer->first_text);
  g_free (peer->origin);
  g_free (peer->extra);
  g_free (peer);
}

static void
peer_message_cb (SoupWebsocketConnection *connection,
                 int                      type,
                 GBytes                  *data,
                 gpointer                 user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < fixture->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (fixture->peers, i);

      if (peer->connection != connection || peer->first_text != NULL)
        continue;
      peer->first_text = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
      fixture->n_greeted++;
    }
}

static void
connected_cb (SoupServer              *server,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr(GHashTable) query = soup_form_decode (g_uri_get_query (soup_server_message_get_uri (message)));
  Peer *peer = g_new0 (Peer, 1);

  peer->connection = g_object_ref (connection);
  peer->client_id = g_strdup (g_hash_table_lookup (query, "clientId"));
  peer->origin = g_strdup (soup_message_headers_get_one (headers, "Origin"));
  peer->extra = g_strdup (soup_message_headers_get_one (headers, "X-Extra"));
  g_ptr_array_add (fixture->peers, peer);
  fixture->n_peers++;
  g_signal_connect (connection, "message", G_CALLBACK (peer_message_cb), fixture);
  if (!fixture->mute)
    soup_websocket_connection_send_text (connection, STATUS);
}

static void
event_cb (FigmentComfySocket *socket,
          FigmentComfyEvent  *event,
          gpointer            user_data)
{
  Fixture *fixture = user_data;

  fixture->n_events++;
  g_string_append_printf (fixture->events, "%s ", event->name);
}

static void
silent_cb (FigmentComfySocket *socket,
           gpointer            user_data)
{
  ((Fixture *) user_data)->n_silent++;
}

static void
state_cb (FigmentComfySocket *socket,
          GParamSpec         *pspec,
          gpointer            user_data)
{
  if (figment_comfy_socket_get_state (socket) == FIGMENT_COMFY_SOCKET_OPEN)
    ((Fixture *) user_data)->n_open++;
}

static void
error_cb (FigmentComfySocket *socket,
          GParamSpec         *pspec,
          gpointer            user_data)
{
  if (figment_comfy_socket_get_error (socket) != NULL)
    ((Fixture *) user_data)->n_errors++;
}

static FigmentComfySocket *
make_socket (Fixture    *fixture,
             const char *url,
             const char *fingerprint)
{
  const char *const headers[] = { "X-Extra: secret", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, headers, fingerprint, &error);
  FigmentComfySocket *socket;

  g_assert_no_error (error);
  socket = figment_comfy_socket_new (endpoint);
  _figment_comfy_socket_set_delays (socket, 1, 5, 5000);
  g_signal_connect (socket, "event", G_CALLBACK (event_cb), fixture);
  g_signal_connect (socket, "silent", G_CALLBACK (silent_cb), fixture);
  g_signal_connect (socket, "notify::state", G_CALLBACK (state_cb), fixture);
  g_signal_connect (socket, "notify::error", G_CALLBACK (error_cb), fixture);
  return socket;
}

static void
serve (Fixture *fixture)
{
  soup_server_add_websocket_handler (fixture->server->soup, "/ws", NULL, NULL, connected_cb, fixture, NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  tls)
{
  fixture->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  fixture->events = g_string_new (NULL);
  fixture->server = figment_test_server_new (tls != NULL);
  fixture->socket = make_socket (fixture, figment_test_server_get_url (fixture->server),
                                 tls != NULL ? FIGMENT_TEST_FINGERPRINT : NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->socket);
  for (guint i = 0; i < fixture->peers->len; i++)
    g_signal_handlers_disconnect_by_data (((Peer *) g_ptr_array_index (fixture->peers, i))->connection, fixture);
  g_ptr_array_unref (fixture->peers);
  figment_test_server_free (fixture->server);
  g_string_free (fixture->events, TRUE);
}

static void
wait_for (const guint *count,
          guint        n)
{
  while (*count < n)
    g_main_context_iteration (NULL, TRUE);
}

static Peer *
get_peer (Fixture *fixture,
          guint    index)
{
  return g_ptr_array_index (fixture->peers, index);
}

/* As when the server is killed: no close frame. */
static void
cut (Peer *peer)
{
  g_io_stream_close (soup_websocket_connection_get_io_stream (peer->connection), NULL, NULL);
}

static void
open_socket (Fixture *fixture)
{
  serve (fixture);
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_open, 1);
  wait_for (&fixture->n_greeted, 1);
}

static void
test_opens (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_CLOSED);
  open_socket (fixture);
  g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_OPEN);
  g_assert_null (figment_comfy_socket_get_error (fixture->socket));
  g_assert_cmpstr (get_peer (fixture, 0)->client_id, ==, figment_comfy_socket_get_client_id (fixture->socket));
  g_assert_true (g_uuid_string_is_valid (get_peer (fixture, 0)->client_id));
  g_assert_cmpstr (get_peer (fixture, 0)->first_text, ==,
                   "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
  g_assert_null (get_peer (fixture, 0)->origin);
  g_assert_cmpstr (get_peer (fixture, 0)->extra, ==, "secret");
  wait_for (&fixture->n_events, 1);
  g_assert_cmpstr (fixture->events->str, ==, "status ");
}

/* Both kinds of frames, in the order sent; rubbish between them is skipped. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  SoupWebsocketConnection *peer;

  open_socket (fixture);
  peer = get_peer (fixture, 0)->connection;
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"t%u\",\"data\":{}}", i);

      soup_websocket_connection_send_text (peer, text);
      soup_websocket_connection_send_binary (peer, "\0\0\0\1\0\0\0\1\xff\xd8\xff\xe0", 12);
      soup_websocket_connection_send_text (peer, "rubbish");
      soup_websocket_connection_send_binary (peer, "\0", 1);
    }
  soup_websocket_connection_send_text (peer, "{\"type\":\"end\"}");
  wait_for (&fixture->n_events, 8);
  g_assert_cmpstr (fixture->events->str, ==, "status t0 binary 1 t1 binary 1 t2 binary 1 end ");
}

/* Larger than libsoup's 128 KiB, which a preview of 1024 pixels or a SaveImageWebsocket easily is. */
static void
test_large_frame (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree guint8 *frame = g_malloc0 (1 << 20);

  open_socket (fixture);
  memcpy (frame, "\0\0\0\1\0\0\0\1\xff\xd8\xff\xe0", 12);
  soup_websocket_connection_send_binary (get_peer (fixture, 0)->connection, frame, 1 << 20);
  wait_for (&fixture->n_events, 2);
  g_assert_cmpstr (fixture->events->str, ==, "status binary 1 ");
}

/* A fresh id for each connection: under the old one it may be deaf for ever. */
static void
test_trap_3 (Fixture       *fixture,
             gconstpointer  data)
{
  open_socket (fixture);
  for (guint i = 0; i < 3; i++)
    {
      cut (get_peer (fixture, i));
      wait_for (&fixture->n_open, i + 2);
      wait_for (&fixture->n_greeted, i + 2);
      g_assert_cmpstr (get_peer (fixture, i + 1)->client_id, !=, get_peer (fixture, i)->client_id);
      g_assert_cmpstr (get_peer (fixture, i + 1)->client_id, ==, figment_comfy_socket_get_client_id (fixture->socket));
      /* Flags belong to the connection. */
      g_assert_nonnull (strstr (get_peer (fixture, i + 1)->first_text, "feature_flags"));
    }
  g_assert_cmpuint (fixture->n_errors, ==, 3);
  g_assert_null (figment_comfy_socket_get_error (fixture->socket));
}

/* The old one is closed to its end before the id comes back. */
static void
test_trap_3_kept (Fixture       *fixture,
                  gconstpointer  data)
{
  open_socket (fixture);
  g_assert_false (figment_comfy_socket_may_be_deaf (fixture->socket));
  figment_comfy_socket_set_keep_client_id (fixture->socket, TRUE);
  cut (get_peer (fixture, 0));
  wait_for (&fixture->n_open, 2);
  g_assert_cmpstr (get_peer (fixture, 1)->client_id, ==, get_peer (fixture, 0)->client_id);
  g_assert_true (figment_comfy_socket_may_be_deaf (fixture->socket));

  figment_comfy_socket_reconnect (fixture->socket);
  g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_CONNECTING);
  wait_for (&fixture->n_peers, 3);
  g_assert_cmpint (soup_websocket_connection_get_state (get_peer (fixture, 1)->connection), !=,
                   SOUP_WEBSOCKET_STATE_OPEN);
  wait_for (&fixture->n_open, 3);
  g_assert_cmpstr (get_peer (fixture, 2)->client_id, ==, get_peer (fixture, 0)->client_id);
  g_assert_false (figment_comfy_socket_may_be_deaf (fixture->socket));
}

static void
test_chosen_id (Fixture       *fixture,
                gconstpointer  data)
{
  figment_comfy_socket_set_client_id (fixture->socket, "left behind & odd");
  g_assert_cmpstr (figment_comfy_socket_get_client_id (fixture->socket), ==, "left behind & odd");
  open_socket (fixture);
  g_assert_cmpstr (get_peer (fixture, 0)->client_id, ==, "left behind & odd");
  g_assert_true (figment_comfy_socket_may_be_deaf (fixture->socket));
  cut (get_peer (fixture, 0));
  wait_for (&fixture->n_open, 2);
  g_assert_false (figment_comfy_socket_may_be_deaf (fixture->socket));
  g_assert_cmpstr (get_peer (fixture, 1)->client_id, !=, "left behind & odd");
}

static void
test_closed_politely (Fixture       *fixture,
                      gconstpointer  data)
{
  open_socket (fixture);
  soup_websocket_connection_close (get_peer (fixture, 0)->connection, 1001, "bye");
  wait_for (&fixture->n_open, 2);
  g_assert_cmpuint (fixture->n_peers, ==, 2);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct
  {
    guint              status;
    FigmentRemoteError code;
  } cases[] = { { 403, FIGMENT_REMOTE_ERROR_UNAUTHORIZED }, { 401, FIGMENT_REMOTE_ERROR_UNAUTHORIZED },
                { 404, FIGMENT_REMOTE_ERROR_NOT_FOUND }, { 302, FIGMENT_REMOTE_ERROR_REDIRECT },
                { 500, FIGMENT_REMOTE_ERROR_SERVER }, { 200, FIGMENT_REMOTE_ERROR_PROTOCOL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GError *error;

      figment_test_server_answer (fixture->server, "GET /ws", cases[i].status, "text/plain", NULL);
      fixture->n_errors = 0;
      figment_comfy_socket_start (fixture->socket);
      wait_for (&fixture->n_errors, 2);
      error = figment_comfy_socket_get_error (fixture->socket);
      g_assert_error (error, FIGMENT_REMOTE_ERROR, (int) cases[i].code);
      g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_CONNECTING);
      figment_comfy_socket_stop (fixture->socket);
    }
  /* And still it tries. */
  figment_test_server_answer (fixture->server, "GET /ws", 403, "text/plain", NULL);
  fixture->n_errors = 0;
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_errors, 1);
  serve (fixture);
  wait_for (&fixture->n_open, 1);
}

static void
test_nobody_there (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *url = figment_test_dup_dead_url ();
  FigmentComfySocket *socket = make_socket (fixture, url, NULL);

  figment_comfy_socket_start (socket);
  wait_for (&fixture->n_errors, 4);
  g_assert_error (figment_comfy_socket_get_error (socket), FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (figment_comfy_socket_get_error (socket)->message, "Is ComfyUI running?"));
  g_assert_finalize_object (socket);
}

/* Somebody takes the connection and says nothing: not open, and another try. */
static void
test_no_greeting (Fixture       *fixture,
                  gconstpointer  data)
{
  fixture->mute = TRUE;
  _figment_comfy_socket_set_delays (fixture->socket, 1, 5, 30);
  serve (fixture);
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_peers, 3);
  g_assert_cmpuint (fixture->n_open, ==, 0);
  g_assert_error (figment_comfy_socket_get_error (fixture->socket), FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT);
}

static void
test_hung_upgrade (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(FigmentRawServer) raw = figment_raw_server_new ("", 0, FIGMENT_RAW_HANG);
  FigmentComfySocket *socket = make_socket (fixture, raw->url, NULL);

  _figment_comfy_socket_set_delays (socket, 1, 5, 30);
  figment_comfy_socket_start (socket);
  wait_for (&raw->n_connections, 3);
  g_assert_error (figment_comfy_socket_get_error (socket), FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT);
  g_assert_finalize_object (socket);
}

static void
raise_cb (gpointer user_data)
{
  *(guint *) user_data = 1;
}

static void
wait_milliseconds (guint milliseconds)
{
  guint over = 0;

  g_timeout_add_once (milliseconds, raise_cb, &over);
  wait_for (&over, 1);
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  figment_comfy_socket_set_silence (fixture->socket, 10);
  open_socket (fixture);
  /* Nothing is expected: silence is the rule. */
  wait_milliseconds (30);
  g_assert_cmpuint (fixture->n_silent, ==, 0);
  figment_comfy_socket_set_expect_traffic (fixture->socket, TRUE);
  wait_for (&fixture->n_silent, 2);
  g_assert_cmpuint (fixture->n_peers, ==, 1);

  /* Lost: there is no silence to speak of until it is open again. */
  figment_comfy_socket_stop (fixture->socket);
  fixture->n_silent = 0;
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_open, 2);
  wait_for (&fixture->n_silent, 1);
}

static void
stop_cb (FigmentComfySocket *socket,
         FigmentComfyEvent  *event,
         gpointer            user_data)
{
  figment_comfy_socket_stop (socket);
}

static void
reconnect_once_cb (FigmentComfySocket *socket,
                   FigmentComfyEvent  *event,
                   gpointer            user_data)
{
  g_signal_handlers_disconnect_by_func (socket, reconnect_once_cb, user_data);
  figment_comfy_socket_reconnect (socket);
}

/* What a listener does in the middle of an event. */
static void
test_reentrant (Fixture       *fixture,
                gconstpointer  data)
{
  g_signal_connect (fixture->socket, "event", G_CALLBACK (reconnect_once_cb), NULL);
  serve (fixture);
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_peers, 2);
  wait_for (&fixture->n_open, 2);
  g_signal_connect (fixture->socket, "event", G_CALLBACK (stop_cb), NULL);
  soup_websocket_connection_send_text (get_peer (fixture, 1)->connection, "{\"type\":\"a\"}");
  soup_websocket_connection_send_text (get_peer (fixture, 1)->connection, "{\"type\":\"b\"}");
  while (figment_comfy_socket_get_state (fixture->socket) != FIGMENT_COMFY_SOCKET_CLOSED)
    g_main_context_iteration (NULL, TRUE);
  while (soup_websocket_connection_get_state (get_peer (fixture, 1)->connection) != SOUP_WEBSOCKET_STATE_CLOSED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (strstr (fixture->events->str, "b "));
  figment_comfy_socket_reconnect (fixture->socket);
  g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_CLOSED);
}

static void
stop_when_open_cb (FigmentComfySocket *socket,
                   GParamSpec         *pspec,
                   gpointer            user_data)
{
  if (figment_comfy_socket_get_state (socket) == FIGMENT_COMFY_SOCKET_OPEN)
    figment_comfy_socket_stop (socket);
}

/* Stopped on the news that it is open: the status that opened it must not come after. */
static void
test_stopped_when_open (Fixture       *fixture,
                        gconstpointer  data)
{
  g_signal_connect (fixture->socket, "notify::state", G_CALLBACK (stop_when_open_cb), NULL);
  serve (fixture);
  figment_comfy_socket_start (fixture->socket);
  wait_for (&fixture->n_open, 1);
  g_assert_cmpint (figment_comfy_socket_get_state (fixture->socket), ==, FIGMENT_COMFY_SOCKET_CLOSED);
  g_assert_cmpuint (fixture->n_events, ==, 0);
}

static void
test_tls_trusted (Fixture       *fixture,
                  gconstpointer  data)
{
  open_socket (fixture);
  g_assert_cmpstr (get_peer (fixture, 0)->extra, ==, "secret");
}

static void
test_tls_stranger (Fixture       *fixture,
                   gconstpointer  data)
{
  FigmentComfySocket *socket = make_socket (fixture, figment_test_server_get_url (fixture->server), NULL);
  const GError *error;

  serve (fixture);
  figment_comfy_socket_start (socket);
  wait_for (&fixture->n_errors, 2);
  error = figment_comfy_socket_get_error (socket);
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_CERTIFICATE);
  g_assert_cmpstr (figment_remote_error_get_fingerprint (error), ==, FIGMENT_TEST_FINGERPRINT);
  g_assert_cmpuint (fixture->n_peers, ==, 0);
  g_assert_finalize_object (socket);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function, tls) g_test_add (path, Fixture, tls, set_up, function, tear_down)
  ADD ("/comfy/socket/opens", test_opens, NULL);
  ADD ("/comfy/socket/order", test_order, NULL);
  ADD ("/comfy/socket/large-frame", test_large_frame, NULL);
  ADD ("/comfy/socket/chosen-id", test_chosen_id, NULL);
  ADD ("/comfy/socket/closed-politely", test_closed_politely, NULL);
  ADD ("/comfy/socket/refused", test_refused, NULL);
  ADD ("/comfy/socket/nobody-there", test_nobody_there, NULL);
  ADD ("/comfy/socket/no-greeting", test_no_greeting, NULL);
  ADD ("/comfy/socket/hung-upgrade", test_hung_upgrade, NULL);
  ADD ("/comfy/socket/silent", test_silent, NULL);
  ADD ("/comfy/socket/reentrant", test_reentrant, NULL);
  ADD ("/comfy/socket/stopped-when-open", test_stopped_when_open, NULL);
  ADD ("/comfy/socket/tls-trusted", test_tls_trusted, "tls");
  ADD ("/comfy/socket/tls-stranger", test_tls_stranger, "tls");
  ADD ("/comfy/trap-3/fresh-id", test_trap_3, NULL);
  ADD ("/comfy/trap-3/kept-id", test_trap_3_kept, NULL);
  return g_test_run ();
}
