/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-workflow.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowButton:
 *
 * Says which workflow is in use and lists those that suit the mode, with Import (win.import-workflow) at the end.
 * Signal "chosen" (FigmentWorkflow): by a person. Main thread.
 */
#define FIGMENT_TYPE_WORKFLOW_BUTTON (figment_workflow_button_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowButton, figment_workflow_button, FIGMENT, WORKFLOW_BUTTON, GtkWidget)

/* @workflows: those that suit the mode, in the order to show */
void figment_workflow_button_set_workflows (FigmentWorkflowButton *self,
                                            GListModel            *workflows);
void figment_workflow_button_set_workflow  (FigmentWorkflowButton *self,
                                            FigmentWorkflow       *workflow);

G_END_DECLS
