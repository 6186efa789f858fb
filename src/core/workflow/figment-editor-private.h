/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * A workflow as ComfyUI's editor saves it, read into structs: nodes with their slots, and links. Versions 0.4 (links
 * are arrays) and 1 (links are objects), as ComfyUI_frontend src/platform/workflow/validation/schemas/workflowSchema.ts
 * has them; subgraphs' definitions, and the group nodes that came before them, are scopes beside the outermost one.
 */

/* The ends of a subgraph stand as nodes of these ids in its links (ComfyUI_frontend constants.ts). */
#define FIGMENT_EDITOR_INPUTS_ID  "-10"
#define FIGMENT_EDITOR_OUTPUTS_ID "-20"

/* Bytes of an id or name; what is longer is rubbish, and would be written once for each node of a subgraph. */
#define FIGMENT_EDITOR_MAX_NAME 500

typedef enum
{
  FIGMENT_EDITOR_MODE_ALWAYS = 0,
  FIGMENT_EDITOR_MODE_NEVER = 2,  /* muted */
  FIGMENT_EDITOR_MODE_BYPASS = 4,
} FigmentEditorMode;

typedef struct _FigmentEditorScope FigmentEditorScope;

typedef struct
{
  const char *id;
  const char *type;
  const char *title;  /* (nullable) */
  int         mode;   /* FigmentEditorMode, or a number that means always */
  JsonObject *object; /* (not owned) the whole node */
  JsonArray  *inputs; /* (not owned) (nullable) slots */
  JsonArray  *outputs; /* (not owned) (nullable) slots */
  FigmentEditorScope *definition; /* (not owned) (nullable) what the node is an instance of */
} FigmentEditorNode;

typedef struct
{
  const char *origin;      /* a node's id */
  guint       origin_slot;
  const char *target;      /* a node's id */
  guint       target_slot;
} FigmentEditorLink;

/* Nodes that see one another. */
struct _FigmentEditorScope
{
  const char *name;          /* (nullable) */
  gboolean    group;         /* an old group node: links are told by their ends alone */
  GPtrArray  *nodes;         /* (owned) of FigmentEditorNode, in the order of the file */
  GHashTable *by_id;         /* (owned) id -> FigmentEditorNode */
  GHashTable *links;         /* (owned) gint64 -> FigmentEditorLink */
  GHashTable *links_by_target; /* (owned) "id\tslot" -> FigmentEditorLink */
  JsonArray  *inputs;        /* (not owned) (nullable) a subgraph's, as they stand in the file */
  GPtrArray  *input_names;   /* (owned) of char, not owned: the names of a subgraph's inputs; "" for a group's */
  GHashTable *named_inputs;  /* (owned) the same as a set, without "" */
};

typedef struct
{
  JsonObject         *root;    /* (not owned) */
  GStringChunk       *strings; /* (owned) */
  GPtrArray          *scopes;  /* (owned) of FigmentEditorScope */
  FigmentEditorScope *outer;   /* (not owned) */
  GHashTable         *definitions; /* (owned) type -> FigmentEditorScope */
} FigmentEditor;

gboolean       _figment_editor_is_document    (JsonNode           *value);
FigmentEditor *_figment_editor_new            (JsonObject         *root);
void           _figment_editor_free           (FigmentEditor      *self);

FigmentEditorNode *
               _figment_editor_scope_get_node (FigmentEditorScope *scope,
                                               const char         *id);
const FigmentEditorLink *
               _figment_editor_get_input_link (FigmentEditorScope *scope,
                                               FigmentEditorNode  *node,
                                               guint               slot);
const FigmentEditorLink *
               _figment_editor_get_link_to    (FigmentEditorScope *scope,
                                               const char         *target,
                                               guint               slot);

guint          _figment_editor_get_n_slots    (JsonArray          *slots);
JsonObject    *_figment_editor_get_slot       (JsonArray          *slots,
                                               guint               index);
const char    *_figment_editor_slot_get_name  (JsonObject         *slot);
const char    *_figment_editor_slot_get_type  (JsonObject         *slot);
const char    *_figment_editor_slot_get_widget
                                              (JsonObject         *slot);

/* figment-editor-group.c */
void           _figment_editor_add_groups     (FigmentEditor      *self);

/* for figment-editor-group.c */
const char    *_figment_editor_intern_id      (FigmentEditor      *self,
                                               JsonNode           *id);
FigmentEditorScope *
               _figment_editor_add_scope      (FigmentEditor      *self,
                                               JsonArray          *nodes,
                                               gboolean            group);
void           _figment_editor_scope_add_link (FigmentEditor      *self,
                                               FigmentEditorScope *scope,
                                               FigmentEditorLink   link,
                                               gint64              id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentEditor, _figment_editor_free)

G_END_DECLS
