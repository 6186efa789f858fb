/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_CONNECTION_CONNECTING,
  FIGMENT_CONNECTION_ONLINE,
  FIGMENT_CONNECTION_AWAY,    /* nobody answers; tried again by itself */
  FIGMENT_CONNECTION_PROBLEM, /* somebody answers, but the user has to do something: token, certificate, wrong server */
  FIGMENT_CONNECTION_OFF,     /* not wanted: no address is set */
} FigmentConnectionState;

#define FIGMENT_TYPE_CONNECTION_STATE (figment_connection_state_get_type ())
GType figment_connection_state_get_type (void);

/**
 * FigmentConnection:
 *
 * What a person can be told about one of the two servers. Filled by the session from the socket and the clients, bound
 * to by dots, popovers and notices. Main thread.
 *
 * Properties (all read-only): "state", "service" ("ComfyUI" or "LM Studio"), "optional" (pictures come about without
 * it), "address", "version", "device", "vram-free", "vram-total" (bytes, -1 unknown), "practice", "message" (what is
 * wrong and what to do, NULL while all is well), "details" (for people who look closer), "fingerprint" (of a
 * certificate that is not trusted, for the question).
 * Writable: "watched" (somebody looks at the figures now, so they are asked for every few seconds).
 * Signal "retry": somebody asked for another try now.
 */
#define FIGMENT_TYPE_CONNECTION (figment_connection_get_type ())
G_DECLARE_FINAL_TYPE (FigmentConnection, figment_connection, FIGMENT, CONNECTION, GObject)

FigmentConnection      *figment_connection_new             (const char        *service,
                                                            gboolean           optional);
FigmentConnectionState  figment_connection_get_state       (FigmentConnection *self);
const char             *figment_connection_get_address     (FigmentConnection *self);
const char             *figment_connection_get_version     (FigmentConnection *self);
const char             *figment_connection_get_message     (FigmentConnection *self);
const char             *figment_connection_get_fingerprint (FigmentConnection *self);
gboolean                figment_connection_get_practice    (FigmentConnection *self);
gboolean                figment_connection_get_watched     (FigmentConnection *self);
void                    figment_connection_set_watched     (FigmentConnection *self,
                                                            gboolean           watched);
void                    figment_connection_retry           (FigmentConnection *self);

G_END_DECLS
