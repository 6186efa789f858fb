/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentEditorIndex:
 *
 * Finds nodes and subgraphs in a document of ComfyUI's editor without walking through it each time. It borrows the
 * document, which must stay and keep its nodes while it is there. Of several with one id the first is found. Any
 * thread.
 */
typedef struct _FigmentEditorIndex FigmentEditorIndex;

FigmentEditorIndex *_figment_editor_index_new             (JsonObject         *root);
void                _figment_editor_index_free            (FigmentEditorIndex *self);

/* All are transfer none and nullable. A scope is the document or a subgraph's definition. */
JsonObject         *_figment_editor_index_find_definition (FigmentEditorIndex *self,
                                                           const char         *uuid);
JsonObject         *_figment_editor_index_find_node       (FigmentEditorIndex *self,
                                                           JsonObject         *scope,
                                                           const char         *id);

/* The node for "57:8" of a graph: node 8 in the definition of what node 57 is an instance of. No way leads through the
 * definitions whose UUIDs are in @closed (nullable). */
JsonObject         *_figment_editor_index_find_path       (FigmentEditorIndex *self,
                                                           const char         *path,
                                                           GHashTable         *closed);

/* An id as text: a string or a number. */
char               *_figment_editor_dup_id                (JsonNode           *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentEditorIndex, _figment_editor_index_free)

G_END_DECLS
