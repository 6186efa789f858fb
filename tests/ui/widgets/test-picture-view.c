/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-picture-view.h"

#include "figment-test-media.h"
#include "widget-support.h"

#define RED 0xffff0000u
#define BLUE 0xff0000ffu

static FigmentPicture *
read_picture (int      width,
              int      height,
              gboolean alpha)
{
  g_autofree char *path = figment_test_media_write ("view.png", "png", width, height, alpha);
  g_autoptr(GError) error = NULL;
  FigmentPicture *picture = figment_picture_read_file (path, 0, NULL, &error);

  g_assert_no_error (error);
  return picture;
}

static FigmentPictureView *
present (FigmentPicture  *picture,
         GtkWindow      **window)
{
  FigmentPictureView *view = FIGMENT_PICTURE_VIEW (figment_picture_view_new ());

  *window = widget_support_present (GTK_WIDGET (view), 400, 300);
  figment_picture_view_set_picture (view, picture);
  widget_support_draw (*window, 1);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (view)), ==, 400);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (view)), ==, 300);
  return view;
}

static void
finish (FigmentPictureView *view,
        GtkWindow          *window)
{
  g_object_ref (view);
  gtk_window_destroy (window);
  g_assert_finalize_object (view);
}

static void
assert_pixel (FigmentPictureView *view,
              int                 x,
              int                 y,
              guint32             wanted)
{
  g_assert_cmphex (widget_support_get_pixel (GTK_WIDGET (view), x, y), ==, wanted);
}

/* 800 × 300 in 400 × 300: half as large, with a bar above and below. */
static void
test_fit (void)
{
  g_autoptr(FigmentPicture) picture = read_picture (800, 300, FALSE);
  GtkWindow *window;
  FigmentPictureView *view = present (picture, &window);

  g_assert_true (figment_picture_view_get_fit (view));
  g_assert_cmpfloat (figment_picture_view_get_zoom (view), ==, 0.5);
  g_assert_false (figment_picture_view_can_pan (view));
  assert_pixel (view, 200, 80, RED);
  assert_pixel (view, 200, 220, BLUE);
  g_assert_cmphex (widget_support_get_pixel (GTK_WIDGET (view), 200, 40), !=, RED);
  finish (view, window);
}

/* A small one is not blown up, and lies in the middle. */
static void
test_small (void)
{
  g_autoptr(FigmentPicture) picture = read_picture (100, 100, FALSE);
  GtkWindow *window;
  FigmentPictureView *view = present (picture, &window);

  g_assert_cmpfloat (figment_picture_view_get_zoom (view), ==, 1);
  assert_pixel (view, 150, 100, RED);
  assert_pixel (view, 249, 199, BLUE);
  g_assert_cmphex (widget_support_get_pixel (GTK_WIDGET (view), 149, 150), !=, RED);
  figment_picture_view_zoom_by (view, 0.5); /* never smaller than fitted */
  g_assert_cmpfloat (figment_picture_view_get_zoom (view), ==, 1);
  finish (view, window);
}

static void
test_zoom_and_pan (void)
{
  g_autoptr(FigmentPicture) picture = read_picture (1000, 1000, FALSE);
  GtkWindow *window;
  FigmentPictureView *view = present (picture, &window);

  g_assert_cmpfloat_with_epsilon (figment_picture_view_get_zoom (view), 0.3, 1e-9);
  figment_picture_view_set_zoom (view, 1);
  g_assert_false (figment_picture_view_get_fit (view));
  g_assert_true (figment_picture_view_can_pan (view));
  assert_pixel (view, 200, 149, RED); /* the middle of the picture is in the middle of the view, to the pixel */
  assert_pixel (view, 200, 150, BLUE);
  figment_picture_view_pan (view, 0, 10);
  assert_pixel (view, 200, 139, RED);
  assert_pixel (view, 200, 140, BLUE);
  figment_picture_view_pan (view, 0, -10000); /* no further than its edge */
  assert_pixel (view, 200, 299, RED);
  figment_picture_view_pan (view, 0, 200);
  assert_pixel (view, 200, 299, RED);
  figment_picture_view_pan (view, 0, 1);
  assert_pixel (view, 200, 299, BLUE);
  figment_picture_view_set_zoom (view, 1000);
  g_assert_cmpfloat (figment_picture_view_get_zoom (view), <=, 20);
  figment_picture_view_set_fit (view, TRUE);
  g_assert_false (figment_picture_view_can_pan (view));
  finish (view, window);
}

/* Grey squares show through, in two shades. */
static void
test_alpha (void)
{
  g_autoptr(FigmentPicture) picture = read_picture (200, 200, TRUE);
  GtkWindow *window;
  FigmentPictureView *view = present (picture, &window);
  const guint32 one = widget_support_get_pixel (GTK_WIDGET (view), 102, 52);
  const guint32 other = widget_support_get_pixel (GTK_WIDGET (view), 110, 52);

  g_assert_cmphex (one, !=, other);
  g_assert_cmphex (one >> 24, ==, 0xff);
  g_assert_cmphex (one & 0xff, ==, one >> 8 & 0xff);
  assert_pixel (view, 280, 60, RED);
  finish (view, window);
}

/* Taken away while one is being scaled to size. */
static void
test_gone (void)
{
  g_autoptr(FigmentPicture) picture = read_picture (3000, 3000, FALSE);
  GtkWindow *window;
  FigmentPictureView *view = present (picture, &window);

  widget_support_draw (window, 10);
  assert_pixel (view, 200, 100, RED);
  figment_picture_view_zoom_by (view, 1.1);
  finish (view, window);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  g_test_add_func ("/picture-view/fit", test_fit);
  g_test_add_func ("/picture-view/small", test_small);
  g_test_add_func ("/picture-view/zoom-and-pan", test_zoom_and_pan);
  g_test_add_func ("/picture-view/alpha", test_alpha);
  g_test_add_func ("/picture-view/gone", test_gone);
  return widget_support_run ();
}
