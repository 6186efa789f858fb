/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FigmentMode:
 *
 * What a workflow makes of what. The nicks ("text-to-image" …) are what the database and the command line say.
 */
typedef enum
{
  FIGMENT_MODE_TEXT_TO_IMAGE,
  FIGMENT_MODE_TEXT_TO_VIDEO,
  FIGMENT_MODE_IMAGE_TO_VIDEO,
  FIGMENT_MODE_IMAGE_TO_IMAGE,
  FIGMENT_MODE_VIDEO_TO_VIDEO,
  FIGMENT_MODE_AUDIO,
  FIGMENT_MODE_3D,
  FIGMENT_MODE_UPSCALE,
  FIGMENT_MODE_OTHER,
} FigmentMode;

#define FIGMENT_TYPE_MODE (figment_mode_get_type ())
GType       figment_mode_get_type  (void);
const char *figment_mode_to_nick   (FigmentMode  mode);
FigmentMode figment_mode_from_nick (const char  *nick);

/**
 * FigmentMediaKind:
 *
 * What an output is, told by its file name and never by the key that it came under (ComfyUI puts videos under
 * "images").
 */
typedef enum
{
  FIGMENT_MEDIA_IMAGE,
  FIGMENT_MEDIA_VIDEO,
  FIGMENT_MEDIA_ANIMATION, /* a picture file that moves: WebP, APNG, GIF */
  FIGMENT_MEDIA_AUDIO,
  FIGMENT_MEDIA_TEXT,
  FIGMENT_MEDIA_3D,
  FIGMENT_MEDIA_LATENT,
  FIGMENT_MEDIA_OTHER,
} FigmentMediaKind;

#define FIGMENT_TYPE_MEDIA_KIND (figment_media_kind_get_type ())
GType            figment_media_kind_get_type  (void);
const char      *figment_media_kind_to_nick   (FigmentMediaKind  kind);
FigmentMediaKind figment_media_kind_from_nick (const char       *nick);

/**
 * FigmentFit:
 *
 * How a picture gets the shape of the result. The nicks ("none", "crop", "pad") are what the database says.
 */
typedef enum
{
  FIGMENT_FIT_NONE, /* it goes as it is, and the workflow does with it what it does */
  FIGMENT_FIT_CROP, /* what is too much is cut off on both sides */
  FIGMENT_FIT_PAD,  /* what is missing is added as bars on both sides */
} FigmentFit;

#define FIGMENT_TYPE_FIT (figment_fit_get_type ())
GType       figment_fit_get_type  (void);
const char *figment_fit_to_nick   (FigmentFit  fit);
FigmentFit  figment_fit_from_nick (const char *nick);

G_END_DECLS
