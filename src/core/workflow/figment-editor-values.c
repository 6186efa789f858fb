/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-editor-values.h"

#include <string.h>

#include "figment-editor-index-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

typedef struct
{
  FigmentEditorIndex *index;
  GHashTable         *shared; /* UUIDs of definitions that several nodes use */
  FigmentGraph       *before;
  FigmentGraph       *after;
} Writer;

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
  JsonObject *node = NULL;
  JsonNode *values;

  if (before != NULL && after != NULL)
    node = _figment_editor_index_find_path (self->index, id, self->shared);
  values = figment_json_get (node, "widgets_values");

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

      if (_figment_editor_index_find_definition (self->index, type) != NULL
          && !g_hash_table_add (seen, (gpointer) type))
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
  JsonObject *object = figment_json_to_object (root);
  JsonArray *definitions = figment_json_get_array (figment_json_get_object (object, "definitions"), "subgraphs");
  g_autoptr(GHashTable) shared = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(FigmentEditorIndex) index = _figment_editor_index_new (object);
  Writer self = { index, shared, before, after };

  g_return_val_if_fail (before != NULL && after != NULL, NULL);
  if (figment_json_get_array (object, "nodes") == NULL)
    return NULL;
  find_shared (&self, object, seen);
  for (guint i = 0; definitions != NULL && i < json_array_get_length (definitions); i++)
    find_shared (&self, figment_json_to_object (json_array_get_element (definitions, i)), seen);
  for (const char *const *id = figment_graph_get_ids (before); *id != NULL; id++)
    if (figment_graph_has_node (after, *id))
      write_node (&self, *id);
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}
