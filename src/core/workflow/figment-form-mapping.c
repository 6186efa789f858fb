/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

/* Whether a value can be written there: a link, or a place that is gone, cannot hold one. */
static gboolean
is_usable (FigmentFormSources *sources,
           const FigmentPlace *place)
{
  JsonNode *value = figment_graph_get_input (sources->graph, place->node_id, place->input);

  return value != NULL && figment_graph_node_get_link (value, NULL) == NULL;
}

/**
 * _figment_form_map_places:
 *
 * Returns: (transfer container) (element-type FigmentPlace): the places of @role: those that a person chose, else those
 *   that were detected, but for those that a person gave to another role
 */
GPtrArray *
_figment_form_map_places (FigmentFormSources *sources,
                          FigmentRole         role)
{
  GPtrArray *chosen = sources->mapping != NULL ? figment_mapping_get_places (sources->mapping, role) : NULL;
  GPtrArray *detected = figment_analysis_get_places (sources->analysis, role);
  GPtrArray *places = g_ptr_array_new ();

  for (guint i = 0; chosen == NULL && i < detected->len; i++)
    {
      FigmentPlace *place = g_ptr_array_index (detected, i);
      gboolean elsewhere = FALSE;

      for (FigmentRole other = 0; sources->mapping != NULL && other < FIGMENT_N_ROLES && !elsewhere; other++)
        {
          GPtrArray *others = figment_mapping_get_places (sources->mapping, other);

          elsewhere = others != NULL
                      && g_ptr_array_find_with_equal_func (others, place, figment_place_equal, NULL);
        }
      if (!elsewhere)
        g_ptr_array_add (places, place);
    }
  for (guint i = 0; chosen != NULL && i < chosen->len; i++)
    if (is_usable (sources, g_ptr_array_index (chosen, i)))
      g_ptr_array_add (places, g_ptr_array_index (chosen, i));
  return places;
}

/* Whether the field stands on the form, below or nowhere: as a person decided, else as it is. */
void
_figment_form_map_shown (FigmentFormSources *sources,
                         FigmentFieldSpec   *spec)
{
  FigmentShown shown;

  if (sources->mapping == NULL || !figment_mapping_get_shown (sources->mapping, spec->id, &shown))
    return;
  spec->hidden = shown == FIGMENT_SHOWN_HIDDEN;
  if (!spec->hidden)
    spec->advanced = shown == FIGMENT_SHOWN_ADVANCED;
  if (!spec->advanced)
    g_clear_pointer (&spec->group, g_free);
}

static void
replace_text (char       **text,
              const char  *other)
{
  if (other == NULL)
    return;
  g_free (*text);
  *text = g_strdup (other);
}

/* A range can be made narrower than the server's, not wider: it would refuse the value. */
static void
narrow (FigmentFieldSpec *spec,
        const char       *min_text,
        const char       *max_text)
{
  char *end;

  if (min_text != NULL)
    {
      const double min = g_ascii_strtod (min_text, &end);

      if (*end == '\0' && end != min_text && !(spec->min > min))
        spec->min = min;
    }
  if (max_text != NULL)
    {
      const double max = g_ascii_strtod (max_text, &end);

      if (*end == '\0' && end != max_text && !(spec->max < max))
        {
          spec->max = max;
          g_clear_pointer (&spec->max_text, g_free);
        }
    }
}

static void
map_texts (FigmentMapping   *mapping,
           FigmentFieldSpec *spec)
{
  replace_text (&spec->label, figment_mapping_get_text (mapping, spec->id, FIGMENT_MAPPING_LABEL));
  replace_text (&spec->preset, figment_mapping_get_text (mapping, spec->id, FIGMENT_MAPPING_DEFAULT));
  narrow (spec, figment_mapping_get_text (mapping, spec->id, FIGMENT_MAPPING_MIN),
          figment_mapping_get_text (mapping, spec->id, FIGMENT_MAPPING_MAX));
}

/* Moves to @sorted what is on the form, or what is not: first as the order names them, then the others. */
static void
take_in_order (GPtrArray         *specs,
               GHashTable        *by_id,
               const char *const *order,
               gboolean           advanced,
               GPtrArray         *sorted)
{
  for (guint i = 0; order != NULL && order[i] != NULL; i++)
    {
      FigmentFieldSpec *spec = g_hash_table_lookup (by_id, order[i]);

      /* Advanced fields stand with their node's others, whatever the order says. */
      if (spec != NULL && !advanced && !spec->advanced && g_hash_table_remove (by_id, order[i]))
        g_ptr_array_add (sorted, spec);
    }
  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);

      if (spec->advanced == advanced && g_hash_table_remove (by_id, spec->id))
        g_ptr_array_add (sorted, spec);
    }
}

/**
 * _figment_form_map:
 * @specs: (element-type FigmentFieldSpec): all fields as they were detected, with different ids
 *
 * Labels, ranges and first values as a person decided, then the order: what is on the form stands before what is not.
 */
void
_figment_form_map (FigmentFormSources *sources,
                   GPtrArray          *specs)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();
  const char *const *order;

  if (sources->mapping == NULL)
    return;
  order = figment_mapping_get_order (sources->mapping);
  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);

      if (spec->role < 0)
        _figment_form_map_shown (sources, spec);
      map_texts (sources->mapping, spec);
      g_hash_table_insert (by_id, spec->id, spec);
    }
  take_in_order (specs, by_id, order, FALSE, sorted);
  take_in_order (specs, by_id, order, TRUE, sorted);
  g_assert (sorted->len == specs->len);
  for (guint i = 0; i < specs->len; i++)
    specs->pdata[i] = sorted->pdata[i];
}
