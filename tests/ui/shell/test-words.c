/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/figment-words.h"

static void
test_prompt (void)
{
  FigmentRequest *request = figment_request_new (FIGMENT_MODE_TEXT_TO_VIDEO, "{}");
  g_autoptr(FigmentGeneration) generation = NULL;
  g_autofree char *whole = NULL, *cut = NULL;

  g_free (request->original_prompt);
  request->original_prompt = g_strdup ("  Ein Leuchtturm\nüber dem Meer ");
  generation = figment_generation_new (request);
  figment_request_unref (request);
  whole = figment_words_prompt (generation, 100);
  g_assert_cmpstr (whole, ==, "Ein Leuchtturm über dem Meer");
  /* Characters, not bytes; and no space before the dots. */
  cut = figment_words_prompt (generation, 19);
  g_assert_cmpstr (cut, ==, "Ein Leuchtturm über…");
}

static void
test_prompt_none (void)
{
  FigmentRequest *request = figment_request_new (FIGMENT_MODE_TEXT_TO_VIDEO, "{}");
  g_autoptr(FigmentGeneration) generation = figment_generation_new (request);
  g_autofree char *words = figment_words_prompt (generation, 100);

  figment_request_unref (request);
  g_assert_cmpstr (words, ==, "Text to Video");
}

static void
test_time_left (void)
{
  static const struct
  {
    gint64      milliseconds;
    const char *words;
  } cases[] = {
    { 0, NULL },
    { 1, "1 second left" },
    { 1001, "2 seconds left" },
    { 60 * 1000, "1:00 left" },
    { 754 * 1000, "12:34 left" },
    { 3725 * 1000, "1 h 02 min left" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = figment_words_time_left (cases[i].milliseconds);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Red is kept for what keeps one from working. */
static void
test_connection_class (void)
{
  g_assert_cmpstr (figment_words_connection_class (FIGMENT_CONNECTION_AWAY, FALSE), ==, "error");
  g_assert_cmpstr (figment_words_connection_class (FIGMENT_CONNECTION_AWAY, TRUE), ==, "dim-label");
  g_assert_cmpstr (figment_words_connection_class (FIGMENT_CONNECTION_PROBLEM, TRUE), ==, "warning");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/prompt", test_prompt);
  g_test_add_func ("/words/prompt-none", test_prompt_none);
  g_test_add_func ("/words/time-left", test_time_left);
  g_test_add_func ("/words/connection-class", test_connection_class);
  return g_test_run ();
}
