/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "engine/figment-claims.h"
#include "model/figment-generation.h"
#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentQueue:
 *
 * The user's queue: a GListModel of FigmentGeneration, those that are not finished in the order in which they will run,
 * and those that have ended since it was loaded. Lives in the store, so it survives everything; feeds the server one or
 * two at a time, so that it can be reordered and paused while the server works. Main thread.
 *
 * Properties: "paused" (kept in the store), "in-flight" (1 or 2, how many the server gets at once), "resume" (whether
 * what was held because the server was away goes on by itself when it is back), "n-open" (how many are not finished).
 * Signal "finished" (FigmentGeneration): one has reached a final state, and that is on disk.
 */
#define FIGMENT_TYPE_QUEUE (figment_queue_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueue, figment_queue, FIGMENT, QUEUE, GObject)

FigmentQueue      *figment_queue_new           (FigmentComfyClient     *client,
                                                FigmentComfySocket     *socket,
                                                FigmentGenerationStore *store,
                                                FigmentClaims          *claims,
                                                const char             *library_dir);
gboolean           figment_queue_load          (FigmentQueue           *self,
                                                GError                **error);
void               figment_queue_start         (FigmentQueue           *self);
void               figment_queue_stop          (FigmentQueue           *self);

void               figment_queue_add_async     (FigmentQueue           *self,
                                                FigmentRequest         *request,
                                                gboolean                front,
                                                GCancellable           *cancellable,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data);
FigmentGeneration *figment_queue_add_finish    (FigmentQueue           *self,
                                                GAsyncResult           *result,
                                                GError                **error);

void               figment_queue_cancel        (FigmentQueue           *self,
                                                FigmentGeneration      *generation);
gboolean           figment_queue_retry         (FigmentQueue           *self,
                                                FigmentGeneration      *generation);
void               figment_queue_move          (FigmentQueue           *self,
                                                FigmentGeneration      *generation,
                                                guint                   index);
void               figment_queue_clear_finished (FigmentQueue          *self);
void               figment_queue_forget        (FigmentQueue           *self,
                                                FigmentGeneration      *generation);
FigmentGeneration *figment_queue_find          (FigmentQueue           *self,
                                                gint64                  id);

gboolean           figment_queue_get_paused    (FigmentQueue           *self);
void               figment_queue_set_paused    (FigmentQueue           *self,
                                                gboolean                paused);
guint              figment_queue_get_in_flight (FigmentQueue           *self);
void               figment_queue_set_in_flight (FigmentQueue           *self,
                                                guint                   in_flight);
gboolean           figment_queue_get_resume    (FigmentQueue           *self);
void               figment_queue_set_resume    (FigmentQueue           *self,
                                                gboolean                resume);
void               figment_queue_set_library_dir (FigmentQueue         *self,
                                                const char             *library_dir);
guint              figment_queue_get_n_open    (FigmentQueue           *self);

G_END_DECLS
