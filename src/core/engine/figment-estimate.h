/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

char   *figment_estimate_dup_key  (FigmentGraph *graph);
gint64  figment_estimate_get_work (FigmentGraph *graph);

G_END_DECLS
