/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "ui/form/figment-field-text.h"
#include "ui/form/figment-input-file.h"
#include "ui/generate/figment-reuse.h"
#include "ui/generate/figment-run-panel.h"

static void
test_spins (void)
{
  guint digits;

  g_assert_true (figment_field_text_spins ("20", 1, 100, 1, &digits));
  g_assert_cmpuint (digits, ==, 0);
  g_assert_true (figment_field_text_spins ("7.25", 0, 100, 0.1, &digits));
  g_assert_cmpuint (digits, ==, 2);
  g_assert_true (figment_field_text_spins ("-3", NAN, NAN, NAN, &digits));

  /* What a spin button would change stays a text. */
  g_assert_false (figment_field_text_spins ("101", 1, 100, 1, &digits));
  g_assert_false (figment_field_text_spins ("0", 1, 100, 1, &digits));
  g_assert_false (figment_field_text_spins ("18446744073709551615", 0, NAN, 1, &digits));
  g_assert_false (figment_field_text_spins ("9007199254740993", 0, NAN, 1, &digits));
  g_assert_false (figment_field_text_spins ("0.1234567", 0, 1, 0.01, &digits));
  g_assert_false (figment_field_text_spins ("1e3", 0, NAN, 1, &digits));
  g_assert_false (figment_field_text_spins ("1.2.3", 0, NAN, 1, &digits));
  g_assert_false (figment_field_text_spins ("", 0, NAN, 1, &digits));
  g_assert_false (figment_field_text_spins ("%steps%", 0, NAN, 1, &digits));
}

static void
assert_number (double      number,
               guint       digits,
               const char *json,
               const char *shown)
{
  g_autofree char *text = figment_field_text_number (number, digits);
  g_autofree char *seen = figment_field_text_shown (number, digits);

  g_assert_cmpstr (text, ==, json);
  g_assert_cmpstr (seen, ==, shown);
}

static void
test_number (void)
{
  assert_number (20, 0, "20", "20");
  assert_number (7, 2, "7.0", "7");
  assert_number (7.5, 2, "7.5", "7.5");
  assert_number (0.7, 2, "0.7", "0.7");
  assert_number (0.05, 2, "0.05", "0.05");
  assert_number (-0.0, 0, "0", "0");
}

static void
assert_seed (const char *text,
             const char *expected)
{
  g_autofree char *seed = figment_field_text_seed (text);

  g_assert_cmpstr (seed, ==, expected);
}

static void
test_seed (void)
{
  assert_seed ("42", "42");
  assert_seed (" 42\n", "42");
  assert_seed ("18446744073709551615", "18446744073709551615");
  assert_seed ("9,007,199,254,740,993", "9007199254740993");
  assert_seed ("0042", "42");
  assert_seed ("18446744073709551616", NULL);
  assert_seed ("-1", NULL);
  assert_seed ("seed 5", NULL);
  assert_seed ("٤٢", NULL);
  assert_seed ("", NULL);
}

static void
test_length (void)
{
  g_autofree char *none = figment_field_text_length (" \n ");
  g_autofree char *one = figment_field_text_length ("cat");
  g_autofree char *many = figment_field_text_length ("a cat,\n on\ta mat ");

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (one, ==, "1 word");
  g_assert_cmpstr (many, ==, "5 words");
}

static void
test_duration (void)
{
  g_autofree char *duration = figment_field_text_duration ("33", "16.0");

  g_assert_cmpstr (duration, ==, "2.1 s");
  g_assert_null (figment_field_text_duration ("33", "0"));
  g_assert_null (figment_field_text_duration ("", "16"));
  g_assert_null (figment_field_text_duration ("inf", "1"));
}

static void
test_size (void)
{
  const FigmentSizeRange range = { .min = 16, .max = 2048, .step = 64 };
  const FigmentSizeRange odd = { .min = 100, .max = 1000, .step = 64 };
  FigmentSize size;

  g_assert_cmpint (figment_size_snap (1000, &range), ==, 1024);
  g_assert_cmpint (figment_size_snap (1, &range), ==, 64);
  g_assert_cmpint (figment_size_snap (99999, &range), ==, 2048);
  g_assert_cmpint (figment_size_snap (1, &odd), ==, 128);
  g_assert_cmpint (figment_size_snap (5000, &odd), ==, 960);
  g_assert_true (figment_size_same_shape (832, 480, 1664, 960));
  g_assert_true (figment_size_same_shape (1366, 768, 1920, 1080));
  g_assert_false (figment_size_same_shape (832, 480, 1280, 720));
  g_assert_false (figment_size_same_shape (480, 832, 832, 480));

  size = figment_size_shape (16.0 / 9, 1024 * 1024, &range, &range);
  g_assert_cmpint (size.width, ==, 1344);
  g_assert_cmpint (size.height, ==, 768);
  size = figment_size_shape (1, 512 * 512, &range, &range);
  g_assert_cmpint (size.width, ==, 512);
  g_assert_cmpint (size.height, ==, 512);
}

static void
test_refuse (void)
{
  g_autofree char *video = figment_input_file_refuse (FIGMENT_FIELD_IMAGE, FIGMENT_MEDIA_VIDEO);
  g_autofree char *text = figment_input_file_refuse (FIGMENT_FIELD_MASK, FIGMENT_MEDIA_TEXT);
  g_autofree char *still = figment_input_file_refuse (FIGMENT_FIELD_VIDEO, FIGMENT_MEDIA_IMAGE);

  g_assert_nonnull (video);
  g_assert_nonnull (text);
  g_assert_cmpstr (video, !=, text);
  g_assert_nonnull (still);
  g_assert_null (figment_input_file_refuse (FIGMENT_FIELD_IMAGE, FIGMENT_MEDIA_IMAGE));
  g_assert_null (figment_input_file_refuse (FIGMENT_FIELD_VIDEO, FIGMENT_MEDIA_ANIMATION));
  g_assert_null (figment_input_file_refuse (FIGMENT_FIELD_AUDIO, FIGMENT_MEDIA_AUDIO));
}

static void
assert_pick (FigmentRequest *request,
             const char     *what,
             const char     *expected)
{
  g_autofree char *picked = figment_reuse_pick (request, what);

  g_assert_cmpstr (picked, ==, expected);
}

static void
test_reuse (void)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  const char *params = "{\"positive\":\"a cat, sharp\",\"seed\":18446744073709551615,\"steps\":20}";

  g_free (request->original_prompt);
  request->original_prompt = g_strdup ("a cat");
  g_free (request->params);
  request->params = g_strdup (params);
  assert_pick (request, "all", params);
  assert_pick (request, "prompt", "{\"positive\":\"a cat\"}");
  assert_pick (request, "seed", "{\"seed\":18446744073709551615}");
  assert_pick (request, "colour", NULL);

  request->negative_prompt = g_strdup ("dogs");
  assert_pick (request, "prompt", "{\"positive\":\"a cat\",\"negative\":\"dogs\"}");
  g_free (request->params);
  request->params = g_strdup ("{}");
  assert_pick (request, "seed", NULL);
  g_free (request->params);
  request->params = g_strdup ("rubbish");
  assert_pick (request, "seed", NULL);
}

static void
test_describe (void)
{
  g_autofree char *both = figment_run_panel_describe ("Sampler", 4, 20);
  g_autofree char *title = figment_run_panel_describe ("Load Checkpoint", 0, 0);
  g_autofree char *beyond = figment_run_panel_describe (NULL, 21, 20);

  g_assert_cmpstr (both, ==, "Sampler · Step 4 of 20");
  g_assert_cmpstr (title, ==, "Load Checkpoint");
  g_assert_cmpstr (beyond, ==, "Step 20 of 20");
  g_assert_null (figment_run_panel_describe (NULL, 0, 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/generate/text/spins", test_spins);
  g_test_add_func ("/generate/text/number", test_number);
  g_test_add_func ("/generate/text/seed", test_seed);
  g_test_add_func ("/generate/text/length", test_length);
  g_test_add_func ("/generate/text/duration", test_duration);
  g_test_add_func ("/generate/text/size", test_size);
  g_test_add_func ("/generate/text/refuse", test_refuse);
  g_test_add_func ("/generate/text/reuse", test_reuse);
  g_test_add_func ("/generate/text/describe", test_describe);
  return g_test_run ();
}
