/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-picture.h"

G_BEGIN_DECLS

typedef struct _FigmentAnimation FigmentAnimation;

/* One picture of an animation as it stands on the canvas, and how long. */
typedef struct
{
  FigmentPicture *picture;     /* (owned) */
  guint           position;    /* 0-based */
  guint           duration_ms; /* at least 10 */
} FigmentAnimationFrame;

void                   figment_animation_frame_free   (FigmentAnimationFrame  *frame);

/**
 * FigmentAnimation:
 *
 * Decoder of a picture file that moves: WebP, APNG, GIF. One thread at a time, any thread; refcounted so that work in
 * a thread may outlive who asked for it.
 */
FigmentAnimation      *figment_animation_open         (const char             *path,
                                                       GCancellable           *cancellable,
                                                       GError                **error);
FigmentAnimation      *figment_animation_ref          (FigmentAnimation       *self);
void                   figment_animation_unref        (FigmentAnimation       *self);
int                    figment_animation_get_width    (FigmentAnimation       *self);
int                    figment_animation_get_height   (FigmentAnimation       *self);
guint                  figment_animation_get_n_frames (FigmentAnimation       *self);
guint                  figment_animation_get_duration (FigmentAnimation       *self,
                                                       guint                   position);
FigmentAnimationFrame *figment_animation_read_frame   (FigmentAnimation       *self,
                                                       guint                   position,
                                                       GCancellable           *cancellable,
                                                       GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentAnimation, figment_animation_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentAnimationFrame, figment_animation_frame_free)

G_END_DECLS
