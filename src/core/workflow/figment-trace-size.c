/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

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
  { "resolution", FIGMENT_ROLE_RESOLUTION },
  { "dimensions", FIGMENT_ROLE_RESOLUTION },
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
has_axes (FigmentTrace *self,
          guint         node)
{
  return (_figment_trace_has (self, node, "width") && _figment_trace_has (self, node, "height"))
         || _figment_trace_has (self, node, "empty_latent_width")
         || _figment_trace_has (self, node, "generation_width");
}

/* A node without a picture that says how large one is to be: by numbers, or by a preset. */
static gboolean
has_size (FigmentTrace *self,
          guint         node)
{
  return has_axes (self, node) || _figment_trace_has (self, node, "batch_size")
         || _figment_trace_has (self, node, "dimensions")
         || _figment_trace_has_any (self, node, _figment_duration_names);
}

/* A preset such as "768 x 768" beside width and height: those count only where it says so. */
static gboolean
is_preset (FigmentTrace *self,
           guint         node)
{
  const char *text = figment_json_to_string (_figment_trace_get (self, node, "resolution"));
  char *end;

  if (text == NULL || !g_ascii_isdigit (text[0]))
    return FALSE;
  g_ascii_strtoull (text, &end, 10);
  return g_ascii_tolower (end[strspn (end, " ")]) == 'x';
}

/* Adds what stands on @node by one of @names. */
static void
take_named (FigmentTrace      *self,
            FigmentRole        role,
            guint              node,
            const char *const *names)
{
  for (; *names != NULL; names++)
    if (_figment_trace_has (self, node, *names))
      _figment_trace_add_number (self, role, node, *names);
}

static void
take_size (FigmentTrace *self,
           guint         node)
{
  const gboolean preset = is_preset (self, node);
  const gboolean has_length = _figment_trace_has_any (self, node, _figment_length_names);
  const char *batch = _figment_trace_find_batch (self, node);

  for (gsize i = 0; i < G_N_ELEMENTS (size_inputs); i++)
    if (_figment_trace_has (self, node, size_inputs[i].input)
        && !(preset && size_inputs[i].role != FIGMENT_ROLE_RESOLUTION))
      _figment_trace_add_number (self, size_inputs[i].role, node, size_inputs[i].input);
  take_named (self, FIGMENT_ROLE_FRAMES, node, _figment_length_names);
  take_named (self, FIGMENT_ROLE_DURATION, node, _figment_duration_names);
  if (batch != NULL)
    _figment_trace_add_number (self, self->animates && !has_length ? FIGMENT_ROLE_FRAMES : FIGMENT_ROLE_BATCH, node,
                               batch);
}

/*
 * Packs write the names in their own way, "Latent_Width", and have a choice of shapes beside it; as above, that counts
 * first.
 */
static void
take_odd_size (FigmentTrace *self,
               guint         node)
{
  static const struct
  {
    const char *words[2];
    FigmentRole role;
  } odd[] = {
    { { "width" }, FIGMENT_ROLE_WIDTH }, { { "height" }, FIGMENT_ROLE_HEIGHT }, { { "batch" }, FIGMENT_ROLE_BATCH },
  };
  static const char *const others[] = { "index", NULL };
  const gboolean preset = _figment_trace_take_preset (self, node, _("The size comes from this choice."));
  JsonObject *inputs = self->inputs[node];
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
      if (figment_json_is_number (value) && _figment_name_has (name, odd[i].words)
          && !_figment_name_has (name, others) && !(preset && odd[i].role != FIGMENT_ROLE_BATCH))
        _figment_trace_add_number (self, odd[i].role, node, name);
}

/* Scalers change what another node made; the size asked for stands further back. */
static gboolean
is_scaler (FigmentTrace *self,
           guint         node)
{
  return _figment_trace_class_has (self, node, "upscale") || _figment_trace_has (self, node, "samples")
         || _figment_trace_has (self, node, "tile_size") || _figment_trace_class_has (self, node, "crop");
}

/* Returns whether something comes in by such a name; it may have been seen before. */
static gboolean
push_fitting (Walk      *walk,
              guint      node,
              gboolean (*fits) (const char *name))
{
  gboolean found = FALSE;
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (fits (links[i].input))
      {
        push (walk, links[i].source);
        found = TRUE;
      }
  return found;
}

/* As above, also through nodes that hand on what they get. */
static gboolean
walk_links (Walk      *walk,
            guint      node,
            gboolean (*fits) (const char *name))
{
  const FigmentGraphLink *passed = _figment_trace_find_passed (walk->trace, node, 0);
  const gboolean found = push_fitting (walk, node, fits);

  if (passed != NULL)
    push (walk, passed->source);
  return found || passed != NULL;
}

static void
walk_latent (Walk  *walk,
             guint  node)
{
  FigmentTrace *trace = walk->trace;
  gboolean comes_in = FALSE;

  /* Another sampler is a start of its own. */
  if (trace->ranks[node] == FIGMENT_SAMPLER_MAIN)
    return;
  if (_figment_trace_has (trace, node, "amount") && _figment_trace_class_has (trace, node, "batch"))
    _figment_trace_add_number (trace, FIGMENT_ROLE_BATCH, node, "amount");
  if (is_scaler (trace, node) || !has_size (trace, node))
    comes_in = walk_links (walk, node, _figment_name_is_latent);
  else
    take_size (trace, node);
  if (!comes_in && !has_axes (trace, node) && !_figment_trace_class_has (trace, node, "encode"))
    take_odd_size (trace, node);
}

/*
 * A film that is made from a picture has its size from that picture, where no other node says one: back from what is
 * encoded to the node that brings it to size.
 */
static void
take_film_size (FigmentTrace *self,
                const guint8 *latents)
{
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *seen = g_new0 (guint8, self->n_nodes);
  Walk walk = { self, queue, seen };

  for (guint i = 0; i < self->n_nodes; i++)
    if (latents[i] && _figment_trace_class_has (self, i, "encode"))
      push (&walk, i);
  for (guint i = 0; i < queue->len; i++)
    {
      const guint node = g_array_index (queue, guint, i);

      if (self->ranks[node] != FIGMENT_SAMPLER_NONE || _figment_trace_class_has (self, node, "decode"))
        continue;
      if (has_axes (self, node))
        {
          _figment_trace_add_number (self, FIGMENT_ROLE_WIDTH, node, "width");
          _figment_trace_add_number (self, FIGMENT_ROLE_HEIGHT, node, "height");
        }
      else
        walk_links (&walk, node, _figment_name_is_pixels);
    }
}

/* A length that stands elsewhere: on what makes a latent of others, or under a name that means nothing else. */
static void
take_lengths (FigmentTrace *self,
              const guint8 *latents)
{
  if (self->places[FIGMENT_ROLE_FRAMES]->len > 0 || self->places[FIGMENT_ROLE_DURATION]->len > 0)
    return;
  for (guint i = 0; self->puts_video && i < self->n_nodes; i++)
    if (latents[i] && self->ranks[i] == FIGMENT_SAMPLER_NONE && !_figment_trace_takes_part (self, i))
      _figment_trace_add_number (self, FIGMENT_ROLE_FRAMES, i, "length");
  if (self->places[FIGMENT_ROLE_FRAMES]->len > 0)
    return;
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->needed[i] && !_figment_trace_takes_part (self, i))
      take_named (self, FIGMENT_ROLE_FRAMES, i, _figment_length_names + 1);
}

static void
take_member (FigmentTrace *self,
             FigmentRole   role,
             guint         node,
             const char   *name)
{
  const char *input = _figment_trace_find_member (self, node, name);

  if (input != NULL)
    _figment_trace_add_number (self, role, node, input);
}

/* Nodes that call a service, or do all in one, have the size, the length and the prompt on themselves. */
static void
take_service_sizes (FigmentTrace *self)
{
  static const struct
  {
    const char *input;
    FigmentRole role;
  } inputs[] = {
    { "aspect_ratio", FIGMENT_ROLE_RESOLUTION }, { "resolution", FIGMENT_ROLE_RESOLUTION },
    { "size", FIGMENT_ROLE_RESOLUTION },         { "num_images", FIGMENT_ROLE_BATCH },
    { "width", FIGMENT_ROLE_WIDTH },             { "height", FIGMENT_ROLE_HEIGHT },
  };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i] || !_figment_trace_has (self, i, "prompt")
          || (self->has_main && self->ranks[i] != FIGMENT_SAMPLER_MAIN))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (inputs); j++)
        take_member (self, inputs[j].role, i, inputs[j].input);
      for (gsize j = 0; _figment_duration_names[j] != NULL; j++)
        take_member (self, FIGMENT_ROLE_DURATION, i, _figment_duration_names[j]);
    }
}

/* One number for both sides of a square is not a width, but how large it is. */
static void
join_square (FigmentTrace *self)
{
  GPtrArray *widths = self->places[FIGMENT_ROLE_WIDTH], *heights = self->places[FIGMENT_ROLE_HEIGHT];
  g_autoptr(GHashTable) both = g_hash_table_new (figment_place_hash, figment_place_equal);

  for (guint i = 0; i < heights->len; i++)
    g_hash_table_add (both, g_ptr_array_index (heights, i));
  for (guint i = widths->len; i > 0; i--)
    {
      const FigmentPlace *place = g_ptr_array_index (widths, i - 1);
      FigmentPlace *height = g_hash_table_lookup (both, place);
      guint node;

      if (height == NULL || !figment_graph_links_find (self->links, place->node_id, &node))
        continue;
      _figment_trace_add (self, FIGMENT_ROLE_RESOLUTION, node, place->input, place->confidence,
                          _("Width and height both come from this number."));
      g_hash_table_remove (both, place);
      g_ptr_array_remove (heights, height);
      g_ptr_array_remove_index (widths, i - 1);
    }
}

/* Size, batch and length: from each sampler's latent back to the node that makes it. */
void
_figment_trace_sizes (FigmentTrace *self)
{
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *seen = g_new0 (guint8, self->n_nodes);
  Walk walk = { self, queue, seen };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (self->ranks[i] != (self->has_main ? FIGMENT_SAMPLER_MAIN : FIGMENT_SAMPLER_SECONDARY))
        continue;
      /* Some have one number, or a choice, for how large the picture is to be. */
      if (!has_axes (self, i) && _figment_trace_has (self, i, "resolution"))
        _figment_trace_add_number (self, FIGMENT_ROLE_RESOLUTION, i, "resolution");
      if (!self->has_main)
        continue;
      /* By that name pictures come in as well. */
      if (figment_json_is_number (_figment_trace_get (self, i, "frames")))
        _figment_trace_add_number (self, FIGMENT_ROLE_FRAMES, i, "frames");
      /* Beside a picture that comes in, they are the size that it is brought to. */
      if (has_axes (self, i) && !_figment_trace_has (self, i, "image") && !_figment_trace_has (self, i, "images"))
        take_size (self, i);
      push_fitting (&walk, i, _figment_name_is_latent);
    }
  for (guint i = 0; i < queue->len; i++)
    walk_latent (&walk, g_array_index (queue, guint, i));
  take_service_sizes (self);
  take_lengths (self, seen);
  if (self->puts_video && self->places[FIGMENT_ROLE_WIDTH]->len == 0)
    take_film_size (self, seen);
  join_square (self);
}
