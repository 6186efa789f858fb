/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentRemoval:
 *
 * One output, or all that came of a generation, on its way into the trash, and perhaps back. Main thread; the disk is
 * waited for in a worker thread.
 */
#define FIGMENT_TYPE_REMOVAL (figment_removal_get_type ())
G_DECLARE_FINAL_TYPE (FigmentRemoval, figment_removal, FIGMENT, REMOVAL, GObject)

/* @output: (nullable): of @generation; NULL: all of them and the generation itself, which must have ended */
FigmentRemoval *figment_removal_new         (FigmentGenerationStore *store,
                                             FigmentGeneration      *generation,
                                             FigmentOutput          *output);
guint           figment_removal_get_n       (FigmentRemoval         *self);
FigmentOutput  *figment_removal_get_output  (FigmentRemoval         *self);

/* Finishes when the files are in the trash and that is on disk. A file that is gone already is no error. With @for_good
 * they are deleted: for places that have no trash, once the user has said so. If one of several cannot go, those before
 * it have gone, and the error tells of that one. */
void            figment_removal_run_async   (FigmentRemoval         *self,
                                             gboolean                for_good,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean        figment_removal_run_finish  (FigmentRemoval         *self,
                                             GAsyncResult           *result,
                                             GError                **error);

/* Whether it could be brought back: what only the desktop's own trash can find could not. */
gboolean        figment_removal_can_undo    (FigmentRemoval         *self);
void            figment_removal_undo_async  (FigmentRemoval         *self,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean        figment_removal_undo_finish (FigmentRemoval         *self,
                                             GAsyncResult           *result,
                                             GError                **error);

G_END_DECLS
