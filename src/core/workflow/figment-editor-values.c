/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-editor-values.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

typedef struct
{
  JsonObject   *root;
  JsonArray    *definitions; /* (nullable) of subgraphs */
  GHashTable   *shared;      /* (owned) UUIDs of definitions that several nodes use */
  FigmentGraph *before;
  FigmentGraph *after;
} Writer;

static char *
dup_id (JsonNode *node)
{
  const char *text = figment_json_to_string (node);

  return text != NULL ? g_strdup (text) : figment_json_is_number (node) ? figment_json_dup_number (node) : NULL;
}

static JsonObject *
find_definition (Writer     *self,
                 const char *uuid)
{
  for (guint i = 0; self->definitions != NULL && i < json_array_get_length (self->definitions); i++)
    {
      JsonObject *definition = figment_json_to_object (json_array_get_element (self->definitions, i));

      if (g_strcmp0 (figment_json_get_string (definition, "id"), uuid) == 0)
        return definition;
    }
  return NULL;
}

static JsonObject *
find_node (JsonObject *scope,
           const char *id)
{
  JsonArray *nodes = figment_json_get_array (scope, "nodes");

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (nodes, i));
      g_autofree char *own = dup_id (figment_json_get (node, "id"));

      if (g_strcmp0 (own, id) == 0)
        return node;
    }
  return NULL;
}

/* The editor's node for "57:8" of the graph: node 8 in the definition of what node 57 is an instance of. */
static JsonObject *
find_by_path (Writer     *self,
              const char *path)
{
  g_auto(GStrv) ids = g_strsplit (path, ":", -1);
  JsonObject *scope = self->root, *node = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      const char *type;

      node = scope != NULL ? find_node (scope, ids[i]) : NULL;
      if (node == NULL || ids[i + 1] == NULL)
        return node;
      type = figment_json_get_string (node, "type");
      if (type == NULL || g_hash_table_contains (self->shared, type))
        return NULL;
      scope = find_definition (self, type);
    }
  return node;
}

static gboolean
is_same (JsonNode *first,
         JsonNode *second)
{
  g_autofree char *a = figment_json_write (first, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autofree char *b = figment_json_write (second, FIGMENT_JSON_WRITE_COMPACT, NULL);
  double x, y;

  return g_strcmp0 (a, b) == 0
         || (figment_json_to_double (first, &x) && figment_json_to_double (second, &y) && x == y);
}

/*
 * Where each literal of the node stands in its list of values: both are in the order of the widgets, and the list has
 * some more in between (what becomes of a seed afterwards, values of widgets that are linked). Puts in @places, which
 * has as many as @values, the value that was sent where it is another one.
 */
static guint
find_places (JsonArray  *values,
             JsonObject *before,
             JsonObject *after,
             JsonNode  **places)
{
  guint next = 0, n = 0;
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, before);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    {
      JsonNode *sent = figment_json_get (after, input);
      guint i = next;

      if (figment_graph_node_get_link (value, NULL) != NULL)
        continue;
      while (i < json_array_get_length (values) && !is_same (json_array_get_element (values, i), value))
        i++;
      if (i == json_array_get_length (values))
        continue;
      next = i + 1;
      if (sent == NULL || figment_graph_node_get_link (sent, NULL) != NULL || is_same (sent, value))
        continue;
      places[i] = sent;
      n++;
    }
  return n;
}

static void
write_list (JsonObject *node,
            JsonArray  *values,
            JsonObject *before,
            JsonObject *after)
{
  const guint n = json_array_get_length (values);
  g_autofree JsonNode **places = g_new0 (JsonNode *, n);
  JsonArray *written;

  if (find_places (values, before, after, places) == 0)
    return;
  written = json_array_sized_new (n);
  for (guint i = 0; i < n; i++)
    json_array_add_element (written,
                            figment_json_copy (places[i] != NULL ? places[i] : json_array_get_element (values, i)));
  json_object_set_array_member (node, "widgets_values", written);
}

/* Some packs keep their values by name (VHS). */
static void
write_object (JsonObject *values,
              JsonObject *before,
              JsonObject *after)
{
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, before);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    {
      JsonNode *sent = figment_json_get (after, input);

      if (sent != NULL && figment_json_get (values, input) != NULL && figment_graph_node_get_link (sent, NULL) == NULL)
        json_object_set_member (values, input, figment_json_copy (sent));
    }
}

static void
write_node (Writer     *self,
            const char *id)
{
  JsonObject *before = figment_graph_get_inputs (self->before, id), *after = figment_graph_get_inputs (self->after, id);
  JsonObject *node = before != NULL && after != NULL ? find_by_path (self, id) : NULL;
  JsonNode *values = figment_json_get (node, "widgets_values");

  if (figment_json_to_array (values) != NULL)
    write_list (node, json_node_get_array (values), before, after);
  else if (figment_json_to_object (values) != NULL)
    write_object (json_node_get_object (values), before, after);
}

/* The definitions that more than one node is an instance of: what is written into one would be in all. */
static void
find_shared (Writer     *self,
             JsonObject *scope,
             GHashTable *seen)
{
  JsonArray *nodes = figment_json_get_array (scope, "nodes");

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      const char *type =
        figment_json_get_string (figment_json_to_object (json_array_get_element (nodes, i)), "type");

      if (type != NULL && find_definition (self, type) != NULL && !g_hash_table_add (seen, (gpointer) type))
        g_hash_table_add (self->shared, (gpointer) type);
    }
}

/**
 * figment_editor_write_values:
 * @editor: (nullable): JSON
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): JSON
 */
char *
figment_editor_write_values (const char   *editor,
                             FigmentGraph *before,
                             FigmentGraph *after)
{
  g_autoptr(JsonNode) root = editor != NULL ? figment_json_parse (editor, strlen (editor), NULL) : NULL;
  g_autoptr(GHashTable) shared = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Writer self = { .root = figment_json_to_object (root), .shared = shared, .before = before, .after = after };

  g_return_val_if_fail (before != NULL && after != NULL, NULL);
  if (figment_json_get_array (self.root, "nodes") == NULL)
    return NULL;
  self.definitions = figment_json_get_array (figment_json_get_object (self.root, "definitions"), "subgraphs");
  find_shared (&self, self.root, seen);
  for (guint i = 0; self.definitions != NULL && i < json_array_get_length (self.definitions); i++)
    find_shared (&self, figment_json_to_object (json_array_get_element (self.definitions, i)), seen);
  for (const char *const *id = figment_graph_get_ids (before); *id != NULL; id++)
    if (figment_graph_has_node (after, *id))
      write_node (&self, *id);
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}
