/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Consumers of a node that are looked at. */
#define MAX_CONSUMERS 64

/* Detailers look for faces and mend them; tile upscalers paint a picture anew in pieces, or in several rounds. */
static gboolean
is_secondary (FigmentTrace *self,
              guint         node)
{
  static const char *const marks[] = { "bbox_detector", "segs", "guide_size", "tile_width", "upscale_by", NULL };

  return _figment_trace_has_any (self, node, marks) || _figment_trace_class_has (self, node, "detailer")
         || _figment_trace_class_has (self, node, "upscaler");
}

/* Saving nodes write the settings down; changing them there changes no picture. */
gboolean
_figment_trace_is_record (FigmentTrace *self,
                          guint         node)
{
  return (_figment_trace_class_has (self, node, "save") || _figment_trace_class_has (self, node, "metadata"))
         && !_figment_trace_class_has (self, node, "sampler");
}

/* Whether something to make a picture of comes in: conditioning, or a pipe or guider that has it. */
static gboolean
takes_subject (FigmentTrace *self,
               guint         node)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (_figment_name_is_conditioning (links[i].input))
      return TRUE;
  return FALSE;
}

/* Some models make a thing out of a picture alone; what they do it with they call as they like. */
static gboolean
takes_picture (FigmentTrace *self,
               guint         node)
{
  static const char *const seeds[] = { "seed", "noise_seed", NULL };
  static const char *const steps[] = { "steps", "num_inference_steps", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  if (!_figment_trace_has_any (self, node, seeds) || !_figment_trace_has_any (self, node, steps))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (_figment_name_is_pixels (links[i].input))
      return TRUE;
  return FALSE;
}

/* Loaders that take words as well have no say in how the picture is made. */
gboolean
_figment_trace_is_loader (FigmentTrace *self,
                          guint         node)
{
  static const char *const files[] = { "ckpt_name", "unet_name", NULL };

  return _figment_trace_has_any (self, node, files);
}

/* A sampler that goes on where another left off gets its noise from that one; its own seed has no effect. */
gboolean
_figment_trace_adds_no_noise (FigmentTrace *self,
                              guint         node)
{
  JsonNode *value = _figment_trace_get (self, node, "add_noise");
  const char *text = figment_json_to_string (value);

  return text != NULL ? g_ascii_strcasecmp (text, "disable") == 0
                      : figment_json_is_boolean (value) && !json_node_get_boolean (value);
}

/* Whether all that comes out is conditioning for others, as of nodes that vary it by a seed. */
static gboolean
gives_conditioning (FigmentTrace *self,
                    guint         node)
{
  static const char *const words[] = { "positive", "negative", "conditioning", "cond", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_consumers (self->links, node, &n);

  for (guint i = 0; i < MIN (n, MAX_CONSUMERS); i++)
    if (!_figment_name_has (links[i].input, words) || _figment_name_is_latent (links[i].input))
      return FALSE;
  return n > 0;
}

/* What has settings of a sampler for others, or writes them down. */
static gboolean
is_helper (FigmentTrace *self,
           guint         node)
{
  return _figment_trace_is_loader (self, node) || _figment_trace_class_has (self, node, "guider")
         || _figment_trace_class_has (self, node, "conditioning") || _figment_trace_class_has (self, node, "provider")
         || _figment_trace_is_record (self, node) || gives_conditioning (self, node);
}

/* Some go on with what another sampler began, and know from it what to make. */
static gboolean
goes_on (FigmentTrace *self,
         guint         node)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  if (!_figment_trace_has (self, node, "sampler_name") || !_figment_trace_has (self, node, "cfg")
      || is_helper (self, node))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (_figment_name_is_latent (links[i].input))
      return TRUE;
  return FALSE;
}

/*
 * A sampler makes something out of noise: it takes what to make and either a seed, a number of steps or ready-made
 * noise. What only prepares conditioning does not.
 */
static gboolean
is_sampler (FigmentTrace *self,
            guint         node)
{
  static const char *const means[] = { "seed", "noise_seed", "steps", "noise", "sigmas", "cfg", "sampler_name",
                                       "denoise", NULL };

  return _figment_trace_has_any (self, node, means) && (takes_subject (self, node) || takes_picture (self, node))
         && !is_helper (self, node);
}

/* Whether what comes out is taken as a picture, a film or sound. */
static gboolean
gives_media (FigmentTrace *self,
             guint         node)
{
  static const char *const sound[] = { "audio", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_consumers (self->links, node, &n);

  for (guint i = 0; i < MIN (n, MAX_CONSUMERS); i++)
    if (_figment_name_is_pixels (links[i].input) || _figment_name_has (links[i].input, sound))
      return TRUE;
  return FALSE;
}

/* Nodes that call a service make something of words, as samplers do; they tell it how by settings of its own. */
static gboolean
is_service (FigmentTrace *self,
            guint         node)
{
  static const char *const settings[] = { "seed", "negative_prompt", "duration", "aspect_ratio", NULL };
  static const char *const finders[] = { "mask", "segment", "detect", "dino", NULL };

  for (gsize i = 0; finders[i] != NULL; i++)
    if (_figment_trace_class_has (self, node, finders[i]))
      return FALSE;
  return _figment_trace_has (self, node, "prompt") && _figment_trace_has_any (self, node, settings)
         && gives_media (self, node);
}

/* Whether a film of more than one frame would come of the batches. */
static gboolean
has_batch (FigmentTrace *self,
           guint         node)
{
  const char *input = _figment_trace_find_batch (self, node);
  JsonNode *value = input != NULL ? _figment_trace_get (self, node, input) : NULL;
  double number;

  return value != NULL && (!figment_json_to_double (value, &number) || number > 1);
}

/*
 * Older graphs make video as a batch of pictures: with a motion module, or with a video model where no node asks for a
 * number of frames.
 */
static gboolean
makes_frames_by_batch (FigmentTrace *self)
{
  gboolean has_length = FALSE, has_many = FALSE;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      has_many = has_many || has_batch (self, i);
      if (_figment_trace_class_has (self, i, "animatediff") || g_str_has_prefix (self->classes[i], "ade_"))
        return TRUE;
      has_length = has_length || (_figment_trace_has_any (self, i, _figment_length_names)
                                  && !_figment_trace_takes_part (self, i));
    }
  return self->puts_video && has_many && !has_length;
}

/* Ranks all nodes that an output needs. */
void
_figment_trace_samplers (FigmentTrace *self)
{
  static const char *const seeds[] = { "seed", "noise_seed", NULL };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      if (is_secondary (self, i) && _figment_trace_has_any (self, i, seeds))
        self->ranks[i] = FIGMENT_SAMPLER_SECONDARY;
      else if (is_sampler (self, i))
        {
          self->ranks[i] = FIGMENT_SAMPLER_MAIN;
          self->has_main = TRUE;
        }
    }
  /* Where nothing else makes anything they are found as what has a prompt. */
  for (guint i = 0; self->has_main && i < self->n_nodes; i++)
    if (self->needed[i] && self->ranks[i] == FIGMENT_SAMPLER_NONE && (goes_on (self, i) || is_service (self, i)))
      self->ranks[i] = FIGMENT_SAMPLER_MAIN;
  self->animates = makes_frames_by_batch (self);
}
