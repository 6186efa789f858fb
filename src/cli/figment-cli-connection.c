/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-connection.h"

#include "figment-cli-wait.h"
#include "net/figment-remote-error.h"

/**
 * figment_cli_connection_open:
 *
 * Returns: (transfer full): %NULL with @error in %FIGMENT_REMOTE_ERROR_ADDRESS, or in %G_IO_ERROR when the practice
 * server cannot start
 */
FigmentCliConnection *
figment_cli_connection_open (const FigmentCliOptions  *options,
                             GError                  **error)
{
  g_autoptr(FigmentCliConnection) self = g_new0 (FigmentCliConnection, 1);
  const char *address = options->server;

  if (options->practice)
    {
      self->practice = figment_practice_comfy_new (NULL);
      if (!figment_practice_comfy_start (self->practice, 0, error))
        return NULL;
      address = figment_practice_comfy_get_url (self->practice);
    }
  self->endpoint =
      figment_endpoint_new (address, (const char *const *) options->headers, options->fingerprint, error);
  return self->endpoint != NULL ? g_steal_pointer (&self) : NULL;
}

void
figment_cli_connection_close (FigmentCliConnection *self)
{
  if (self->practice != NULL)
    figment_practice_comfy_stop (self->practice);
  g_clear_object (&self->practice);
  g_clear_pointer (&self->endpoint, figment_endpoint_unref);
  g_free (self);
}

/* What a person types wrongly is usage; everything else about a server is that it cannot be reached. */
FigmentCliExit
figment_cli_exit_for_server_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FIGMENT_CLI_EXIT_INTERRUPTED;
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_ADDRESS))
    return FIGMENT_CLI_EXIT_USAGE;
  return FIGMENT_CLI_EXIT_UNREACHABLE;
}

gboolean
figment_cli_connection_check (FigmentCliConnection  *self,
                              GCancellable          *cancellable,
                              GError               **error)
{
  g_autoptr(FigmentComfyClient) client = figment_comfy_client_new (self->endpoint);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(FigmentComfySystem) system = NULL;

  figment_comfy_client_fetch_system_async (client, cancellable, figment_cli_wait_cb, &result);
  system = figment_comfy_client_fetch_system_finish (client, figment_cli_wait (&result), error);
  return system != NULL;
}

FigmentCatalog *
figment_cli_fetch_catalog (const FigmentCliOptions  *options,
                           GError                  **error)
{
  g_autoptr(FigmentCliConnection) server = figment_cli_connection_open (options, error);
  g_autoptr(FigmentComfyClient) client = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  if (server == NULL)
    return NULL;
  client = figment_comfy_client_new (server->endpoint);
  figment_comfy_client_fetch_catalog_async (client, NULL, figment_cli_wait_cb, &result);
  return figment_comfy_client_fetch_catalog_finish (client, figment_cli_wait (&result), error);
}
