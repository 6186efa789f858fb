/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "media/figment-media.h"
#include "workflow/figment-field.h"

G_BEGIN_DECLS

/* Files that go along with a request. Main thread; disk and pixels are worked on in threads. */

/* Returns: (transfer full): why a file of that kind cannot go there, in words; NULL if it can */
char     *figment_input_file_refuse         (FigmentFieldKind         field,
                                             FigmentMediaKind         kind);

/* The folder for pictures that are in no file: $XDG_DATA_HOME/figment/inputs. */
char     *figment_input_file_dup_folder     (void);

/* What a file is called for people: those in that folder may have no name that says anything. */
char     *figment_input_file_dup_shown_name (const char              *path);

void      figment_input_file_look_async     (const char              *path,
                                             GCancellable            *cancellable,
                                             GAsyncReadyCallback      callback,
                                             gpointer                 user_data);
gboolean  figment_input_file_look_finish    (GAsyncResult            *result,
                                             FigmentMediaInfo        *info,
                                             GError                 **error);

/* Writes a picture as PNG into @folder, named by its hash, so that the same picture is kept once. */
void      figment_input_file_keep_async     (GdkTexture              *texture,
                                             const char              *folder,
                                             GCancellable            *cancellable,
                                             GAsyncReadyCallback      callback,
                                             gpointer                 user_data);
GFile    *figment_input_file_keep_finish    (GAsyncResult            *result,
                                             GError                 **error);

G_END_DECLS
