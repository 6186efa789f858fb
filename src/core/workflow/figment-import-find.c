/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-private.h"

#include <string.h>

#include "figment-editor-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* How far a workflow is looked for inside something else: levels, and values in all. */
#define MAX_LEVELS 10
#define MAX_VALUES 100000

/* Bytes of a name that is taken for the workflow's. */
#define MAX_NAME 120

typedef enum
{
  SHAPE_OTHER,
  SHAPE_GRAPH,     /* API format */
  SHAPE_EDITOR,    /* as the editor saves: nodes and links */
  SHAPE_NODE_LIST, /* nodes of a graph, but in a list */
} Shape;

typedef struct
{
  JsonNode *value; /* (owned) */
  char     *path;  /* (owned) */
  guint     level;
  JsonNode *outer; /* (not owned) (nullable) the object around it, which lives as long as the search */
} Candidate;

void
_figment_finding_clear (FigmentFinding *self)
{
  g_clear_pointer (&self->graph, json_node_unref);
  g_clear_pointer (&self->editor, json_node_unref);
  g_clear_pointer (&self->graph_path, g_free);
  g_clear_pointer (&self->editor_path, g_free);
  g_clear_pointer (&self->name, g_free);
}

static gboolean
has_class (JsonNode *value)
{
  return figment_json_get_string (figment_json_to_object (value), "class_type") != NULL;
}

static gboolean
is_graph (JsonObject *object)
{
  JsonObjectIter iter;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    if (has_class (member))
      return TRUE;
  return FALSE;
}

static Shape
get_shape (JsonNode *value)
{
  JsonObject *object = figment_json_to_object (value);
  JsonArray *array = figment_json_to_array (value);

  if (object != NULL && is_graph (object))
    return SHAPE_GRAPH;
  if (_figment_editor_is_document (value))
    return SHAPE_EDITOR;
  if (array != NULL && json_array_get_length (array) > 0 && has_class (json_array_get_element (array, 0)))
    return SHAPE_NODE_LIST;
  return SHAPE_OTHER;
}

static void
candidate_clear (Candidate *self)
{
  json_node_unref (self->value);
  g_free (self->path);
}

/* @value: (transfer full); @path: (transfer full) */
static void
push (GArray   *queue,
      JsonNode *value,
      char     *path,
      guint     level,
      JsonNode *outer)
{
  const Candidate candidate = { value, path, level, outer };

  g_array_append_val (queue, candidate);
}

/* Queues what is directly inside a candidate: members, elements, or JSON that is written as text. */
static void
push_children (GArray *queue,
               guint   index)
{
  const Candidate from = g_array_index (queue, Candidate, index);
  const char *string = figment_json_to_string (from.value);
  const guint level = from.level + 1;

  if (JSON_NODE_HOLDS_OBJECT (from.value))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (from.value));
      while (json_object_iter_next_ordered (&iter, &name, &member) && queue->len < MAX_VALUES)
        push (queue, json_node_ref (member), g_strconcat (from.path, from.path[0] != '\0' ? "." : "", name, NULL),
              level, from.value);
    }
  else if (JSON_NODE_HOLDS_ARRAY (from.value))
    {
      JsonArray *array = json_node_get_array (from.value);

      for (guint i = 0; i < json_array_get_length (array) && queue->len < MAX_VALUES; i++)
        push (queue, json_node_ref (json_array_get_element (array, i)), g_strdup_printf ("%s[%u]", from.path, i), level,
              from.outer);
    }
  else if (string != NULL && strpbrk (string, "{[") != NULL)
    {
      FigmentJsonRepair repairs;
      JsonNode *inner = figment_json_parse_relaxed (string, strlen (string), &repairs, NULL);

      if (inner != NULL)
        push (queue, inner, g_strdup (from.path), level, from.outer);
    }
}

/* Nodes in a list carry their ids with them, or go by their place. */
static JsonNode *
number_nodes (JsonNode *list)
{
  JsonArray *array = json_node_get_array (list);
  JsonObject *graph = json_object_new ();
  JsonNode *root;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonNode *id = figment_json_get (figment_json_to_object (node), "id");
      g_autofree char *number = figment_json_dup_number (id);
      g_autofree char *place = g_strdup_printf ("%u", i);
      const char *text = figment_json_to_string (id);

      if (figment_json_to_object (node) != NULL)
        json_object_set_member (graph, text != NULL ? text : number != NULL ? number : place, figment_json_copy (node));
    }
  root = json_node_init_object (json_node_alloc (), graph);
  json_object_unref (graph);
  return root;
}

/* What the object around a workflow says that it is called. */
static char *
find_name (JsonNode *outer)
{
  static const char *const members[] = { "name", "title" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *name = figment_json_get_string (figment_json_to_object (outer), members[i]);

      if (name != NULL && name[0] != '\0' && strlen (name) <= MAX_NAME && strpbrk (name, "\n\r\t") == NULL)
        return g_strdup (name);
    }
  return NULL;
}

static void
take (FigmentFinding  *finding,
      const Candidate *candidate,
      Shape            shape)
{
  if (shape == SHAPE_EDITOR)
    {
      if (finding->editor != NULL)
        {
          finding->n_graphs += finding->graph == NULL;
          return;
        }
      finding->editor = json_node_ref (candidate->value);
      finding->editor_path = g_strdup (candidate->path);
    }
  else if (finding->graph != NULL)
    {
      finding->n_graphs++;
      return;
    }
  else
    {
      finding->numbered = shape == SHAPE_NODE_LIST;
      finding->graph = shape == SHAPE_NODE_LIST ? number_nodes (candidate->value) : json_node_ref (candidate->value);
      finding->graph_path = g_strdup (candidate->path);
      finding->n_graphs = 0;
    }
  if (finding->n_graphs == 0)
    finding->n_graphs = 1;
  if (finding->name == NULL)
    finding->name = find_name (candidate->outer);
}

/**
 * _figment_import_find:
 * @finding: (out): to be cleared
 *
 * Looks level by level for a graph that can be sent and for one as the editor keeps it; the outermost of each is taken,
 * the first of several. What is inside one is part of it and not looked at.
 */
void
_figment_import_find (JsonNode       *root,
                      FigmentFinding *finding)
{
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (Candidate));

  *finding = (FigmentFinding) { 0 };
  g_array_set_clear_func (queue, (GDestroyNotify) candidate_clear);
  push (queue, json_node_ref (root), g_strdup (""), 0, NULL);
  for (guint i = 0; i < queue->len; i++)
    {
      const Candidate candidate = g_array_index (queue, Candidate, i);
      const Shape shape = get_shape (candidate.value);

      if (shape != SHAPE_OTHER)
        take (finding, &candidate, shape);
      else if (candidate.level < MAX_LEVELS)
        push_children (queue, i);
    }
}

gboolean
_figment_import_has_any (JsonNode *root)
{
  g_auto(FigmentFinding) finding = { 0 };

  _figment_import_find (root, &finding);
  return finding.graph != NULL || finding.editor != NULL;
}
