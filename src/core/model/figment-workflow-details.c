/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-details.h"

/* Returns: (transfer full): of @workflow as it is */
FigmentWorkflowDetails *
figment_workflow_details_new (FigmentWorkflow *workflow)
{
  FigmentWorkflowDetails *self;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (workflow), NULL);
  self = g_new0 (FigmentWorkflowDetails, 1);
  self->name = g_strdup (figment_workflow_get_name (workflow));
  figment_workflow_details_set_text (&self->description, figment_workflow_get_description (workflow));
  self->tags = figment_tags_tidy (figment_workflow_get_tags (workflow));
  self->category = figment_workflow_get_category (workflow);
  figment_workflow_details_set_text (&self->output_node_id, figment_workflow_get_output_node_id (workflow));
  return self;
}

FigmentWorkflowDetails *
figment_workflow_details_copy (const FigmentWorkflowDetails *self)
{
  FigmentWorkflowDetails *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_new (FigmentWorkflowDetails, 1);
  *copy = (FigmentWorkflowDetails) { g_strdup (self->name), g_strdup (self->description), g_strdup (self->tags),
                                     self->category, g_strdup (self->output_node_id) };
  return copy;
}

void
figment_workflow_details_free (FigmentWorkflowDetails *self)
{
  g_return_if_fail (self != NULL);
  g_free (self->name);
  g_free (self->description);
  g_free (self->tags);
  g_free (self->output_node_id);
  g_free (self);
}

gboolean
figment_workflow_details_equal (const FigmentWorkflowDetails *self,
                                const FigmentWorkflowDetails *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);
  return g_str_equal (self->name, other->name) && g_strcmp0 (self->description, other->description) == 0
         && g_strcmp0 (self->tags, other->tags) == 0 && self->category == other->category
         && g_strcmp0 (self->output_node_id, other->output_node_id) == 0;
}

void
figment_workflow_details_apply (const FigmentWorkflowDetails *self,
                                FigmentWorkflow              *workflow)
{
  g_return_if_fail (self != NULL && FIGMENT_IS_WORKFLOW (workflow));
  g_object_freeze_notify (G_OBJECT (workflow));
  figment_workflow_set_name (workflow, self->name);
  figment_workflow_set_description (workflow, self->description);
  figment_workflow_set_tags (workflow, self->tags);
  figment_workflow_set_category (workflow, self->category);
  figment_workflow_set_output_node_id (workflow, self->output_node_id);
  g_object_thaw_notify (G_OBJECT (workflow));
}

void
figment_workflow_details_set_text (char       **place,
                                   const char  *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  g_free (*place);
  *place = stripped[0] != '\0' ? g_steal_pointer (&stripped) : NULL;
}
