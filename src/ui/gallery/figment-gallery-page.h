/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_GALLERY_PAGE (figment_gallery_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGalleryPage, figment_gallery_page, FIGMENT, GALLERY_PAGE, GtkWidget)

G_END_DECLS
