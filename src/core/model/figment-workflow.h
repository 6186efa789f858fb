/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "model/figment-mode.h"
#include "model/figment-request.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_WORKFLOW (figment_workflow_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflow, figment_workflow, FIGMENT, WORKFLOW, GObject)

FigmentWorkflow *figment_workflow_new                (const char      *name,
                                                      FigmentMode      category,
                                                      const char      *api_json);

gint64           figment_workflow_get_id             (FigmentWorkflow *self);
void             figment_workflow_set_id             (FigmentWorkflow *self,
                                                      gint64           id);
const char      *figment_workflow_get_name           (FigmentWorkflow *self);
void             figment_workflow_set_name           (FigmentWorkflow *self,
                                                      const char      *name);
const char      *figment_workflow_get_description    (FigmentWorkflow *self);
void             figment_workflow_set_description    (FigmentWorkflow *self,
                                                      const char      *description);
FigmentMode      figment_workflow_get_category       (FigmentWorkflow *self);
void             figment_workflow_set_category       (FigmentWorkflow *self,
                                                      FigmentMode      category);

/* JSON texts: the graph in API format, the graph as the editor keeps it, and what the user mapped by hand. */
const char      *figment_workflow_get_api_json       (FigmentWorkflow *self);
const char      *figment_workflow_get_graph_json     (FigmentWorkflow *self);
void             figment_workflow_set_graph_json     (FigmentWorkflow *self,
                                                      const char      *graph_json);
const char      *figment_workflow_get_input_mappings (FigmentWorkflow *self);
void             figment_workflow_set_input_mappings (FigmentWorkflow *self,
                                                      const char      *input_mappings);
const char      *figment_workflow_get_output_node_id (FigmentWorkflow *self);
void             figment_workflow_set_output_node_id (FigmentWorkflow *self,
                                                      const char      *output_node_id);

/* The user's words for it, separated by commas; what draws in it ("SDXL"). */
const char      *figment_workflow_get_tags           (FigmentWorkflow *self);
void             figment_workflow_set_tags           (FigmentWorkflow *self,
                                                      const char      *tags);
const char      *figment_workflow_get_family         (FigmentWorkflow *self);
void             figment_workflow_set_family         (FigmentWorkflow *self,
                                                      const char      *family);

/* The id of the FigmentStarter that it is; NULL: the user's own. */
const char      *figment_workflow_get_starter        (FigmentWorkflow *self);
void             figment_workflow_set_starter        (FigmentWorkflow *self,
                                                      const char      *starter);

/* A small picture file. */
GBytes          *figment_workflow_get_thumbnail      (FigmentWorkflow *self);
void             figment_workflow_set_thumbnail      (FigmentWorkflow *self,
                                                      GBytes          *thumbnail);

/* Microseconds since 1970, UTC, 0: never. */
gint64           figment_workflow_get_created_at     (FigmentWorkflow *self);
gint64           figment_workflow_get_updated_at     (FigmentWorkflow *self);
gint64           figment_workflow_get_last_used_at   (FigmentWorkflow *self);
void             figment_workflow_set_times          (FigmentWorkflow *self,
                                                      gint64           created_at,
                                                      gint64           updated_at,
                                                      gint64           last_used_at);

/* Whether all of @words, which a person typed, stand in its name, description, tags or family. */
gboolean         figment_workflow_matches            (FigmentWorkflow *self,
                                                      const char      *words);

/* A new one of another name that is like it in all else, and was never used. */
FigmentWorkflow *figment_workflow_duplicate          (FigmentWorkflow *self,
                                                      const char      *name);

/* What a form cannot know: whose workflow it is. Once, before the request is handed on. */
void             figment_workflow_fill_request       (FigmentWorkflow *self,
                                                      FigmentRequest  *request);

G_END_DECLS
