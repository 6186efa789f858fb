/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-output-class.h"

#include <string.h>

/* Words of class names that save, and words of those that show; the name is compared in lower case without spaces. */
static const char *const saving_words[] = {
  "saveimage",  "easyimagesave",  "savevideo",   "videosave",   "saveaudio",      "savewebm",   "saveanimated",
  "savelatent", "saveglb",    "savetext",    "save3d",      "savemesh",       "savesvg",    "savegif",
  "saveexr",    "savemp4",    "savemp3",     "saveflac",    "saveply",        "savemask",   "saveobj",
  "videocombine", "animatediffcombine",      "writetovideo", "decodeandsavevideo", "exportmesh", "exportgltf",
  "exportglb",  "kritaoutput", "sendimage",  "imagewebsocket", "retargetfbx", "exportfbx",  "tiledsave",
};
static const char *const showing_words[] = {
  "preview", "showtext", "showanything", "displayany", "imagecomparer", "comparer", "viewer", "showany", "displaytext",
};

static const struct
{
  const char      *word;
  FigmentMediaKind kind;
} kind_words[] = {
  { "animatedwebp", FIGMENT_MEDIA_ANIMATION },
  { "animatedpng", FIGMENT_MEDIA_ANIMATION },
  { "gif", FIGMENT_MEDIA_ANIMATION },
  { "video", FIGMENT_MEDIA_VIDEO },
  { "webm", FIGMENT_MEDIA_VIDEO },
  { "mp4", FIGMENT_MEDIA_VIDEO },
  { "animatediff", FIGMENT_MEDIA_VIDEO },
  { "audio", FIGMENT_MEDIA_AUDIO },
  { "mp3", FIGMENT_MEDIA_AUDIO },
  { "flac", FIGMENT_MEDIA_AUDIO },
  { "opus", FIGMENT_MEDIA_AUDIO },
  { "latent", FIGMENT_MEDIA_LATENT },
  { "3d", FIGMENT_MEDIA_3D },
  { "mesh", FIGMENT_MEDIA_3D },
  { "glb", FIGMENT_MEDIA_3D },
  { "gltf", FIGMENT_MEDIA_3D },
  { "fbx", FIGMENT_MEDIA_3D },
  { "ply", FIGMENT_MEDIA_3D },
  { "tripo", FIGMENT_MEDIA_3D },
  { "gaussian", FIGMENT_MEDIA_3D },
  { "image", FIGMENT_MEDIA_IMAGE },
  { "mask", FIGMENT_MEDIA_IMAGE },
  { "text", FIGMENT_MEDIA_TEXT },
  { "any", FIGMENT_MEDIA_TEXT },
  { "string", FIGMENT_MEDIA_TEXT },
};

/* Link types that tell what an output node is given. */
static const struct
{
  const char      *type;
  FigmentMediaKind kind;
} type_kinds[] = {
  { "VIDEO", FIGMENT_MEDIA_VIDEO }, { "IMAGE", FIGMENT_MEDIA_IMAGE },   { "AUDIO", FIGMENT_MEDIA_AUDIO },
  { "MESH", FIGMENT_MEDIA_3D },     { "LATENT", FIGMENT_MEDIA_LATENT }, { "MASK", FIGMENT_MEDIA_IMAGE },
};

static char *
fold_name (const char *class_type)
{
  GString *name = g_string_new (NULL);

  for (const char *p = class_type; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (name, g_ascii_tolower (*p));
  return g_string_free (name, FALSE);
}

static gboolean
has_word (const char        *name,
          const char *const *words,
          gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static FigmentMediaKind
guess_kind (const char                *name,
            const FigmentCatalogClass *class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (strstr (name, kind_words[i].word) != NULL)
      return kind_words[i].kind;
  for (guint i = 0; class != NULL && i < class->n_inputs; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (type_kinds); j++)
      if (g_str_equal (class->inputs[i].type, type_kinds[j].type))
        return type_kinds[j].kind;
  return class == NULL && strstr (name, "save") != NULL ? FIGMENT_MEDIA_IMAGE : FIGMENT_MEDIA_OTHER;
}

/**
 * figment_output_class_guess:
 * @class_type: (nullable):
 * @catalog: (nullable): where it knows the class, its output_node is the last word
 * @result: (out): set only when %TRUE is returned
 *
 * Returns: whether nodes of that class put something out
 */
gboolean
figment_output_class_guess (const char         *class_type,
                            FigmentCatalog     *catalog,
                            FigmentOutputClass *result)
{
  const FigmentCatalogClass *class = NULL;
  g_autofree char *name = NULL;
  gboolean saves, shows;

  if (class_type == NULL)
    return FALSE;
  if (catalog != NULL)
    class = figment_catalog_lookup (catalog, class_type);

  name = fold_name (class_type);
  /* A pack's nodes carry its name, "Image Saver", at the end; one of them only gathers what is to be written. */
  if (class == NULL && g_str_has_suffix (name, "imagesavermetadata"))
    return FALSE;
  shows = has_word (name, showing_words, G_N_ELEMENTS (showing_words));
  saves = !shows
          && (g_str_has_prefix (name, "save") || g_str_has_prefix (name, "imagesave")
              || has_word (name, saving_words, G_N_ELEMENTS (saving_words)));
  if (class != NULL ? !class->output_node : !saves && !shows)
    return FALSE;
  result->kind = guess_kind (name, class);
  result->preview = shows;
  return TRUE;
}
