/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-request.h"

G_BEGIN_DECLS

/*
 * A copy of a picture in the shape that is wanted, for sending it: in a temporary folder of its own, under a name that
 * tells what it is. Main thread; pixels are worked on in a thread.
 */
void   figment_fitted_file_make_async  (const FigmentInputFile *file,
                                        GCancellable           *cancellable,
                                        GAsyncReadyCallback     callback,
                                        gpointer                user_data);
GFile *figment_fitted_file_make_finish (GAsyncResult           *result,
                                        GError                **error);

/* Takes the copy and its folder off the disk. */
void   figment_fitted_file_remove      (GFile                  *file);

G_END_DECLS
