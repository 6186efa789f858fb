/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-estimate.h"

#include "json/figment-json-value.h"
#include "workflow/figment-analysis.h"

/*
 * How long will it take? Runs of graphs of one shape on one server are compared by their work, steps × pixels × frames;
 * the store keeps what earlier ones took.
 */

/**
 * figment_estimate_dup_key:
 * @graph: any
 *
 * Returns: (transfer full): a hash of the graph's classes and links without its literals, so that runs that differ in
 *   prompt, seed, size or steps have the same key; the checkpoint counts, because models differ in speed
 */
char *
figment_estimate_dup_key (FigmentGraph *graph)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (const char *const *id = figment_graph_get_ids (graph); *id != NULL; id++)
    {
      g_autofree char *head = g_strdup_printf ("%s:%s;", *id, figment_graph_get_class (graph, *id));
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      g_checksum_update (checksum, (const guchar *) head, -1);
      if (figment_graph_get_inputs (graph, *id) == NULL)
        continue;
      json_object_iter_init_ordered (&iter, figment_graph_get_inputs (graph, *id));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        {
          guint slot;
          const char *source = figment_graph_get_link (graph, *id, name, &slot);
          g_autofree char *line = NULL;

          if (source != NULL)
            line = g_strdup_printf ("%s<%s.%u;", name, source, slot);
          else if (g_str_has_suffix (name, "_name") && figment_json_is_string (value))
            line = g_strdup_printf ("%s=%s;", name, figment_json_to_string (value));
          else
            continue;
          g_checksum_update (checksum, (const guchar *) line, -1);
        }
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* The first literal that plays @role, at least 1. */
static double
literal_of (FigmentGraph    *graph,
            FigmentAnalysis *analysis,
            FigmentRole      role)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);
  double value;

  if (places == NULL || places->len == 0)
    return 1;
  const FigmentPlace *place = g_ptr_array_index (places, 0);
  if (!figment_json_to_double (figment_graph_get_input (graph, place->node_id, place->input), &value))
    return 1;
  return CLAMP (value, 1, 1e6);
}

/**
 * figment_estimate_get_work:
 * @graph: as it is sent
 *
 * Returns: steps × width × height × frames × batch, 1 for what the graph does not say
 */
gint64
figment_estimate_get_work (FigmentGraph *graph)
{
  static const FigmentRole factors[] = { FIGMENT_ROLE_STEPS, FIGMENT_ROLE_WIDTH, FIGMENT_ROLE_HEIGHT,
                                         FIGMENT_ROLE_FRAMES, FIGMENT_ROLE_BATCH };
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  double work = 1;

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    work *= literal_of (graph, analysis, factors[i]);
  return (gint64) MIN (work, 1e15);
}
