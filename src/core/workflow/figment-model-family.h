/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * The family of the model that a workflow draws with, as people call it: "SDXL", "Flux", "Wan 2.2"; a static string.
 * NULL: none that is known. Told by the names of model files first, then of classes. Any thread.
 */
const char *figment_model_family_detect  (FigmentGraph *graph);
const char *figment_model_family_of_file (const char   *name);

G_END_DECLS
