/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <glib/gi18n.h>

#include "figment-cli-print.h"

static const struct
{
  const char *name;
  FigmentCliExit (*run) (const FigmentCliOptions *options);
  const char *summary;
} commands[] = {
  { "generate", figment_cli_generate, N_("make pictures or films") },
  { "server", figment_cli_server, N_("look at a server, step by step") },
  { "workflow", figment_cli_workflow, N_("check or analyse workflow files") },
  { "queue", figment_cli_queue, N_("show, resume or clear the queue") },
  { "history", figment_cli_history, N_("list what was made") },
};

static FigmentCliExit
run_command (guint   index,
             char  **argv)
{
  g_autofree char *program = g_strconcat ("figment-cli ", commands[index].name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentCliOptions) options = NULL;

  g_set_prgname (program);
  options = figment_cli_options_parse (commands[index].name, argv, &error);
  if (options != NULL)
    return commands[index].run (options);
  figment_cli_print_error (_("%s\n%s --help says more."), error->message, program);
  return FIGMENT_CLI_EXIT_USAGE;
}

static void
print_help (void)
{
  g_print (_("Usage: %s COMMAND [OPTION…]\n\n"), "figment-cli");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, _(commands[i].summary));
  g_print (_("\n%s COMMAND --help says what a command takes.\n"), "figment-cli");
}

/**
 * figment_cli_run:
 * @argv: as main () gets it
 *
 * Runs the command that the first word names.
 *
 * Returns: what the process should end with
 */
FigmentCliExit
figment_cli_run (char **argv)
{
  const char *name = argv[0] != NULL && argv[1] != NULL ? argv[1] : "";

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return run_command (i, argv + 1);

  if (g_str_equal (name, "--version"))
    g_print ("figment-cli %s\n", FIGMENT_VERSION);
  else if (g_str_equal (name, "--help") || g_str_equal (name, "-h") || g_str_equal (name, "help"))
    print_help ();
  else
    {
      figment_cli_print_error (_("“%s” is no command; figment-cli --help lists them"), name);
      return FIGMENT_CLI_EXIT_USAGE;
    }
  return FIGMENT_CLI_EXIT_DONE;
}
