/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/figment-removal.h"

G_BEGIN_DECLS

/*
 * Runs a removal; where there is no trash, as on many network drives, it asks first whether to delete for good. Main
 * thread. Finishes with %G_IO_ERROR_CANCELLED when that is declined, and when @cancellable was cancelled meanwhile,
 * which stops the question but no removal.
 */
void     figment_delete_async  (FigmentRemoval       *removal,
                                GtkWindow            *parent,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
gboolean figment_delete_finish (GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
