/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include "json/figment-json-value.h"

/*
 * Samplers that share one denoising: the second goes on where the first left off, as the high-noise and low-noise
 * models of Wan 2.2 do, or SDXL's base and refiner.
 */

/* Stages that are told apart; real graphs have two. */
#define MAX_STAGES 8

/* A sampler that begins in the middle goes on with what another began. */
static gboolean
goes_on (FigmentTrace *self,
         guint         node)
{
  static const char *const starts[] = { "start_at_step", "start_step" };
  gint64 step;

  if (_figment_trace_adds_no_noise (self, node))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (figment_json_to_int64 (_figment_trace_get (self, node, starts[i]), &step) && step > 0)
      return TRUE;
  return FALSE;
}

/* The sampler whose latent @node takes, over nodes that hand it on; G_MAXUINT where there is none. */
static guint
find_before (FigmentTrace *self,
             guint         node)
{
  for (guint hops = 0; hops < MAX_STAGES; hops++)
    {
      guint n, next = G_MAXUINT;
      const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

      for (guint i = 0; i < n; i++)
        if (_figment_name_is_latent (links[i].input) || (hops > 0 && n == 1))
          next = links[i].source;
      if (next == G_MAXUINT || self->ranks[next] == FIGMENT_SAMPLER_MAIN)
        return next;
      node = next;
    }
  return G_MAXUINT;
}

static guint
get_stage (FigmentTrace *self,
           const guint  *before,
           guint         sampler)
{
  guint stage = 1;

  while (before[sampler] != G_MAXUINT && stage < MAX_STAGES)
    {
      sampler = before[sampler];
      stage++;
    }
  return stage;
}

/* Marks with @stage everything that @sampler is made with: its model, and what tells it how to go about it. */
static void
mark_stage (FigmentTrace *self,
            guint         sampler,
            guint8        stage,
            guint8       *stages)
{
  static const char *const words[] = { "model", "lora", "loras", "sigmas", "sampler", "guider", "scheduler", NULL };
  g_autofree guint8 *seen = g_new0 (guint8, self->n_nodes);
  g_autoptr(GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (todo, sampler);
  seen[sampler] = 1;
  for (guint i = 0; i < todo->len; i++)
    {
      const guint node = g_array_index (todo, guint, i);
      guint n;
      const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

      /* What two stages share belongs to neither. */
      stages[node] = stages[node] == 0 || stages[node] == stage ? stage : G_MAXUINT8;
      for (guint j = 0; j < n; j++)
        if (!seen[links[j].source] && (_figment_name_has (links[j].input, words) || (n == 1 && i > 0)))
          {
            seen[links[j].source] = 1;
            g_array_append_val (todo, links[j].source);
          }
    }
}

/* Tells each place which stage it is of, where there are several. */
void
_figment_trace_stages (FigmentTrace *self)
{
  g_autofree guint *before = g_new (guint, self->n_nodes);
  g_autofree guint8 *stages = g_new0 (guint8, self->n_nodes);
  g_autofree guint8 *follows = g_new0 (guint8, self->n_nodes);
  guint n_pairs = 0;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      before[i] = self->ranks[i] == FIGMENT_SAMPLER_MAIN && goes_on (self, i) ? find_before (self, i) : G_MAXUINT;
      if (before[i] == i)
        before[i] = G_MAXUINT;
      if (before[i] == G_MAXUINT)
        continue;
      follows[i] = follows[before[i]] = 1;
      n_pairs++;
    }
  /* A file with more of them means harm: each walks the graph. */
  if (n_pairs == 0 || n_pairs > MAX_STAGES * MAX_STAGES)
    return;
  for (guint i = 0; i < self->n_nodes; i++)
    if (follows[i])
      mark_stage (self, i, (guint8) get_stage (self, before, i), stages);
  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    for (guint i = 0; i < self->places[role]->len; i++)
      {
        FigmentPlace *place = g_ptr_array_index (self->places[role], i);
        guint node;

        if (figment_graph_links_find (self->links, place->node_id, &node) && stages[node] != G_MAXUINT8)
          place->stage = stages[node];
      }
}
