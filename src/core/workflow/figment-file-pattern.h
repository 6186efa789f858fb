/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * What ComfyUI's editor fills into the names of files before it sends them, because the server does not
 * (ComfyUI_frontend src/utils/searchAndReplace.ts and src/utils/formatUtil.ts, formatDate):
 *
 *   %date:yyyy-MM-dd hhmmss%   the time; d, M, h, m, s alone or doubled, yy or yyyy
 *   %KSampler.seed%            what stands on the node of that title, class or id
 *
 * What cannot be understood stays: the server has words of its own, as %width% and %year%.
 */
char    *figment_file_pattern_resolve (const char   *text,
                                       FigmentGraph *graph,
                                       GDateTime    *now);

/* Whether names of files stand under that name of an input. */
gboolean figment_file_pattern_is_name (const char   *input);

G_END_DECLS
