/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Consumers that are asked which output is which; a hostile file may have a million for each of a million links. */
#define MAX_CONSUMERS 64

/* Which of a node's two sides a walk is on: nodes that pass both prompts on give the positive one first. */
typedef enum
{
  SIDE_BOTH = 1,
  SIDE_POSITIVE = 2,
  SIDE_NEGATIVE = 4,
} Side;

typedef struct
{
  guint  node;
  Side   side;
  guint  hops;
  guint  sampler; /* where the walk began */
} Step;

typedef struct
{
  FigmentTrace *trace;
  FigmentRole   role;  /* positive or negative */
  GArray       *steps; /* of Step: conditioning still to look at */
  GArray       *texts; /* of Step: string nodes still to look at */
  guint8       *seen;  /* for each node: the sides that were walked */
  guint8       *seen_text;
} Walk;

/* Inputs that hold the words of a prompt. */
static const char *const encoder_inputs[] = {
  "text",      "prompt",     "text_g",        "text_l",   "clip_l",          "clip_g",          "t5xxl", "llama",
  "bert",      "mt5xl",      "user_prompt",   "tags",     "wildcard_text",   "positive_prompt", "negative_prompt",
  "positive",  "negative",   "text_positive", "text_negative", "a_prompt",   "n_prompt",        "prompt_g",
  "prompt_l",  "caption",    NULL,
};
static const char *const string_inputs[] = {
  "value",         "string",        "text",    "prompt",       "string_a",        "string_b",        "text_a",
  "text_b",        "text_c",        "text_d",  "text1",        "text2",           "text3",           "text4",
  "text_1",        "text_2",        "string1", "string2",      "string_1",        "string_2",        "prefix",
  "wildcard_text", "positive",      "negative", "Text",        "String",          "default",         "input_string",
  "text_positive", "text_negative", "positive_prompt", "negative_prompt", NULL,
};
/* Inputs that conditioning, or what packs have in its place, comes in by. */
static const char *const conditioning_inputs[] = {
  "positive", "negative", "conditioning", "conditioning_1", "conditioning_2", "conditioning_to", "conditioning_from",
  "cond1", "cond2", "cond", "conditioning1", "conditioning2", "text_embeds", "guider", "pipe", "basic_pipe",
  "sdxl_tuple", "hyvid_embeds", "base_positive", "base_negative", "refiner_positive", "refiner_negative",
  "cond_1", "cond_2", "conditioning_3", "embeds", "prompt_embeds", NULL,
};

static gboolean
says (const char *name,
      const char *word)
{
  return strstr (name, word) != NULL;
}

static gboolean
is_negative_name (const char *name)
{
  return says (name, "negative") || g_str_has_prefix (name, "neg") || g_str_has_prefix (name, "n_prompt")
         || g_str_equal (name, "cond2");
}

static gboolean
is_positive_name (const char *name)
{
  return says (name, "positive") || g_str_has_prefix (name, "pos") || g_str_has_prefix (name, "a_prompt");
}

static Side
get_role_side (Walk *walk)
{
  return walk->role == FIGMENT_ROLE_NEGATIVE ? SIDE_NEGATIVE : SIDE_POSITIVE;
}

/* Whether an input of that name belongs to @side; one that says neither belongs to both. */
static gboolean
is_on_side (const char *name,
            Side        side)
{
  if (side == SIDE_NEGATIVE)
    return !is_positive_name (name);
  if (side == SIDE_POSITIVE)
    return !is_negative_name (name);
  return TRUE;
}

static void
push (GArray *queue,
      guint8 *seen,
      Step    step)
{
  if ((seen[step.node] & step.side) != 0)
    return;
  seen[step.node] |= (guint8) step.side;
  g_array_append_val (queue, step);
}

static void
add_text (Walk       *walk,
          const Step *step,
          guint       node,
          const char *input,
          double      confidence)
{
  const char *sampler = _figment_trace_describe (walk->trace, step->sampler);
  g_autofree char *reason = NULL;

  reason = walk->role == FIGMENT_ROLE_NEGATIVE
             /* Translators: %s names a node. */
             ? g_strdup_printf (_("The negative side of %s leads back to this text."), sampler)
             /* Translators: %s names a node. */
             : g_strdup_printf (_("The positive side of %s leads back to this text."), sampler);
  _figment_trace_add (walk->trace, g_str_equal (input, "lyrics") ? FIGMENT_ROLE_LYRICS : walk->role, node, input,
                      confidence, reason);
}

/* Takes the words that an encoder or string node holds under one of @names. Returns how many inputs fit. */
static guint
take_texts (Walk              *walk,
            const Step        *step,
            const char *const *names,
            double             confidence)
{
  guint n = 0;

  for (; *names != NULL; names++)
    {
      JsonNode *value = _figment_trace_get (walk->trace, step->node, *names);
      Step next = { .side = get_role_side (walk), .hops = step->hops + 1, .sampler = step->sampler };
      guint slot;

      if (value == NULL || !is_on_side (*names, get_role_side (walk)))
        continue;
      if (_figment_trace_is_text (value))
        {
          add_text (walk, step, step->node, *names, confidence);
          n++;
        }
      else if (_figment_trace_find_link (walk->trace, step->node, *names, &next.node, &slot))
        {
          push (walk->texts, walk->seen_text, next);
          n++;
        }
    }
  return n;
}

/*
 * The words of an encoder. "positive" and "negative" are words only where they hold text: as links they are
 * conditioning, and the walk goes on.
 */
static gboolean
read_encoder (Walk       *walk,
              const Step *step)
{
  static const char *const lyrics[] = { "lyrics", NULL };
  guint n = 0;

  for (const char *const *name = encoder_inputs; *name != NULL; name++)
    {
      const char *const one[] = { *name, NULL };

      if (_figment_trace_is_listed (*name, conditioning_inputs)
          && !_figment_trace_is_text (_figment_trace_get (walk->trace, step->node, *name)))
        continue;
      n += take_texts (walk, step, one, FIGMENT_SURE_DIRECT);
    }
  if (n > 0 && walk->role == FIGMENT_ROLE_POSITIVE)
    take_texts (walk, step, lyrics, FIGMENT_SURE_DIRECT);
  return n > 0;
}

static guint
count_parts (Walk *walk,
             guint node)
{
  guint n = 0;

  for (gsize i = 0; string_inputs[i] != NULL; i++)
    n +=
        _figment_trace_has (walk->trace, node, string_inputs[i]) && is_on_side (string_inputs[i], get_role_side (walk));
  return n;
}

/* A string that another node computes: its parts, or what it passes on. */
static void
walk_text (Walk       *walk,
           const Step *step)
{
  FigmentTrace *trace = walk->trace;
  guint n, n_links, n_texts = 0;
  const FigmentGraphLink *links = figment_graph_links_sources (trace->links, step->node, &n_links);
  JsonObject *inputs = figment_graph_get_inputs (trace->graph, trace->ids[step->node]);
  const char *only = NULL, *name;
  JsonObjectIter iter;
  JsonNode *value;

  n = take_texts (walk, step, string_inputs,
                  count_parts (walk, step->node) > 1 ? FIGMENT_SURE_PART : FIGMENT_SURE_LINKED);
  if (n > 0 || inputs == NULL)
    return;

  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (_figment_trace_is_text (value))
      {
        only = name;
        n_texts++;
      }
  if (n_links == 0 && n_texts == 1)
    add_text (walk, step, step->node, only, FIGMENT_SURE_LINKED);
  /* Switches and reroutes hand on what they get; a node with a model makes up words of its own. */
  for (guint i = 0; i < n_links; i++)
    if (!says (links[i].input, "model") && !says (links[i].input, "clip") && !says (links[i].input, "image"))
      push (walk->texts, walk->seen_text,
            (Step) { links[i].source, get_role_side (walk), step->hops + 1, step->sampler });
}

/*
 * The outputs of a two-sided node that are taken as conditioning: the lower is the positive one. Some nodes have a
 * model in front of them, so it is not always 0 and 1.
 */
static void
find_sides (FigmentTrace *self,
            guint         source,
            guint        *lowest,
            guint        *highest)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_consumers (self->links, source, &n);

  *lowest = G_MAXUINT;
  *highest = 0;
  for (guint i = 0; i < MIN (n, MAX_CONSUMERS); i++)
    if (_figment_trace_is_listed (links[i].input, conditioning_inputs))
      {
        *lowest = MIN (*lowest, links[i].slot);
        *highest = MAX (*highest, links[i].slot);
      }
}

/*
 * The side of the source that a link comes from. Nodes with both prompts give positive, negative in this order; on
 * pipes, and where only one of them is taken, the way in decides.
 */
static Side
get_source_side (Walk       *walk,
                 const char *input,
                 guint       source,
                 guint       slot)
{
  FigmentTrace *trace = walk->trace;
  const gboolean two_sided = _figment_trace_has (trace, source, "positive")
                             && _figment_trace_has (trace, source, "negative");
  guint lowest, highest;

  if (!two_sided || says (input, "pipe") || says (input, "tuple") || says (input, "guider")
      || says (input, "embeds"))
    return get_role_side (walk);
  find_sides (trace, source, &lowest, &highest);
  if (highest != lowest + 1)
    return slot == 0 ? SIDE_POSITIVE : get_role_side (walk);
  return slot == highest ? SIDE_NEGATIVE : SIDE_POSITIVE;
}

static void
walk_conditioning (Walk       *walk,
                   const Step *step)
{
  FigmentTrace *trace = walk->trace;
  guint n, n_followed = 0;
  const FigmentGraphLink *links = figment_graph_links_sources (trace->links, step->node, &n);

  /* Zeroed conditioning says nothing, whatever words went in. */
  if (_figment_trace_class_has (trace, step->node, "zeroout"))
    return;
  if (step->hops > 0 && read_encoder (walk, step))
    return;
  for (guint i = 0; i < n; i++)
    {
      Step next = { links[i].source, SIDE_BOTH, step->hops + 1, step->sampler };

      if (!_figment_trace_is_listed (links[i].input, conditioning_inputs) || !is_on_side (links[i].input, step->side))
        continue;
      /* One conditioning without a side is the positive one: a guider's, or a sampler's that has no negative. */
      if (walk->role == FIGMENT_ROLE_NEGATIVE && step->side == SIDE_NEGATIVE
          && g_str_has_prefix (links[i].input, "cond") && !is_negative_name (links[i].input)
          && (step->hops == 0 || _figment_trace_class_has (trace, step->node, "guider")))
        continue;
      next.side = get_source_side (walk, links[i].input, links[i].source, links[i].slot);
      push (walk->steps, walk->seen, next);
      n_followed++;
    }
  /* A string that goes into a loader with prompts of its own. */
  if (n == 0 && step->hops > 0)
    push (walk->texts, walk->seen_text, (Step) { step->node, get_role_side (walk), step->hops + 1, step->sampler });
  /* A reroute, or a node that hands on whatever it gets. */
  if (n_followed == 0 && n == 1 && step->hops > 0)
    push (walk->steps, walk->seen, (Step) { links[0].source, step->side, step->hops + 1, step->sampler });
}

static void
run_walk (Walk *walk)
{
  for (guint i = 0; i < walk->steps->len; i++)
    {
      const Step step = g_array_index (walk->steps, Step, i);

      walk_conditioning (walk, &step);
    }
  for (guint i = 0; i < walk->texts->len; i++)
    {
      const Step step = g_array_index (walk->texts, Step, i);

      walk_text (walk, &step);
    }
}

/* Words that stand on the sampler itself: nodes that call a service, speech, and the like. */
static void
read_sampler (Walk *walk,
              guint node)
{
  const Step step = { node, get_role_side (walk), 0, node };

  if (walk->role == FIGMENT_ROLE_POSITIVE)
    {
      read_encoder (walk, &step);
      return;
    }
  for (const char *const *name = encoder_inputs; *name != NULL; name++)
    {
      const char *const one[] = { *name, NULL };

      if (is_negative_name (*name)
          && (!_figment_trace_is_listed (*name, conditioning_inputs)
              || _figment_trace_is_text (_figment_trace_get (walk->trace, node, *name))))
        take_texts (walk, &step, one, FIGMENT_SURE_DIRECT);
    }
}

/* Without a sampler, a node that has words and something of a generator is where the prompt goes. */
static gboolean
is_generator (FigmentTrace *self,
              guint         node)
{
  static const char *const inputs[] = {
    "prompt", "positive_prompt", "negative_prompt", "a_prompt", "tags", "text", NULL,
  };
  static const char *const others[] = { "encode", "show", "save", "preview", NULL };

  for (gsize i = 0; others[i] != NULL; i++)
    if (!self->needed[node] || _figment_trace_class_has (self, node, others[i]))
      return FALSE;
  for (gsize i = 0; inputs[i] != NULL; i++)
    if (_figment_trace_has (self, node, inputs[i]))
      return _figment_trace_has (self, node, "seed") || g_str_has_suffix (inputs[i], "prompt");
  return FALSE;
}

static void
trace_side (FigmentTrace *self,
            FigmentRole   role)
{
  g_autoptr(GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autoptr(GArray) texts = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autofree guint8 *seen = g_new0 (guint8, self->n_nodes);
  g_autofree guint8 *seen_text = g_new0 (guint8, self->n_nodes);
  Walk walk = { self, role, steps, texts, seen, seen_text };
  const FigmentSamplerRank rank = self->has_main ? FIGMENT_SAMPLER_MAIN : FIGMENT_SAMPLER_SECONDARY;

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->ranks[i] == rank)
      {
        push (steps, seen, (Step) { i, get_role_side (&walk), 0, i });
        read_sampler (&walk, i);
      }
  run_walk (&walk);
  if (self->places[FIGMENT_ROLE_POSITIVE]->len > 0 || self->has_main)
    return;
  self->ceiling = FIGMENT_SURE_NAME;
  for (guint i = 0; i < self->n_nodes; i++)
    if (is_generator (self, i))
      read_sampler (&walk, i);
  run_walk (&walk);
  self->ceiling = 1;
}

/* The prompts: from each sampler back through everything that conditioning passes, to the words. */
void
_figment_trace_prompts (FigmentTrace *self)
{
  trace_side (self, FIGMENT_ROLE_NEGATIVE);
  trace_side (self, FIGMENT_ROLE_POSITIVE);
}
