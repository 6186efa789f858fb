/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/figment-picture.h"

G_BEGIN_DECLS

/* The picture's own memory as a texture; nothing is copied. */
GdkTexture *figment_texture_new                  (FigmentPicture        *picture);

/* A part of it, as figment_picture_crop () takes one. */
GdkTexture *figment_texture_new_part             (FigmentPicture        *picture,
                                                  int                    x,
                                                  int                    y,
                                                  int                    width,
                                                  int                    height);

/* What is seen behind a picture that can be seen through. */
void        figment_texture_snapshot_checkerboard (GtkSnapshot           *snapshot,
                                                   const graphene_rect_t *bounds);

G_END_DECLS
