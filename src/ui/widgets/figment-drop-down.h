/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader calls it where no label beside it does. In a .ui file: an accessible label, and labelled-by
 * itself. */
void figment_drop_down_set_name   (GtkDropDown *self,
                                   const char  *name);

/* Long words of its choice, which is one of strings, give way rather than push what it is in wider. */
void figment_drop_down_let_shrink (GtkDropDown *self);

G_END_DECLS
