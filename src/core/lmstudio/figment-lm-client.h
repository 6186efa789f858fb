/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lmstudio/figment-lm-error.h"
#include "lmstudio/figment-lm-model.h"
#include "lmstudio/figment-lm-reply.h"
#include "lmstudio/figment-lm-request.h"
#include "lmstudio/figment-lm-server.h"
#include "net/figment-endpoint.h"

G_BEGIN_DECLS

/**
 * FigmentLmClient:
 *
 * LM Studio's side of the house, and that of other servers which speak the same: what is there, which models, and
 * asking one. Main thread; every call is asynchronous and can be cancelled. Errors are in %FIGMENT_LM_ERROR,
 * %FIGMENT_REMOTE_ERROR or %G_IO_ERROR_CANCELLED and say in people's words what to do.
 */
#define FIGMENT_TYPE_LM_CLIENT (figment_lm_client_get_type ())
G_DECLARE_FINAL_TYPE (FigmentLmClient, figment_lm_client, FIGMENT, LM_CLIENT, GObject)

/* What an answer is made of, as it comes. @delta is valid during the call. */
typedef void (*FigmentLmDeltaFunc) (const FigmentLmDelta *delta,
                                    gpointer              user_data);

FigmentLmClient     *figment_lm_client_new                (FigmentEndpoint             *endpoint);
FigmentEndpoint     *figment_lm_client_get_endpoint       (FigmentLmClient             *self);
FigmentLmServerKind  figment_lm_client_get_kind           (FigmentLmClient             *self);
void                 figment_lm_client_set_limits         (FigmentLmClient             *self,
                                                           guint                        connect_ms,
                                                           guint                        first_ms,
                                                           guint                        gap_ms);

void                 figment_lm_client_probe_async        (FigmentLmClient             *self,
                                                           GCancellable                *cancellable,
                                                           GAsyncReadyCallback          callback,
                                                           gpointer                     user_data);
FigmentLmServer     *figment_lm_client_probe_finish       (FigmentLmClient             *self,
                                                           GAsyncResult                *result,
                                                           GError                     **error);

void                 figment_lm_client_list_models_async  (FigmentLmClient             *self,
                                                           GCancellable                *cancellable,
                                                           GAsyncReadyCallback          callback,
                                                           gpointer                     user_data);
GPtrArray           *figment_lm_client_list_models_finish (FigmentLmClient             *self,
                                                           GAsyncResult                *result,
                                                           GError                     **error);

void                 figment_lm_client_load_async         (FigmentLmClient             *self,
                                                           const char                  *model,
                                                           guint                        context_length,
                                                           GCancellable                *cancellable,
                                                           GAsyncReadyCallback          callback,
                                                           gpointer                     user_data);
char                *figment_lm_client_load_finish        (FigmentLmClient             *self,
                                                           GAsyncResult                *result,
                                                           GError                     **error);

void                 figment_lm_client_unload_async       (FigmentLmClient             *self,
                                                           const char                  *instance_id,
                                                           GCancellable                *cancellable,
                                                           GAsyncReadyCallback          callback,
                                                           gpointer                     user_data);
gboolean             figment_lm_client_unload_finish      (FigmentLmClient             *self,
                                                           GAsyncResult                *result,
                                                           GError                     **error);

void                 figment_lm_client_chat_async         (FigmentLmClient             *self,
                                                           const FigmentLmChatRequest  *request,
                                                           FigmentLmDeltaFunc           func,
                                                           gpointer                     func_data,
                                                           GCancellable                *cancellable,
                                                           GAsyncReadyCallback          callback,
                                                           gpointer                     user_data);
FigmentLmReply      *figment_lm_client_chat_finish        (FigmentLmClient             *self,
                                                           GAsyncResult                *result,
                                                           GError                     **error);

G_END_DECLS
