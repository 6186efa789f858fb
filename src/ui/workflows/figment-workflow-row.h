/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/figment-output.h"
#include "model/figment-workflow.h"
#include "workflow/figment-checkup.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowRow:
 *
 * One workflow in the list: its name, what it makes, when it was used last, and what can be done with it. Main thread.
 * Property: "workflow" (construct only). Signals: "renamed" (the workflow has its new name), "removed",
 * "edited", "duplicated", "exported": what the user asks for.
 */
#define FIGMENT_TYPE_WORKFLOW_ROW (figment_workflow_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowRow, figment_workflow_row, FIGMENT, WORKFLOW_ROW, AdwActionRow)

GtkWidget       *figment_workflow_row_new          (FigmentWorkflow    *workflow);
FigmentWorkflow *figment_workflow_row_get_workflow (FigmentWorkflowRow *self);
void             figment_workflow_row_set_result   (FigmentWorkflowRow *self,
                                                    FigmentOutput      *output);
void             figment_workflow_row_set_health   (FigmentWorkflowRow *self,
                                                    FigmentCheckup     *checkup,
                                                    gboolean            known);

G_END_DECLS
