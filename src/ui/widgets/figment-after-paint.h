/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*FigmentPaintFunc) (GtkWidget *widget,
                                  gpointer   user_data);

/* Calls @callback once @widget is seen and its next frame was painted: for what need not be there when a window comes
 * up. If the widget goes before, nothing is called. */
void figment_after_paint (GtkWidget       *widget,
                          FigmentPaintFunc callback,
                          gpointer         user_data);

G_END_DECLS
