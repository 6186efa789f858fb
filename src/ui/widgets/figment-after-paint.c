/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-after-paint.h"

typedef struct
{
  GWeakRef         widget;
  FigmentPaintFunc callback;
  gpointer         user_data;
} PaintData;

static void
paint_data_free (gpointer user_data)
{
  PaintData *data = user_data;

  g_weak_ref_clear (&data->widget);
  g_free (data);
}

static gboolean
painted_cb (gpointer user_data)
{
  PaintData *data = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&data->widget);

  if (widget != NULL && gtk_widget_get_root (widget) != NULL)
    data->callback (widget, data->user_data);
  return G_SOURCE_REMOVE;
}

/* Called before the layout of a frame. What is waited for comes between this frame and the next one: within one it
 * would add to the time that this takes. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  PaintData *data = g_new0 (PaintData, 1);

  *data = *(PaintData *) user_data;
  g_weak_ref_init (&data->widget, widget);
  g_idle_add_full (GDK_PRIORITY_REDRAW + 1, painted_cb, data, paint_data_free);
  return G_SOURCE_REMOVE;
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
