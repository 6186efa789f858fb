/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-picture.h"

G_BEGIN_DECLS

/* Who waits for the picture. Within one, what was asked for last comes first: it is what is looked at now. */
typedef enum
{
  FIGMENT_PICTURE_SOON,  /* it may be looked at next */
  FIGMENT_PICTURE_SMALL, /* one of many tiles */
  FIGMENT_PICTURE_NOW,   /* somebody waits for this one */
  FIGMENT_PICTURE_LIVE,  /* a preview: has a thread of its own, so that no large picture holds it up */
} FigmentPicturePriority;

/* Work on pixels, in one of two threads that all share (three with the one for previews). */
typedef gpointer (*FigmentPictureFunc) (gpointer       data,
                                        GCancellable  *cancellable,
                                        GError       **error);

void            figment_picture_run_async     (FigmentPictureFunc      func,
                                               gpointer                data,
                                               GDestroyNotify          data_free,
                                               GDestroyNotify          result_free,
                                               FigmentPicturePriority  priority,
                                               GCancellable           *cancellable,
                                               GAsyncReadyCallback     callback,
                                               gpointer                user_data);
gpointer        figment_picture_run_finish    (GAsyncResult           *result,
                                               GError                **error);

void            figment_picture_load_async    (const char             *path,
                                               int                     max_side,
                                               FigmentPicturePriority  priority,
                                               GCancellable           *cancellable,
                                               GAsyncReadyCallback     callback,
                                               gpointer                user_data);
void            figment_picture_decode_async  (GBytes                 *bytes,
                                               int                     max_side,
                                               FigmentPicturePriority  priority,
                                               GCancellable           *cancellable,
                                               GAsyncReadyCallback     callback,
                                               gpointer                user_data);
void            figment_picture_scale_async   (FigmentPicture         *picture,
                                               int                     width,
                                               int                     height,
                                               GCancellable           *cancellable,
                                               GAsyncReadyCallback     callback,
                                               gpointer                user_data);
FigmentPicture *figment_picture_load_finish   (GAsyncResult           *result,
                                               GError                **error);

G_END_DECLS
