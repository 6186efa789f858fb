/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-texture.h"

#define SQUARE 8 /* px */

GdkTexture *
figment_texture_new (FigmentPicture *picture)
{
  return gdk_memory_texture_new (picture->width, picture->height, GDK_MEMORY_DEFAULT, picture->pixels, picture->stride);
}

GdkTexture *
figment_texture_new_part (FigmentPicture *picture,
                          int             x,
                          int             y,
                          int             width,
                          int             height)
{
  g_autoptr(GBytes) pixels = figment_picture_crop (picture, x, y, width, height);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, picture->stride);
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
