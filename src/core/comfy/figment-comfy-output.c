/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-output.h"

#include <string.h>

#include "json/figment-json-value.h"

/**
 * figment_comfy_folder_to_string:
 *
 * Returns: the word for /view's and /upload's "type"
 */
const char *
figment_comfy_folder_to_string (FigmentComfyFolder folder)
{
  switch (folder)
    {
    case FIGMENT_COMFY_FOLDER_OUTPUT: return "output";
    case FIGMENT_COMFY_FOLDER_TEMP: return "temp";
    case FIGMENT_COMFY_FOLDER_INPUT: return "input";
    default: g_return_val_if_reached ("output");
    }
}

/**
 * figment_comfy_folder_from_string:
 * @text: (nullable): "type" as the server sends it
 *
 * Returns: the folder; output for anything else, which is what /view takes without a type
 */
FigmentComfyFolder
figment_comfy_folder_from_string (const char *text)
{
  if (g_strcmp0 (text, "temp") == 0)
    return FIGMENT_COMFY_FOLDER_TEMP;
  return g_strcmp0 (text, "input") == 0 ? FIGMENT_COMFY_FOLDER_INPUT : FIGMENT_COMFY_FOLDER_OUTPUT;
}

static FigmentMediaKind
kind_by_extension (const char *filename)
{
  static const struct
  {
    const char      *extension;
    FigmentMediaKind kind;
  } known[] = {
    { ".png", FIGMENT_MEDIA_IMAGE }, { ".jpg", FIGMENT_MEDIA_IMAGE }, { ".jpeg", FIGMENT_MEDIA_IMAGE },
    { ".webp", FIGMENT_MEDIA_IMAGE }, { ".avif", FIGMENT_MEDIA_IMAGE }, { ".jxl", FIGMENT_MEDIA_IMAGE },
    { ".bmp", FIGMENT_MEDIA_IMAGE }, { ".tif", FIGMENT_MEDIA_IMAGE }, { ".tiff", FIGMENT_MEDIA_IMAGE },
    { ".exr", FIGMENT_MEDIA_IMAGE }, { ".svg", FIGMENT_MEDIA_IMAGE },
    { ".gif", FIGMENT_MEDIA_ANIMATION }, { ".apng", FIGMENT_MEDIA_ANIMATION },
    { ".mp4", FIGMENT_MEDIA_VIDEO }, { ".webm", FIGMENT_MEDIA_VIDEO }, { ".mkv", FIGMENT_MEDIA_VIDEO },
    { ".mov", FIGMENT_MEDIA_VIDEO }, { ".avi", FIGMENT_MEDIA_VIDEO }, { ".m4v", FIGMENT_MEDIA_VIDEO },
    { ".flac", FIGMENT_MEDIA_AUDIO }, { ".mp3", FIGMENT_MEDIA_AUDIO }, { ".opus", FIGMENT_MEDIA_AUDIO },
    { ".wav", FIGMENT_MEDIA_AUDIO }, { ".ogg", FIGMENT_MEDIA_AUDIO }, { ".m4a", FIGMENT_MEDIA_AUDIO },
    { ".aac", FIGMENT_MEDIA_AUDIO },
    { ".glb", FIGMENT_MEDIA_3D }, { ".gltf", FIGMENT_MEDIA_3D }, { ".obj", FIGMENT_MEDIA_3D },
    { ".fbx", FIGMENT_MEDIA_3D }, { ".stl", FIGMENT_MEDIA_3D }, { ".usdz", FIGMENT_MEDIA_3D },
    { ".ply", FIGMENT_MEDIA_3D }, { ".splat", FIGMENT_MEDIA_3D },
    { ".latent", FIGMENT_MEDIA_LATENT },
    { ".txt", FIGMENT_MEDIA_TEXT }, { ".json", FIGMENT_MEDIA_TEXT }, { ".srt", FIGMENT_MEDIA_TEXT },
  };
  const char *dot = strrchr (filename, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (known); i++)
    {
      if (g_ascii_strcasecmp (dot, known[i].extension) == 0)
        return known[i].kind;
    }
  return FIGMENT_MEDIA_OTHER;
}

static FigmentMediaKind
kind_by_format (const char *format)
{
  if (format == NULL)
    return FIGMENT_MEDIA_OTHER;
  if (g_str_has_prefix (format, "video/"))
    return FIGMENT_MEDIA_VIDEO;
  if (g_str_has_prefix (format, "image/"))
    return FIGMENT_MEDIA_IMAGE;
  return g_str_has_prefix (format, "audio/") ? FIGMENT_MEDIA_AUDIO : FIGMENT_MEDIA_OTHER;
}

/*
 * Neither the key nor the node tells the kind: core nodes put videos under "images". "animated" is a list, one entry
 * for all items or one each, and may be [false] or absent. VideoHelperSuite gives a frame rate with its looping
 * pictures.
 */
static FigmentMediaKind
find_kind (const char *filename,
           gboolean    animated,
           JsonObject *item)
{
  FigmentMediaKind kind = kind_by_extension (filename);

  if (kind == FIGMENT_MEDIA_OTHER && !animated)
    kind = kind_by_format (figment_json_get_string (item, "format"));
  if (kind == FIGMENT_MEDIA_OTHER && animated)
    return FIGMENT_MEDIA_ANIMATION;
  if (kind == FIGMENT_MEDIA_IMAGE
      && (animated || figment_json_is_number (figment_json_get (item, "frame_rate"))))
    return FIGMENT_MEDIA_ANIMATION;
  return kind;
}

/**
 * figment_comfy_file_new:
 * @filename: as the server spells it
 * @subfolder: (nullable): likewise; %NULL is ""
 */
FigmentComfyFile *
figment_comfy_file_new (const char         *filename,
                        const char         *subfolder,
                        FigmentComfyFolder  folder)
{
  FigmentComfyFile *self = g_new0 (FigmentComfyFile, 1);

  self->filename = g_strdup (filename);
  self->subfolder = g_strdup (subfolder != NULL ? subfolder : "");
  self->folder = folder;
  self->kind = kind_by_extension (filename);
  return self;
}

FigmentComfyFile *
figment_comfy_file_copy (const FigmentComfyFile *self)
{
  FigmentComfyFile *copy = figment_comfy_file_new (self->filename, self->subfolder, self->folder);

  copy->node_id = g_strdup (self->node_id);
  copy->key = g_strdup (self->key);
  copy->kind = self->kind;
  return copy;
}

void
figment_comfy_file_free (FigmentComfyFile *self)
{
  g_free (self->node_id);
  g_free (self->key);
  g_free (self->filename);
  g_free (self->subfolder);
  g_free (self);
}

/**
 * figment_comfy_file_dup_value:
 *
 * Returns: (transfer full): what LoadImage and its like take as value for the file: "sub/name.png [temp]"; files in the
 *   input folder go without annotation (ComfyUI folder_paths.py, annotated_filepath)
 */
char *
figment_comfy_file_dup_value (const FigmentComfyFile *self)
{
  const char *separator = self->subfolder[0] != '\0' ? "/" : "";

  if (self->folder == FIGMENT_COMFY_FOLDER_INPUT)
    return g_strconcat (self->subfolder, separator, self->filename, NULL);
  return g_strdup_printf ("%s%s%s [%s]", self->subfolder, separator, self->filename,
                          figment_comfy_folder_to_string (self->folder));
}

static void
text_free (FigmentComfyText *text)
{
  g_free (text->node_id);
  g_free (text->text);
  g_free (text);
}

FigmentComfyOutputs *
figment_comfy_outputs_new (void)
{
  FigmentComfyOutputs *self = g_new0 (FigmentComfyOutputs, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_comfy_file_free);
  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) text_free);
  return self;
}

FigmentComfyOutputs *
figment_comfy_outputs_ref (FigmentComfyOutputs *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_comfy_outputs_unref (FigmentComfyOutputs *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/**
 * figment_comfy_outputs_add_text:
 * @node_id: (nullable): whose text it is
 */
void
figment_comfy_outputs_add_text (FigmentComfyOutputs *self,
                                const char          *node_id,
                                const char          *text)
{
  FigmentComfyText *entry = g_new0 (FigmentComfyText, 1);

  entry->node_id = g_strdup (node_id);
  entry->text = g_strdup (text);
  g_ptr_array_add (self->texts, entry);
}

static void
add_file (FigmentComfyOutputs *self,
          const char          *node_id,
          const char          *key,
          FigmentComfyFile    *file)
{
  file->node_id = g_strdup (node_id);
  file->key = g_strdup (key);
  g_ptr_array_add (self->files, file);
}

/* Preview3D gives bare strings, "mesh/name.glb", relative to the output folder; SaveGLB may have named the file
 * already. */
static void
add_result (FigmentComfyOutputs *self,
            const char          *node_id,
            const char          *path)
{
  const char *slash = strrchr (path, '/');
  const char *filename = slash != NULL ? slash + 1 : path;
  g_autofree char *subfolder = g_strndup (path, slash != NULL ? (gsize) (slash - path) : 0);
  FigmentComfyFile *file;

  if (kind_by_extension (filename) != FIGMENT_MEDIA_3D)
    return;
  for (guint i = 0; i < self->files->len; i++)
    {
      file = g_ptr_array_index (self->files, i);
      if (strcmp (file->filename, filename) == 0 && strcmp (file->subfolder, subfolder) == 0)
        return;
    }
  add_file (self, node_id, "result", figment_comfy_file_new (filename, subfolder, FIGMENT_COMFY_FOLDER_OUTPUT));
}

static gboolean
is_animated (JsonNode *animated,
             guint     index)
{
  JsonArray *list = figment_json_to_array (animated);
  JsonNode *entry = animated;

  if (list != NULL)
    {
      const guint length = json_array_get_length (list);

      if (length == 0)
        return FALSE;
      entry = json_array_get_element (list, MIN (index, length - 1));
    }
  return figment_json_is_boolean (entry) && json_node_get_boolean (entry);
}

static void
parse_item (FigmentComfyOutputs *self,
            const char          *node_id,
            const char          *key,
            JsonNode            *item,
            gboolean             animated)
{
  JsonObject *object = figment_json_to_object (item);
  const char *text = figment_json_to_string (item);
  const char *filename = object != NULL ? figment_json_get_string (object, "filename") : NULL;

  if (filename != NULL && filename[0] != '\0')
    {
      FigmentComfyFile *file;

      file = figment_comfy_file_new (filename, figment_json_get_string (object, "subfolder"),
                                     figment_comfy_folder_from_string (figment_json_get_string (object, "type")));
      file->kind = find_kind (filename, animated, object);
      add_file (self, node_id, key, file);
    }
  else if (text != NULL && strcmp (key, "text") == 0)
    {
      figment_comfy_outputs_add_text (self, node_id, text);
    }
  else if (text != NULL && strcmp (key, "result") == 0)
    {
      add_result (self, node_id, text);
    }
}

/**
 * figment_comfy_outputs_parse_node:
 * @node_id: (nullable): the node that made it
 * @output: (nullable): its "ui" output, protocol §7: an object whose members are lists of file items, or anything else
 *
 * Adds what @output holds. Shapes that are not known are skipped without a word: custom nodes send what they like.
 */
void
figment_comfy_outputs_parse_node (FigmentComfyOutputs *self,
                                  const char          *node_id,
                                  JsonNode            *output)
{
  JsonObject *object = figment_json_to_object (output);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  JsonNode *animated;

  if (object == NULL)
    return;
  animated = figment_json_get (object, "animated");
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      JsonArray *items = figment_json_to_array (value);

      if (items == NULL)
        parse_item (self, node_id, key, value, is_animated (animated, 0));
      for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
        parse_item (self, node_id, key, json_array_get_element (items, i), is_animated (animated, i));
    }
}

gboolean
figment_comfy_outputs_has_text (FigmentComfyOutputs *self,
                                const char          *node_id)
{
  for (guint i = 0; i < self->texts->len; i++)
    if (g_strcmp0 (((FigmentComfyText *) g_ptr_array_index (self->texts, i))->node_id, node_id) == 0)
      return TRUE;
  return FALSE;
}

/* Adds all that @other has. */
void
figment_comfy_outputs_merge (FigmentComfyOutputs *self,
                             FigmentComfyOutputs *other)
{
  for (guint i = 0; i < other->files->len; i++)
    g_ptr_array_add (self->files, figment_comfy_file_copy (g_ptr_array_index (other->files, i)));
  for (guint i = 0; i < other->texts->len; i++)
    {
      const FigmentComfyText *text = g_ptr_array_index (other->texts, i);

      figment_comfy_outputs_add_text (self, text->node_id, text->text);
    }
}
