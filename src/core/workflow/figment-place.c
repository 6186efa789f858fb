/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-analysis.h"

/**
 * figment_place_new:
 * @confidence: 0..1
 * @reason: (nullable): a full sentence
 *
 * Returns: (transfer full): the place
 */
FigmentPlace *
figment_place_new (const char *node_id,
                   const char *input,
                   double      confidence,
                   const char *reason)
{
  FigmentPlace *self = g_new (FigmentPlace, 1);

  *self = (FigmentPlace) { g_strdup (node_id), g_strdup (input), confidence, g_strdup (reason), 0,
                           FIGMENT_TIE_DETECTED };
  return self;
}

FigmentPlace *
figment_place_copy (const FigmentPlace *self)
{
  FigmentPlace *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = figment_place_new (self->node_id, self->input, self->confidence, self->reason);
  copy->stage = self->stage;
  copy->tie = self->tie;
  return copy;
}

void
figment_place_free (FigmentPlace *self)
{
  g_return_if_fail (self != NULL);
  g_free (self->node_id);
  g_free (self->input);
  g_free (self->reason);
  g_free (self);
}

/* Two places are the same when node and input are. */
guint
figment_place_hash (gconstpointer place)
{
  const FigmentPlace *self = place;

  return g_str_hash (self->node_id) * 31 + g_str_hash (self->input);
}

gboolean
figment_place_equal (gconstpointer first,
                     gconstpointer second)
{
  const FigmentPlace *a = first, *b = second;

  return g_str_equal (a->node_id, b->node_id) && g_str_equal (a->input, b->input);
}
