/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-animation.h"

G_BEGIN_DECLS

/* What becomes of a part's place before the next part is drawn. */
typedef enum
{
  FIGMENT_ANIMATION_KEEP,
  FIGMENT_ANIMATION_CLEAR,
  FIGMENT_ANIMATION_RESTORE, /* what was there before this part */
} FigmentAnimationDispose;

/* One part of a GIF or APNG: a still picture somewhere on the canvas. Its bytes stay where they are in the file. */
typedef struct
{
  guint                    x; /* px; may reach over the canvas */
  guint                    y;
  guint                    width;
  guint                    height;
  guint                    duration_ms;
  FigmentAnimationDispose  dispose;
  gboolean                 replace;  /* its transparent pixels too take the place of what was there */
  gsize                    start;    /* in the file: GIF the image descriptor, APNG the first chunk of its data */
  gsize                    end;
  gsize                    control;  /* GIF: the graphic control extension, 0 for none */
} FigmentAnimationPart;

/* Fill @parts and the canvas's size; %FALSE when @data is not such a file or has no part. A file that is cut keeps the
 * parts that are whole. */
gboolean  _figment_animation_parse_gif   (const guint8               *data,
                                          gsize                       length,
                                          GArray                     *parts,
                                          guint                      *width,
                                          guint                      *height);
gboolean  _figment_animation_parse_apng  (const guint8               *data,
                                          gsize                       length,
                                          GArray                     *parts,
                                          guint                      *width,
                                          guint                      *height);

/* A part as a file of its own, for the readers of still pictures. */
GBytes   *_figment_animation_extract_gif  (const guint8               *data,
                                           const FigmentAnimationPart *part);
GBytes   *_figment_animation_extract_apng (const guint8               *data,
                                           const FigmentAnimationPart *part);

G_END_DECLS
