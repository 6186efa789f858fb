/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-mode.h"

G_DEFINE_ENUM_TYPE (FigmentMode,
                    figment_mode,
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_TEXT_TO_IMAGE, "text-to-image"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_TEXT_TO_VIDEO, "text-to-video"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_IMAGE_TO_VIDEO, "image-to-video"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_IMAGE_TO_IMAGE, "image-to-image"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_VIDEO_TO_VIDEO, "video-to-video"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_AUDIO, "audio"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_3D, "3d"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_UPSCALE, "upscale"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MODE_OTHER, "other"))

G_DEFINE_ENUM_TYPE (FigmentMediaKind,
                    figment_media_kind,
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_IMAGE, "image"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_VIDEO, "video"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_ANIMATION, "animation"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_AUDIO, "audio"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_3D, "3d"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_LATENT, "latent"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_MEDIA_OTHER, "other"))

G_DEFINE_ENUM_TYPE (FigmentFit, figment_fit,
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIT_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIT_CROP, "crop"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIT_PAD, "pad"))

/* The enum classes are never unreferenced: their nicks are handed out as static strings. */
static const char *
to_nick (GType type,
         int   value)
{
  GEnumValue *entry = g_enum_get_value (g_type_class_ref (type), value);

  g_assert (entry != NULL);
  return entry->value_nick;
}

static int
from_nick (GType       type,
           const char *nick,
           int         fallback)
{
  GEnumValue *entry = nick != NULL ? g_enum_get_value_by_nick (g_type_class_ref (type), nick) : NULL;

  return entry != NULL ? entry->value : fallback;
}

/**
 * figment_mode_to_nick:
 *
 * Returns: the word that the database and the command line use
 */
const char *
figment_mode_to_nick (FigmentMode mode)
{
  return to_nick (FIGMENT_TYPE_MODE, (int) mode);
}

/**
 * figment_mode_from_nick:
 * @nick: (nullable):
 *
 * Returns: the mode, %FIGMENT_MODE_OTHER for a word that is not one
 */
FigmentMode
figment_mode_from_nick (const char *nick)
{
  return (FigmentMode) from_nick (FIGMENT_TYPE_MODE, nick, FIGMENT_MODE_OTHER);
}

/**
 * figment_media_kind_to_nick:
 *
 * Returns: the word that the database and the command line use
 */
const char *
figment_media_kind_to_nick (FigmentMediaKind kind)
{
  return to_nick (FIGMENT_TYPE_MEDIA_KIND, (int) kind);
}

/**
 * figment_media_kind_from_nick:
 * @nick: (nullable):
 *
 * Returns: the kind, %FIGMENT_MEDIA_OTHER for a word that is not one
 */
FigmentMediaKind
figment_media_kind_from_nick (const char *nick)
{
  return (FigmentMediaKind) from_nick (FIGMENT_TYPE_MEDIA_KIND, nick, FIGMENT_MEDIA_OTHER);
}

/**
 * figment_fit_to_nick:
 *
 * Returns: the word that the database uses
 */
const char *
figment_fit_to_nick (FigmentFit fit)
{
  return to_nick (FIGMENT_TYPE_FIT, (int) fit);
}

/**
 * figment_fit_from_nick:
 * @nick: (nullable):
 *
 * Returns: the fit; a picture stays as it is for a word that is none
 */
FigmentFit
figment_fit_from_nick (const char *nick)
{
  return (FigmentFit) from_nick (FIGMENT_TYPE_FIT, nick, FIGMENT_FIT_NONE);
}
