/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * Loaded before GTK (LD_PRELOAD) into a program that is measured, so that the program itself knows nothing of it. When
 * the first window that it presents was painted, it writes the time (monotonic µs) and how much of the cores it has had
 * (µs) to the file descriptor that FIGMENT_BENCH_FD names, and, once the program has come to rest, its proportional
 * share of memory (kB). Then, unless FIGMENT_BENCH_STAY is set, it closes the window.
 */

/* ms: what comes after the first frame, such as thumbnails, belongs to the program that is in use, too. */
#define REST_MS 2000

static gboolean seen = FALSE;

static long
read_pss (void)
{
  FILE *file = fopen ("/proc/self/smaps_rollup", "r");
  char line[256];
  long kilobytes = -1;

  while (file != NULL && kilobytes < 0 && fgets (line, sizeof line, file) != NULL)
    if (g_str_has_prefix (line, "Pss:"))
      kilobytes = strtol (line + strlen ("Pss:"), NULL, 10);
  if (file != NULL)
    fclose (file);
  return kilobytes;
}

static void
tell (long long number)
{
  const char *fd = g_getenv ("FIGMENT_BENCH_FD");

  if (fd != NULL)
    dprintf (atoi (fd), "%lld\n", number);
}

/* By its window, as a person ends it, so that its next start is a usual one. */
static gboolean
at_rest_cb (gpointer user_data)
{
  tell (read_pss ());
  if (g_getenv ("FIGMENT_BENCH_STAY") == NULL)
    gtk_window_close (GTK_WINDOW (user_data));
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  tell (g_get_monotonic_time ());
  tell ((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
        + usage.ru_stime.tv_usec);
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, user_data);
  g_timeout_add (REST_MS, at_rest_cb, user_data);
}

void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");

  present (window);
  if (seen)
    return;
  seen = TRUE;
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (after_paint_cb),
                    window);
}
