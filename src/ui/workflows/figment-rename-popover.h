/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FigmentRenamePopover:
 *
 * Asks for another name. Signal "renamed" (char *name): one that is not empty and not the old one.
 */
#define FIGMENT_TYPE_RENAME_POPOVER (figment_rename_popover_get_type ())
G_DECLARE_FINAL_TYPE (FigmentRenamePopover, figment_rename_popover, FIGMENT, RENAME_POPOVER, GtkPopover)

GtkWidget *figment_rename_popover_new (void);
void       figment_rename_popover_ask (FigmentRenamePopover *self,
                                       const char           *name);

G_END_DECLS
