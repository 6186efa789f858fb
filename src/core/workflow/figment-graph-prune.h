/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph-links.h"

G_BEGIN_DECLS

/*
 * Taking a node out of a graph with all that cannot run without it, up to inputs that may stay unset. Pure, any thread.
 */

/* Whether nothing that is put out goes with it. FALSE for what the catalog does not know. */
gboolean      figment_graph_can_prune (FigmentGraph      *graph,
                                       FigmentGraphLinks *links,
                                       FigmentCatalog    *catalog,
                                       const char        *id);

/* Returns: (transfer full): what is left */
FigmentGraph *figment_graph_prune     (FigmentGraph      *graph,
                                       FigmentCatalog    *catalog,
                                       const char        *id,
                                       GError           **error);

G_END_DECLS
