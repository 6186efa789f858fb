/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "practice-test.h"

/* Each mood does what its comment says, and is over when it is taken back. */

static void
submit (PracticeTest *test,
        int           steps,
        guint64       seed,
        const char   *id)
{
  g_autofree char *extra = g_strdup_printf ("\"client_id\":\"a\",\"prompt_id\":\"%s\"", id);
  g_autofree char *body = practice_test_graph (steps, seed, extra);
  g_autoptr(PracticeAnswer) answer = practice_test_post (test, "/prompt", body);

  g_assert_cmpuint (answer->status, ==, 200);
}

static gboolean
is_in_history (gpointer data)
{
  PracticeTest *test = data;
  g_autoptr(PracticeAnswer) answer = practice_test_get (test, "/history/p");

  return json_object_get_size (figment_json_to_object (answer->json)) > 0;
}

/* The socket breaks off without a close frame, the run goes on to its end. */
static void
test_cut_socket (PracticeTest  *test,
                 gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeSocket) again = NULL;
  g_autoptr(PracticeAnswer) interrupted = NULL;

  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_CUT_SOCKET);
  figment_practice_comfy_set_step_ms (test->comfy, 10);
  submit (test, 10000, 1, "p");
  practice_socket_wait_closed (socket);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (socket->connection), ==, 0);
  g_assert_cmpuint (practice_socket_count (socket, "p1/10000@3"), ==, 1);
  g_assert_cmpuint (practice_socket_count (socket, "execution_success"), ==, 0);
  again = practice_socket_open (test, "a");
  practice_socket_wait (again, "E3!");
  interrupted = practice_test_post (test, "/interrupt", "");
  practice_socket_wait (again, "E-");
  g_assert_true (is_in_history (test));
}

static void
test_silent_socket (PracticeTest  *test,
                    gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *words = NULL;
  g_autofree char *later = NULL;

  practice_socket_wait (socket, "S0sid");
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_SILENT_SOCKET);
  submit (test, 1, 1, "p");
  practice_test_wait (is_in_history, test);
  words = practice_socket_take (socket);
  g_assert_cmpstr (words, ==, "S0sid");
  g_assert_false (socket->closed);
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  submit (test, 1, 2, "q");
  practice_socket_wait (socket, "E-");
}

static void
test_rubbish (PracticeTest  *test,
              gconstpointer  data)
{
  g_autoptr(PracticeAnswer) answer = NULL;

  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_RUBBISH);
  answer = practice_test_get (test, "/queue");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_null (answer->json);
  g_clear_pointer (&answer, practice_answer_free);
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  answer = practice_test_get (test, "/queue");
  g_assert_nonnull (answer->json);
}

/* Everything is 500, and the prompt runs all the same. */
static void
test_500 (PracticeTest  *test,
          gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autofree char *body = practice_test_graph (1, 1, "\"client_id\":\"a\",\"prompt_id\":\"p\"");
  g_autoptr(PracticeAnswer) posted = NULL;
  g_autoptr(PracticeAnswer) queue = NULL;

  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_500);
  posted = practice_test_post (test, "/prompt", body);
  g_assert_cmpuint (posted->status, ==, 500);
  g_assert_cmpmem (g_bytes_get_data (posted->body, NULL), g_bytes_get_size (posted->body),
                   "500 Internal Server Error\n\nServer got itself in trouble", 55);
  queue = practice_test_get (test, "/queue");
  g_assert_cmpuint (queue->status, ==, 500);
  practice_socket_wait (socket, "E-");
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  g_assert_true (is_in_history (test));
}

/* In mid-run everything is forgotten; afterwards the server takes prompts again and counts from 0. */
static void
test_forget (PracticeTest  *test,
             gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeSocket) again = NULL;
  g_autoptr(PracticeAnswer) queue = NULL;
  g_autoptr(PracticeAnswer) job = NULL;
  g_autofree char *text = NULL;

  submit (test, 1, 1, "old");
  practice_socket_wait (socket, "E-");
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_FORGET);
  submit (test, 5, 2, "p");
  practice_socket_wait_closed (socket);
  queue = practice_test_get (test, "/queue");
  text = figment_json_write (queue->json, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (text, ==, "{\"queue_running\":[],\"queue_pending\":[]}");
  g_assert_false (is_in_history (test));
  job = practice_test_get (test, "/api/jobs/old");
  g_assert_cmpuint (job->status, ==, 404);

  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  again = practice_socket_open (test, "a");
  submit (test, 5, 2, "p");
  practice_socket_wait (again, "E-");
  g_assert_cmpuint (practice_socket_count (again, "C[]"), ==, 1);
  g_assert_true (is_in_history (test));
  g_assert_cmpuint (figment_practice_comfy_get_n_executed (test->comfy), ==, 2);
}

static void
assert_error (PracticeTest        *test,
              FigmentPracticeMood  mood,
              const char          *node_id,
              const char          *exception_type)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  JsonObject *error;

  figment_practice_comfy_set_mood (test->comfy, mood);
  submit (test, 1, 1, "p");
  practice_socket_wait (socket, "E-");
  error = figment_json_get_object (figment_json_to_object (practice_socket_find (socket, "execution_error")), "data");
  g_assert_cmpstr (figment_json_get_string (error, "node_id"), ==, node_id);
  g_assert_cmpstr (figment_json_get_string (error, "exception_type"), ==, exception_type);
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_GOOD);
  submit (test, 1, 1, "q");
  practice_socket_wait (socket, "execution_success");
}

static void
test_disk_full (PracticeTest  *test,
                gconstpointer  data)
{
  assert_error (test, FIGMENT_PRACTICE_MOOD_DISK_FULL, "9", "OSError");
}

static void
test_out_of_memory (PracticeTest  *test,
                    gconstpointer  data)
{
  assert_error (test, FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY, "3", "torch.OutOfMemoryError");
}

/* The announced name leads out of the folder, and the file can be had under it. */
static void
test_hostile_names (PracticeTest  *test,
                    gconstpointer  data)
{
  g_autoptr(PracticeSocket) socket = practice_socket_open (test, "a");
  g_autoptr(PracticeAnswer) file = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  JsonObject *output;
  JsonObject *item;

  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES);
  submit (test, 1, 1, "p");
  practice_socket_wait (socket, "E-");
  output = figment_json_get_object (
      figment_json_get_object (figment_json_to_object (practice_socket_find (socket, "executed")), "data"), "output");
  item = json_array_get_object_element (figment_json_get_array (output, "images"), 0);
  g_assert_nonnull (strstr (figment_json_get_string (item, "filename"), ".."));
  g_assert_nonnull (strchr (figment_json_get_string (item, "filename"), '\\'));
  g_assert_cmpint (*figment_json_get_string (item, "filename"), ==, '/');
  name = g_uri_escape_string (figment_json_get_string (item, "filename"), NULL, FALSE);
  path = g_strconcat ("/view?type=output&filename=", name, NULL);
  file = practice_test_get (test, path);
  g_assert_cmpuint (file->status, ==, 200);
}

static void
test_names_of_moods (void)
{
  g_autoptr(GEnumClass) moods = g_type_class_ref (FIGMENT_TYPE_PRACTICE_MOOD);

  g_assert_cmpuint (moods->n_values, ==, FIGMENT_PRACTICE_MOOD_FLOOD + 1);
  g_assert_cmpstr (g_enum_get_value (moods, FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD)->value_nick, ==, "cut-download");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  practice_test_add ("/practice/moods/cut-socket", test_cut_socket);
  practice_test_add ("/practice/moods/silent-socket", test_silent_socket);
  practice_test_add ("/practice/moods/rubbish", test_rubbish);
  practice_test_add ("/practice/moods/500", test_500);
  practice_test_add ("/practice/moods/forget", test_forget);
  practice_test_add ("/practice/moods/disk-full", test_disk_full);
  practice_test_add ("/practice/moods/out-of-memory", test_out_of_memory);
  practice_test_add ("/practice/moods/hostile-names", test_hostile_names);
  g_test_add_func ("/practice/moods/names", test_names_of_moods);
  return g_test_run ();
}
