/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "comfy/figment-comfy-answer.h"
#include "net/figment-endpoint.h"
#include "workflow/figment-catalog.h"

G_BEGIN_DECLS

/**
 * FigmentComfyClient:
 *
 * ComfyUI's HTTP side, protocol §2 to §11. Main thread; every call is asynchronous and can be cancelled. Errors are in
 * %FIGMENT_REMOTE_ERROR or %G_IO_ERROR_CANCELLED. Uses the /api form of every path.
 */
#define FIGMENT_TYPE_COMFY_CLIENT (figment_comfy_client_get_type ())
G_DECLARE_FINAL_TYPE (FigmentComfyClient, figment_comfy_client, FIGMENT, COMFY_CLIENT, GObject)

/* For the socket and downloads: called now and then with bytes done and bytes in all (-1 unknown). Main thread. */
typedef void (*FigmentComfyProgressFunc) (gint64   done,
                                          gint64   total,
                                          gpointer user_data);

FigmentComfyClient     *figment_comfy_client_new                   (FigmentEndpoint          *endpoint);
FigmentEndpoint        *figment_comfy_client_get_endpoint          (FigmentComfyClient       *self);
void                    figment_comfy_client_set_endpoint          (FigmentComfyClient       *self,
                                                                    FigmentEndpoint          *endpoint);

/* What goes into POST /prompt. Strings are copied by submit_async. */
typedef struct
{
  const char *graph;        /* JSON object: the API graph */
  const char *prompt_id;    /* lowercase UUID */
  const char *client_id;    /* of the socket */
  const char *editor_graph; /* (nullable) JSON object for extra_pnginfo.workflow */
  gboolean    previews;     /* extra_data.preview_method "auto" or "none" (trap 23) */
  gboolean    front;
} FigmentComfyPrompt;

void                    figment_comfy_client_submit_async          (FigmentComfyClient       *self,
                                                                    const FigmentComfyPrompt *prompt,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentComfySubmission *figment_comfy_client_submit_finish         (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_fetch_queue_async     (FigmentComfyClient       *self,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentComfyQueue      *figment_comfy_client_fetch_queue_finish    (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

/* prompt_ids NULL: clear everything that waits. */
void                    figment_comfy_client_delete_pending_async  (FigmentComfyClient       *self,
                                                                    const char *const        *prompt_ids,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
gboolean                figment_comfy_client_delete_pending_finish (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_interrupt_async       (FigmentComfyClient       *self,
                                                                    const char               *prompt_id,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
gboolean                figment_comfy_client_interrupt_finish      (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

/* Finishes with NULL and no error when the server has no such entry (trap 2: it says 200 {}). */
void                    figment_comfy_client_fetch_history_async   (FigmentComfyClient       *self,
                                                                    const char               *prompt_id,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentComfyHistory    *figment_comfy_client_fetch_history_finish  (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

/* Where a prompt is, asked so that a live one is always found: /queue first, then /history/{id}. */
typedef enum
{
  FIGMENT_COMFY_WHEREABOUTS_PENDING,
  FIGMENT_COMFY_WHEREABOUTS_RUNNING,
  FIGMENT_COMFY_WHEREABOUTS_ENDED,   /* history is set */
  FIGMENT_COMFY_WHEREABOUTS_UNKNOWN, /* in neither: the server restarted, or somebody deleted it */
} FigmentComfyWhereabouts;

void                    figment_comfy_client_locate_async          (FigmentComfyClient       *self,
                                                                    const char               *prompt_id,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
gboolean                figment_comfy_client_locate_finish         (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    FigmentComfyWhereabouts  *whereabouts,
                                                                    FigmentComfyHistory     **history,
                                                                    GError                  **error);

/* GET /api/jobs; finishes with %FIGMENT_REMOTE_ERROR_NOT_FOUND on servers before 0.8. The answer as sent. */
void                    figment_comfy_client_fetch_jobs_async      (FigmentComfyClient       *self,
                                                                    const char               *status,
                                                                    guint                     limit,
                                                                    guint                     offset,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
JsonNode               *figment_comfy_client_fetch_jobs_finish     (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_fetch_catalog_async   (FigmentComfyClient       *self,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentCatalog         *figment_comfy_client_fetch_catalog_finish  (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_fetch_object_info_async (FigmentComfyClient     *self,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
GBytes                 *figment_comfy_client_fetch_object_info_finish (FigmentComfyClient    *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_fetch_system_async    (FigmentComfyClient       *self,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentComfySystem     *figment_comfy_client_fetch_system_finish   (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_fetch_features_async  (FigmentComfyClient       *self,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
JsonNode               *figment_comfy_client_fetch_features_finish (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

/* folder NULL: the names of the folders. */
void                    figment_comfy_client_fetch_models_async    (FigmentComfyClient       *self,
                                                                    const char               *folder,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
GStrv                   figment_comfy_client_fetch_models_finish   (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_upload_async          (FigmentComfyClient       *self,
                                                                    GFile                    *file,
                                                                    const char               *name,
                                                                    const char               *subfolder,
                                                                    FigmentComfyProgressFunc  progress,
                                                                    gpointer                  progress_data,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
FigmentComfyFile       *figment_comfy_client_upload_finish         (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

/* Writes to @target; what is already there is taken as the beginning and resumed with a range if the server can. */
void                    figment_comfy_client_download_async        (FigmentComfyClient       *self,
                                                                    const FigmentComfyFile   *file,
                                                                    GFile                    *target,
                                                                    FigmentComfyProgressFunc  progress,
                                                                    gpointer                  progress_data,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
gboolean                figment_comfy_client_download_finish       (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

void                    figment_comfy_client_free_memory_async     (FigmentComfyClient       *self,
                                                                    gboolean                  unload_models,
                                                                    gboolean                  free_memory,
                                                                    GCancellable             *cancellable,
                                                                    GAsyncReadyCallback       callback,
                                                                    gpointer                  user_data);
gboolean                figment_comfy_client_free_memory_finish    (FigmentComfyClient       *self,
                                                                    GAsyncResult             *result,
                                                                    GError                  **error);

G_END_DECLS
