/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check-private.h"

#include <glib/gi18n-lib.h>

#include "figment-binding.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

void
figment_repair_free (FigmentRepair *self)
{
  g_return_if_fail (self != NULL);
  g_free (self->node_id);
  g_free (self->input);
  g_clear_pointer (&self->value, json_node_unref);
  g_free (self->words);
  g_free (self);
}

/* Returns: (transfer none) (nullable) */
const char *
figment_problem_get_taken (const FigmentProblem *self,
                           const FigmentRepair  *repair)
{
  g_return_val_if_fail (self != NULL && repair != NULL, NULL);
  return self->wanted != NULL && repair->kind == FIGMENT_REPAIR_SET ? figment_json_to_string (repair->value) : NULL;
}

/* Returns: (transfer full) */
FigmentRepair *
figment_repair_copy (const FigmentRepair *self)
{
  FigmentRepair *copy = g_new (FigmentRepair, 1);

  *copy = (FigmentRepair) {
    self->kind, self->sure, g_strdup (self->node_id), g_strdup (self->input),
    self->value != NULL ? figment_json_copy (self->value) : NULL, g_strdup (self->words),
  };
  return copy;
}

static gboolean
is_same (JsonNode *first,
         JsonNode *second)
{
  g_autofree char *a = first != NULL ? figment_json_write (first, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;
  g_autofree char *b = second != NULL ? figment_json_write (second, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

  return g_strcmp0 (a, b) == 0;
}

/* Whether both do the same, whatever is said about them. */
gboolean
figment_repair_equal (const FigmentRepair *self,
                      const FigmentRepair *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);
  return self->kind == other->kind && g_strcmp0 (self->node_id, other->node_id) == 0
         && g_strcmp0 (self->input, other->input) == 0 && is_same (self->value, other->value);
}

void
figment_problem_free (FigmentProblem *self)
{
  g_return_if_fail (self != NULL);
  g_free (self->node_id);
  g_free (self->input);
  g_free (self->message);
  g_free (self->pack);
  g_free (self->url);
  g_free (self->wanted);
  g_ptr_array_set_free_func (self->repairs, (GDestroyNotify) figment_repair_free);
  g_ptr_array_unref (self->repairs);
  g_free (self);
}

void
_figment_problem_add_repair (FigmentProblem    *problem,
                             FigmentRepairKind  kind,
                             gboolean           sure,
                             const char        *node_id,
                             const char        *input,
                             JsonNode          *value,
                             char              *words)
{
  FigmentRepair *repair = g_new (FigmentRepair, 1);

  *repair = (FigmentRepair) { kind, sure, g_strdup (node_id), g_strdup (input), value, words };
  g_ptr_array_add (problem->repairs, repair);
}

void
_figment_problem_offer (FigmentProblem *problem,
                        gboolean        sure,
                        JsonNode       *value)
{
  g_autofree char *text = _figment_graph_check_quote (value);

  _figment_problem_add_repair (problem, FIGMENT_REPAIR_SET, sure, problem->node_id, problem->input, value,
                               /* Translators: %s is a value, as the name of a model. */
                               g_strdup_printf (_("Use “%s”"), text));
}

/* Takes out every input that is linked to one of @ids. */
static void
cut_links (JsonObject *inputs,
           GHashTable *ids)
{
  g_autoptr(GList) names = json_object_get_members (inputs);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *id = figment_graph_node_get_link (json_object_get_member (inputs, l->data), NULL);

      if (id != NULL && g_hash_table_contains (ids, id))
        json_object_remove_member (inputs, l->data);
    }
}

/* Nodes come and go; what took from one that went loses that input. */
static FigmentGraph *
change_nodes (FigmentGraph  *graph,
              GPtrArray     *repairs,
              GError       **error)
{
  g_autoptr(JsonNode) root = figment_json_copy (figment_graph_get_root (graph));
  g_autoptr(GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *nodes = json_node_get_object (root);
  JsonObjectIter iter;
  JsonNode *member;

  for (guint i = 0; i < repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (repairs, i);

      if (repair->kind == FIGMENT_REPAIR_ADD && !json_object_has_member (nodes, repair->node_id))
        json_object_set_member (nodes, repair->node_id, figment_json_copy (repair->value));
      else if (repair->kind == FIGMENT_REPAIR_REMOVE && figment_graph_has_node (graph, repair->node_id)
               && g_hash_table_add (gone, repair->node_id))
        json_object_remove_member (nodes, repair->node_id);
    }
  json_object_iter_init (&iter, nodes);
  while (g_hash_table_size (gone) > 0 && json_object_iter_next (&iter, NULL, &member))
    {
      JsonObject *inputs = figment_json_get_object (figment_json_to_object (member), "inputs");

      if (inputs != NULL)
        cut_links (inputs, gone);
    }
  return figment_graph_new (root, error);
}

/* A link to a node that is not there is not set. */
static FigmentGraph *
set_values (FigmentGraph  *graph,
            GPtrArray     *repairs,
            GError       **error)
{
  g_autoptr(FigmentBinding) binding = figment_binding_new ();

  for (guint i = 0; i < repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (repairs, i);
      const char *linked = figment_graph_node_get_link (repair->value, NULL);

      if (repair->kind == FIGMENT_REPAIR_SET && figment_graph_has_node (graph, repair->node_id)
          && (linked == NULL || figment_graph_has_node (graph, linked)))
        figment_binding_set (binding, repair->node_id, repair->input, figment_json_copy (repair->value));
    }
  return figment_binding_get_size (binding) > 0 ? figment_binding_apply (binding, graph, error)
                                                : figment_graph_ref (graph);
}

/**
 * figment_graph_repair_all:
 * @repairs: (element-type FigmentRepair): first nodes come and go, then values are set, each in the order of the list
 *
 * The graph is copied twice at most, however many repairs there are.
 *
 * Returns: (transfer full): @graph with all of @repairs that fit it, or %NULL with %FIGMENT_WORKFLOW_ERROR_BROKEN if
 *   they leave no node that has a class
 */
FigmentGraph *
figment_graph_repair_all (FigmentGraph  *graph,
                          GPtrArray     *repairs,
                          GError       **error)
{
  g_autoptr(FigmentGraph) changed = NULL;

  g_return_val_if_fail (graph != NULL && repairs != NULL, NULL);
  changed = change_nodes (graph, repairs, error);
  return changed != NULL ? set_values (changed, repairs, error) : NULL;
}

/**
 * figment_graph_repair:
 *
 * Returns: (transfer full): a copy of @graph with @repair made, or %NULL with %FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE if
 *   it is not of this graph
 */
FigmentGraph *
figment_graph_repair (FigmentGraph         *graph,
                      const FigmentRepair  *repair,
                      GError              **error)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new ();

  g_return_val_if_fail (graph != NULL && repair != NULL, NULL);
  if ((repair->kind == FIGMENT_REPAIR_SET || repair->kind == FIGMENT_REPAIR_REMOVE)
      && !figment_graph_has_node (graph, repair->node_id))
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
                   /* Translators: %s is the id of a node. */
                   _("The workflow has no node %s."), repair->node_id);
      return NULL;
    }
  g_ptr_array_add (one, (gpointer) repair);
  return figment_graph_repair_all (graph, one, error);
}
