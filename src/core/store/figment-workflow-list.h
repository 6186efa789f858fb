/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-workflow-store.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowList:
 *
 * All workflows of a store as a GListModel of FigmentWorkflow: last used first, then what came last. Follows what the
 * store adds, updates and deletes; the objects stay the same. Main thread.
 */
#define FIGMENT_TYPE_WORKFLOW_LIST (figment_workflow_list_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowList, figment_workflow_list, FIGMENT, WORKFLOW_LIST, GObject)

FigmentWorkflowList *figment_workflow_list_new  (FigmentWorkflowStore  *store);
gboolean             figment_workflow_list_load (FigmentWorkflowList   *self,
                                                 GError               **error);
FigmentWorkflow     *figment_workflow_list_find (FigmentWorkflowList   *self,
                                                 gint64                 id);

G_END_DECLS
