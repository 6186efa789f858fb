/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/figment-picture.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_PICTURE_VIEW (figment_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPictureView, figment_picture_view, FIGMENT, PICTURE_VIEW, GtkWidget)

GtkWidget      *figment_picture_view_new         (void);
FigmentPicture *figment_picture_view_get_picture (FigmentPictureView *self);
void            figment_picture_view_set_picture (FigmentPictureView *self,
                                                  FigmentPicture     *picture);
gboolean        figment_picture_view_get_fit     (FigmentPictureView *self);
void            figment_picture_view_set_fit     (FigmentPictureView *self,
                                                  gboolean            fit);

/* Device pixels a pixel of the picture: 1 is 100 %. */
double          figment_picture_view_get_zoom    (FigmentPictureView *self);
void            figment_picture_view_set_zoom    (FigmentPictureView *self,
                                                  double              zoom);
void            figment_picture_view_zoom_by     (FigmentPictureView *self,
                                                  double              factor);
gboolean        figment_picture_view_can_pan     (FigmentPictureView *self);
void            figment_picture_view_pan         (FigmentPictureView *self,
                                                  double              dx,
                                                  double              dy);

G_END_DECLS
