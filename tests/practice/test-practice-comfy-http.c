/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "practice-test.h"

/* Endpoints other than files: status codes, paging, who may ask. */

static guint
status_of (PracticeTest *test,
           const char   *method,
           const char   *path,
           const char   *header,
           const char   *value)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(PracticeAnswer) answer = NULL;

  if (header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  answer = practice_test_send (test, message, NULL);
  return answer != NULL ? answer->status : 0;
}

static void
test_routes (PracticeTest  *test,
             gconstpointer  data)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint       status;
  } cases[] = {
    { "GET", "/queue", 200 },          { "GET", "/api/queue", 200 },     { "HEAD", "/prompt", 200 },
    { "HEAD", "/object_info", 200 },   { "GET", "/api/jobs", 200 },      { "GET", "/api/api/jobs", 200 },
    { "GET", "/jobs", 404 },           { "GET", "/nope", 404 },          { "GET", "/api/nope", 404 },
    { "GET", "/queue/", 404 },         { "GET", "/interrupt", 404 },     { "DELETE", "/queue", 405 },
    { "GET", "/models", 200 },         { "GET", "/models/loras", 200 },  { "GET", "/models/nope", 404 },
    { "GET", "/api/jobs/nope", 404 },  { "GET", "/api/jobs?limit=0", 400 }, { "GET", "/api/jobs?limit=x", 400 },
    { "GET", "/api/jobs?status=bogus", 400 }, { "GET", "/api/jobs?sort_by=x", 400 },
    { "GET", "/api/jobs?sort_order=up", 400 }, { "GET", "/api/jobs?offset=-5", 200 },
    { "GET", "/history?max_items=abc", 500 }, { "GET", "/history/nope", 200 }, { "GET", "/ws", 400 },
    { "POST", "/free", 500 },          { "POST", "/queue", 500 },        { "POST", "/interrupt", 200 },
    { "GET", "/users", 200 },          { "GET", "/embeddings", 200 },    { "GET", "/userdata", 400 },
    { "GET", "/userdata?dir=workflows", 404 }, { "GET", "/userdata?dir=../..", 403 },
    { "GET", "/userdata/..%2F..%2Fx", 403 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].method, cases[i].path);
      g_assert_cmpuint (status_of (test, cases[i].method, cases[i].path, NULL, NULL), ==, cases[i].status);
    }
}

static void
test_origin (PracticeTest  *test,
             gconstpointer  data)
{
  const char *url = figment_practice_comfy_get_url (test->comfy);
  g_autofree char *localhost = g_strconcat ("http://localhost", strrchr (url, ':'), NULL);

  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", "http://evil.example"), ==, 403);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", localhost), ==, 403);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", "http://127.0.0.1:1"), ==, 403);
  g_assert_cmpuint (status_of (test, "OPTIONS", "/prompt", "Origin", "http://evil.example"), ==, 403);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", url), ==, 200);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", "http://127.0.0.1"), ==, 200);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Origin", "null"), ==, 200);
}

typedef struct
{
  gboolean is_done;
  GError  *error;
} Handshake;

static gboolean
is_shaken (gpointer data)
{
  return ((Handshake *) data)->is_done;
}

static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Handshake *handshake = user_data;
  g_autoptr(SoupWebsocketConnection) connection = NULL;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &handshake->error);
  handshake->is_done = TRUE;
}

static guint
upgrade_status (PracticeTest *test,
                const char   *header,
                const char   *value)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/api/ws?clientId=x", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  Handshake handshake = { FALSE, NULL };

  soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  soup_session_websocket_connect_async (test->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, handshake_cb,
                                        &handshake);
  practice_test_wait (is_shaken, &handshake);
  g_clear_error (&handshake.error);
  return soup_message_get_status (message);
}

static void
test_token (PracticeTest  *test,
            gconstpointer  data)
{
  figment_practice_comfy_set_token (test->comfy, "secret");
  g_assert_cmpuint (status_of (test, "GET", "/queue", NULL, NULL), ==, 401);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Authorization", "Bearer wrong"), ==, 401);
  g_assert_cmpuint (status_of (test, "GET", "/queue", "Authorization", "Bearer secret"), ==, 200);
  g_assert_cmpuint (upgrade_status (test, "Authorization", "Bearer wrong"), ==, 401);
  g_assert_cmpuint (upgrade_status (test, "Authorization", "Bearer secret"), ==, 101);
  figment_practice_comfy_set_token (test->comfy, NULL);
  g_assert_cmpuint (upgrade_status (test, "X-Any", "thing"), ==, 101);
  g_assert_cmpuint (upgrade_status (test, "Origin", "http://evil.example"), ==, 403);
}

static void
test_stats (PracticeTest  *test,
            gconstpointer  data)
{
  g_autoptr(PracticeAnswer) answer = practice_test_get (test, "/api/system_stats");
  JsonObject *object = figment_json_to_object (answer->json);
  JsonObject *system = figment_json_get_object (object, "system");
  JsonObject *device = json_array_get_object_element (figment_json_get_array (object, "devices"), 0);

  g_assert_cmpstr (figment_json_get_string (system, "comfyui_version"), ==, "0.8.0");
  g_assert_true (figment_json_get_boolean (system, "figment_practice", FALSE));
  g_assert_cmpstr (figment_json_get_string (device, "type"), ==, "practice");
  g_assert_cmpstr (figment_json_get_string (device, "name"), ==, "Practice (no model)");
}

static char *
keys_of (PracticeTest *test,
         const char   *path)
{
  g_autoptr(PracticeAnswer) answer = practice_test_get (test, path);
  GString *keys = g_string_new (NULL);
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init_ordered (&iter, figment_json_to_object (answer->json));
  while (json_object_iter_next_ordered (&iter, &key, NULL))
    g_string_append (keys, key);
  return g_string_free (keys, FALSE);
}

static void
test_history (PracticeTest  *test,
              gconstpointer  data)
{
  static const struct
  {
    const char *path;
    const char *keys;
  } cases[] = {
    { "/history", "abcd" },
    { "/history?max_items=2", "cd" },
    { "/history?max_items=2&offset=0", "ab" },
    { "/history?max_items=2&offset=1", "bc" },
    { "/history?offset=3", "d" },
    { "/history?max_items=0", "" },
    { "/history?max_items=-1", "" },
    { "/history?max_items=99", "abcd" },
  };
  static const char *const ids[] = { "a", "b", "c", "d", "b" };
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "s");
  g_autoptr(PracticeAnswer) deleted = NULL;
  g_autofree char *left = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *extra = g_strdup_printf ("\"prompt_id\":\"%s\",\"client_id\":\"s\"", ids[i]);
      g_autofree char *body = practice_test_graph (1, i, extra);
      g_autoptr(PracticeAnswer) answer = practice_test_post (test, "/prompt", body);

      g_assert_cmpuint (answer->status, ==, 200);
      practice_socket_wait_nth (socket, "E-", i + 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *keys = keys_of (test, cases[i].path);

      g_test_message ("%s", cases[i].path);
      g_assert_cmpstr (keys, ==, cases[i].keys);
    }
  deleted = practice_test_post (test, "/history", "{\"delete\":[\"b\",\"nope\"]}");
  left = keys_of (test, "/history");
  g_assert_cmpstr (left, ==, "acd");
}

static void
test_jobs (PracticeTest  *test,
           gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "s");
  g_autofree char *body = practice_test_graph (1, 1,
                                               "\"prompt_id\":\"a b/\\u2603\",\"client_id\":\"s\",\"extra_data\":{"
                                               "\"extra_pnginfo\":{\"workflow\":{\"id\":\"w\"}},"
                                               "\"api_key_comfy_org\":\"hush\"}");
  g_autoptr(PracticeAnswer) posted = practice_test_post (test, "/prompt", body);
  g_autoptr(PracticeAnswer) one = NULL;
  g_autoptr(PracticeAnswer) all = NULL;
  JsonObject *job;
  JsonObject *preview;
  g_autofree char *text = NULL;

  practice_socket_wait (socket, "E-");
  one = practice_test_get (test, "/api/jobs/a%20b%2F%E2%98%83");
  job = figment_json_to_object (one->json);
  g_assert_cmpstr (figment_json_get_string (job, "status"), ==, "completed");
  g_assert_cmpstr (figment_json_get_string (job, "workflow_id"), ==, "w");
  g_assert_cmpint (figment_json_get_int64 (job, "outputs_count", 0), ==, 1);
  preview = figment_json_get_object (job, "preview_output");
  g_assert_cmpstr (figment_json_get_string (preview, "nodeId"), ==, "9");
  g_assert_cmpstr (figment_json_get_string (preview, "mediaType"), ==, "images");
  g_assert_nonnull (figment_json_get_object (job, "execution_status"));
  text = g_strndup (g_bytes_get_data (one->body, NULL), g_bytes_get_size (one->body));
  g_assert_null (strstr (text, "hush"));

  all = practice_test_get (test, "/api/jobs?workflow_id=w&limit=1");
  g_assert_cmpint (
      figment_json_get_int64 (figment_json_get_object (figment_json_to_object (all->json), "pagination"), "total", 0),
      ==, 1);
}

/* A body over the limit is refused before it is read. */
static void
test_too_large (PracticeTest  *test,
                gconstpointer  data)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/prompt", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_malloc0 (104857601), 104857601);
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = practice_test_send (test, message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 413);
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                   "Maximum request body size 104857600 exceeded.", 45);
}

/* What may be called in any state and order. */
static void
test_life (void)
{
  FigmentPracticeComfy *comfy = figment_practice_comfy_new (NULL);
  g_autofree char *folder = g_strdup (figment_practice_comfy_get_folder (comfy));
  g_autoptr(GError) error = NULL;

  figment_practice_comfy_stop (comfy);
  g_assert_null (figment_practice_comfy_get_url (comfy));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (figment_practice_comfy_start (comfy, 0, &error));
      g_assert_no_error (error);
      g_assert_nonnull (figment_practice_comfy_get_url (comfy));
      figment_practice_comfy_restart (comfy);
      figment_practice_comfy_stop (comfy);
    }
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_finalize_object (comfy);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* A port that is taken is an error and not the end. */
static void
test_port_taken (PracticeTest  *test,
                 gconstpointer  data)
{
  FigmentPracticeComfy *second = figment_practice_comfy_new (NULL);
  g_autoptr(GError) error = NULL;
  const char *colon = strrchr (figment_practice_comfy_get_url (test->comfy), ':');

  g_assert_false (figment_practice_comfy_start (second, (guint16) g_ascii_strtoull (colon + 1, NULL, 10), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_finalize_object (second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  practice_test_add ("/practice/http/routes", test_routes);
  practice_test_add ("/practice/http/origin", test_origin);
  practice_test_add ("/practice/http/token", test_token);
  practice_test_add ("/practice/http/system-stats", test_stats);
  practice_test_add ("/practice/http/history", test_history);
  practice_test_add ("/practice/http/jobs", test_jobs);
  practice_test_add ("/practice/http/too-large", test_too_large);
  practice_test_add ("/practice/http/port-taken", test_port_taken);
  g_test_add_func ("/practice/life", test_life);
  return g_test_run ();
}
