/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-editor-index-private.h"

#include "json/figment-json-value.h"

struct _FigmentEditorIndex
{
  JsonObject *root;        /* (nullable) not owned, like all objects here */
  GHashTable *definitions; /* (owned) UUID -> JsonObject of the subgraph */
  GHashTable *scopes;      /* (owned) scope -> GHashTable (owned) of id (owned) -> JsonObject; made when first asked */
};

/* Returns: (transfer full) (nullable) */
char *
_figment_editor_dup_id (JsonNode *node)
{
  const char *text = figment_json_to_string (node);

  return text != NULL ? g_strdup (text) : figment_json_is_number (node) ? figment_json_dup_number (node) : NULL;
}

static GHashTable *
list_definitions (JsonObject *root)
{
  JsonArray *array = figment_json_get_array (figment_json_get_object (root, "definitions"), "subgraphs");
  GHashTable *definitions = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *definition = figment_json_to_object (json_array_get_element (array, i));
      const char *uuid = figment_json_get_string (definition, "id");

      if (uuid != NULL && !g_hash_table_contains (definitions, uuid))
        g_hash_table_insert (definitions, (gpointer) uuid, definition);
    }
  return definitions;
}

static GHashTable *
list_nodes (JsonObject *scope)
{
  JsonArray *array = figment_json_get_array (scope, "nodes");
  GHashTable *nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (array, i));
      g_autofree char *id = _figment_editor_dup_id (figment_json_get (node, "id"));

      if (id != NULL && !g_hash_table_contains (nodes, id))
        g_hash_table_insert (nodes, g_steal_pointer (&id), node);
    }
  return nodes;
}

/* @root: (nullable): nothing is found in %NULL */
FigmentEditorIndex *
_figment_editor_index_new (JsonObject *root)
{
  FigmentEditorIndex *self = g_new0 (FigmentEditorIndex, 1);

  self->root = root;
  self->definitions = list_definitions (root);
  self->scopes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
_figment_editor_index_free (FigmentEditorIndex *self)
{
  g_hash_table_unref (self->definitions);
  g_hash_table_unref (self->scopes);
  g_free (self);
}

JsonObject *
_figment_editor_index_find_definition (FigmentEditorIndex *self,
                                       const char         *uuid)
{
  return uuid != NULL ? g_hash_table_lookup (self->definitions, uuid) : NULL;
}

JsonObject *
_figment_editor_index_find_node (FigmentEditorIndex *self,
                                 JsonObject         *scope,
                                 const char         *id)
{
  GHashTable *nodes;

  if (scope == NULL)
    return NULL;
  nodes = g_hash_table_lookup (self->scopes, scope);
  if (nodes == NULL)
    {
      nodes = list_nodes (scope);
      g_hash_table_insert (self->scopes, scope, nodes);
    }
  return g_hash_table_lookup (nodes, id);
}

JsonObject *
_figment_editor_index_find_path (FigmentEditorIndex *self,
                                 const char         *path,
                                 GHashTable         *closed)
{
  g_auto(GStrv) ids = g_strsplit (path, ":", -1);
  JsonObject *scope = self->root, *node = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const char *type;

      node = _figment_editor_index_find_node (self, scope, ids[i]);
      if (node == NULL || ids[i + 1] == NULL)
        return node;
      type = figment_json_get_string (node, "type");
      if (type == NULL || (closed != NULL && g_hash_table_contains (closed, type)))
        return NULL;
      scope = _figment_editor_index_find_definition (self, type);
    }
  return node;
}
