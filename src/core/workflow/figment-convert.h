/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * What ComfyUI's editor saves -> what its server runs. Pure, any thread. @catalog helps and may be NULL; then the names
 * in the file itself and what Figment knows of common nodes have to do. @warnings (element-type utf8) gets sentences
 * about what was left out or could not be known.
 */
FigmentGraph *figment_convert_editor (JsonNode        *editor,
                                      FigmentCatalog  *catalog,
                                      GPtrArray       *warnings,
                                      GError         **error);

G_END_DECLS
