/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-author-private.h"

#include <string.h>

#include "figment-editor-index-private.h"
#include "json/figment-json-value.h"

/*
 * The form that an author made in ComfyUI's App mode: extra.linearData = { "inputs": [[id, widget, { "description",
 * "height" }]], "outputs": [id] } in what the editor saves (ComfyUI_frontend src/stores/appModeStore.ts,
 * src/types/widgetId.ts). Ids come in three forms: a node's, alone or with those of the subgraphs that it is in before
 * it ("57:8"); a subgraph's UUID and a node's id in it; both of those and the widget's name, URI-encoded.
 */

/* Subgraphs inside each other, and instances of them; the editor itself allows 100 deep. */
#define MAX_DEPTH 16
#define MAX_INSTANCES 256

/* Inputs or outputs that are read, each of which may be looked for in the whole document. */
#define MAX_ENTRIES 1000

typedef struct
{
  FigmentAuthorReader *reader;
  JsonObject          *root;
  FigmentEditorIndex  *index;
  guint                n_visits; /* on the way to the instances of one subgraph */
} App;

/* Adds to @paths, with a colon at the end, the ids that lead to each instance of the subgraph @uuid. */
static void
find_instances (App        *self,
                JsonObject *scope,
                const char *path,
                const char *uuid,
                guint       depth,
                GPtrArray  *paths)
{
  JsonArray *nodes = figment_json_get_array (scope, "nodes");

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (nodes, i));
      const char *type = figment_json_get_string (node, "type");
      JsonObject *definition = _figment_editor_index_find_definition (self->index, type);
      g_autofree char *id = NULL, *inner = NULL;

      if (definition == NULL || depth >= MAX_DEPTH || self->n_visits++ >= MAX_INSTANCES)
        continue;
      id = _figment_editor_dup_id (figment_json_get (node, "id"));
      inner = g_strconcat (path, id, ":", NULL);
      if (g_str_equal (type, uuid))
        g_ptr_array_add (paths, g_strdup (inner));
      find_instances (self, definition, inner, uuid, depth + 1, paths);
    }
}

/* The widget of a subgraph's own node stands on a node inside: properties.proxyWidgets = [["8", "text"]]. */
static FigmentAuthorField *
add_promoted (App        *self,
              const char *path,
              JsonObject *node,
              const char *widget)
{
  JsonArray *promoted = figment_json_get_array (figment_json_get_object (node, "properties"), "proxyWidgets");

  for (guint i = 0; promoted != NULL && i < json_array_get_length (promoted); i++)
    {
      JsonArray *pair = figment_json_to_array (json_array_get_element (promoted, i));
      const char *name = pair != NULL && json_array_get_length (pair) > 1
                           ? figment_json_to_string (json_array_get_element (pair, 1)) : NULL;
      g_autofree char *id = name != NULL ? _figment_editor_dup_id (json_array_get_element (pair, 0)) : NULL;
      g_autofree char *inner = id != NULL ? g_strconcat (path, ":", id, NULL) : NULL;

      if (inner != NULL && g_str_equal (name, widget) && !g_str_equal (id, "-1")
          && figment_graph_has_node (self->reader->graph, inner))
        return _figment_author_add_field (self->reader, FIGMENT_AUTHOR_APP_MODE, inner, name);
    }
  return NULL;
}

/* The same where the widget came to be one by an input of the subgraph: to the first node inside that takes it. */
static FigmentAuthorField *
add_input (App        *self,
           const char *path,
           JsonObject *definition,
           const char *widget)
{
  JsonArray *inputs = figment_json_get_array (definition, "inputs");
  JsonArray *links = figment_json_get_array (definition, "links");
  guint slot = G_MAXUINT;

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs) && slot == G_MAXUINT; i++)
    if (g_strcmp0 (figment_json_get_string (figment_json_to_object (json_array_get_element (inputs, i)), "name"),
                   widget) == 0)
      slot = i;
  for (guint i = 0; slot != G_MAXUINT && links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *link = figment_json_to_object (json_array_get_element (links, i));
      g_autofree char *target = _figment_editor_dup_id (figment_json_get (link, "target_id"));
      g_autofree char *inner = target != NULL ? g_strconcat (path, ":", target, NULL) : NULL;
      JsonArray *slots;
      JsonObject *object;

      if (inner == NULL || figment_json_get_int64 (link, "origin_id", 0) != -10
          || figment_json_get_int64 (link, "origin_slot", -1) != slot)
        continue;
      slots = figment_json_get_array (_figment_editor_index_find_node (self->index, definition, target), "inputs");
      object = slots != NULL && figment_json_get_int64 (link, "target_slot", 0) < json_array_get_length (slots)
                 ? figment_json_to_object (json_array_get_element (
                     slots, (guint) MAX (figment_json_get_int64 (link, "target_slot", 0), 0))) : NULL;
      if (figment_json_get_string (object, "name") != NULL)
        return _figment_author_add_field (self->reader, FIGMENT_AUTHOR_APP_MODE, inner,
                                          figment_json_get_string (object, "name"));
    }
  return NULL;
}

/* A primitive of the editor is no node of the graph: its value stands where its link led. */
static FigmentAuthorField *
add_primitive (App        *self,
               const char *id)
{
  JsonArray *links = figment_json_get_array (self->root, "links");

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonArray *link = figment_json_to_array (json_array_get_element (links, i));
      g_autofree char *origin = NULL, *target = NULL;
      JsonArray *slots;
      gint64 slot;

      if (link == NULL || json_array_get_length (link) < 5)
        continue;
      origin = _figment_editor_dup_id (json_array_get_element (link, 1));
      target = _figment_editor_dup_id (json_array_get_element (link, 3));
      if (g_strcmp0 (origin, id) != 0 || target == NULL
          || !figment_json_to_int64 (json_array_get_element (link, 4), &slot))
        continue;
      slots = figment_json_get_array (_figment_editor_index_find_node (self->index, self->root, target), "inputs");
      if (slots != NULL && slot >= 0 && slot < json_array_get_length (slots))
        {
          JsonObject *object = figment_json_to_object (json_array_get_element (slots, (guint) slot));

          if (figment_json_get_string (object, "name") != NULL)
            return _figment_author_add_field (self->reader, FIGMENT_AUTHOR_APP_MODE, target,
                                              figment_json_get_string (object, "name"));
        }
    }
  return NULL;
}

/* @path: a node's id in the graph, or that of a subgraph's own node, or of a primitive */
static FigmentAuthorField *
add_by_path (App        *self,
             const char *path,
             const char *widget)
{
  JsonObject *node, *definition;
  const char *type;
  FigmentAuthorField *field;

  if (figment_graph_has_node (self->reader->graph, path))
    return _figment_author_add_field (self->reader, FIGMENT_AUTHOR_APP_MODE, path, widget);
  node = _figment_editor_index_find_path (self->index, path, NULL);
  type = figment_json_get_string (node, "type");
  definition = _figment_editor_index_find_definition (self->index, type);
  if (definition == NULL)
    return g_strcmp0 (type, "PrimitiveNode") == 0 ? add_primitive (self, path) : NULL;
  field = add_promoted (self, path, node, widget);
  return field != NULL ? field : add_input (self, path, definition, widget);
}

/* The paths in the graph that an id of App mode stands for; @widget is set where the id has its name in it. */
static GPtrArray *
resolve (App         *self,
         const char  *id,
         char       **widget)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) parts = g_strsplit (id, ":", 3);
  const gboolean is_root = g_strcmp0 (figment_json_get_string (self->root, "id"), parts[0]) == 0;

  if (g_strv_length (parts) < 2 || (!is_root && _figment_editor_index_find_definition (self->index, parts[0]) == NULL))
    {
      g_ptr_array_add (paths, g_strdup (id));
      return paths;
    }
  if (parts[2] != NULL)
    {
      g_free (*widget);
      *widget = g_uri_unescape_string (parts[2], NULL);
    }
  if (is_root)
    g_ptr_array_add (paths, g_strdup (""));
  else
    {
      self->n_visits = 0;
      find_instances (self, self->root, "", parts[0], 0, paths);
    }
  for (guint i = 0; i < paths->len; i++)
    {
      char *path = g_strconcat (g_ptr_array_index (paths, i), parts[1], NULL);

      g_free (paths->pdata[i]);
      paths->pdata[i] = path;
    }
  return paths;
}

static void
read_input (App       *self,
            JsonArray *entry)
{
  const guint n = entry != NULL ? json_array_get_length (entry) : 0;
  g_autofree char *id = n > 0 ? _figment_editor_dup_id (json_array_get_element (entry, 0)) : NULL;
  g_autofree char *widget = n > 1 ? g_strdup (figment_json_to_string (json_array_get_element (entry, 1))) : NULL;
  JsonObject *config = n > 2 ? figment_json_to_object (json_array_get_element (entry, 2)) : NULL;
  g_autoptr(GPtrArray) paths = id != NULL ? resolve (self, id, &widget) : NULL;

  for (guint i = 0; paths != NULL && widget != NULL && i < paths->len; i++)
    {
      FigmentAuthorField *field = add_by_path (self, g_ptr_array_index (paths, i), widget);

      if (field != NULL)
        field->description = g_strdup (figment_json_get_string (config, "description"));
    }
}

void
_figment_author_read_app (FigmentAuthorReader *reader,
                          JsonNode            *editor)
{
  JsonObject *root = figment_json_to_object (editor);
  JsonObject *data = figment_json_get_object (figment_json_get_object (root, "extra"), "linearData");
  JsonArray *inputs = figment_json_get_array (data, "inputs"), *outputs = figment_json_get_array (data, "outputs");
  g_autoptr(FigmentEditorIndex) index = _figment_editor_index_new (root);
  App self = { .reader = reader, .root = root, .index = index };

  for (guint i = 0; inputs != NULL && i < MIN (json_array_get_length (inputs), MAX_ENTRIES); i++)
    read_input (&self, figment_json_to_array (json_array_get_element (inputs, i)));
  for (guint i = 0; outputs != NULL && i < MIN (json_array_get_length (outputs), MAX_ENTRIES); i++)
    {
      g_autofree char *id = _figment_editor_dup_id (json_array_get_element (outputs, i));
      g_autofree char *unused = NULL;
      g_autoptr(GPtrArray) paths = id != NULL ? resolve (&self, id, &unused) : NULL;

      for (guint j = 0; paths != NULL && j < paths->len; j++)
        _figment_author_add_output (reader, g_ptr_array_index (paths, j));
    }
}
