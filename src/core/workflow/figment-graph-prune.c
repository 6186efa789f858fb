/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-prune.h"

#include <glib/gi18n-lib.h>

#include "figment-workflow-error.h"
#include "json/figment-json-value.h"

static const FigmentCatalogClass *
lookup (FigmentGraph   *graph,
        FigmentCatalog *catalog,
        const char     *id)
{
  const char *class_type = figment_graph_get_class (graph, id);

  return class_type != NULL ? figment_catalog_lookup (catalog, class_type) : NULL;
}

/* Returns: (transfer full) (nullable): the ids (borrowed from the graph) that go with @id, itself among them */
static GPtrArray *
find_dependents (FigmentGraph      *graph,
                 FigmentGraphLinks *links,
                 FigmentCatalog    *catalog,
                 const char        *id)
{
  const char *const *ids = figment_graph_get_ids (graph);
  g_autoptr(GPtrArray) going = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint node;

  if (!figment_graph_links_find (links, id, &node))
    return NULL;
  g_ptr_array_add (going, (gpointer) ids[node]);
  g_hash_table_add (seen, (gpointer) ids[node]);
  for (guint i = 0; i < going->len; i++)
    {
      const FigmentCatalogClass *class = lookup (graph, catalog, going->pdata[i]);
      const FigmentGraphLink *consumers;
      guint n;

      if (class == NULL || class->output_node || !figment_graph_links_find (links, going->pdata[i], &node))
        return NULL;
      consumers = figment_graph_links_consumers (links, node, &n);
      for (guint j = 0; j < n; j++)
        {
          const char *consumer = ids[consumers[j].consumer];
          const FigmentCatalogClass *its = lookup (graph, catalog, consumer);
          const FigmentCatalogInput *input =
            its != NULL ? figment_catalog_class_get_input (its, consumers[j].input) : NULL;

          if (input == NULL)
            return NULL;
          if (input->required && g_hash_table_add (seen, (gpointer) consumer))
            g_ptr_array_add (going, (gpointer) consumer);
        }
    }
  return g_steal_pointer (&going);
}

gboolean
figment_graph_can_prune (FigmentGraph      *graph,
                         FigmentGraphLinks *links,
                         FigmentCatalog    *catalog,
                         const char        *id)
{
  g_autoptr(GPtrArray) going = find_dependents (graph, links, catalog, id);
  guint node, n = 0;

  /* What nobody takes is not a part that could be missing. */
  if (going != NULL && figment_graph_links_find (links, id, &node))
    figment_graph_links_consumers (links, node, &n);
  return n > 0;
}

/* A copy of the node, without its links to those that are going. */
static JsonNode *
copy_node (FigmentGraph *graph,
           const char   *id,
           GHashTable   *going)
{
  JsonObject *nodes = json_node_get_object (figment_graph_get_root (graph));
  JsonNode *copy = figment_json_copy (json_object_get_member (nodes, id));
  JsonObject *inputs = figment_graph_get_inputs (graph, id);
  JsonObject *copied = figment_json_get_object (json_node_get_object (copy), "inputs");
  g_autoptr(GList) names = inputs != NULL ? json_object_get_members (inputs) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      const char *source = figment_graph_get_link (graph, id, name->data, NULL);

      if (source != NULL && g_hash_table_contains (going, source))
        json_object_remove_member (copied, name->data);
    }
  return copy;
}

FigmentGraph *
figment_graph_prune (FigmentGraph    *graph,
                     FigmentCatalog  *catalog,
                     const char      *id,
                     GError         **error)
{
  g_autoptr(FigmentGraphLinks) links = figment_graph_links_new (graph);
  g_autoptr(GPtrArray) list = find_dependents (graph, links, catalog, id);
  g_autoptr(GHashTable) going = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(JsonObject) left = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), left);

  if (list == NULL)
    {
      g_autofree char *name = figment_graph_describe_node (graph, id);

      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
                   /* Translators: %s is a node. */
                   _("%s cannot be left out: a result depends on it."), name);
      return NULL;
    }
  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (going, list->pdata[i]);
  for (const char *const *node = figment_graph_get_ids (graph); *node != NULL; node++)
    if (!g_hash_table_contains (going, *node))
      json_object_set_member (left, *node, copy_node (graph, *node, going));
  return figment_graph_new (root, error);
}
