/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-replacements.h"

#include <string.h>

#include "figment-binding.h"
#include "figment-graph-check.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

struct _FigmentReplacements
{
  GHashTable *names; /* (owned) wanted -> taken */
};

FigmentReplacements *
figment_replacements_new (void)
{
  FigmentReplacements *self = g_new (FigmentReplacements, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * figment_replacements_parse:
 * @json: (nullable): what figment_replacements_to_json () wrote
 *
 * Returns: (transfer full): what is kept; nothing where @json is no such thing
 */
FigmentReplacements *
figment_replacements_parse (const char *json)
{
  FigmentReplacements *self = figment_replacements_new ();
  g_autoptr(JsonNode) root = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;
  JsonObject *object = figment_json_to_object (root);
  JsonObjectIter iter;
  const char *wanted;
  JsonNode *value;

  if (object == NULL)
    return self;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &wanted, &value))
    if (figment_json_to_string (value) != NULL)
      figment_replacements_set (self, wanted, figment_json_to_string (value));
  return self;
}

void
figment_replacements_free (FigmentReplacements *self)
{
  g_return_if_fail (self != NULL);
  g_hash_table_unref (self->names);
  g_free (self);
}

/* Returns: (transfer full): in the order of the names, so that the same is written the same */
char *
figment_replacements_to_json (FigmentReplacements *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);
  g_autoptr(GList) names = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  names = g_list_sort (g_hash_table_get_keys (self->names), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data, g_hash_table_lookup (self->names, l->data));
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

guint
figment_replacements_get_size (FigmentReplacements *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return g_hash_table_size (self->names);
}

void
figment_replacements_set (FigmentReplacements *self,
                          const char          *wanted,
                          const char          *taken)
{
  g_return_if_fail (self != NULL && wanted != NULL);
  if (taken != NULL)
    g_hash_table_insert (self->names, g_strdup (wanted), g_strdup (taken));
  else
    g_hash_table_remove (self->names, wanted);
}

/* Returns: (transfer none) (nullable) */
const char *
figment_replacements_get (FigmentReplacements *self,
                          const char          *wanted)
{
  g_return_val_if_fail (self != NULL && wanted != NULL, NULL);
  return g_hash_table_lookup (self->names, wanted);
}

static gboolean
has_choice (FigmentCatalog *catalog,
            FigmentGraph   *graph,
            const char     *node_id,
            const char     *name,
            const char     *choice)
{
  const char *class_type = figment_graph_get_class (graph, node_id);
  const FigmentCatalogClass *class = class_type != NULL ? figment_catalog_lookup (catalog, class_type) : NULL;
  const FigmentCatalogInput *input =
    class != NULL ? figment_catalog_class_find_input (class, figment_graph_get_inputs (graph, node_id), name) : NULL;
  g_autoptr(JsonNode) node = figment_json_string_new (choice);
  g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);

  for (guint i = 0; input != NULL && i < input->n_choices; i++)
    if (g_str_equal (input->choices[i], text))
      return TRUE;
  return FALSE;
}

/* What to take for the file that @problem misses; NULL where nobody knows. */
static const char *
choose (FigmentReplacements  *self,
        FigmentGraph         *graph,
        FigmentCatalog       *catalog,
        const FigmentProblem *problem,
        const char           *wanted)
{
  const char *kept = figment_replacements_get (self, wanted);
  const FigmentRepair *repair;

  /* What was kept may be gone as well. */
  if (kept != NULL && has_choice (catalog, graph, problem->node_id, problem->input, kept))
    return kept;
  if (problem->repairs->len == 0)
    return NULL;
  repair = g_ptr_array_index (problem->repairs, 0);
  return repair->sure ? figment_json_to_string (repair->value) : NULL;
}

/**
 * figment_replacements_apply:
 * @applied: (nullable) (element-type utf8)
 *
 * Any thread.
 *
 * Returns: (transfer full): the graph as that server can run it
 */
FigmentGraph *
figment_replacements_apply (FigmentReplacements *self,
                            FigmentGraph        *graph,
                            FigmentCatalog      *catalog,
                            GPtrArray           *applied)
{
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(FigmentBinding) binding = figment_binding_new ();

  g_return_val_if_fail (self != NULL && graph != NULL && catalog != NULL, NULL);
  problems = figment_graph_check (graph, catalog);
  for (guint i = 0; i < problems->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (problems, i);
      const char *wanted, *taken;

      if (problem->kind != FIGMENT_PROBLEM_MISSING_FILE && problem->kind != FIGMENT_PROBLEM_BAD_CHOICE)
        continue;
      wanted = figment_json_to_string (figment_graph_get_input (graph, problem->node_id, problem->input));
      taken = wanted != NULL ? choose (self, graph, catalog, problem, wanted) : NULL;
      if (taken == NULL)
        continue;
      figment_binding_set (binding, problem->node_id, problem->input, figment_json_string_new (taken));
      if (applied != NULL)
        g_ptr_array_add (applied, g_strdup_printf ("%s → %s", wanted, taken));
    }
  if (figment_binding_get_size (binding) == 0)
    return figment_graph_ref (graph);
  return figment_binding_apply (binding, graph, NULL);
}
