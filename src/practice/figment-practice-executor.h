/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-practice-comfy.h"
#include "figment-practice-folders.h"
#include "figment-practice-nodes.h"
#include "figment-practice-queue.h"

G_BEGIN_DECLS

/**
 * FigmentPracticeRun:
 *
 * One prompt while it is being executed. The executor thread owns what it needs of the prompt; only @cancelled is
 * touched by both threads.
 */
typedef struct
{
  char       *prompt_id;   /* (owned) */
  char       *client_id;   /* (owned) (nullable) */
  JsonNode   *graph;       /* (owned) */
  JsonNode   *extra_data;  /* (owned) */
  JsonNode   *outputs;     /* (owned) array of ids */
  JsonNode   *catalog;     /* (owned) */
  int         cancelled;   /* (atomic) the server has forgotten this run */
} FigmentPracticeRun;

FigmentPracticeRun *figment_practice_run_new   (FigmentPracticeItem *item);
FigmentPracticeRun *figment_practice_run_ref   (FigmentPracticeRun  *run);
void                figment_practice_run_unref (FigmentPracticeRun  *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeRun, figment_practice_run_unref)

typedef enum
{
  FIGMENT_PRACTICE_EVENT_MESSAGE,  /* a text frame */
  FIGMENT_PRACTICE_EVENT_PROGRESS, /* progress_state, progress and perhaps a preview, in the client's order */
  FIGMENT_PRACTICE_EVENT_TEXT,     /* binary frame 3 */
  FIGMENT_PRACTICE_EVENT_IMAGE,    /* a final PNG through the preview channel */
  FIGMENT_PRACTICE_EVENT_DONE,     /* the executor is free again */
} FigmentPracticeEventKind;

/* What the executor tells the server, in the order in which it happened. */
typedef struct
{
  FigmentPracticeEventKind  kind;
  FigmentPracticeRun       *run;       /* (owned) */
  const char               *type;      /* message type, a static string */
  JsonNode                 *data;      /* (owned) (nullable) the frame's data; for DONE the history's part */
  JsonNode                 *state;     /* (owned) (nullable) progress_state's data */
  char                     *node_id;   /* (owned) (nullable) */
  GBytes                   *bytes;     /* (owned) (nullable) */
  gboolean                  broadcast; /* goes to everybody when the prompt has no client_id */
} FigmentPracticeEvent;

FigmentPracticeEvent *figment_practice_event_new  (FigmentPracticeRun       *run,
                                                   FigmentPracticeEventKind  kind);
void                  figment_practice_event_free (FigmentPracticeEvent     *event);

/* Called in the executor thread; takes the event. */
typedef void (*FigmentPracticeEventFunc) (FigmentPracticeEvent *event,
                                          gpointer              user_data);

/**
 * FigmentPracticeExecutor:
 *
 * The thread that executes prompts, one at a time, with a cache of what the last prompt's nodes made. The functions may
 * be called from any thread.
 */
typedef struct _FigmentPracticeExecutor FigmentPracticeExecutor;

FigmentPracticeExecutor *figment_practice_executor_new         (FigmentPracticeFolders   *folders,
                                                                FigmentPracticeEventFunc  callback,
                                                                gpointer                  user_data);
void                     figment_practice_executor_free        (FigmentPracticeExecutor  *self);
void                     figment_practice_executor_push        (FigmentPracticeExecutor  *self,
                                                                FigmentPracticeRun       *run);
void                     figment_practice_executor_interrupt   (FigmentPracticeExecutor  *self);
void                     figment_practice_executor_drop_cache  (FigmentPracticeExecutor  *self);
void                     figment_practice_executor_set_mood    (FigmentPracticeExecutor  *self,
                                                                FigmentPracticeMood       mood);
void                     figment_practice_executor_set_step_ms (FigmentPracticeExecutor  *self,
                                                                guint                     milliseconds);

G_END_DECLS
