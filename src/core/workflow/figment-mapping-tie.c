/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-mapping-private.h"

#include <string.h>

#include "json/figment-json-value.h"

/* The part of the mapping that says how seeds go together. */

static const char *const tie_names[] = {
  [FIGMENT_TIE_SAME] = "same",
  [FIGMENT_TIE_OFFSET] = "offset",
  [FIGMENT_TIE_OWN] = "own",
};

GHashTable *
_figment_mapping_new_ties (void)
{
  return g_hash_table_new_full (figment_place_hash, figment_place_equal, (GDestroyNotify) figment_place_free, NULL);
}

static FigmentTie
find_tie (const char *name)
{
  for (guint i = FIGMENT_TIE_SAME; i < G_N_ELEMENTS (tie_names); i++)
    if (g_strcmp0 (name, tie_names[i]) == 0)
      return (FigmentTie) i;
  return FIGMENT_TIE_DETECTED;
}

void
_figment_mapping_parse_ties (GHashTable *ties,
                             JsonArray  *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonArray *words = figment_json_to_array (json_array_get_element (array, i));
      const gboolean fits = words != NULL && json_array_get_length (words) == 3;
      const char *node = fits ? figment_json_to_string (json_array_get_element (words, 0)) : NULL;
      const char *input = fits ? figment_json_to_string (json_array_get_element (words, 1)) : NULL;
      const FigmentTie tie = fits ? find_tie (figment_json_to_string (json_array_get_element (words, 2)))
                                  : FIGMENT_TIE_DETECTED;

      if (node != NULL && input != NULL && tie != FIGMENT_TIE_DETECTED)
        g_hash_table_insert (ties, figment_place_new (node, input, 1, NULL), GUINT_TO_POINTER (tie));
    }
}

static int
compare_places (gconstpointer first,
                gconstpointer second)
{
  const FigmentPlace *a = first, *b = second;
  const int order = strcmp (a->node_id, b->node_id);

  return order != 0 ? order : strcmp (a->input, b->input);
}

/* Returns: (transfer full): in the same order for the same ties */
JsonArray *
_figment_mapping_write_ties (GHashTable *ties)
{
  g_autoptr(GList) places = g_list_sort (g_hash_table_get_keys (ties), compare_places);
  JsonArray *array = json_array_new ();

  for (GList *l = places; l != NULL; l = l->next)
    {
      const FigmentPlace *place = l->data;
      JsonArray *words = json_array_new ();

      json_array_add_string_element (words, place->node_id);
      json_array_add_string_element (words, place->input);
      json_array_add_string_element (words, tie_names[GPOINTER_TO_UINT (g_hash_table_lookup (ties, place))]);
      json_array_add_array_element (array, words);
    }
  return array;
}

FigmentTie
figment_mapping_get_tie (FigmentMapping     *self,
                         const FigmentPlace *place)
{
  g_return_val_if_fail (self != NULL && place != NULL, FIGMENT_TIE_DETECTED);
  return (FigmentTie) GPOINTER_TO_UINT (g_hash_table_lookup (_figment_mapping_get_ties (self), place));
}

void
figment_mapping_set_tie (FigmentMapping     *self,
                         const FigmentPlace *place,
                         FigmentTie          tie)
{
  GHashTable *ties;

  g_return_if_fail (self != NULL && place != NULL);
  ties = _figment_mapping_get_ties (self);
  if (tie == FIGMENT_TIE_DETECTED)
    g_hash_table_remove (ties, place);
  else
    g_hash_table_replace (ties, figment_place_copy (place), GUINT_TO_POINTER (tie));
}
