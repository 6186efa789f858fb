/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <math.h>

/* What the author of the workflow said of its form. What the user decides wins over it: figment-form-mapping.c. */

static GPtrArray *
get_fields (FigmentFormSources *sources)
{
  return figment_author_get_fields (figment_analysis_get_author (sources->analysis));
}

/* The form of App mode is complete: what is not on it is not to be seen at first. Marks only add to what is found. */
static gboolean
is_complete (FigmentFormSources *sources)
{
  GPtrArray *fields = get_fields (sources);

  return fields->len > 0
         && ((const FigmentAuthorField *) g_ptr_array_index (fields, 0))->source == FIGMENT_AUTHOR_APP_MODE;
}

static gboolean
writes_to (const FigmentFieldSpec   *spec,
           const FigmentAuthorField *field)
{
  for (guint i = 0; i < spec->places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (spec->places, i);

      if (g_str_equal (place->node_id, field->node_id) && g_str_equal (place->input, field->input))
        return TRUE;
    }
  return FALSE;
}

/* The first of the author's controls that is one of the places of @spec; @index: (out): its place in the order. */
static const FigmentAuthorField *
find_field (FigmentFormSources     *sources,
            const FigmentFieldSpec *spec,
            guint                  *index)
{
  GPtrArray *fields = get_fields (sources);

  for (guint i = 0; i < fields->len; i++)
    if (writes_to (spec, g_ptr_array_index (fields, i)))
      {
        *index = i;
        return g_ptr_array_index (fields, i);
      }
  return NULL;
}

/* Whether the control stands on the form or below: as the author wants it, else as it is. */
void
_figment_form_author_shown (FigmentFormSources *sources,
                            FigmentFieldSpec   *spec)
{
  guint index;
  const FigmentAuthorField *field = find_field (sources, spec, &index);

  if (field != NULL)
    spec->advanced = field->advanced;
  else if (is_complete (sources))
    spec->advanced = TRUE;
}

static void
take_words (FigmentFieldSpec         *spec,
            const FigmentAuthorField *field)
{
  /* A word to be filled in calls by its name what plays no role; what does is called better. */
  if (field->label != NULL && (spec->role < 0 || field->source != FIGMENT_AUTHOR_PLACEHOLDER))
    {
      g_free (spec->label);
      spec->label = _figment_form_make_readable (field->label);
    }
  if (field->description != NULL)
    {
      g_free (spec->tooltip);
      spec->tooltip = g_strdup (field->description);
    }
  /* Narrower than the server's, not wider: it would refuse the value. */
  if (!isnan (field->min) && !(spec->min > field->min))
    spec->min = field->min;
  if (!isnan (field->max) && field->max > field->min && !(spec->max < field->max))
    spec->max = field->max;
  if (isnan (spec->step) && field->step > 0)
    spec->step = field->step;
}

typedef struct
{
  FigmentFieldSpec *spec;
  guint             rank;
} Ranked;

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  const Ranked *first = a, *second = b;

  return (first->rank > second->rank) - (first->rank < second->rank);
}

/**
 * _figment_form_author:
 * @specs: (element-type FigmentFieldSpec): all fields as they were detected
 *
 * Labels, descriptions, ranges and the order as the author of the workflow wants them.
 */
void
_figment_form_author (FigmentFormSources *sources,
                      GPtrArray          *specs)
{
  const guint n = get_fields (sources)->len;
  g_autoptr(GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));

  if (n == 0)
    return;
  for (guint i = 0; i < specs->len; i++)
    {
      Ranked item = { g_ptr_array_index (specs, i), 0 };
      guint index = 0;
      const FigmentAuthorField *field = find_field (sources, item.spec, &index);

      if (field != NULL)
        take_words (item.spec, field);
      if (field != NULL && item.spec->role < 0)
        item.spec->advanced = field->advanced;
      if (!item.spec->advanced)
        g_clear_pointer (&item.spec->group, g_free);
      /* Sorting is stable: what has the same rank keeps its order. */
      item.rank = item.spec->advanced                        ? n + 1
                  : field != NULL && is_complete (sources) ? index
                                                           : n;
      g_array_append_val (ranked, item);
    }
  g_array_sort (ranked, compare_ranks);
  for (guint i = 0; i < ranked->len; i++)
    specs->pdata[i] = g_array_index (ranked, Ranked, i).spec;
}
