/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "media/figment-picture.h"

#include <string.h>

#include "figment-test-media.h"
#include "media/figment-picture-loader.h"

#define RED 0xffff0000u
#define BLUE 0xff0000ffu

static guint32
get_pixel (FigmentPicture *picture,
           int             x,
           int             y)
{
  guint32 pixel;

  memcpy (&pixel, (const guint8 *) g_bytes_get_data (picture->pixels, NULL) + (gsize) y * picture->stride + x * 4, 4);
  return pixel;
}

static void
assert_near (guint32 pixel,
             guint32 wanted)
{
  for (guint shift = 0; shift < 32; shift += 8)
    g_assert_cmpint (ABS ((int) (pixel >> shift & 0xff) - (int) (wanted >> shift & 0xff)), <=, 3);
}

static FigmentPicture *
read_well (const char *path,
           int         max_side)
{
  g_autoptr(GError) error = NULL;
  FigmentPicture *picture = figment_picture_read_file (path, max_side, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (picture);
  return picture;
}

static void
check_format (const char *path,
              int         width,
              int         height,
              int         max_side)
{
  g_autoptr(FigmentPicture) whole = read_well (path, 0), small = read_well (path, max_side);

  g_assert_cmpint (whole->width, ==, width);
  g_assert_cmpint (whole->height, ==, height);
  g_assert_false (figment_picture_is_reduced (whole));
  g_assert_cmpint (MAX (small->width, small->height), ==, max_side);
  g_assert_cmpint (small->full_width, ==, width);
  g_assert_cmpint (small->full_height, ==, height);
  g_assert_true (figment_picture_is_reduced (small));
  assert_near (get_pixel (whole, width - 1, 0), RED);
  assert_near (get_pixel (whole, width - 1, height - 1), BLUE);
  assert_near (get_pixel (small, small->width - 1, 0), RED);
  assert_near (get_pixel (small, small->width - 1, small->height - 1), BLUE);
}

static void
test_formats (void)
{
  g_autofree char *png = figment_test_media_write ("a.png", "png", 301, 200, FALSE);
  g_autofree char *jpeg = figment_test_media_write ("a.jpg", "jpeg", 301, 200, FALSE);
  g_autofree char *bmp = figment_test_media_write ("a.bmp", "bmp", 301, 200, FALSE);
  g_autofree char *webp = figment_test_media_webp ("a.webp", 301, 200);

  check_format (png, 301, 200, 100);
  check_format (png, 301, 200, 150);
  check_format (png, 301, 200, 37);
  check_format (jpeg, 301, 200, 100);
  check_format (bmp, 301, 200, 100);
  check_format (webp, 301, 200, 100);
}

/* What is seen through is black without colour, whatever the file says, also where it is reduced. */
static void
test_alpha (void)
{
  g_autofree char *path = figment_test_media_write ("alpha.png", "png", 64, 64, TRUE);
  g_autoptr(FigmentPicture) whole = read_well (path, 0), small = read_well (path, 16);

  g_assert_true (whole->has_alpha);
  g_assert_cmphex (get_pixel (whole, 0, 0), ==, 0);
  g_assert_cmphex (get_pixel (whole, 63, 0), ==, RED);
  g_assert_cmphex (get_pixel (small, 0, 0), ==, 0);
  g_assert_cmphex (get_pixel (small, 15, 0), ==, RED);
}

static void
test_png_round (void)
{
  g_autofree char *path = figment_test_media_write ("round.png", "png", 40, 30, TRUE);
  g_autofree char *copy = figment_test_media_get_path ("copy.png");
  g_autoptr(FigmentPicture) picture = read_well (path, 0), again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (figment_picture_write_png (picture, copy, &error));
  g_assert_no_error (error);
  again = read_well (copy, 0);
  g_assert_true (g_bytes_equal (picture->pixels, again->pixels));
  g_assert_false (figment_picture_write_png (picture, copy, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

/* A band of columns of 10 px, each of its own colour: 0xff0000NN for the one with number NN. */
static FigmentPicture *
make_bands (int width,
            int height)
{
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * (gsize) height * 4);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      pixels[y * width + x] = 0xff000000u | (guint32) (x / 10 + 1);
  return figment_picture_new (width, height, bytes, FALSE);
}

static void
assert_size (FigmentPicture *picture,
             int             width,
             int             height)
{
  g_assert_cmpint (picture->width, ==, width);
  g_assert_cmpint (picture->height, ==, height);
}

static void
test_fit_crop (void)
{
  g_autoptr(FigmentPicture) wide = make_bands (300, 100), tall = make_bands (100, 300);
  g_autoptr(FigmentPicture) square = figment_picture_fit (wide, FIGMENT_FIT_CROP, 50, 50);
  g_autoptr(FigmentPicture) small = figment_picture_fit (wide, FIGMENT_FIT_CROP, 500, 500);
  g_autoptr(FigmentPicture) flat = figment_picture_fit (tall, FIGMENT_FIT_CROP, 100, 50);

  /* The middle, as large as is wanted. */
  assert_size (square, 50, 50);
  g_assert_cmphex (get_pixel (square, 0, 0), ==, 0xff00000bu);
  g_assert_cmphex (get_pixel (square, 49, 49), ==, 0xff000014u);
  /* Never larger than there are pixels. */
  assert_size (small, 100, 100);
  g_assert_cmphex (get_pixel (small, 0, 99), ==, 0xff00000bu);
  g_assert_cmphex (get_pixel (small, 99, 0), ==, 0xff000014u);
  assert_size (flat, 100, 50);
  g_assert_cmphex (get_pixel (flat, 0, 0), ==, 0xff000001u);
}

static void
test_fit_pad (void)
{
  g_autoptr(FigmentPicture) wide = make_bands (300, 100);
  g_autoptr(FigmentPicture) square = figment_picture_fit (wide, FIGMENT_FIT_PAD, 60, 60);
  g_autoptr(FigmentPicture) small = figment_picture_fit (wide, FIGMENT_FIT_PAD, 600, 400);
  g_autoptr(FigmentPicture) same = figment_picture_fit (wide, FIGMENT_FIT_NONE, 7, 7);

  assert_size (square, 60, 60);
  g_assert_cmphex (get_pixel (square, 30, 0), ==, 0xff000000u);
  g_assert_cmphex (get_pixel (square, 30, 19), ==, 0xff000000u);
  g_assert_cmphex (get_pixel (square, 0, 20), ==, 0xff000001u);
  g_assert_cmphex (get_pixel (square, 59, 39), ==, 0xff00001eu);
  g_assert_cmphex (get_pixel (square, 30, 40), ==, 0xff000000u);
  /* Bars around, and the pixels as they are. */
  assert_size (small, 300, 200);
  g_assert_cmphex (get_pixel (small, 0, 49), ==, 0xff000000u);
  g_assert_cmphex (get_pixel (small, 0, 50), ==, 0xff000001u);
  g_assert_true (same == wide);
}

/* Shapes that leave next to nothing are pictures all the same. */
static void
test_fit_extreme (void)
{
  g_autoptr(FigmentPicture) dot = make_bands (1, 1), line = make_bands (4000, 1);
  const FigmentFit fits[] = { FIGMENT_FIT_CROP, FIGMENT_FIT_PAD };

  for (guint i = 0; i < G_N_ELEMENTS (fits); i++)
    {
      g_autoptr(FigmentPicture) a = figment_picture_fit (dot, fits[i], 1, 500);
      g_autoptr(FigmentPicture) b = figment_picture_fit (line, fits[i], 16, 9);
      g_autoptr(FigmentPicture) c = figment_picture_fit (line, fits[i], 1, 9);

      g_assert_cmpint (a->width, ==, 1);
      g_assert_cmpint (MAX (b->width, b->height), <=, 16);
      g_assert_cmpint (MAX (c->width, c->height), <=, 9);
    }
}

static void
test_fit_file (void)
{
  g_autofree char *path = figment_test_media_write ("fit.jpg", "jpeg", 64, 32, FALSE);
  g_autofree char *to = figment_test_media_get_path ("fitted.png");
  g_autoptr(FigmentPicture) fitted = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (figment_picture_fit_file (path, FIGMENT_FIT_CROP, 16, 16, to, NULL, &error));
  g_assert_no_error (error);
  fitted = read_well (to, 0);
  assert_size (fitted, 16, 16);
  assert_near (get_pixel (fitted, 8, 0), RED);
  assert_near (get_pixel (fitted, 8, 15), BLUE);
  g_assert_false (figment_picture_fit_file ("/nowhere.png", FIGMENT_FIT_CROP, 16, 16, to, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* A header that promises more than may be shown; the rest of the file does not matter then. */
static void
check_header (guint32      width,
              guint32      height,
              GIOErrorEnum code)
{
  static const guint8 start[16] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };
  guint8 data[33 + 8] = { 0 };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  guint32 sum = 0xffffffff;

  memcpy (data, start, sizeof start);
  for (guint i = 0; i < 4; i++)
    {
      data[16 + i] = (guint8) (width >> (24 - 8 * i));
      data[20 + i] = (guint8) (height >> (24 - 8 * i));
    }
  data[24] = 8;
  data[25] = 2;
  for (guint i = 12; i < 29; i++)
    {
      sum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum & 1 ? 0xedb88320u ^ sum >> 1 : sum >> 1;
    }
  for (guint i = 0; i < 4; i++)
    data[29 + i] = (guint8) (~sum >> (24 - 8 * i));
  memcpy (data + 33 + 4, "IDAT", 4);
  bytes = g_bytes_new (data, sizeof data);
  g_assert_null (figment_picture_read_bytes (bytes, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, (int) code);
}

static void
test_bombs (void)
{
  check_header (50000, 50000, G_IO_ERROR_MESSAGE_TOO_LARGE);
  check_header (0x7fffffff, 1, G_IO_ERROR_INVALID_DATA); /* more than libpng was allowed */
  check_header (100, 100, G_IO_ERROR_INVALID_DATA);      /* and nothing follows */
}

static void
test_rubbish (void)
{
  static const char *const names[] = { "a.png", "a.jpg", "a.bmp", "a.webp" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = figment_test_media_get_path (names[i]);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      for (gsize cut = 0; cut < length; cut += MAX (length / 40, 1))
        {
          g_autoptr(GBytes) bytes = g_bytes_new (data, cut);
          g_autoptr(GError) error = NULL;
          g_autoptr(FigmentPicture) picture = figment_picture_read_bytes (bytes, 0, NULL, &error);

          g_assert_true ((picture == NULL) == (error != NULL));
        }
    }
}

/* 12000 px wide: shown with a third of each side, and the halves for showing it smaller. */
static void
test_reduced (void)
{
  g_autofree char *path = figment_test_media_write ("wide.png", "png", 12000, 200, FALSE);
  g_autoptr(FigmentPicture) picture = read_well (path, 0);
  g_autoptr(FigmentPicture) small = figment_picture_scale (picture, 1000, 16);
  g_autoptr(GBytes) corner = figment_picture_crop (picture, picture->width - 2, picture->height - 1, 2, 1);

  g_assert_cmpint (picture->width, ==, FIGMENT_PICTURE_MAX_SIDE);
  g_assert_true (figment_picture_is_reduced (picture));
  g_assert_nonnull (picture->half);
  g_assert_cmpint (picture->half->width, ==, FIGMENT_PICTURE_MAX_SIDE / 2);
  g_assert_cmphex (get_pixel (picture->half, 0, 0), ==, RED);
  g_assert_cmpint (small->width, ==, 1000);
  assert_near (get_pixel (small, 999, 0), RED);
  assert_near (get_pixel (small, 999, 15), BLUE);
  g_assert_cmpuint (g_bytes_get_size (corner), ==, 8);
  g_assert_cmphex (*(const guint32 *) g_bytes_get_data (corner, NULL), ==, BLUE);
}

/* Each in its turn: the width of the one that was shown. */
static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GArray *widths = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentPicture) picture = figment_picture_load_finish (result, &error);
  const int width = picture != NULL                                               ? picture->width
                    : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? -1
                                                                                : -2;

  g_array_append_val (widths, width);
}

static void
test_async (void)
{
  g_autofree char *path = figment_test_media_get_path ("a.png"), *none = figment_test_media_get_path ("none.png");
  g_autoptr(GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  figment_picture_load_async (path, 0, FIGMENT_PICTURE_NOW, NULL, loaded_cb, widths);
  while (widths->len < 1)
    g_main_context_iteration (NULL, TRUE);
  figment_picture_load_async (path, 0, FIGMENT_PICTURE_LIVE, cancellable, loaded_cb, widths);
  while (widths->len < 2)
    g_main_context_iteration (NULL, TRUE);
  figment_picture_load_async (none, 0, FIGMENT_PICTURE_SMALL, NULL, loaded_cb, widths);
  while (widths->len < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_array_index (widths, int, 0), ==, 301);
  g_assert_cmpint (g_array_index (widths, int, 1), ==, -1);
  g_assert_cmpint (g_array_index (widths, int, 2), ==, -2);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/formats", test_formats);
  g_test_add_func ("/picture/alpha", test_alpha);
  g_test_add_func ("/picture/fit/crop", test_fit_crop);
  g_test_add_func ("/picture/fit/pad", test_fit_pad);
  g_test_add_func ("/picture/fit/extreme", test_fit_extreme);
  g_test_add_func ("/picture/fit/file", test_fit_file);
  g_test_add_func ("/picture/png-round", test_png_round);
  g_test_add_func ("/picture/bombs", test_bombs);
  g_test_add_func ("/picture/rubbish", test_rubbish);
  g_test_add_func ("/picture/reduced", test_reduced);
  g_test_add_func ("/picture/async", test_async);
  status = g_test_run ();
  figment_test_media_clear ();
  return status;
}
