/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

char   *figment_estimate_dup_key   (FigmentGraph *graph);
gint64  figment_estimate_get_work  (FigmentGraph *graph);
gint64  figment_estimate_remaining (gint64        whole_ms,
                                    gint64        elapsed_ms,
                                    double        fraction);

G_END_DECLS
