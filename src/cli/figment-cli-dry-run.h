/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* For each of @requests (of FigmentRequest): every input that is another than @graph has it, and the files to send. */
void figment_cli_print_dry_run (FigmentGraph *graph,
                                GPtrArray    *requests,
                                gboolean      json);

G_END_DECLS
