/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/shell/figment-adaptive-bin.h"

static void
allocate (GtkWidget *bin,
          int        width)
{
  int least = 0;

  gtk_widget_measure (bin, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, width);
  gtk_widget_measure (bin, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_allocate (bin, width, MAX (least, 100), -1, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* It folds after the allocation, never in the middle of it. */
static void
count_cb (int *n)
{
  ++*n;
}

static void
test_folds (void)
{
  GtkWidget *child = gtk_label_new ("child");
  GtkWidget *bin = g_object_ref_sink (g_object_new (FIGMENT_TYPE_ADAPTIVE_BIN, "child", child, NULL));
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (bin);
  int n = 0;

  /* What the child asks for at least does not keep a window from being narrower. */
  gtk_widget_set_size_request (child, 700, -1);
  g_signal_connect_swapped (bin, "notify::width-class", G_CALLBACK (count_cb), &n);
  allocate (bin, 1200);
  g_assert_cmpint (figment_adaptive_bin_get_width_class (self), ==, FIGMENT_WIDTH_WIDE);
  g_assert_cmpint (n, ==, 0);
  allocate (bin, 799);
  g_assert_cmpint (figment_adaptive_bin_get_width_class (self), ==, FIGMENT_WIDTH_MEDIUM);
  allocate (bin, 499);
  g_assert_cmpint (figment_adaptive_bin_get_width_class (self), ==, FIGMENT_WIDTH_NARROW);
  allocate (bin, 500);
  g_assert_cmpint (figment_adaptive_bin_get_width_class (self), ==, FIGMENT_WIDTH_MEDIUM);
  g_assert_cmpint (n, ==, 3);
  g_assert_finalize_object (bin);
}

/* What follows it stands under one another only where it is narrow, and hears of no other change. */
static void
test_orientation (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bin = g_object_ref_sink (g_object_new (FIGMENT_TYPE_ADAPTIVE_BIN, "child", box, NULL));
  int n = 0;

  g_object_bind_property (bin, "orientation", box, "orientation", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (bin, "notify::orientation", G_CALLBACK (count_cb), &n);
  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (box)), ==, GTK_ORIENTATION_HORIZONTAL);
  allocate (bin, 799);
  g_assert_cmpint (n, ==, 0);
  allocate (bin, 499);
  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (box)), ==, GTK_ORIENTATION_VERTICAL);
  allocate (bin, 500);
  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (box)), ==, GTK_ORIENTATION_HORIZONTAL);
  g_assert_cmpint (n, ==, 2);
  g_assert_finalize_object (bin);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  g_test_add_func ("/adaptive-bin/folds", test_folds);
  g_test_add_func ("/adaptive-bin/orientation", test_orientation);
  return g_test_run ();
}
