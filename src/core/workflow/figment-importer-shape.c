/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-importer-private.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* How far a workflow is looked for inside something else: levels, and values in all. */
#define MAX_LEVELS 8
#define MAX_VALUES 20000

typedef enum
{
  SHAPE_OTHER,
  SHAPE_GRAPH,     /* API format */
  SHAPE_EDITOR,    /* as the editor saves: nodes and links */
  SHAPE_NODE_LIST, /* nodes of a graph, but in a list */
} Shape;

typedef struct
{
  JsonNode   *value;  /* borrowed, or owned by @texts of the search */
  char       *path;   /* (owned) */
  guint       level;
  gboolean    text;   /* found as JSON written inside a string */
} Candidate;

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
  JsonArray *nodes = figment_json_get_array (object, "nodes");

  if (object != NULL && is_graph (object))
    return SHAPE_GRAPH;
  /* Version 1 of the editor's format has objects for links; files without a link have the member all the same. */
  if (nodes != NULL
      && (json_object_has_member (object, "links")
          || (json_array_get_length (nodes) > 0
              && figment_json_get (figment_json_to_object (json_array_get_element (nodes, 0)), "type") != NULL)))
    return SHAPE_EDITOR;
  if (array != NULL && json_array_get_length (array) > 0 && has_class (json_array_get_element (array, 0)))
    return SHAPE_NODE_LIST;
  return SHAPE_OTHER;
}

static void
candidate_clear (Candidate *self)
{
  g_free (self->path);
}

static void
push (GArray     *queue,
      JsonNode   *value,
      char       *path,
      guint       level,
      gboolean    text)
{
  const Candidate candidate = { value, path, level, text };

  g_array_append_val (queue, candidate);
}

/* Queues what is directly inside @from. @texts keeps the trees that were parsed out of strings alive. */
static void
push_children (GArray          *queue,
               const Candidate *from,
               GPtrArray       *texts)
{
  const char *string = figment_json_to_string (from->value);

  if (JSON_NODE_HOLDS_OBJECT (from->value))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (from->value));
      while (json_object_iter_next_ordered (&iter, &name, &member) && queue->len < MAX_VALUES)
        push (queue, member, g_strconcat (from->path, ".", name, NULL), from->level + 1, FALSE);
    }
  else if (JSON_NODE_HOLDS_ARRAY (from->value))
    {
      JsonArray *array = json_node_get_array (from->value);

      for (guint i = 0; i < json_array_get_length (array) && queue->len < MAX_VALUES; i++)
        push (queue, json_array_get_element (array, i), g_strdup_printf ("%s[%u]", from->path, i), from->level + 1,
              FALSE);
    }
  else if (string != NULL && strchr (string, '{') != NULL)
    {
      JsonNode *inner = figment_json_parse (string, strlen (string), NULL);

      if (inner == NULL)
        return;
      g_ptr_array_add (texts, inner);
      push (queue, inner, g_strdup (from->path), from->level + 1, TRUE);
    }
}

static void
explain_wrapped (const Candidate  *found,
                 const char       *name,
                 GError          **error)
{
  const char *path = found->path[0] == '.' ? found->path + 1 : found->path;

  if (path[0] == '\0')
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_WRAPPED,
                 /* Translators: a file's name. */
                 _("%s holds a workflow written as one JSON string. Take the string's content out into a file of its "
                   "own, or save it again in ComfyUI with Workflow → Export (API)."),
                 name);
  else if (found->text)
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_WRAPPED,
        /* Translators: a file's name, a path of member names. */
        _ ("%s holds a workflow, written as text inside “%s”. Take that text out into a file of its own, or save "
           "it again in ComfyUI with Workflow → Export (API)."),
        name, path);
  else
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_WRAPPED,
                 /* Translators: a file's name, a path of member names. */
                 _("%s holds a workflow inside something else, at “%s”. Take that part out into a file of its own, or "
                   "save it again in ComfyUI with Workflow → Export (API)."),
                 name, path);
}

static void
explain_editor (const char  *name,
                GError     **error)
{
  g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_EDITOR_FORMAT,
               /* Translators: a file's name. */
               _("%s is a workflow as ComfyUI's editor saves it, which cannot be run as it is. Open it in ComfyUI and "
                 "choose Workflow → Export (API), then import that file."),
               name);
}

static void
explain_other (JsonNode    *root,
               const char  *name,
               GError     **error)
{
  const FigmentWorkflowError code = FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW;
  JsonObject *object = figment_json_to_object (root);
  JsonArray *array = figment_json_to_array (root);

  if (get_shape (root) == SHAPE_NODE_LIST)
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: a file's name. */
                 _("%s is a list of nodes, where a workflow has each node under its id. Save it again in ComfyUI with "
                   "Workflow → Export (API)."),
                 name);
  else if ((object != NULL && json_object_get_size (object) == 0)
           || (array != NULL && json_array_get_length (array) == 0))
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: a file's name. */
                 _("%s is an empty JSON file, so there is no workflow in it. Save it again in ComfyUI with Workflow → "
                   "Export (API)."),
                 name);
  else
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, code,
        /* Translators: a file's name. */
        _ ("%s is JSON, but there is no ComfyUI workflow in it. Choose the file that ComfyUI saves with Workflow → "
           "Export (API)."),
        name);
}

/* Looks level by level for a workflow inside @root, so that the outermost one is named. Sets @error in any case. */
static void
explain (JsonNode    *root,
         const char  *name,
         GError     **error)
{
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  g_array_set_clear_func (queue, (GDestroyNotify) candidate_clear);
  push (queue, root, g_strdup (""), 0, FALSE);
  for (guint i = 0; i < queue->len; i++)
    {
      const Candidate candidate = g_array_index (queue, Candidate, i);

      switch (get_shape (candidate.value))
        {
        case SHAPE_GRAPH:
          explain_wrapped (&candidate, name, error);
          return;
        case SHAPE_EDITOR:
          explain_editor (name, error);
          return;
        case SHAPE_NODE_LIST:
        case SHAPE_OTHER:
        default:
          if (candidate.level < MAX_LEVELS)
            push_children (queue, &candidate, texts);
        }
    }
  explain_other (root, name, error);
}

/* The graph that @root is, or is the "prompt" of; otherwise NULL with @error. */
FigmentGraph *
_figment_importer_find_graph (JsonNode    *root,
                              const char  *name,
                              GError     **error)
{
  JsonNode *prompt = figment_json_get (figment_json_to_object (root), "prompt");

  if (get_shape (root) == SHAPE_GRAPH)
    return figment_graph_new (root, error);
  if (get_shape (prompt) == SHAPE_GRAPH)
    return figment_graph_new (prompt, error);
  /* Nodes without a class, and none with: the graph knows how to say that. */
  if (figment_json_to_object (root) != NULL)
    {
      g_autoptr(GError) reason = NULL;
      g_autoptr(FigmentGraph) graph = figment_graph_new (root, &reason);

      if (graph == NULL && g_error_matches (reason, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BROKEN))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
    }
  explain (root, name, error);
  return NULL;
}
