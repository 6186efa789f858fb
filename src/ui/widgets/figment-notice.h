/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FIGMENT_TYPE_NOTICE (figment_notice_get_type ())
G_DECLARE_FINAL_TYPE (FigmentNotice, figment_notice, FIGMENT, NOTICE, GtkWidget)

GtkWidget  *figment_notice_new          (void);
const char *figment_notice_get_text     (FigmentNotice *self);
void        figment_notice_set_text     (FigmentNotice *self,
                                         const char    *text);
gboolean    figment_notice_get_revealed (FigmentNotice *self);
void        figment_notice_set_revealed (FigmentNotice *self,
                                         gboolean       revealed);

/* Puts a further button after the one of the properties. */
void        figment_notice_add_action   (FigmentNotice *self,
                                         const char    *label,
                                         const char    *action_name);

G_END_DECLS
