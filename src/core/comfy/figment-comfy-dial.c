/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-dial.h"

/* libsoup's default of 128 KiB is less than a preview of 1024 pixels. */
#define MAX_FRAME (64 * 1024 * 1024)

/* Seconds between pings: the server sends none, and a router forgets connections that say nothing. */
#define KEEPALIVE 30

/* Why the server did not switch to the websocket: its status, when it gave one, says most. */
static GError *
explain_refusal (FigmentHttp  *http,
                 SoupMessage  *message,
                 const GError *error)
{
  const guint status = soup_message_get_status (message);

  if (error->domain == SOUP_WEBSOCKET_ERROR && status >= 300)
    return figment_http_build_status_error (http, message, NULL);
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    return figment_http_build_protocol_error (http, error->message);
  return figment_http_translate_error (http, message, error, FALSE);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SoupMessage *message = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  SoupWebsocketConnection *connection;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (connection == NULL)
    {
      g_task_return_error (task, explain_refusal (g_task_get_source_object (task), message, error));
      return;
    }
  g_object_set (connection, "max-incoming-payload-size", (guint64) MAX_FRAME, "keepalive-interval", KEEPALIVE, NULL);
  /* Only the first message counts, and only for this connection (ComfyUI server.py, websocket_handler). */
  soup_websocket_connection_send_text (connection,
                                       "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}");
  g_task_return_pointer (task, connection, g_object_unref);
}

/**
 * figment_comfy_dial_async:
 * @client_id: under which the server is to know the connection
 */
void
figment_comfy_dial_async (FigmentHttp         *http,
                          const char          *client_id,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (http, cancellable, callback, user_data);
  g_autofree char *uri =
    figment_endpoint_build_uri (figment_http_get_endpoint (http), "/ws", "clientId", client_id, NULL);
  SoupMessage *message = figment_http_build_message (http, SOUP_METHOD_GET, uri);

  g_task_set_source_tag (task, figment_comfy_dial_async);
  g_task_set_task_data (task, message, g_object_unref);
  /* Compression: JPEGs do not shrink, and the limit on a frame's size would be one on its packed size. */
  soup_message_disable_feature (message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_websocket_connect_async (figment_http_get_session (http), message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        cancellable, connected_cb, task);
}

/* Returns: (transfer full): the connection, or NULL with @error in FIGMENT_REMOTE_ERROR or G_IO_ERROR_CANCELLED */
SoupWebsocketConnection *
figment_comfy_dial_finish (GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
