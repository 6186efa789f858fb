/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <errno.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "engine/figment-queue.h"
#include "figment-cli-connection.h"
#include "figment-cli-dry-run.h"
#include "figment-cli-load.h"
#include "figment-cli-print.h"
#include "figment-cli-request.h"
#include "figment-cli-session.h"
#include "figment-cli-wait.h"

/* One line of JSON for each that is in the queue, with what it will be made from. */
static void
print_queued (FigmentGeneration *generation)
{
  FigmentRequest *request = figment_generation_get_request (generation);
  JsonObject *object = json_object_new ();

  figment_cli_json_set (object, "event", "queued");
  json_object_set_int_member (object, "id", figment_generation_get_id (generation));
  figment_cli_json_set (object, "mode", figment_mode_to_nick (request->mode));
  figment_cli_json_set (object, "workflow", request->workflow_name);
  figment_cli_json_set (object, "prompt", request->sent_prompt);
  figment_cli_json_set_json (object, "params", request->params);
  figment_cli_print_json (object);
}

/* Each is on the disk before the next is taken; the server hears of the first when all of them are. */
static gboolean
add_requests (FigmentCliSession        *session,
              GPtrArray                *requests,
              const FigmentCliOptions  *options,
              GError                  **error)
{
  FigmentQueue *queue = figment_session_get_queue (session->session);

  for (guint i = 0; i < requests->len && !figment_cli_watch_is_interrupted (session->watch); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(FigmentGeneration) generation = NULL;

      figment_queue_add_async (queue, g_ptr_array_index (requests, i), FALSE, NULL,
                               figment_cli_wait_cb, &result);
      generation = figment_queue_add_finish (queue, figment_cli_wait (&result), error);
      if (generation == NULL)
        return FALSE;
      if (options->json)
        print_queued (generation);
      figment_cli_watch_add (session->watch, generation);
    }
  return TRUE;
}

static FigmentCliExit
run_requests (FigmentCliSession       *session,
              GPtrArray               *requests,
              const FigmentCliOptions *options)
{
  g_autoptr(GError) error = NULL;

  if (!add_requests (session, requests, options, &error))
    {
      figment_cli_print_error ("%s", error->message);
      return FIGMENT_CLI_EXIT_FAILED;
    }
  figment_queue_start (figment_session_get_queue (session->session));
  return figment_cli_watch_run (session->watch);
}

static gboolean
make_output_dir (const FigmentCliOptions *options)
{
  if (options->output == NULL || g_mkdir_with_parents (options->output, 0777) == 0)
    return TRUE;
  figment_cli_print_error (_("“%s” cannot be made: %s"), options->output, g_strerror (errno));
  return FALSE;
}

/* Lists of words for prompts, from where the window has them. */
static FigmentWildcards *
load_wildcards (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "figment", "wildcards", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  figment_wildcards_load_async (folder, NULL, figment_cli_wait_cb, &result);
  return figment_wildcards_load_finish (figment_cli_wait (&result), NULL);
}

/* What the editor keeps of the workflow goes along, so that what is made can be opened in ComfyUI again. */
static FigmentForm *
build_form (FigmentImport *import)
{
  FigmentForm *form = figment_form_new (figment_import_get_graph (import), NULL);
  g_autofree char *editor = figment_import_dup_editor_json (import);
  g_autoptr(FigmentWildcards) wildcards = load_wildcards ();

  figment_form_set_editor (form, editor);
  figment_form_set_wildcards (form, wildcards);
  return form;
}

/*
 * The workflow, and what was to be said about it. One of the editor's is converted with what the server knows of its
 * nodes. Returns %NULL with @exit_code when there is none.
 */
static FigmentImport *
load_workflow (const FigmentCliOptions *options,
               char                   **name,
               FigmentCliExit          *exit_code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file_name = NULL;
  g_autoptr(GInputStream) stream = figment_cli_open_workflow (options, name, &file_name, &error);
  g_autoptr(FigmentImport) import =
      stream != NULL ? figment_import_read (stream, file_name, NULL, NULL, &error) : NULL;
  const char *const *warnings;

  *exit_code = FIGMENT_CLI_EXIT_WORKFLOW;
  if (import != NULL && figment_import_is_converted (import))
    {
      g_autoptr(FigmentCatalog) catalog = figment_cli_fetch_catalog (options, &error);

      if (catalog == NULL)
        *exit_code = figment_cli_exit_for_server_error (error);
      g_clear_pointer (&import, figment_import_unref);
      if (catalog != NULL && g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, &error))
        import = figment_import_read (stream, file_name, catalog, NULL, &error);
    }
  if (import == NULL)
    {
      if (*exit_code == FIGMENT_CLI_EXIT_WORKFLOW)
        figment_cli_print_error ("%s: %s", *name, error->message);
      else
        figment_cli_print_error ("%s", error->message);
      return NULL;
    }
  warnings = figment_import_get_warnings (import);
  for (guint i = 0; warnings[i] != NULL; i++)
    figment_cli_print_error (_("note: %s"), warnings[i]);
  return g_steal_pointer (&import);
}

/**
 * figment_cli_generate:
 *
 * Everything that can be wrong here is found before a server is given anything to do.
 */
FigmentCliExit
figment_cli_generate (const FigmentCliOptions *options)
{
  g_autofree char *name = NULL;
  g_autofree char *problem = NULL;
  g_autoptr(GError) error = NULL;
  FigmentCliExit exit_code;
  g_autoptr(FigmentImport) import = load_workflow (options, &name, &exit_code);
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GPtrArray) requests = NULL;
  FigmentCliSession *session;

  if (import == NULL)
    return exit_code;
  problem = figment_cli_find_fatal (figment_import_get_graph (import), NULL);
  if (problem != NULL)
    {
      figment_cli_print_error ("%s: %s", name, problem);
      return FIGMENT_CLI_EXIT_WORKFLOW;
    }
  form = build_form (import);
  requests = figment_cli_build_requests (form, name, options, &error);
  if (requests == NULL)
    {
      figment_cli_print_error ("%s", error->message);
      return FIGMENT_CLI_EXIT_USAGE;
    }
  if (options->dry_run)
    {
      figment_cli_print_dry_run (figment_import_get_graph (import), requests, options->json);
      return FIGMENT_CLI_EXIT_DONE;
    }
  if (!make_output_dir (options))
    return FIGMENT_CLI_EXIT_USAGE;

  session = figment_cli_session_open (options, TRUE, &exit_code);
  if (session == NULL)
    return exit_code;
  return figment_cli_session_close (session, run_requests (session, requests, options));
}
