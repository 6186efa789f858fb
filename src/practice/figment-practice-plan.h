/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentPracticePlan:
 *
 * Which node comes next: ComfyUI comfy_execution/graph.py, ExecutionList. Only what the wanted outputs need is in it,
 * and what is cached is not. Executor thread only.
 */
typedef struct _FigmentPracticePlan FigmentPracticePlan;

/* Whether the node's result is at hand already. */
typedef gboolean (*FigmentPracticeCachedFunc) (const char *id,
                                               gpointer    user_data);

FigmentPracticePlan *figment_practice_plan_new  (JsonObject                *graph,
                                                 JsonObject                *catalog,
                                                 FigmentPracticeCachedFunc  is_cached,
                                                 gpointer                   user_data);
void                 figment_practice_plan_free (FigmentPracticePlan       *self);
void                 figment_practice_plan_add  (FigmentPracticePlan       *self,
                                                 const char                *id);
const char          *figment_practice_plan_pick (FigmentPracticePlan       *self);
void                 figment_practice_plan_done (FigmentPracticePlan       *self,
                                                 const char                *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticePlan, figment_practice_plan_free)

G_END_DECLS
