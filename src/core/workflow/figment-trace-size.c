/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Inputs that the picture to be comes in by, as latent, as video to be, or as pixels. */
static const char *const latent_inputs[] = {
  "latent_image", "latent", "samples", "latents", "image_embeds", "optional_latent", "optional_latents", "video_latent",
  "audio_latent", "av_latent", "pipe", "basic_pipe", "pixels", "model_inputs", "latent_images", NULL,
};
static const char *const pixel_inputs[] = { "image", "images", "pixels", "input_image", "start_image", NULL };

static const struct
{
  const char *input;
  FigmentRole role;
} size_inputs[] = {
  { "width", FIGMENT_ROLE_WIDTH },
  { "height", FIGMENT_ROLE_HEIGHT },
  { "empty_latent_width", FIGMENT_ROLE_WIDTH },
  { "empty_latent_height", FIGMENT_ROLE_HEIGHT },
  { "generation_width", FIGMENT_ROLE_WIDTH },
  { "generation_height", FIGMENT_ROLE_HEIGHT },
  { "length", FIGMENT_ROLE_FRAMES },
  { "num_frames", FIGMENT_ROLE_FRAMES },
  { "video_frames", FIGMENT_ROLE_FRAMES },
  { "frame_count", FIGMENT_ROLE_FRAMES },
  { "frames_number", FIGMENT_ROLE_FRAMES },
  { "seconds", FIGMENT_ROLE_DURATION },
  { "resolution", FIGMENT_ROLE_RESOLUTION },
  { "aspect_ratio", FIGMENT_ROLE_RESOLUTION },
  { "megapixels", FIGMENT_ROLE_RESOLUTION },
};

typedef struct
{
  FigmentTrace *trace;
  GArray       *queue; /* of guint */
  guint8       *seen;
} Walk;

static void
push (Walk  *walk,
      guint  node)
{
  if (walk->seen[node])
    return;
  walk->seen[node] = 1;
  g_array_append_val (walk->queue, node);
}

static gboolean
has_size (FigmentTrace *self,
          guint         node)
{
  return (_figment_trace_has (self, node, "width") && _figment_trace_has (self, node, "height"))
         || _figment_trace_has (self, node, "empty_latent_width")
         || _figment_trace_has (self, node, "generation_width");
}

/* A node that says how large, how many and how long. */
static void
take_size (FigmentTrace *self,
           guint         node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (size_inputs); i++)
    if (_figment_trace_has (self, node, size_inputs[i].input))
      _figment_trace_add_number (self, size_inputs[i].role, node, size_inputs[i].input);
  if (_figment_trace_has (self, node, "batch_size"))
    _figment_trace_add_number (self, self->animates ? FIGMENT_ROLE_FRAMES : FIGMENT_ROLE_BATCH, node, "batch_size");
}

/* Scalers change what another node made; the size asked for stands further back. */
static gboolean
is_scaler (FigmentTrace *self,
           guint         node)
{
  return _figment_trace_class_has (self, node, "upscale") || _figment_trace_has (self, node, "samples")
         || _figment_trace_has (self, node, "tile_size") || _figment_trace_class_has (self, node, "crop");
}

static void
walk_links (Walk              *walk,
            guint              node,
            const char *const *inputs)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (_figment_trace_is_listed (links[i].input, inputs) || n == 1)
      push (walk, links[i].source);
}

/* From pixels that are encoded back to the node that brings them to size, if it does so by numbers. */
static void
walk_pixels (Walk  *walk,
             guint  node)
{
  FigmentTrace *trace = walk->trace;

  if (trace->ranks[node] != FIGMENT_SAMPLER_NONE || _figment_trace_class_has (trace, node, "decode"))
    return;
  if (has_size (trace, node))
    {
      take_size (trace, node);
      return;
    }
  walk_links (walk, node, pixel_inputs);
}

static void
walk_latent (Walk  *latents,
             Walk  *pixels,
             guint  node)
{
  FigmentTrace *trace = latents->trace;
  const gboolean encodes = _figment_trace_class_has (trace, node, "vae")
                           && _figment_trace_class_has (trace, node, "encode");

  /* Another sampler is a start of its own. */
  if (trace->ranks[node] == FIGMENT_SAMPLER_MAIN)
    return;
  if (_figment_trace_has (trace, node, "amount") && _figment_trace_class_has (trace, node, "batch"))
    _figment_trace_add_number (trace, FIGMENT_ROLE_BATCH, node, "amount");
  if (encodes)
    {
      walk_links (pixels, node, pixel_inputs);
      if (!has_size (trace, node))
        return;
    }
  if (!is_scaler (trace, node)
      && (has_size (trace, node) || _figment_trace_has (trace, node, "batch_size")
          || _figment_trace_has (trace, node, "seconds")))
    {
      take_size (trace, node);
      return;
    }
  walk_links (latents, node, latent_inputs);
}

/* A length that stands elsewhere, under a name that means nothing else. */
static void
take_lengths (FigmentTrace *self)
{
  static const char *const inputs[] = { "num_frames", "video_frames", "frame_count", NULL };

  if (self->places[FIGMENT_ROLE_FRAMES]->len > 0 || self->places[FIGMENT_ROLE_DURATION]->len > 0)
    return;
  for (guint i = 0; i < self->n_nodes; i++)
    for (gsize j = 0; self->needed[i] && inputs[j] != NULL; j++)
      if (_figment_trace_has (self, i, inputs[j]))
        _figment_trace_add_number (self, FIGMENT_ROLE_FRAMES, i, inputs[j]);
}

/* Nodes that call a service sample elsewhere; they have the size, the length and the prompt on themselves. */
static void
take_service_sizes (FigmentTrace *self)
{
  static const struct
  {
    const char *input;
    FigmentRole role;
  } inputs[] = {
    { "aspect_ratio", FIGMENT_ROLE_RESOLUTION }, { "resolution", FIGMENT_ROLE_RESOLUTION },
    { "size", FIGMENT_ROLE_RESOLUTION },         { "duration", FIGMENT_ROLE_DURATION },
    { "num_images", FIGMENT_ROLE_BATCH },        { "width", FIGMENT_ROLE_WIDTH },
    { "height", FIGMENT_ROLE_HEIGHT },
  };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i] || !_figment_trace_is_text (_figment_trace_get (self, i, "prompt")))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (inputs); j++)
        if (_figment_trace_has (self, i, inputs[j].input))
          _figment_trace_add_number (self, inputs[j].role, i, inputs[j].input);
    }
}

/* Size, batch and length: from each sampler's latent back to the node that makes it. */
void
_figment_trace_sizes (FigmentTrace *self)
{
  g_autoptr(GArray) latent_queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GArray) pixel_queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *latent_seen = g_new0 (guint8, self->n_nodes);
  g_autofree guint8 *pixel_seen = g_new0 (guint8, self->n_nodes);
  Walk latents = { self, latent_queue, latent_seen }, pixels = { self, pixel_queue, pixel_seen };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (self->ranks[i] != FIGMENT_SAMPLER_MAIN)
        continue;
      if (has_size (self, i))
        take_size (self, i);
      walk_links (&latents, i, latent_inputs);
    }
  for (guint i = 0; i < latent_queue->len; i++)
    walk_latent (&latents, &pixels, g_array_index (latent_queue, guint, i));
  for (guint i = 0; i < pixel_queue->len; i++)
    walk_pixels (&pixels, g_array_index (pixel_queue, guint, i));
  if (!self->has_main)
    take_service_sizes (self);
  take_lengths (self);
}
