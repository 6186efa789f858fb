/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/form/figment-form-view.h"
#include "ui/shell/figment-adaptive-bin.h"
#include "ui/workflows/figment-control-panel.h"
#include "ui/workflows/figment-details-popover.h"
#include "ui/workflows/figment-findings.h"
#include "ui/workflows/figment-graph-map.h"
#include "ui/workflows/figment-workflow-editor.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowEditor:
 *
 * One workflow: its form as it will look, the map of its graph, and what each control is, to be changed. Everything is
 * kept at once; the graph itself never changes.
 *
 * Properties: "session", "workflow" (NULL: none is open). Signal "closed": the user is done.
 */
struct _FigmentWorkflowEditor
{
  GtkBox               parent_instance;

  FigmentSession      *session;  /* (owned) (nullable) */
  FigmentWorkflow     *workflow; /* (owned) (nullable) */
  FigmentFormEditor   *editor;   /* (owned) (nullable) */
  gboolean             showing;  /* values are shown, not set */

  FigmentAdaptiveBin  *bin;
  GtkGrid             *head;
  GtkWidget           *what; /* in it: what the workflow is for, and which result counts */
  GtkEditable         *name;
  GtkDropDown         *mode;
  GtkDropDown         *output;
  GtkMenuButton       *details_button;
  FigmentDetailsPopover *details;
  FigmentFindings     *findings;
  GtkStack            *stack;
  GtkToggleButton     *show_form;
  GtkToggleButton     *show_controls;
  GtkPaned            *paned;
  GtkWidget           *form_side;
  GtkWidget           *control_side;
  FigmentFormView     *form_view;
  FigmentGraphMap     *map;
  FigmentControlPanel *panel;
  AdwStatusPage       *trouble;
};

/* figment-workflow-editor-details.c: what is said of the workflow besides its form. */
void _figment_workflow_editor_save          (FigmentWorkflowEditor *self);
void _figment_workflow_editor_list_outputs  (FigmentWorkflowEditor *self);
void _figment_workflow_editor_show_details  (FigmentWorkflowEditor *self);
void _figment_workflow_editor_commit        (FigmentWorkflowEditor *self);
void _figment_workflow_editor_bind_details  (GtkWidgetClass        *widget_class);
void _figment_workflow_editor_init_details  (FigmentWorkflowEditor *self);

/* figment-workflow-editor-findings.c: what is the matter with it. */
void _figment_workflow_editor_tell_server   (FigmentWorkflowEditor *self);
void _figment_workflow_editor_show_health   (FigmentWorkflowEditor *self);
void _figment_workflow_editor_mark_ill      (FigmentWorkflowEditor *self);
void _figment_workflow_editor_bind_findings (GtkWidgetClass        *widget_class);

/* figment-workflow-editor-fold.c: where there is less room. */
void _figment_workflow_editor_show_controls (FigmentWorkflowEditor *self);
void _figment_workflow_editor_bind_fold     (GtkWidgetClass        *widget_class);

G_END_DECLS
