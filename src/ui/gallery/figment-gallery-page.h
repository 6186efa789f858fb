/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentGalleryPage:
 *
 * All that was ever made, newest first, with a search. Choosing one activates win.show-generation; the keys Delete and
 * Ctrl+D are those of the tile that has the focus. Main thread.
 * Property: "session". Actions: page.search, page.results (which take the keys).
 */
#define FIGMENT_TYPE_GALLERY_PAGE (figment_gallery_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGalleryPage, figment_gallery_page, FIGMENT, GALLERY_PAGE, AdwBin)

G_END_DECLS
