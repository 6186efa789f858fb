/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-mapping-private.h"

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* The part of the mapping that has what was put right of the graph. */

static const char *const kind_names[] = {
  [FIGMENT_REPAIR_SET] = "set",
  [FIGMENT_REPAIR_REMOVE] = "remove",
  [FIGMENT_REPAIR_ADD] = "add",
};

static gboolean
parse_repair (JsonObject    *object,
              FigmentRepair *repair)
{
  const char *kind = figment_json_get_string (object, "do");

  repair->node_id = (char *) figment_json_get_string (object, "node");
  repair->input = (char *) figment_json_get_string (object, "input");
  repair->value = figment_json_get (object, "value");
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (kind, kind_names[i]) == 0)
      {
        repair->kind = (FigmentRepairKind) i;
        if (i != FIGMENT_REPAIR_SET)
          repair->input = NULL;
        return repair->node_id != NULL
               && (i != FIGMENT_REPAIR_SET || (repair->input != NULL && repair->value != NULL))
               && (i != FIGMENT_REPAIR_ADD || figment_json_to_object (repair->value) != NULL);
      }
  return FALSE;
}

static guint
hash_place (gconstpointer key)
{
  const FigmentRepair *repair = key;

  return g_str_hash (repair->node_id) * 31 + (repair->input != NULL ? g_str_hash (repair->input) : 0);
}

static gboolean
is_same_place (gconstpointer a,
               gconstpointer b)
{
  const FigmentRepair *first = a, *second = b;

  return g_str_equal (first->node_id, second->node_id) && g_strcmp0 (first->input, second->input) == 0;
}

/* One of each place, as figment_mapping_add_repair () leaves them, and not more than that takes. */
void
_figment_mapping_parse_repairs (GPtrArray *repairs,
                                JsonArray *array)
{
  g_autoptr(GHashTable) places = g_hash_table_new (hash_place, is_same_place);

  for (guint i = 0; i < json_array_get_length (array) && repairs->len < FIGMENT_MAPPING_MAX_REPAIRS; i++)
    {
      JsonObject *object = figment_json_to_object (json_array_get_element (array, i));
      FigmentRepair repair = { .kind = FIGMENT_REPAIR_SET };

      if (object == NULL || !parse_repair (object, &repair) || g_hash_table_contains (places, &repair))
        continue;
      g_ptr_array_add (repairs, figment_repair_copy (&repair));
      g_hash_table_add (places, g_ptr_array_index (repairs, repairs->len - 1));
    }
}

/* Returns: (transfer full) */
JsonArray *
_figment_mapping_write_repairs (GPtrArray *repairs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (repairs, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "do", kind_names[repair->kind]);
      json_object_set_string_member (object, "node", repair->node_id);
      if (repair->input != NULL)
        json_object_set_string_member (object, "input", repair->input);
      if (repair->value != NULL)
        json_object_set_member (object, "value", figment_json_copy (repair->value));
      json_array_add_object_element (array, object);
    }
  return array;
}

void
figment_mapping_add_repair (FigmentMapping      *self,
                            const FigmentRepair *repair)
{
  g_return_if_fail (self != NULL && repair != NULL && repair->node_id != NULL);
  g_return_if_fail (repair->kind != FIGMENT_REPAIR_UNDO);
  figment_mapping_remove_repair (self, repair->node_id, repair->input);
  if (figment_mapping_get_repairs (self)->len < FIGMENT_MAPPING_MAX_REPAIRS)
    g_ptr_array_add (figment_mapping_get_repairs (self), figment_repair_copy (repair));
}

/* @input: (nullable): of a value that was set; %NULL: the node that was added or left out */
void
figment_mapping_remove_repair (FigmentMapping *self,
                               const char     *node_id,
                               const char     *input)
{
  GPtrArray *repairs;

  g_return_if_fail (self != NULL && node_id != NULL);
  repairs = figment_mapping_get_repairs (self);
  for (guint i = repairs->len; i > 0; i--)
    {
      const FigmentRepair *repair = g_ptr_array_index (repairs, i - 1);

      if (g_str_equal (repair->node_id, node_id) && g_strcmp0 (repair->input, input) == 0)
        g_ptr_array_remove_index (repairs, i - 1);
    }
}

/* @self, @other: (nullable): %NULL has none */
gboolean
figment_mapping_same_repairs (FigmentMapping *self,
                              FigmentMapping *other)
{
  GPtrArray *own = self != NULL ? figment_mapping_get_repairs (self) : NULL;
  GPtrArray *others = other != NULL ? figment_mapping_get_repairs (other) : NULL;
  const guint n = own != NULL ? own->len : 0;

  if (n != (others != NULL ? others->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!figment_repair_equal (g_ptr_array_index (own, i), g_ptr_array_index (others, i)))
      return FALSE;
  return TRUE;
}

/**
 * figment_mapping_repair:
 * @self: (nullable): %NULL has no repairs
 *
 * Returns: (transfer full): @graph with all repairs that fit it; itself where there are none, or where they would leave
 *   nothing of it
 */
FigmentGraph *
figment_mapping_repair (FigmentMapping *self,
                        FigmentGraph   *graph)
{
  GPtrArray *repairs = self != NULL ? figment_mapping_get_repairs (self) : NULL;
  FigmentGraph *repaired = NULL;

  if (repairs != NULL && repairs->len > 0)
    repaired = figment_graph_repair_all (graph, repairs, NULL);
  return repaired != NULL ? repaired : figment_graph_ref (graph);
}
