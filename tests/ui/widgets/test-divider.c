/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-divider.h"

#include "generation-store-support.h"
#include "widget-support.h"

#define KEY "pane.test"

/* In a window of @width; its sides may be 100 px wide. Returns: (transfer none) */
static GtkPaned *
show_paned (GenerationStoreFixture *fixture,
            int                     width)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_set_size_request (side, 100, 100);
      if (i == 0)
        gtk_paned_set_start_child (GTK_PANED (paned), side);
      else
        gtk_paned_set_end_child (GTK_PANED (paned), side);
    }
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_resize_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_position (GTK_PANED (paned), 150);
  gtk_window_set_child (GTK_WINDOW (window), paned);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 200);
  figment_divider_remember (GTK_PANED (paned), fixture->store, KEY);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (paned) != width)
    g_main_context_iteration (NULL, TRUE);
  return GTK_PANED (paned);
}

static void
close_window (GtkPaned *paned)
{
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (paned))));
}

static void
assert_kept (GenerationStoreFixture *fixture,
             const char             *expected)
{
  g_autofree char *kept = NULL;

  g_assert_true (store_write (fixture->database, "SELECT 1", NULL)); /* comes after it in the queue */
  kept = figment_generation_store_dup_setting (fixture->store, KEY);
  g_assert_cmpstr (kept, ==, expected);
}

static void
test_kept (GenerationStoreFixture *fixture,
           gconstpointer           data)
{
  GtkPaned *paned = show_paned (fixture, 600);

  g_assert_cmpint (gtk_paned_get_position (paned), ==, 150);
  gtk_paned_set_position (paned, 320);
  close_window (paned);
  assert_kept (fixture, "320");

  paned = show_paned (fixture, 600);
  g_assert_cmpint (gtk_paned_get_position (paned), ==, 320);
  close_window (paned);
}

/* Where the window is too small for it, and has room again. */
static void
test_room (GenerationStoreFixture *fixture,
           gconstpointer           data)
{
  GtkPaned *paned = show_paned (fixture, 600);

  gtk_paned_set_position (paned, 400);
  close_window (paned);
  assert_kept (fixture, "400");

  paned = show_paned (fixture, 300);
  while (gtk_paned_get_position (paned) >= 200)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_set_default_size (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (paned))), 600, 200);
  while (gtk_paned_get_position (paned) != 400)
    g_main_context_iteration (NULL, TRUE);
  close_window (paned);
  assert_kept (fixture, "400");
}

/* A side needs more for a while, as another workflow's form does. */
static void
test_wider_side (GenerationStoreFixture *fixture,
                 gconstpointer           data)
{
  GtkPaned *paned = show_paned (fixture, 600);
  GtkWidget *side = gtk_paned_get_start_child (paned);

  gtk_widget_set_size_request (side, 250, 100);
  while (gtk_paned_get_position (paned) < 250)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_set_size_request (side, 100, 100);
  while (gtk_paned_get_position (paned) != 150)
    g_main_context_iteration (NULL, TRUE);
  close_window (paned);
  assert_kept (fixture, NULL);
}

/* A side that is hidden leaves the other all the room, which nobody has chosen; and rubbish is none. */
static void
test_hidden (GenerationStoreFixture *fixture,
             gconstpointer           data)
{
  GtkPaned *paned;

  figment_generation_store_set_setting (fixture->store, KEY, "wide");
  assert_kept (fixture, "wide");
  paned = show_paned (fixture, 600);
  g_assert_cmpint (gtk_paned_get_position (paned), ==, 150);
  gtk_widget_set_visible (gtk_paned_get_start_child (paned), FALSE);
  gtk_paned_set_position (paned, 10);
  close_window (paned);
  assert_kept (fixture, "wide");
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) \
  g_test_add ("/divider/" path, GenerationStoreFixture, NULL, generations_set_up, func, generations_tear_down)
  widget_support_init (&argc, &argv);
  ADD ("kept", test_kept);
  ADD ("room", test_room);
  ADD ("wider-side", test_wider_side);
  ADD ("hidden", test_hidden);
  return widget_support_run ();
}
