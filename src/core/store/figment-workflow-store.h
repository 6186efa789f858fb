/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-workflow.h"
#include "store/figment-database.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowStore:
 *
 * The tables workflows and workflow_values. Main thread. Writes take a snapshot of the workflow at the moment of the
 * call and finish when it is on disk; reads are immediate.
 *
 * Signals, each when it is on disk: "saved" (FigmentWorkflow): added or updated; "deleted" (gint64 id).
 */
#define FIGMENT_TYPE_WORKFLOW_STORE (figment_workflow_store_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowStore, figment_workflow_store, FIGMENT, WORKFLOW_STORE, GObject)

FigmentWorkflowStore *figment_workflow_store_new           (FigmentDatabase       *database);

/* Inserts a new row and sets the workflow's id. One that has an id already is an error. */
void                  figment_workflow_store_add_async     (FigmentWorkflowStore  *self,
                                                            FigmentWorkflow       *workflow,
                                                            GCancellable          *cancellable,
                                                            GAsyncReadyCallback    callback,
                                                            gpointer               user_data);
gboolean              figment_workflow_store_add_finish    (FigmentWorkflowStore  *self,
                                                            GAsyncResult          *result,
                                                            GError               **error);

/* Writes everything but the API graph, which never changes. */
void                  figment_workflow_store_update_async  (FigmentWorkflowStore  *self,
                                                            FigmentWorkflow       *workflow,
                                                            GCancellable          *cancellable,
                                                            GAsyncReadyCallback    callback,
                                                            gpointer               user_data);
gboolean              figment_workflow_store_update_finish (FigmentWorkflowStore  *self,
                                                            GAsyncResult          *result,
                                                            GError               **error);

/* Its generations stay and keep the workflow's name. Deleting what is not there is no error. */
void                  figment_workflow_store_delete_async  (FigmentWorkflowStore  *self,
                                                            gint64                 id,
                                                            GCancellable          *cancellable,
                                                            GAsyncReadyCallback    callback,
                                                            gpointer               user_data);
gboolean              figment_workflow_store_delete_finish (FigmentWorkflowStore  *self,
                                                            GAsyncResult          *result,
                                                            GError               **error);

/* Arrays hold FigmentWorkflow (transfer full), by name. */
GPtrArray            *figment_workflow_store_list          (FigmentWorkflowStore  *self,
                                                            GError               **error);
FigmentWorkflow      *figment_workflow_store_load          (FigmentWorkflowStore  *self,
                                                            gint64                 id,
                                                            GError               **error);

/* What the form of a workflow was last filled with: a JSON object of the form's own. NULL: never filled. */
char                 *figment_workflow_store_load_values   (FigmentWorkflowStore  *self,
                                                            gint64                 id);
void                  figment_workflow_store_save_values   (FigmentWorkflowStore  *self,
                                                            gint64                 id,
                                                            const char            *values);

G_END_DECLS
