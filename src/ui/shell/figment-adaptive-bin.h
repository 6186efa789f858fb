/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_WIDTH_WIDE,
  FIGMENT_WIDTH_MEDIUM,
  FIGMENT_WIDTH_NARROW,
} FigmentWidth;

#define FIGMENT_TYPE_WIDTH (figment_width_get_type ())
GType figment_width_get_type (void);

/**
 * FigmentAdaptiveBin:
 *
 * Shows its child and tells how much room there is, so that the child's parts can fold: bind to "width-class". The
 * child never keeps a window from being made smaller: below its minimum it is cut off for the one frame that folding
 * takes. Main thread.
 *
 * Properties: "child"; "width-class" (FigmentWidth, read-only); "orientation" (GtkOrientation, read-only) of what
 * stands side by side where there is room, and under one another where it is narrow; "medium-below" and "narrow-below"
 * (px).
 */
#define FIGMENT_TYPE_ADAPTIVE_BIN (figment_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (FigmentAdaptiveBin, figment_adaptive_bin, FIGMENT, ADAPTIVE_BIN, GtkWidget)

FigmentWidth figment_adaptive_bin_get_width_class (FigmentAdaptiveBin *self);

G_END_DECLS
