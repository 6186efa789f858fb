/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What is to be told after an import, a row for each of @lines: to be read, and scrolled when there is more of it than
 * a dialog has room for.
 */
GtkWidget *figment_import_report_new (const char *const *lines);

G_END_DECLS
