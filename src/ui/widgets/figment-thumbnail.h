/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-output.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_THUMBNAIL (figment_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (FigmentThumbnail, figment_thumbnail, FIGMENT, THUMBNAIL, GtkWidget)

GtkWidget     *figment_thumbnail_new        (void);
FigmentOutput *figment_thumbnail_get_output (FigmentThumbnail *self);
void           figment_thumbnail_set_output (FigmentThumbnail *self,
                                             FigmentOutput    *output);
const char    *figment_thumbnail_get_path   (FigmentThumbnail *self);
void           figment_thumbnail_set_path   (FigmentThumbnail *self,
                                             const char       *path);
int            figment_thumbnail_get_size   (FigmentThumbnail *self);
void           figment_thumbnail_set_size   (FigmentThumbnail *self,
                                             int               size);

void           figment_thumbnail_set_part   (FigmentThumbnail *self,
                                             double            width,
                                             double            height);

/* Whether the picture is there; FALSE while it loads and after a failure. */
gboolean       figment_thumbnail_is_loaded  (FigmentThumbnail *self);

G_END_DECLS
