/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "net/figment-endpoint.h"
#include "net/figment-remote-error.h"

static FigmentEndpoint *
make (const char *address)
{
  g_autoptr(GError) error = NULL;
  FigmentEndpoint *endpoint = figment_endpoint_new (address, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (endpoint);
  return endpoint;
}

static void
test_normalises (void)
{
  static const struct
  {
    const char *typed;
    const char *url;
    const char *host;
  } cases[] = {
    { "127.0.0.1:8188", "http://127.0.0.1:8188", "127.0.0.1" },
    { "  localhost:8188/ ", "http://localhost:8188", "localhost" },
    { "localhost", "http://localhost", "localhost" },
    { "HTTP://LocalHost:8188", "http://localhost:8188", "localhost" },
    { "https://box/comfy/", "https://box/comfy", "box" },
    { "https://box//a//b///", "https://box/a/b", "box" },
    { "http://[::1]:8188", "http://[::1]:8188", "::1" },
    { "[::1]:8188", "http://[::1]:8188", "::1" },
    { "::1", "http://[::1]", "::1" },
    { "fe80::1", "http://[fe80::1]", "fe80::1" },
    { "http://127.0.0.1:8188/#workflow", "http://127.0.0.1:8188", "127.0.0.1" },
    { "http://127.0.0.1:8188/?a=b", "http://127.0.0.1:8188", "127.0.0.1" },
    { "https://box/with%20space", "https://box/with%20space", "box" },
    { "https://bücher.example:1/", "https://xn--bcher-kva.example:1", "xn--bcher-kva.example" },
    { "box.lan:65535", "http://box.lan:65535", "box.lan" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(FigmentEndpoint) endpoint = make (cases[i].typed);

      g_assert_cmpstr (figment_endpoint_get_url (endpoint), ==, cases[i].url);
      g_assert_cmpstr (figment_endpoint_get_host (endpoint), ==, cases[i].host);
      g_assert_null (figment_endpoint_get_headers (endpoint)[0]);
      g_assert_null (figment_endpoint_get_fingerprint (endpoint));
    }
}

static void
test_refuses (void)
{
  static const char *const cases[] = {
    "", "   ", "http://", "https:///path", ":8188", "http://:8188", "ftp://box", "file:///etc/passwd", "ws://box:8188",
    "javascript://x", "box:0", "box:65536", "box:99999999999", "box:-1", "box:abc", "bo x:8188", "box:8188/a\nb",
    "http://[::1", "http://[nonsense]:1", "http://box\r\nX-Evil: 1/", "\xff\xfe", "://box",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      if (figment_endpoint_new (cases[i], NULL, NULL, &error) != NULL)
        g_error ("accepted: %s", cases[i]);
      g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_ADDRESS);
    }
}

static void
test_userinfo (void)
{
  g_autoptr(FigmentEndpoint) endpoint = make ("http://user:s%3Acret@box:8188/p");
  g_autoptr(FigmentEndpoint) no_password = make ("user@box");
  g_autoptr(FigmentEndpoint) overridden = NULL;
  g_autoptr(GError) error = NULL;
  const char *const bearer[] = { "authorization: Bearer abc", NULL };

  g_assert_cmpstr (figment_endpoint_get_url (endpoint), ==, "http://box:8188/p");
  g_assert_cmpstr (figment_endpoint_get_headers (endpoint)[0], ==, "Authorization: Basic dXNlcjpzOmNyZXQ=");
  g_assert_null (figment_endpoint_get_headers (endpoint)[1]);
  g_assert_cmpstr (figment_endpoint_get_headers (no_password)[0], ==, "Authorization: Basic dXNlcjo=");

  overridden = figment_endpoint_new ("http://user:pass@box", bearer, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (figment_endpoint_get_headers (overridden)[0], ==, "authorization: Bearer abc");
  g_assert_null (figment_endpoint_get_headers (overridden)[1]);
}

/* A message about an address goes to the screen and perhaps into a log. */
static void
test_error_keeps_password (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (figment_endpoint_new ("ftp://user:hunter2@box", NULL, NULL, &error));
  g_assert_null (strstr (error->message, "hunter2"));
  g_clear_error (&error);
  g_assert_null (figment_endpoint_new ("http://user:hunter2@box:x", NULL, NULL, &error));
  g_assert_null (strstr (error->message, "hunter2"));
}

static void
test_headers (void)
{
  static const char *const bad[] = { "novalue", ": x", "Na me: x", "X: a\r\nY: b", "X: a\nb", "X\r\n: a", "Näme: x",
                                     "Host: elsewhere", "content-length: 5", "Sec-WebSocket-Key: x", "Upgrade: h2c" };
  const char *const good[] = { "  X-API-Key :abc ", NULL };
  const char *const fine[] = { "X-API-Key:   abc:def  ", "X-Empty:", NULL };
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const headers[] = { bad[i], NULL };
      g_autoptr(GError) refused = NULL;

      if (figment_endpoint_new ("box", headers, NULL, &refused) != NULL)
        g_error ("accepted: %s", bad[i]);
      g_assert_error (refused, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_ADDRESS);
    }

  g_assert_null (figment_endpoint_new ("box", good, NULL, &error));
  g_clear_error (&error);
  endpoint = figment_endpoint_new ("box", fine, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (figment_endpoint_get_headers (endpoint)[0], ==, "X-API-Key: abc:def");
  g_assert_cmpstr (figment_endpoint_get_headers (endpoint)[1], ==, "X-Empty: ");
}

static void
test_fingerprint (void)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 32; i++)
    g_string_append (digits, i % 2 == 0 ? "ab" : "CD");
  endpoint = figment_endpoint_new ("box", NULL, digits->str, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (figment_endpoint_get_fingerprint (endpoint), "AB:CD:AB:CD:"));
  g_assert_cmpuint (strlen (figment_endpoint_get_fingerprint (endpoint)), ==, 95);

  g_assert_null (figment_endpoint_new ("box", NULL, "AB:CD", &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_ADDRESS);
  g_clear_error (&error);
  g_string_append (digits, "00");
  g_assert_null (figment_endpoint_new ("box", NULL, digits->str, &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_ADDRESS);
}

static void
test_build_uri (void)
{
  g_autoptr(FigmentEndpoint) endpoint = make ("https://box/comfy/");
  g_autofree char *plain = figment_endpoint_build_uri (endpoint, "/api/queue", NULL);
  g_autofree char *query = figment_endpoint_build_uri (endpoint, "/api/view", "filename", "é &=#+%/\".png",
                                                       "subfolder", "a\\b", NULL);

  g_assert_cmpstr (plain, ==, "https://box/comfy/api/queue");
  g_assert_cmpstr (query, ==,
                   "https://box/comfy/api/view?filename=%C3%A9%20%26%3D%23%2B%25%2F%22.png&subfolder=a%5Cb");
}

static void
test_error_copies (void)
{
  g_autoptr(GError) error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_REFUSED, "no %d", 1);
  g_autoptr(GBytes) body = g_bytes_new_static ("x", 1);
  g_autoptr(GError) copy = NULL;
  g_autoptr(GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "foreign");

  figment_remote_error_set_details (error, "details");
  figment_remote_error_set_answer (error, 400, body);
  figment_remote_error_set_fingerprint (error, "AB");
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (copy->message, ==, "no 1");
  g_assert_cmpstr (figment_remote_error_get_details (copy), ==, "details");
  g_assert_cmpuint (figment_remote_error_get_status (copy), ==, 400);
  g_assert_cmpstr (figment_remote_error_get_fingerprint (copy), ==, "AB");
  g_assert_true (figment_remote_error_get_body (copy) == body);

  g_assert_null (figment_remote_error_get_details (foreign));
  g_assert_cmpuint (figment_remote_error_get_status (foreign), ==, 0);
  g_assert_null (figment_remote_error_get_details (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/normalises", test_normalises);
  g_test_add_func ("/endpoint/refuses", test_refuses);
  g_test_add_func ("/endpoint/userinfo", test_userinfo);
  g_test_add_func ("/endpoint/error-keeps-password", test_error_keeps_password);
  g_test_add_func ("/endpoint/headers", test_headers);
  g_test_add_func ("/endpoint/fingerprint", test_fingerprint);
  g_test_add_func ("/endpoint/build-uri", test_build_uri);
  g_test_add_func ("/remote-error/copies", test_error_copies);
  return g_test_run ();
}
