/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-editor-private.h"

G_BEGIN_DECLS

/* How deep subgraphs may be in one another, and how many nodes there may be when all are written out. */
#define FIGMENT_CONVERT_MAX_DEPTH 64
#define FIGMENT_CONVERT_MAX_NODES 50000

/* Bytes of literals, titles and ids that are written out, and steps from inputs to their sources, in a conversion. */
#define FIGMENT_CONVERT_MAX_BYTES ((gsize) 64 * 1024 * 1024)
#define FIGMENT_CONVERT_MAX_STEPS 2000000

/* The use of a scope: the outermost one once, a subgraph's as often as a node stands for it. */
typedef struct _FigmentInstance FigmentInstance;

struct _FigmentInstance
{
  FigmentEditorScope *scope;     /* (not owned) */
  FigmentInstance    *parent;    /* (not owned) (nullable) */
  FigmentEditorNode  *host;      /* (not owned) (nullable) the node in @parent that stands for it */
  char               *prefix;    /* (owned) of the ids: "", "57:" … */
  GHashTable         *host_slots; /* (owned) name -> 1 + index of the first input of @host that is called so */
  GHashTable         *children;  /* (owned) FigmentEditorNode -> FigmentInstance, owned */
  GHashTable         *values;    /* (owned) input's name -> JsonNode, not owned: what the host says for it */
  GHashTable         *overrides; /* (owned) "id\tname" -> JsonNode, not owned: widgets of inner nodes */
  GHashTable         *setters;   /* (owned) name -> FigmentEditorNode that sets it */
};

typedef struct
{
  FigmentEditor   *editor;    /* (not owned) */
  FigmentCatalog  *catalog;   /* (not owned) (nullable) */
  FigmentInstance *outer;     /* (owned) */
  GHashTable      *broadcast; /* (owned) "id\tslot" -> FigmentEditorLink, owned: links that are nowhere else */
  GHashTable      *senders;   /* (owned) ids of nodes that do nothing but broadcast */
  GStringChunk    *strings;   /* (owned) names that are made up here */
  GPtrArray       *blocks;    /* (owned) memory that lives as long as this */
  GPtrArray       *unknown;   /* (owned) of char, not owned: classes whose widgets have no names */
  GPtrArray       *misfits;   /* (owned) of char, not owned: classes whose values do not fit what is known of them */
  guint            n_nodes;   /* written out so far */
  gsize            n_bytes;   /* the same; FIGMENT_CONVERT_MAX_BYTES: nothing more is taken in */
  guint            n_steps;   /* walked so far */
  gboolean         too_deep;  /* or too large */
} FigmentConvert;

/* What an input holds in the end. */
typedef enum
{
  FIGMENT_SOURCE_NOTHING, /* not linked: the widget's own value counts */
  FIGMENT_SOURCE_LINK,
  FIGMENT_SOURCE_VALUE,
  FIGMENT_SOURCE_GONE,    /* linked to a node that is not run */
} FigmentSourceKind;

typedef struct
{
  FigmentSourceKind  kind;
  FigmentInstance   *instance;
  FigmentEditorNode *node;
  guint              slot;
  JsonNode          *value; /* (not owned) */
} FigmentSource;

typedef enum
{
  FIGMENT_WIDGET_ANY,
  FIGMENT_WIDGET_INT,
  FIGMENT_WIDGET_FLOAT,
  FIGMENT_WIDGET_STRING,
  FIGMENT_WIDGET_BOOLEAN,
  FIGMENT_WIDGET_COMBO,
  FIGMENT_WIDGET_CONTROL, /* what happens to a seed after a run; not an input */
  FIGMENT_WIDGET_UPLOAD,  /* a button; not an input */
} FigmentWidgetKind;

/* A control of a node in the editor; strings live as long as the conversion. */
typedef struct
{
  const char         *name;
  const char         *owner;        /* (nullable) the inner node's id, in a group node */
  FigmentWidgetKind   kind;
  gboolean            phantom;      /* takes a place among the values and is no input of its own */
  const char         *default_text; /* (nullable) JSON */
  guint               n_choices;
  const char *const  *choices;      /* JSON text of each */
} FigmentWidget;

/* figment-convert-instance.c */
FigmentInstance *_figment_instance_new           (FigmentConvert          *convert,
                                                  FigmentInstance         *parent,
                                                  FigmentEditorNode       *host,
                                                  FigmentEditorScope      *scope,
                                                  guint                    depth);
void             _figment_instance_free          (FigmentInstance         *self);
int              _figment_instance_find_host_slot (FigmentInstance        *self,
                                                  const char              *name);
JsonNode        *_figment_instance_get_override  (FigmentInstance         *self,
                                                  const char              *id,
                                                  const char              *name);

/* figment-convert-resolve.c */
FigmentSource    _figment_convert_resolve        (FigmentConvert          *convert,
                                                  FigmentInstance         *instance,
                                                  FigmentEditorNode       *node,
                                                  guint                    slot);

/* figment-convert-budget.c */
gboolean         _figment_convert_spend          (FigmentConvert          *convert,
                                                  gsize                    n_bytes);
gboolean         _figment_convert_spend_value    (FigmentConvert          *convert,
                                                  JsonNode                *value);
gboolean         _figment_convert_is_spent       (FigmentConvert          *convert);

/* figment-convert-class.c */
gboolean         _figment_convert_is_virtual     (FigmentConvert          *convert,
                                                  FigmentEditorNode       *node);
gboolean         _figment_convert_is_primitive   (FigmentEditorNode       *node);
gboolean         _figment_convert_is_setter      (FigmentEditorNode       *node);
gboolean         _figment_convert_is_getter      (FigmentEditorNode       *node);
gboolean         _figment_convert_is_control_word
                                                 (JsonNode                *value);
gboolean         _figment_convert_is_control_name
                                                 (const char              *name);

/* figment-convert-widgets.c */
JsonNode        *_figment_convert_get_first_value
                                                 (FigmentEditorNode       *node);
void             _figment_convert_set_literal    (FigmentConvert          *convert,
                                                  JsonObject              *inputs,
                                                  const char              *name,
                                                  JsonNode                *value);
void             _figment_convert_add_widgets    (FigmentConvert          *convert,
                                                  FigmentInstance         *instance,
                                                  FigmentEditorNode       *node,
                                                  JsonObject              *inputs);
GArray          *_figment_convert_list_slots     (FigmentConvert          *convert,
                                                  FigmentEditorNode       *node,
                                                  const FigmentCatalogClass *class);
void             _figment_convert_choose_widgets (GArray                 **best,
                                                  int                     *cost,
                                                  GArray                  *other,
                                                  JsonArray               *values);
GArray          *_figment_convert_list_widgets   (FigmentConvert          *convert,
                                                  FigmentEditorNode       *node,
                                                  JsonArray               *values,
                                                  int                     *cost);

/* figment-convert-spec.c */
void             _figment_convert_list_declared  (FigmentConvert          *convert,
                                                  const FigmentCatalogClass *class,
                                                  JsonArray               *values,
                                                  GArray                  *widgets);
gboolean         _figment_convert_list_known     (FigmentConvert          *convert,
                                                  const char              *class_type,
                                                  GArray                  *widgets);
void             _figment_convert_add_slot_widget
                                                 (FigmentConvert          *convert,
                                                  const FigmentCatalogClass *class,
                                                  const char              *name,
                                                  const char              *type,
                                                  GArray                  *widgets);

/* figment-convert-align.c */
int              _figment_convert_align          (const FigmentWidget     *widgets,
                                                  guint                    n_widgets,
                                                  JsonArray               *values,
                                                  int                     *places);

G_END_DECLS
