/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_PROBLEM_WARNING, /* it may run */
  FIGMENT_PROBLEM_FATAL,   /* no server will take it */
} FigmentProblemSeverity;

typedef struct
{
  FigmentProblemSeverity severity;
  char                  *node_id; /* (owned) (nullable) */
  char                  *input;   /* (owned) (nullable) */
  char                  *message; /* (owned) for people: names the node by id, class and title */
} FigmentProblem;

void       figment_problem_free (FigmentProblem *self);
GPtrArray *figment_graph_check  (FigmentGraph   *graph,
                                 FigmentCatalog *catalog);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentProblem, figment_problem_free)

G_END_DECLS
