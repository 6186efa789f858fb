/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "model/figment-mode.h"

G_BEGIN_DECLS

/**
 * FigmentServerWorkflow:
 * @path: (owned) (nullable): of one that the server's editor saved: "portraits/soft.json"
 * @document: (owned) (nullable): of a run: its entry in the history
 * @prompt: (owned) (nullable): what a run was told
 * @mode: what a run made
 * @time_ms: when a run ended, 0 where nobody knows
 *
 * A workflow that a server has; either @path or @document.
 */
typedef struct
{
  char       *path;
  GBytes     *document;
  char       *prompt;
  FigmentMode mode;
  gint64      time_ms;
} FigmentServerWorkflow;

void       figment_server_workflow_free          (FigmentServerWorkflow  *self);

/*
 * Saved ones by their paths, then runs, the newest first: of runs that differ in their values only, the newest.
 * Finishes with an array of FigmentServerWorkflow.
 */
void       figment_server_workflows_list_async   (FigmentComfyClient     *client,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
GPtrArray *figment_server_workflows_list_finish  (FigmentComfyClient     *client,
                                                  GAsyncResult           *result,
                                                  GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentServerWorkflow, figment_server_workflow_free)

G_END_DECLS
