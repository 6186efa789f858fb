/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-after-paint.h"

typedef struct
{
  FigmentPaintFunc callback;
  gpointer         user_data;
  gboolean         painted;
} PaintData;

/* The first call comes before the layout of a frame, the second one after that frame. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  PaintData *data = user_data;

  if (data->painted)
    {
      data->callback (widget, data->user_data);
      return G_SOURCE_REMOVE;
    }
  data->painted = TRUE;
  return G_SOURCE_CONTINUE;
}

void
figment_after_paint (GtkWidget       *widget,
                     FigmentPaintFunc callback,
                     gpointer         user_data)
{
  PaintData *data;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  data = g_new0 (PaintData, 1);
  data->callback = callback;
  data->user_data = user_data;
  gtk_widget_add_tick_callback (widget, tick_cb, data, g_free);
}
