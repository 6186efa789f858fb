/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-links.h"

#include <string.h>

/* Loops worth telling of. A hostile file can have millions, each as long as the file. */
#define MAX_CYCLES 20

struct _FigmentGraphLinks
{
  guint       n_nodes;
  GHashTable *index;          /* (owned) id (borrowed) -> node index */
  GArray     *sources;        /* (owned) of FigmentGraphLink, by consumer */
  guint      *source_start;   /* (owned) n_nodes + 1 offsets into @sources */
  GArray     *consumers;      /* (owned) of FigmentGraphLink, by source */
  guint      *consumer_start; /* (owned) n_nodes + 1 offsets into @consumers */
};

static void
collect_sources (FigmentGraphLinks *self,
                 FigmentGraph      *graph,
                 guint              node)
{
  JsonObject *inputs = figment_graph_get_inputs (graph, figment_graph_get_ids (graph)[node]);
  FigmentGraphLink link = { .consumer = node };
  JsonObjectIter iter;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &link.input, &value))
    {
      const char *id = figment_graph_node_get_link (value, &link.slot);

      if (id != NULL && figment_graph_links_find (self, id, &link.source))
        g_array_append_val (self->sources, link);
    }
}

/* A counting sort by source: links of one source stay in the order of their consumers. */
static void
collect_consumers (FigmentGraphLinks *self)
{
  g_autofree guint *next = g_new (guint, self->n_nodes + 1);

  for (guint i = 0; i < self->sources->len; i++)
    self->consumer_start[g_array_index (self->sources, FigmentGraphLink, i).source + 1]++;
  for (guint i = 0; i < self->n_nodes; i++)
    self->consumer_start[i + 1] += self->consumer_start[i];
  memcpy (next, self->consumer_start, sizeof (guint) * (self->n_nodes + 1));

  g_array_set_size (self->consumers, self->sources->len);
  for (guint i = 0; i < self->sources->len; i++)
    {
      const FigmentGraphLink link = g_array_index (self->sources, FigmentGraphLink, i);

      g_array_index (self->consumers, FigmentGraphLink, next[link.source]++) = link;
    }
}

/**
 * figment_graph_links_new:
 *
 * Returns: (transfer full): all links of @graph but the ones to nodes that it does not have
 */
FigmentGraphLinks *
figment_graph_links_new (FigmentGraph *graph)
{
  FigmentGraphLinks *self = g_new0 (FigmentGraphLinks, 1);
  const char *const *ids = figment_graph_get_ids (graph);

  self->n_nodes = figment_graph_get_n_nodes (graph);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->n_nodes; i++)
    g_hash_table_insert (self->index, (gpointer) ids[i], GUINT_TO_POINTER (i));

  self->sources = g_array_new (FALSE, FALSE, sizeof (FigmentGraphLink));
  self->consumers = g_array_new (FALSE, FALSE, sizeof (FigmentGraphLink));
  self->source_start = g_new0 (guint, self->n_nodes + 1);
  self->consumer_start = g_new0 (guint, self->n_nodes + 1);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      collect_sources (self, graph, i);
      self->source_start[i + 1] = self->sources->len;
    }
  collect_consumers (self);
  return self;
}

void
figment_graph_links_free (FigmentGraphLinks *self)
{
  g_return_if_fail (self != NULL);
  g_hash_table_unref (self->index);
  g_array_unref (self->sources);
  g_array_unref (self->consumers);
  g_free (self->source_start);
  g_free (self->consumer_start);
  g_free (self);
}

gboolean
figment_graph_links_find (FigmentGraphLinks *self,
                          const char        *id,
                          guint             *node)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (self->index, id, NULL, &value))
    return FALSE;
  *node = GPOINTER_TO_UINT (value);
  return TRUE;
}

static const FigmentGraphLink *
slice (GArray *links,
       guint  *start,
       guint   node,
       guint  *n)
{
  *n = start[node + 1] - start[node];
  return *n > 0 ? &g_array_index (links, FigmentGraphLink, start[node]) : NULL;
}

/**
 * figment_graph_links_sources:
 * @n: (out): how many
 *
 * Returns: (transfer none) (nullable): the links into the node, in the order of its inputs
 */
const FigmentGraphLink *
figment_graph_links_sources (FigmentGraphLinks *self,
                             guint              node,
                             guint             *n)
{
  return slice (self->sources, self->source_start, node, n);
}

/**
 * figment_graph_links_consumers:
 * @n: (out): how many
 *
 * Returns: (transfer none) (nullable): the links out of the node, in the order of the consumers
 */
const FigmentGraphLink *
figment_graph_links_consumers (FigmentGraphLinks *self,
                               guint              node,
                               guint             *n)
{
  return slice (self->consumers, self->consumer_start, node, n);
}

/**
 * figment_graph_links_mark:
 * @downstream: towards the consumers rather than the sources
 * @start: node index to begin with
 * @marks: one byte a node; what is set already is not gone beyond
 *
 * Sets @marks for @start and everything that can be reached from it.
 */
void
figment_graph_links_mark (FigmentGraphLinks *self,
                          gboolean           downstream,
                          guint              start,
                          guint8            *marks)
{
  g_autoptr(GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint));

  if (marks[start])
    return;
  marks[start] = 1;
  g_array_append_val (todo, start);
  while (todo->len > 0)
    {
      const guint node = g_array_index (todo, guint, todo->len - 1);
      guint n;
      const FigmentGraphLink *links = downstream ? figment_graph_links_consumers (self, node, &n)
                                                 : figment_graph_links_sources (self, node, &n);

      g_array_set_size (todo, todo->len - 1);
      for (guint i = 0; i < n; i++)
        {
          const guint next = downstream ? links[i].consumer : links[i].source;

          if (marks[next])
            continue;
          marks[next] = 1;
          g_array_append_val (todo, next);
        }
    }
}

typedef struct
{
  guint node;
  guint next; /* link to look at when the node is on top again */
} Step;

/* The road from where @node stands on the stack to its top, which links back to @node. */
static GArray *
cut_cycle (GArray *stack,
           guint   node)
{
  GArray *cycle = g_array_new (FALSE, FALSE, sizeof (guint));
  guint i = stack->len;

  while (g_array_index (stack, Step, i - 1).node != node)
    i--;
  for (i--; i < stack->len; i++)
    g_array_append_val (cycle, g_array_index (stack, Step, i).node);
  return cycle;
}

/**
 * figment_graph_links_cycles:
 *
 * Depth first with an own stack, because a hostile file may chain any number of nodes.
 *
 * Returns: (transfer full): a GArray of node indices for each loop found, each node taking from the next and the last
 *   from the first; at most %MAX_CYCLES of them
 */
GPtrArray *
figment_graph_links_cycles (FigmentGraphLinks *self)
{
  enum { NEW, OPEN, DONE };
  GPtrArray *cycles = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree guint8 *state = g_new0 (guint8, self->n_nodes);
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (Step));

  for (guint start = 0; start < self->n_nodes; start++)
    {
      Step step = { .node = start };

      if (state[start] != NEW)
        continue;
      state[start] = OPEN;
      g_array_append_val (stack, step);
      while (stack->len > 0)
        {
          Step *top = &g_array_index (stack, Step, stack->len - 1);
          guint n;
          const FigmentGraphLink *links = figment_graph_links_sources (self, top->node, &n);

          if (top->next >= n)
            {
              state[top->node] = DONE;
              g_array_set_size (stack, stack->len - 1);
              continue;
            }
          step.node = links[top->next++].source;
          if (state[step.node] == OPEN && cycles->len < MAX_CYCLES)
            g_ptr_array_add (cycles, cut_cycle (stack, step.node));
          else if (state[step.node] == NEW)
            {
              state[step.node] = OPEN;
              g_array_append_val (stack, step);
            }
        }
    }
  return cycles;
}
