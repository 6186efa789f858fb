/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include <glib.h>

#include "figment-cli-bar.h"

static guint
count_columns (const char *text)
{
  guint columns = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      g_assert_false (g_unichar_iscntrl (character));
      if (!g_unichar_iszerowidth (character))
        columns += g_unichar_iswide (character) ? 2 : 1;
    }
  return columns;
}

static void
test_bar_full (void)
{
  const FigmentCliBar line = { 0.5, "KSampler", 10, 20, 7000, 31000, 2, 3 };
  g_autofree char *ascii = figment_cli_bar_format (&line, 80, FIGMENT_CLI_BAR_ASCII);
  g_autofree char *utf8 = figment_cli_bar_format (&line, 80, FIGMENT_CLI_BAR_UTF8);
  g_autofree char *log = figment_cli_bar_format_line (&line);

  g_assert_cmpstr (ascii, ==, "2/3 [##########----------]  50%  KSampler 10/20  0:07, 0:31 left");
  g_assert_cmpstr (utf8, ==, "2/3 ██████████░░░░░░░░░░  50%  KSampler 10/20  0:07, 0:31 left");
  g_assert_cmpstr (log, ==, "2/3  50%  KSampler 10/20  0:07, 0:31 left");
}

static void
test_bar_colour (void)
{
  const FigmentCliBar line = { 0.25, "VAEDecode", 0, 0, 0, 0, 1, 1 };
  g_autofree char *bar = figment_cli_bar_format (&line, 40, FIGMENT_CLI_BAR_COLOUR);

  g_assert_cmpstr (bar, ==, "\033[36m##\033[2m--------\033[0m  25%  VAEDecode");
}

/* Whatever the width and the title, the line does not wrap. */
static void
test_bar_widths (void)
{
  static const char *const titles[] = { NULL, "", "KSampler", "日本語のとても長いノード名がここにあります、本当に長い",
                                        "A very long title of a node that goes on and on and on and on and on and on" };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    for (guint columns = 0; columns < 200; columns++)
      {
        const FigmentCliBar line = { 0.999, titles[i], 5, 10000, 4000 * 1000, 7300 * 1000, 10, 10000 };
        g_autofree char *ascii = figment_cli_bar_format (&line, columns, FIGMENT_CLI_BAR_ASCII);
        g_autofree char *utf8 = figment_cli_bar_format (&line, columns, FIGMENT_CLI_BAR_UTF8);

        g_assert_nonnull (strstr (ascii, " 99%"));
        if (columns >= 20)
          {
            g_assert_cmpuint (count_columns (ascii), <, columns);
            g_assert_cmpuint (count_columns (utf8), <, columns);
          }
      }
}

/* Titles come from files and servers: they must not drive the terminal, nor break the line. */
static void
test_bar_hostile_title (void)
{
  const FigmentCliBar line = { 0.5, "\033[2J\033]0;x\aline\nbreak \xff", 0, 0, 0, 0, 1, 1 };
  g_autofree char *bar = figment_cli_bar_format (&line, 80, FIGMENT_CLI_BAR_ASCII);
  g_autofree char *log = figment_cli_bar_format_line (&line);

  g_assert_null (strpbrk (bar, "\033\a\n"));
  g_assert_null (strpbrk (log, "\033\a\n"));
  g_assert_true (g_utf8_validate (bar, -1, NULL));
  g_assert_nonnull (strstr (bar, "line break"));
}

static void
test_bar_fractions (void)
{
  static const struct
  {
    double fraction;
    int    percent;
  } cases[] = { { -1, 0 }, { 0, 0 }, { 0.29, 29 }, { 0.999, 99 }, { 1, 100 }, { 7, 100 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const FigmentCliBar line = { .fraction = cases[i].fraction, .count = 1 };

      g_assert_cmpint (figment_cli_bar_get_percent (&line), ==, cases[i].percent);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/bar/full", test_bar_full);
  g_test_add_func ("/cli/bar/colour", test_bar_colour);
  g_test_add_func ("/cli/bar/widths", test_bar_widths);
  g_test_add_func ("/cli/bar/hostile-title", test_bar_hostile_title);
  g_test_add_func ("/cli/bar/fractions", test_bar_fractions);
  return g_test_run ();
}
