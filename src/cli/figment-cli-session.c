/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-session.h"

#include <glib/gstdio.h>

#include "engine/figment-queue.h"
#include "figment-cli-print.h"
#include "figment-cli-wait.h"

/* The folder is ours and flat: a database and what SQLite keeps beside it. */
static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_DIR) && !g_file_test (file, G_FILE_TEST_IS_SYMLINK))
        remove_folder (file);
      else
        g_unlink (file);
    }
  g_rmdir (path);
}

static void
free_session (FigmentCliSession *self)
{
  g_clear_pointer (&self->watch, figment_cli_watch_free);
  g_clear_object (&self->session);
  g_clear_pointer (&self->connection, figment_cli_connection_close);
  if (self->data_dir != NULL)
    remove_folder (self->data_dir);
  g_free (self->data_dir);
  g_free (self);
}

static void
cancel_cb (FigmentGeneration *generation,
           gpointer           user_data)
{
  FigmentCliSession *self = user_data;

  figment_queue_cancel (figment_session_get_queue (self->session), generation);
}

/* What the practice server makes does not belong into the user's history, unless a place for data was named. */
static gboolean
choose_data_dir (FigmentCliSession        *self,
                 const FigmentCliOptions  *options,
                 GError                  **error)
{
  if (!options->practice || g_getenv ("XDG_DATA_HOME") != NULL)
    return TRUE;
  self->data_dir = g_dir_make_tmp ("figment-practice-XXXXXX", error);
  return self->data_dir != NULL;
}

static gboolean
open_session (FigmentCliSession  *self,
              gboolean            own_only,
              GError            **error)
{
  const FigmentSessionOptions session_options = {
    .data_dir = self->data_dir,
    .comfy = self->connection->endpoint,
    .own_only = own_only,
  };
  g_autoptr(GAsyncResult) result = NULL;

  figment_session_open_async (&session_options, figment_cli_watch_get_cancellable (self->watch), figment_cli_wait_cb,
                              &result);
  self->session = figment_session_open_finish (figment_cli_wait (&result), error);
  if (self->session != NULL)
    figment_cli_watch_set_cancel_func (self->watch, cancel_cb, self);
  return self->session != NULL;
}

static FigmentCliExit
get_exit_for_local_error (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? FIGMENT_CLI_EXIT_INTERRUPTED
                                                                   : FIGMENT_CLI_EXIT_FAILED;
}

/**
 * figment_cli_session_open:
 * @own_only: what waits in the queue from before is left alone
 * @exit_code: (out): set when this fails
 *
 * The server is asked first, so that a mistyped address ends at once instead of leaving a job that waits for it.
 *
 * Returns: (transfer full) (nullable)
 */
FigmentCliSession *
figment_cli_session_open (const FigmentCliOptions *options,
                          gboolean                 own_only,
                          FigmentCliExit          *exit_code)
{
  FigmentCliSession *self = g_new0 (FigmentCliSession, 1);
  g_autoptr(GError) error = NULL;

  self->watch = figment_cli_watch_new (options->json);
  self->connection = figment_cli_connection_open (options, &error);
  if (self->connection == NULL
      || !figment_cli_connection_check (self->connection, figment_cli_watch_get_cancellable (self->watch), &error))
    *exit_code = figment_cli_exit_for_server_error (error);
  else if (!choose_data_dir (self, options, &error) || !open_session (self, own_only, &error))
    *exit_code = get_exit_for_local_error (error);
  else
    return self;
  figment_cli_print_error ("%s", error->message);
  free_session (self);
  return NULL;
}

/**
 * figment_cli_session_close:
 * @exit_code: how things went until now
 *
 * Returns: @exit_code, or that the disk failed at the end of what went well
 */
FigmentCliExit
figment_cli_session_close (FigmentCliSession *self,
                           FigmentCliExit     exit_code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_cli_watch_set_cancel_func (self->watch, NULL, NULL);
  figment_session_close_async (self->session, figment_cli_wait_cb, &result);
  if (!figment_session_close_finish (self->session, figment_cli_wait (&result), &error))
    {
      figment_cli_print_error ("%s", error->message);
      if (exit_code == FIGMENT_CLI_EXIT_DONE)
        exit_code = FIGMENT_CLI_EXIT_FAILED;
    }
  free_session (self);
  return exit_code;
}
