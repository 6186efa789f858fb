/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-diff.h"

#include "json/figment-json-value.h"
#include "json/figment-json.h"

void
figment_graph_change_free (FigmentGraphChange *self)
{
  g_return_if_fail (self != NULL);
  g_free (self->node_id);
  g_free (self->input);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static char *
write_value (JsonNode *value)
{
  return value != NULL ? figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;
}

/* Adds a change where the two values are not written the same. */
static void
add_change (GPtrArray  *changes,
            const char *id,
            const char *input,
            JsonNode   *before,
            JsonNode   *after)
{
  g_autofree char *first = write_value (before), *second = write_value (after);
  FigmentGraphChange *change;

  if (g_strcmp0 (first, second) == 0)
    return;
  change = g_new (FigmentGraphChange, 1);
  *change = (FigmentGraphChange) { g_strdup (id), g_strdup (input), g_steal_pointer (&first),
                                   g_steal_pointer (&second) };
  g_ptr_array_add (changes, change);
}

static JsonNode *
get_node (FigmentGraph *graph,
          const char   *id)
{
  return figment_json_get (json_node_get_object (figment_graph_get_root (graph)), id);
}

static void
compare_inputs (GPtrArray    *changes,
                FigmentGraph *before,
                FigmentGraph *after,
                const char   *id)
{
  JsonObject *old = figment_graph_get_inputs (before, id), *new = figment_graph_get_inputs (after, id);
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  if (old != NULL)
    {
      json_object_iter_init_ordered (&iter, old);
      while (json_object_iter_next_ordered (&iter, &input, &value))
        add_change (changes, id, input, value, new != NULL ? figment_json_get (new, input) : NULL);
    }
  if (new == NULL)
    return;
  json_object_iter_init_ordered (&iter, new);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    if (old == NULL || figment_json_get (old, input) == NULL)
      add_change (changes, id, input, NULL, value);
}

/**
 * figment_graph_diff:
 *
 * Returns: (transfer full) (element-type FigmentGraphChange): what differs; empty where nothing does
 */
GPtrArray *
figment_graph_diff (FigmentGraph *before,
                    FigmentGraph *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_graph_change_free);

  g_return_val_if_fail (before != NULL && after != NULL, changes);
  for (const char *const *id = figment_graph_get_ids (before); *id != NULL; id++)
    if (figment_graph_has_node (after, *id))
      compare_inputs (changes, before, after, *id);
    else
      add_change (changes, *id, NULL, get_node (before, *id), NULL);
  for (const char *const *id = figment_graph_get_ids (after); *id != NULL; id++)
    if (!figment_graph_has_node (before, *id))
      add_change (changes, *id, NULL, NULL, get_node (after, *id));
  return changes;
}
