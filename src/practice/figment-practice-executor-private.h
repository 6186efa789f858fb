/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-practice-executor.h"

G_BEGIN_DECLS

/* What a node made. */
typedef struct
{
  GPtrArray *outputs; /* (owned) of FigmentPracticeValue; NULL in a slot: an ExecutionBlocker */
  JsonNode  *ui;      /* (owned) (nullable) */
  char      *blocked; /* (owned) (nullable) what the ExecutionBlockers say */
} FigmentPracticeResult;

FigmentPracticeResult *figment_practice_result_new  (void);
void                   figment_practice_result_free (FigmentPracticeResult *result);

struct _FigmentPracticeExecutor
{
  GThread                  *thread;      /* (owned) */
  GAsyncQueue              *runs;        /* (owned) of FigmentPracticeRun, or the executor itself for the end */
  FigmentPracticeFolders   *folders;     /* (unowned) */
  FigmentPracticeEventFunc  callback;
  gpointer                  user_data;
  GHashTable               *cache;       /* (owned) signature -> FigmentPracticeResult; executor thread only */
  int                       interrupted; /* (atomic) */
  int                       drop_cache;  /* (atomic) */
  int                       mood;        /* (atomic) */
  guint                     step_ms;     /* (atomic) */
};

void        _figment_practice_executor_run  (FigmentPracticeExecutor *self,
                                             FigmentPracticeRun      *run);
GHashTable *_figment_practice_signatures    (JsonObject              *graph,
                                             JsonObject              *catalog,
                                             FigmentPracticeFolders  *folders);

G_END_DECLS
