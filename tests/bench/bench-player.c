/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-viewer.h"

#include <adwaita.h>
#include <sys/resource.h>

#include "figment-test-media.h"
#include "media/figment-media.h"

/*
 * CPU of a 1080p24 video that is shown at about 1280 × 720 and runs round, as a part of one core (goal with the cairo
 * renderer: at most 60 %), how many of its frames were shown, and the longest time between two frames, which is where
 * it begins anew (nominal 42 ms, goal at most 80). Any file can be given instead: bench-player [FILE].
 */

#define N_FRAMES 96
#define FPS 24
#define WARM_UP_S 2
#define SECONDS 12

GResource *figment_get_resource (void);

typedef struct
{
  GMainLoop *loop;
  guint      n_shown;
  guint      n_rounds;
  int        frame;        /* shown last */
  gint64     shown_at;     /* µs */
  gint64     longest;      /* µs between two frames */
  gint64     longest_loop; /* µs between the last and the first */
} Bench;

static gint64
get_cpu_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
         + usage.ru_stime.tv_usec;
}

static void
shown_cb (FigmentPlayback *playback,
          GParamSpec      *pspec,
          Bench           *bench)
{
  const gint64 now = g_get_monotonic_time ();
  const int frame = figment_playback_get_frame (playback);

  if (bench->shown_at > 0)
    {
      bench->longest = MAX (bench->longest, now - bench->shown_at);
      if (frame < bench->frame)
        {
          bench->n_rounds++;
          bench->longest_loop = MAX (bench->longest_loop, now - bench->shown_at);
        }
    }
  bench->n_shown++;
  bench->frame = frame;
  bench->shown_at = now;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
run_for (Bench *bench,
         guint  seconds)
{
  g_timeout_add_seconds (seconds, quit_cb, bench->loop);
  g_main_loop_run (bench->loop);
}

static void
measure (const char *path)
{
  Bench bench = { .loop = g_main_loop_new (NULL, FALSE) };
  FigmentMediaInfo media;
  FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_VIDEO, .path = path };
  g_autoptr(FigmentOutput) output = NULL;
  GtkWidget *window = gtk_window_new (), *viewer = figment_viewer_new ();
  FigmentPlayback *playback;
  gint64 start, cpu;
  double wall;

  figment_media_sniff_file (path, &media, NULL);
  info.width = media.width;
  info.height = media.height;
  output = figment_output_new (&info);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), viewer);
  gtk_window_present (GTK_WINDOW (window));
  figment_viewer_set_output (FIGMENT_VIEWER (viewer), output);
  playback = figment_viewer_get_playback (FIGMENT_VIEWER (viewer));
  run_for (&bench, WARM_UP_S);

  g_signal_connect (playback, "notify::position", G_CALLBACK (shown_cb), &bench);
  start = g_get_monotonic_time ();
  cpu = get_cpu_time ();
  run_for (&bench, SECONDS);
  cpu = get_cpu_time () - cpu;
  wall = (double) (g_get_monotonic_time () - start);
  g_print ("video shown at %d × %d: %.0f %% of a core (goal 60)\n",
           gdk_texture_get_width (figment_playback_get_texture (playback)),
           gdk_texture_get_height (figment_playback_get_texture (playback)), 100.0 * (double) cpu / wall);
  g_print ("frames: %u of %u; longest time between two: %.0f ms, over %u beginnings: %.0f ms (goal 80)\n",
           bench.n_shown, SECONDS * FPS, (double) bench.longest / 1e3, bench.n_rounds,
           (double) bench.longest_loop / 1e3);

  g_signal_handlers_disconnect_by_data (playback, &bench);
  figment_playback_set_playing (playback, FALSE);
  run_for (&bench, 1);
  start = g_get_monotonic_time ();
  cpu = get_cpu_time ();
  run_for (&bench, 3);
  g_print ("paused: %.1f %%\n", 100.0 * (double) (get_cpu_time () - cpu) / (double) (g_get_monotonic_time () - start));
  gtk_window_destroy (GTK_WINDOW (window));
  g_main_loop_unref (bench.loop);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;

  if (!gtk_init_check ())
    {
      g_print ("no display\n");
      return 77;
    }
  adw_init ();
  g_resources_register (figment_get_resource ());
  path = argc > 1 ? g_canonicalize_filename (argv[1], NULL)
                  : figment_test_media_video ("bench.webm", 1920, 1080, N_FRAMES, TRUE);
  if (path == NULL)
    {
      g_print ("GStreamer has no encoder for VP8\n");
      return 77;
    }
  measure (path);
  figment_test_media_clear ();
  return 0;
}
