/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/figment-collector-plan.h"
#include "engine/figment-queue-private.h"
#include "figment-test-server.h"
#include "figment-test-session.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * One job on a server that says what the test tells it to, message by message: what a well-meaning server, the practice
 * server included, never does, or does only in a race. "%ID" in what is said stands for the prompt's id.
 */

typedef struct
{
  FigmentTestServer       *server;
  FigmentTestSession      *test;
  FigmentQueue            *queue;     /* (unowned) */
  SoupWebsocketConnection *socket;    /* (owned) (nullable) the latest */
  char                    *prompt_id; /* (owned) (nullable) of the latest POST */
  const char              *queue_key; /* in which list the prompt is; NULL in none */
  const char              *history;   /* the entry, NULL none */
  guint                    n_posts;
  guint                    n_views;
  guint                    n_uploads;
  guint                    n_interrupts;
  const char              *other_id;  /* (nullable) what the server calls each prompt, whatever was asked for */
  guint                    n_looks;   /* questions for the queue */
  guint                    n_sockets;
  gboolean                 hangs_up;  /* on every POST */
  gboolean                 delays;    /* the answer to a POST */
  SoupServerMessage       *delayed;   /* (unowned) (nullable) */
} Fixture;

static const char plain_graph[] =
  "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":8}},"
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"x\"}}}";

static const char live_graph[] =
  "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":8}},"
  "\"9\":{\"class_type\":\"SaveImageWebsocket\",\"inputs\":{\"images\":[\"1\",0]}}}";

static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0 of the server";

static char *
fill_in (Fixture    *fixture,
         const char *text)
{
  g_autoptr(GString) filled = g_string_new (text);

  g_string_replace (filled, "%ID", fixture->prompt_id != NULL ? fixture->prompt_id : "", 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
answer_json (SoupServerMessage *message,
             char              *body)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
answer_post (Fixture           *fixture,
             SoupServerMessage *message)
{
  answer_json (message, fill_in (fixture, "{\"prompt_id\":\"%ID\",\"number\":1,\"node_errors\":{}}"));
}

static void
post_cb (FigmentTestServer *server,
         SoupServerMessage *message,
         gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr(JsonNode) node = figment_json_parse_bytes (body, NULL);

  fixture->n_posts++;
  g_free (fixture->prompt_id);
  fixture->prompt_id = g_strdup (fixture->other_id != NULL
                                   ? fixture->other_id
                                   : figment_json_get_string (figment_json_to_object (node), "prompt_id"));
  if (fixture->hangs_up)
    {
      g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  if (fixture->delays)
    {
      fixture->delayed = message;
      soup_server_message_pause (message);
      return;
    }
  answer_post (fixture, message);
}

static void
queue_cb (FigmentTestServer *server,
          SoupServerMessage *message,
          gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *item = fill_in (fixture, "[1,\"%ID\",{},{},[]]");
  const gboolean running = g_strcmp0 (fixture->queue_key, "queue_running") == 0;
  const gboolean pending = g_strcmp0 (fixture->queue_key, "queue_pending") == 0;

  fixture->n_looks++;
  answer_json (message, g_strdup_printf ("{\"queue_running\":[%s],\"queue_pending\":[%s]}", running ? item : "",
                                         pending ? item : ""));
}

/* For every path that has no answer of its own. */
static void
history_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;

  answer_json (message, fixture->history != NULL ? g_strdup_printf ("{\"%s\":%s}", fixture->prompt_id, fixture->history)
                                                 : g_strdup ("{}"));
}

static void
view_cb (FigmentTestServer *server,
         SoupServerMessage *message,
         gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->n_views++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, png, sizeof png);
}

static void
delete_cb (FigmentTestServer *server,
           SoupServerMessage *message,
           gpointer           user_data)
{
  Fixture *fixture = user_data;

  if (g_strcmp0 (fixture->queue_key, "queue_pending") == 0)
    fixture->queue_key = NULL;
  soup_server_message_set_status (message, 200, NULL);
}

static void
interrupt_cb (FigmentTestServer *server,
              SoupServerMessage *message,
              gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->n_interrupts++;
  fixture->queue_key = NULL;
  soup_server_message_set_status (message, 200, NULL);
}

/* Breaks off the first time. */
static void
upload_cb (FigmentTestServer *server,
           SoupServerMessage *message,
           gpointer           user_data)
{
  Fixture *fixture = user_data;

  if (fixture->n_uploads++ == 0)
    {
      g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  answer_json (message, g_strdup ("{\"name\":\"in.png\",\"subfolder\":\"\",\"type\":\"input\"}"));
}

static void
say (Fixture    *fixture,
     const char *text)
{
  g_autofree char *filled = fill_in (fixture, text);

  soup_websocket_connection_send_text (fixture->socket, filled);
}

static void
websocket_cb (SoupServer              *soup,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->socket, connection);
  fixture->n_sockets++;
  say (fixture, "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":0}},\"sid\":\"x\"}}");
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  fixture->server = figment_test_server_new (FALSE);
  figment_test_server_handle (fixture->server, "POST /api/prompt", post_cb, fixture);
  figment_test_server_handle (fixture->server, "GET /api/queue", queue_cb, fixture);
  figment_test_server_handle (fixture->server, "GET /api/view", view_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/upload/image", upload_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/queue", delete_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/interrupt", interrupt_cb, fixture);
  soup_server_add_handler (fixture->server->soup, "/api/history", history_cb, fixture, NULL);
  soup_server_add_websocket_handler (fixture->server->soup, "/ws", NULL, NULL, websocket_cb, fixture, NULL);
  fixture->test = figment_test_session_new (figment_test_server_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  figment_test_session_free (fixture->test);
  g_clear_object (&fixture->socket);
  figment_test_server_free (fixture->server);
  g_free (fixture->prompt_id);
}

/* Adds a generation and waits until the server has it and the socket is open. */
static FigmentGeneration *
submit (Fixture    *fixture,
        const char *graph)
{
  FigmentGeneration *generation;

  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, graph);
  fixture->queue_key = "queue_running";
  while (!figment_generation_get_accepted (generation))
    g_main_context_iteration (NULL, TRUE);
  return generation;
}

static void
say_start (Fixture           *fixture,
           FigmentGeneration *generation)
{
  say (fixture, "{\"type\":\"execution_start\",\"data\":{\"prompt_id\":\"%ID\",\"timestamp\":1}}");
  figment_test_wait_state (generation, FIGMENT_GENERATION_RUNNING);
}

static void
say_end (Fixture *fixture)
{
  say (fixture, "{\"type\":\"execution_success\",\"data\":{\"prompt_id\":\"%ID\",\"timestamp\":2}}");
  say (fixture, "{\"type\":\"executing\",\"data\":{\"node\":null,\"prompt_id\":\"%ID\"}}");
}

static void
say_image (Fixture *fixture)
{
  g_autofree char *metadata =
    fill_in (fixture, "{\"node_id\":\"9\",\"prompt_id\":\"%ID\",\"image_type\":\"image/png\"}");
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  const guint32 head[] = { GUINT32_TO_BE (4), GUINT32_TO_BE (strlen (metadata)) };

  g_byte_array_append (frame, (const guint8 *) head, sizeof head);
  g_byte_array_append (frame, (const guint8 *) metadata, (guint) strlen (metadata));
  g_byte_array_append (frame, (const guint8 *) png, sizeof png);
  soup_websocket_connection_send_binary (fixture->socket, frame->data, frame->len);
}

static void
say_announcement (Fixture *fixture)
{
  say (fixture, "{\"type\":\"progress\",\"data\":{\"value\":0,\"max\":3,\"node\":\"9\",\"prompt_id\":\"%ID\"}}");
}

static guint
count_hidden (Fixture *fixture)
{
  g_autofree char *files = figment_test_list_files (fixture->test->folder);
  guint n = 0;

  for (const char *at = files; (at = strstr (at, ".part")) != NULL; at++)
    n++;
  return n;
}

static const FigmentOutputInfo *
get_output (FigmentGeneration *generation,
            guint              i)
{
  g_autoptr(FigmentOutput) output = g_list_model_get_item (figment_generation_get_outputs (generation), i);

  return figment_output_get_info (output);
}

static guint
count_outputs (FigmentGeneration *generation)
{
  return g_list_model_get_n_items (figment_generation_get_outputs (generation));
}

static void
assert_library (Fixture    *fixture,
                const char *expected)
{
  g_autofree char *files = figment_test_list_files (fixture->test->library_dir);

  g_assert_cmpstr (files, ==, expected);
}

#define SUCCESS "\"status\":{\"status_str\":\"success\",\"completed\":true,\"messages\":[]}"
static const char one_picture[] =
  "{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"x.png\",\"subfolder\":\"\",\"type\":\"output\"}]}}," SUCCESS "}";

static void
end_with (Fixture    *fixture,
          const char *history)
{
  fixture->history = history;
  fixture->queue_key = NULL;
  say_end (fixture);
}

static char *
dup_day_path (Fixture    *fixture,
              const char *name)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  return g_build_filename (fixture->test->library_dir, day, name, NULL);
}

static void
write_file (const char *path,
            const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
put_stranger_cb (FigmentGeneration *generation,
                 GParamSpec        *pspec,
                 Fixture           *fixture)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");

  if (figment_generation_get_state (generation) == FIGMENT_GENERATION_COLLECTING)
    write_file (path, "a stranger's");
}

/* Another program takes the planned name between the plan and the download: theirs is neither touched nor taken. */
static void
test_stranger (Fixture      *fixture,
               gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = submit (fixture, plain_graph);

  say_start (fixture, generation);
  g_signal_connect (generation, "notify::state", G_CALLBACK (put_stranger_cb), fixture);
  end_with (fixture, one_picture);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_true (g_str_has_suffix (get_output (generation, 0)->path, "/x (2).png"));
  g_assert_cmpint (get_output (generation, 0)->bytes, ==, sizeof png);
  assert_library (fixture, "*/x (2).png */x.png");
}

/* Makes a generation that was killed while it collected one file, and starts it again. */
static FigmentGeneration *
resume_collecting (Fixture    *fixture,
                   const char *path,
                   gboolean    placed)
{
  FigmentGenerationStore *store = figment_session_get_generations (fixture->test->session);
  g_autoptr(FigmentGeneration) generation = figment_test_session_add (fixture->test, plain_graph);
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  const char *prompt_id = figment_generation_get_prompt_id (generation);
  g_autoptr(GPtrArray) plan = NULL;
  g_autofree char *text = NULL;
  g_autofree char *part = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  FigmentPlanItem *item;
  guint n_left_out;

  g_ptr_array_add (outputs->files, figment_comfy_file_new ("x.png", "", FIGMENT_COMFY_FOLDER_OUTPUT));
  plan = figment_collector_plan_new (outputs, NULL, folder, NULL, prompt_id, &n_left_out);
  item = g_ptr_array_index (plan, 0);
  g_free (item->path);
  item->path = g_strdup (path);
  part = figment_collector_plan_dup_part (item);
  if (placed)
    g_assert_cmpint (link (path, part), ==, 0);
  text = figment_collector_plan_to_text (plan, prompt_id, FIGMENT_COMFY_END_SUCCESS);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_COLLECTING, "killed");
  figment_generation_store_save_plan_async (store, generation, text, NULL, figment_test_store_cb, &result);
  g_assert_true (figment_generation_store_save_plan_finish (store, figment_test_wait (&result), NULL));
  fixture->prompt_id = g_strdup (prompt_id);
  g_clear_object (&generation);

  figment_test_session_close (fixture->test);
  figment_test_session_open (fixture->test, figment_test_server_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
  generation = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  figment_queue_start (fixture->queue);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  return g_steal_pointer (&generation);
}

/* Killed before anything was downloaded, and meanwhile somebody else has taken the name. */
static void
test_stranger_after_crash (Fixture      *fixture,
                           gconstpointer user_data)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");
  g_autoptr(FigmentGeneration) generation = NULL;

  write_file (path, "a stranger's");
  generation = resume_collecting (fixture, path, FALSE);
  g_assert_cmpuint (fixture->n_views, ==, 1);
  g_assert_cmpint (get_output (generation, 0)->bytes, ==, sizeof png);
  assert_library (fixture, "*/x (2).png */x.png");
}

/* Killed between putting the file into its place and recording it: known by its two names, and not fetched again. */
static void
test_placed_before_crash (Fixture      *fixture,
                          gconstpointer user_data)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");
  g_autoptr(FigmentGeneration) generation = NULL;

  write_file (path, png); /* up to its first NUL */
  generation = resume_collecting (fixture, path, TRUE);
  g_assert_cmpuint (fixture->n_views, ==, 0);
  g_assert_cmpstr (get_output (generation, 0)->path, ==, path);
  while (count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  assert_library (fixture, "*/x.png");
}

/* Everything that the socket told is kept when history is gone at the end (the server was restarted just then). */
static void
test_history_gone (Fixture      *fixture,
                   gconstpointer user_data)
{
  static const char progress_text[] = "\0\0\0\3\0\0\0\1" "7" "cost 4 cents";
  const gboolean failed = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = submit (fixture, plain_graph);

  say_start (fixture, generation);
  say (fixture, "{\"type\":\"executed\",\"data\":{\"node\":\"5\",\"output\":{\"text\":[\"a caption\"]},"
                "\"prompt_id\":\"%ID\"}}");
  soup_websocket_connection_send_binary (fixture->socket, progress_text, sizeof progress_text - 1);
  fixture->queue_key = NULL;
  if (failed)
    say (fixture, "{\"type\":\"execution_error\",\"data\":{\"prompt_id\":\"%ID\",\"node_id\":\"9\",\"node_type\":"
                  "\"SaveImage\",\"exception_type\":\"OSError\",\"exception_message\":\"No space left on device\","
                  "\"traceback\":[\"in save_images\"]}}");
  else
    say (fixture, "{\"type\":\"execution_success\",\"data\":{\"prompt_id\":\"%ID\"}}");
  figment_test_wait_final (generation);

  g_assert_cmpuint (count_outputs (generation), ==, 2);
  g_assert_cmpstr (get_output (generation, 0)->text, ==, "a caption");
  g_assert_cmpstr (get_output (generation, 1)->text, ==, "cost 4 cents");
  g_assert_cmpint (figment_generation_get_state (generation), ==,
                   failed ? FIGMENT_GENERATION_FAILED : FIGMENT_GENERATION_DONE);
  if (!failed)
    return;
  g_assert_cmpstr (figment_generation_get_error (generation), ==, "Node 9 (SaveImage): No space left on device");
  g_assert_nonnull (strstr (figment_generation_get_details (generation), "in save_images"));
}

/* Pictures that only the socket brings are on the disk before the run ends, and nothing hidden stays behind. */
static void
test_live (Fixture      *fixture,
           gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = submit (fixture, live_graph);

  say_start (fixture, generation);
  for (guint i = 0; i < 3; i++)
    {
      say_announcement (fixture);
      say_image (fixture);
    }
  while (count_hidden (fixture) < 3)
    g_main_context_iteration (NULL, TRUE);
  end_with (fixture, "{\"outputs\":{}," SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpstr (figment_generation_get_error (generation), ==, NULL);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (count_outputs (generation), ==, 3);
  g_assert_cmpint (get_output (generation, 2)->bytes, ==, sizeof png);
  while (count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  assert_library (fixture, "*/websocket (2).png */websocket (3).png */websocket.png");
}

/* Figment ends in the middle of such a run, and the server restarts besides: what came is in the library all the
 * same. */
static void
test_live_restart (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = submit (fixture, live_graph);

  say_start (fixture, generation);
  say_image (fixture);
  say_image (fixture);
  while (count_hidden (fixture) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&generation);
  figment_test_session_close (fixture->test);
  fixture->queue_key = NULL;

  figment_test_session_open (fixture->test, figment_test_server_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
  generation = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  figment_queue_start (fixture->queue);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_LOST);
  g_assert_cmpuint (count_outputs (generation), ==, 2);
  assert_library (fixture, "*/websocket (2).png */websocket.png");
}

/* What nobody will collect does not stay: the run is stopped, or Figment has nothing to do with its server any more. */
static void
test_live_cancel (Fixture      *fixture,
                  gconstpointer user_data)
{
  const gboolean elsewhere = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = submit (fixture, live_graph);

  fixture->queue_key = "queue_running";
  say_start (fixture, generation);
  say_image (fixture);
  say_image (fixture);
  while (count_hidden (fixture) < 2)
    g_main_context_iteration (NULL, TRUE);
  if (elsewhere)
    {
      g_clear_object (&generation);
      figment_test_session_close (fixture->test);
      figment_test_session_open (fixture->test, "http://127.0.0.1:9");
      fixture->queue = figment_session_get_queue (fixture->test->session);
      generation = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
    }
  figment_queue_cancel (fixture->queue, generation);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_CANCELLED);
  while (count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* A node announces three and one comes, as when the connection was cut for a moment: counted, and said. */
static void
test_live_missing (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = submit (fixture, live_graph);

  say_start (fixture, generation);
  say_announcement (fixture);
  say_image (fixture);
  end_with (fixture, "{\"outputs\":{}," SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "Only 1 of 3"));
  g_assert_cmpuint (count_outputs (generation), ==, 1);
}

/* None comes at all: not "the workflow saves nothing". */
static void
test_live_none (Fixture      *fixture,
                gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = submit (fixture, live_graph);

  say_start (fixture, generation);
  end_with (fixture, "{\"outputs\":{}," SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "none came"));
}

/* The disk refuses them: counted, and the reason said. */
static void
test_live_disk (Fixture      *fixture,
                gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  g_assert_true (g_file_set_contents (fixture->test->library_dir, "in the way", -1, NULL));
  generation = submit (fixture, live_graph);
  say_start (fixture, generation);
  say_image (fixture);
  say_image (fixture);
  end_with (fixture, "{\"outputs\":{}," SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "2 pictures"));
  g_assert_nonnull (strstr (figment_generation_get_error (generation), fixture->test->library_dir));
}

/*
 * The server loads a model and says nothing for long. Another connection does no harm, unless pictures come through it
 * only: one that were sent between the two would be lost.
 */
static void
test_silence (Fixture      *fixture,
              gconstpointer user_data)
{
  const gboolean live = GPOINTER_TO_INT (user_data);
  FigmentComfySocket *socket = figment_session_get_socket (fixture->test->session);
  g_autoptr(FigmentGeneration) generation = submit (fixture, live ? live_graph : plain_graph);
  guint n_looks;

  say_start (fixture, generation);
  n_looks = fixture->n_looks;
  figment_comfy_socket_set_silence (socket, 20);
  while (fixture->n_looks < n_looks + 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (live == (fixture->n_sockets == 1));
}

/* Two in flight, and yet the second is not sent before the server has the first: they would race for its place. */
static void
test_in_order (Fixture      *fixture,
               gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = figment_test_session_add (fixture->test, plain_graph);
  g_autoptr(FigmentGeneration) second = figment_test_session_add (fixture->test, plain_graph);

  fixture->delays = TRUE;
  figment_queue_start (fixture->queue);
  while (fixture->delayed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->prompt_id, ==, figment_generation_get_prompt_id (first));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (figment_generation_get_state (second), ==, FIGMENT_GENERATION_QUEUED);
  fixture->delays = FALSE;
  answer_post (fixture, fixture->delayed);
  soup_server_message_unpause (g_steal_pointer (&fixture->delayed));
  while (!figment_generation_get_accepted (second))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (figment_generation_get_accepted (first));
  g_assert_cmpuint (fixture->n_posts, ==, 2);
}

/* A server from before July 2025 makes the prompt's id itself; one that is no UUID would end up in file names. */
static void
test_other_id (Fixture      *fixture,
               gconstpointer user_data)
{
  const char *id = user_data;
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *own = NULL;

  fixture->other_id = id;
  generation = submit (fixture, live_graph);
  own = g_strdup (figment_generation_get_prompt_id (generation));
  if (!g_uuid_string_is_valid (id))
    {
      g_assert_cmpstr (own, !=, id);
      return;
    }
  g_assert_cmpstr (own, ==, id);
  say_start (fixture, generation);
  say_image (fixture);
  end_with (fixture, "{\"outputs\":{}," SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
}

/*
 * A server from before September 2025 interrupts whatever runs: what only waits there, behind somebody else's prompt,
 * is deleted, and nothing is interrupted.
 */
static void
test_cancel (Fixture      *fixture,
             gconstpointer user_data)
{
  const gboolean running = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = submit (fixture, plain_graph);

  fixture->queue_key = running ? "queue_running" : "queue_pending";
  if (running)
    say_start (fixture, generation);
  figment_queue_cancel (fixture->queue, generation);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_CANCELLED);
  g_assert_cmpuint (fixture->n_interrupts, ==, running ? 1 : 0);
}

/* Cancelled while the POST is on its way, before the server has the prompt: it must not run there all the same. */
static void
test_cancel_early (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  fixture->delays = TRUE;
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, plain_graph);
  while (fixture->delayed == NULL)
    g_main_context_iteration (NULL, TRUE);
  figment_queue_cancel (fixture->queue, generation);
  while (fixture->n_looks < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_SUBMITTED);

  fixture->queue_key = "queue_pending";
  answer_post (fixture, fixture->delayed);
  soup_server_message_unpause (g_steal_pointer (&fixture->delayed));
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_CANCELLED);
  g_assert_null (fixture->queue_key);
}

/* One upload breaks while the socket is well, so that no event tells when the next may go better: tried again. */
static void
test_upload_breaks (Fixture      *fixture,
                    gconstpointer user_data)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_IMAGE_TO_IMAGE, plain_graph);
  g_autofree char *picture = g_build_filename (fixture->test->folder, "in.png", NULL);
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  write_file (picture, "a picture");
  figment_request_add_input_file (request, "1", "width", picture);
  fixture->queue->retry_delay = 10;
  figment_queue_start (fixture->queue);
  while (fixture->n_sockets == 0)
    g_main_context_iteration (NULL, TRUE);
  figment_queue_add_async (fixture->queue, request, FALSE, NULL, figment_test_store_cb, &result);
  generation = figment_queue_add_finish (fixture->queue, figment_test_wait (&result), NULL);
  figment_test_wait_state (generation, FIGMENT_GENERATION_HELD);
  while (!figment_generation_get_accepted (generation))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_uploads, ==, 2);
  end_with (fixture, one_picture);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
}

/* A proxy that hangs up on each POST, of which the server never hears: an end, not a loop. */
static void
test_hangs_up (Fixture      *fixture,
               gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  fixture->hangs_up = TRUE;
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, plain_graph);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_cmpuint (fixture->n_posts, ==, 3);
  g_assert_nonnull (figment_generation_get_error (generation));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data) g_test_add ("/job/" path, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("stranger", test_stranger, 0);
  ADD ("stranger-after-crash", test_stranger_after_crash, 0);
  ADD ("placed-before-crash", test_placed_before_crash, 0);
  ADD ("history-gone/done", test_history_gone, FALSE);
  ADD ("history-gone/failed", test_history_gone, TRUE);
  ADD ("live", test_live, 0);
  ADD ("live/restart", test_live_restart, 0);
  ADD ("live/cancel", test_live_cancel, FALSE);
  ADD ("live/cancel/elsewhere", test_live_cancel, TRUE);
  ADD ("live/missing", test_live_missing, 0);
  ADD ("live/none", test_live_none, 0);
  ADD ("live/disk", test_live_disk, 0);
  ADD ("silence/plain", test_silence, FALSE);
  ADD ("silence/live", test_silence, TRUE);
  ADD ("in-order", test_in_order, 0);
  g_test_add ("/job/other-id/uuid", Fixture, "0b1c2d3e-4f50-4162-8374-95a6b7c8d9e0", set_up, test_other_id,
              tear_down);
  g_test_add ("/job/other-id/hostile", Fixture, "../../../evil", set_up, test_other_id, tear_down);
  ADD ("cancel/waiting", test_cancel, FALSE);
  ADD ("cancel/running", test_cancel, TRUE);
  ADD ("cancel/early", test_cancel_early, 0);
  ADD ("upload-breaks", test_upload_breaks, 0);
  ADD ("hangs-up", test_hangs_up, 0);
#undef ADD
  return g_test_run ();
}
