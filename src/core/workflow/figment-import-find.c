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
  JsonNode   *value;  /* (owned) */
  guint       parent; /* its place in the queue */
  const char *name;   /* (not owned) (nullable) as a member */
  int         index;  /* as an element, or -1 */
  guint       level;
  JsonNode   *outer;  /* (not owned) (nullable) the object around it, which lives as long as the search */
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
}

/* Whether a workflow may be inside; all the numbers of a long list would keep out what comes behind it. */
static gboolean
may_hold (JsonNode *value)
{
  const char *string = figment_json_to_string (value);

  return JSON_NODE_HOLDS_OBJECT (value) || JSON_NODE_HOLDS_ARRAY (value)
         || (string != NULL && strpbrk (string, "{[") != NULL);
}

static void
push_members (GArray *queue,
              guint   parent)
{
  const Candidate from = g_array_index (queue, Candidate, parent);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (from.value));
  while (json_object_iter_next_ordered (&iter, &name, &member) && queue->len < MAX_VALUES)
    if (may_hold (member) && strlen (name) <= FIGMENT_EDITOR_MAX_NAME)
      {
        const Candidate child = { json_node_ref (member), parent, name, -1, from.level + 1, from.value };

        g_array_append_val (queue, child);
      }
}

static void
push_elements (GArray *queue,
               guint   parent)
{
  const Candidate from = g_array_index (queue, Candidate, parent);
  JsonArray *array = json_node_get_array (from.value);

  for (guint i = 0; i < json_array_get_length (array) && queue->len < MAX_VALUES; i++)
    if (may_hold (json_array_get_element (array, i)))
      {
        const Candidate child = {
          json_node_ref (json_array_get_element (array, i)), parent, NULL, (int) i, from.level + 1, from.outer,
        };

        g_array_append_val (queue, child);
      }
}

/* Queues what is directly inside a candidate: members, elements, or JSON that is written as text. */
static void
push_children (GArray *queue,
               guint   parent)
{
  const Candidate from = g_array_index (queue, Candidate, parent);
  const char *string = figment_json_to_string (from.value);

  if (JSON_NODE_HOLDS_OBJECT (from.value))
    push_members (queue, parent);
  else if (JSON_NODE_HOLDS_ARRAY (from.value))
    push_elements (queue, parent);
  else if (string != NULL && strpbrk (string, "{[") != NULL)
    {
      FigmentJsonRepair repairs;
      JsonNode *inner = figment_json_parse_relaxed (string, strlen (string), &repairs, NULL);
      const Candidate child = { inner, parent, NULL, -1, from.level + 1, from.outer };

      if (inner != NULL)
        g_array_append_val (queue, child);
    }
}

/* "data.list[3].prompt"; one for each candidate would be a hundred thousand copies of whatever is in front. */
static char *
build_path (GArray *queue,
            guint   index)
{
  GString *path = g_string_new (NULL);

  for (const Candidate *at = &g_array_index (queue, Candidate, index); at->level > 0;
       at = &g_array_index (queue, Candidate, at->parent))
    {
      g_autofree char *place = at->index >= 0 ? g_strdup_printf ("[%d]", at->index) : NULL;

      if (path->len > 0 && path->str[0] != '[' && (place != NULL || at->name != NULL))
        g_string_prepend_c (path, '.');
      g_string_prepend (path, place != NULL ? place : at->name != NULL ? at->name : "");
    }
  return g_string_free (path, FALSE);
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
take (FigmentFinding *finding,
      GArray         *queue,
      guint           index,
      Shape           shape)
{
  const Candidate *candidate = &g_array_index (queue, Candidate, index);

  if (shape == SHAPE_EDITOR)
    {
      if (finding->editor != NULL)
        {
          finding->n_graphs += finding->graph == NULL;
          return;
        }
      finding->editor = json_node_ref (candidate->value);
      finding->editor_path = build_path (queue, index);
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
      finding->graph_path = build_path (queue, index);
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
  const Candidate outermost = { json_node_ref (root), 0, NULL, -1, 0, NULL };

  *finding = (FigmentFinding) { 0 };
  g_array_set_clear_func (queue, (GDestroyNotify) candidate_clear);
  g_array_append_val (queue, outermost);
  for (guint i = 0; i < queue->len; i++)
    {
      const Candidate candidate = g_array_index (queue, Candidate, i);
      const Shape shape = get_shape (candidate.value);

      if (shape != SHAPE_OTHER)
        take (finding, queue, i, shape);
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
