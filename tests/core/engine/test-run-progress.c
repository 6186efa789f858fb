/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/figment-run-progress.h"

#include <string.h>

static const char graph_text[] =
  "{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a.safetensors\"}},"
  "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"steps\":8,\"seed\":1,\"model\":[\"4\",0]},"
  "\"_meta\":{\"title\":\"My sampler\"}},"
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"3\",0]}}}";

static FigmentRunProgress *
make_progress (void)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (graph_text, strlen (graph_text), NULL);

  g_assert_nonnull (graph);
  return figment_run_progress_new (graph);
}

static void
feed (FigmentRunProgress *progress,
      const char         *text)
{
  g_autoptr(GBytes) frame = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfyEvent) event = figment_comfy_event_decode_text (frame, &error);

  g_assert_no_error (error);
  figment_run_progress_feed (progress, event);
}

static void
test_steps (void)
{
  g_autoptr(FigmentRunProgress) progress = make_progress ();

  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 0);
  g_assert_null (figment_run_progress_get_title (progress));

  feed (progress, "{\"type\":\"executing\",\"data\":{\"node\":\"3\",\"display_node\":\"3\",\"prompt_id\":\"p\"}}");
  g_assert_cmpstr (figment_run_progress_get_title (progress), ==, "My sampler");
  feed (progress, "{\"type\":\"progress\",\"data\":{\"value\":4,\"max\":8,\"prompt_id\":\"p\",\"node\":\"3\"}}");
  g_assert_cmpint (figment_run_progress_get_step (progress), ==, 4);
  g_assert_cmpint (figment_run_progress_get_steps (progress), ==, 8);
  /* The sampler weighs 8, the two others 1 each. */
  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 0.4);
  feed (progress, "{\"type\":\"execution_success\",\"data\":{\"prompt_id\":\"p\",\"timestamp\":1}}");
  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 1);
  g_assert_false (figment_run_progress_is_cached (progress));
}

static void
test_has_steps (void)
{
  static const char text[] = "{\"1\":{\"class_type\":\"Upscale\",\"inputs\":{}}}";
  g_autoptr(FigmentRunProgress) sampler = make_progress ();
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), NULL);
  g_autoptr(FigmentRunProgress) upscaler = figment_run_progress_new (graph);

  g_assert_true (figment_run_progress_has_steps (sampler));
  g_assert_false (figment_run_progress_has_steps (upscaler));
  feed (upscaler, "{\"type\":\"progress\",\"data\":{\"value\":1,\"max\":4,\"prompt_id\":\"p\",\"node\":\"1\"}}");
  g_assert_true (figment_run_progress_has_steps (upscaler));
}

/* Trap 25: a node that turns out to have more steps weighs more from then on. */
static void
test_more_steps (void)
{
  g_autoptr(FigmentRunProgress) progress = make_progress ();

  feed (progress, "{\"type\":\"progress\",\"data\":{\"value\":9,\"max\":18,\"prompt_id\":\"p\",\"node\":\"3\"}}");
  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 0.45);
  feed (progress, "{\"type\":\"progress\",\"data\":{\"value\":1,\"max\":NaN,\"prompt_id\":\"p\",\"node\":\"3\"}}");
  feed (progress, "{\"type\":\"progress\",\"data\":{\"value\":-5,\"max\":1e300,\"prompt_id\":\"p\",\"node\":\"3\"}}");
  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 0.45);
}

static void
test_cached (void)
{
  g_autoptr(FigmentRunProgress) progress = make_progress ();

  feed (progress, "{\"type\":\"execution_cached\",\"data\":{\"nodes\":[\"4\",\"3\",\"unknown\"],\"prompt_id\":\"p\"}}");
  g_assert_cmpfloat (figment_run_progress_get_fraction (progress), ==, 0.9);
  g_assert_true (figment_run_progress_is_cached (progress));
  feed (progress, "{\"type\":\"executing\",\"data\":{\"node\":\"9\",\"prompt_id\":\"p\"}}");
  g_assert_false (figment_run_progress_is_cached (progress));
}

/* Trap 16: nodes made at run time count for the one that made them. */
static void
test_expanded (void)
{
  g_autoptr(FigmentRunProgress) progress = make_progress ();

  feed (progress,
        "{\"type\":\"executing\",\"data\":{\"node\":\"3.0.0.1\",\"display_node\":\"3\",\"prompt_id\":\"p\"}}");
  g_assert_cmpstr (figment_run_progress_get_node_id (progress), ==, "3");
  g_assert_cmpstr (figment_run_progress_get_title (progress), ==, "My sampler");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-progress/steps", test_steps);
  g_test_add_func ("/run-progress/has-steps", test_has_steps);
  g_test_add_func ("/run-progress/trap-25", test_more_steps);
  g_test_add_func ("/run-progress/cached", test_cached);
  g_test_add_func ("/run-progress/trap-16", test_expanded);
  return g_test_run ();
}
