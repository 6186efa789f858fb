/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-binding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Links that are followed to learn the type that an input takes. */
#define MAX_HOPS 8

typedef struct
{
  char     *node_id; /* (owned) */
  char     *input;   /* (owned) */
  JsonNode *value;   /* (owned) */
} Entry;

struct _FigmentBinding
{
  GPtrArray  *entries; /* (owned) of Entry, in the order of their first setting */
  GHashTable *index;   /* (owned) Entry (borrowed) -> itself, by place */
};

typedef enum
{
  KIND_UNKNOWN,
  KIND_NUMBER,
  KIND_BOOLEAN,
  KIND_STRING,
  KIND_STRUCTURE,
} Kind;

static guint
entry_hash (gconstpointer key)
{
  const Entry *entry = key;

  return g_str_hash (entry->node_id) * 31 + g_str_hash (entry->input);
}

static gboolean
entry_equal (gconstpointer a,
             gconstpointer b)
{
  const Entry *first = a, *second = b;

  return g_str_equal (first->node_id, second->node_id) && g_str_equal (first->input, second->input);
}

static void
entry_free (Entry *self)
{
  g_free (self->node_id);
  g_free (self->input);
  json_node_unref (self->value);
  g_free (self);
}

FigmentBinding *
figment_binding_new (void)
{
  FigmentBinding *self = g_new0 (FigmentBinding, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->index = g_hash_table_new (entry_hash, entry_equal);
  return self;
}

void
figment_binding_free (FigmentBinding *self)
{
  g_return_if_fail (self != NULL);
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * figment_binding_set:
 * @value: (transfer full): 0, false and "" are values like any other. A list goes as {"__value__": […]}, protocol §9
 */
void
figment_binding_set (FigmentBinding *self,
                     const char     *node_id,
                     const char     *input,
                     JsonNode       *value)
{
  const Entry place = { .node_id = (char *) node_id, .input = (char *) input };
  Entry *entry;

  g_return_if_fail (self != NULL && node_id != NULL && input != NULL && value != NULL);
  entry = g_hash_table_lookup (self->index, &place);
  if (entry != NULL)
    {
      json_node_unref (entry->value);
      entry->value = value;
      return;
    }
  entry = g_new (Entry, 1);
  *entry = (Entry) { g_strdup (node_id), g_strdup (input), value };
  g_ptr_array_add (self->entries, entry);
  g_hash_table_add (self->index, entry);
}

static Kind
get_kind (JsonNode *value)
{
  if (figment_json_is_number (value))
    return KIND_NUMBER;
  if (figment_json_is_boolean (value))
    return KIND_BOOLEAN;
  if (figment_json_is_string (value))
    return KIND_STRING;
  return value == NULL || JSON_NODE_HOLDS_NULL (value) ? KIND_UNKNOWN : KIND_STRUCTURE;
}

/*
 * A link's type is that of the literal at its other end, where one node after the other has a single input: primitives
 * and reroutes do.
 */
static Kind
find_kind (FigmentGraph *graph,
           JsonNode     *value)
{
  const char *id;

  for (guint i = 0; (id = figment_graph_node_get_link (value, NULL)) != NULL; i++)
    {
      JsonObject *inputs = figment_graph_get_inputs (graph, id);
      g_autoptr(GList) values = inputs != NULL ? json_object_get_values (inputs) : NULL;

      if (i >= MAX_HOPS || values == NULL || values->next != NULL)
        return KIND_UNKNOWN;
      value = values->data;
    }
  return get_kind (value);
}

static JsonNode *
parse_boolean (const char *text)
{
  if (g_ascii_strcasecmp (text, "true") != 0 && g_ascii_strcasecmp (text, "false") != 0)
    return NULL;
  return json_node_init_boolean (json_node_alloc (), g_ascii_tolower (text[0]) == 't');
}

/* @standing: the list (bare or wrapped) or the object that @text is to replace. */
static JsonNode *
parse_structure (const char *text,
                 JsonNode   *standing)
{
  g_autoptr(JsonNode) value = figment_json_parse (text, strlen (text), NULL);
  const gboolean list = JSON_NODE_HOLDS_ARRAY (standing)
                        || json_object_has_member (json_node_get_object (standing), "__value__");

  if (value == NULL)
    return NULL;
  if (list && JSON_NODE_HOLDS_ARRAY (value))
    {
      g_autoptr(JsonObject) object = json_object_new ();

      json_object_set_member (object, "__value__", g_steal_pointer (&value));
      return json_node_init_object (json_node_alloc (), object);
    }
  return JSON_NODE_HOLDS_OBJECT (value) ? g_steal_pointer (&value) : NULL;
}

/* The value that @text stands for, or NULL when it stands for none of that kind. */
static JsonNode *
parse_text (const char *text,
            Kind        kind,
            JsonNode   *standing)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  JsonNode *value;

  switch (kind)
    {
    case KIND_NUMBER:
      return figment_json_number_new (stripped);
    case KIND_BOOLEAN:
      return parse_boolean (stripped);
    case KIND_STRUCTURE:
      return parse_structure (stripped, standing);
    case KIND_UNKNOWN:
      value = figment_json_number_new (stripped);
      return value != NULL ? value : figment_json_string_new (text);
    case KIND_STRING:
    default:
      return figment_json_string_new (text);
    }
}

static void
complain (GError     **error,
          Kind         kind,
          const char  *place,
          const char  *text)
{
  const FigmentWorkflowError code = FIGMENT_WORKFLOW_ERROR_BAD_VALUE;

  if (kind == KIND_NUMBER)
    /* Translators: the name of a place, then what was typed. */
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code, _("%s takes a number, and “%s” is none."), place, text);
  else if (kind == KIND_BOOLEAN)
    /* Translators: the name of a place, then what was typed; true and false stay as they are. */
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code, _("%s takes true or false, and “%s” is neither."), place, text);
  else
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: the name of a place, then what was typed. */
                 _("%s takes a list or an object in JSON, like the one that stands there; “%s” is none."), place, text);
}

static gboolean
check_place (FigmentGraph  *graph,
             const char    *node_id,
             const char    *input,
             GError       **error)
{
  g_autofree char *name = NULL;

  if (!figment_graph_has_node (graph, node_id))
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
                   /* Translators: %s is the id of a node. */
                   _("The workflow has no node %s."), node_id);
      return FALSE;
    }
  if (input == NULL || figment_graph_get_input (graph, node_id, input) != NULL)
    return TRUE;
  name = figment_graph_describe_node (graph, node_id);
  g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
               /* Translators: a node, the name of an input. */
               _("%s has no input “%s”."), name, input);
  return FALSE;
}

/**
 * figment_binding_set_text:
 *
 * Returns: whether the value was taken; if not, @error is %FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE or
 *   %FIGMENT_WORKFLOW_ERROR_BAD_VALUE
 */
gboolean
figment_binding_set_text (FigmentBinding  *self,
                          FigmentGraph    *graph,
                          const char      *node_id,
                          const char      *input,
                          const char      *text,
                          GError         **error)
{
  JsonNode *standing, *value;
  Kind kind;

  g_return_val_if_fail (self != NULL && graph != NULL && node_id != NULL && input != NULL && text != NULL, FALSE);
  if (!check_place (graph, node_id, input, error))
    return FALSE;
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
                           _("The text is not UTF-8."));
      return FALSE;
    }
  standing = figment_graph_get_input (graph, node_id, input);
  kind = find_kind (graph, standing);
  value = parse_text (text, kind, standing);
  if (value == NULL)
    {
      g_autofree char *name = figment_graph_describe_node (graph, node_id);
      g_autofree char *place = g_strdup_printf ("%s, %s", name, input);

      complain (error, kind, place, text);
      return FALSE;
    }
  figment_binding_set (self, node_id, input, value);
  return TRUE;
}

guint
figment_binding_get_size (FigmentBinding *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->entries->len;
}

JsonNode *
figment_binding_get (FigmentBinding *self,
                     const char     *node_id,
                     const char     *input)
{
  const Entry place = { .node_id = (char *) node_id, .input = (char *) input };
  const Entry *entry;

  g_return_val_if_fail (self != NULL && node_id != NULL && input != NULL, NULL);
  entry = g_hash_table_lookup (self->index, &place);
  return entry != NULL ? entry->value : NULL;
}

/* The nodes alone: the server refuses a prompt with any other member (ComfyUI execution.py, validate_prompt). */
static JsonNode *
copy_nodes (FigmentGraph *graph)
{
  JsonObject *from = json_node_get_object (figment_graph_get_root (graph));
  g_autoptr(JsonObject) to = json_object_new ();

  for (const char *const *id = figment_graph_get_ids (graph); *id != NULL; id++)
    json_object_set_member (to, *id, figment_json_copy (json_object_get_member (from, *id)));
  return json_node_init_object (json_node_alloc (), to);
}

static void
write_entry (const Entry *entry,
             JsonObject  *nodes)
{
  JsonObject *node = json_object_get_object_member (nodes, entry->node_id);
  JsonObject *inputs = figment_json_get_object (node, "inputs");

  if (inputs == NULL)
    {
      inputs = json_object_new ();
      json_object_set_object_member (node, "inputs", inputs);
    }
  json_object_set_member (inputs, entry->input, figment_json_copy (entry->value));
}

/**
 * figment_binding_apply:
 *
 * The copy is what is to be sent: members of @graph that are not nodes are left out of it.
 *
 * Returns: (transfer full): a changed copy, or %NULL with %FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE if a node is missing
 */
FigmentGraph *
figment_binding_apply (FigmentBinding  *self,
                       FigmentGraph    *graph,
                       GError         **error)
{
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL && graph != NULL, NULL);
  for (guint i = 0; i < self->entries->len; i++)
    if (!check_place (graph, ((const Entry *) g_ptr_array_index (self->entries, i))->node_id, NULL, error))
      return NULL;

  root = copy_nodes (graph);
  for (guint i = 0; i < self->entries->len; i++)
    write_entry (g_ptr_array_index (self->entries, i), json_node_get_object (root));
  return figment_graph_new (root, error);
}
