/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "widget-support.h"

#include <adwaita.h>
#include <stdlib.h>

#include "figment-test-media.h"
#include "media/figment-media.h"

#define MAX_WAIT_S 40

/* Made by glib-compile-resources; a static library's constructor runs only if something of it is used. */
GResource *figment_get_resource (void);

void
widget_support_init (int    *argc,
                     char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      exit (77);
    }
  adw_init ();
  g_resources_register (figment_get_resource ());
}

int
widget_support_run (void)
{
  const int status = g_test_run ();

  figment_test_media_clear ();
  return status;
}

GtkWindow *
widget_support_present (GtkWidget *child,
                        int        width,
                        int        height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  widget_support_draw (GTK_WINDOW (window), 2);
  return GTK_WINDOW (window);
}

static gboolean
too_long_cb (gpointer user_data)
{
  g_error ("waited in vain");
  return G_SOURCE_REMOVE;
}

void
widget_support_wait (WidgetCondition condition,
                     gpointer        data)
{
  const guint id = g_timeout_add_seconds (MAX_WAIT_S, too_long_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static gboolean
count_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  guint *left = user_data;

  if (*left > 0)
    (*left)--;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_zero (gpointer data)
{
  return *(guint *) data == 0;
}

void
widget_support_draw (GtkWindow *window,
                     guint      n)
{
  guint left = n + 1;
  const guint id = gtk_widget_add_tick_callback (GTK_WIDGET (window), count_cb, &left, NULL);

  widget_support_wait (is_zero, &left);
  gtk_widget_remove_tick_callback (GTK_WIDGET (window), id);
}

guint32
widget_support_get_pixel (GtkWidget *widget,
                          int        x,
                          int        y)
{
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = g_new0 (guint32, (gsize) width * (gsize) height);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));

  widget_support_draw (GTK_WINDOW (gtk_widget_get_root (widget)), 1);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return 0;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  return pixels[(gsize) y * (gsize) width + (gsize) x];
}

FigmentOutput *
widget_support_new_output (const char *path)
{
  FigmentMediaInfo media;
  FigmentOutputInfo info = { .path = path, .bytes = 2048 };

  if (figment_media_sniff_file (path, &media, NULL))
    {
      info.kind = media.kind;
      info.mime = media.mime;
      info.width = media.width;
      info.height = media.height;
    }
  return figment_output_new (&info);
}
