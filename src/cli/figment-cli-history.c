/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include "figment-cli-print.h"
#include "figment-cli-store.h"

/* Newest first. */
static GPtrArray *
list_generations (FigmentCliStore          *store,
                  const FigmentCliOptions  *options,
                  GError                  **error)
{
  g_autofree char *joined = g_strjoinv (" ", options->arguments);
  g_autofree char *words = g_utf8_make_valid (joined, -1);

  if (words[0] != '\0')
    return figment_generation_store_search (store->generations, words, 0, (guint) options->limit, error);
  return figment_generation_store_list_page (store->generations, 0, (guint) options->limit, error);
}

/**
 * figment_cli_history:
 *
 * Reads the database only; no server is asked.
 */
FigmentCliExit
figment_cli_history (const FigmentCliOptions *options)
{
  g_autoptr(FigmentCliStore) store = NULL;
  g_autoptr(GPtrArray) generations = NULL;
  g_autoptr(GError) error = NULL;

  if (figment_cli_store_open (&store, &error) && store != NULL)
    generations = list_generations (store, options, &error);
  if (error != NULL)
    {
      figment_cli_print_error ("%s", error->message);
      return FIGMENT_CLI_EXIT_FAILED;
    }
  for (guint i = 0; generations != NULL && i < generations->len; i++)
    figment_cli_print_generation (g_ptr_array_index (generations, i), options->json);
  return FIGMENT_CLI_EXIT_DONE;
}
