/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/**
 * FigmentBinding:
 *
 * Values to write into a graph, collected and then applied to a copy. Not thread safe while being filled.
 */
typedef struct _FigmentBinding FigmentBinding;

FigmentBinding *figment_binding_new      (void);
void            figment_binding_free     (FigmentBinding  *self);

/* @value: consumed. A later value for the same place wins. */
void            figment_binding_set      (FigmentBinding  *self,
                                          const char      *node_id,
                                          const char      *input,
                                          JsonNode        *value);

/*
 * What a person typed, turned into the type that stands in the graph now: a number stays a number, "false" only
 * becomes a boolean where one stands, text stays text. For an input that holds a link, the literal replaces the link.
 */
gboolean        figment_binding_set_text (FigmentBinding  *self,
                                          FigmentGraph    *graph,
                                          const char      *node_id,
                                          const char      *input,
                                          const char      *text,
                                          GError         **error);
guint           figment_binding_get_size (FigmentBinding  *self);

/* Returns: (transfer none) (nullable): what will be written there */
JsonNode       *figment_binding_get      (FigmentBinding  *self,
                                          const char      *node_id,
                                          const char      *input);

/* A changed copy; @graph stays as it is. %FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE if a node is missing. */
FigmentGraph   *figment_binding_apply    (FigmentBinding  *self,
                                          FigmentGraph    *graph,
                                          GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentBinding, figment_binding_free)

G_END_DECLS
