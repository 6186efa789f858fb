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

static JsonNode *
copy_root (FigmentGraph *graph)
{
  return figment_json_copy (figment_graph_get_root (graph));
}

/* Takes out every input that is linked to @id. */
static void
cut_links (JsonObject *inputs,
           const char *id)
{
  g_autoptr(GList) names = json_object_get_members (inputs);

  for (GList *l = names; l != NULL; l = l->next)
    if (g_strcmp0 (figment_graph_node_get_link (json_object_get_member (inputs, l->data), NULL), id) == 0)
      json_object_remove_member (inputs, l->data);
}

static FigmentGraph *
remove_node (FigmentGraph  *graph,
             const char    *id,
             GError       **error)
{
  g_autoptr(JsonNode) root = copy_root (graph);
  JsonObject *nodes = json_node_get_object (root);

  json_object_remove_member (nodes, id);
  for (const char *const *other = figment_graph_get_ids (graph); *other != NULL; other++)
    {
      JsonObject *inputs =
        figment_json_get_object (figment_json_to_object (figment_json_get (nodes, *other)), "inputs");

      if (inputs != NULL)
        cut_links (inputs, id);
    }
  return figment_graph_new (root, error);
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
  g_autoptr(FigmentBinding) binding = NULL;
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (graph != NULL && repair != NULL, NULL);
  switch (repair->kind)
    {
    case FIGMENT_REPAIR_REMOVE:
      if (figment_graph_has_node (graph, repair->node_id))
        return remove_node (graph, repair->node_id, error);
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
                   /* Translators: %s is the id of a node. */
                   _("The workflow has no node %s."), repair->node_id);
      return NULL;
    case FIGMENT_REPAIR_ADD:
      root = copy_root (graph);
      json_object_set_member (json_node_get_object (root), repair->node_id, figment_json_copy (repair->value));
      return figment_graph_new (root, error);
    case FIGMENT_REPAIR_UNDO:
      return figment_graph_ref (graph);
    case FIGMENT_REPAIR_SET:
    default:
      binding = figment_binding_new ();
      figment_binding_set (binding, repair->node_id, repair->input, figment_json_copy (repair->value));
      return figment_binding_apply (binding, graph, error);
    }
}
