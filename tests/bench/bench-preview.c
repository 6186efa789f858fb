/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-viewer.h"

#include <adwaita.h>

#include "figment-test-media.h"

/*
 * Time from the arrival of a preview to the end of the frame that shows it, in a viewer of 900 × 700: a JPEG of 512 px,
 * as samplers send them, 20 a second (goal: median at most 25 ms), and one of about a megabyte, 30 a second.
 */

GResource *figment_get_resource (void);

typedef struct
{
  FigmentViewer *viewer;
  GBytes        *pictures[2];
  guint          n_sent;
  guint          n_wanted;
  gint64         sent_at;  /* µs; 0 when it was painted */
  gboolean       decoded;
  GArray        *times;    /* of double, ms */
  GMainLoop     *loop;
} Bench;

static void
decoded_cb (Bench *bench)
{
  bench->decoded = bench->sent_at > 0;
}

static void
after_paint_cb (Bench *bench)
{
  double time;

  if (!bench->decoded)
    return;
  time = (double) (g_get_monotonic_time () - bench->sent_at) / 1e3;
  g_array_append_val (bench->times, time);
  bench->sent_at = 0;
  bench->decoded = FALSE;
}

static gboolean
send_cb (gpointer user_data)
{
  Bench *bench = user_data;

  if (bench->n_sent == bench->n_wanted)
    {
      g_main_loop_quit (bench->loop);
      return G_SOURCE_REMOVE;
    }
  if (bench->sent_at == 0)
    bench->sent_at = g_get_monotonic_time ();
  figment_viewer_set_preview (bench->viewer, bench->pictures[bench->n_sent++ % 2]);
  return G_SOURCE_CONTINUE;
}

/* Noise, as photographs are as hard to decode. */
static GBytes *
make_jpeg (int    side,
           guint32 seed)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *data;
  gsize length;

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side * 3; x++)
      pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x] = (guchar) (x / 6 + y / 4 + g_rand_int_range (random, 0, 40));
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "jpeg", NULL, "quality", "90", NULL);
  return g_bytes_new_take (data, length);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

static void
measure (Bench *bench,
         int    side,
         guint  interval_ms)
{
  const double *times;

  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&bench->pictures[i], g_bytes_unref);
      bench->pictures[i] = make_jpeg (side, i);
    }
  g_array_set_size (bench->times, 0);
  bench->n_sent = 0;
  bench->n_wanted = 150;
  bench->sent_at = 0;
  g_timeout_add (interval_ms, send_cb, bench);
  g_main_loop_run (bench->loop);
  g_array_sort (bench->times, compare_doubles);
  times = (const double *) (gpointer) bench->times->data;
  g_print ("%d px, %zu kB, each %u ms: median %.1f ms, 95 of 100 within %.1f ms, longest %.1f ms, %u of %u painted\n",
           side, g_bytes_get_size (bench->pictures[0]) / 1000, interval_ms, times[bench->times->len / 2],
           times[bench->times->len * 95 / 100], times[bench->times->len - 1], bench->times->len, bench->n_sent);
}

static GtkWidget *
find_preview (GtkWidget *widget)
{
  if (GTK_IS_PICTURE (widget) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_preview (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { 0 };
  GtkWidget *window;
  GdkPaintable *paintable;

  if (!gtk_init_check ())
    {
      g_print ("no display\n");
      return 77;
    }
  adw_init ();
  g_resources_register (figment_get_resource ());
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.pictures[0] = make_jpeg (64, 0);
  window = gtk_window_new ();
  bench.viewer = FIGMENT_VIEWER (figment_viewer_new ());
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench.viewer));
  figment_viewer_set_preview (bench.viewer, bench.pictures[0]);
  gtk_window_present (GTK_WINDOW (window));

  paintable = gtk_picture_get_paintable (GTK_PICTURE (find_preview (GTK_WIDGET (bench.viewer))));
  g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (decoded_cb), &bench);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), &bench);
  measure (&bench, 512, 50);
  measure (&bench, 1536, 33);

  gtk_window_destroy (GTK_WINDOW (window));
  g_array_unref (bench.times);
  g_main_loop_unref (bench.loop);
  for (guint i = 0; i < 2; i++)
    g_bytes_unref (bench.pictures[i]);
  return 0;
}
