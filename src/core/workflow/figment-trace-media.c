/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* File inputs of loaders. */
static const char *const image_inputs[] = { "image", "image_base64", "image_path", "mask", NULL };
static const char *const video_inputs[] = { "video", "file", "video_path", NULL };
static const char *const audio_inputs[] = { "audio", "audio_file", "audio_path", NULL };
static const char *const model_inputs[] = { "ckpt_name", "unet_name", "base_ckpt_name", "refiner_ckpt_name", NULL };
static const char *const fps_inputs[] = { "fps", "frame_rate", NULL };

static void
take_first (FigmentTrace      *self,
            FigmentRole        role,
            guint              node,
            const char *const *inputs,
            const char        *reason)
{
  for (; *inputs != NULL; inputs++)
    if (_figment_trace_is_text (_figment_trace_get (self, node, *inputs)))
      {
        _figment_trace_add (self, role, node, *inputs, FIGMENT_SURE_DIRECT, reason);
        return;
      }
}

/* Whether only the mask of a picture, its second output, is used. */
static gboolean
gives_mask_only (FigmentTrace *self,
                 guint         node)
{
  guint n, n_masks = 0;
  const FigmentGraphLink *links = figment_graph_links_consumers (self->links, node, &n);

  for (guint i = 0; i < n; i++)
    n_masks += links[i].slot == 1;
  return n > 0 && n_masks == n;
}

static void
trace_loader (FigmentTrace *self,
              guint         node)
{
  const char *reason = _("It loads a file, and an output needs it.");
  const gboolean is_mask = _figment_trace_class_has (self, node, "mask") || gives_mask_only (self, node);

  if (_figment_trace_class_has (self, node, "image") || _figment_trace_class_has (self, node, "mask"))
    take_first (self, is_mask ? FIGMENT_ROLE_MASK_INPUT : FIGMENT_ROLE_IMAGE_INPUT, node, image_inputs, reason);
  else if (_figment_trace_class_has (self, node, "video"))
    take_first (self, FIGMENT_ROLE_VIDEO_INPUT, node, video_inputs, reason);
  else if (_figment_trace_class_has (self, node, "audio"))
    take_first (self, FIGMENT_ROLE_AUDIO_INPUT, node, audio_inputs, reason);
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

static gboolean
names_lora (const char *input,
            JsonNode   *value)
{
  if (figment_json_get_string (figment_json_to_object (value), "lora") != NULL)
    return TRUE;
  return figment_json_is_string (value) && (g_str_has_prefix (input, "lora_name") || g_str_equal (input, "lora"));
}

/* A loader of what samplers use; packs call its input "model" like others do theirs. */
static gboolean
is_model_loader (FigmentTrace *self,
                 guint         node)
{
  static const char *const others[] = { "upscale", "clip", "vae", NULL };

  for (gsize i = 0; others[i] != NULL; i++)
    if (_figment_trace_class_has (self, node, others[i]))
      return FALSE;
  return _figment_trace_class_has (self, node, "modelloader") || _figment_trace_class_has (self, node, "gguf");
}

static void
trace_models (FigmentTrace *self,
              guint         node)
{
  JsonObject *inputs = figment_graph_get_inputs (self->graph, self->ids[node]);
  const gboolean is_loader = is_model_loader (self, node);
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    if (names_lora (input, value))
      _figment_trace_add (self, FIGMENT_ROLE_LORA, node, input, FIGMENT_SURE_DIRECT, _("It names a LoRA."));
    else if (figment_json_is_string (value)
             && (_figment_trace_is_listed (input, model_inputs)
                 || (is_loader && (g_str_equal (input, "model") || g_str_equal (input, "model_name")))))
      _figment_trace_add (self, FIGMENT_ROLE_MODEL, node, input, FIGMENT_SURE_DIRECT, _("It names the model."));
}

/* Files, models and the rate of a video. */
void
_figment_trace_media (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      if (_figment_trace_class_has (self, i, "load"))
        trace_loader (self, i);
      if (self->catalog != NULL)
        trace_uploads (self, i);
      trace_models (self, i);
      for (gsize j = 0; fps_inputs[j] != NULL; j++)
        if (_figment_trace_has (self, i, fps_inputs[j]))
          _figment_trace_add_number (self, FIGMENT_ROLE_FPS, i, fps_inputs[j]);
    }
}
