/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_GRAPH_NODE (figment_graph_node_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGraphNode, figment_graph_node, FIGMENT, GRAPH_NODE, GtkWidget)

GtkWidget  *figment_graph_node_new      (FigmentGraph     *graph,
                                         const char       *node_id);
const char *figment_graph_node_get_id   (FigmentGraphNode *self);

/* A short word for what the node does for the form, shown in its corner; %NULL: nothing. */
void        figment_graph_node_set_note (FigmentGraphNode *self,
                                         const char       *note);

/* After its graph has changed; whether something is the matter with the node. */
void        figment_graph_node_set_graph (FigmentGraphNode *self,
                                          FigmentGraph     *graph);
void        figment_graph_node_set_ill   (FigmentGraphNode *self,
                                          gboolean          ill);

G_END_DECLS
