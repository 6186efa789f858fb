/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Textures of thumbnails that were shown lately, up to a number of bytes all together. One for the program; main
 * thread.
 */
GdkTexture *figment_thumbnail_cache_lookup (const char *key);
void        figment_thumbnail_cache_insert (const char *key,
                                            GdkTexture *texture);
void        figment_thumbnail_cache_clear  (void);

/* Bytes that it holds now, and what it may. */
gsize       figment_thumbnail_cache_get_size (void);
#define FIGMENT_THUMBNAIL_CACHE_BYTES ((gsize) 64 << 20)

G_END_DECLS
