/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-checkup.h"
#include "workflow/figment-form.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_GRAPH_MAP (figment_graph_map_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGraphMap, figment_graph_map, FIGMENT, GRAPH_MAP, GtkWidget)

GtkWidget   *figment_graph_map_new      (void);
FigmentForm *figment_graph_map_get_form (FigmentGraphMap *self);
void         figment_graph_map_set_form (FigmentGraphMap *self,
                                         FigmentForm     *form);

/* Colours and notes anew, after the form has changed. */
void         figment_graph_map_mark     (FigmentGraphMap *self);

/* Lights the nodes that @field writes to, and shows the first of them. NULL: none. */
void         figment_graph_map_light    (FigmentGraphMap *self,
                                         FigmentField    *field);
void         figment_graph_map_light_node (FigmentGraphMap *self,
                                           const char      *node_id);

/* Marks the nodes with which something is the matter. @checkup: (nullable) */
void         figment_graph_map_mark_ill (FigmentGraphMap *self,
                                         FigmentCheckup  *checkup);
double       figment_graph_map_get_zoom (FigmentGraphMap *self);
void         figment_graph_map_set_zoom (FigmentGraphMap *self,
                                         double           zoom);

G_END_DECLS
