/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/figment-collector-plan.h"
#include "engine/figment-queue-private.h"
#include "job-fixture.h"

static const char one_picture[] =
    "{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"x.png\",\"subfolder\":\"\",\"type\":\"output\"}]}}," JOB_SUCCESS
    "}";

static char *
dup_day_path (JobFixture *fixture,
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
                 JobFixture        *fixture)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");

  if (figment_generation_get_state (generation) == FIGMENT_GENERATION_COLLECTING)
    write_file (path, "a stranger's");
}

/* Another program takes the planned name between the plan and the download: theirs is neither touched nor taken. */
static void
test_stranger (JobFixture    *fixture,
               gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_PLAIN_GRAPH);

  job_say_start (fixture, generation);
  g_signal_connect (generation, "notify::state", G_CALLBACK (put_stranger_cb), fixture);
  job_end_with (fixture, one_picture);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_true (g_str_has_suffix (job_get_output (generation, 0)->path, "/x (2).png"));
  g_assert_cmpint (job_get_output (generation, 0)->bytes, ==, sizeof JOB_PNG);
  job_assert_library (fixture, "*/x (2).png */x.png");
}

/* Makes a generation that was killed while it collected one file, and starts it again. */
static FigmentGeneration *
resume_collecting (JobFixture *fixture,
                   const char *path,
                   gboolean    placed)
{
  FigmentGenerationStore *store = figment_session_get_generations (fixture->test->session);
  g_autoptr(FigmentGeneration) generation = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);
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
test_stranger_after_crash (JobFixture    *fixture,
                           gconstpointer  user_data)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");
  g_autoptr(FigmentGeneration) generation = NULL;

  write_file (path, "a stranger's");
  generation = resume_collecting (fixture, path, FALSE);
  g_assert_cmpuint (fixture->n_views, ==, 1);
  g_assert_cmpint (job_get_output (generation, 0)->bytes, ==, sizeof JOB_PNG);
  job_assert_library (fixture, "*/x (2).png */x.png");
}

/* Killed between putting the file into its place and recording it: known by its two names, and not fetched again. */
static void
test_placed_before_crash (JobFixture    *fixture,
                          gconstpointer  user_data)
{
  g_autofree char *path = dup_day_path (fixture, "x.png");
  g_autoptr(FigmentGeneration) generation = NULL;

  write_file (path, JOB_PNG); /* up to its first NUL */
  generation = resume_collecting (fixture, path, TRUE);
  g_assert_cmpuint (fixture->n_views, ==, 0);
  g_assert_cmpstr (job_get_output (generation, 0)->path, ==, path);
  while (job_count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  job_assert_library (fixture, "*/x.png");
}

/* Everything that the socket told is kept when history is gone at the end (the server was restarted just then). */
static void
test_history_gone (JobFixture    *fixture,
                   gconstpointer  user_data)
{
  static const char progress_text[] = "\0\0\0\3\0\0\0\1"
                                      "7"
                                      "cost 4 cents";
  const gboolean failed = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_PLAIN_GRAPH);

  job_say_start (fixture, generation);
  job_say (fixture, "{\"type\":\"executed\",\"data\":{\"node\":\"5\",\"output\":{\"text\":[\"a caption\"]},"
                    "\"prompt_id\":\"%ID\"}}");
  soup_websocket_connection_send_binary (fixture->socket, progress_text, sizeof progress_text - 1);
  fixture->queue_key = NULL;
  if (failed)
    job_say (fixture, "{\"type\":\"execution_error\",\"data\":{\"prompt_id\":\"%ID\",\"node_id\":\"9\",\"node_type\":"
                      "\"SaveImage\",\"exception_type\":\"OSError\",\"exception_message\":\"No space left on device\","
                      "\"traceback\":[\"in save_images\"]}}");
  else
    job_say (fixture, "{\"type\":\"execution_success\",\"data\":{\"prompt_id\":\"%ID\"}}");
  figment_test_wait_final (generation);

  g_assert_cmpuint (job_count_outputs (generation), ==, 2);
  g_assert_cmpstr (job_get_output (generation, 0)->text, ==, "a caption");
  g_assert_cmpstr (job_get_output (generation, 1)->text, ==, "cost 4 cents");
  g_assert_cmpint (figment_generation_get_state (generation), ==,
                   failed ? FIGMENT_GENERATION_FAILED : FIGMENT_GENERATION_DONE);
  if (!failed)
    return;
  g_assert_cmpstr (figment_generation_get_error (generation), ==, "Node 9 (SaveImage): No space left on device");
  g_assert_nonnull (strstr (figment_generation_get_details (generation), "in save_images"));
}

/*
 * The server loads a model and says nothing for long. Another connection does no harm, unless pictures come through it
 * only: one that were sent between the two would be lost.
 */
static void
test_silence (JobFixture    *fixture,
              gconstpointer  user_data)
{
  const gboolean live = GPOINTER_TO_INT (user_data);
  FigmentComfySocket *socket = figment_session_get_socket (fixture->test->session);
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, live ? JOB_LIVE_GRAPH : JOB_PLAIN_GRAPH);
  guint n_looks;

  job_say_start (fixture, generation);
  n_looks = fixture->n_looks;
  figment_comfy_socket_set_silence (socket, 20);
  while (fixture->n_looks < n_looks + 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (live == (fixture->n_sockets == 1));
}

/* Two in flight, and yet the second is not sent before the server has the first: they would race for its place. */
static void
test_in_order (JobFixture    *fixture,
               gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) first = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);
  g_autoptr(FigmentGeneration) second = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);

  fixture->delays = TRUE;
  figment_queue_start (fixture->queue);
  while (fixture->delayed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->prompt_id, ==, figment_generation_get_prompt_id (first));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (figment_generation_get_state (second), ==, FIGMENT_GENERATION_QUEUED);
  fixture->delays = FALSE;
  job_answer_post (fixture, fixture->delayed);
  soup_server_message_unpause (g_steal_pointer (&fixture->delayed));
  while (!figment_generation_get_accepted (second))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (figment_generation_get_accepted (first));
  g_assert_cmpuint (fixture->n_posts, ==, 2);
}

/* Trap 11 in its other order: it is told to run, and only then the POST is answered with 500. Nothing of that stays. */
static void
test_wrong_answer (JobFixture    *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;
  guint n_looks;

  fixture->delays = TRUE;
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);
  while (fixture->delayed == NULL || fixture->socket == NULL)
    g_main_context_iteration (NULL, TRUE);
  fixture->queue_key = "queue_running";
  job_say_start (fixture, generation);
  n_looks = fixture->n_looks;
  soup_server_message_set_status (fixture->delayed, 500, NULL);
  soup_server_message_unpause (g_steal_pointer (&fixture->delayed));
  while (fixture->n_looks == n_looks)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (figment_generation_get_error (generation));
  job_end_with (fixture, one_picture);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_null (figment_generation_get_error (generation));
  g_assert_cmpuint (fixture->n_posts, ==, 1);
}

/* A server from before July 2025 makes the prompt's id itself; one that is no UUID would end up in file names. */
static void
test_other_id (JobFixture    *fixture,
               gconstpointer  user_data)
{
  const char *id = user_data;
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *own = NULL;

  fixture->other_id = id;
  generation = job_submit (fixture, JOB_LIVE_GRAPH);
  own = g_strdup (figment_generation_get_prompt_id (generation));
  if (!g_uuid_string_is_valid (id))
    {
      g_assert_cmpstr (own, !=, id);
      return;
    }
  g_assert_cmpstr (own, ==, id);
  job_say_start (fixture, generation);
  job_say_image (fixture);
  job_end_with (fixture, "{\"outputs\":{}," JOB_SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
}

/*
 * A server from before September 2025 interrupts whatever runs: what only waits there, behind somebody else's prompt,
 * is deleted, and nothing is interrupted.
 */
static void
test_cancel (JobFixture    *fixture,
             gconstpointer  user_data)
{
  const gboolean running = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_PLAIN_GRAPH);

  fixture->queue_key = running ? "queue_running" : "queue_pending";
  if (running)
    job_say_start (fixture, generation);
  figment_queue_cancel (fixture->queue, generation);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_CANCELLED);
  g_assert_cmpuint (fixture->n_interrupts, ==, running ? 1 : 0);
}

/* Cancelled while the POST is on its way, before the server has the prompt: it must not run there all the same. */
static void
test_cancel_early (JobFixture    *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  fixture->delays = TRUE;
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);
  while (fixture->delayed == NULL)
    g_main_context_iteration (NULL, TRUE);
  figment_queue_cancel (fixture->queue, generation);
  while (fixture->n_looks < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_SUBMITTED);

  fixture->queue_key = "queue_pending";
  job_answer_post (fixture, fixture->delayed);
  soup_server_message_unpause (g_steal_pointer (&fixture->delayed));
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_CANCELLED);
  g_assert_null (fixture->queue_key);
}

/* One upload breaks while the socket is well, so that no event tells when the next may go better: tried again. */
static void
test_upload_breaks (JobFixture    *fixture,
                    gconstpointer  user_data)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_IMAGE_TO_IMAGE, JOB_PLAIN_GRAPH);
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
  job_end_with (fixture, one_picture);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
}

/* A proxy that hangs up on each POST, of which the server never hears: an end, not a loop. */
static void
test_hangs_up (JobFixture    *fixture,
               gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  fixture->hangs_up = TRUE;
  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, JOB_PLAIN_GRAPH);
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
#define ADD(path, func, data) \
  g_test_add ("/job/" path, JobFixture, GINT_TO_POINTER (data), job_set_up, func, job_tear_down)
  ADD ("stranger", test_stranger, 0);
  ADD ("stranger-after-crash", test_stranger_after_crash, 0);
  ADD ("placed-before-crash", test_placed_before_crash, 0);
  ADD ("history-gone/done", test_history_gone, FALSE);
  ADD ("history-gone/failed", test_history_gone, TRUE);
  ADD ("silence/plain", test_silence, FALSE);
  ADD ("silence/live", test_silence, TRUE);
  ADD ("in-order", test_in_order, 0);
  ADD ("wrong-answer", test_wrong_answer, 0);
  g_test_add ("/job/other-id/uuid", JobFixture, "0b1c2d3e-4f50-4162-8374-95a6b7c8d9e0", job_set_up, test_other_id,
              job_tear_down);
  g_test_add ("/job/other-id/hostile", JobFixture, "../../../evil", job_set_up, test_other_id, job_tear_down);
  ADD ("cancel/waiting", test_cancel, FALSE);
  ADD ("cancel/running", test_cancel, TRUE);
  ADD ("cancel/early", test_cancel_early, 0);
  ADD ("upload-breaks", test_upload_breaks, 0);
  ADD ("hangs-up", test_hangs_up, 0);
#undef ADD
  return g_test_run ();
}
