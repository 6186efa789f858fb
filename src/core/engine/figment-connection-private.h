/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-connection.h"

G_BEGIN_DECLS

/*
 * For the watches, which know. Each notifies only what has changed; strings are copied and may be NULL.
 */
void _figment_connection_set_address (FigmentConnection      *self,
                                      const char             *address);
void _figment_connection_set_state   (FigmentConnection      *self,
                                      FigmentConnectionState  state,
                                      const GError           *error);
void _figment_connection_set_system  (FigmentConnection      *self,
                                      const char             *version,
                                      const char             *device,
                                      gint64                  vram_free,
                                      gint64                  vram_total,
                                      gboolean                practice);

FigmentConnectionState _figment_connection_judge (const GError *error);

G_END_DECLS
