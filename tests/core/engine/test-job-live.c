/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "job-fixture.h"

/* Pictures that come through the socket alone, as those of SaveImageWebsocket. */

static void
say_announcement (JobFixture *fixture)
{
  job_say (fixture, "{\"type\":\"progress\",\"data\":{\"value\":0,\"max\":3,\"node\":\"9\",\"prompt_id\":\"%ID\"}}");
}

/* Pictures that only the socket brings are on the disk before the run ends, and nothing hidden stays behind. */
static void
test_live (JobFixture    *fixture,
           gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_LIVE_GRAPH);

  job_say_start (fixture, generation);
  for (guint i = 0; i < 3; i++)
    {
      say_announcement (fixture);
      job_say_image (fixture);
    }
  while (job_count_hidden (fixture) < 3)
    g_main_context_iteration (NULL, TRUE);
  job_end_with (fixture, "{\"outputs\":{}," JOB_SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpstr (figment_generation_get_error (generation), ==, NULL);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (job_count_outputs (generation), ==, 3);
  g_assert_cmpint (job_get_output (generation, 2)->bytes, ==, sizeof JOB_PNG);
  while (job_count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  job_assert_library (fixture, "*/websocket (2).png */websocket (3).png */websocket.png");
}

/* Figment ends in the middle of such a run, and the server restarts besides: what came is in the library all the
 * same. */
static void
test_live_restart (JobFixture    *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_LIVE_GRAPH);

  job_say_start (fixture, generation);
  job_say_image (fixture);
  job_say_image (fixture);
  while (job_count_hidden (fixture) < 2)
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
  g_assert_cmpuint (job_count_outputs (generation), ==, 2);
  job_assert_library (fixture, "*/websocket (2).png */websocket.png");
}

/* What nobody will collect does not stay: the run is stopped, or Figment has nothing to do with its server any more. */
static void
test_live_cancel (JobFixture    *fixture,
                  gconstpointer  user_data)
{
  const gboolean elsewhere = GPOINTER_TO_INT (user_data);
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_LIVE_GRAPH);

  fixture->queue_key = "queue_running";
  job_say_start (fixture, generation);
  job_say_image (fixture);
  job_say_image (fixture);
  while (job_count_hidden (fixture) < 2)
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
  while (job_count_hidden (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* A node announces three and one comes, as when the connection was cut for a moment: counted, and said. */
static void
test_live_missing (JobFixture    *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_LIVE_GRAPH);

  job_say_start (fixture, generation);
  say_announcement (fixture);
  job_say_image (fixture);
  job_end_with (fixture, "{\"outputs\":{}," JOB_SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "Only 1 of 3"));
  g_assert_cmpuint (job_count_outputs (generation), ==, 1);
}

/* None comes at all: not "the workflow saves nothing". */
static void
test_live_none (JobFixture    *fixture,
                gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = job_submit (fixture, JOB_LIVE_GRAPH);

  job_say_start (fixture, generation);
  job_end_with (fixture, "{\"outputs\":{}," JOB_SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "none came"));
}

/* The disk refuses them: counted, and the reason said. */
static void
test_live_disk (JobFixture    *fixture,
                gconstpointer  user_data)
{
  g_autoptr(FigmentGeneration) generation = NULL;

  g_assert_true (g_file_set_contents (fixture->test->library_dir, "in the way", -1, NULL));
  generation = job_submit (fixture, JOB_LIVE_GRAPH);
  job_say_start (fixture, generation);
  job_say_image (fixture);
  job_say_image (fixture);
  job_end_with (fixture, "{\"outputs\":{}," JOB_SUCCESS "}");
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (strstr (figment_generation_get_error (generation), "2 pictures"));
  g_assert_nonnull (strstr (figment_generation_get_error (generation), fixture->test->library_dir));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data) \
  g_test_add ("/job/" path, JobFixture, GINT_TO_POINTER (data), job_set_up, func, job_tear_down)
  ADD ("live", test_live, 0);
  ADD ("live/restart", test_live_restart, 0);
  ADD ("live/cancel", test_live_cancel, FALSE);
  ADD ("live/cancel/elsewhere", test_live_cancel, TRUE);
  ADD ("live/missing", test_live_missing, 0);
  ADD ("live/none", test_live_none, 0);
  ADD ("live/disk", test_live_disk, 0);
#undef ADD
  return g_test_run ();
}
