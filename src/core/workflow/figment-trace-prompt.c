/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-trace-walk-private.h"
#include "json/figment-json-value.h"

/* Consumers that are asked which output is which; a hostile file may have a million for each of a million links. */
#define MAX_CONSUMERS 64

FigmentTraceSide
_figment_trace_walk_side (FigmentTraceWalk *walk)
{
  return walk->role == FIGMENT_ROLE_NEGATIVE ? FIGMENT_SIDE_NEGATIVE : FIGMENT_SIDE_POSITIVE;
}

/* Whether an input of that name belongs to @side; one that says neither belongs to both. */
gboolean
_figment_trace_is_on_side (const char       *name,
                           FigmentTraceSide  side)
{
  if (side == FIGMENT_SIDE_NEGATIVE)
    return _figment_name_is_negative (name) || !_figment_name_is_positive (name);
  if (side == FIGMENT_SIDE_POSITIVE)
    return !_figment_name_is_negative (name);
  return TRUE;
}

void
_figment_trace_walk_push (FigmentTraceWalk *walk,
                          FigmentTraceStep  step)
{
  const guint8 mark = (guint8) (step.text ? (guint) step.side << 3 : (guint) step.side);

  if ((walk->seen[step.node] & mark) != 0)
    return;
  walk->seen[step.node] |= mark;
  step.told = step.told || (step.text && _figment_trace_is_writer (walk->trace, step.node));
  g_array_append_val (walk->steps, step);
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
    if (_figment_name_is_conditioning (links[i].input) && !_figment_name_is_latent (links[i].input))
      {
        *lowest = MIN (*lowest, links[i].slot);
        *highest = MAX (*highest, links[i].slot);
      }
}

static gboolean
find_both_sides (FigmentTrace *self,
                 guint         node)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);
  gboolean positive = FALSE, negative = FALSE;

  for (guint i = 0; i < n; i++)
    {
      positive = positive || _figment_name_is_positive (links[i].input);
      negative = negative || _figment_name_is_negative (links[i].input);
    }
  return (positive || _figment_trace_has (self, node, "positive"))
         && (negative || _figment_trace_has (self, node, "negative"));
}

/* Whether the node takes conditioning for both sides, each by an input of its own. Looked up once for each node. */
static gboolean
is_two_sided (FigmentTraceWalk *walk,
              guint             node)
{
  if (walk->sided[node] == 0)
    walk->sided[node] = find_both_sides (walk->trace, node) ? 2 : 1;
  return walk->sided[node] == 2;
}

/* Whether everything comes in by that link at once, both sides too. */
static gboolean
is_bundle (const char *name)
{
  static const char *const words[] = { "pipe", "tuple", "guider", "embeds", "ctx", "context", NULL };

  return _figment_name_has (name, words);
}

/*
 * The side of the source that a link comes from. Nodes with both prompts give positive, negative in this order; on
 * pipes, and where only one of them is taken, the way in decides.
 */
static FigmentTraceSide
get_source_side (FigmentTraceWalk       *walk,
                 const FigmentGraphLink *link)
{
  guint lowest, highest;

  if (is_bundle (link->input) || !is_two_sided (walk, link->source))
    return _figment_trace_walk_side (walk);
  find_sides (walk->trace, link->source, &lowest, &highest);
  if (highest != lowest + 1)
    return link->slot == 0 ? FIGMENT_SIDE_POSITIVE : _figment_trace_walk_side (walk);
  return link->slot == highest ? FIGMENT_SIDE_NEGATIVE : FIGMENT_SIDE_POSITIVE;
}

static gboolean
is_negative_words (const char *name)
{
  return _figment_name_is_words (name) && _figment_name_is_negative (name);
}

/* Whether the words of both sides stand on @node. Looked up once for each node. */
static gboolean
has_negative_words (FigmentTraceWalk *walk,
                    guint             node)
{
  if (walk->worded[node] == 0)
    walk->worded[node] = _figment_trace_has_name (walk->trace, node, is_negative_words) ? 2 : 1;
  return walk->worded[node] == 2;
}

/* One conditioning without a side is the positive one: a guider's, or a sampler's that has no negative. */
static gboolean
is_only_positive (FigmentTraceWalk       *walk,
                  const FigmentTraceStep *step,
                  const FigmentGraphLink *link)
{
  return walk->role == FIGMENT_ROLE_NEGATIVE && step->side == FIGMENT_SIDE_NEGATIVE
         && !_figment_name_is_negative (link->input) && !is_bundle (link->input)
         && (step->hops == 0 || _figment_trace_class_has (walk->trace, step->node, "guider"))
         && !has_negative_words (walk, link->source);
}

static guint
follow_conditioning (FigmentTraceWalk       *walk,
                     const FigmentTraceStep *step)
{
  guint n, n_followed = 0;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, step->node, &n);

  for (guint i = 0; i < n; i++)
    {
      FigmentTraceStep next = { .node = links[i].source, .slot = links[i].slot, .hops = step->hops + 1,
                                .sampler = step->sampler };

      if (!_figment_name_is_conditioning (links[i].input) || !_figment_trace_is_on_side (links[i].input, step->side)
          || is_only_positive (walk, step, &links[i]))
        continue;
      next.side = get_source_side (walk, &links[i]);
      _figment_trace_walk_push (walk, next);
      n_followed++;
    }
  return n_followed;
}

static void
walk_conditioning (FigmentTraceWalk       *walk,
                   const FigmentTraceStep *step)
{
  FigmentTrace *trace = walk->trace;
  FigmentTraceStep next = *step;
  const FigmentGraphLink *passed;
  guint n;

  /* Zeroed conditioning says nothing, whatever words went in. */
  if (_figment_trace_class_has (trace, step->node, "zeroout"))
    return;
  trace->conditions[step->node] = 1;
  passed = _figment_trace_find_passed (trace, step->node, step->slot);
  /* What a switch is told by is called "cond" in some packs, which is no conditioning. */
  if (step->hops == 0 || _figment_trace_find_branch (trace, step->node) == NULL)
    {
      n = step->hops > 0 ? _figment_trace_take_words (walk, step, _figment_name_is_words, FIGMENT_SURE_DIRECT) : 0;
      n += follow_conditioning (walk, step);
      if (n > 0 || step->hops == 0)
        return;
    }
  next.hops++;
  if (passed != NULL)
    {
      next.node = passed->source;
      next.slot = passed->slot;
    }
  /* A string that goes into a loader with prompts of its own. */
  else
    next.text = TRUE;
  _figment_trace_walk_push (walk, next);
}

static void
run_walk (FigmentTraceWalk *walk)
{
  for (guint i = 0; i < walk->steps->len; i++)
    {
      const FigmentTraceStep step = g_array_index (walk->steps, FigmentTraceStep, i);

      if (step.text)
        _figment_trace_walk_text (walk, &step);
      else
        walk_conditioning (walk, &step);
    }
}

/* Whether the node is told by a link what to make: words of its own are for something else, as for what to look for. */
static gboolean
is_told (FigmentTrace *self,
         guint         node)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (links[i].input, "positive") == 0)
      return TRUE;
  return FALSE;
}

/* Words that stand on the sampler itself: nodes that call a service, speech, and the like. */
static void
read_sampler (FigmentTraceWalk *walk,
              guint             node)
{
  const FigmentTraceStep step = { .node = node, .side = _figment_trace_walk_side (walk), .sampler = node };

  if (is_told (walk->trace, node))
    return;
  _figment_trace_take_words (walk, &step,
                             walk->role == FIGMENT_ROLE_POSITIVE ? _figment_name_is_words : is_negative_words,
                             FIGMENT_SURE_DIRECT);
}

/* The walk begins at a sampler, with what comes in and what stands on it. */
static void
start_at (FigmentTraceWalk *walk,
          guint             node)
{
  _figment_trace_walk_push (walk, (FigmentTraceStep) { .node = node, .side = _figment_trace_walk_side (walk),
                                                       .sampler = node });
  read_sampler (walk, node);
}

/* Without a sampler, a node that has words and something of a generator is where the prompt goes. */
static gboolean
is_generator (FigmentTrace *self,
              guint         node)
{
  static const char *const inputs[] = {
    "prompt", "positive_prompt", "negative_prompt", "a_prompt", "tags", "text", "speech", NULL,
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
  g_autoptr(GArray) steps = g_array_new (FALSE, FALSE, sizeof (FigmentTraceStep));
  g_autofree guint8 *seen = g_new0 (guint8, self->n_nodes);
  g_autofree guint8 *sided = g_new0 (guint8, self->n_nodes);
  g_autofree guint8 *worded = g_new0 (guint8, self->n_nodes);
  FigmentTraceWalk walk = { .trace = self, .role = role, .steps = steps, .seen = seen, .sided = sided,
                            .worded = worded };
  const FigmentSamplerRank rank = self->has_main ? FIGMENT_SAMPLER_MAIN : FIGMENT_SAMPLER_SECONDARY;

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->ranks[i] == rank)
      start_at (&walk, i);
  run_walk (&walk);
  _figment_trace_take_spare (&walk);
  if (self->places[FIGMENT_ROLE_POSITIVE]->len > 0 || self->has_main)
    return;
  self->ceiling = FIGMENT_SURE_NAME;
  for (guint i = 0; i < self->n_nodes; i++)
    if (is_generator (self, i))
      start_at (&walk, i);
  run_walk (&walk);
  _figment_trace_take_spare (&walk);
  self->ceiling = 1;
}

/* Some models have no use for a negative prompt and get the positive one in its place; it is that still. */
static void
drop_shared (FigmentTrace *self)
{
  GPtrArray *negative = self->places[FIGMENT_ROLE_NEGATIVE];
  GPtrArray *positive = self->places[FIGMENT_ROLE_POSITIVE];
  g_autoptr(GHashTable) shared = g_hash_table_new (figment_place_hash, figment_place_equal);
  guint n_kept = 0;

  for (guint i = 0; i < positive->len; i++)
    g_hash_table_add (shared, g_ptr_array_index (positive, i));
  for (guint i = 0; i < negative->len; i++)
    if (!g_hash_table_contains (shared, g_ptr_array_index (negative, i)))
      {
        gpointer kept = negative->pdata[i];

        negative->pdata[i] = negative->pdata[n_kept];
        negative->pdata[n_kept++] = kept;
      }
  g_ptr_array_set_size (negative, (int) n_kept);
}

/* The prompts: from each sampler back through everything that conditioning passes, to the words. */
void
_figment_trace_prompts (FigmentTrace *self)
{
  trace_side (self, FIGMENT_ROLE_NEGATIVE);
  trace_side (self, FIGMENT_ROLE_POSITIVE);
  drop_shared (self);
}
