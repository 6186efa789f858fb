/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Strings that are followed one after the other to the name of a file. */
#define MAX_HOPS 8

/* Nodes that a picture is followed through to see what becomes of it. */
#define MAX_NODES 64

static const char *const image_ends[] = { ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".avif", NULL };
static const char *const video_ends[] = { ".mp4", ".webm", ".mov", ".mkv", ".avi", ".m4v", ".gif", NULL };
static const char *const audio_ends[] = { ".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", NULL };

/* What loaders of files are called, and by what name they take them. */
static const struct
{
  const char        *word; /* in the class' name */
  FigmentRole        role;
  const char        *inputs[8];
  const char *const *ends;
} kinds[] = {
  { "image",
    FIGMENT_ROLE_IMAGE_INPUT,
    { "image", "image_base64", "base64_data", "image_path", "mask", "url", "value" },
    image_ends },
  { "mask", FIGMENT_ROLE_IMAGE_INPUT, { "image", "mask", "image_base64", "image_path", "url", "value" }, image_ends },
  { "video", FIGMENT_ROLE_VIDEO_INPUT, { "video", "file", "video_path", "video_file", "url", "value" }, video_ends },
  { "audio", FIGMENT_ROLE_AUDIO_INPUT, { "audio", "audio_file", "audio_path", "file", "url", "value" }, audio_ends },
};

static gboolean
turns_to_mask (FigmentTrace           *self,
               const FigmentGraphLink *link)
{
  static const char *const mask[] = { "mask", "masks", NULL };

  return _figment_name_has (link->input, mask) || _figment_trace_class_has (self, link->consumer, "tomask")
         || _figment_trace_class_has (self, link->consumer, "maskfrom");
}

/*
 * Whether only a mask is made of a loaded picture: its second output is one, and some nodes make one of the colours.
 * Scalers and the like are gone through.
 */
static gboolean
becomes_mask (FigmentTrace *self,
              guint         loader)
{
  static const char *const passes[] = { "resize", "scale", "crop", "batch", "invert", "blur", "pad", NULL };
  g_autoptr(GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_masks = 0;

  g_array_append_val (todo, loader);
  for (guint i = 0; i < todo->len; i++)
    {
      guint n;
      const FigmentGraphLink *links =
          figment_graph_links_consumers (self->links, g_array_index (todo, guint, i), &n);
      if (i >= MAX_NODES)
        return FALSE;
      for (guint j = 0; j < n; j++)
        {
          gboolean passed = FALSE;

          if ((i == 0 && links[j].slot == 1) || turns_to_mask (self, &links[j]))
            {
              n_masks++;
              continue;
            }
          for (gsize k = 0; passes[k] != NULL; k++)
            passed = passed || _figment_trace_class_has (self, links[j].consumer, passes[k]);
          if (!passed)
            return FALSE;
          g_array_append_val (todo, links[j].consumer);
        }
    }
  return n_masks > 0;
}

/* The text that @input holds or is linked to; @node and @input are changed to where it stands. */
static const char *
find_text (FigmentTrace  *self,
           guint         *node,
           const char   **input)
{
  static const char *const values[] = { "value", "string", "text", "default", "default_value", "path", NULL };
  guint slot;

  for (guint hops = 0; hops < MAX_HOPS; hops++)
    {
      const char *text = figment_json_to_string (_figment_trace_get (self, *node, *input));
      const char *next = NULL;

      if (text != NULL || !_figment_trace_find_link (self, *node, *input, node, &slot))
        return text;
      for (gsize i = 0; next == NULL && values[i] != NULL; i++)
        next = _figment_trace_has (self, *node, values[i]) ? values[i] : NULL;
      if (next == NULL)
        {
          const FigmentGraphLink *passed = _figment_trace_find_passed (self, *node, slot);

          next = passed != NULL ? passed->input : NULL;
        }
      if (next == NULL)
        return NULL;
      *input = next;
    }
  return NULL;
}

static gboolean
take_file (FigmentTrace      *self,
           FigmentRole        role,
           guint              node,
           const char *const *inputs,
           const char        *reason)
{
  if (role == FIGMENT_ROLE_IMAGE_INPUT && (_figment_trace_class_has (self, node, "mask") || becomes_mask (self, node)))
    role = FIGMENT_ROLE_MASK_INPUT;
  for (; *inputs != NULL; inputs++)
    {
      guint place = node;
      const char *input = *inputs;

      if (_figment_trace_has (self, node, *inputs) && find_text (self, &place, &input) != NULL)
        {
          _figment_trace_add (self, role, place, input, place == node ? FIGMENT_SURE_DIRECT : FIGMENT_SURE_LINKED,
                              reason);
          return TRUE;
        }
    }
  return FALSE;
}

/* Whether @text may be what a loader of such files loads; where nothing stands yet it is to be filled in. */
static gboolean
is_media_path (const char        *text,
               const char *const *ends)
{
  return text[0] == '\0' || strstr (text, "://") != NULL || _figment_text_is_file (text, ends);
}

/* Packs call what their loaders take as they like: "url_or_path", "Image URL". A path may be that of a font as well. */
static const char *
find_address (FigmentTrace      *self,
              guint              node,
              const char *const *ends)
{
  static const char *const addresses[] = { "url", "uri", "base64", NULL };
  static const char *const paths[] = { "path", "file", "filename", NULL };
  static const char *const others[] = { "model", "lora", "ckpt", "checkpoint", "vae", "config", "output", NULL };
  JsonObject *inputs = self->inputs[node];
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const char *text = figment_json_to_string (value);

      if (text == NULL || _figment_name_has (name, others))
        continue;
      if (_figment_name_has (name, addresses) || (_figment_name_has (name, paths) && is_media_path (text, ends)))
        return name;
    }
  return NULL;
}

static void
trace_loader (FigmentTrace *self,
              guint         node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *reason = _("It loads a file, and an output needs it.");
      const char *address[] = { NULL, NULL };

      if (!_figment_trace_class_has (self, node, kinds[i].word))
        continue;
      if (take_file (self, kinds[i].role, node, kinds[i].inputs, reason))
        return;
      address[0] = find_address (self, node, kinds[i].ends);
      if (address[0] != NULL && take_file (self, kinds[i].role, node, address, reason))
        return;
    }
}

/* Nodes of packs that nobody knows: where nothing comes in and the name of a picture, film or sound stands. */
static void
trace_file_names (FigmentTrace *self,
                  guint         node)
{
  JsonObject *inputs = self->inputs[node];
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;
  guint n;

  figment_graph_links_sources (self->links, node, &n);
  if (inputs == NULL || n > 0)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (kinds[i].role != FIGMENT_ROLE_MASK_INPUT && figment_json_is_string (value)
          && _figment_text_is_file (figment_json_to_string (value), kinds[i].ends))
        {
          const char *const one[] = { input, NULL };

          self->ceiling = FIGMENT_SURE_NAME;
          take_file (self, kinds[i].role, node, one, _("The name of a file stands here, and an output needs it."));
          self->ceiling = 1;
          return;
        }
}

/* Loaders of packs that nobody knows: the server says which of their inputs is a file to send. */
static void
trace_uploads (FigmentTrace *self,
               guint         node)
{
  const FigmentCatalogClass *class = figment_catalog_lookup (self->catalog, _figment_trace_get_class (self, node));

  for (guint i = 0; class != NULL && i < class->n_inputs; i++)
    if (class->inputs[i].upload && _figment_trace_is_text (_figment_trace_get (self, node, class->inputs[i].name)))
      {
        const gboolean video = class->n_outputs > 0 && g_str_equal (class->output_types[0], "VIDEO");
        const gboolean audio = class->n_outputs > 0 && g_str_equal (class->output_types[0], "AUDIO");

        _figment_trace_add (self,
                            video   ? FIGMENT_ROLE_VIDEO_INPUT
                            : audio ? FIGMENT_ROLE_AUDIO_INPUT
                                    : FIGMENT_ROLE_IMAGE_INPUT,
                            node, class->inputs[i].name, FIGMENT_SURE_DIRECT,
                            _("The server takes an uploaded file here."));
      }
}

/* Files that a person gives. */
void
_figment_trace_media (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      if (_figment_trace_class_has (self, i, "load"))
        trace_loader (self, i);
      else
        trace_file_names (self, i);
      if (self->catalog != NULL)
        trace_uploads (self, i);
    }
}
