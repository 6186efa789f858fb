/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "engine/figment-connection.h"

G_BEGIN_DECLS

/**
 * FigmentComfyWatch:
 *
 * Keeps a FigmentConnection and the catalog true to what the socket and the server say. Asks the server what it is and
 * can do each time that the socket opens, and nothing while it is open and nobody looks. Starts and stops nothing: the
 * socket is the queue's. Main thread.
 *
 * Property: "catalog" (boxed FigmentCatalog, readable, nullable): the server's, or while it is away the last one known.
 */
#define FIGMENT_TYPE_COMFY_WATCH (figment_comfy_watch_get_type ())
G_DECLARE_FINAL_TYPE (FigmentComfyWatch, figment_comfy_watch, FIGMENT, COMFY_WATCH, GObject)

FigmentComfyWatch *figment_comfy_watch_new            (FigmentComfyClient *client,
                                                       FigmentComfySocket *socket,
                                                       gboolean            passing);
FigmentConnection *figment_comfy_watch_get_connection (FigmentComfyWatch  *self);
FigmentCatalog    *figment_comfy_watch_get_catalog    (FigmentComfyWatch  *self);
void               figment_comfy_watch_move           (FigmentComfyWatch  *self,
                                                       gboolean            passing);
void               figment_comfy_watch_refresh        (FigmentComfyWatch  *self);

G_END_DECLS
