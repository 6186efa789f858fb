/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "model/figment-generation.h"
#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentCollector:
 *
 * Brings the outputs of one ended run home: plans a file name for each, writes the plan into the store, and then one
 * after the other downloads to a hidden ".part" file, checks, gives it its final name, records it and only then drops
 * the hidden name. The plan is on disk before the first byte is, and each file's final name is in it before it is used,
 * so that after a crash at any moment the same steps can be taken again and no output is fetched twice, written over,
 * taken for another's or lost. Main thread; disk work is done in worker threads.
 */
#define FIGMENT_TYPE_COLLECTOR (figment_collector_get_type ())
G_DECLARE_FINAL_TYPE (FigmentCollector, figment_collector, FIGMENT, COLLECTOR, GObject)

FigmentCollector *figment_collector_new        (FigmentComfyClient     *client,
                                                FigmentGenerationStore *store,
                                                FigmentGeneration      *generation,
                                                const char             *library_dir);

void              figment_collector_plan       (FigmentCollector       *self,
                                                FigmentComfyEnd         end,
                                                FigmentComfyOutputs    *outputs,
                                                GPtrArray              *live);
guint             figment_collector_get_n_left_out (FigmentCollector   *self);
gboolean          figment_collector_restore    (FigmentCollector       *self,
                                                const char             *plan,
                                                GError                **error);
guint             figment_collector_get_n_items (FigmentCollector      *self);
FigmentComfyEnd   figment_collector_get_end    (FigmentCollector       *self);

/* May be run again after an error; what is done stays done. */
void              figment_collector_run_async  (FigmentCollector       *self,
                                                GCancellable           *cancellable,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data);
gboolean          figment_collector_run_finish (FigmentCollector       *self,
                                                GAsyncResult           *result,
                                                GError                **error);

void              figment_collector_discard    (FigmentCollector       *self);

G_END_DECLS
