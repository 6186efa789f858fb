/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include "engine/figment-connection-test.h"
#include "net/figment-remote-error.h"
#include "practice/figment-practice-comfy.h"
#include "practice/figment-practice-lm.h"

typedef struct
{
  GString      *steps; /* (owned) "resolve connect !http": a failed one with a mark */
  GError       *error; /* (owned) (nullable) of the last failed one */
  const char   *cancel_at;
  GCancellable *cancellable; /* (owned) */
  gboolean      good;
  gboolean      cancelled;
} Run;

static void
step_cb (FigmentConnectionTest       *test,
         const FigmentConnectionStep *step,
         gpointer                     user_data)
{
  Run *run = user_data;

  g_assert_nonnull (step->title);
  g_assert_cmpint (step->ok, ==, step->error == NULL);
  g_assert_cmpint (step->milliseconds, >=, 0);
  g_string_append_printf (run->steps, "%s%s%s", run->steps->len > 0 ? " " : "", step->ok ? "" : "!", step->id);
  if (step->error != NULL)
    {
      g_clear_error (&run->error);
      run->error = g_error_copy (step->error);
    }
  if (g_strcmp0 (step->id, run->cancel_at) == 0)
    g_cancellable_cancel (run->cancellable);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
run_test (Run                       *run,
          const char                *url,
          FigmentConnectionTestKind  kind)
{
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, NULL, NULL, NULL);
  FigmentConnectionTest *test = figment_connection_test_new (endpoint, kind);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  run->steps = g_string_new (NULL);
  run->cancellable = g_cancellable_new ();
  g_signal_connect (test, "step", G_CALLBACK (step_cb), run);
  figment_connection_test_run_async (test, run->cancellable, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  run->good = figment_connection_test_run_finish (test, result, &error);
  run->cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (test);
}

static void
clear_run (Run *run)
{
  g_string_free (run->steps, TRUE);
  g_clear_error (&run->error);
  g_clear_object (&run->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

static void
test_comfy (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = figment_practice_comfy_new (NULL);
  g_auto(Run) good = { 0 }, token = { 0 }, rubbish = { 0 }, gone = { 0 };
  g_autofree char *url = NULL;

  g_assert_true (figment_practice_comfy_start (comfy, 0, NULL));
  url = g_strdup (figment_practice_comfy_get_url (comfy));
  run_test (&good, url, FIGMENT_CONNECTION_TEST_COMFY);
  g_assert_cmpstr (good.steps->str, ==, "resolve connect http features queue nodes websocket");
  g_assert_true (good.good);

  figment_practice_comfy_set_token (comfy, "x");
  run_test (&token, url, FIGMENT_CONNECTION_TEST_COMFY);
  g_assert_cmpstr (token.steps->str, ==, "resolve connect !http");
  g_assert_error (token.error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED);
  g_assert_false (token.good);
  g_assert_false (token.cancelled);

  figment_practice_comfy_set_token (comfy, NULL);
  figment_practice_comfy_set_mood (comfy, FIGMENT_PRACTICE_MOOD_RUBBISH);
  run_test (&rubbish, url, FIGMENT_CONNECTION_TEST_COMFY);
  g_assert_cmpstr (rubbish.steps->str, ==, "resolve connect !http");
  g_assert_error (rubbish.error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);

  figment_practice_comfy_stop (comfy);
  run_test (&gone, url, FIGMENT_CONNECTION_TEST_COMFY);
  g_assert_cmpstr (gone.steps->str, ==, "resolve !connect");
  g_assert_error (gone.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_cancel (void)
{
  static const char *const steps[] = { "resolve", "http", "queue", "nodes" };
  g_autoptr(FigmentPracticeComfy) comfy = figment_practice_comfy_new (NULL);

  g_assert_true (figment_practice_comfy_start (comfy, 0, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto(Run) run = { .cancel_at = steps[i] };

      run_test (&run, figment_practice_comfy_get_url (comfy), FIGMENT_CONNECTION_TEST_COMFY);
      g_assert_true (g_str_has_suffix (run.steps->str, steps[i]));
      g_assert_true (run.cancelled);
    }
}

static void
test_lm (void)
{
  g_autoptr(FigmentPracticeLm) lm = figment_practice_lm_new ();
  g_auto(Run) good = { 0 };

  g_assert_true (figment_practice_lm_start (lm, 0, NULL));
  run_test (&good, figment_practice_lm_get_url (lm), FIGMENT_CONNECTION_TEST_LM);
  g_assert_cmpstr (good.steps->str, ==, "resolve connect http models");
  g_assert_true (good.good);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection-test/comfy", test_comfy);
  g_test_add_func ("/connection-test/cancel", test_cancel);
  g_test_add_func ("/connection-test/lm", test_lm);
  return g_test_run ();
}
