/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "model/figment-generation.h"
#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentJob:
 *
 * Drives one generation from where it stands to an end: upload, submit, watch, collect (architecture, "state of a
 * generation"). Starts anywhere on that road, so the same object serves a new generation and one that was under way
 * when Figment was killed. Every step is on disk before it is taken; an end needs positive evidence. Main thread.
 *
 * Signal "accepted": the server is known to have it.
 *
 * Signal "finished": the generation has reached a final state or %FIGMENT_GENERATION_HELD, and that is on disk.
 */
#define FIGMENT_TYPE_JOB (figment_job_get_type ())
G_DECLARE_FINAL_TYPE (FigmentJob, figment_job, FIGMENT, JOB, GObject)

FigmentJob        *figment_job_new            (FigmentGeneration      *generation,
                                               FigmentComfyClient     *client,
                                               FigmentComfySocket     *socket,
                                               FigmentGenerationStore *store,
                                               const char             *library_dir);
FigmentGeneration *figment_job_get_generation (FigmentJob             *self);
void               figment_job_start          (FigmentJob             *self);
gboolean           figment_job_is_submitting  (FigmentJob             *self);
void               figment_job_cancel         (FigmentJob             *self);
gboolean           figment_job_is_stopping    (FigmentGeneration      *generation);

/* The user gives up on a run that the server does not answer for, or Figment closes: no further steps, nothing is
 * sent. */
void               figment_job_abandon        (FigmentJob             *self);

G_END_DECLS
