/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-analysis.h"
#include "workflow/figment-binding.h"
#include "workflow/figment-wildcards.h"

G_BEGIN_DECLS

/* What the last step before sending needs to know. */
typedef struct
{
  guint64           seed;      /* of the generation: the words that are drawn depend on it, and nothing else does */
  FigmentWildcards *wildcards; /* (nullable) */
  GDateTime        *now;
  FigmentCatalog   *catalog;   /* (nullable) */
  GPtrArray        *words;     /* (nullable) of FigmentPlace: where prompts stand; NULL: where they were detected */
} FigmentFinish;

/*
 * Writes what goes along with the roles whose values are in @binding: the same size on another node, the step at which
 * one sampler hands over to the next. What was set itself stays.
 */
void          figment_graph_follow (FigmentGraph        *graph,
                                    FigmentAnalysis     *analysis,
                                    FigmentBinding      *binding);

/*
 * The last step: words are drawn and comments left out, patterns in names of files filled in, and seeds below zero
 * drawn here, where they are kept, rather than on the server. A copy of @bound, or @bound itself where nothing is to be
 * done. @unknown (element-type utf8) gets the names of lists of words that are not there, and may be NULL.
 */
FigmentGraph *figment_graph_finish (FigmentGraph        *bound,
                                    FigmentAnalysis     *analysis,
                                    const FigmentFinish *finish,
                                    GPtrArray           *unknown);

G_END_DECLS
