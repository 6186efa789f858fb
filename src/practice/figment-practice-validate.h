/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "figment-practice-folders.h"

G_BEGIN_DECLS

/* What POST /prompt gets told about a graph. */
typedef struct
{
  gboolean  raised;      /* ComfyUI's code would have raised: answer 500 */
  JsonNode *error;       /* (owned) (nullable) the "error" member of a 400 answer; NULL: the graph runs */
  JsonNode *node_errors; /* (owned) object, may have members although the graph runs (trap 9) */
  JsonNode *outputs;     /* (owned) array of the output nodes that are valid */
} FigmentPracticeVerdict;

void        figment_practice_validate      (JsonNode               *graph,
                                            JsonNode               *targets,
                                            JsonObject             *catalog,
                                            FigmentPracticeFolders *folders,
                                            FigmentPracticeVerdict *verdict);
void        figment_practice_verdict_clear (FigmentPracticeVerdict *verdict);

JsonArray  *figment_practice_link          (JsonNode               *value);
JsonObject *figment_practice_catalog_find  (JsonObject             *catalog,
                                            const char             *class_type);
gboolean    figment_practice_is_output     (JsonObject             *catalog,
                                            const char             *class_type);
JsonArray  *figment_practice_input_spec    (JsonObject             *info,
                                            const char             *name,
                                            gboolean               *required);
gboolean    figment_practice_is_upload     (JsonArray              *spec);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigmentPracticeVerdict, figment_practice_verdict_clear)

G_END_DECLS
