/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "practice-test.h"

/* The traps of ComfyUI's protocol that this server sets as the real one does. The numbers are those of its list of
 * traps. */

static char *
submit (PracticeTest *test,
        int           steps,
        guint64       seed,
        const char   *extra)
{
  g_autofree char *body = practice_test_graph (steps, seed, extra);
  g_autoptr(PracticeAnswer) answer = practice_test_post (test, "/prompt", body);

  g_assert_cmpuint (answer->status, ==, 200);
  return g_strdup (figment_json_get_string (figment_json_to_object (answer->json), "prompt_id"));
}

static void
interrupt (PracticeTest *test,
           const char   *id)
{
  g_autofree char *body = id != NULL ? g_strdup_printf ("{\"prompt_id\":\"%s\"}", id) : g_strdup ("");
  g_autoptr(PracticeAnswer) answer = practice_test_post (test, "/interrupt", body);

  g_assert_cmpuint (answer->status, ==, 200);
}

static JsonObject *
history_of (PracticeAnswer *answer,
            const char     *id)
{
  return figment_json_get_object (figment_json_to_object (answer->json), id);
}

static PracticeAnswer *
fetch_history (PracticeTest *test,
               const char   *id)
{
  g_autofree char *path = g_strconcat ("/history/", id, NULL);
  PracticeAnswer *answer = practice_test_get (test, path);

  g_assert_cmpuint (answer->status, ==, 200);
  return answer;
}

/* execution_success comes before the history entry, executing null after it. */
static void
test_trap_01 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *id = NULL;
  g_autoptr(PracticeAnswer) early = NULL;
  g_autoptr(PracticeAnswer) late = NULL;

  /* In this mood the entry keeps a client waiting for half a second. */
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_SLOW);
  id = submit (test, 1, 1, "\"client_id\":\"a\"");
  practice_socket_wait (socket, "execution_success");
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  early = fetch_history (test, id);
  g_assert_null (history_of (early, id));
  practice_socket_wait (socket, "E-");
  late = fetch_history (test, id);
  g_assert_nonnull (history_of (late, id));
}

static void
test_trap_02 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeAnswer) history = practice_test_get (test, "/history/unknown");
  g_autoptr(PracticeAnswer) info = practice_test_get (test, "/object_info/Unknown");

  g_assert_cmpuint (history->status, ==, 200);
  g_assert_cmpuint (json_object_get_size (figment_json_to_object (history->json)), ==, 0);
  g_assert_cmpuint (info->status, ==, 200);
  g_assert_cmpuint (json_object_get_size (figment_json_to_object (info->json)), ==, 0);
}

/* The second socket of an id takes over, and is deaf once the first has closed. */
static void
test_trap_03 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) other = practice_socket_open (test, "other");
  PracticeSocket *first = practice_socket_open (test, "a");
  g_autoptr(PracticeSocket) second = practice_socket_open (test, "a");
  g_autofree char *heard = NULL;
  g_autofree char *said = NULL;

  practice_socket_wait (second, "S0sid");
  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait (second, "E-");
  heard = practice_socket_take (first);
  g_assert_cmpstr (heard, ==, "S0sid");
  g_free (practice_socket_take (second));

  soup_websocket_connection_close (first->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  practice_socket_wait_closed (first);
  practice_socket_free (first);
  g_free (submit (test, 1, 2, "\"client_id\":\"a\""));
  practice_socket_wait_nth (other, "S0", 2);
  said = practice_socket_take (second);
  g_assert_cmpstr (said, ==, "");
  g_assert_false (second->closed);
}

/* Who comes back is told the node and nothing else. */
static void
test_trap_04 (PracticeTest  *test,
              gconstpointer  data)
{
  PracticeSocket *first = practice_socket_open (test, "a");
  g_autoptr(PracticeSocket) second = NULL;
  g_autofree char *words = NULL;

  figment_practice_comfy_set_step_ms (test->comfy, 20);
  g_free (submit (test, 10000, 1, "\"client_id\":\"a\""));
  practice_socket_wait (first, "p1/10000@3");
  soup_websocket_connection_close (first->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  practice_socket_wait_closed (first);
  practice_socket_free (first);
  second = practice_socket_open (test, "a");
  practice_socket_wait (second, "E3!");
  words = practice_socket_take (second);
  g_assert_true (g_str_has_prefix (words, "S1sid E3!"));
  interrupt (test, NULL);
  practice_socket_wait (second, "execution_interrupted");
  practice_socket_wait (second, "E-");
}

/* Without client_id: progress to everybody, previews without ids, executed to nobody; cached outputs are not in
 * history. */
static void
test_trap_05 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "b");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *words = NULL;

  practice_socket_send (socket, "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
  practice_socket_wait (socket, "feature_flags");
  first = submit (test, 1, 1, "\"extra_data\":{\"preview_method\":\"auto\"}");
  practice_socket_wait (socket, "S0");
  words = practice_socket_take (socket);
  g_assert_nonnull (strstr (words, "p1/1@3 b1"));
  g_assert_null (strstr (words, "X9"));
  g_assert_null (strstr (words, "E"));
  second = submit (test, 1, 1, "\"extra_data\":{\"preview_method\":\"auto\"}");
  practice_socket_wait_nth (socket, "S0", 2);
  {
    g_autoptr(PracticeAnswer) fresh = fetch_history (test, first);
    g_autoptr(PracticeAnswer) cached = fetch_history (test, second);
    JsonObject *status = figment_json_get_object (history_of (cached, second), "status");

    g_assert_cmpuint (json_object_get_size (figment_json_get_object (history_of (fresh, first), "outputs")), ==, 1);
    g_assert_cmpuint (json_object_get_size (figment_json_get_object (history_of (cached, second), "outputs")), ==, 0);
    g_assert_cmpstr (figment_json_get_string (status, "status_str"), ==, "success");
  }
}

static const char block_graph[] =
  "{\"client_id\":\"a\",\"prompt\":{\"1\":{\"class_type\":\"RigImage\",\"inputs\":{\"color\":1}},"
  "\"2\":{\"class_type\":\"RigBlock\",\"inputs\":{\"image\":[\"1\",0],\"message\":\"%s\"}},"
  "\"3\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"2\",0]}},"
  "\"4\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]}}}}";

/* An ExecutionBlocker with a message is an execution_error and no end; without a message it is silent. */
static void
test_trap_07 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(GString) loud = g_string_new (block_graph);
  g_autoptr(GString) quiet = g_string_new (block_graph);
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autoptr(PracticeAnswer) history = NULL;
  JsonObject *error;
  g_autofree char *words = NULL;
  g_autofree char *later = NULL;

  g_string_replace (loud, "%s", "nothing to show", 0);
  g_string_replace (quiet, "%s", "", 0);
  answer = practice_test_post (test, "/prompt", loud->str);
  practice_socket_wait (socket, "E-");
  words = practice_socket_take (socket);
  g_assert_cmpstr (words, ==,
                   "S0sid S1 S1 execution_start C[] ps.1r E1 ps.1f ps.1f.4r E4 X4 ps.1f.4f ps.1f.4f.2r E2 ps.1f.4f.2f "
                   "ps.1f.4f.2f.3r E3 execution_error ps.1f.4f.2f.3f execution_success S0 E-");
  error = figment_json_get_object (figment_json_to_object (practice_socket_find (socket, "execution_error")), "data");
  g_assert_cmpstr (figment_json_get_string (error, "exception_type"), ==, "ExecutionBlocked");
  g_assert_cmpstr (figment_json_get_string (error, "exception_message"), ==, "Execution Blocked: nothing to show");
  g_assert_null (figment_json_get (error, "timestamp"));
  g_clear_pointer (&answer, practice_answer_free);

  answer = practice_test_post (test, "/prompt", quiet->str);
  practice_socket_wait_nth (socket, "E-", 2);
  later = practice_socket_take (socket);
  g_assert_cmpstr (later, ==,
                   "S1 S1 execution_start C[\"1\",\"4\"] X4 ps.4f ps.4f.2r E2 ps.4f.2f ps.4f.2f.3r E3 ps.4f.2f.3f "
                   "execution_success S0 E-");
}

static void
test_error (PracticeTest  *test,
            gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autoptr(PracticeAnswer) history = NULL;
  JsonObject *error;
  JsonObject *status;
  const char *id;
  g_autofree char *words = NULL;

  answer = practice_test_post (
      test, "/prompt",
      "{\"client_id\":\"a\",\"prompt\":{\"1\":{\"class_type\":\"RigImage\",\"inputs\":{\"color\":1}},"
      "\"2\":{\"class_type\":\"RigRaise\",\"inputs\":{\"image\":[\"1\",0],\"message\":\"boom\"}},"
      "\"3\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"2\",0]}}}}");
  id = figment_json_get_string (figment_json_to_object (answer->json), "prompt_id");
  practice_socket_wait (socket, "E-");
  words = practice_socket_take (socket);
  g_assert_cmpstr (words, ==, "S0sid S1 S1 execution_start C[] ps.1r E1 ps.1f ps.1f.2r E2 execution_error S0 E-");
  error = figment_json_get_object (figment_json_to_object (practice_socket_find (socket, "execution_error")), "data");
  g_assert_cmpstr (figment_json_get_string (error, "exception_type"), ==, "ValueError");
  g_assert_cmpstr (figment_json_get_string (error, "exception_message"), ==, "boom\n");
  g_assert_cmpstr (figment_json_get_string (error, "node_type"), ==, "RigRaise");
  g_assert_cmpuint (json_array_get_length (figment_json_get_array (error, "executed")), ==, 1);
  history = fetch_history (test, id);
  status = figment_json_get_object (history_of (history, id), "status");
  g_assert_cmpstr (figment_json_get_string (status, "status_str"), ==, "error");
  g_assert_false (figment_json_get_boolean (status, "completed", TRUE));
}

/* Interrupted is an error in the history and failed in the jobs; wrong ids, pending prompts and idle servers do not
 * mind. */
static void
test_trap_08_22 (PracticeTest  *test,
                 gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *running = NULL;
  g_autofree char *pending = NULL;
  g_autofree char *body = NULL;
  g_autofree char *job_path = NULL;
  g_autoptr(PracticeAnswer) deleted = NULL;
  g_autoptr(PracticeAnswer) history = NULL;
  g_autoptr(PracticeAnswer) job = NULL;
  JsonArray *messages;

  figment_practice_comfy_set_step_ms (test->comfy, 20);
  running = submit (test, 10000, 1, "\"client_id\":\"a\"");
  pending = submit (test, 1, 2, "\"client_id\":\"a\"");
  practice_socket_wait (socket, "p1/10000@3");
  interrupt (test, "00000000-0000-0000-0000-000000000000");
  interrupt (test, pending);
  practice_socket_wait (socket, "p4/10000@3");
  g_assert_cmpuint (practice_socket_count (socket, "execution_interrupted"), ==, 0);

  body = g_strdup_printf ("{\"delete\":[\"%s\",\"%s\",\"nope\"]}", running, pending);
  deleted = practice_test_post (test, "/queue", body);
  g_assert_cmpuint (deleted->status, ==, 200);
  interrupt (test, running);
  practice_socket_wait (socket, "E-");
  g_assert_cmpuint (practice_socket_count (socket, "execution_interrupted"), ==, 1);
  g_assert_cmpuint (practice_socket_count (socket, "execution_start"), ==, 1);

  history = fetch_history (test, running);
  messages = figment_json_get_array (figment_json_get_object (history_of (history, running), "status"), "messages");
  g_assert_cmpstr (
      json_array_get_string_element (json_array_get_array_element (messages, json_array_get_length (messages) - 1), 0),
      ==, "execution_interrupted");
  job_path = g_strconcat ("/api/jobs/", running, NULL);
  job = practice_test_get (test, job_path);
  g_assert_cmpstr (figment_json_get_string (figment_json_to_object (job->json), "status"), ==, "failed");

  interrupt (test, NULL);
  g_free (submit (test, 1, 3, "\"client_id\":\"a\""));
  practice_socket_wait (socket, "execution_success");
}

/* Equal number and equal id: 500, and it runs all the same. */
static void
test_trap_11 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  const char *same = "\"client_id\":\"a\",\"number\":50,\"prompt_id\":\"same\"";
  g_autofree char *body = practice_test_graph (1, 3, same);
  g_autoptr(PracticeAnswer) answer = NULL;

  figment_practice_comfy_set_step_ms (test->comfy, 20);
  g_free (submit (test, 10000, 1, "\"client_id\":\"a\""));
  g_free (submit (test, 1, 2, same));
  answer = practice_test_post (test, "/prompt", body);
  g_assert_cmpuint (answer->status, ==, 500);
  practice_socket_wait_nth (socket, "execution_start", 1); /* before that there is nothing to interrupt */
  interrupt (test, NULL);
  practice_socket_wait_nth (socket, "execution_success", 2);
  practice_socket_wait_nth (socket, "E-", 3);
  g_assert_cmpuint (figment_practice_comfy_get_n_executed (test->comfy), ==, 2);
}

/* Seeds of 64 bits, and "false" that is true, as the history shows them. */
static void
test_trap_12_28 (PracticeTest  *test,
                 gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *id = submit (test, 1, G_MAXUINT64, "\"client_id\":\"a\"");
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autoptr(PracticeAnswer) history = NULL;
  g_autofree char *body = NULL;

  practice_socket_wait (socket, "E-");
  history = fetch_history (test, id);
  body = g_strndup (g_bytes_get_data (history->body, NULL), g_bytes_get_size (history->body));
  g_assert_nonnull (strstr (body, "\"seed\":18446744073709551615"));

  answer =
      practice_test_post (test, "/prompt",
                          "{\"client_id\":\"a\",\"prompt_id\":\"p\",\"prompt\":{\"1\":{\"class_type\":\"RigImage\","
                          "\"inputs\":{\"color\":\"7\",\"flag\":\"false\"}},"
                          "\"3\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]}}}}");
  practice_socket_wait_nth (socket, "E-", 2);
  g_clear_pointer (&history, practice_answer_free);
  g_clear_pointer (&body, g_free);
  history = fetch_history (test, "p");
  body = g_strndup (g_bytes_get_data (history->body, NULL), g_bytes_get_size (history->body));
  g_assert_nonnull (strstr (body, "\"color\":7,\"flag\":true"));
}

/* The same graph again runs nothing and names the old file; dropping the cache makes it run. */
static void
test_trap_17 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(PracticeAnswer) freed = NULL;
  guint n;

  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait (socket, "E-");
  first = figment_json_write (figment_json_get (figment_json_get_object (
                                figment_json_to_object (practice_socket_find (socket, "executed")), "data"), "output"),
                              FIGMENT_JSON_WRITE_COMPACT, NULL);
  n = fake_nodes_get_n_executed ();
  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait_nth (socket, "E-", 2);
  second = figment_json_write (figment_json_get (figment_json_get_object (
                                 figment_json_to_object (practice_socket_find (socket, "executed")), "data"), "output"),
                               FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (fake_nodes_get_n_executed (), ==, n);
  freed = practice_test_post (test, "/free", "{\"free_memory\":true}");
  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait_nth (socket, "E-", 3);
  g_assert_cmpuint (fake_nodes_get_n_executed (), ==, n + 7);
}

/* The counter, front, heap order, and front on number 0 that is none. */
static void
test_trap_19_21 (PracticeTest  *test,
                 gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  static const char *const extras[] = {
    "\"front\":true,\"client_id\":\"a\"", NULL, NULL, NULL, "\"front\":true", "\"number\":-100.5", NULL,
  };
  g_autoptr(PracticeAnswer) queue = NULL;
  g_autoptr(PracticeAnswer) cleared = NULL;
  g_autoptr(GString) numbers = g_string_new (NULL);
  JsonArray *pending;

  figment_practice_comfy_set_step_ms (test->comfy, 20);
  g_free (submit (test, 10000, 1, extras[0]));
  practice_socket_wait (socket, "p1/10000@3");
  for (guint i = 1; i < G_N_ELEMENTS (extras); i++)
    g_free (submit (test, 1, i, extras[i]));
  queue = practice_test_get (test, "/queue");
  pending = figment_json_get_array (figment_json_to_object (queue->json), "queue_pending");
  for (guint i = 0; i < json_array_get_length (pending); i++)
    {
      g_autofree char *number =
          figment_json_dup_number (json_array_get_element (json_array_get_array_element (pending, i), 0));

      g_string_append_printf (numbers, "%s ", number);
    }
  /* As a real server showed it for the same order of arrival, its counter being 29 ahead. */
  g_assert_cmpstr (numbers->str, ==, "-100.5 -4 3 2 1 5 ");
  g_clear_pointer (&queue, practice_answer_free);
  queue = practice_test_get (test, "/api/jobs?status=in_progress");
  g_assert_cmpint (figment_json_get_int64 (json_array_get_object_element (
                     figment_json_get_array (figment_json_to_object (queue->json), "jobs"), 0), "priority", -1), ==, 0);
  cleared = practice_test_post (test, "/queue", "{\"clear\":true}");
  interrupt (test, NULL);
  practice_socket_wait (socket, "S0");
}

/* After a restart nothing is known, numbers start again, temp is empty, output is kept. */
static void
test_trap_20 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeAnswer) history = NULL;
  g_autoptr(PracticeAnswer) again = NULL;
  g_autofree char *url = g_strdup (figment_practice_comfy_get_url (test->comfy));
  g_autofree char *output = NULL;
  g_autofree char *temp = NULL;
  g_autofree char *body = practice_test_graph (1, 1, NULL);

  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait (socket, "E-");
  output = g_build_filename (figment_practice_comfy_get_folder (test->comfy), "output", "kept.png", NULL);
  temp = g_build_filename (figment_practice_comfy_get_folder (test->comfy), "temp", "gone.png", NULL);
  g_assert_true (g_file_set_contents (output, "x", 1, NULL));
  g_assert_true (g_file_set_contents (temp, "x", 1, NULL));
  figment_practice_comfy_restart (test->comfy);
  practice_socket_wait_closed (socket);
  g_assert_cmpint (soup_websocket_connection_get_close_code (socket->connection), ==, 0);
  g_assert_cmpstr (figment_practice_comfy_get_url (test->comfy), ==, url);
  history = practice_test_get (test, "/history");
  g_assert_cmpuint (json_object_get_size (figment_json_to_object (history->json)), ==, 0);
  again = practice_test_post (test, "/prompt", body);
  g_assert_cmpint (figment_json_get_int64 (figment_json_to_object (again->json), "number", -1), ==, 0);
  g_assert_true (g_file_test (output, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
}

/* Previews are off unless asked for, and unknown methods mean the server's own. */
static void
test_trap_23 (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");

  g_free (submit (test, 1, 1, "\"client_id\":\"a\""));
  practice_socket_wait (socket, "E-");
  g_free (submit (test, 1, 2, "\"client_id\":\"a\",\"extra_data\":{\"preview_method\":\"bogus\"}"));
  practice_socket_wait_nth (socket, "E-", 2);
  g_assert_cmpuint (practice_socket_count (socket, "b1"), ==, 0);
  g_free (submit (test, 1, 3, "\"client_id\":\"a\",\"extra_data\":{\"preview_method\":\"taesd\"}"));
  practice_socket_wait_nth (socket, "E-", 3);
  g_assert_cmpuint (practice_socket_count (socket, "b1"), ==, 1);
}

/* Binary frames to the byte: preview with metadata, text, final image. */
static void
test_binary (PracticeTest  *test,
             gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeAnswer) text = NULL;
  const guint8 *bytes;
  gsize size;
  guint32 length;
  g_autoptr(JsonNode) metadata = NULL;

  practice_socket_send (socket, "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
  practice_socket_wait (socket, "feature_flags");
  g_free (submit (test, 1, 1, "\"client_id\":\"a\",\"extra_data\":{\"preview_method\":\"auto\"}"));
  practice_socket_wait (socket, "E-");
  bytes = g_bytes_get_data (socket->binary, &size);
  g_assert_cmpuint (bytes[3], ==, 4);
  memcpy (&length, bytes + 4, 4);
  length = GUINT32_FROM_BE (length);
  metadata = figment_json_parse ((const char *) bytes + 8, length, NULL);
  g_assert_cmpstr (figment_json_get_string (figment_json_to_object (metadata), "node_id"), ==, "3");
  g_assert_cmpstr (figment_json_get_string (figment_json_to_object (metadata), "image_type"), ==, "image/jpeg");
  g_assert_cmpuint (bytes[8 + length], ==, 0xff);
  g_assert_cmpuint (bytes[9 + length], ==, 0xd8);

  text = practice_test_post (
      test, "/prompt",
      "{\"client_id\":\"a\",\"prompt\":{\"17\":{\"class_type\":\"RigText\",\"inputs\":{\"text\":\"h\\u00e9\"}}}}");
  practice_socket_wait_nth (socket, "E-", 2);
  bytes = g_bytes_get_data (socket->binary, &size);
  g_assert_cmpmem (bytes, size, "\0\0\0\3\0\0\0\2" "17h\xc3\xa9", 13);
}

/* What an output needs soonest is executed first, whatever the order of the inputs. */
static void
test_order (PracticeTest  *test,
            gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *body = practice_test_graph (1, 1, "\"client_id\":\"a\"");
  g_autoptr(GString) swapped = g_string_new (body);
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autofree char *words = NULL;

  g_assert_cmpuint (g_string_replace (swapped, "\"samples\":[\"3\",0],\"vae\":[\"4\",2]",
                                      "\"vae\":[\"4\",2],\"samples\":[\"3\",0]", 0),
                    ==, 1);
  answer = practice_test_post (test, "/prompt", swapped->str);
  practice_socket_wait (socket, "E-");
  words = practice_socket_take (socket);
  g_assert_nonnull (strstr (words, "C[] ps.4r E4 ps.4f ps.4f.5r E5"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  practice_test_add ("/practice/trap-01/history-after-success", test_trap_01);
  practice_test_add ("/practice/trap-02/unknown-is-200", test_trap_02);
  practice_test_add ("/practice/trap-03/deaf-socket", test_trap_03);
  practice_test_add ("/practice/trap-04/nothing-is-replayed", test_trap_04);
  practice_test_add ("/practice/trap-05/without-client-id", test_trap_05);
  practice_test_add ("/practice/trap-07/blocked-goes-on", test_trap_07);
  practice_test_add ("/practice/trap-08-22/interrupt-and-delete", test_trap_08_22);
  practice_test_add ("/practice/trap-11/500-and-queued", test_trap_11);
  practice_test_add ("/practice/trap-12-28/values", test_trap_12_28);
  practice_test_add ("/practice/trap-17/cached", test_trap_17);
  practice_test_add ("/practice/trap-19-21/order", test_trap_19_21);
  practice_test_add ("/practice/trap-20/restart", test_trap_20);
  practice_test_add ("/practice/trap-23/previews-are-off", test_trap_23);
  practice_test_add ("/practice/error/frames", test_error);
  practice_test_add ("/practice/binary/frames", test_binary);
  practice_test_add ("/practice/order/towards-outputs", test_order);
  return g_test_run ();
}
