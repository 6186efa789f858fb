/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-practice-executor-private.h"

G_BEGIN_DECLS

/* One prompt's execution, and how it is told to the server. Executor thread only. */

/* A node in progress_state; there from its start on. */
typedef struct
{
  const char *id;       /* (unowned) key in the graph */
  double      value;
  double      max;
  gboolean    stepped;  /* the node has told its progress, as integers */
  gboolean    finished;
} FigmentPracticeNodeState;

/* A prompt while it is being executed: what the nodes' context leads to, and what the history will hold. */
typedef struct
{
  FigmentPracticeExecutor *executor;   /* (unowned) */
  FigmentPracticeRun      *run;        /* (unowned) */
  FigmentPracticeContext   context;
  JsonObject              *graph;      /* (unowned) */
  JsonObject              *catalog;    /* (unowned) */
  GHashTable              *signatures; /* (owned) */
  GPtrArray               *states;     /* (owned) of FigmentPracticeNodeState */
  GPtrArray               *executed;   /* (owned) ids of nodes that really ran */
  JsonObject              *outputs;    /* (owned) */
  JsonObject              *meta;       /* (owned) */
  JsonArray               *messages;   /* (owned) for the history's status */
  const char              *node_id;    /* (unowned) (nullable) running now */
} FigmentPracticeJob;

void        _figment_practice_job_message  (FigmentPracticeJob     *job,
                                            const char             *type,
                                            JsonObject             *data,
                                            gboolean                broadcast);
void        _figment_practice_job_status   (FigmentPracticeJob     *job,
                                            const char             *type,
                                            JsonObject             *data,
                                            gboolean                broadcast);
void        _figment_practice_job_state    (FigmentPracticeJob     *job,
                                            const char             *id,
                                            gboolean                finished);
void        _figment_practice_job_progress (FigmentPracticeContext *context,
                                            double                  value,
                                            double                  max,
                                            GBytes                 *preview);
void        _figment_practice_job_text     (FigmentPracticeContext *context,
                                            const char             *text);
void        _figment_practice_job_image    (FigmentPracticeContext *context,
                                            GBytes                 *png);
void        _figment_practice_job_keep     (FigmentPracticeJob     *job,
                                            const char             *id,
                                            JsonNode               *ui);
void        _figment_practice_job_executed (FigmentPracticeJob     *job,
                                            const char             *id,
                                            JsonNode               *ui);
JsonObject *_figment_practice_job_failure  (FigmentPracticeJob     *job,
                                            const char             *id);
void        _figment_practice_job_blocked  (FigmentPracticeJob     *job,
                                            const char             *id,
                                            const char             *message);
void        _figment_practice_job_error    (FigmentPracticeJob     *job,
                                            const char             *id,
                                            const GError           *error);
void        _figment_practice_job_done     (FigmentPracticeJob     *job,
                                            gboolean                success);

G_END_DECLS
