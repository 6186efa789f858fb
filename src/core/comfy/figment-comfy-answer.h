/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "comfy/figment-comfy-output.h"

G_BEGIN_DECLS

/*
 * ComfyUI's answers as typed structs. Each parse function is pure: a JSON tree in, a struct out, or an error in
 * %FIGMENT_REMOTE_ERROR_PROTOCOL. Unknown members are ignored; members of the wrong type count as absent.
 */

/* POST /prompt, 200. */
typedef struct
{
  char      *prompt_id; /* (owned) */
  double     number;
  char      *warnings;  /* (owned) (nullable) node_errors in words: those output nodes were dropped (trap 9) */
} FigmentComfySubmission;

FigmentComfySubmission *figment_comfy_submission_parse (JsonNode               *node,
                                                        GError                **error);
void                    figment_comfy_submission_free  (FigmentComfySubmission *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfySubmission, figment_comfy_submission_free)

/* Refusals and failures in words (figment-comfy-failure.c). */
char *figment_comfy_node_errors_to_text  (JsonObject *node_errors,
                                          JsonObject *graph);
char *figment_comfy_prompt_error_to_text (JsonNode   *body,
                                          JsonObject *graph);
char *figment_comfy_failure_to_text      (const char *node_id,
                                          const char *node_type,
                                          const char *exception_type,
                                          const char *exception_message);

/* GET /queue. */
typedef struct
{
  double number;
  char  *prompt_id; /* (owned) */
} FigmentComfyQueueItem;

typedef struct
{
  GPtrArray *running; /* (owned) FigmentComfyQueueItem */
  GPtrArray *pending; /* (owned) FigmentComfyQueueItem, in the order they will run (trap 21) */
} FigmentComfyQueue;

FigmentComfyQueue *figment_comfy_queue_parse       (JsonNode          *node,
                                                    GError           **error);
gboolean           figment_comfy_queue_has_running (FigmentComfyQueue *self,
                                                    const char        *prompt_id);
gboolean           figment_comfy_queue_has_pending (FigmentComfyQueue *self,
                                                    const char        *prompt_id);
void               figment_comfy_queue_free        (FigmentComfyQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfyQueue, figment_comfy_queue_free)

/* One entry of /history, or a finished job. */
typedef enum
{
  FIGMENT_COMFY_END_SUCCESS,
  FIGMENT_COMFY_END_ERROR,
  FIGMENT_COMFY_END_INTERRUPTED, /* status_str "error", told apart by the last message (trap 8) */
  FIGMENT_COMFY_END_LOST,        /* in no answer: the server forgot the run before it said how it ended */
} FigmentComfyEnd;

typedef struct
{
  char                *prompt_id;    /* (owned) */
  FigmentComfyEnd      end;
  FigmentComfyOutputs *outputs;      /* (owned) also those made before a failure */
  gint64               started_ms;   /* by the server's clock, 0 unknown */
  gint64               finished_ms;
  GStrv                cached_nodes; /* (owned) (nullable) */
  guint                n_nodes;      /* of the graph as executed, 0 unknown */
  char                *error;        /* (owned) (nullable) in words: "Node 5 (KSampler): …" */
  char                *details;      /* (owned) (nullable) exception type, traceback */
} FigmentComfyHistory;

FigmentComfyHistory *figment_comfy_history_parse (const char          *prompt_id,
                                                  JsonNode            *entry,
                                                  GError             **error);
void                 figment_comfy_history_free  (FigmentComfyHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfyHistory, figment_comfy_history_free)

/* GET /system_stats. */
typedef struct
{
  char   *name;       /* (owned) */
  char   *type;       /* (owned) (nullable) "cuda", "cpu" … */
  gint64  vram_total; /* bytes, -1 unknown */
  gint64  vram_free;
} FigmentComfyDevice;

typedef struct
{
  char      *os;             /* (owned) (nullable) */
  char      *version;        /* (owned) (nullable) comfyui_version */
  char      *python_version; /* (owned) (nullable) */
  char      *pytorch_version; /* (owned) (nullable) */
  gint64     ram_total;      /* bytes, -1 unknown */
  gint64     ram_free;
  gboolean   practice;       /* Figment's own stand-in, no real model */
  GPtrArray *devices;        /* (owned) FigmentComfyDevice */
} FigmentComfySystem;

FigmentComfySystem *figment_comfy_system_parse (JsonNode           *node,
                                                GError            **error);
void                figment_comfy_system_free  (FigmentComfySystem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfySystem, figment_comfy_system_free)

G_END_DECLS
