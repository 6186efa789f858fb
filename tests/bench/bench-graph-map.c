/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * How long the map of a workflow with 300 nodes takes from the form to the first frame, against a window with a label.
 * Needs a display.
 */

#include <adwaita.h>
#include <stdlib.h>

#include "ui/workflows/figment-graph-map.h"

#define N_NODES 300
#define N_RUNS 9
#define GOAL_MS 150

/* Chains of seven nodes that share a loader, as large workflows do. */
static FigmentForm *
build_form (guint n_nodes)
{
  g_autoptr(GString) text = g_string_new ("{\"0\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{}}");
  g_autoptr(FigmentGraph) graph = NULL;

  for (guint i = 1; i < n_nodes; i++)
    g_string_append_printf (text,
                            ",\"%u\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":%u,\"steps\":20,"
                            "\"model\":[\"0\",0],\"latent_image\":[\"%u\",0]},\"_meta\":{\"title\":\"Step %u\"}}",
                            i, i, i % 7 == 0 ? 0 : i - 1, i);
  g_string_append_c (text, '}');
  graph = figment_graph_parse (text->str, text->len, NULL);
  return figment_form_new (graph, NULL);
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

/* Until the frame with @child is painted, ms. */
static double
time_window (GtkWidget *child,
             gint64     started)
{
  GtkWidget *window = gtk_window_new ();
  gboolean painted = FALSE;
  double milliseconds;

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), &painted);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  milliseconds = (g_get_monotonic_time () - started) / 1000.0;
  gtk_window_destroy (GTK_WINDOW (window));
  return milliseconds;
}

static int
compare (const void *first,
         const void *second)
{
  const double a = *(const double *) first, b = *(const double *) second;

  return (a > b) - (a < b);
}

int
main (void)
{
  double floors[N_RUNS], maps[N_RUNS];
  g_autoptr(FigmentForm) form = NULL;

  if (!gtk_init_check ())
    {
      g_print ("graph map: no display\n");
      return 77;
    }
  adw_init ();
  form = build_form (N_NODES);
  for (guint i = 0; i < N_RUNS; i++)
    {
      GtkWidget *scroller;
      GtkWidget *map;
      gint64 started;

      floors[i] = time_window (gtk_label_new ("Figment"), g_get_monotonic_time ());
      started = g_get_monotonic_time ();
      scroller = gtk_scrolled_window_new ();
      map = figment_graph_map_new ();
      figment_graph_map_set_form (FIGMENT_GRAPH_MAP (map), form);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), map);
      maps[i] = time_window (scroller, started);
    }
  qsort (floors, N_RUNS, sizeof (double), compare);
  qsort (maps, N_RUNS, sizeof (double), compare);
  g_print ("graph map of %d nodes: %.1f ms median, %.1f worst of %d (goal %d); a label: %.1f ms; ratio %.1f\n", N_NODES,
           maps[N_RUNS / 2], maps[N_RUNS - 1], N_RUNS, GOAL_MS, floors[N_RUNS / 2],
           maps[N_RUNS / 2] / floors[N_RUNS / 2]);
  return 0;
}
