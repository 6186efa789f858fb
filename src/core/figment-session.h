/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "engine/figment-connection.h"
#include "engine/figment-doctor.h"
#include "engine/figment-queue.h"
#include "lmstudio/figment-lm-client.h"
#include "net/figment-endpoint.h"
#include "net/figment-secrets.h"
#include "store/figment-database.h"
#include "store/figment-generation-store.h"
#include "store/figment-workflow-store.h"
#include "workflow/figment-form.h"
#include "workflow/figment-replacements.h"
#include "workflow/figment-wildcard-folder.h"

G_BEGIN_DECLS

/**
 * FigmentSession:
 *
 * Owns one of each service and is the only place that knows them all; handed down from the program to whoever needs one
 * of them. Main thread. What only a window needs (connections, catalog, list of workflows) comes into being when it is
 * first asked for, so that a program that does not ask does not pay.
 *
 * Properties (readable, named like their getters): "settings", "secrets", "queue", "generations", "workflow-store",
 * "workflows", "comfy", "lm", "comfy-connection", "lm-connection", "catalog", "library-dir", "practice". Those that
 * change notify: "lm", "catalog", "library-dir", "practice".
 */
#define FIGMENT_TYPE_SESSION (figment_session_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSession, figment_session, FIGMENT, SESSION, GObject)

typedef struct
{
  const char      *data_dir;    /* (nullable) absolute; NULL: $XDG_DATA_HOME/figment */
  const char      *library_dir; /* (nullable) absolute; NULL: the settings', or "Figment" in the pictures folder */
  FigmentEndpoint *comfy;       /* (nullable) NULL: the settings', with what the keyring has for it */
  gboolean         own_only;    /* leave alone what waits from before: only what is added here is run, pause or not */
  FigmentEndpoint *lm;          /* (nullable) NULL: the settings'; none if comfy is given */
  gboolean         practice;    /* comfy and lm are Figment's own stand-ins */
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

GSettings              *figment_session_get_settings    (FigmentSession              *self);
FigmentSecrets         *figment_session_get_secrets     (FigmentSession              *self);
FigmentQueue           *figment_session_get_queue       (FigmentSession              *self);
FigmentGenerationStore *figment_session_get_generations (FigmentSession              *self);
FigmentComfyClient     *figment_session_get_comfy       (FigmentSession              *self);
FigmentComfySocket     *figment_session_get_socket      (FigmentSession              *self);
FigmentLmClient        *figment_session_get_lm          (FigmentSession              *self);
FigmentDatabase        *figment_session_get_database    (FigmentSession              *self);

const char             *figment_session_get_library_dir (FigmentSession              *self);
void                    figment_session_set_library_dir (FigmentSession              *self,
                                                         const char                  *library_dir);

/* Workflows (figment-session-workflows.c). */
FigmentWorkflowStore   *figment_session_get_workflow_store (FigmentSession           *self);
GListModel             *figment_session_get_workflows      (FigmentSession           *self);
FigmentWorkflow        *figment_session_find_workflow      (FigmentSession           *self,
                                                            gint64                    id);
void                    figment_session_use_workflow       (FigmentSession           *self,
                                                            FigmentWorkflow          *workflow);

/*
 * What forms take from elsewhere than from their workflow (figment-session-forms.c): the lists of words in the folder
 * "wildcards" beside the database, and what to take on the present server for files that it has not, which is
 * remembered for each server.
 */
FigmentWildcardFolder  *figment_session_get_wildcard_folder  (FigmentSession         *self);
FigmentReplacements    *figment_session_get_replacements     (FigmentSession         *self);
void                    figment_session_set_replacement      (FigmentSession         *self,
                                                              const char             *wanted,
                                                              const char             *taken);
void                    figment_session_equip_form           (FigmentSession         *self,
                                                              FigmentForm            *form);
FigmentDoctor          *figment_session_get_doctor           (FigmentSession         *self);

/* Servers (figment-session-servers.c). */
FigmentConnection      *figment_session_get_comfy_connection (FigmentSession         *self);
FigmentConnection      *figment_session_get_lm_connection    (FigmentSession         *self);
FigmentCatalog         *figment_session_get_catalog          (FigmentSession         *self);
void                    figment_session_refresh_catalog      (FigmentSession         *self);
void                    figment_session_set_comfy_endpoint   (FigmentSession         *self,
                                                              FigmentEndpoint        *endpoint);
void                    figment_session_set_lm_endpoint      (FigmentSession         *self,
                                                              FigmentEndpoint        *endpoint);

/**
 * FigmentSessionPracticeFunc:
 * @comfy: (out) (transfer full)
 * @lm: (out) (transfer full) (nullable)
 *
 * Starts the practice servers, or returns the addresses of those that run already.
 */
typedef gboolean (*FigmentSessionPracticeFunc) (FigmentEndpoint **comfy,
                                                FigmentEndpoint **lm,
                                                gpointer          user_data,
                                                GError          **error);

void                    figment_session_set_practice_func    (FigmentSession            *self,
                                                              FigmentSessionPracticeFunc func,
                                                              gpointer                   user_data);
gboolean                figment_session_get_practice         (FigmentSession            *self);
gboolean                figment_session_start_practice       (FigmentSession            *self,
                                                              GError                   **error);
void                    figment_session_stop_practice        (FigmentSession            *self);

G_END_DECLS
