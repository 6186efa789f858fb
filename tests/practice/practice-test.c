/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-test.h"

#include <string.h>

/* Only to end a test that hangs; nothing waits for it otherwise. */
#define GUARD_SECONDS 30

void
practice_test_set_up (PracticeTest  *test,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  test->comfy = figment_practice_comfy_new (NULL);
  figment_practice_comfy_start (test->comfy, 0, &error);
  g_assert_no_error (error);
  test->session = soup_session_new ();
}

void
practice_test_tear_down (PracticeTest  *test,
                         gconstpointer  data)
{
  soup_session_abort (test->session);
  g_assert_finalize_object (test->session);
  g_assert_finalize_object (test->comfy);
}

static gboolean
guard_cb (gpointer data)
{
  g_error ("Nothing came for %d seconds", GUARD_SECONDS);
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @is_done says so. */
void
practice_test_wait (gboolean (*is_done) (gpointer data),
                    gpointer   data)
{
  const guint guard = g_timeout_add_seconds (GUARD_SECONDS, guard_cb, NULL);

  while (!is_done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

typedef struct
{
  GAsyncResult *result;
} Pending;

static gboolean
has_result (gpointer data)
{
  return ((Pending *) data)->result != NULL;
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Pending *) user_data)->result = g_object_ref (result);
}

/* Sends in the main loop, so that sockets are served meanwhile. Returns: (nullable): NULL when it broke off */
PracticeAnswer *
practice_test_send (PracticeTest  *test,
                    SoupMessage   *message,
                    GError       **error)
{
  Pending pending = { NULL };
  PracticeAnswer *answer;
  GBytes *body;

  soup_session_send_and_read_async (test->session, message, G_PRIORITY_DEFAULT, NULL, result_cb, &pending);
  practice_test_wait (has_result, &pending);
  body = soup_session_send_and_read_finish (test->session, pending.result, error);
  g_object_unref (pending.result);
  if (body == NULL)
    return NULL;
  answer = g_new0 (PracticeAnswer, 1);
  answer->status = soup_message_get_status (message);
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  answer->body = body;
  answer->json = figment_json_parse_bytes (body, NULL);
  return answer;
}

PracticeAnswer *
practice_test_get (PracticeTest *test,
                   const char   *path)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GError) error = NULL;
  PracticeAnswer *answer = practice_test_send (test, message, &error);

  g_assert_no_error (error);
  return answer;
}

PracticeAnswer *
practice_test_post (PracticeTest *test,
                    const char   *path,
                    const char   *body)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr(GError) error = NULL;
  PracticeAnswer *answer;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = practice_test_send (test, message, &error);
  g_assert_no_error (error);
  return answer;
}

PracticeAnswer *
practice_test_post_node (PracticeTest *test,
                         const char   *path,
                         JsonNode     *body)
{
  g_autofree char *text = figment_json_write (body, FIGMENT_JSON_WRITE_ASCII, NULL);

  return practice_test_post (test, path, text);
}

void
practice_answer_free (PracticeAnswer *answer)
{
  g_bytes_unref (answer->body);
  g_clear_pointer (&answer->json, json_node_unref);
  soup_message_headers_unref (answer->headers);
  g_free (answer);
}

static char *
state_word (JsonObject *nodes)
{
  GString *word = g_string_new ("ps");
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, nodes);
  while (json_object_iter_next_ordered (&iter, &id, &node))
    g_string_append_printf (word, ".%s%c", id, *figment_json_get_string (figment_json_to_object (node), "state"));
  return g_string_free (word, FALSE);
}

/* Returns: (transfer full): a text frame in a word, without anything that differs from run to run */
char *
practice_test_word (JsonNode *frame)
{
  JsonObject *object = figment_json_to_object (frame);
  const char *type = figment_json_get_string (object, "type");
  JsonObject *data = figment_json_get_object (object, "data");
  const char *node = figment_json_get_string (data, "node");

  if (g_strcmp0 (type, "status") == 0)
    return g_strdup_printf (
        "S%d%s",
        (int) figment_json_get_int64 (figment_json_get_object (figment_json_get_object (data, "status"), "exec_info"),
                                      "queue_remaining", -1),
        figment_json_get (data, "sid") != NULL ? "sid" : "");
  if (g_strcmp0 (type, "executing") == 0)
    return g_strdup_printf ("E%s%s", node != NULL ? node : "-",
                            figment_json_get (data, "prompt_id") == NULL ? "!" : "");
  if (g_strcmp0 (type, "progress") == 0)
    return g_strdup_printf ("p%d/%d@%s", (int) figment_json_get_int64 (data, "value", -1),
                            (int) figment_json_get_int64 (data, "max", -1), node);
  if (g_strcmp0 (type, "progress_state") == 0)
    return state_word (figment_json_get_object (data, "nodes"));
  if (g_strcmp0 (type, "executed") == 0)
    return g_strdup_printf ("X%s%s", node, JSON_NODE_HOLDS_NULL (figment_json_get (data, "output")) ? "null" : "");
  if (g_strcmp0 (type, "execution_cached") == 0)
    {
      g_autofree char *nodes = figment_json_write (figment_json_get (data, "nodes"), FIGMENT_JSON_WRITE_COMPACT, NULL);

      return g_strconcat ("C", nodes, NULL);
    }
  return g_strdup (type);
}

static void
message_cb (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *message,
            PracticeSocket          *socket)
{
  JsonNode *frame = NULL;

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    {
      g_autoptr(GError) error = NULL;

      frame = figment_json_parse_bytes (message, &error);
      g_assert_no_error (error);
      g_ptr_array_add (socket->words, practice_test_word (frame));
    }
  else
    {
      const guint8 *bytes = g_bytes_get_data (message, NULL);

      g_assert_cmpuint (g_bytes_get_size (message), >, 4);
      g_ptr_array_add (socket->words, g_strdup_printf ("b%d", bytes[3]));
      g_clear_pointer (&socket->binary, g_bytes_unref);
      socket->binary = g_bytes_ref (message);
    }
  g_ptr_array_add (socket->frames, frame);
}

static void
closed_cb (SoupWebsocketConnection *connection,
           PracticeSocket          *socket)
{
  socket->closed = TRUE;
}

/* Opens a socket and waits for its first frame. @client_id: (nullable) */
PracticeSocket *
practice_socket_open (PracticeTest *test,
                      const char   *client_id)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/ws",
                                      client_id != NULL ? "?clientId=" : NULL, client_id, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  PracticeSocket *socket = g_new0 (PracticeSocket, 1);
  g_autoptr(GError) error = NULL;
  Pending pending = { NULL };

  soup_session_websocket_connect_async (test->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, result_cb,
                                        &pending);
  practice_test_wait (has_result, &pending);
  socket->connection = soup_session_websocket_connect_finish (test->session, pending.result, &error);
  g_object_unref (pending.result);
  g_assert_no_error (error);
  socket->words = g_ptr_array_new_with_free_func (g_free);
  socket->frames = g_ptr_array_new ();
  g_signal_connect (socket->connection, "message", G_CALLBACK (message_cb), socket);
  g_signal_connect (socket->connection, "closed", G_CALLBACK (closed_cb), socket);
  return socket;
}

void
practice_socket_free (PracticeSocket *socket)
{
  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  if (soup_websocket_connection_get_state (socket->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  g_object_unref (socket->connection);
  for (guint i = 0; i < socket->frames->len; i++)
    if (socket->frames->pdata[i] != NULL)
      json_node_unref (socket->frames->pdata[i]);
  g_ptr_array_unref (socket->frames);
  g_ptr_array_unref (socket->words);
  g_clear_pointer (&socket->binary, g_bytes_unref);
  g_free (socket);
}

/* Returns: how often the word has come */
guint
practice_socket_count (PracticeSocket *socket,
                       const char     *word)
{
  guint n = 0;

  for (guint i = 0; i < socket->words->len; i++)
    n += strcmp (socket->words->pdata[i], word) == 0;
  return n;
}

typedef struct
{
  PracticeSocket *socket;
  const char     *word;
  guint           n;
} Wanted;

static gboolean
has_word (gpointer data)
{
  Wanted *wanted = data;

  g_assert_false (wanted->socket->closed);
  return practice_socket_count (wanted->socket, wanted->word) >= wanted->n;
}

void
practice_socket_wait_nth (PracticeSocket *socket,
                          const char     *word,
                          guint           n)
{
  Wanted wanted = { socket, word, n };

  practice_test_wait (has_word, &wanted);
}

void
practice_socket_wait (PracticeSocket *socket,
                      const char     *word)
{
  practice_socket_wait_nth (socket, word, 1);
}

static gboolean
is_closed (gpointer data)
{
  return ((PracticeSocket *) data)->closed;
}

void
practice_socket_wait_closed (PracticeSocket *socket)
{
  practice_test_wait (is_closed, socket);
}

/* Returns: (transfer full): the words that have come since the last time, with spaces between */
char *
practice_socket_take (PracticeSocket *socket)
{
  GString *text = g_string_new (NULL);

  for (; socket->seen < socket->words->len; socket->seen++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", (char *) socket->words->pdata[socket->seen]);
  return g_string_free (text, FALSE);
}

/* Returns: (transfer none) (nullable): the last frame of that type */
JsonNode *
practice_socket_find (PracticeSocket *socket,
                      const char     *type)
{
  for (guint i = socket->frames->len; i-- > 0;)
    if (g_strcmp0 (figment_json_get_string (figment_json_to_object (socket->frames->pdata[i]), "type"), type) == 0)
      return socket->frames->pdata[i];
  return NULL;
}

void
practice_socket_send (PracticeSocket *socket,
                      const char     *text)
{
  soup_websocket_connection_send_text (socket->connection, text);
}

/*
 * Returns: (transfer full): the body of a POST /prompt of an ordinary graph
 * @extra: (nullable): further members, "\"client_id\":\"a\""
 */
char *
practice_test_graph (int         steps,
                     guint64     seed,
                     const char *extra)
{
  return g_strdup_printf (
      "{\"prompt\":{"
      "\"4\":{\"class_type\":\"CheckpointLoaderSimple\","
      "\"inputs\":{\"ckpt_name\":\"rig-micro-sd15.safetensors\"}},"
      "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
      "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a lighthouse\",\"clip\":[\"4\",1]}},"
      "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"blurry\",\"clip\":[\"4\",1]}},"
      "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":%" G_GUINT64_FORMAT ",\"steps\":%d,\"cfg\":7.0,"
      "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],"
      "\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}},"
      "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
      "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"x\",\"images\":[\"8\",0]}}}%s%s}",
      seed, steps, extra != NULL ? "," : "", extra != NULL ? extra : "");
}

/* Returns: (transfer full) (nullable): the path of a recorded file, or NULL with the test skipped */
char *
practice_test_fixture (const char *name)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "fixtures", "comfyui", name, NULL) : NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("The recorded traffic is not here");
      return NULL;
    }
  return g_steal_pointer (&path);
}

/* Returns: (transfer full): the lines of a file of JSON lines, of JsonNode */
GPtrArray *
practice_test_read_lines (const char *path)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autofree char *contents = NULL;
  g_auto(GStrv) texts = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  texts = g_strsplit (contents, "\n", -1);
  for (guint i = 0; texts[i] != NULL; i++)
    if (*texts[i] != '\0')
      {
        g_ptr_array_add (lines, figment_json_parse (texts[i], strlen (texts[i]), &error));
        g_assert_no_error (error);
      }
  return lines;
}

/* The classes that the replayed graphs use: the server asks for the catalog with each prompt. */
static JsonNode *
keep_used_classes (JsonNode *catalog)
{
  static const char *const used[] = {
    "CLIPTextEncode", "CheckpointLoaderSimple", "EmptyLatentImage", "ImageScale", "KSampler",  "LoadImage",
    "PreviewAny",     "PreviewImage",           "RigSlow",          "SaveImage",  "VAEDecode",
  };
  JsonObject *object = json_object_new ();
  JsonNode *kept = json_node_init_object (json_node_alloc (), object);

  for (guint i = 0; i < G_N_ELEMENTS (used); i++)
    json_object_set_member (object, used[i],
                            figment_json_copy (json_object_get_member (json_node_get_object (catalog), used[i])));
  json_object_unref (object);
  json_node_unref (catalog);
  return kept;
}

/* Has the double answer with the catalog of the real server. Returns: %FALSE when it is not here */
gboolean
practice_test_use_recorded_catalog (void)
{
  g_autofree char *path = practice_test_fixture ("12-endpoints/object_info.json.gz");
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileInputStream) input = NULL;
  g_autoptr(GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *catalog;

  if (path == NULL)
    return FALSE;
  file = g_file_new_for_path (path);
  input = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  plain = g_converter_input_stream_new (G_INPUT_STREAM (input), G_CONVERTER (gunzip));
  g_output_stream_splice (memory, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  catalog = figment_json_parse_bytes (bytes, &error);
  g_assert_no_error (error);
  fake_nodes_set_catalog (keep_used_classes (catalog));
  return TRUE;
}
