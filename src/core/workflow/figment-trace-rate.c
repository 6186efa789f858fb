/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

static const char *const rate_inputs[] = { "fps", "frame_rate", NULL };

/* Whether pictures come in, of which a film is made. */
static gboolean
takes_pictures (FigmentTrace *self,
                guint         node)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (_figment_name_is_pixels (links[i].input))
      return TRUE;
  return FALSE;
}

/* Whether the model is told the rate there, with the prompts. */
static gboolean
is_told (FigmentTrace *self,
         guint         node)
{
  return self->conditions[node] && _figment_trace_has (self, node, "positive");
}

/*
 * The rate that a film is written with. What the model is told of it is another thing: models are made for one rate,
 * whatever that of the file; where both are the same number they go together, and that is for the form to see.
 */
void
_figment_trace_rates (FigmentTrace *self)
{
  for (guint i = 0; i < self->n_nodes; i++)
    for (gsize j = 0; self->needed[i] && rate_inputs[j] != NULL; j++)
      if (_figment_trace_has (self, i, rate_inputs[j]) && (takes_pictures (self, i) || is_told (self, i)))
        _figment_trace_add_number (self, FIGMENT_ROLE_FPS, i, rate_inputs[j]);
}
