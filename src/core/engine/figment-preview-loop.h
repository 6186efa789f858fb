/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentPreviewLoop:
 *
 * A preview that moves: VideoHelperSuite sends the frames of a video one by one, over and over and ever sharper, and
 * says at which rate they are meant (latent_preview.py; event "VHS_latentpreview" with "length" and "rate", then frames
 * with their number). They are played round in the generation's "preview". Main thread.
 */
typedef struct _FigmentPreviewLoop FigmentPreviewLoop;

FigmentPreviewLoop *figment_preview_loop_new   (FigmentGeneration  *generation);

/* No frame is shown after this. */
void                figment_preview_loop_free  (FigmentPreviewLoop *self);

/* Another loop begins. @length: 0: not told; @rate: frames per second, 0: not told */
void                figment_preview_loop_begin (FigmentPreviewLoop *self,
                                                gint64              length,
                                                double              rate);

/* FALSE: there is no room for it, and it was not taken. */
gboolean            figment_preview_loop_take  (FigmentPreviewLoop *self,
                                                int                 index,
                                                GBytes             *frame);

G_END_DECLS
