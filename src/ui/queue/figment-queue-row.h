/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/figment-connection.h"
#include "engine/figment-queue.h"

G_BEGIN_DECLS

/**
 * FigmentQueueRow:
 *
 * One generation in the queue's popover: picture, mode, prompt, state in words, progress, and what can be done with it.
 * Dragging it onto another moves it there. Main thread. Properties: "queue", "connection",
 * "generation".
 */
#define FIGMENT_TYPE_QUEUE_ROW (figment_queue_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueueRow, figment_queue_row, FIGMENT, QUEUE_ROW, GtkWidget)

GtkWidget *figment_queue_row_new            (FigmentQueue      *queue,
                                             FigmentConnection *connection);
void       figment_queue_row_set_generation (FigmentQueueRow   *self,
                                             FigmentGeneration *generation);
void       figment_queue_row_update         (FigmentQueueRow   *self);

G_END_DECLS
