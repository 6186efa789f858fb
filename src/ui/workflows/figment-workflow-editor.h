/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_WORKFLOW_EDITOR (figment_workflow_editor_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowEditor, figment_workflow_editor, FIGMENT, WORKFLOW_EDITOR, GtkBox)

FigmentSession  *figment_workflow_editor_get_session  (FigmentWorkflowEditor *self);
void             figment_workflow_editor_set_session  (FigmentWorkflowEditor *self,
                                                       FigmentSession        *session);
FigmentWorkflow *figment_workflow_editor_get_workflow (FigmentWorkflowEditor *self);
void             figment_workflow_editor_set_workflow (FigmentWorkflowEditor *self,
                                                       FigmentWorkflow       *workflow);

/* Opens what is to be said of the workflow. */
void             figment_workflow_editor_describe     (FigmentWorkflowEditor *self);

/* Unfolds what is the matter with the workflow. */
void             figment_workflow_editor_show_findings (FigmentWorkflowEditor *self);

G_END_DECLS
