/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture.h"

#include <math.h>
#include <string.h>

/* Outside of a padded picture: opaque, so that no workflow takes it for a mask. */
#define BAR 0xff000000u

/* Returns: the length of the one side that goes with @length of the other in the shape @wanted : @given */
static int
get_side (int length,
          int wanted,
          int given)
{
  return MAX ((int) lround ((double) length * wanted / given), 1);
}

/**
 * figment_picture_get_crop:
 * @width: px of a picture
 * @height: px
 * @wanted_width: of the shape that is wanted, in any unit
 * @wanted_height: likewise
 * @part_width: (out): px of the part in its middle that has this shape
 * @part_height: (out): px
 *
 * What %FIGMENT_FIT_CROP leaves of a picture.
 */
void
figment_picture_get_crop (int  width,
                          int  height,
                          int  wanted_width,
                          int  wanted_height,
                          int *part_width,
                          int *part_height)
{
  g_return_if_fail (width > 0 && height > 0 && wanted_width > 0 && wanted_height > 0);

  *part_width = MIN (width, get_side (height, wanted_width, wanted_height));
  *part_height = MIN (height, get_side (width, wanted_height, wanted_width));
}

static FigmentPicture *
crop (FigmentPicture *self,
      int             width,
      int             height)
{
  int part_width, part_height;
  g_autoptr(GBytes) pixels = NULL;
  g_autoptr(FigmentPicture) part = NULL;

  figment_picture_get_crop (self->width, self->height, width, height, &part_width, &part_height);
  pixels = figment_picture_crop (self, (self->width - part_width) / 2, (self->height - part_height) / 2, part_width,
                                 part_height);
  part = figment_picture_new (part_width, part_height, pixels, self->has_alpha);
  part->stride = self->stride;
  if (part_width <= width)
    return g_steal_pointer (&part);
  return figment_picture_scale (part, width, height);
}

/* Puts @self into the middle of bars. */
static FigmentPicture *
surround (FigmentPicture *self,
          int             width,
          int             height)
{
  const gsize size = (gsize) width * 4 * (gsize) height;
  const int left = (width - self->width) / 2, top = (height - self->height) / 2;
  guint32 *pixels = g_malloc (size);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, size);

  for (gsize i = 0; i < size / 4; i++)
    pixels[i] = BAR;
  for (int y = 0; y < self->height; y++)
    memcpy (pixels + (gsize) (top + y) * (gsize) width + left,
            (const guint8 *) g_bytes_get_data (self->pixels, NULL) + (gsize) y * self->stride,
            (gsize) self->width * 4);
  return figment_picture_new (width, height, bytes, self->has_alpha);
}

static FigmentPicture *
pad (FigmentPicture *self,
     int             width,
     int             height)
{
  const int whole_width = MAX (self->width, get_side (self->height, width, height));
  const int whole_height = MAX (self->height, get_side (self->width, height, width));
  g_autoptr(FigmentPicture) small = NULL;

  if (whole_width <= width)
    return surround (self, whole_width, whole_height);
  small = figment_picture_scale (self, MIN (get_side (self->width, width, whole_width), width),
                                 MIN (get_side (self->height, height, whole_height), height));
  return surround (small, width, height);
}

/**
 * figment_picture_fit:
 * @width: px, of the shape that is wanted
 * @height: px
 *
 * Gives a picture another shape without distorting it. A larger one also gets the size; a smaller one keeps its
 * pixels, since workflows enlarge better than this could.
 *
 * Returns: (transfer full)
 */
FigmentPicture *
figment_picture_fit (FigmentPicture *self,
                     FigmentFit      fit,
                     int             width,
                     int             height)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  switch (fit)
    {
    case FIGMENT_FIT_CROP: return crop (self, width, height);
    case FIGMENT_FIT_PAD: return pad (self, width, height);
    case FIGMENT_FIT_NONE:
    default: return figment_picture_ref (self);
    }
}

/**
 * figment_picture_fit_file:
 * @to: where the PNG file goes; never over one that exists
 *
 * For worker threads. Of what moves it is the first picture.
 */
gboolean
figment_picture_fit_file (const char    *from,
                          FigmentFit     fit,
                          int            width,
                          int            height,
                          const char    *to,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(FigmentPicture) picture = figment_picture_read_file (from, FIGMENT_PICTURE_MAX_SIDE, cancellable, error);
  g_autoptr(FigmentPicture) fitted = picture != NULL ? figment_picture_fit (picture, fit, width, height) : NULL;

  return fitted != NULL && figment_picture_write_png (fitted, to, error);
}
