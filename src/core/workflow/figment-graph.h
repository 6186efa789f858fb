/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentGraph:
 *
 * A workflow in API format, as POST /prompt takes it: { "id": { "class_type", "inputs": { name: literal or ["id",
 * slot] }, "_meta": { "title" } } }, protocol §9. Ids are strings and may hold ":" and "."; unknown members are kept;
 * numbers keep their text. Immutable, reference counted, any thread. Changing one means binding: figment-binding.h.
 */
typedef struct _FigmentGraph FigmentGraph;

#define FIGMENT_TYPE_GRAPH (figment_graph_get_type ())
GType         figment_graph_get_type     (void);

/* Takes any tree that has the shape of a graph; deeper trouble is figment_graph_check ()'s to name. */
FigmentGraph *figment_graph_new          (JsonNode      *root,
                                          GError       **error);
FigmentGraph *figment_graph_parse        (const char    *data,
                                          gsize          length,
                                          GError       **error);
FigmentGraph *figment_graph_ref          (FigmentGraph  *self);
void          figment_graph_unref        (FigmentGraph  *self);

JsonNode     *figment_graph_get_root     (FigmentGraph  *self);
char         *figment_graph_to_text      (FigmentGraph  *self);

guint         figment_graph_get_n_nodes  (FigmentGraph  *self);
const char *const *
              figment_graph_get_ids      (FigmentGraph  *self);
gboolean      figment_graph_has_node     (FigmentGraph  *self,
                                          const char    *id);
const char   *figment_graph_get_class    (FigmentGraph  *self,
                                          const char    *id);
const char   *figment_graph_get_title    (FigmentGraph  *self,
                                          const char    *id);
JsonObject   *figment_graph_get_inputs   (FigmentGraph  *self,
                                          const char    *id);
JsonNode     *figment_graph_get_input    (FigmentGraph  *self,
                                          const char    *id,
                                          const char    *input);

/*
 * The node that @input is linked to, or NULL when it holds a literal (an array of other than [string, number] is one).
 */
const char   *figment_graph_get_link     (FigmentGraph  *self,
                                          const char    *id,
                                          const char    *input,
                                          guint         *slot);
const char   *figment_graph_node_get_link
                                         (JsonNode      *value,
                                          guint         *slot);

/* For headings: the title on one line, not too long; NULL when there is none. */
char         *figment_graph_dup_title    (FigmentGraph  *self,
                                          const char    *id);

/* For messages: Node 5 (CheckpointLoaderSimple “Load Checkpoint”). */
char         *figment_graph_describe_node
                                         (FigmentGraph  *self,
                                          const char    *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentGraph, figment_graph_unref)

G_END_DECLS
