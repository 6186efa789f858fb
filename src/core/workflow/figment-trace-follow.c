/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include <math.h>

#include "json/figment-json-value.h"

/*
 * Inputs that have to go along when a role gets another value: the same number stands a second time where another node
 * wants to know it, and two samplers that share their steps take over from each other at one of them.
 */

static const struct
{
  const char *input;
  FigmentRole role;
  const char *beside; /* (nullable) the other side: one alone is the same by chance */
} same[] = {
  { "width", FIGMENT_ROLE_WIDTH, "height" },
  { "height", FIGMENT_ROLE_HEIGHT, "width" },
  { "target_width", FIGMENT_ROLE_WIDTH, "target_height" },
  { "target_height", FIGMENT_ROLE_HEIGHT, "target_width" },
  { "empty_latent_width", FIGMENT_ROLE_WIDTH, "empty_latent_height" },
  { "empty_latent_height", FIGMENT_ROLE_HEIGHT, "empty_latent_width" },
  { "fps", FIGMENT_ROLE_FPS, NULL },
  { "frame_rate", FIGMENT_ROLE_FPS, NULL },
};

/* The one number of all places of @role; FALSE where there are several or none. */
static gboolean
get_value (FigmentTrace *self,
           FigmentRole   role,
           double       *value)
{
  gboolean found = FALSE;

  *value = NAN;
  for (guint i = 0; i < self->places[role]->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (self->places[role], i);
      double number;

      if (!figment_json_to_double (figment_graph_get_input (self->graph, place->node_id, place->input), &number)
          || (found && number != *value))
        return FALSE;
      *value = number;
      found = TRUE;
    }
  return found;
}

static gboolean
has_role (FigmentTrace *self,
          guint         node,
          const char   *input)
{
  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    {
      g_autofree char *key = _figment_trace_make_key ((FigmentRole) role, node, input);

      if (g_hash_table_contains (self->known, key))
        return TRUE;
    }
  return FALSE;
}

static void
add_follower (FigmentTrace *self,
              FigmentRole   role,
              guint         node,
              const char   *input,
              double        ratio)
{
  g_ptr_array_add (self->followers, _figment_follower_new (self->ids[node], input, role, ratio));
}

/* The step at which one sampler hands over to the next: as far along with more steps as with few. @steps: NaN, none */
static void
add_handover (FigmentTrace *self,
              guint         node,
              double        steps)
{
  static const char *const inputs[] = { "start_at_step", "end_at_step", "start_step", "end_step", "refine_at_step" };
  double value;

  if (self->ranks[node] == FIGMENT_SAMPLER_NONE || !(steps > 0))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    if (figment_json_to_double (_figment_trace_get (self, node, inputs[i]), &value) && value > 0 && value <= steps)
      add_follower (self, FIGMENT_ROLE_STEPS, node, inputs[i], value / steps);
}

/* Whether @input of @node holds the number that all places of @role hold; @values has NaN for a role that has none. */
static gboolean
is_same (FigmentTrace *self,
         guint         node,
         const char   *input,
         const double *values,
         FigmentRole   role)
{
  double value;

  return figment_json_to_double (_figment_trace_get (self, node, input), &value) && value == values[role];
}

static void
add_same (FigmentTrace *self,
          guint         node,
          const char   *input,
          const double *values,
          FigmentRole   role)
{
  if (is_same (self, node, input, values, role) && !has_role (self, node, input))
    add_follower (self, role, node, input, 1);
}

void
_figment_trace_followers (FigmentTrace *self)
{
  double values[FIGMENT_N_ROLES];

  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    if (!get_value (self, (FigmentRole) role, &values[role]))
      values[role] = NAN;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i])
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (same); j++)
        if (same[j].beside == NULL
            || is_same (self, i, same[j].beside, values,
                        same[j].role == FIGMENT_ROLE_WIDTH ? FIGMENT_ROLE_HEIGHT : FIGMENT_ROLE_WIDTH))
          add_same (self, i, same[j].input, values, same[j].role);
      for (gsize j = 0; _figment_length_names[j] != NULL; j++)
        add_same (self, i, _figment_length_names[j], values, FIGMENT_ROLE_FRAMES);
      for (gsize j = 0; _figment_duration_names[j] != NULL; j++)
        add_same (self, i, _figment_duration_names[j], values, FIGMENT_ROLE_DURATION);
      add_handover (self, i, values[FIGMENT_ROLE_STEPS]);
    }
}
