/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentGalleryTile:
 *
 * One generation in the gallery: its first result, or in words why there is none. Main thread. Property: "generation".
 */
#define FIGMENT_TYPE_GALLERY_TILE (figment_gallery_tile_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGalleryTile, figment_gallery_tile, FIGMENT, GALLERY_TILE, AdwBin)

void figment_gallery_tile_set_generation (FigmentGalleryTile *self,
                                          FigmentGeneration  *generation);

G_END_DECLS
