/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentQueuePopover:
 *
 * The queue, row by row, with what can be done to all of it. Main thread. Property: "session" (construct only).
 */
#define FIGMENT_TYPE_QUEUE_POPOVER (figment_queue_popover_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueuePopover, figment_queue_popover, FIGMENT, QUEUE_POPOVER, GtkPopover)

GtkWidget *figment_queue_popover_new    (FigmentSession      *session);
void       figment_queue_popover_update (FigmentQueuePopover *self);

G_END_DECLS
