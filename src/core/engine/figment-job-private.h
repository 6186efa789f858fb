/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-collector.h"
#include "engine/figment-job.h"
#include "engine/figment-live-images.h"
#include "engine/figment-pace.h"
#include "engine/figment-preview-loop.h"
#include "engine/figment-run-progress.h"
#include "engine/figment-run-record.h"

G_BEGIN_DECLS

/*
 * One job in three files: figment-job.c holds the states and their ends, figment-job-submit.c gets the prompt onto the
 * server, figment-job-watch.c follows it there.
 */
struct _FigmentJob
{
  GObject                 parent_instance;

  FigmentGeneration      *generation;  /* (owned) */
  FigmentComfyClient     *client;      /* (owned) */
  FigmentComfySocket     *socket;      /* (owned) */
  FigmentGenerationStore *store;       /* (owned) */
  char                   *library_dir; /* (owned) */

  GCancellable           *cancellable; /* (owned) of the step under way; a new one after each cancel */
  FigmentGraph           *graph;       /* (owned) (nullable) as sent, for titles and progress */
  FigmentRunProgress     *progress;    /* (owned) (nullable) */
  FigmentCollector       *collector;   /* (owned) (nullable) */
  GHashTable             *uploaded;    /* (owned) FigmentInputFile -> (owned) value on the server */
  guint                   next_upload;
  GFile                  *fitted;      /* (owned) (nullable) what is uploaded in place of a picture of another shape */
  FigmentRunRecord       *record;      /* (owned) what the socket told, should history not say */
  FigmentComfyHistory    *history;     /* (owned) (nullable) how it ended, while live pictures are being written */
  FigmentLiveImages      *live;        /* (owned) (nullable) from SaveImageWebsocket nodes, where there are any */
  GHashTable             *announced;   /* (owned) id of such a node -> how many pictures it said that it would send */
  guint                   n_live;      /* pictures that came and are on the disk */

  FigmentPreviewLoop     *loop;        /* (owned) (nullable) a preview that moves */
  gulong                  event_id, state_id, silent_id;
  guint                   look_id;      /* source: look again later */
  guint                   n_looks;      /* since the last sign of life */
  guint                   n_unknown;    /* answers in a row that the server knows nothing of it */
  guint                   n_collects;
  guint                   n_sends;      /* how often it was sent without an answer */
  FigmentPace            *pace;         /* (owned) in ms of the monotonic clock */
  gint64                  whole_ms;     /* what such a run took before, 0 unknown */
  gboolean                looking;      /* a look-up is on its way */
  gboolean                look_again;   /* … and something happened meanwhile */
  gboolean                posting;      /* the answer to the POST has not come: the server may not have it yet */
  gboolean                cancelling;   /* the user wants it stopped */
  gboolean                stopping;     /* … and the server is being told */
  gboolean                collecting;   /* the collector is at work */
  gboolean                silent;       /* the socket said nothing for too long */
  gboolean                end_seen;     /* the socket said that the run is over, so it will say no more */
  gboolean                over;         /* "finished" was, or is about to be, emitted */
};

/* figment-job.c */
void _figment_job_save        (FigmentJob             *self);
void _figment_job_enter       (FigmentJob             *self,
                               FigmentGenerationState  state,
                               const char             *evidence);
void _figment_job_accept      (FigmentJob             *self);
void _figment_job_end         (FigmentJob             *self,
                               FigmentGenerationState  state,
                               const char             *evidence,
                               const char             *error,
                               const char             *details);
void _figment_job_collect     (FigmentJob             *self,
                               FigmentComfyHistory    *history);

void _figment_job_end_lost    (FigmentJob             *self);

void _figment_job_cancel_on_server (FigmentJob        *self);

/* figment-job-submit.c */
void _figment_job_prepare     (FigmentJob             *self);
void _figment_job_drop_fitted (FigmentJob             *self);

/* figment-job-watch.c */
void _figment_job_watch       (FigmentJob             *self);
void _figment_job_unwatch     (FigmentJob             *self);
void _figment_job_look        (FigmentJob             *self);
void _figment_job_look_later  (FigmentJob             *self);
void _figment_job_expect_live_images (FigmentJob      *self);
void _figment_job_set_graph   (FigmentJob             *self,
                               const char             *graph);

/* Whether @error means that the server is not there now, rather than that it said no. */
gboolean _figment_job_is_away (const GError           *error);

G_END_DECLS
