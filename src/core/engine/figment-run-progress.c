/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-run-progress.h"

#include "json/figment-json-value.h"

/* A node may announce any number of steps; beyond this it would drown all others in the bar. */
#define MAX_WEIGHT 10000.0

typedef struct
{
  double weight; /* ≥ 1 */
  double part;   /* 0..1 of it is done */
} NodeState;

struct _FigmentRunProgress
{
  FigmentGraph *graph;
  GHashTable   *nodes;   /* (owned) id -> (owned) NodeState */
  char         *current; /* (owned) (nullable) the node to show */
  gboolean      cached;  /* the server has named nodes that it need not run */
  gboolean      ran;     /* some node did run */
  int           step;
  int           steps;
};

/*
 * Before a node has said how many steps it has, a literal named "steps" is the best guess: without it the bar would run
 * to the end on loaders and then stand still while the sampler works.
 */
static double
guess_weight (FigmentGraph *graph,
              const char   *id)
{
  gint64 steps;

  if (!figment_json_to_int64 (figment_graph_get_input (graph, id, "steps"), &steps))
    return 1;
  return CLAMP ((double) steps, 1, MAX_WEIGHT);
}

/**
 * figment_run_progress_new:
 * @graph: the graph as it is sent
 *
 * Returns: (transfer full): progress 0, no current node
 */
FigmentRunProgress *
figment_run_progress_new (FigmentGraph *graph)
{
  FigmentRunProgress *self = g_new0 (FigmentRunProgress, 1);

  self->graph = figment_graph_ref (graph);
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (const char *const *id = figment_graph_get_ids (graph); *id != NULL; id++)
    {
      NodeState *state = g_new0 (NodeState, 1);

      state->weight = guess_weight (graph, *id);
      g_hash_table_insert (self->nodes, g_strdup (*id), state);
    }
  return self;
}

void
figment_run_progress_free (FigmentRunProgress *self)
{
  figment_graph_unref (self->graph);
  g_hash_table_unref (self->nodes);
  g_free (self->current);
  g_free (self);
}

/* The entry of a graph node. Nodes made at run time ("2.0.0.3") count for the node that made them, their display
 * node. */
static NodeState *
find_node (FigmentRunProgress *self,
           const char         *node_id,
           const char         *display_node_id)
{
  NodeState *state = node_id != NULL ? g_hash_table_lookup (self->nodes, node_id) : NULL;

  if (state == NULL && display_node_id != NULL)
    state = g_hash_table_lookup (self->nodes, display_node_id);
  return state;
}

static void
set_current (FigmentRunProgress *self,
             const char         *node_id,
             const char         *display_node_id)
{
  const char *shown = display_node_id != NULL ? display_node_id : node_id;

  if (g_strcmp0 (self->current, shown) == 0)
    return;
  g_free (self->current);
  self->current = g_strdup (shown);
  self->step = 0;
  self->steps = 0;
}

static void
set_part (FigmentRunProgress *self,
          const char         *node_id,
          const char         *display_node_id,
          double              value,
          double              max)
{
  NodeState *state = find_node (self, node_id, display_node_id);

  if (state == NULL || !(max > 0) || !(value >= 0))
    return;
  state->weight = MAX (state->weight, MIN (max, MAX_WEIGHT));
  state->part = MIN (value / max, 1);
}

static void
feed_progress (FigmentRunProgress      *self,
               const FigmentComfyEvent *event)
{
  set_current (self, event->node_id, event->display_node_id);
  set_part (self, event->node_id, event->display_node_id, event->value, event->max);
  if (event->max >= 1 && event->max <= G_MAXINT && event->value >= 0 && event->value <= event->max)
    {
      self->step = (int) event->value;
      self->steps = (int) event->max;
    }
}

static void
feed_progress_state (FigmentRunProgress      *self,
                     const FigmentComfyEvent *event)
{
  for (guint i = 0; event->nodes != NULL && i < event->nodes->len; i++)
    {
      const FigmentComfyNodeProgress *node = g_ptr_array_index (event->nodes, i);
      NodeState *state = find_node (self, node->node_id, NULL);

      if (state != NULL && node->finished)
        state->part = 1;
      else if (!node->finished)
        set_part (self, node->node_id, NULL, node->value, node->max);
    }
}

/**
 * figment_run_progress_feed:
 * @event: one of this run's
 *
 * Takes events of any type and in any order; those that say nothing about progress change nothing.
 */
void
figment_run_progress_feed (FigmentRunProgress      *self,
                           const FigmentComfyEvent *event)
{
  NodeState *state;

  if (event->type == FIGMENT_COMFY_EVENT_EXECUTION_CACHED)
    {
      for (guint i = 0; event->cached_nodes != NULL && event->cached_nodes[i] != NULL; i++)
        if ((state = g_hash_table_lookup (self->nodes, event->cached_nodes[i])) != NULL)
          {
            state->part = 1;
            self->cached = TRUE;
          }
    }
  else if (event->type == FIGMENT_COMFY_EVENT_EXECUTING && event->node_id != NULL)
    {
      set_current (self, event->node_id, event->display_node_id);
      self->ran = TRUE;
    }
  else if (event->type == FIGMENT_COMFY_EVENT_PROGRESS)
    feed_progress (self, event);
  else if (event->type == FIGMENT_COMFY_EVENT_PROGRESS_STATE)
    feed_progress_state (self, event);
  else if (event->type == FIGMENT_COMFY_EVENT_EXECUTED)
    {
      state = find_node (self, event->node_id, NULL);
      if (state != NULL)
        state->part = 1;
    }
  else if (event->type == FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS)
    {
      GHashTableIter iter;

      g_hash_table_iter_init (&iter, self->nodes);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &state))
        state->part = 1;
    }
}

/**
 * figment_run_progress_get_fraction:
 *
 * May fall when a node announces more steps than it had before (trap 25); the model that shows it holds the maximum.
 *
 * Returns: 0..1 over the whole graph
 */
double
figment_run_progress_get_fraction (FigmentRunProgress *self)
{
  double done = 0, total = 0;
  GHashTableIter iter;
  NodeState *state;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &state))
    {
      done += state->weight * state->part;
      total += state->weight;
    }
  return total > 0 ? done / total : 0;
}

/**
 * figment_run_progress_get_node_id:
 *
 * Returns: (nullable): the node that works now, as an id of the graph where possible
 */
const char *
figment_run_progress_get_node_id (FigmentRunProgress *self)
{
  return self->current;
}

/**
 * figment_run_progress_get_title:
 *
 * Returns: (nullable): what the author, or else ComfyUI, calls the node that works now
 */
const char *
figment_run_progress_get_title (FigmentRunProgress *self)
{
  if (self->current == NULL || !figment_graph_has_node (self->graph, self->current))
    return self->current;
  return figment_graph_get_title (self->graph, self->current);
}

/* Steps of the current node that are done; 0 of 0 where it has none. */
int
figment_run_progress_get_step (FigmentRunProgress *self)
{
  return self->step;
}

int
figment_run_progress_get_steps (FigmentRunProgress *self)
{
  return self->steps;
}

/* Returns: whether any node counts its steps, or will by its own input */
gboolean
figment_run_progress_has_steps (FigmentRunProgress *self)
{
  GHashTableIter iter;
  NodeState *state;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &state))
    if (state->weight > 1)
      return TRUE;
  return FALSE;
}

/**
 * figment_run_progress_is_cached:
 *
 * Returns: whether the server had all that it needed from an earlier run, so that nothing new was made (trap 17)
 */
gboolean
figment_run_progress_is_cached (FigmentRunProgress *self)
{
  return self->cached && !self->ran;
}
