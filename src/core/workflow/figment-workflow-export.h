/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-workflow.h"

G_BEGIN_DECLS

/*
 * Writes a workflow to files: the graph in API format to @file itself; beside it, where the workflow has them, the
 * graph as ComfyUI's editor keeps it (NAME.editor.json) and what the user decided of it (NAME.figment.json), which
 * figment_workflow_file_load_async () takes in again. An older @file is kept with a "~" at its end; where there is a
 * file beside it already, the new one gets a number (NAME.editor-2.json), and the last of them is the one that counts.
 * An error about what is beside it begins with that one's name.
 */
void     figment_workflow_export_async  (FigmentWorkflow      *workflow,
                                         GFile                *file,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean figment_workflow_export_finish (FigmentWorkflow      *workflow,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
