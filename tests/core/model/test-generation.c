/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/figment-generation.h"

#include <stdlib.h>
#include <string.h>

static FigmentGeneration *
new_generation (void)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{}");

  return figment_generation_new (request);
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "%s ", pspec->name);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* In alphabetical order, because GObject promises none for what was frozen. */
static void
assert_seen (GString    *seen,
             const char *expected)
{
  g_auto(GStrv) names = g_strsplit (seen->str, " ", -1);
  g_autofree char *sorted = NULL;

  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  sorted = g_strjoinv (" ", names);
  g_assert_cmpstr (g_strstrip (sorted), ==, expected);
  g_string_truncate (seen, 0);
}

static void
test_generation_states (void)
{
  FigmentGenerationState state;
  g_autoptr(GEnumClass) klass = g_type_class_ref (FIGMENT_TYPE_GENERATION_STATE);
  guint finals = 0;

  for (int i = 0; i < (int) klass->n_values; i++)
    {
      g_assert_true (figment_generation_state_from_nick (figment_generation_state_to_nick (i), &state));
      g_assert_cmpint (state, ==, i);
      finals += figment_generation_state_is_final (i);
    }
  g_assert_cmpint (klass->n_values, ==, FIGMENT_GENERATION_LOST + 1);
  g_assert_cmpuint (finals, ==, 4);
  g_assert_true (figment_generation_state_is_final (FIGMENT_GENERATION_LOST));
  g_assert_false (figment_generation_state_is_final (FIGMENT_GENERATION_COLLECTING));

  state = FIGMENT_GENERATION_HELD;
  g_assert_false (figment_generation_state_from_nick ("finished", &state));
  g_assert_false (figment_generation_state_from_nick (NULL, &state));
  g_assert_cmpint (state, ==, FIGMENT_GENERATION_HELD);
}

static void
test_generation_starts_queued (void)
{
  const gint64 before = g_get_real_time ();
  FigmentGeneration *generation = new_generation ();

  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_QUEUED);
  g_assert_cmpint (figment_generation_get_id (generation), ==, 0);
  g_assert_cmpint (figment_generation_get_created_at (generation), >=, before);
  g_assert_cmpint (figment_generation_get_started_at (generation), ==, 0);
  g_assert_cmpint (g_list_model_get_n_items (figment_generation_get_outputs (generation)), ==, 0);
  g_assert_cmpint (figment_generation_get_request (generation)->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_finalize_object (generation);
}

/* What each getter says, the property of the same name says too, and each setter is heard of once. */
static void
test_generation_properties (void)
{
  FigmentGeneration *generation = new_generation ();
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autofree char *prompt_id = NULL, *server = NULL, *error = NULL, *details = NULL, *title = NULL, *evidence = NULL;
  gint64 id, created, started, finished, remaining;
  double position, progress;
  int step, steps;
  gboolean cached, favourite;
  FigmentGenerationState state;

  g_signal_connect (generation, "notify", G_CALLBACK (notify_cb), seen);
  for (guint round = 0; round < 2; round++)
    {
      figment_generation_set_id (generation, 12);
      figment_generation_set_prompt_id (generation, "p");
      figment_generation_set_server (generation, "http://s");
      figment_generation_set_position (generation, 1.5);
      figment_generation_enter_state (generation, FIGMENT_GENERATION_SUBMITTED, "because");
      figment_generation_set_error (generation, "e", "d");
      figment_generation_set_cached (generation, TRUE);
      figment_generation_set_times (generation, 1, 2, 3);
      figment_generation_set_run (generation, 0.5, "KSampler", 3, 20);
      figment_generation_set_remaining (generation, 900);
      figment_generation_set_favourite (generation, 1);
      if (round == 0)
        assert_seen (seen, "cached created-at details error evidence favourite finished-at id node-title "
                           "position progress prompt-id remaining server started-at state step steps");
    }
  assert_seen (seen, "");

  g_object_get (generation, "id", &id, "prompt-id", &prompt_id, "server", &server, "position", &position, "state",
                &state, "evidence", &evidence, "error", &error, "details", &details, "cached", &cached, "created-at",
                &created, "started-at", &started, "finished-at", &finished, "progress", &progress, "node-title", &title,
                "step", &step, "steps", &steps, "remaining", &remaining, "favourite", &favourite, NULL);
  g_assert_cmpint (id, ==, figment_generation_get_id (generation));
  g_assert_cmpint (id, ==, 12);
  g_assert_cmpstr (prompt_id, ==, figment_generation_get_prompt_id (generation));
  g_assert_cmpstr (server, ==, figment_generation_get_server (generation));
  g_assert_cmpfloat (position, ==, figment_generation_get_position (generation));
  g_assert_cmpint (state, ==, FIGMENT_GENERATION_SUBMITTED);
  g_assert_cmpstr (evidence, ==, figment_generation_get_evidence (generation));
  g_assert_cmpstr (error, ==, figment_generation_get_error (generation));
  g_assert_cmpstr (details, ==, figment_generation_get_details (generation));
  g_assert_true (cached && figment_generation_get_cached (generation));
  g_assert_cmpint (created, ==, figment_generation_get_created_at (generation));
  g_assert_cmpint (started, ==, figment_generation_get_started_at (generation));
  g_assert_cmpint (finished, ==, figment_generation_get_finished_at (generation));
  g_assert_cmpfloat (progress, ==, figment_generation_get_progress (generation));
  g_assert_cmpstr (title, ==, figment_generation_get_node_title (generation));
  g_assert_cmpint (step, ==, figment_generation_get_step (generation));
  g_assert_cmpint (steps, ==, figment_generation_get_steps (generation));
  g_assert_cmpint (remaining, ==, figment_generation_get_remaining (generation));
  g_assert_true (favourite && figment_generation_get_favourite (generation));
  g_assert_finalize_object (generation);
}

static void
test_generation_progress_never_falls (void)
{
  FigmentGeneration *generation = new_generation ();

  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, NULL);
  figment_generation_set_run (generation, 0.5, "a", 1, 2);
  figment_generation_set_run (generation, 0.2, "b", 2, 2);
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 0.5);
  g_assert_cmpstr (figment_generation_get_node_title (generation), ==, "b");
  figment_generation_set_run (generation, 0.0 / 0.0, "b", -3, -1);
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 0.5);
  g_assert_cmpint (figment_generation_get_step (generation), ==, 0);
  figment_generation_set_run (generation, 7, "b", 2, 2);
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 1);
  g_assert_finalize_object (generation);
}

static void
test_generation_attempts (void)
{
  FigmentGeneration *generation = new_generation ();
  g_autoptr(GBytes) preview = g_bytes_new_static ("jpeg", 4);

  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, NULL);
  g_assert_cmpint (figment_generation_get_started_at (generation), >, 0);
  figment_generation_set_times (generation, 1, 2, 0);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, "again");
  g_assert_cmpint (figment_generation_get_started_at (generation), ==, 2);
  figment_generation_set_run (generation, 0.5, "a", 1, 2);
  figment_generation_set_remaining (generation, 100);
  figment_generation_set_preview (generation, preview);
  g_assert_true (figment_generation_get_preview (generation) == preview);
  figment_generation_set_error (generation, "no", "no");

  figment_generation_enter_state (generation, FIGMENT_GENERATION_FAILED, "the server said so");
  g_assert_cmpint (figment_generation_get_finished_at (generation), >, 2);
  g_assert_null (figment_generation_get_preview (generation));
  g_assert_cmpint (figment_generation_get_remaining (generation), ==, 0);
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 0.5);
  g_assert_cmpstr (figment_generation_get_error (generation), ==, "no");
  figment_generation_set_preview (generation, preview);
  g_assert_null (figment_generation_get_preview (generation));

  /* The end stays where it was when more evidence for it comes in. */
  figment_generation_set_times (generation, 1, 2, 3);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_FAILED, "history says so too");
  g_assert_cmpint (figment_generation_get_finished_at (generation), ==, 3);

  figment_generation_enter_state (generation, FIGMENT_GENERATION_QUEUED, "once more");
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 0);
  g_assert_null (figment_generation_get_node_title (generation));
  g_assert_null (figment_generation_get_error (generation));
  g_assert_cmpint (figment_generation_get_started_at (generation), ==, 0);
  g_assert_cmpint (figment_generation_get_finished_at (generation), ==, 0);
  g_assert_cmpint (figment_generation_get_created_at (generation), ==, 1);

  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, NULL);
  g_assert_cmpfloat (figment_generation_get_progress (generation), ==, 1);
  g_assert_finalize_object (generation);
}

static void
state_cb (FigmentGeneration *generation,
          GParamSpec        *pspec,
          gpointer           user_data)
{
  gboolean *called = user_data;

  *called = TRUE;
  g_assert_cmpint (figment_generation_get_finished_at (generation), >, 0);
  g_assert_cmpstr (figment_generation_get_evidence (generation), ==, "history");
}

/* Who hears of a state finds everything that goes with it in place. */
static void
test_generation_notifies_together (void)
{
  FigmentGeneration *generation = new_generation ();
  gboolean called = FALSE;

  g_signal_connect (generation, "notify::state", G_CALLBACK (state_cb), &called);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, "history");
  g_assert_true (called);
  g_assert_finalize_object (generation);
}

static void
test_generation_outputs (void)
{
  FigmentGeneration *generation = new_generation ();
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *list = figment_generation_get_outputs (generation);

  for (int i = 0; i < 3; i++)
    g_ptr_array_add (outputs, figment_output_new (&(FigmentOutputInfo) { .position = 2 - i, .node_id = "9" }));
  figment_generation_set_outputs (generation, outputs);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (list, i);

      g_assert_cmpint (figment_output_get_info (output)->position, ==, i);
    }
  g_ptr_array_set_size (outputs, 1);
  figment_generation_set_outputs (generation, outputs);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_true (list == figment_generation_get_outputs (generation));
  g_assert_finalize_object (generation);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/generation/states", test_generation_states);
  g_test_add_func ("/generation/starts-queued", test_generation_starts_queued);
  g_test_add_func ("/generation/properties", test_generation_properties);
  g_test_add_func ("/generation/progress-never-falls", test_generation_progress_never_falls);
  g_test_add_func ("/generation/attempts", test_generation_attempts);
  g_test_add_func ("/generation/notifies-together", test_generation_notifies_together);
  g_test_add_func ("/generation/outputs", test_generation_outputs);
  return g_test_run ();
}
