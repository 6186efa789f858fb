/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include <glib/gstdio.h>
#include <string.h>

#include "figment-test-session.h"
#include "media/figment-picture.h"
#include "practice/figment-practice-comfy.h"

/* The engine against the practice server: the ordinary road, and every way in which a server can misbehave on it. */

typedef struct
{
  FigmentPracticeComfy *server;
  FigmentTestSession   *test;
  FigmentQueue         *queue; /* (unowned) */
} Fixture;

static char *
make_graph (const char *seed,
            guint       steps)
{
  return g_strdup_printf (
    "{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"v1-5-pruned-emaonly.safetensors\"}},"
    "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
    "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a lighthouse\",\"clip\":[\"4\",1]}},"
    "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"blurry\",\"clip\":[\"4\",1]}},"
    "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":%s,\"steps\":%u,\"cfg\":7.0,\"sampler_name\":\"euler\","
    "\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],\"positive\":[\"6\",0],\"negative\":[\"7\",0],"
    "\"latent_image\":[\"5\",0]},\"_meta\":{\"title\":\"The sampler\"}},"
    "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"test\",\"images\":[\"8\",0]}}}",
    seed, steps);
}

static FigmentGeneration *
add (Fixture    *fixture,
     const char *seed,
     guint       steps)
{
  g_autofree char *graph = make_graph (seed, steps);

  return figment_test_session_add (fixture->test, graph);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = figment_practice_comfy_new (NULL);
  figment_practice_comfy_start (fixture->server, 0, &error);
  g_assert_no_error (error);
  fixture->test = figment_test_session_new (figment_practice_comfy_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  figment_test_session_free (fixture->test);
  figment_practice_comfy_stop (fixture->server);
  g_assert_finalize_object (fixture->server);
}

/* Closes the session as if Figment had ended, and opens another one on the same files. */
static void
reopen (Fixture *fixture)
{
  figment_test_session_close (fixture->test);
  figment_test_session_open (fixture->test, figment_practice_comfy_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
}

static guint
count_outputs (FigmentGeneration *generation)
{
  return g_list_model_get_n_items (figment_generation_get_outputs (generation));
}

static const FigmentOutputInfo *
get_output (FigmentGeneration *generation,
            guint              i)
{
  g_autoptr(FigmentOutput) output = g_list_model_get_item (figment_generation_get_outputs (generation), i);

  return figment_output_get_info (output);
}

static void
assert_done (Fixture           *fixture,
             FigmentGeneration *generation)
{
  figment_test_wait_final (generation);
  g_assert_cmpstr (figment_generation_get_error (generation), ==, NULL);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (count_outputs (generation), ==, 1);
}

static void
assert_library (Fixture    *fixture,
                const char *expected)
{
  g_autofree char *files = figment_test_list_files (fixture->test->library_dir);

  g_assert_cmpstr (files, ==, expected);
}

static void
watch_progress_cb (FigmentGeneration *generation,
                   GParamSpec        *pspec,
                   double            *last)
{
  g_assert_cmpfloat (figment_generation_get_progress (generation), >=, *last);
  *last = figment_generation_get_progress (generation);
}

static void
watch_preview_cb (FigmentGeneration *generation,
                  GParamSpec        *pspec,
                  guint             *n)
{
  GBytes *preview = figment_generation_get_preview (generation);

  if (preview == NULL)
    return;
  g_assert_cmpint (memcmp (g_bytes_get_data (preview, NULL), "\xff\xd8\xff", 3), ==, 0);
  (*n)++;
}

static void
test_done (Fixture      *fixture,
           gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *bytes = NULL;
  const FigmentOutputInfo *info;
  double progress = 0;
  guint n_previews = 0;
  gsize length;

  generation = add (fixture, "18446744073709551615", 6);
  g_assert_cmpint (figment_generation_get_id (generation), >, 0);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_QUEUED);
  g_signal_connect (generation, "notify::progress", G_CALLBACK (watch_progress_cb), &progress);
  g_signal_connect (generation, "notify::preview", G_CALLBACK (watch_preview_cb), &n_previews);
  figment_queue_start (fixture->queue);
  assert_done (fixture, generation);
  g_assert_cmpfloat (progress, ==, 1);
  g_assert_cmpuint (n_previews, ==, 6);

  info = get_output (generation, 0);
  g_assert_cmpstr (info->mime, ==, "image/png");
  g_assert_cmpint (info->width, ==, 64);
  g_assert_cmpstr (info->node_id, ==, "9");
  g_assert_true (g_file_get_contents (info->path, &bytes, &length, NULL));
  g_assert_cmpint (info->bytes, ==, (gint64) length);
  g_assert_nonnull (memmem (bytes, length, "18446744073709551615", 20));
  assert_library (fixture, "*/test_00001_.png");
}

/* The same again: the server makes nothing new, and says so; nothing is written over. */
static void
test_cached (Fixture      *fixture,
             gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "1", 2);
  g_autoptr(FigmentGeneration) second = NULL;

  figment_queue_start (fixture->queue);
  assert_done (fixture, first);
  g_assert_false (figment_generation_get_cached (first));
  second = add (fixture, "1", 2);
  assert_done (fixture, second);
  g_assert_true (figment_generation_get_cached (second));
  assert_library (fixture, "*/test_00001_ (2).png */test_00001_.png");
}

static void
finished_cb (FigmentQueue      *queue,
             FigmentGeneration *generation,
             GString           *order)
{
  g_string_append_printf (order, "%" G_GINT64_FORMAT " ", figment_generation_get_id (generation));
}

/* Whoever is told looks it up in the store. */
static void
assert_stored_cb (FigmentQueue      *queue,
                  FigmentGeneration *generation,
                  Fixture           *fixture)
{
  FigmentGenerationStore *store = figment_session_get_generations (fixture->test->session);
  g_autoptr(FigmentGeneration) stored =
    figment_generation_store_load (store, figment_generation_get_id (generation), NULL);

  g_assert_nonnull (stored);
  g_assert_cmpint (figment_generation_get_state (stored), ==, FIGMENT_GENERATION_CANCELLED);
}

/* One that waits: it is told of when that is on disk, and not if it was tried again before. */
static void
test_cancel_waiting (Fixture      *fixture,
                     gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "1", 1);
  g_autoptr(FigmentGeneration) second = add (fixture, "2", 1);
  g_autoptr(GString) order = g_string_new (NULL);

  g_signal_connect (fixture->queue, "finished", G_CALLBACK (assert_stored_cb), fixture);
  g_signal_connect (fixture->queue, "finished", G_CALLBACK (finished_cb), order);
  figment_queue_cancel (fixture->queue, first);
  g_assert_true (figment_queue_retry (fixture->queue, first));
  figment_queue_cancel (fixture->queue, second);
  while (order->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "2 ");
  g_assert_cmpint (figment_generation_get_state (first), ==, FIGMENT_GENERATION_QUEUED);
  g_signal_handlers_disconnect_by_data (fixture->queue, fixture);
  g_signal_handlers_disconnect_by_data (fixture->queue, order);
}

static void
test_order (Fixture      *fixture,
            gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "1", 1);
  g_autoptr(FigmentGeneration) second = add (fixture, "2", 1);
  g_autoptr(FigmentGeneration) third = add (fixture, "3", 1);
  g_autoptr(GString) order = g_string_new (NULL);

  figment_queue_move (fixture->queue, third, 0);
  g_signal_connect (fixture->queue, "finished", G_CALLBACK (finished_cb), order);
  figment_queue_cancel (fixture->queue, second);
  g_assert_cmpint (figment_generation_get_state (second), ==, FIGMENT_GENERATION_CANCELLED);
  while (order->len == 0)
    g_main_context_iteration (NULL, TRUE);
  reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 2);
  g_assert_cmpuint (figment_queue_get_n_open (fixture->queue), ==, 2);
  g_signal_connect (fixture->queue, "finished", G_CALLBACK (finished_cb), order);
  figment_queue_set_in_flight (fixture->queue, 1); /* of two, the one with the faster disk may be saved first */
  figment_queue_start (fixture->queue);
  while (figment_queue_get_n_open (fixture->queue) > 0 || order->len < 6)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "2 3 1 ");
}

static void
test_pause (Fixture      *fixture,
            gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autoptr(FigmentGeneration) again = NULL;

  figment_queue_set_paused (fixture->queue, TRUE);
  reopen (fixture);
  g_assert_true (figment_queue_get_paused (fixture->queue));
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 1);
  while (figment_comfy_socket_get_state (figment_session_get_socket (fixture->test->session))
         != FIGMENT_COMFY_SOCKET_OPEN)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_QUEUED);
  figment_queue_set_paused (fixture->queue, FALSE);
  assert_done (fixture, generation);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer user_data)
{
  g_autofree char *good = make_graph ("1", 1);
  g_autoptr(GString) graph = g_string_new (good);
  g_autoptr(FigmentGeneration) generation = NULL;

  g_string_replace (graph, "v1-5-pruned-emaonly.safetensors", "nowhere.ckpt", 0);
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, graph->str);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "nowhere.ckpt"));
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "CheckpointLoaderSimple"));
}

/* Nobody there: held, and sent when the server comes. */
static void
test_away (Fixture      *fixture,
           gconstpointer user_data)
{
  g_autoptr(GUri) uri = g_uri_parse (figment_practice_comfy_get_url (fixture->server), G_URI_FLAGS_NONE, NULL);
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autoptr(GError) error = NULL;

  figment_practice_comfy_stop (fixture->server);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 1);
  figment_test_wait_state (generation, FIGMENT_GENERATION_HELD);
  g_assert_nonnull (figment_generation_get_evidence (generation));
  figment_practice_comfy_start (fixture->server, (guint16) g_uri_get_port (uri), &error);
  g_assert_no_error (error);
  assert_done (fixture, generation);
}

static void
test_cancel_running (Fixture      *fixture,
                     gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = NULL;
  g_autoptr(FigmentGeneration) second = NULL;

  figment_practice_comfy_set_step_ms (fixture->server, 20);
  figment_queue_start (fixture->queue);
  first = add (fixture, "1", 500);
  second = add (fixture, "2", 1);
  figment_test_wait_state (first, FIGMENT_GENERATION_RUNNING);
  figment_queue_cancel (fixture->queue, first);
  figment_test_wait_final (first);
  g_assert_cmpint (figment_generation_get_state (first), ==, FIGMENT_GENERATION_CANCELLED);
  assert_done (fixture, second);
}

/* What waits in the server's own queue vanishes there without a message (protocol §4). */
static void
test_cancel_submitted (Fixture      *fixture,
                       gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) first = NULL;
  g_autoptr(FigmentGeneration) second = NULL;

  figment_practice_comfy_set_step_ms (fixture->server, 20);
  figment_queue_start (fixture->queue);
  first = add (fixture, "1", 20);
  second = add (fixture, "2", 1);
  while (!figment_generation_get_accepted (second))
    g_main_context_iteration (NULL, TRUE);
  figment_queue_cancel (fixture->queue, second);
  figment_test_wait_final (second);
  g_assert_cmpint (figment_generation_get_state (second), ==, FIGMENT_GENERATION_CANCELLED);
  assert_done (fixture, first);
  assert_library (fixture, "*/test_00001_.png");
}

/* Moods that delay, and after which all is well. */
static void
test_mood_done (Fixture      *fixture,
                gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_comfy_socket_set_silence (figment_session_get_socket (fixture->test->session), 200);
  figment_practice_comfy_set_step_ms (fixture->server, 5);
  figment_practice_comfy_set_mood (fixture->server, (FigmentPracticeMood) GPOINTER_TO_INT (user_data));
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 20);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (count_outputs (generation), ==, 1);
  assert_library (fixture, "*/test_00001_.png");
}

/* Moods in which a node raises: the server's words reach the user. */
static void
test_mood_failed (Fixture      *fixture,
                  gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autoptr(FigmentGeneration) after = NULL;

  figment_practice_comfy_set_mood (fixture->server, (FigmentPracticeMood) GPOINTER_TO_INT (user_data));
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 2);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "Node "));
  g_assert_nonnull (figment_generation_get_details (generation));
  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_GOOD);
  g_assert_true (figment_queue_retry (fixture->queue, generation));
  assert_done (fixture, generation);
}

static void
test_mood_rubbish (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_RUBBISH);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 2);
  while (figment_generation_get_error (generation) == NULL
         && figment_generation_get_state (generation) != FIGMENT_GENERATION_HELD)
    g_main_context_iteration (NULL, TRUE);
  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_GOOD);
  figment_test_wait_final (generation);
  if (figment_generation_get_state (generation) == FIGMENT_GENERATION_FAILED)
    g_assert_true (figment_queue_retry (fixture->queue, generation));
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
}

/* Trap 11: the POST is answered with 500, and yet the prompt runs: it is found, and not sent again. */
static void
test_mood_500 (Fixture      *fixture,
               gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_500);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 2);
  /* The socket may tell that it runs before the answer to the POST is read, which has nothing to say then. */
  while (figment_generation_get_error (generation) == NULL && !figment_generation_get_accepted (generation))
    g_main_context_iteration (NULL, TRUE);
  if (figment_generation_get_state (generation) != FIGMENT_GENERATION_RUNNING)
    g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_SUBMITTED);
  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_GOOD);
  assert_done (fixture, generation);
  assert_library (fixture, "*/test_00001_.png");
}

/* Trap 20: the server was restarted and knows nothing: lost, said so, and tried again under another id. */
static void
test_mood_forget (Fixture      *fixture,
                  gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *prompt_id = NULL;

  figment_practice_comfy_set_step_ms (fixture->server, 10);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 100);
  figment_test_wait_state (generation, FIGMENT_GENERATION_RUNNING);
  prompt_id = g_strdup (figment_generation_get_prompt_id (generation));
  figment_practice_comfy_restart (fixture->server);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_LOST);
  figment_practice_comfy_set_step_ms (fixture->server, 0);
  g_assert_true (figment_queue_retry (fixture->queue, generation));
  assert_done (fixture, generation);
  g_assert_cmpstr (figment_generation_get_prompt_id (generation), !=, prompt_id);
}

static void
test_hostile_names (Fixture      *fixture,
                    gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *all = NULL;

  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 1);
  figment_test_wait_final (generation);
  for (guint i = 0; i < count_outputs (generation); i++)
    g_assert_true (g_str_has_prefix (get_output (generation, i)->path, fixture->test->library_dir));
  all = figment_test_list_files (fixture->test->folder);
  g_assert_null (strstr (all, ".."));
}

/* Figment ends in each state of a run and is started again: once done, once on disk, run once on the server. */
static void
test_resume (Fixture      *fixture,
             gconstpointer user_data)
{
  const FigmentGenerationState state = (FigmentGenerationState) GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_practice_comfy_set_step_ms (fixture->server, 10);
  if (state != FIGMENT_GENERATION_QUEUED)
    figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 20);
  if (state == FIGMENT_GENERATION_COLLECTING)
    {
      /* Slow answers, so that the state lasts. */
      figment_test_wait_state (generation, FIGMENT_GENERATION_RUNNING);
      figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_SLOW);
    }
  figment_test_wait_state (generation, state);
  g_clear_object (&generation);
  reopen (fixture);
  figment_practice_comfy_set_mood (fixture->server, FIGMENT_PRACTICE_MOOD_GOOD);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 1);
  generation = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  figment_queue_start (fixture->queue);
  assert_done (fixture, generation);
  assert_library (fixture, "*/test_00001_.png");
}

/* Two programs on one database: each looks after its own. */
static void
test_two_sessions (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = add (fixture, "1", 1);
  FigmentTestSession other = { NULL, NULL, fixture->test->data_dir, fixture->test->library_dir };

  figment_test_session_open (&other, figment_practice_comfy_get_url (fixture->server));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (figment_session_get_queue (other.session))), ==, 0);
  figment_test_session_close (&other);
  figment_queue_start (fixture->queue);
  assert_done (fixture, generation);
}

/* Sent to a server that Figment is no longer connected to: left alone, and sent to the new one when asked for. */
static void
test_other_server (Fixture      *fixture,
                   gconstpointer user_data)
{
  g_autoptr(FigmentPracticeComfy) other = figment_practice_comfy_new (NULL);
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_practice_comfy_set_step_ms (fixture->server, 20);
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 500);
  figment_test_wait_state (generation, FIGMENT_GENERATION_RUNNING);
  g_assert_false (figment_queue_retry (fixture->queue, generation));
  g_clear_object (&generation);
  figment_test_session_close (fixture->test);

  g_assert_true (figment_practice_comfy_start (other, 0, NULL));
  figment_test_session_open (fixture->test, figment_practice_comfy_get_url (other));
  fixture->queue = figment_session_get_queue (fixture->test->session);
  generation = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  figment_queue_start (fixture->queue);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_RUNNING);
  g_assert_nonnull (
    strstr (figment_generation_get_evidence (generation), figment_practice_comfy_get_url (fixture->server)));
  g_assert_true (figment_queue_retry (fixture->queue, generation));
  assert_done (fixture, generation);
  g_assert_cmpstr (figment_generation_get_server (generation), ==, figment_practice_comfy_get_url (other));
  figment_test_session_close (fixture->test);
  figment_practice_comfy_stop (other);
}

/* The outputs cannot be saved: held, with the list of them, and fetched without another run when the disk is well. */
static void
test_library_trouble (Fixture      *fixture,
                      gconstpointer user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  guint n_executed;

  g_assert_true (g_file_set_contents (fixture->test->library_dir, "in the way", -1, NULL));
  figment_queue_start (fixture->queue);
  generation = add (fixture, "1", 1);
  figment_test_wait_state (generation, FIGMENT_GENERATION_HELD);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), fixture->test->library_dir));
  n_executed = figment_practice_comfy_get_n_executed (fixture->server);
  g_unlink (fixture->test->library_dir);
  g_assert_true (figment_queue_retry (fixture->queue, generation));
  assert_done (fixture, generation);
  g_assert_cmpuint (figment_practice_comfy_get_n_executed (fixture->server), ==, n_executed);
}

static void
test_missing_input (Fixture      *fixture,
                    gconstpointer user_data)
{
  g_autofree char *graph = make_graph ("1", 1);
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_IMAGE_TO_IMAGE, graph);
  g_autoptr(FigmentGeneration) waiting = NULL;

  figment_request_add_input_file (request, "5", "width", "/nonexistent/picture.png");
  figment_queue_start (fixture->queue);
  figment_queue_add_async (fixture->queue, request, FALSE, NULL, NULL, NULL);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)) == 0)
    g_main_context_iteration (NULL, TRUE);
  waiting = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  figment_test_wait_final (waiting);
  g_assert_cmpint (figment_generation_get_state (waiting), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (waiting), "/nonexistent/picture.png"));
}

/* A picture that is to have another shape is sent in that shape, and stays as it is itself. */
static void
test_fitted_input (Fixture      *fixture,
                   gconstpointer user_data)
{
  static const char graph[] =
    "{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"x.png\"}},"
    "\"2\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"test\",\"images\":[\"1\",0]}}}";
  g_autofree char *path = g_build_filename (fixture->test->folder, "wide.png", NULL);
  g_autofree guint32 *pixels = g_new0 (guint32, 96 * 32);
  g_autoptr(GBytes) bytes = g_bytes_new (pixels, 96 * 32 * 4);
  g_autoptr(FigmentPicture) picture = figment_picture_new (96, 32, bytes, TRUE);
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_IMAGE_TO_IMAGE, graph);
  g_autoptr(FigmentGeneration) waiting = NULL;
  g_autofree char *sent = NULL;

  g_assert_true (figment_picture_write_png (picture, path, NULL));
  figment_request_add_input_file (request, "1", "image", path);
  figment_request_fit_input_file (request, FIGMENT_FIT_CROP, 16, 16);
  figment_queue_start (fixture->queue);
  figment_queue_add_async (fixture->queue, request, FALSE, NULL, NULL, NULL);
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)) == 0)
    g_main_context_iteration (NULL, TRUE);
  waiting = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  assert_done (fixture, waiting);
  g_assert_cmpint (get_output (waiting, 0)->width, ==, 16);
  g_assert_cmpint (get_output (waiting, 0)->height, ==, 16);
  sent = figment_generation_store_dup_sent_graph (figment_session_get_generations (fixture->test->session),
                                                  figment_generation_get_id (waiting));
  g_assert_nonnull (strstr (sent, "wide-crop-16x16.png"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data) g_test_add ("/engine/" path, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("done", test_done, 0);
  ADD ("trap-17-cached", test_cached, 0);
  ADD ("cancel-waiting", test_cancel_waiting, 0);
  ADD ("order", test_order, 0);
  ADD ("pause", test_pause, 0);
  ADD ("refused", test_refused, 0);
  ADD ("away", test_away, 0);
  ADD ("trap-22-cancel-running", test_cancel_running, 0);
  ADD ("trap-22-cancel-submitted", test_cancel_submitted, 0);
  ADD ("mood/slow", test_mood_done, FIGMENT_PRACTICE_MOOD_SLOW);
  ADD ("mood/cut-socket", test_mood_done, FIGMENT_PRACTICE_MOOD_CUT_SOCKET);
  ADD ("mood/silent-socket", test_mood_done, FIGMENT_PRACTICE_MOOD_SILENT_SOCKET);
  ADD ("mood/cut-download", test_mood_done, FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD);
  ADD ("mood/trap-11-500", test_mood_500, 0);
  ADD ("mood/disk-full", test_mood_failed, FIGMENT_PRACTICE_MOOD_DISK_FULL);
  ADD ("mood/out-of-memory", test_mood_failed, FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY);
  ADD ("mood/rubbish", test_mood_rubbish, 0);
  ADD ("mood/trap-20-forget", test_mood_forget, 0);
  ADD ("mood/hostile-names", test_hostile_names, 0);
  ADD ("resume/queued", test_resume, FIGMENT_GENERATION_QUEUED);
  ADD ("resume/submitted", test_resume, FIGMENT_GENERATION_SUBMITTED);
  ADD ("resume/running", test_resume, FIGMENT_GENERATION_RUNNING);
  ADD ("resume/collecting", test_resume, FIGMENT_GENERATION_COLLECTING);
  ADD ("two-sessions", test_two_sessions, 0);
  ADD ("other-server", test_other_server, 0);
  ADD ("library-trouble", test_library_trouble, 0);
  ADD ("missing-input", test_missing_input, 0);
  ADD ("fitted-input", test_fitted_input, 0);
#undef ADD
  return g_test_run ();
}
