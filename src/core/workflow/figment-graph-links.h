/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint       source;   /* index of the node that gives */
  guint       slot;     /* of its output */
  guint       consumer; /* index of the node that takes */
  const char *input;    /* borrowed from the graph */
} FigmentGraphLink;

/**
 * FigmentGraphLinks:
 *
 * The links of a graph between nodes that exist, by node index (the place in figment_graph_get_ids ()), in both
 * directions. Borrows strings from the graph, which must outlive it. Read only, any thread.
 */
typedef struct _FigmentGraphLinks FigmentGraphLinks;

FigmentGraphLinks      *figment_graph_links_new       (FigmentGraph            *graph);
void                    figment_graph_links_free      (FigmentGraphLinks       *self);
gboolean                figment_graph_links_find      (FigmentGraphLinks       *self,
                                                       const char              *id,
                                                       guint                   *node);
const FigmentGraphLink *figment_graph_links_sources   (FigmentGraphLinks       *self,
                                                       guint                    node,
                                                       guint                   *n);
const FigmentGraphLink *figment_graph_links_consumers (FigmentGraphLinks       *self,
                                                       guint                    node,
                                                       guint                   *n);
void                    figment_graph_links_mark      (FigmentGraphLinks       *self,
                                                       gboolean                 downstream,
                                                       guint                    start,
                                                       guint8                  *marks);
GPtrArray              *figment_graph_links_cycles    (FigmentGraphLinks       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentGraphLinks, figment_graph_links_free)

G_END_DECLS
