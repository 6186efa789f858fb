/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentQueuePreview:
 *
 * A small square picture of a generation: its first output, else its newest preview, else the icon of its mode.
 * Previews are decoded in a thread, one at a time and the newest only, and only while the widget is on screen. Main
 * thread. Property: "generation".
 */
#define FIGMENT_TYPE_QUEUE_PREVIEW (figment_queue_preview_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueuePreview, figment_queue_preview, FIGMENT, QUEUE_PREVIEW, GtkWidget)

G_END_DECLS
