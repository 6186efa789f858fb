/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* One input that is another in a second graph. */
typedef struct
{
  char *node_id; /* (owned) */
  char *input;   /* (owned) (nullable) NULL: the node as a whole came or went */
  char *before;  /* (owned) (nullable) JSON; NULL: was not there */
  char *after;   /* (owned) (nullable) JSON; NULL: is gone */
} FigmentGraphChange;

void       figment_graph_change_free (FigmentGraphChange *self);

/* Exactly what differs, by the nodes of @before and then the new ones of @after: what a dry run shows. */
GPtrArray *figment_graph_diff        (FigmentGraph       *before,
                                      FigmentGraph       *after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentGraphChange, figment_graph_change_free)

G_END_DECLS
