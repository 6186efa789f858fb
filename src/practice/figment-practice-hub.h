/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FigmentPracticeHub:
 *
 * The websockets of the practice server, found by their clientId the way ComfyUI's server.py does it
 * (websocket_handler, send), with what follows from that: a second socket of the same id takes over, and goes deaf when
 * the first one closes. Server thread only.
 */
typedef struct _FigmentPracticeHub FigmentPracticeHub;

FigmentPracticeHub *figment_practice_hub_new         (JsonNode                *server_features);
void                figment_practice_hub_free        (FigmentPracticeHub      *self);
char               *figment_practice_hub_add         (FigmentPracticeHub      *self,
                                                      SoupWebsocketConnection *connection,
                                                      GSocket                 *socket,
                                                      const char              *client_id);
void                figment_practice_hub_send        (FigmentPracticeHub      *self,
                                                      const char              *client_id,
                                                      const char              *type,
                                                      JsonNode                *data);
void                figment_practice_hub_send_binary (FigmentPracticeHub      *self,
                                                      const char              *client_id,
                                                      guint32                  type,
                                                      GBytes                  *payload);
gboolean            figment_practice_hub_has_preview_metadata (FigmentPracticeHub *self,
                                                               const char         *client_id);
void                figment_practice_hub_set_silent  (FigmentPracticeHub      *self,
                                                      gboolean                 silent);
void                figment_practice_hub_cut         (FigmentPracticeHub      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeHub, figment_practice_hub_free)

G_END_DECLS
