/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-workflow.h"
#include "workflow/figment-catalog.h"

G_BEGIN_DECLS

void             figment_workflow_file_load_async  (GFile                *file,
                                                    FigmentCatalog       *catalog,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
FigmentWorkflow *figment_workflow_file_load_finish (GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
