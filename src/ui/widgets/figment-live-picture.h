/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FIGMENT_TYPE_LIVE_PICTURE (figment_live_picture_get_type ())
G_DECLARE_FINAL_TYPE (FigmentLivePicture, figment_live_picture, FIGMENT, LIVE_PICTURE, GObject)

FigmentLivePicture *figment_live_picture_new         (void);

/* @bytes: (nullable): JPEG, PNG or WebP; NULL shows nothing */
void                figment_live_picture_set_bytes   (FigmentLivePicture *self,
                                                      GBytes             *bytes);

/* How many pixels of the device a unit of what it is drawn on has. */
void                figment_live_picture_set_density (FigmentLivePicture *self,
                                                      int                 density);

/* How many pictures were decoded; fewer than were given when they came faster than that. */
guint               figment_live_picture_get_shown   (FigmentLivePicture *self);

G_END_DECLS
