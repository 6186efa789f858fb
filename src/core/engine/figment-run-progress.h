/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-event.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/**
 * FigmentRunProgress:
 *
 * How far one run of one graph is, from the socket's events alone: pure bookkeeping, no I/O, any one thread.
 *
 * Nodes weigh as much as the steps they announce, and at least one; cached ones count as done. Events of other prompts
 * must be kept away by the caller.
 */
typedef struct _FigmentRunProgress FigmentRunProgress;

FigmentRunProgress *figment_run_progress_new          (FigmentGraph            *graph);
void                figment_run_progress_free         (FigmentRunProgress      *self);
void                figment_run_progress_feed         (FigmentRunProgress      *self,
                                                       const FigmentComfyEvent *event);
double              figment_run_progress_get_fraction (FigmentRunProgress      *self);
const char         *figment_run_progress_get_node_id  (FigmentRunProgress      *self);
const char         *figment_run_progress_get_title    (FigmentRunProgress      *self);
int                 figment_run_progress_get_step     (FigmentRunProgress      *self);
int                 figment_run_progress_get_steps    (FigmentRunProgress      *self);
gboolean            figment_run_progress_has_steps    (FigmentRunProgress      *self);
gboolean            figment_run_progress_is_cached    (FigmentRunProgress      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentRunProgress, figment_run_progress_free)

G_END_DECLS
