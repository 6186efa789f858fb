/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-output.h"

G_BEGIN_DECLS

/*
 * Opening an output in another program: the usual one for its type, or one that is chosen. GtkAppChooserDialog would be
 * old from GTK 4.10 on, and GtkFileLauncher is not there before. Main thread.
 */
GMenu   *figment_open_with_build_menu (FigmentOutput        *output,
                                       const char           *action);
void     figment_open_with_async      (FigmentOutput        *output,
                                       const char           *program,
                                       GtkWidget            *widget,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean figment_open_with_finish     (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
