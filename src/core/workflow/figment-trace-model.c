/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

static const char *const model_inputs[] = {
  "ckpt_name", "unet_name", "base_ckpt_name", "refiner_ckpt_name", "gguf_name", NULL,
};

static gboolean
names_lora (const char *input,
            JsonNode   *value)
{
  static const char *const words[] = { "lora", NULL };
  static const char *const others[] = {
    "strength", "weight", "mode", "count", "stack", "block", "toggle", "switch", "add", NULL,
  };

  if (figment_json_get_string (figment_json_to_object (value), "lora") != NULL)
    return TRUE;
  return figment_json_is_string (value) && _figment_name_has (input, words) && !_figment_name_has (input, others);
}

/* What a sampler has no use for: enlargers and interpolators take a "model" of their own. */
static gboolean
is_other_model (FigmentTrace *self,
                guint         node)
{
  static const char *const others[] = { "upscale", "clip", "vae", "vfi", "interpolat", "text_encoder", "vision", NULL };

  for (gsize i = 0; others[i] != NULL; i++)
    if (_figment_trace_class_has (self, node, others[i]))
      return TRUE;
  return FALSE;
}

/* The models and LoRAs that can be chosen. */
void
_figment_trace_models (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      JsonObject *inputs = self->inputs[i];
      const gboolean is_loader =
          _figment_trace_class_has (self, i, "modelloader") || _figment_trace_class_has (self, i, "gguf");
      JsonObjectIter iter;
      const char *input;
      JsonNode *value;

      if (!self->needed[i] || inputs == NULL || is_other_model (self, i))
        continue;
      json_object_iter_init_ordered (&iter, inputs);
      while (json_object_iter_next_ordered (&iter, &input, &value))
        if (names_lora (input, value))
          _figment_trace_add (self, FIGMENT_ROLE_LORA, i, input, FIGMENT_SURE_DIRECT, _("It names a LoRA."));
        else if (figment_json_is_string (value)
                 && (_figment_trace_is_listed (input, model_inputs)
                     || (is_loader && (g_str_equal (input, "model") || g_str_equal (input, "model_name")))))
          _figment_trace_add (self, FIGMENT_ROLE_MODEL, i, input, FIGMENT_SURE_DIRECT, _("It names the model."));
    }
}
