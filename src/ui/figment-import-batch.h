/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "ui/figment-window.h"

G_BEGIN_DECLS

/**
 * FigmentImportBatch:
 *
 * Workflows on their way into the library of a window: files, or what was pasted or fetched. One after another, so that
 * the same one twice is known; what became of them is said in one go at the end. Main thread.
 */
typedef struct _FigmentImportBatch FigmentImportBatch;

FigmentImportBatch *figment_import_batch_new       (FigmentWindow      *window);
void                figment_import_batch_free      (FigmentImportBatch *self);
void                figment_import_batch_add_file  (FigmentImportBatch *self,
                                                    GFile              *file);
/* One that a server's editor saved; fetched when its turn comes. */
void                figment_import_batch_add_saved (FigmentImportBatch *self,
                                                    FigmentComfyClient *client,
                                                    const char         *path);
/* @name: (nullable): what to call it, where it has a name */
void                figment_import_batch_add_bytes (FigmentImportBatch *self,
                                                    GBytes             *bytes,
                                                    const char         *name);

/* @self: (transfer full) */
void                figment_import_batch_run       (FigmentImportBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentImportBatch, figment_import_batch_free)

G_END_DECLS
