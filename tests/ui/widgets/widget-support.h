/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/figment-picture.h"
#include "model/figment-output.h"

/* Starts GTK; where there is no display the program ends with 77. */
void           widget_support_init       (int          *argc,
                                          char       ***argv);

/* g_test_run () and the removal of what figment-test-media.h made. */
int            widget_support_run        (void);

/* A window of that size with @child, shown. */
GtkWindow     *widget_support_present    (GtkWidget    *child,
                                          int           width,
                                          int           height);

/* Runs the main loop until @condition gives TRUE; fails after a long time. */
typedef gboolean (*WidgetCondition) (gpointer data);
void           widget_support_wait       (WidgetCondition  condition,
                                          gpointer         data);

/* Runs the main loop until @n frames were drawn. */
void           widget_support_draw       (GtkWindow    *window,
                                          guint         n);

/* The pixel at @x, @y of @widget after it was drawn anew: 0xAARRGGBB. */
guint32        widget_support_get_pixel  (GtkWidget    *widget,
                                          int           x,
                                          int           y);

FigmentOutput *widget_support_new_output (const char   *path);
