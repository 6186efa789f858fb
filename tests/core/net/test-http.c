/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-test-server.h"
#include "json/figment-json-value.h"
#include "net/figment-http.h"

static FigmentHttp *
make_http (const char *url,
           const char *fingerprint)
{
  const char *const headers[] = { "Authorization: Bearer s3cret", "X-Extra: 1", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, headers, fingerprint, &error);

  g_assert_no_error (error);
  return figment_http_new (endpoint, "ComfyUI");
}

static SoupMessage *
make_message (FigmentHttp *http,
              const char  *path)
{
  g_autofree char *uri = figment_endpoint_build_uri (figment_http_get_endpoint (http), path, NULL);

  return figment_http_build_message (http, "GET", uri);
}

static GBytes *
fetch (FigmentHttp   *http,
       const char    *path,
       guint          milliseconds,
       gsize          max_bytes,
       GError       **error)
{
  g_autoptr(SoupMessage) message = make_message (http, path);
  g_autoptr(GAsyncResult) result = NULL;

  figment_http_fetch_async (http, message, milliseconds, max_bytes, NULL, figment_test_store_cb, &result);
  return figment_http_fetch_finish (http, figment_test_wait (&result), error);
}

static void
assert_fails (FigmentHttp        *http,
              FigmentRemoteError  code,
              guint               milliseconds,
              GError            **kept)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = fetch (http, "/x", milliseconds, FIGMENT_HTTP_MAX_BODY, &error);

  g_assert_null (body);
  g_assert_error (error, FIGMENT_REMOTE_ERROR, (int) code);
  g_assert_null (strstr (error->message, "s3cret"));
  if (kept != NULL)
    *kept = g_steal_pointer (&error);
}

/* A raw server with @answer, asked once. */
static void
assert_raw_fails (const char         *answer,
                  FigmentRawEnd       end,
                  FigmentRemoteError  code,
                  guint               milliseconds)
{
  g_autoptr(FigmentRawServer) server = figment_raw_server_new (answer, -1, end);
  FigmentHttp *http = make_http (server->url, NULL);

  assert_fails (http, code, milliseconds, NULL);
  g_assert_finalize_object (http);
}

static void
test_headers_sent (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  g_autofree char *url = g_strconcat (figment_test_server_get_url (server), "/prefix/", NULL);
  FigmentHttp *http = make_http (url, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  SoupMessageHeaders *headers;

  figment_test_server_answer (server, "GET /prefix/x", 200, "text/plain", "hello");
  body = fetch (http, "/x", 5000, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "hello", 5);
  headers = figment_test_server_last (server)->headers;
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==, "Bearer s3cret");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Extra"), ==, "1");
  g_assert_null (soup_message_headers_get_one (headers, "Origin"));
  g_assert_null (soup_message_headers_get_one (headers, "Cookie"));
  g_assert_finalize_object (http);
}

static void
test_status (void)
{
  static const struct
  {
    guint              status;
    FigmentRemoteError code;
  } cases[] = {
    { 400, FIGMENT_REMOTE_ERROR_REFUSED }, { 401, FIGMENT_REMOTE_ERROR_UNAUTHORIZED },
    { 403, FIGMENT_REMOTE_ERROR_UNAUTHORIZED }, { 404, FIGMENT_REMOTE_ERROR_NOT_FOUND },
    { 405, FIGMENT_REMOTE_ERROR_REFUSED }, { 413, FIGMENT_REMOTE_ERROR_TOO_LARGE },
    { 429, FIGMENT_REMOTE_ERROR_REFUSED }, { 500, FIGMENT_REMOTE_ERROR_SERVER },
    { 503, FIGMENT_REMOTE_ERROR_SERVER }, { 304, FIGMENT_REMOTE_ERROR_REDIRECT },
  };
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  FigmentHttp *http = make_http (figment_test_server_get_url (server), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      figment_test_server_answer (server, "GET /x", cases[i].status, "text/plain",
                                  cases[i].status != 304 ? "own words" : NULL);
      assert_fails (http, cases[i].code, 5000, &error);
      g_assert_cmpuint (figment_remote_error_get_status (error), ==, cases[i].status);
      if (cases[i].status != 304)
        {
          g_assert_nonnull (strstr (figment_remote_error_get_details (error), "own words"));
          g_assert_cmpuint (g_bytes_get_size (figment_remote_error_get_body (error)), ==, 9);
        }
    }
  g_assert_finalize_object (http);
}

static void
redirect_handler (FigmentTestServer *server,
                  SoupServerMessage *message,
                  gpointer           user_data)
{
  g_autofree char *target = g_strconcat (figment_test_server_get_url (server), "/target", NULL);

  soup_server_message_set_redirect (message, 302, target);
}

/* The headers hold credentials: they must not travel to wherever a server points. */
static void
test_redirect (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  FigmentHttp *http = make_http (figment_test_server_get_url (server), NULL);
  g_autoptr(GError) error = NULL;

  figment_test_server_handle (server, "GET /x", redirect_handler, NULL);
  assert_fails (http, FIGMENT_REMOTE_ERROR_REDIRECT, 5000, &error);
  g_assert_cmpuint (server->requests->len, ==, 1);
  g_assert_nonnull (strstr (figment_remote_error_get_details (error), "/target"));
  g_assert_finalize_object (http);
}

static void
test_dead_port (void)
{
  g_autofree char *url = figment_test_dup_dead_url ();
  FigmentHttp *http = make_http (url, NULL);
  g_autoptr(GError) error = NULL;

  assert_fails (http, FIGMENT_REMOTE_ERROR_UNREACHABLE, 5000, &error);
  g_assert_nonnull (strstr (error->message, url));
  g_assert_nonnull (strstr (error->message, "ComfyUI"));
  g_assert_nonnull (strstr (error->message, "refused"));
  g_assert_finalize_object (http);
}

static void
test_no_such_host (void)
{
  FigmentHttp *http = make_http ("http://no-such-host.invalid:8188", NULL);

  assert_fails (http, FIGMENT_REMOTE_ERROR_UNREACHABLE, 20000, NULL);
  g_assert_finalize_object (http);
}

static void
test_misbehaviour (void)
{
  const char *const cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this";
  const char *const cut_chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel";

  assert_raw_fails ("", FIGMENT_RAW_CLOSE, FIGMENT_REMOTE_ERROR_UNREACHABLE, 5000);
  assert_raw_fails (cut, FIGMENT_RAW_CLOSE, FIGMENT_REMOTE_ERROR_UNREACHABLE, 5000);
  assert_raw_fails (cut_chunked, FIGMENT_RAW_CLOSE, FIGMENT_REMOTE_ERROR_UNREACHABLE, 5000);
  assert_raw_fails ("SSH-2.0-OpenSSH_9.2\r\n", FIGMENT_RAW_CLOSE, FIGMENT_REMOTE_ERROR_PROTOCOL, 5000);
  assert_raw_fails ("", FIGMENT_RAW_HANG, FIGMENT_REMOTE_ERROR_TIMEOUT, 50);
  assert_raw_fails (cut, FIGMENT_RAW_HANG, FIGMENT_REMOTE_ERROR_TIMEOUT, 50);
  /* The status is what counts, even when its body never ends: the wait here is for the body, the headers come at once.
   */
  assert_raw_fails ("HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\na", FIGMENT_RAW_CLOSE, FIGMENT_REMOTE_ERROR_SERVER,
                    5000);
  assert_raw_fails ("HTTP/1.1 401 X\r\nContent-Length: 9\r\n\r\na", FIGMENT_RAW_HANG, FIGMENT_REMOTE_ERROR_UNAUTHORIZED,
                    1000);
}

static void
test_too_large (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  FigmentHttp *http = make_http (figment_test_server_get_url (server), NULL);
  g_autoptr(GBytes) large = g_bytes_new_take (g_malloc0 (1 << 20), 1 << 20);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;

  figment_test_server_answer_bytes (server, "GET /x", 200, "text/plain", large);
  body = fetch (http, "/x", 5000, (1 << 20) - 1, &error);
  g_assert_null (body);
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  body = fetch (http, "/x", 5000, 1 << 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (body), ==, 1 << 20);
  g_assert_finalize_object (http);
}

/* libsoup's two connections a host would be used up by two answers that were given up half-way. */
static void
test_streams_closed (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  FigmentHttp *http = make_http (figment_test_server_get_url (server), NULL);
  g_autoptr(GBytes) large = g_bytes_new_take (g_malloc0 (4 << 20), 4 << 20);

  figment_test_server_answer_bytes (server, "GET /x", 200, "text/plain", large);
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) body = fetch (http, "/x", 5000, 10, &error);

      g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE);
    }
  g_assert_finalize_object (http);
}

static void
test_cancel (void)
{
  g_autoptr(FigmentRawServer) server = figment_raw_server_new ("", 0, FIGMENT_RAW_HANG);
  FigmentHttp *http = make_http (server->url, NULL);
  g_autoptr(SoupMessage) message = make_message (http, "/x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_http_fetch_async (http, message, 5000, 10, cancellable, figment_test_store_cb, &result);
  figment_test_wait_flag (&server->n_connections);
  g_cancellable_cancel (cancellable);
  g_assert_null (figment_http_fetch_finish (http, figment_test_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_assert_finalize_object (http);
}

static void
check_json (FigmentTestServer *server,
            FigmentHttp       *http,
            const char        *body,
            gboolean           good)
{
  g_autoptr(SoupMessage) message = make_message (http, "/x");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  figment_test_server_answer (server, "GET /x", 200, "application/json", body);
  figment_http_fetch_json_async (http, message, 5000, FIGMENT_HTTP_MAX_BODY, NULL, figment_test_store_cb, &result);
  node = figment_http_fetch_json_finish (http, figment_test_wait (&result), &error);
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  g_assert_true ((node != NULL) == good);
}

static void
test_json (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  FigmentHttp *http = make_http (figment_test_server_get_url (server), NULL);
  g_autofree char *zeros = g_strnfill (400000, '0');
  g_autofree char *large = g_strdup_printf ("[\"%s\"]", zeros);
  g_autofree char *large_bad = g_strdup_printf ("[\"%s\"", zeros);

  check_json (server, http, "{\"a\":NaN}", TRUE);
  check_json (server, http, "<html>", FALSE);
  check_json (server, http, "", FALSE);
  check_json (server, http, large, TRUE);
  check_json (server, http, large_bad, FALSE);
  g_assert_finalize_object (http);
}

static void
test_self_signed (void)
{
  g_autoptr(FigmentTestServer) server = figment_test_server_new (TRUE);
  const char *url = figment_test_server_get_url (server);
  g_autofree char *wrong = g_strdup (FIGMENT_TEST_FINGERPRINT);
  FigmentHttp *stranger = make_http (url, NULL);
  FigmentHttp *trusting = make_http (url, FIGMENT_TEST_FINGERPRINT);
  FigmentHttp *deceived;
  g_autoptr(GError) error = NULL;

  figment_test_server_answer (server, "GET /x", 200, "text/plain", "hello");
  /* Twice each: the second connection is judged like the first. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GBytes) body = NULL;
      g_autoptr(GError) refused = NULL;

      assert_fails (stranger, FIGMENT_REMOTE_ERROR_CERTIFICATE, 5000, &refused);
      g_assert_cmpstr (figment_remote_error_get_fingerprint (refused), ==, FIGMENT_TEST_FINGERPRINT);
      g_assert_nonnull (strstr (figment_remote_error_get_details (refused), FIGMENT_TEST_FINGERPRINT));
      body = fetch (trusting, "/x", 5000, 100, &error);
      g_assert_no_error (error);
      soup_session_abort (figment_http_get_session (trusting));
    }
  g_assert_cmpuint (server->requests->len, ==, 2);

  wrong[0] = wrong[0] == '0' ? '1' : '0';
  deceived = make_http (url, wrong);
  assert_fails (deceived, FIGMENT_REMOTE_ERROR_CERTIFICATE, 5000, NULL);
  g_assert_cmpuint (server->requests->len, ==, 2);
  g_assert_finalize_object (stranger);
  g_assert_finalize_object (trusting);
  g_assert_finalize_object (deceived);
}

/* "https://" typed for a server that speaks plain HTTP. */
static void
test_https_to_http (void)
{
  g_autoptr(FigmentRawServer) server =
      figment_raw_server_new ("HTTP/1.0 400 Bad Request\r\n\r\n", -1, FIGMENT_RAW_CLOSE);
  g_autofree char *url = g_strconcat ("https://", server->url + strlen ("http://"), NULL);
  FigmentHttp *http = make_http (url, NULL);
  g_autoptr(GError) error = NULL;

  assert_fails (http, FIGMENT_REMOTE_ERROR_PROTOCOL, 5000, &error);
  g_assert_nonnull (strstr (error->message, "https://"));
  g_assert_finalize_object (http);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/headers-sent", test_headers_sent);
  g_test_add_func ("/http/status", test_status);
  g_test_add_func ("/http/redirect", test_redirect);
  g_test_add_func ("/http/dead-port", test_dead_port);
  g_test_add_func ("/http/no-such-host", test_no_such_host);
  g_test_add_func ("/http/misbehaviour", test_misbehaviour);
  g_test_add_func ("/http/too-large", test_too_large);
  g_test_add_func ("/http/streams-closed", test_streams_closed);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/json", test_json);
  g_test_add_func ("/http/self-signed", test_self_signed);
  g_test_add_func ("/http/https-to-http", test_https_to_http);
  return g_test_run ();
}
