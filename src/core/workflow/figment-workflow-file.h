/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-workflow.h"
#include "workflow/figment-catalog.h"
#include "workflow/figment-import.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowFile:
 * @workflow: (owned): with the file's name; not in the store yet
 * @import: (owned): where it was in the file, and what is to be said about it
 * @known: (owned) (nullable): the workflow of the library that does the same
 * @notes: (owned): what is to be said about it and about what is beside it, in full sentences
 *
 * What became of a file.
 */
typedef struct
{
  FigmentWorkflow *workflow;
  FigmentImport   *import;
  FigmentWorkflow *known;
  GStrv            notes;
} FigmentWorkflowFile;

void                 figment_workflow_file_free        (FigmentWorkflowFile  *self);
void                 figment_workflow_file_load_async  (GFile                *file,
                                                        FigmentCatalog       *catalog,
                                                        GListModel           *library,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
void                 figment_workflow_file_parse_async (GBytes               *bytes,
                                                        const char           *name,
                                                        FigmentCatalog       *catalog,
                                                        GListModel           *library,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
FigmentWorkflowFile *figment_workflow_file_load_finish (GAsyncResult         *result,
                                                        GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentWorkflowFile, figment_workflow_file_free)

G_END_DECLS
