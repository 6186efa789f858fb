/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_GENERATE_PAGE (figment_generate_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGeneratePage, figment_generate_page, FIGMENT, GENERATE_PAGE, GtkWidget)

G_END_DECLS
