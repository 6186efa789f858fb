/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

/* What the longer side of a picture may have when nothing smaller is asked for; larger ones are reduced on the way. */
#define FIGMENT_PICTURE_MAX_SIDE 8192

/* What is decoded although it has to be reduced, and what can only be decoded at full size. */
#define FIGMENT_PICTURE_MAX_PIXELS (G_GUINT64_CONSTANT (512) * 1000 * 1000)
#define FIGMENT_PICTURE_MAX_WHOLE_PIXELS (G_GUINT64_CONSTANT (100) * 1000 * 1000)

typedef struct _FigmentPicture FigmentPicture;

/**
 * FigmentPicture:
 *
 * A decoded picture: pixels in memory, refcounted, never changed once made, so that any thread may read it. A pixel is
 * a native 32-bit word 0xAARRGGBB with premultiplied alpha, which is what cairo and GDK_MEMORY_DEFAULT call it.
 */
struct _FigmentPicture
{
  int             width;       /* px, of @pixels */
  int             height;
  gsize           stride;      /* bytes from row to row */
  GBytes         *pixels;      /* (owned) */
  gboolean        has_alpha;   /* some pixel may be seen through */
  int             full_width;  /* px, of the file; more than @width when the picture was reduced */
  int             full_height;
  FigmentPicture *half;        /* (owned) (nullable): the same at half the size, for showing it small */
};

#define FIGMENT_TYPE_PICTURE (figment_picture_get_type ())
GType           figment_picture_get_type    (void);
FigmentPicture *figment_picture_new         (int              width,
                                             int              height,
                                             GBytes          *pixels,
                                             gboolean         has_alpha);
FigmentPicture *figment_picture_ref         (FigmentPicture  *self);
void            figment_picture_unref       (FigmentPicture  *self);
gboolean        figment_picture_is_reduced  (FigmentPicture  *self);
gsize           figment_picture_get_size    (FigmentPicture  *self);

FigmentPicture *figment_picture_scale       (FigmentPicture  *self,
                                             int              width,
                                             int              height);
GBytes         *figment_picture_crop        (FigmentPicture  *self,
                                             int              x,
                                             int              y,
                                             int              width,
                                             int              height);

void            figment_picture_get_crop    (int              width,
                                             int              height,
                                             int              wanted_width,
                                             int              wanted_height,
                                             int             *part_width,
                                             int             *part_height);
FigmentPicture *figment_picture_fit         (FigmentPicture  *self,
                                             FigmentFit       fit,
                                             int              width,
                                             int              height);

/* Decoding, in the calling thread: for worker threads. */
FigmentPicture *figment_picture_read_file   (const char      *path,
                                             int              max_side,
                                             GCancellable    *cancellable,
                                             GError         **error);
FigmentPicture *figment_picture_read_bytes  (GBytes          *bytes,
                                             int              max_side,
                                             GCancellable    *cancellable,
                                             GError         **error);
gboolean        figment_picture_write_png   (FigmentPicture  *self,
                                             const char      *path,
                                             GError         **error);

gboolean        figment_picture_fit_file    (const char      *from,
                                             FigmentFit       fit,
                                             int              width,
                                             int              height,
                                             const char      *to,
                                             GCancellable    *cancellable,
                                             GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPicture, figment_picture_unref)

G_END_DECLS
