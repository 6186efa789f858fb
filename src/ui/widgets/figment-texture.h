/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/figment-picture.h"

G_BEGIN_DECLS

/* For pictures of about the size of a screen, as one without alpha is copied. */
GdkTexture *figment_texture_new                   (FigmentPicture        *picture);

/* A part of it, as figment_picture_crop () takes one. */
GdkTexture *figment_texture_new_part              (FigmentPicture        *picture,
                                                   int                    x,
                                                   int                    y,
                                                   int                    width,
                                                   int                    height);

/* Draws it over @width × @height units of @density pixels of the device. One that was scaled to that size is drawn
 * pixel for pixel, even where rounding left a fraction: resampling it would cost more than all the rest. */
void        figment_texture_snapshot              (GdkTexture            *texture,
                                                   GtkSnapshot           *snapshot,
                                                   double                 width,
                                                   double                 height,
                                                   int                    density);

/* What is seen behind a picture that can be seen through. */
void        figment_texture_snapshot_checkerboard (GtkSnapshot           *snapshot,
                                                   const graphene_rect_t *bounds);

G_END_DECLS
