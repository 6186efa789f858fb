/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture-private.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

/*
 * PNG is read row by row and reduced on the way, so that a picture of 16384 × 16384 px needs the memory of what is
 * shown of it and not a gigabyte. libpng reports errors by a long jump: what is to be freed lives in this struct, and
 * no function between the jump and its landing owns anything.
 */
typedef struct
{
  png_structp      png;
  png_infop        info;
  GInputStream    *stream;      /* (not owned) */
  GCancellable    *cancellable; /* (not owned) (nullable) */
  GError          *error;       /* (owned) (nullable): why the stream ended; libpng's own word else */
  guint            width;
  guint            height;
  gboolean         has_alpha;
  gboolean         interlaced;
  guint            divisor;     /* this many pixels in a row and rows in a column become one */
  guint            to_width;
  guint            to_height;
  guint8          *row;         /* (owned) straight RGBA; of an interlaced picture all rows */
  guint32         *sums;        /* (owned) four a pixel of the result's row */
  guint32         *pixels;      /* (owned) */
} PngReader;

static void
png_reader_clear (PngReader *reader)
{
  png_destroy_read_struct (&reader->png, &reader->info, NULL);
  g_clear_error (&reader->error);
  g_free (reader->row);
  g_free (reader->sums);
  g_free (reader->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PngReader, png_reader_clear)

static void
read_data_cb (png_structp png,
              png_bytep   data,
              size_t      length)
{
  PngReader *reader = png_get_io_ptr (png);
  gsize n_read = 0;

  if (!g_input_stream_read_all (reader->stream, data, length, &n_read, reader->cancellable, &reader->error))
    png_error (png, "read");
  if (n_read < length)
    png_error (png, _("the file ends too early"));
}

static void
error_cb (png_structp     png,
          png_const_charp message)
{
  PngReader *reader = png_get_error_ptr (png);

  if (reader->error == NULL)
    g_set_error (&reader->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The PNG picture is damaged: %s"), message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp     png,
            png_const_charp message)
{
  g_debug ("PNG: %s", message);
}

static void
start_png (PngReader *reader,
           int        max_side)
{
  png_byte colour_type;

  png_set_user_limits (reader->png, 1 << 20, 1 << 20);
  png_set_crc_action (reader->png, PNG_CRC_DEFAULT, PNG_CRC_WARN_DISCARD);
  png_read_info (reader->png, reader->info);
  reader->width = png_get_image_width (reader->png, reader->info);
  reader->height = png_get_image_height (reader->png, reader->info);
  reader->interlaced = png_get_interlace_type (reader->png, reader->info) != PNG_INTERLACE_NONE;
  if (!_figment_picture_check_size (reader->width, reader->height, reader->interlaced, &reader->error))
    png_longjmp (reader->png, 1);

  colour_type = png_get_color_type (reader->png, reader->info);
  reader->has_alpha = (colour_type & PNG_COLOR_MASK_ALPHA) != 0
                      || png_get_valid (reader->png, reader->info, PNG_INFO_tRNS) != 0;
  png_set_expand (reader->png);
  png_set_scale_16 (reader->png);
  png_set_gray_to_rgb (reader->png);
  png_set_add_alpha (reader->png, 0xff, PNG_FILLER_AFTER);
  png_set_interlace_handling (reader->png);
  png_read_update_info (reader->png, reader->info);

  reader->divisor = _figment_picture_get_divisor (reader->width, reader->height, max_side);
  reader->to_width = (reader->width + reader->divisor - 1) / reader->divisor;
  reader->to_height = (reader->height + reader->divisor - 1) / reader->divisor;
  reader->row = g_malloc ((gsize) reader->width * 4 * (reader->interlaced ? reader->height : 1));
  reader->sums = g_new0 (guint32, (gsize) reader->to_width * 4);
  reader->pixels = g_malloc ((gsize) reader->to_width * 4 * (gsize) reader->to_height);
}

/* The four channels of a pixel, each with room for the sum of LANE_PIXELS of them. */
#define LANE_PIXELS 256

static inline guint64
spread (guint32 pixel)
{
  return (pixel & 0xff) | (guint64) (pixel & 0xff00) << 8 | (guint64) (pixel & 0xff0000) << 16
         | (guint64) (pixel & 0xff000000) << 24;
}

static void
add_row (PngReader     *reader,
         const guint32 *row)
{
  guint32 *sums = reader->sums;

  for (guint x = 0; x < reader->width; sums += 4)
    for (const guint end = MIN (x + reader->divisor, reader->width); x < end;)
      {
        guint64 lanes = 0;

        for (const guint stop = MIN (x + LANE_PIXELS, end); x < stop; x++)
          lanes += spread (row[x]);
        for (guint channel = 0; channel < 4; channel++)
          sums[channel] += (guint32) (lanes >> (16 * channel)) & 0xffff;
      }
}

static void
finish_row (PngReader *reader,
            guint      y,
            guint      n_rows)
{
  guint32 *to = reader->pixels + (gsize) y * reader->to_width;
  const guint32 *sums = reader->sums;
  float part = 1 / ((float) n_rows * (float) reader->divisor); /* a division each would take longer than all the rest */

  for (guint x = 0; x < reader->to_width; x++, sums += 4)
    {
      if (x + 1 == reader->to_width)
        part = 1 / ((float) n_rows * (float) (reader->width - x * reader->divisor));
      to[x] = (guint32) ((float) sums[0] * part + 0.5f) | (guint32) ((float) sums[1] * part + 0.5f) << 8
              | (guint32) ((float) sums[2] * part + 0.5f) << 16 | (guint32) ((float) sums[3] * part + 0.5f) << 24;
    }
  memset (reader->sums, 0, (gsize) reader->to_width * 4 * sizeof (guint32));
}

static void
read_rows (PngReader *reader)
{
  const gsize stride = (gsize) reader->width * 4;

  for (guint pass = 1; reader->interlaced && pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
    for (guint y = 0; y < reader->height; y++)
      png_read_row (reader->png, reader->row + y * stride, NULL);

  for (guint y = 0; y < reader->height; y++)
    {
      guint8 *row = reader->row + (reader->interlaced ? y * stride : 0);
      guint32 *to = reader->pixels + (gsize) y * reader->to_width;

      png_read_row (reader->png, row, NULL);
      if (reader->divisor == 1)
        {
          _figment_picture_premultiply (row, to, reader->width);
          continue;
        }
      _figment_picture_premultiply (row, (guint32 *) row, reader->width);
      add_row (reader, (const guint32 *) row);
      if ((y + 1) % reader->divisor == 0 || y + 1 == reader->height)
        finish_row (reader, y / reader->divisor, y % reader->divisor + 1);
    }
}

static gboolean
run_png (PngReader *reader,
         int        max_side)
{
  if (setjmp (png_jmpbuf (reader->png)) != 0)
    return FALSE;
  start_png (reader, max_side);
  read_rows (reader);
  return TRUE;
}

FigmentPicture *
_figment_picture_read_png (GInputStream  *stream,
                           int            max_side,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_auto(PngReader) reader = { .stream = stream, .cancellable = cancellable };
  g_autoptr(GBytes) bytes = NULL;
  FigmentPicture *picture;
  gsize length;

  reader.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &reader, error_cb, warning_cb);
  reader.info = reader.png != NULL ? png_create_info_struct (reader.png) : NULL;
  g_return_val_if_fail (reader.info != NULL, NULL);
  png_set_read_fn (reader.png, &reader, read_data_cb);
  if (!run_png (&reader, max_side))
    {
      g_propagate_error (error, g_steal_pointer (&reader.error));
      return NULL;
    }

  length = (gsize) reader.to_width * 4 * reader.to_height;
  bytes = g_bytes_new_take (g_steal_pointer (&reader.pixels), length);
  picture = figment_picture_new ((int) reader.to_width, (int) reader.to_height, bytes, reader.has_alpha);
  picture->full_width = (int) reader.width;
  picture->full_height = (int) reader.height;
  return picture;
}

static void
unpremultiply (guint32 *pixels,
               gsize    n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      const guint32 alpha = pixels[i] >> 24;
      guint8 straight[4] = { 0 };

      for (guint channel = 0; alpha != 0 && channel < 3; channel++)
        straight[channel] = (guint8) MIN (((pixels[i] >> (16 - 8 * channel) & 0xff) * 255 + alpha / 2) / alpha, 255);
      straight[3] = (guint8) alpha;
      memcpy (&pixels[i], straight, 4);
    }
}

/**
 * figment_picture_write_png:
 *
 * Writes the picture into a new file; never over one that exists. For worker threads.
 *
 * Returns: %FALSE with @error in %G_IO_ERROR or %G_FILE_ERROR
 */
gboolean
figment_picture_write_png (FigmentPicture  *self,
                           const char      *path,
                           GError         **error)
{
  const gsize n_pixels = (gsize) self->width * (gsize) self->height;
  g_autofree guint32 *pixels = NULL;
  g_autofree guint8 *data = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileOutputStream) stream = NULL;
  png_image image = { .version = PNG_IMAGE_VERSION };
  png_alloc_size_t length;

  g_return_val_if_fail (path != NULL, FALSE);

  pixels = g_malloc (n_pixels * 4);
  for (int y = 0; y < self->height; y++)
    memcpy (pixels + (gsize) y * (gsize) self->width,
            (const guint8 *) g_bytes_get_data (self->pixels, NULL) + (gsize) y * self->stride,
            (gsize) self->width * 4);
  unpremultiply (pixels, n_pixels);
  image.width = (png_uint_32) self->width;
  image.height = (png_uint_32) self->height;
  image.format = PNG_FORMAT_RGBA;
  image.flags = PNG_IMAGE_FLAG_FAST;
  length = PNG_IMAGE_PNG_SIZE_MAX (image);
  data = g_malloc (length);
  if (!png_image_write_to_memory (&image, data, &length, 0, pixels, 0, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture cannot be written as PNG: %s"), image.message);
      return FALSE;
    }
  file = g_file_new_for_path (path);
  stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, error);
  if (stream == NULL)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), data, length, NULL, NULL, error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error))
    return TRUE;
  g_file_delete (file, NULL, NULL);
  return FALSE;
}
