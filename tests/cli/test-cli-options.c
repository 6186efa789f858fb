/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include <glib.h>

#include "figment-cli-options.h"

#define PARSE(command, ...) parse (command, (const char *[]){ "figment-cli", __VA_ARGS__, NULL })

static FigmentCliOptions *
parse (const char  *command,
       const char **words)
{
  g_autoptr(GError) error = NULL;
  FigmentCliOptions *options = figment_cli_options_parse (command, (char **) words, &error);

  g_assert_no_error (error);
  g_assert_nonnull (options);
  return options;
}

static void
test_options_defaults (void)
{
  g_autoptr(FigmentCliOptions) generate = parse ("generate", (const char *[]){ "generate", NULL });
  g_autoptr(FigmentCliOptions) workflow = PARSE ("workflow", "check", "x.json");

  g_assert_cmpstr (generate->server, ==, FIGMENT_CLI_DEFAULT_SERVER);
  g_assert_cmpint (generate->count, ==, 1);
  g_assert_cmpint (generate->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_null (generate->seed);
  g_assert_null (generate->output);
  g_assert_null (workflow->server);
  g_assert_cmpuint (g_strv_length (workflow->arguments), ==, 2);
}

/* Digits reach the graph as they were typed, within what JSON calls a number. */
static void
test_options_numbers (void)
{
  g_autoptr(FigmentCliOptions) options =
      PARSE ("generate", "--seed", "18446744073709551615", "--steps", "020", "--cfg", "+7.50", "--size", "832×480");

  g_assert_cmpstr (options->seed, ==, "18446744073709551615");
  g_assert_cmpstr (options->steps, ==, "20");
  g_assert_cmpstr (options->cfg, ==, "7.5");
  g_assert_cmpstr (options->width, ==, "832");
  g_assert_cmpstr (options->height, ==, "480");
}

static void
test_options_values (void)
{
  g_autofree char *folder = g_get_current_dir ();
  g_autofree char *output = g_build_filename (folder, "out", NULL);
  g_autoptr(FigmentCliOptions) options =
      PARSE ("generate", "-p", "-x", "--set", "1.a=b=c", "--set", "57:5.0.x=", "-o", "./out", "--count", "3");

  g_assert_cmpstr (options->prompt, ==, "-x");
  g_assert_cmpstr (options->sets[0], ==, "1.a=b=c");
  g_assert_cmpstr (options->sets[1], ==, "57:5.0.x=");
  g_assert_cmpstr (options->output, ==, output);
  g_assert_cmpint (options->count, ==, 3);
}

static void
test_options_practice (void)
{
  g_autoptr(FigmentCliOptions) options = NULL;

  g_setenv ("FIGMENT_SERVER", "http://127.0.0.1:9999", TRUE);
  options = PARSE ("generate", "--practice");
  g_assert_null (options->server);
  g_assert_true (options->practice);
  g_clear_pointer (&options, figment_cli_options_free);

  options = PARSE ("generate", "--json");
  g_assert_cmpstr (options->server, ==, "http://127.0.0.1:9999");
  g_unsetenv ("FIGMENT_SERVER");
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("FIGMENT_SERVER");
  g_test_add_func ("/cli/options/defaults", test_options_defaults);
  g_test_add_func ("/cli/options/numbers", test_options_numbers);
  g_test_add_func ("/cli/options/values", test_options_values);
  g_test_add_func ("/cli/options/practice", test_options_practice);
  return g_test_run ();
}
