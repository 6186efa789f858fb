/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-generation-state.h"
#include "model/figment-output.h"
#include "model/figment-request.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_GENERATION (figment_generation_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGeneration, figment_generation, FIGMENT, GENERATION, GObject)

FigmentGeneration     *figment_generation_new             (FigmentRequest         *request);

/* What was asked for; never changes. */
FigmentRequest        *figment_generation_get_request     (FigmentGeneration      *self);

/* Identity: the row id is 0 until the store has inserted it. */
gint64                 figment_generation_get_id          (FigmentGeneration      *self);
void                   figment_generation_set_id          (FigmentGeneration      *self,
                                                           gint64                  id);
const char            *figment_generation_get_prompt_id   (FigmentGeneration      *self);
void                   figment_generation_set_prompt_id   (FigmentGeneration      *self,
                                                           const char             *prompt_id);
const char            *figment_generation_get_server      (FigmentGeneration      *self);
void                   figment_generation_set_server      (FigmentGeneration      *self,
                                                           const char             *server);
double                 figment_generation_get_position    (FigmentGeneration      *self);
void                   figment_generation_set_position    (FigmentGeneration      *self,
                                                           double                  position);

/* State, with the evidence for it in words that a person can read. */
FigmentGenerationState figment_generation_get_state       (FigmentGeneration      *self);
const char            *figment_generation_get_evidence    (FigmentGeneration      *self);
void                   figment_generation_enter_state     (FigmentGeneration      *self,
                                                           FigmentGenerationState  state,
                                                           const char             *evidence);
const char            *figment_generation_get_error       (FigmentGeneration      *self);
const char            *figment_generation_get_details     (FigmentGeneration      *self);
void                   figment_generation_set_error       (FigmentGeneration      *self,
                                                           const char             *error,
                                                           const char             *details);

/* Whether the server is known to have taken the prompt: between writing and the answer to the POST it is not. */
gboolean               figment_generation_get_accepted    (FigmentGeneration      *self);
void                   figment_generation_set_accepted    (FigmentGeneration      *self,
                                                           gboolean                accepted);
gboolean               figment_generation_get_cached      (FigmentGeneration      *self);
void                   figment_generation_set_cached      (FigmentGeneration      *self,
                                                           gboolean                cached);

/* Times are microseconds since 1970, UTC, 0 where it has not come to that. */
gint64                 figment_generation_get_created_at  (FigmentGeneration      *self);
gint64                 figment_generation_get_started_at  (FigmentGeneration      *self);
gint64                 figment_generation_get_finished_at (FigmentGeneration      *self);
void                   figment_generation_set_times       (FigmentGeneration      *self,
                                                           gint64                  created_at,
                                                           gint64                  started_at,
                                                           gint64                  finished_at);

/* Where the run is; lives in memory only. */
double                 figment_generation_get_progress    (FigmentGeneration      *self);
const char            *figment_generation_get_node_title  (FigmentGeneration      *self);
int                    figment_generation_get_step        (FigmentGeneration      *self);
int                    figment_generation_get_steps       (FigmentGeneration      *self);
gint64                 figment_generation_get_remaining   (FigmentGeneration      *self);
void                   figment_generation_set_run         (FigmentGeneration      *self,
                                                           double                  progress,
                                                           const char             *node_title,
                                                           int                     step,
                                                           int                     steps);
void                   figment_generation_set_remaining   (FigmentGeneration      *self,
                                                           gint64                  milliseconds);
GBytes                *figment_generation_get_preview     (FigmentGeneration      *self);
void                   figment_generation_set_preview     (FigmentGeneration      *self,
                                                           GBytes                 *preview);

/* What came of it: a GListModel of FigmentOutput, in the order of their positions. */
GListModel            *figment_generation_get_outputs     (FigmentGeneration      *self);
void                   figment_generation_set_outputs     (FigmentGeneration      *self,
                                                           GPtrArray              *outputs);
gboolean               figment_generation_get_favourite   (FigmentGeneration      *self);
void                   figment_generation_set_favourite   (FigmentGeneration      *self,
                                                           gboolean                favourite);

G_END_DECLS
