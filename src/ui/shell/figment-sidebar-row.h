/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FigmentSidebarRow:
 *
 * One page in the sidebar. Properties: "page" (its name), "title", "icon-name", "compact" (icon only), "separated" (a
 * line above it). Main thread.
 */
#define FIGMENT_TYPE_SIDEBAR_ROW (figment_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSidebarRow, figment_sidebar_row, FIGMENT, SIDEBAR_ROW, GtkListBoxRow)

const char *figment_sidebar_row_get_page      (FigmentSidebarRow *self);
gboolean    figment_sidebar_row_get_separated (FigmentSidebarRow *self);

G_END_DECLS
