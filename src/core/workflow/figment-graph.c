/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph.h"

#include <glib/gi18n-lib.h>

#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Characters of a node's name that a message quotes; titles come from files and may be of any length. */
#define MAX_QUOTED 60

struct _FigmentGraph
{
  gatomicrefcount  ref_count;

  JsonNode        *root;  /* (owned) never changed */
  GPtrArray       *ids;   /* (owned) of char, borrowed from @nodes; NULL terminated; document order */
  GHashTable      *nodes; /* (owned) id (owned) -> JsonObject borrowed from @root */
};

/* Written out because G_DEFINE_BOXED_TYPE does not pass -Wpedantic (it casts functions to a union). */
GType
figment_graph_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static (g_intern_static_string ("FigmentGraph"),
                                                            (GBoxedCopyFunc) figment_graph_ref,
                                                            (GBoxedFreeFunc) figment_graph_unref));
  return type;
}

/*
 * People put notes beside the nodes ("_comment", "extra_data"), so only what has a member of a node is one. An object
 * with inputs and no class is a node with a fault.
 */
static gboolean
is_node (JsonNode *member)
{
  JsonObject *object = figment_json_to_object (member);

  return object != NULL && (json_object_has_member (object, "class_type") || json_object_has_member (object, "inputs"));
}

/**
 * figment_graph_new:
 * @root: (transfer none): must not be changed afterwards
 *
 * Returns: (transfer full): a graph with at least one node that has a class, or %NULL with @error in
 *   %FIGMENT_WORKFLOW_ERROR
 */
FigmentGraph *
figment_graph_new (JsonNode  *root,
                   GError   **error)
{
  g_autoptr(FigmentGraph) self = NULL;
  JsonObject *object = figment_json_to_object (root);
  gboolean has_class = FALSE;
  JsonObjectIter iter;
  const char *id;
  JsonNode *member;

  if (object == NULL)
    {
      g_set_error_literal (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                           _("This is not a workflow: its outermost level is not an object."));
      return NULL;
    }

  self = g_new0 (FigmentGraph, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->root = json_node_ref (root);
  self->ids = g_ptr_array_new ();
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &id, &member))
    {
      char *key;

      if (!is_node (member))
        continue;
      key = g_strdup (id);
      g_hash_table_insert (self->nodes, key, json_node_get_object (member));
      g_ptr_array_add (self->ids, key);
      has_class = has_class || figment_json_get_string (json_node_get_object (member), "class_type") != NULL;
    }
  g_ptr_array_add (self->ids, NULL);

  if (has_class)
    return g_steal_pointer (&self);

  if (figment_graph_get_n_nodes (self) > 0)
    {
      g_autofree char *name = figment_graph_describe_node (self, g_ptr_array_index (self->ids, 0));

      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BROKEN,
                   /* Translators: %s names a node; "class_type" is the member's name and stays as it is. */
                   _ ("%s has no class_type, and neither has any other node, so no server can run this workflow."),
                   name);
    }
  else
    g_set_error_literal (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                         json_object_get_size (object) == 0 ? _("This is not a workflow: it is empty.")
                                                            : _("This is not a workflow: it has no nodes."));
  return NULL;
}

/**
 * figment_graph_parse:
 * @data: @length bytes of JSON
 *
 * Returns: (transfer full): a graph, or %NULL with @error in %FIGMENT_JSON_ERROR or %FIGMENT_WORKFLOW_ERROR
 */
FigmentGraph *
figment_graph_parse (const char  *data,
                     gsize        length,
                     GError     **error)
{
  g_autoptr(JsonNode) root = figment_json_parse (data, length, error);

  return root != NULL ? figment_graph_new (root, error) : NULL;
}

FigmentGraph *
figment_graph_ref (FigmentGraph *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_graph_unref (FigmentGraph *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->nodes);
  json_node_unref (self->root);
  g_free (self);
}

/**
 * figment_graph_get_root:
 *
 * Returns: (transfer none): the whole tree, not to be changed. What a server gets is figment_binding_apply ()'s, which
 *   leaves out the members that are not nodes
 */
JsonNode *
figment_graph_get_root (FigmentGraph *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->root;
}

/**
 * figment_graph_to_text:
 *
 * Returns: (transfer full): JSON on one line, every member and digit as it came
 */
char *
figment_graph_to_text (FigmentGraph *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return figment_json_write (self->root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

guint
figment_graph_get_n_nodes (FigmentGraph *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->ids->len - 1;
}

/**
 * figment_graph_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the nodes' ids in the order of the document
 */
const char *const *
figment_graph_get_ids (FigmentGraph *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->ids->pdata;
}

static JsonObject *
get_node (FigmentGraph *self,
          const char   *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  return id != NULL ? g_hash_table_lookup (self->nodes, id) : NULL;
}

gboolean
figment_graph_has_node (FigmentGraph *self,
                        const char   *id)
{
  return get_node (self, id) != NULL;
}

/**
 * figment_graph_get_class:
 *
 * Returns: (transfer none) (nullable): the node's class, %NULL when there is no such node or it has none
 */
const char *
figment_graph_get_class (FigmentGraph *self,
                         const char   *id)
{
  return figment_json_get_string (get_node (self, id), "class_type");
}

/**
 * figment_graph_get_title:
 *
 * Returns: (transfer none) (nullable): what the author called the node; may be empty, long, or of several lines
 */
const char *
figment_graph_get_title (FigmentGraph *self,
                         const char   *id)
{
  return figment_json_get_string (figment_json_get_object (get_node (self, id), "_meta"), "title");
}

/**
 * figment_graph_get_inputs:
 *
 * Returns: (transfer none) (nullable): literals and links by name
 */
JsonObject *
figment_graph_get_inputs (FigmentGraph *self,
                          const char   *id)
{
  return figment_json_get_object (get_node (self, id), "inputs");
}

/**
 * figment_graph_get_input:
 *
 * Returns: (transfer none) (nullable): the literal or link
 */
JsonNode *
figment_graph_get_input (FigmentGraph *self,
                         const char   *id,
                         const char   *input)
{
  return figment_json_get (figment_graph_get_inputs (self, id), input);
}

/**
 * figment_graph_node_get_link:
 * @value: (nullable): an input's value
 * @slot: (out) (optional): the output of that node; %G_MAXUINT when it is negative or has a fraction
 *
 * The server takes a list of two for a link, protocol §9; one with another type of id it refuses.
 *
 * Returns: (transfer none) (nullable): the id of the node that is linked, which need not exist
 */
const char *
figment_graph_node_get_link (JsonNode *value,
                             guint    *slot)
{
  JsonArray *array = figment_json_to_array (value);
  const char *id;
  gint64 number;

  if (array == NULL || json_array_get_length (array) != 2
      || (id = figment_json_to_string (json_array_get_element (array, 0))) == NULL
      || !figment_json_is_number (json_array_get_element (array, 1)))
    return NULL;
  if (!figment_json_to_int64 (json_array_get_element (array, 1), &number) || number < 0 || number > G_MAXINT)
    number = G_MAXUINT;
  if (slot != NULL)
    *slot = (guint) number;
  return id;
}

const char *
figment_graph_get_link (FigmentGraph *self,
                        const char   *id,
                        const char   *input,
                        guint        *slot)
{
  return figment_graph_node_get_link (figment_graph_get_input (self, id, input), slot);
}

/* One line of at most MAX_QUOTED characters, or NULL for nothing worth quoting. */
static char *
shorten (const char *text)
{
  g_autoptr(GString) line = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; p != NULL && *p != '\0' && n <= MAX_QUOTED; p = g_utf8_next_char (p), n++)
    {
      const gunichar c = g_utf8_get_char (p);

      if (n == MAX_QUOTED)
        g_string_append (line, "…");
      else
        g_string_append_unichar (line, g_unichar_isprint (c) ? c : ' ');
    }
  g_strstrip (line->str);
  return line->str[0] != '\0' ? g_strdup (line->str) : NULL;
}

/**
 * figment_graph_dup_title:
 *
 * Returns: (transfer full) (nullable): the node's title in a form that can be shown, %NULL when it has none
 */
char *
figment_graph_dup_title (FigmentGraph *self,
                         const char   *id)
{
  return shorten (figment_graph_get_title (self, id));
}

/**
 * figment_graph_describe_node:
 * @id: of a node, which need not exist
 *
 * Returns: (transfer full): the node as messages name it: Node 5 (CheckpointLoaderSimple “Load Checkpoint”)
 */
char *
figment_graph_describe_node (FigmentGraph *self,
                             const char   *id)
{
  g_autofree char *short_id = shorten (id);
  g_autofree char *class_type = shorten (figment_graph_get_class (self, id));
  g_autofree char *title = shorten (figment_graph_get_title (self, id));
  const char *name = short_id != NULL ? short_id : "“”";

  if (class_type != NULL && title != NULL)
    /* Translators: id, class and title of a node in a workflow. */
    return g_strdup_printf (_("Node %s (%s “%s”)"), name, class_type, title);
  if (class_type != NULL)
    /* Translators: id and class of a node in a workflow. */
    return g_strdup_printf (_("Node %s (%s)"), name, class_type);
  if (title != NULL)
    /* Translators: id and title of a node in a workflow. */
    return g_strdup_printf (_("Node %s (“%s”)"), name, title);
  /* Translators: id of a node in a workflow. */
  return g_strdup_printf (_("Node %s"), name);
}
