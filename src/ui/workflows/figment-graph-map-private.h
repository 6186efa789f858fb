/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/workflows/figment-graph-map.h"
#include "ui/workflows/figment-graph-node.h"
#include "workflow/figment-graph-layout.h"

G_BEGIN_DECLS

struct _FigmentGraphMap
{
  GtkWidget           parent_instance;

  FigmentForm        *form;             /* (owned) (nullable) */
  FigmentGraph       *graph;            /* (owned) (nullable) of the form when the nodes were made */
  FigmentGraphLayout *layout;           /* (owned) (nullable) */
  GPtrArray          *nodes;            /* (element-type FigmentGraphNode) child widgets, in the order of the boxes */
  GtkAdjustment      *adjustments[2];   /* (owned) (nullable) by GtkOrientation */
  double              zoom;             /* 1: the layout's units are px */
  gboolean            fit;              /* the zoom is chosen so that all is seen, until somebody zooms */
  guint               current;          /* the node that the keyboard is at */

  double              drag_start[2];    /* values of the adjustments when the drag began */
  double              pinch_start;      /* zoom when the pinch began */
  double              pointer_x, pointer_y;
};

/* Lets the point of the map that is at (x, y) of the widget stay there. Ends fitting. */
void _figment_graph_map_zoom_at    (FigmentGraphMap *self,
                                    double           zoom,
                                    double           x,
                                    double           y);

/* Scrolls as little as shows the node whole. */
void _figment_graph_map_show_node  (FigmentGraphMap *self,
                                    guint            index);

/* @index: (out) (optional). Returns: (transfer none) (nullable) */
FigmentGraphNode *
     _figment_graph_map_find_node  (FigmentGraphMap *self,
                                    const char      *node_id,
                                    guint           *index);

/* The graph of the form is another one; nodes that it had before stay as they are. */
void _figment_graph_map_renew      (FigmentGraphMap *self);

/* Pointer, wheel, fingers and keys. */
void _figment_graph_map_add_input  (FigmentGraphMap *self);
void _figment_graph_map_bind_keys  (GtkWidgetClass  *widget_class);
gboolean
     _figment_graph_map_move_focus (GtkWidget        *widget,
                                    GtkDirectionType  direction);

G_END_DECLS
