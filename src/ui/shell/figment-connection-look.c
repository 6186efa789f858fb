/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-connection-look.h"

#include "ui/figment-words.h"

static char *
format_icon (GObject               *object,
             FigmentConnectionState state)
{
  return g_strdup (figment_words_connection_icon (state));
}

static char **
format_classes (GObject               *object,
                FigmentConnectionState state,
                gboolean               optional)
{
  const char *const classes[] = { figment_words_connection_class (state, optional), NULL };

  return g_strdupv ((char **) classes);
}

void
figment_connection_look_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, format_icon);
  gtk_widget_class_bind_template_callback (widget_class, format_classes);
}
