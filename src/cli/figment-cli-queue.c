/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include "engine/figment-queue.h"
#include "figment-cli-print.h"
#include "figment-cli-session.h"
#include "figment-cli-store.h"

/* Reads the database only; no server is asked. */
static FigmentCliExit
list_queue (const FigmentCliOptions *options)
{
  g_autoptr(FigmentCliStore) store = NULL;
  g_autoptr(GPtrArray) generations = NULL;
  g_autoptr(GError) error = NULL;

  if (figment_cli_store_open (&store, &error) && store != NULL)
    generations = figment_generation_store_list_open (store->generations, &error);
  if (error != NULL)
    {
      figment_cli_print_error ("%s", error->message);
      return FIGMENT_CLI_EXIT_FAILED;
    }
  for (guint i = 0; generations != NULL && i < generations->len; i++)
    figment_cli_print_generation (g_ptr_array_index (generations, i), options->json);
  return FIGMENT_CLI_EXIT_DONE;
}

/* All that are in the queue now, before anything moves. */
static GPtrArray *
list_items (FigmentQueue *queue)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (queue), i));
  return items;
}

/* What waits goes on, what the server forgot is asked for again, what runs there is followed to its end. */
static FigmentCliExit
resume_queue (FigmentCliSession *session)
{
  FigmentQueue *queue = figment_session_get_queue (session->session);
  g_autoptr(GPtrArray) items = list_items (queue);

  for (guint i = 0; i < items->len; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (items, i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      if (state == FIGMENT_GENERATION_HELD || state == FIGMENT_GENERATION_LOST)
        figment_queue_retry (queue, generation);
      figment_cli_watch_add (session->watch, generation);
    }
  figment_queue_set_paused (queue, FALSE);
  figment_queue_start (queue);
  return figment_cli_watch_run (session->watch);
}

/* Cancels all that has not ended, on the server too, and waits for that. */
static FigmentCliExit
clear_queue (FigmentCliSession *session)
{
  FigmentQueue *queue = figment_session_get_queue (session->session);
  g_autoptr(GPtrArray) items = list_items (queue);
  FigmentCliExit exit_code;

  for (guint i = 0; i < items->len; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (items, i);

      if (figment_generation_state_is_final (figment_generation_get_state (generation)))
        continue;
      figment_cli_watch_add (session->watch, generation);
      figment_queue_cancel (queue, generation);
    }
  exit_code = figment_cli_watch_run (session->watch);
  /* That they are cancelled is what was asked for. */
  return exit_code == FIGMENT_CLI_EXIT_INTERRUPTED ? exit_code : FIGMENT_CLI_EXIT_DONE;
}

/**
 * figment_cli_queue:
 *
 * Figment's own queue, which outlives the process; not the server's.
 */
FigmentCliExit
figment_cli_queue (const FigmentCliOptions *options)
{
  const char *verb = options->arguments[0] != NULL ? options->arguments[0] : "list";
  FigmentCliSession *session;
  FigmentCliExit exit_code;

  if (g_str_equal (verb, "list"))
    return list_queue (options);
  session = figment_cli_session_open (options, FALSE, &exit_code);
  if (session == NULL)
    return exit_code;
  exit_code = g_str_equal (verb, "resume") ? resume_queue (session) : clear_queue (session);
  return figment_cli_session_close (session, exit_code);
}
