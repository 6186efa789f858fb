/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-connection.h"
#include "lmstudio/figment-lm-client.h"

G_BEGIN_DECLS

/**
 * FigmentLmWatch:
 *
 * Keeps a FigmentConnection true to the language model's server, which has no socket to tell: while it is away it is
 * asked after 1, 2, 4 … 30 seconds, while it is there only when somebody looks. Whoever has a call fail should call
 * figment_connection_retry (). Main thread.
 *
 * Property: "client" (FigmentLmClient, readable, nullable): to the present address; NULL: no server is wanted.
 */
#define FIGMENT_TYPE_LM_WATCH (figment_lm_watch_get_type ())
G_DECLARE_FINAL_TYPE (FigmentLmWatch, figment_lm_watch, FIGMENT, LM_WATCH, GObject)

FigmentLmWatch    *figment_lm_watch_new            (void);
void               figment_lm_watch_set_endpoint   (FigmentLmWatch  *self,
                                                    FigmentEndpoint *endpoint,
                                                    gboolean         practice);
FigmentConnection *figment_lm_watch_get_connection (FigmentLmWatch  *self);
FigmentLmClient   *figment_lm_watch_get_client     (FigmentLmWatch  *self);

/* For tests, which cannot wait seconds; milliseconds. */
void               _figment_lm_watch_set_delays    (FigmentLmWatch  *self,
                                                    guint            first_delay,
                                                    guint            look_delay);

G_END_DECLS
