/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-tags.h"
#include "model/figment-workflow.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowDetails:
 * @name: (owned)
 * @description: (owned) (nullable): never ""
 * @tags: (owned) (nullable): as figment_tags_tidy () makes them, never ""
 * @category: what it is for
 * @output_node_id: (owned) (nullable): the node whose result counts; %NULL: all results
 *
 * What a person can say of a workflow besides its form: a value, to be kept, compared and written back.
 */
typedef struct
{
  char        *name;
  char        *description;
  char        *tags;
  FigmentMode  category;
  char        *output_node_id;
} FigmentWorkflowDetails;

FigmentWorkflowDetails *figment_workflow_details_new   (FigmentWorkflow              *workflow);
FigmentWorkflowDetails *figment_workflow_details_copy  (const FigmentWorkflowDetails *self);
void                    figment_workflow_details_free  (FigmentWorkflowDetails       *self);
gboolean                figment_workflow_details_equal (const FigmentWorkflowDetails *self,
                                                        const FigmentWorkflowDetails *other);
void                    figment_workflow_details_apply (const FigmentWorkflowDetails *self,
                                                        FigmentWorkflow              *workflow);

/* Replaces one of the texts; what is nothing but space is NULL. */
void                    figment_workflow_details_set_text
                                                       (char                        **place,
                                                        const char                   *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentWorkflowDetails, figment_workflow_details_free)

G_END_DECLS
