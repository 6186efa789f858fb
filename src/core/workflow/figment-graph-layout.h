/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* All boxes have this width; distances are in the same units, px at 100 %. */
#define FIGMENT_GRAPH_BOX_WIDTH 180

/* One node on the map. */
typedef struct
{
  const char *node_id; /* of the graph */
  guint       layer;   /* 0 is the leftmost */
  double      x, y;    /* top left */
  double      height;
} FigmentGraphBox;

/* One link, from the box whose output it takes to the box that takes it. */
typedef struct
{
  guint from, to; /* indices of boxes */
} FigmentGraphLine;

/**
 * FigmentGraphLayout:
 *
 * Where the nodes of a graph stand on a map that is read from left to right: whatever a node takes its inputs from
 * stands left of it, boxes never overlap, and neighbours are near one another. Loops, which a graph should not have,
 * are laid out too. Immutable, any thread.
 */
typedef struct _FigmentGraphLayout FigmentGraphLayout;

FigmentGraphLayout     *figment_graph_layout_new        (FigmentGraph       *graph);
void                    figment_graph_layout_free       (FigmentGraphLayout *self);
const FigmentGraphBox  *figment_graph_layout_get_boxes  (FigmentGraphLayout *self,
                                                         guint              *n_boxes);
const FigmentGraphLine *figment_graph_layout_get_lines  (FigmentGraphLayout *self,
                                                         guint              *n_lines);
double                  figment_graph_layout_get_width  (FigmentGraphLayout *self);
double                  figment_graph_layout_get_height (FigmentGraphLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentGraphLayout, figment_graph_layout_free)

G_END_DECLS
