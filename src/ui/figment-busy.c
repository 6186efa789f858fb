/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-busy.h"

static gboolean
is_under_way (FigmentGenerationState state)
{
  return state >= FIGMENT_GENERATION_PREPARING && state <= FIGMENT_GENERATION_COLLECTING;
}

/**
 * figment_busy_count:
 *
 * Returns: how many are under way, or will be without anybody's doing
 */
guint
figment_busy_count (FigmentQueue *queue)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  const gboolean paused = figment_queue_get_paused (queue);
  guint n_busy = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (queue), i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      n_busy += is_under_way (state) || (state == FIGMENT_GENERATION_QUEUED && !paused);
    }
  return n_busy;
}

/**
 * figment_busy_dup_current:
 *
 * Returns: (transfer full) (nullable): the one that is furthest under way
 */
FigmentGeneration *
figment_busy_dup_current (FigmentQueue *queue)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  g_autoptr(FigmentGeneration) best = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (queue), i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      if (is_under_way (state) && (best == NULL || state > figment_generation_get_state (best)))
        g_set_object (&best, generation);
    }
  return g_steal_pointer (&best);
}

/**
 * figment_busy_stop:
 *
 * Cancels what is under way; where something waits the queue is paused, so that it does not follow.
 */
void
figment_busy_stop (FigmentQueue *queue)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  g_autoptr(GPtrArray) under_way = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (queue), i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      if (state == FIGMENT_GENERATION_QUEUED)
        figment_queue_set_paused (queue, TRUE);
      else if (is_under_way (state))
        g_ptr_array_add (under_way, g_steal_pointer (&generation));
    }
  for (guint i = 0; i < under_way->len; i++)
    figment_queue_cancel (queue, under_way->pdata[i]);
}
