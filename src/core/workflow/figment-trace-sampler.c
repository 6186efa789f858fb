/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

static const char *const seed_inputs[] = { "seed", "noise_seed", NULL };

static gboolean
has_any (FigmentTrace      *self,
         guint              node,
         const char *const *inputs)
{
  for (; *inputs != NULL; inputs++)
    if (_figment_trace_has (self, node, *inputs))
      return TRUE;
  return FALSE;
}

/* Detailers look for faces and mend them; tile upscalers paint a picture anew in pieces. */
static gboolean
is_secondary (FigmentTrace *self,
              guint         node)
{
  static const char *const marks[] = { "bbox_detector", "segs", "guide_size", "tile_width", "upscale_by", NULL };

  return has_any (self, node, marks) || _figment_trace_class_has (self, node, "detailer");
}

/* Saving nodes write the settings down; changing them there changes no picture. */
static gboolean
is_record (FigmentTrace *self,
           guint         node)
{
  return _figment_trace_class_has (self, node, "save") && !_figment_trace_class_has (self, node, "sampler");
}

/*
 * A sampler makes something out of noise: it takes what to make (conditioning or its relatives) and either a seed, a
 * number of steps or ready-made noise.
 */
static gboolean
is_sampler (FigmentTrace *self,
            guint         node)
{
  static const char *const subjects[] = { "positive",    "guider", "text_embeds", "conditioning", "pipe",
                                          "basic_pipe",  "sdxl_tuple", "hyvid_embeds", "base_positive", NULL };
  static const char *const means[] = { "seed", "noise_seed", "steps", "noise", "sigmas", "cfg", "sampler_name", NULL };

  return has_any (self, node, subjects) && has_any (self, node, means)
         && !_figment_trace_class_has (self, node, "guider") && !is_record (self, node);
}

/*
 * Older graphs make video as a batch of pictures: with a motion module, or with a video model where no node asks for a
 * number of frames.
 */
static gboolean
makes_frames_by_batch (FigmentTrace *self)
{
  static const char *const lengths[] = { "length", "num_frames", "video_frames", "frame_count", NULL };
  gboolean has_length = FALSE;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      if (_figment_trace_class_has (self, i, "animatediff") || _figment_trace_class_has (self, i, "ade_"))
        return TRUE;
      has_length = has_length || has_any (self, i, lengths);
    }
  return self->puts_video && !has_length;
}

/* Ranks all nodes that an output needs. */
void
_figment_trace_samplers (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      if (is_secondary (self, i) && has_any (self, i, seed_inputs))
        self->ranks[i] = FIGMENT_SAMPLER_SECONDARY;
      else if (is_sampler (self, i))
        {
          self->ranks[i] = FIGMENT_SAMPLER_MAIN;
          self->has_main = TRUE;
        }
    }
  self->animates = makes_frames_by_batch (self);
}

static const struct
{
  const char *input;
  FigmentRole role;
} settings[] = {
  { "steps", FIGMENT_ROLE_STEPS },
  { "steps_total", FIGMENT_ROLE_STEPS },
  { "cfg", FIGMENT_ROLE_CFG },
  { "cfg_scale", FIGMENT_ROLE_CFG },
  { "guidance_scale", FIGMENT_ROLE_CFG },
  { "guidance", FIGMENT_ROLE_GUIDANCE },
  { "embedded_guidance_scale", FIGMENT_ROLE_GUIDANCE },
  { "sampler_name", FIGMENT_ROLE_SAMPLER },
  { "scheduler", FIGMENT_ROLE_SCHEDULER },
};

static gboolean
is_full (JsonNode *value)
{
  double number;

  return figment_json_to_double (value, &number) && number == 1.0;
}

/* A sampler that goes on where another left off gets its noise from that one; its own seed has no effect. */
static gboolean
adds_no_noise (FigmentTrace *self,
               guint         node)
{
  JsonNode *value = _figment_trace_get (self, node, "add_noise");
  const char *text = figment_json_to_string (value);

  return text != NULL ? g_ascii_strcasecmp (text, "disable") == 0
                      : figment_json_is_boolean (value) && !json_node_get_boolean (value);
}

static void
trace_seed (FigmentTrace *self,
            guint         node)
{
  for (gsize i = 0; seed_inputs[i] != NULL; i++)
    if (_figment_trace_has (self, node, seed_inputs[i]) && !adds_no_noise (self, node))
      _figment_trace_add_number (self, FIGMENT_ROLE_SEED, node, seed_inputs[i]);
}

static void
trace_denoise (FigmentTrace *self,
               guint         node)
{
  static const char *const inputs[] = { "denoise", "denoise_strength", NULL };

  for (gsize i = 0; inputs[i] != NULL; i++)
    if (_figment_trace_has (self, node, inputs[i]) && !is_full (_figment_trace_get (self, node, inputs[i])))
      _figment_trace_add_number (self, FIGMENT_ROLE_DENOISE, node, inputs[i]);
}

/* Words of classes whose seed draws words or tests, not the picture. */
static gboolean
has_other_seed (FigmentTrace *self,
                guint         node)
{
  static const char *const words[] = { "wildcard", "prompt", "llm", "ollama", "florence", "qwenvl", "caption" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (_figment_trace_class_has (self, node, words[i]))
      return TRUE;
  return FALSE;
}

/* Seeds, steps and the other settings: by their names, which hardly vary, on the nodes that an output needs. */
void
_figment_trace_settings (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i] || is_record (self, i) || (self->has_main && self->ranks[i] == FIGMENT_SAMPLER_SECONDARY))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (settings); j++)
        if (_figment_trace_has (self, i, settings[j].input))
          _figment_trace_add_number (self, settings[j].role, i, settings[j].input);
      trace_denoise (self, i);
      if (self->ranks[i] != FIGMENT_SAMPLER_NONE || _figment_trace_class_has (self, i, "randomnoise"))
        trace_seed (self, i);
    }
  if (self->places[FIGMENT_ROLE_SEED]->len > 0)
    return;
  self->ceiling = FIGMENT_SURE_NAME;
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->needed[i] && !has_other_seed (self, i))
      trace_seed (self, i);
  self->ceiling = 1;
}
