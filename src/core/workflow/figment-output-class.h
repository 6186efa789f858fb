/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-mode.h"
#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* What a class of nodes puts out. */
typedef struct
{
  FigmentMediaKind kind;
  gboolean         preview; /* shows, does not save */
} FigmentOutputClass;

gboolean figment_output_class_guess (const char         *class_type,
                                     FigmentCatalog     *catalog,
                                     FigmentOutputClass *result);
gboolean figment_output_node_guess  (FigmentGraph       *graph,
                                     const char         *node_id,
                                     gboolean            is_end,
                                     FigmentCatalog     *catalog,
                                     FigmentOutputClass *result);

G_END_DECLS
