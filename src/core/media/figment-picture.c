/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture.h"

#include <string.h>

#include "media/figment-picture-private.h"

/* Below this, showing a picture small is quick without a halved one. */
#define HALVES_DOWN_TO 1536

G_DEFINE_BOXED_TYPE (FigmentPicture, figment_picture, figment_picture_ref, figment_picture_unref)

/**
 * figment_picture_new:
 * @pixels: (transfer none): at least @width × @height × 4 bytes, rows without gaps, as #FigmentPicture says
 *
 * Any thread.
 */
FigmentPicture *
figment_picture_new (int       width,
                     int       height,
                     GBytes   *pixels,
                     gboolean  has_alpha)
{
  FigmentPicture *self;

  g_return_val_if_fail (width > 0 && height > 0 && pixels != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) >= (gsize) width * 4 * (gsize) height, NULL);

  self = g_atomic_rc_box_new0 (FigmentPicture);
  self->width = self->full_width = width;
  self->height = self->full_height = height;
  self->stride = (gsize) width * 4;
  self->pixels = g_bytes_ref (pixels);
  self->has_alpha = has_alpha;
  return self;
}

FigmentPicture *
figment_picture_ref (FigmentPicture *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_picture (gpointer data)
{
  FigmentPicture *self = data;

  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_pointer (&self->half, figment_picture_unref);
}

void
figment_picture_unref (FigmentPicture *self)
{
  g_atomic_rc_box_release_full (self, clear_picture);
}

gboolean
figment_picture_is_reduced (FigmentPicture *self)
{
  return self->width < self->full_width || self->height < self->full_height;
}

/* Returns: bytes that it holds in memory, halved ones included */
gsize
figment_picture_get_size (FigmentPicture *self)
{
  gsize size = 0;

  for (FigmentPicture *level = self; level != NULL; level = level->half)
    size += g_bytes_get_size (level->pixels);
  return size;
}

/**
 * figment_picture_crop:
 *
 * The pixels of a part, with the picture's stride, without copying them. The part has to lie in the picture.
 */
GBytes *
figment_picture_crop (FigmentPicture *self,
                      int             x,
                      int             y,
                      int             width,
                      int             height)
{
  gsize start, length;

  g_return_val_if_fail (x >= 0 && y >= 0 && width > 0 && height > 0, NULL);
  g_return_val_if_fail (x + width <= self->width && y + height <= self->height, NULL);

  start = (gsize) y * self->stride + (gsize) x * 4;
  length = (gsize) (height - 1) * self->stride + (gsize) width * 4;
  return g_bytes_new_from_bytes (self->pixels, start, length);
}

static const guint32 *
get_row (FigmentPicture *self,
         int             y)
{
  return (const guint32 *) ((const guint8 *) g_bytes_get_data (self->pixels, NULL) + (gsize) y * self->stride);
}

static inline guint32
mean_of_four (guint32 a,
              guint32 b,
              guint32 c,
              guint32 d)
{
  const guint32 mask = 0x00ff00ff;
  const guint32 low = (a & mask) + (b & mask) + (c & mask) + (d & mask) + 0x00020002;
  const guint32 high = (a >> 8 & mask) + (b >> 8 & mask) + (c >> 8 & mask) + (d >> 8 & mask) + 0x00020002;

  return (low >> 2 & mask) | (high >> 2 & mask) << 8;
}

static FigmentPicture *
halve (FigmentPicture *self)
{
  const int width = (self->width + 1) / 2, height = (self->height + 1) / 2;
  guint32 *pixels = g_malloc ((gsize) width * 4 * (gsize) height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * 4 * (gsize) height);
  FigmentPicture *half;

  for (int y = 0; y < height; y++)
    {
      const guint32 *above = get_row (self, 2 * y), *below = get_row (self, MIN (2 * y + 1, self->height - 1));
      guint32 *row = pixels + (gsize) y * (gsize) width;

      for (int x = 0; x < self->width / 2; x++)
        row[x] = mean_of_four (above[2 * x], above[2 * x + 1], below[2 * x], below[2 * x + 1]);
      if (self->width % 2 != 0)
        row[width - 1] = mean_of_four (above[self->width - 1], above[self->width - 1],
                                       below[self->width - 1], below[self->width - 1]);
    }
  half = figment_picture_new (width, height, bytes, self->has_alpha);
  half->full_width = self->full_width;
  half->full_height = self->full_height;
  return half;
}

void
_figment_picture_add_halves (FigmentPicture *self)
{
  for (FigmentPicture *level = self; MAX (level->width, level->height) > HALVES_DOWN_TO; level = level->half)
    level->half = halve (level);
}

/* One line of a box filter whose boxes end at fractions of pixels: what part of which pixel goes into which box. */
static void
scale_row (const guint32 *from,
           int            from_width,
           float         *to,
           int            to_width)
{
  const float step = (float) from_width / (float) to_width;

  for (int x = 0; x < to_width; x++)
    {
      const float left = (float) x * step, right = MIN ((float) (x + 1) * step, (float) from_width);
      float sums[4] = { 0 };

      for (int i = (int) left; i < from_width && (float) i < right; i++)
        {
          const float part = MIN ((float) (i + 1), right) - MAX ((float) i, left);

          for (guint channel = 0; channel < 4; channel++)
            sums[channel] += part * (float) (from[i] >> (8 * channel) & 0xff);
        }
      for (guint channel = 0; channel < 4; channel++)
        to[x * 4 + (int) channel] = sums[channel] / (right - left);
    }
}

static void
write_row (const float *sums,
           float        weight,
           guint32     *to,
           int          width)
{
  for (int x = 0; x < width; x++)
    {
      guint32 pixel = 0;

      for (int channel = 0; channel < 4; channel++)
        {
          const int value = (int) (sums[x * 4 + channel] / weight + 0.5f);

          pixel |= (guint32) CLAMP (value, 0, 255) << (8 * channel);
        }
      to[x] = pixel;
    }
}

/**
 * figment_picture_scale:
 *
 * The picture at another size, each pixel the mean of those that it covers. Meant for making it smaller; a side that
 * would grow keeps its size. Takes as long as the pixels of the next larger halved picture take to be read.
 */
FigmentPicture *
figment_picture_scale (FigmentPicture *self,
                       int             width,
                       int             height)
{
  FigmentPicture *from = self, *scaled;
  g_autofree float *line = NULL, *sums = NULL;
  g_autoptr(GBytes) bytes = NULL;
  guint32 *pixels;
  float step;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  width = MIN (width, self->width);
  height = MIN (height, self->height);
  while (from->half != NULL && from->half->width >= width && from->half->height >= height)
    from = from->half;
  if (from->width == width && from->height == height)
    return figment_picture_ref (from);

  line = g_new (float, (gsize) width * 4);
  sums = g_new0 (float, (gsize) width * 4);
  pixels = g_malloc ((gsize) width * 4 * (gsize) height);
  bytes = g_bytes_new_take (pixels, (gsize) width * 4 * (gsize) height);
  step = (float) from->height / (float) height;
  for (int y = 0, last = -1; y < height; y++)
    {
      const float top = (float) y * step, bottom = MIN ((float) (y + 1) * step, (float) from->height);

      memset (sums, 0, sizeof (float) * (gsize) width * 4);
      for (int i = (int) top; i < from->height && (float) i < bottom; i++)
        {
          const float part = MIN ((float) (i + 1), bottom) - MAX ((float) i, top);

          if (i != last)
            scale_row (get_row (from, i), from->width, line, width);
          last = i;
          for (int x = 0; x < width * 4; x++)
            sums[x] += part * line[x];
        }
      write_row (sums, bottom - top, pixels + (gsize) y * (gsize) width, width);
    }

  scaled = figment_picture_new (width, height, bytes, self->has_alpha);
  scaled->full_width = self->full_width;
  scaled->full_height = self->full_height;
  return scaled;
}
