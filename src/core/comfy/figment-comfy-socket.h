/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "comfy/figment-comfy-event.h"
#include "net/figment-endpoint.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_COMFY_SOCKET_CLOSED,     /* not started, or stopped */
  FIGMENT_COMFY_SOCKET_CONNECTING, /* first try, or waiting to try again */
  FIGMENT_COMFY_SOCKET_OPEN,       /* the server's first status has come */
} FigmentComfySocketState;

#define FIGMENT_TYPE_COMFY_SOCKET_STATE (figment_comfy_socket_state_get_type ())
GType figment_comfy_socket_state_get_type (void);

/**
 * FigmentComfySocket:
 *
 * ComfyUI's websocket: connects, says its feature flags first, reconnects for ever with backoff and jitter, and hands
 * on typed events in the order in which they came. Nothing is replayed after a reconnect (trap 4), so listeners
 * reconcile by HTTP whenever #FigmentComfySocket:state becomes open again. Main thread.
 *
 * Each connection has a fresh client id, unless figment_comfy_socket_set_keep_client_id () asks to come back under the
 * old one, which is right while a prompt submitted under it is still running (traps 3 and 4).
 *
 * Properties: "state" (readable, notifies), "client-id" (readable, notifies), "error" (boxed GError, why it is not
 * open).
 * Signals: "event" (FigmentComfyEvent boxed); "silent": nothing has come for the watchdog's time while expect_traffic
 * is set; the listener asks /queue and calls reconnect () if the server says that the prompt runs.
 */
#define FIGMENT_TYPE_COMFY_SOCKET (figment_comfy_socket_get_type ())
G_DECLARE_FINAL_TYPE (FigmentComfySocket, figment_comfy_socket, FIGMENT, COMFY_SOCKET, GObject)

FigmentComfySocket     *figment_comfy_socket_new                (FigmentEndpoint    *endpoint);
void                    figment_comfy_socket_set_endpoint       (FigmentComfySocket *self,
                                                                 FigmentEndpoint    *endpoint);
void                    figment_comfy_socket_start              (FigmentComfySocket *self);
void                    figment_comfy_socket_stop               (FigmentComfySocket *self);
void                    figment_comfy_socket_reconnect          (FigmentComfySocket *self);
FigmentComfySocketState figment_comfy_socket_get_state          (FigmentComfySocket *self);
const char             *figment_comfy_socket_get_client_id      (FigmentComfySocket *self);
const GError           *figment_comfy_socket_get_error          (FigmentComfySocket *self);
gboolean                figment_comfy_socket_may_be_deaf        (FigmentComfySocket *self);
void                    figment_comfy_socket_set_client_id      (FigmentComfySocket *self,
                                                                 const char         *client_id);
void                    figment_comfy_socket_set_keep_client_id (FigmentComfySocket *self,
                                                                 gboolean            keep);
void                    figment_comfy_socket_set_expect_traffic (FigmentComfySocket *self,
                                                                 gboolean            expect);
void                    figment_comfy_socket_set_silence        (FigmentComfySocket *self,
                                                                 guint               milliseconds);

G_END_DECLS
