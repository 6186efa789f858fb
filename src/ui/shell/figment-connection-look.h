/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Closures of a template that shows a connection: format_icon (state) and format_classes (state, optional). */
void figment_connection_look_bind (GtkWidgetClass *widget_class);

G_END_DECLS
