/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "comfy/figment-comfy-output.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_COMFY_EVENT_STATUS,
  FIGMENT_COMFY_EVENT_FEATURE_FLAGS,
  FIGMENT_COMFY_EVENT_EXECUTION_START,
  FIGMENT_COMFY_EVENT_EXECUTION_CACHED,
  FIGMENT_COMFY_EVENT_EXECUTING,       /* node_id NULL: the prompt has left the worker, however it ended */
  FIGMENT_COMFY_EVENT_PROGRESS,
  FIGMENT_COMFY_EVENT_PROGRESS_STATE,
  FIGMENT_COMFY_EVENT_EXECUTED,
  FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS,
  FIGMENT_COMFY_EVENT_EXECUTION_ERROR,
  FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED, /* execution_error of type ExecutionBlocked: no end (trap 7) */
  FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED,
  FIGMENT_COMFY_EVENT_PREVIEW,
  FIGMENT_COMFY_EVENT_TEXT,
  FIGMENT_COMFY_EVENT_UNKNOWN,         /* custom nodes send their own; ignore */
} FigmentComfyEventType;

/* One entry of progress_state.nodes. */
typedef struct
{
  char    *node_id;         /* (owned) */
  char    *display_node_id; /* (owned) (nullable) */
  double   value;
  double   max;
  gboolean finished;
  gboolean failed;
} FigmentComfyNodeProgress;

/**
 * FigmentComfyEvent:
 *
 * One message of ComfyUI's websocket, checked and typed. Members that the type has no use for are NULL or 0. Immutable,
 * reference counted, any thread.
 */
typedef struct
{
  gatomicrefcount       ref_count;

  FigmentComfyEventType type;
  char                 *name;             /* (owned) "type" as sent; for binary frames "binary N" */
  char                 *prompt_id;        /* (owned) (nullable) */
  char                 *node_id;          /* (owned) (nullable) may be a run-time id such as "2.0.0.3" */
  char                 *display_node_id;  /* (owned) (nullable) the id to show */
  gint64                timestamp;        /* ms since 1970 by the server's clock, 0 none */

  int                   queue_remaining;  /* STATUS: everybody's prompts (trap 24), -1 not told */
  char                 *sid;              /* (owned) (nullable) STATUS, first message only */
  GStrv                 cached_nodes;     /* (owned) (nullable) EXECUTION_CACHED */
  double                value;            /* PROGRESS */
  double                max;              /* PROGRESS */
  GPtrArray            *nodes;            /* (owned) (nullable) PROGRESS_STATE: FigmentComfyNodeProgress */
  FigmentComfyOutputs  *outputs;          /* (owned) (nullable) EXECUTED */
  char                 *node_type;        /* (owned) (nullable) EXECUTION_ERROR … */
  char                 *exception_type;   /* (owned) (nullable) */
  char                 *exception_message; /* (owned) (nullable) trimmed */
  char                 *traceback;        /* (owned) (nullable) */
  GBytes               *image;            /* (owned) (nullable) PREVIEW: JPEG or PNG file, a slice of the frame */
  const char           *mime;             /* PREVIEW: static "image/jpeg" or "image/png" */
  int                   frame_index;      /* PREVIEW of VideoHelperSuite: which frame of the loop, else -1 */
  char                 *text;             /* (owned) (nullable) TEXT */
  JsonNode             *data;             /* (owned) (nullable) FEATURE_FLAGS, UNKNOWN: "data" as sent */
} FigmentComfyEvent;

#define FIGMENT_TYPE_COMFY_EVENT (figment_comfy_event_get_type ())
GType              figment_comfy_event_get_type      (void);
FigmentComfyEvent *figment_comfy_event_decode_text   (GBytes             *frame,
                                                      GError            **error);
FigmentComfyEvent *figment_comfy_event_decode_binary (GBytes             *frame,
                                                      GError            **error);
FigmentComfyEvent *figment_comfy_event_ref           (FigmentComfyEvent  *self);
void               figment_comfy_event_unref         (FigmentComfyEvent  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfyEvent, figment_comfy_event_unref)

G_END_DECLS
