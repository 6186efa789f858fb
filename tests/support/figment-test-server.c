/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-server.h"

#include <string.h>

/* Self-signed, for localhost and 127.0.0.1, made for these tests; the key protects nothing. */
static const char certificate_pem[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBmzCCAUGgAwIBAgIUM105cX5CXuumJBMaJHCQ3SyWQkEwCgYIKoZIzj0EAwIw\n"
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE0MTIyMloYDzIxMjYxMDI5\n"
  "MTQxMjIyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
  "PQMBBwNCAARyGiPn91JSs4v/Fp5/pyZd6O9o/xi6EFmnBn0TTyt1C+RWcFw6KXjn\n"
  "CnHpmikwZqR7E2IDrXXcDUNxuI7vDCpPo28wbTAdBgNVHQ4EFgQUHMC3xt3EvC1v\n"
  "/REhmpdfYE1b8hMwHwYDVR0jBBgwFoAUHMC3xt3EvC1v/REhmpdfYE1b8hMwDwYD\n"
  "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI\n"
  "zj0EAwIDSAAwRQIhAKbBvShsrC2KsT9etpnhvjVTMNGx8AiDx1EnEdbOMjL7AiAE\n"
  "ySF/cS++UdHc3SSRkgzDt5msYUgTaGQHsTizdhZ8cQ==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGwtI50zoZmRjhZaF\n"
  "vLycJUxz14NixybKmogSDcXn5rqhRANCAARyGiPn91JSs4v/Fp5/pyZd6O9o/xi6\n"
  "EFmnBn0TTyt1C+RWcFw6KXjnCnHpmikwZqR7E2IDrXXcDUNxuI7vDCpP\n"
  "-----END PRIVATE KEY-----\n";

typedef struct
{
  guint              status;
  char              *content_type; /* (owned) (nullable) */
  GBytes            *body;         /* (owned) (nullable) */
  FigmentTestHandler handler;
  gpointer           user_data;
} Answer;

static void
answer_free (Answer *answer)
{
  g_free (answer->content_type);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

static void
request_free (FigmentTestRequest *request)
{
  g_free (request->line);
  soup_message_headers_unref (request->headers);
  g_bytes_unref (request->body);
  g_free (request);
}

static void
copy_header_cb (const char *name,
                const char *value,
                gpointer    user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static void
record (FigmentTestServer *self,
        SoupServerMessage *message)
{
  FigmentTestRequest *request = g_new0 (FigmentTestRequest, 1);
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) flat = soup_message_body_flatten (body);

  request->line = g_strconcat (soup_server_message_get_method (message), " ", g_uri_get_path (uri),
                               g_uri_get_query (uri) != NULL ? "?" : "",
                               g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", NULL);
  request->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header_cb, request->headers);
  request->body = g_bytes_new (g_bytes_get_data (flat, NULL), g_bytes_get_size (flat));
  g_ptr_array_add (self->requests, request);
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  FigmentTestServer *self = user_data;
  g_autofree char *line = g_strconcat (soup_server_message_get_method (message), " ", path, NULL);
  Answer *answer = g_hash_table_lookup (self->answers, line);

  record (self, message);
  if (answer == NULL)
    {
      soup_server_message_set_status (message, 404, NULL);
      return;
    }
  if (answer->handler != NULL)
    {
      answer->handler (self, message, answer->user_data);
      return;
    }
  soup_server_message_set_status (message, answer->status, NULL);
  if (answer->content_type != NULL)
    soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), answer->content_type,
                                           NULL);
  if (answer->body != NULL && g_bytes_get_size (answer->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), answer->body);
}

GTlsCertificate *
figment_test_certificate_new (void)
{
  g_autoptr(GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (certificate_pem, -1, &error);

  g_assert_no_error (error);
  return certificate;
}

/*
 * On a free port of 127.0.0.1. Not soup_server_listen_local () and soup_server_get_uris (), which leak an address each
 * in libsoup 3.2.
 *
 * Returns: (transfer full): the URL
 */
char *
figment_test_listen (SoupServer              *soup,
                     SoupServerListenOptions  options)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSList) listeners = NULL;
  g_autoptr(GError) error = NULL;

  soup_server_listen (soup, wanted, options, &error);
  g_assert_no_error (error);
  listeners = soup_server_get_listeners (soup);
  address = g_socket_get_local_address (listeners->data, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%s://127.0.0.1:%u", options & SOUP_SERVER_LISTEN_HTTPS ? "https" : "http",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

FigmentTestServer *
figment_test_server_new (gboolean tls)
{
  FigmentTestServer *self = g_new0 (FigmentTestServer, 1);
  g_autoptr(GTlsCertificate) certificate = tls ? figment_test_certificate_new () : NULL;

  self->soup = soup_server_new ("raw-paths", FALSE, "tls-certificate", certificate, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) answer_free);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  soup_server_add_handler (self->soup, NULL, handle_cb, self, NULL);
  self->url = figment_test_listen (self->soup, tls ? SOUP_SERVER_LISTEN_HTTPS : 0);
  return self;
}

void
figment_test_server_free (FigmentTestServer *self)
{
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&self->soup);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->requests);
  g_free (self->url);
  g_free (self);
}

const char *
figment_test_server_get_url (FigmentTestServer *self)
{
  return self->url;
}

void
figment_test_server_answer_bytes (FigmentTestServer *self,
                                  const char        *line,
                                  guint              status,
                                  const char        *content_type,
                                  GBytes            *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->content_type = g_strdup (content_type);
  answer->body = body != NULL ? g_bytes_ref (body) : NULL;
  g_hash_table_replace (self->answers, g_strdup (line), answer);
}

/* @line is "GET /path", unescaped, without the query. */
void
figment_test_server_answer (FigmentTestServer *self,
                            const char        *line,
                            guint              status,
                            const char        *content_type,
                            const char        *body)
{
  g_autoptr(GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  figment_test_server_answer_bytes (self, line, status, content_type, bytes);
}

void
figment_test_server_handle (FigmentTestServer  *self,
                            const char         *line,
                            FigmentTestHandler  handler,
                            gpointer            user_data)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->handler = handler;
  answer->user_data = user_data;
  g_hash_table_replace (self->answers, g_strdup (line), answer);
}

FigmentTestRequest *
figment_test_server_last (FigmentTestServer *self)
{
  g_assert_cmpuint (self->requests->len, >, 0);
  return g_ptr_array_index (self->requests, self->requests->len - 1);
}

/* One connection to the raw server. */
typedef struct
{
  GSocketConnection *connection; /* (owned) */
  GBytes            *answer;     /* (owned) */
  FigmentRawEnd      end;
  char               buffer[65536];
  GString           *head;       /* (owned) */
  gboolean           answered;
} RawTalk;

static void
raw_talk_free (RawTalk *talk)
{
  g_object_unref (talk->connection);
  g_bytes_unref (talk->answer);
  g_string_free (talk->head, TRUE);
  g_free (talk);
}

static void
raw_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RawTalk *talk = user_data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0)
    g_string_append_len (talk->head, talk->buffer, n);
  /* A head is whole at its empty line; 0x16 begins a TLS greeting, which has none. */
  if (n > 0 && !talk->answered && (strstr (talk->head->str, "\r\n\r\n") != NULL || talk->head->str[0] == 0x16))
    {
      GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (talk->connection));

      talk->answered = TRUE;
      g_output_stream_write_all (out, g_bytes_get_data (talk->answer, NULL), g_bytes_get_size (talk->answer), NULL,
                                 NULL, NULL);
      if (talk->end == FIGMENT_RAW_CLOSE)
        g_io_stream_close (G_IO_STREAM (talk->connection), NULL, NULL);
    }
  if (n <= 0 || g_io_stream_is_closed (G_IO_STREAM (talk->connection)))
    raw_talk_free (talk);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), talk->buffer, sizeof talk->buffer, 0, NULL, raw_read_cb, talk);
}

static gboolean
raw_incoming_cb (GSocketService    *service,
                 GSocketConnection *connection,
                 GObject           *source,
                 gpointer           user_data)
{
  FigmentRawServer *self = user_data;
  RawTalk *talk = g_new0 (RawTalk, 1);

  self->n_connections++;
  talk->answer = g_bytes_ref (self->answer);
  talk->end = self->end;
  talk->connection = g_object_ref (connection);
  talk->head = g_string_new (NULL);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), talk->buffer, sizeof talk->buffer,
                             0, NULL, raw_read_cb, talk);
  return TRUE;
}

/* Answers every request with @answer. A request with a body must fit the socket's buffer: it is not read to its end. */
FigmentRawServer *
figment_raw_server_new (const char    *answer,
                        gssize         length,
                        FigmentRawEnd  end)
{
  FigmentRawServer *self = g_new0 (FigmentRawServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->answer = g_bytes_new (answer, length < 0 ? strlen (answer) : (gsize) length);
  self->end = end;
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (raw_incoming_cb), self);
  return self;
}

void
figment_raw_server_free (FigmentRawServer *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_bytes_unref (self->answer);
  g_free (self->url);
  g_free (self);
}

/* An address where nobody listens: bound once to learn a free port, then closed. */
char *
figment_test_dup_dead_url (void)
{
  g_autoptr(FigmentRawServer) server = figment_raw_server_new ("", 0, FIGMENT_RAW_CLOSE);

  return g_strdup (server->url);
}

void
figment_test_store_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

/* Returns: (transfer none): the result, which the caller clears */
GAsyncResult *
figment_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

void
figment_test_wait_flag (const guint *flag)
{
  while (*flag == 0)
    g_main_context_iteration (NULL, TRUE);
}
