/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-output-class.h"

#include <string.h>

#include "json/figment-json-value.h"

/*
 * Words of class names that save, and words of those that show. A class saves too when "save" or "export" is one of the
 * words of its name; these are what else packs call it. The name is compared in lower case without spaces.
 */
static const char *const saving_words[] = {
  "saveimage",      "savevideo",      "savewebm",     "saveanimated", "videocombine", "animatediffcombine",
  "writetovideo",   "decodeandsave",  "exportmesh",   "exportgltf",   "exportglb",    "kritaoutput",
  "sendimage",      "imagewebsocket", "imagesendhttp", "retargetfbx", "exportfbx",
};
static const char *const showing_words[] = {
  "preview", "showtext", "showanything", "displayany", "imagecompare", "comparer", "viewer", "showany", "displaytext",
};
/* Last words of classes that only gather what is to be saved, or what it is called. */
static const char *const gathering_words[] = {
  "metadata", "config", "pipe", "settings", "params", "parameters", "literal", "path", "name", "prefix", "loader",
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
  { "lora", FIGMENT_MEDIA_OTHER },
  { "checkpoint", FIGMENT_MEDIA_OTHER },
  { "model", FIGMENT_MEDIA_OTHER },
  { "clip", FIGMENT_MEDIA_OTHER },
  { "vae", FIGMENT_MEDIA_OTHER },
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

/*
 * The words of @class_type in lower case: "LoraSave (pack)" has "lora" and "save". What stands in brackets is left out,
 * since packs put their own name there.
 */
static GPtrArray *
split_name (const char *class_type)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *p = class_type;

  while (*p != '\0' && !(strchr ("([|", *p) != NULL && words->len > 0))
    {
      gsize length = 0;

      while (g_ascii_isupper (p[length]))
        length++;
      /* The last capital of several begins the next word. */
      if (length > 1 && g_ascii_islower (p[length]))
        length--;
      else
        while (g_ascii_islower (p[length]))
          length++;
      if (length > 0)
        g_ptr_array_add (words, g_ascii_strdown (p, (gssize) length));
      p += MAX (length, 1);
    }
  return words;
}

static gboolean
is_one_of (const char        *word,
           const char *const *words,
           gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (word, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_saving_name (const char *class_type,
                 const char *folded)
{
  static const char *const savers[] = { "save", "saver", "export", "exporter" };
  static const char *const others[] = { "load", "read", "make", "edit", "get" };
  g_autoptr(GPtrArray) words = split_name (class_type);
  gboolean saves = FALSE, gathers = FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      saves = saves || is_one_of (g_ptr_array_index (words, i), savers, G_N_ELEMENTS (savers));
      gathers = gathers || is_one_of (g_ptr_array_index (words, i), others, G_N_ELEMENTS (others));
    }
  if (words->len > 0 && !is_one_of (g_ptr_array_index (words, 0), savers, 1))
    gathers = gathers
              || is_one_of (g_ptr_array_index (words, words->len - 1), gathering_words,
                            G_N_ELEMENTS (gathering_words));
  return (saves && !gathers) || has_word (folded, saving_words, G_N_ELEMENTS (saving_words));
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
  shows = has_word (name, showing_words, G_N_ELEMENTS (showing_words));
  saves = !shows && has_saving_name (class_type, name);
  if (class != NULL ? !class->output_node : !saves && !shows)
    return FALSE;
  result->kind = guess_kind (name, class);
  result->preview = shows;
  return TRUE;
}

/* Names of links that tell the same where the class' name does not. */
static FigmentMediaKind
guess_kind_by_links (FigmentGraph *graph,
                     const char   *node_id)
{
  static const struct
  {
    const char       *input;
    FigmentMediaKind  kind;
  } links[] = {
    { "video", FIGMENT_MEDIA_VIDEO }, { "images", FIGMENT_MEDIA_IMAGE },   { "image", FIGMENT_MEDIA_IMAGE },
    { "audio", FIGMENT_MEDIA_AUDIO }, { "samples", FIGMENT_MEDIA_LATENT }, { "mesh", FIGMENT_MEDIA_3D },
    { "mask", FIGMENT_MEDIA_IMAGE },  { "text", FIGMENT_MEDIA_TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    if (figment_graph_get_link (graph, node_id, links[i].input, NULL) != NULL)
      return links[i].kind;
  return FIGMENT_MEDIA_OTHER;
}

/* Some samplers save or show what they made themselves, if they are set to. */
static gboolean
guess_by_setting (FigmentGraph       *graph,
                  const char         *node_id,
                  FigmentOutputClass *result)
{
  const char *setting = figment_json_to_string (figment_graph_get_input (graph, node_id, "image_output"));
  g_autofree char *lower = setting != NULL ? g_ascii_strdown (setting, -1) : NULL;

  if (lower == NULL || (strstr (lower, "save") == NULL && strstr (lower, "preview") == NULL))
    return FALSE;
  *result = (FigmentOutputClass) { FIGMENT_MEDIA_IMAGE, strstr (lower, "save") == NULL };
  return TRUE;
}

/* A class that nobody knows saves where it is told how to call the files, and nothing takes anything from it. */
static gboolean
guess_by_inputs (FigmentGraph       *graph,
                 const char         *node_id,
                 const char         *name,
                 FigmentOutputClass *result)
{
  static const char *const inputs[] = { "filename_prefix", "file_prefix", "save_path", "save_prefix" };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    if (figment_json_is_string (figment_graph_get_input (graph, node_id, inputs[i])))
      {
        *result = (FigmentOutputClass) { guess_kind (name, NULL), FALSE };
        return TRUE;
      }
  return FALSE;
}

/**
 * figment_output_node_guess:
 * @is_end: whether no node takes anything from it
 * @catalog: (nullable): where it knows the class, its output_node is the last word
 * @result: (out): set only when %TRUE is returned
 *
 * Returns: whether the node puts something out
 */
gboolean
figment_output_node_guess (FigmentGraph       *graph,
                           const char         *node_id,
                           gboolean            is_end,
                           FigmentCatalog     *catalog,
                           FigmentOutputClass *result)
{
  const char *class_type = figment_graph_get_class (graph, node_id);
  const gboolean known = catalog != NULL && class_type != NULL && figment_catalog_lookup (catalog, class_type) != NULL;
  g_autofree char *name = NULL;

  if (class_type == NULL)
    return FALSE;
  if (figment_graph_get_input (graph, node_id, "image_output") != NULL)
    return guess_by_setting (graph, node_id, result);
  name = fold_name (class_type);
  if (!figment_output_class_guess (class_type, catalog, result)
      && (known || !is_end || !guess_by_inputs (graph, node_id, name, result)))
    return FALSE;
  if (result->kind == FIGMENT_MEDIA_OTHER)
    result->kind = guess_kind_by_links (graph, node_id);
  /* What changes how a model shows its progress is called a preview as well. */
  return known || !result->preview || figment_graph_get_link (graph, node_id, "model", NULL) == NULL;
}
