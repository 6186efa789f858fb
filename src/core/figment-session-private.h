/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-claims.h"
#include "engine/figment-comfy-watch.h"
#include "engine/figment-lm-watch.h"
#include "figment-session.h"
#include "store/figment-workflow-list.h"

G_BEGIN_DECLS

/* Where the two usually are. */
#define FIGMENT_SESSION_COMFY_ADDRESS "http://127.0.0.1:8188"
#define FIGMENT_SESSION_LM_ADDRESS "http://127.0.0.1:1234"

struct _FigmentSession
{
  GObject                     parent_instance;

  GSettings                  *settings;       /* (owned) (nullable) the schema is not installed */
  FigmentSecrets             *secrets;        /* (owned) */
  char                       *data_dir;       /* (owned) */
  char                       *library_dir;    /* (owned) */
  FigmentDatabase            *database;       /* (owned) */
  FigmentGenerationStore     *generations;    /* (owned) */
  FigmentWorkflowStore       *workflow_store; /* (owned) */
  FigmentWorkflowList        *workflows;      /* (owned) (nullable) until somebody asks */
  FigmentComfyClient         *comfy;          /* (owned) */
  FigmentComfySocket         *socket;         /* (owned) */
  FigmentClaims              *claims;         /* (owned) */
  FigmentQueue               *queue;          /* (owned) */
  FigmentWildcardFolder      *wildcards;      /* (owned) (nullable) until somebody asks */
  FigmentReplacements        *replacements;   /* (owned) (nullable) until somebody asks, of @replaced_on */
  char                       *replaced_on;    /* (owned) (nullable) address of the server */
  FigmentDoctor              *doctor;         /* (owned) (nullable) until somebody asks */
  FigmentComfyWatch          *comfy_watch;    /* (owned) (nullable) until somebody asks */
  FigmentLmWatch             *lm_watch;       /* (owned) (nullable) until somebody asks */
  FigmentEndpoint            *lm_endpoint;    /* (owned) (nullable) no server is wanted */
  GCancellable               *reading_comfy;  /* (owned) (nullable) the settings' endpoint is being made */
  GCancellable               *reading_lm;     /* (owned) (nullable) */

  FigmentSessionPracticeFunc  practice_func;
  gpointer                    practice_data;
  gboolean                    practice;
};

void _figment_session_notify_catalog (FigmentSession *self);
void _figment_session_notify_lm      (FigmentSession *self);
void _figment_session_set_practice   (FigmentSession *self,
                                      gboolean        practice);

/*
 * The endpoint that the settings name by @prefix, "comfy" or "lm", with the headers that the keyring has for it.
 * Without settings the usual address. Finishes with NULL and no error where no address is set.
 */
void             _figment_session_read_endpoint_async  (FigmentSecrets      *secrets,
                                                        GSettings           *settings,
                                                        const char          *prefix,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
FigmentEndpoint *_figment_session_read_endpoint_finish (GAsyncResult        *result,
                                                        GError             **error);

G_END_DECLS
