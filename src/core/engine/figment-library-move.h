/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/* @done of @total files are at their new place. */
typedef void (*FigmentLibraryMoveFunc) (guint    done,
                                        guint    total,
                                        gpointer user_data);

/* The file of the output @id is at @path now. */
typedef void (*FigmentLibraryPlaceFunc) (gint64      id,
                                         const char *path,
                                         gpointer    user_data);

/*
 * Takes the files of all outputs below one folder to another, in worker threads, one file after the other: it is put at
 * the new place, the database says so, the old one goes. So whenever it ends, by the user, an error or the machine,
 * each file is where the database says. Files that are gone already are passed over, files of others are left. Finishes
 * with how many were moved, or -1 with %G_IO_ERROR (cancelled, no space …) or %FIGMENT_STORE_ERROR.
 */
void figment_library_move_async  (FigmentGenerationStore  *store,
                                  const char              *from,
                                  const char              *to,
                                  FigmentLibraryMoveFunc   progress,
                                  FigmentLibraryPlaceFunc  moved,
                                  gpointer                 func_data,
                                  GCancellable            *cancellable,
                                  GAsyncReadyCallback      callback,
                                  gpointer                 user_data);
int  figment_library_move_finish (GAsyncResult            *result,
                                  GError                 **error);

G_END_DECLS
