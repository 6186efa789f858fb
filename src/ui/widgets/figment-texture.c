/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-texture.h"

#include <math.h>

#define SQUARE 8 /* px */

/* Without the alpha that is 255 everywhere, as GTK 4.8's cairo renderer draws three bytes a pixel eight times as fast
 * as four, each time anew. */
static GdkTexture *
new_opaque (FigmentPicture *picture,
            int             x,
            int             y,
            int             width,
            int             height)
{
  const gsize stride = ((gsize) width * 3 + 3) & ~(gsize) 3;
  const guint8 *from = (const guint8 *) g_bytes_get_data (picture->pixels, NULL) + (gsize) y * picture->stride;
  guint8 *data = g_malloc (stride * (gsize) height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (data, stride * (gsize) height);

  for (int row = 0; row < height; row++, from += picture->stride)
    {
      const guint32 *pixels = (const guint32 *) from + x;
      guint8 *to = data + (gsize) row * stride;

      for (int i = 0; i < width; i++, to += 3)
        {
          to[0] = (guint8) (pixels[i] >> 16);
          to[1] = (guint8) (pixels[i] >> 8);
          to[2] = (guint8) pixels[i];
        }
    }
  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, bytes, stride);
}

GdkTexture *
figment_texture_new (FigmentPicture *picture)
{
  return figment_texture_new_part (picture, 0, 0, picture->width, picture->height);
}

GdkTexture *
figment_texture_new_part (FigmentPicture *picture,
                          int             x,
                          int             y,
                          int             width,
                          int             height)
{
  g_autoptr(GBytes) pixels = NULL;

  if (!picture->has_alpha)
    return new_opaque (picture, x, y, width, height);
  pixels = figment_picture_crop (picture, x, y, width, height);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, picture->stride);
}

void
figment_texture_snapshot (GdkTexture  *texture,
                          GtkSnapshot *snapshot,
                          double       width,
                          double       height,
                          int          density)
{
  const double own_width = gdk_texture_get_width (texture) / (double) density;
  const double own_height = gdk_texture_get_height (texture) / (double) density;
  const gboolean fits = fabs (own_width - width) <= 1 && fabs (own_height - height) <= 1;
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) (fits ? own_width : width),
                                                     (float) (fits ? own_height : height));

  gtk_snapshot_append_texture (snapshot, texture, &bounds);
}

void
figment_texture_snapshot_checkerboard (GtkSnapshot           *snapshot,
                                       const graphene_rect_t *bounds)
{
  static const GdkRGBA light = { 0.78f, 0.78f, 0.78f, 1 }, dark = { 0.62f, 0.62f, 0.62f, 1 };
  const graphene_rect_t cell = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, 2 * SQUARE, 2 * SQUARE);
  const graphene_rect_t first = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, SQUARE, SQUARE);
  const graphene_rect_t second = GRAPHENE_RECT_INIT (bounds->origin.x + SQUARE, bounds->origin.y + SQUARE,
                                                     SQUARE, SQUARE);

  gtk_snapshot_append_color (snapshot, &light, bounds);
  gtk_snapshot_push_repeat (snapshot, bounds, &cell);
  gtk_snapshot_append_color (snapshot, &dark, &first);
  gtk_snapshot_append_color (snapshot, &dark, &second);
  gtk_snapshot_pop (snapshot);
}
