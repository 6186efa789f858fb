/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-media.h"
#include "media/figment-picture.h"

G_BEGIN_DECLS

/* One reader a format. @stream stands at the beginning, @info is what its first bytes said. What comes back is reduced
 * as far as that saves memory or time, and the caller does the rest. */
FigmentPicture *_figment_picture_read_png    (GInputStream            *stream,
                                              int                      max_side,
                                              GCancellable            *cancellable,
                                              GError                 **error);
FigmentPicture *_figment_picture_read_webp   (GBytes                  *bytes,
                                              int                      max_side,
                                              GError                 **error);

/* What is left to gdk-pixbuf's loaders: JPEG, GIF, TIFF, BMP, and what else is installed. */
FigmentPicture *_figment_picture_read_pixbuf (GInputStream            *stream,
                                              const FigmentMediaInfo  *info,
                                              int                      max_side,
                                              GCancellable            *cancellable,
                                              GError                 **error);

/* Adds the halved pictures down to about a thousand pixels. Only for one that nobody else has seen yet. */
void            _figment_picture_add_halves  (FigmentPicture          *self);

/* What both sides are divided by while a picture is read, so that its longer side comes near @max_side; 0: the largest
 * that is allowed. */
guint           _figment_picture_get_divisor (guint                    width,
                                              guint                    height,
                                              int                      max_side);

/* %FALSE with @error set when a picture of this size is not to be touched. @whole: it cannot be reduced on the way. */
gboolean        _figment_picture_check_size  (guint64                  width,
                                              guint64                  height,
                                              gboolean                 whole,
                                              GError                 **error);

/* Straight RGBA bytes, as decoders give them, into words with premultiplied alpha. @to may be @from. */
void            _figment_picture_premultiply (const guint8            *from,
                                              guint32                 *to,
                                              gsize                    n_pixels);

static inline guint32
_figment_picture_premultiply_pixel (guint32 red,
                                    guint32 green,
                                    guint32 blue,
                                    guint32 alpha)
{
  /* x * a / 255, rounded, without a division. */
#define MULTIPLY(x) (((x) * alpha + 128 + (((x) * alpha + 128) >> 8)) >> 8)
  if (alpha == 0xff)
    return 0xff000000u | red << 16 | green << 8 | blue;
  return alpha << 24 | MULTIPLY (red) << 16 | MULTIPLY (green) << 8 | MULTIPLY (blue);
#undef MULTIPLY
}

G_END_DECLS
