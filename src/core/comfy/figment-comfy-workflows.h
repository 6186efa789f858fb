/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"

G_BEGIN_DECLS

/* The workflows that a server has: those that its editor saved, and those of its last runs. */

/* Paths below the folder of saved workflows, "portraits/soft.json"; none where nothing was ever saved. */
void      figment_comfy_client_fetch_saved_async       (FigmentComfyClient   *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
GStrv     figment_comfy_client_fetch_saved_finish      (FigmentComfyClient   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

void      figment_comfy_client_fetch_saved_file_async  (FigmentComfyClient   *self,
                                                        const char           *path,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
GBytes   *figment_comfy_client_fetch_saved_file_finish (FigmentComfyClient   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* The last @limit entries of the history, an object by the ids of the runs, the oldest first; as sent. */
void      figment_comfy_client_fetch_runs_async        (FigmentComfyClient   *self,
                                                        guint                 limit,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
JsonNode *figment_comfy_client_fetch_runs_finish       (FigmentComfyClient   *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
