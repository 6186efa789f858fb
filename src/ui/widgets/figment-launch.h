/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens @uri, a folder's or a page's, in the usual program; a toast of the window says why it cannot be. */
void figment_launch (GtkWidget  *widget,
                     const char *uri);

G_END_DECLS
