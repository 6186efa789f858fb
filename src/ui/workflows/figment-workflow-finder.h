/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowFinder:
 *
 * What one looks for among workflows, and in which order they come. From the search, the action page.results of what
 * it is in leads to what is found. Main thread.
 */
#define FIGMENT_TYPE_WORKFLOW_FINDER (figment_workflow_finder_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowFinder, figment_workflow_finder, FIGMENT, WORKFLOW_FINDER, GtkBox)

/* Once. @workflows: of FigmentWorkflow. Returns: (transfer full): those that are found, in their order */
GListModel *figment_workflow_finder_find     (FigmentWorkflowFinder *self,
                                              FigmentDoctor         *doctor,
                                              GListModel            *workflows);

/* The keyboard goes to where words are typed. */
void        figment_workflow_finder_search   (FigmentWorkflowFinder *self);

/* A workflow is called otherwise, or is for another mode: what is found, and the order, may be others. */
void        figment_workflow_finder_refresh  (FigmentWorkflowFinder *self);

/* The doctor knows more, which matters where those with problems come first. */
void        figment_workflow_finder_reorder  (FigmentWorkflowFinder *self);

/* What is typed counts now, and not only when it has been left alone for a moment. */
void        figment_workflow_finder_settle   (FigmentWorkflowFinder *self);

G_END_DECLS
