/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <string.h>

#include <glib/gi18n.h>

#include "comfy/figment-comfy-socket.h"
#include "figment-cli-print.h"
#include "figment-cli-connection.h"
#include "figment-cli-wait.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "net/figment-remote-error.h"

#define CONNECT_SECONDS 10
#define SOCKET_SECONDS  10

/* "figment-cli server": one step after the other, so that a person sees which one it is that fails. */
typedef struct
{
  const FigmentCliOptions *options;
  FigmentCliConnection        *server;
  FigmentComfyClient      *client;
  const char              *url;
} Look;

/* @detail: (nullable); @error: (nullable): the step failed. Returns whether it did not. */
static gboolean
report (Look         *look,
        const char   *step,
        const char   *label,
        const char   *detail,
        const GError *error)
{
  const char *more = error != NULL && error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_details (error)
                                                                            : NULL;

  if (look->options->json)
    {
      JsonObject *object = json_object_new ();

      figment_cli_json_set (object, "step", step);
      json_object_set_boolean_member (object, "ok", error == NULL);
      if (error != NULL)
        {
          figment_cli_json_set (object, "error", error->message);
          figment_cli_json_set (object, "details", more);
        }
      else
        figment_cli_json_set (object, "detail", detail);
      figment_cli_print_json (object);
    }
  else if (error != NULL)
    {
      figment_cli_print (_("failed  %s: %s"), label, error->message);
      if (more != NULL)
        figment_cli_print ("        %s", more);
    }
  else
    figment_cli_print (_("ok      %s: %s"), label, detail);
  return error == NULL;
}

/* The names behind an address, without asking for anything of theirs yet. */
static gboolean
look_resolve (Look *look)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  GList *addresses;

  g_resolver_lookup_by_name_async (resolver, figment_endpoint_get_host (look->server->endpoint), NULL,
                                   figment_cli_wait_cb, &result);
  addresses = g_resolver_lookup_by_name_finish (resolver, figment_cli_wait (&result), &error);
  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", address);
    }
  g_resolver_free_addresses (addresses);
  return report (look, "resolve", _("name"), text->str, error);
}

static gboolean
look_connect (Look *look)
{
  const gboolean tls = g_str_has_prefix (look->url, "https:");
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  g_socket_client_set_timeout (client, CONNECT_SECONDS);
  g_socket_client_connect_to_uri_async (client, look->url, tls ? 443 : 80, NULL, figment_cli_wait_cb, &result);
  connection = g_socket_client_connect_to_uri_finish (client, figment_cli_wait (&result), &error);
  if (connection != NULL)
    {
      g_autoptr(GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

      if (G_IS_INET_SOCKET_ADDRESS (address))
        {
          GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
          g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));

          text = g_strdup_printf (_("%s, port %u"), host, g_inet_socket_address_get_port (inet));
        }
    }
  return report (look, "connect", _("connection"), text != NULL ? text : look->url, error);
}

static char *
format_system (const FigmentComfySystem *system)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "ComfyUI %s", system->version != NULL ? system->version : "?");
  if (system->practice)
    g_string_append (text, _(" (practice server: no real model)"));
  if (system->os != NULL)
    g_string_append_printf (text, ", %s", system->os);
  for (guint i = 0; system->devices != NULL && i < system->devices->len; i++)
    {
      const FigmentComfyDevice *device = g_ptr_array_index (system->devices, i);

      g_string_append_printf (text, ", %s", device->name);
      if (device->vram_total > 0)
        {
          g_autofree char *total = g_format_size_full ((guint64) device->vram_total, G_FORMAT_SIZE_IEC_UNITS);
          g_autofree char *free_size = g_format_size_full ((guint64) MAX (device->vram_free, 0),
                                                           G_FORMAT_SIZE_IEC_UNITS);

          g_string_append_printf (text, _(" (%s, %s free)"), total, free_size);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* TLS and HTTP show in the same call: the kind of error says which of the two it was. */
static gboolean
look_system (Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(FigmentComfySystem) system = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  const gboolean tls = g_str_has_prefix (look->url, "https:");

  figment_comfy_client_fetch_system_async (look->client, NULL, figment_cli_wait_cb, &result);
  system = figment_comfy_client_fetch_system_finish (look->client, figment_cli_wait (&result), &error);
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_CERTIFICATE))
    {
      const char *fingerprint = figment_remote_error_get_fingerprint (error);

      report (look, "tls", _("encryption"), NULL, error);
      if (fingerprint != NULL && !look->options->json)
        figment_cli_print (_("        if you know this server: --fingerprint %s"), fingerprint);
      return FALSE;
    }
  if (tls && error == NULL)
    report (look, "tls", _("encryption"),
            look->options->fingerprint != NULL ? _("certificate trusted by its fingerprint") : _("certificate is good"),
            NULL);
  text = system != NULL ? format_system (system) : NULL;
  return report (look, "http", _("server"), text, error);
}

static gboolean
look_features (Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonNode) features = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  figment_comfy_client_fetch_features_async (look->client, NULL, figment_cli_wait_cb, &result);
  features = figment_comfy_client_fetch_features_finish (look->client, figment_cli_wait (&result), &error);
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND))
    {
      g_clear_error (&error); /* servers older than feature flags do everything that is needed */
      text = g_strdup (_("none told"));
    }
  else if (features != NULL)
    text = figment_json_write (features, FIGMENT_JSON_WRITE_COMPACT, NULL);
  return report (look, "features", _("features"), text, error);
}

static gboolean
look_queue (Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(FigmentComfyQueue) queue = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  figment_comfy_client_fetch_queue_async (look->client, NULL, figment_cli_wait_cb, &result);
  queue = figment_comfy_client_fetch_queue_finish (look->client, figment_cli_wait (&result), &error);
  if (queue != NULL)
    text = g_strdup_printf (_("%u running, %u waiting"), queue->running->len, queue->pending->len);
  return report (look, "queue", _("queue"), text, error);
}

static gboolean
look_catalog (Look *look)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(FigmentCatalog) catalog = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  figment_comfy_client_fetch_catalog_async (look->client, NULL, figment_cli_wait_cb, &result);
  catalog = figment_comfy_client_fetch_catalog_finish (look->client, figment_cli_wait (&result), &error);
  if (catalog != NULL)
    {
      const guint n_classes = figment_catalog_get_n_classes (catalog);

      text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u kind", "%u kinds", n_classes), n_classes);
    }
  return report (look, "nodes", _("nodes"), text, error);
}

static gboolean
time_out_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The socket tries for ever by itself; here its first trouble is the answer. */
static gboolean
look_socket (Look *look)
{
  g_autoptr(FigmentComfySocket) socket = figment_comfy_socket_new (look->server->endpoint);
  g_autoptr(GError) error = NULL;
  gboolean timed_out = FALSE;
  guint timeout_id = g_timeout_add_seconds (SOCKET_SECONDS, time_out_cb, &timed_out);

  figment_comfy_socket_start (socket);
  while (figment_comfy_socket_get_state (socket) != FIGMENT_COMFY_SOCKET_OPEN
         && figment_comfy_socket_get_error (socket) == NULL && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  if (!timed_out)
    g_source_remove (timeout_id);
  if (figment_comfy_socket_get_state (socket) != FIGMENT_COMFY_SOCKET_OPEN)
    {
      const GError *trouble = figment_comfy_socket_get_error (socket);

      error = trouble != NULL ? g_error_copy (trouble)
                              : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                                     _("The server did not say anything in time"));
    }
  figment_comfy_socket_stop (socket);
  return report (look, "websocket", _("live messages"), _("open"), error);
}

/**
 * figment_cli_server:
 *
 * Stops at the first step without which the next ones make no sense.
 */
FigmentCliExit
figment_cli_server (const FigmentCliOptions *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentCliConnection) server = figment_cli_connection_open (options, &error);
  g_autoptr(FigmentComfyClient) client = NULL;
  Look look = { options, server, NULL, NULL };
  gboolean good;

  if (server == NULL)
    {
      report (&look, "address", _("address"), NULL, error);
      return figment_cli_exit_for_server_error (error);
    }
  look.url = figment_endpoint_get_url (server->endpoint);
  report (&look, "address", _("address"), look.url, NULL);
  if (!look_resolve (&look) || !look_connect (&look))
    return FIGMENT_CLI_EXIT_UNREACHABLE;

  client = figment_comfy_client_new (server->endpoint);
  look.client = client;
  if (!look_system (&look))
    return FIGMENT_CLI_EXIT_UNREACHABLE;
  good = look_features (&look);
  good = look_queue (&look) && good;
  good = look_catalog (&look) && good;
  good = look_socket (&look) && good;
  return good ? FIGMENT_CLI_EXIT_DONE : FIGMENT_CLI_EXIT_UNREACHABLE;
}
