/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "engine/figment-queue.h"
#include "net/figment-endpoint.h"
#include "store/figment-database.h"
#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentSession:
 *
 * Owns one of each service and is the only place that knows them all; handed down from the program to whoever needs one
 * of them. Main thread.
 */
#define FIGMENT_TYPE_SESSION (figment_session_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSession, figment_session, FIGMENT, SESSION, GObject)

typedef struct
{
  const char      *data_dir;    /* (nullable) absolute; NULL: $XDG_DATA_HOME/figment */
  const char      *library_dir; /* (nullable) absolute; NULL: "Figment" in the user's pictures folder */
  FigmentEndpoint *comfy;
  gboolean         own_only;    /* leave alone what waits from before: only what is added here is run, pause or not */
} FigmentSessionOptions;

void                    figment_session_open_async      (const FigmentSessionOptions *options,
                                                         GCancellable                *cancellable,
                                                         GAsyncReadyCallback          callback,
                                                         gpointer                     user_data);
FigmentSession         *figment_session_open_finish     (GAsyncResult                *result,
                                                         GError                     **error);
void                    figment_session_close_async     (FigmentSession              *self,
                                                         GAsyncReadyCallback          callback,
                                                         gpointer                     user_data);
gboolean                figment_session_close_finish    (FigmentSession              *self,
                                                         GAsyncResult                *result,
                                                         GError                     **error);

FigmentQueue           *figment_session_get_queue       (FigmentSession              *self);
FigmentGenerationStore *figment_session_get_generations (FigmentSession              *self);
FigmentComfyClient     *figment_session_get_comfy       (FigmentSession              *self);
FigmentComfySocket     *figment_session_get_socket      (FigmentSession              *self);
FigmentDatabase        *figment_session_get_database    (FigmentSession              *self);
const char             *figment_session_get_library_dir (FigmentSession              *self);

G_END_DECLS
