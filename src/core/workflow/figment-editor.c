/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-editor-private.h"

#include <string.h>

#include "json/figment-json-value.h"

static void
scope_free (FigmentEditorScope *scope)
{
  g_ptr_array_unref (scope->nodes);
  g_hash_table_unref (scope->by_id);
  g_hash_table_unref (scope->links);
  g_hash_table_unref (scope->links_by_target);
  g_ptr_array_unref (scope->input_names);
  g_hash_table_unref (scope->named_inputs);
  g_free (scope);
}

void
_figment_editor_free (FigmentEditor *self)
{
  g_hash_table_unref (self->definitions);
  g_ptr_array_unref (self->scopes);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/*
 * Whether @value is such a file: nodes with a type each. One without nodes at all is told by its links, which it has
 * all the same.
 */
gboolean
_figment_editor_is_document (JsonNode *value)
{
  JsonObject *object = figment_json_to_object (value);
  JsonArray *nodes = figment_json_get_array (object, "nodes");

  if (nodes == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (nodes, i));

      if (node != NULL)
        return figment_json_get_string (node, "type") != NULL;
    }
  return json_object_has_member (object, "links");
}

/* Ids are numbers or strings in the file and strings from here on. */
const char *
_figment_editor_intern_id (FigmentEditor *self,
                           JsonNode      *id)
{
  const char *text = figment_json_to_string (id);
  g_autofree char *number = text == NULL ? figment_json_dup_number (id) : NULL;

  if (text == NULL)
    text = number;
  if (text == NULL || strlen (text) > FIGMENT_EDITOR_MAX_NAME)
    return NULL;
  return g_string_chunk_insert_const (self->strings, text);
}

static gboolean
to_slot (JsonNode *value,
         guint    *slot)
{
  const char *text = figment_json_to_string (value);
  gint64 number;

  if (text != NULL ? !g_ascii_string_to_signed (text, 10, 0, G_MAXINT, &number, NULL)
                   : !figment_json_to_int64 (value, &number) || number < 0 || number > G_MAXINT)
    return FALSE;
  *slot = (guint) number;
  return TRUE;
}

static void
add_node (FigmentEditor      *self,
          FigmentEditorScope *scope,
          JsonObject         *object,
          const char         *id)
{
  FigmentEditorNode *node;
  const char *type = figment_json_get_string (object, "type");

  if (id == NULL || type == NULL || g_hash_table_contains (scope->by_id, id))
    return;
  node = g_new0 (FigmentEditorNode, 1);
  node->id = id;
  node->type = type;
  node->title = figment_json_get_string (object, "title");
  node->mode = (int) CLAMP (figment_json_get_int64 (object, "mode", FIGMENT_EDITOR_MODE_ALWAYS), 0, 100);
  node->object = object;
  node->inputs = figment_json_get_array (object, "inputs");
  node->outputs = figment_json_get_array (object, "outputs");
  g_ptr_array_add (scope->nodes, node);
  g_hash_table_insert (scope->by_id, (gpointer) id, node);
}

/* @nodes: (nullable). Those of a @group have no ids of their own: they go by their place in the list. */
FigmentEditorScope *
_figment_editor_add_scope (FigmentEditor *self,
                           JsonArray     *nodes,
                           gboolean       group)
{
  FigmentEditorScope *scope = g_new0 (FigmentEditorScope, 1);

  scope->group = group;
  scope->nodes = g_ptr_array_new_with_free_func (g_free);
  scope->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  scope->links = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  scope->links_by_target = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scope->input_names = g_ptr_array_new ();
  scope->named_inputs = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (self->scopes, scope);
  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *object = figment_json_to_object (json_array_get_element (nodes, i));
      g_autofree char *place = g_strdup_printf ("%u", i);

      add_node (self, scope, object,
                group ? g_string_chunk_insert_const (self->strings, place)
                      : _figment_editor_intern_id (self, figment_json_get (object, "id")));
    }
  return scope;
}

static char *
build_target (const char *id,
              guint       slot)
{
  return g_strdup_printf ("%s\t%u", id, slot);
}

void
_figment_editor_scope_add_link (FigmentEditor      *self,
                                FigmentEditorScope *scope,
                                FigmentEditorLink   link,
                                gint64              id)
{
  FigmentEditorLink *copy;

  if (link.origin == NULL || link.target == NULL || g_hash_table_contains (scope->links, &id))
    return;
  copy = g_memdup2 (&link, sizeof link);
  g_hash_table_insert (scope->links, g_memdup2 (&id, sizeof id), copy);
  /* The last one counts, as in the editor, which overwrites what was linked before. */
  g_hash_table_replace (scope->links_by_target, build_target (link.target, link.target_slot), copy);
}

/* [id, origin, origin slot, target, target slot, type] or the same as an object. */
static void
read_link (FigmentEditor      *self,
           FigmentEditorScope *scope,
           JsonNode           *value)
{
  static const char *const names[] = { "id", "origin_id", "origin_slot", "target_id", "target_slot" };
  JsonArray *array = figment_json_to_array (value);
  JsonObject *object = figment_json_to_object (value);
  JsonNode *parts[G_N_ELEMENTS (names)];
  FigmentEditorLink link = { 0 };
  gint64 id;

  if (array != NULL ? json_array_get_length (array) < G_N_ELEMENTS (names) : object == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    parts[i] = array != NULL ? json_array_get_element (array, i) : figment_json_get (object, names[i]);
  if (!figment_json_to_int64 (parts[0], &id) || !to_slot (parts[2], &link.origin_slot)
      || !to_slot (parts[4], &link.target_slot))
    return;
  link.origin = _figment_editor_intern_id (self, parts[1]);
  link.target = _figment_editor_intern_id (self, parts[3]);
  _figment_editor_scope_add_link (self, scope, link, id);
}

/* Some tools write links as an object whose names are their ids. */
static void
read_links (FigmentEditor      *self,
            FigmentEditorScope *scope,
            JsonNode           *links)
{
  JsonArray *array = figment_json_to_array (links);
  JsonObject *object = figment_json_to_object (links);
  JsonObjectIter iter;
  JsonNode *value;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_link (self, scope, json_array_get_element (array, i));
  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, NULL, &value))
    read_link (self, scope, value);
}

static void
read_definition (FigmentEditor *self,
                 JsonObject    *object)
{
  const char *id = figment_json_get_string (object, "id");
  JsonArray *inputs = figment_json_get_array (object, "inputs");
  FigmentEditorScope *scope;

  if (id == NULL || g_hash_table_contains (self->definitions, id))
    return;
  scope = _figment_editor_add_scope (self, figment_json_get_array (object, "nodes"), FALSE);
  scope->name = figment_json_get_string (object, "name");
  scope->inputs = inputs;
  read_links (self, scope, figment_json_get (object, "links"));
  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      const char *name = _figment_editor_slot_get_name (_figment_editor_get_slot (inputs, i));

      g_ptr_array_add (scope->input_names, (gpointer) (name != NULL ? name : ""));
      if (name != NULL && name[0] != '\0')
        g_hash_table_add (scope->named_inputs, (gpointer) name);
    }
  g_hash_table_insert (self->definitions, (gpointer) id, scope);
}

/**
 * _figment_editor_new:
 * @root: (transfer none): must outlive the result, and not be changed
 *
 * Returns: (transfer full): what is understood of it; never %NULL
 */
FigmentEditor *
_figment_editor_new (JsonObject *root)
{
  FigmentEditor *self = g_new0 (FigmentEditor, 1);
  JsonArray *subgraphs = figment_json_get_array (figment_json_get_object (root, "definitions"), "subgraphs");

  self->root = root;
  self->strings = g_string_chunk_new (4096);
  self->scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) scope_free);
  self->definitions = g_hash_table_new (g_str_hash, g_str_equal);
  self->outer = _figment_editor_add_scope (self, figment_json_get_array (root, "nodes"), FALSE);
  read_links (self, self->outer, figment_json_get (root, "links"));
  for (guint i = 0; subgraphs != NULL && i < json_array_get_length (subgraphs); i++)
    read_definition (self, figment_json_to_object (json_array_get_element (subgraphs, i)));
  _figment_editor_add_groups (self);

  for (guint i = 0; i < self->scopes->len; i++)
    {
      FigmentEditorScope *scope = g_ptr_array_index (self->scopes, i);

      for (guint k = 0; k < scope->nodes->len; k++)
        {
          FigmentEditorNode *node = g_ptr_array_index (scope->nodes, k);

          node->definition = g_hash_table_lookup (self->definitions, node->type);
        }
    }
  return self;
}

FigmentEditorNode *
_figment_editor_scope_get_node (FigmentEditorScope *scope,
                                const char         *id)
{
  return g_hash_table_lookup (scope->by_id, id);
}

const FigmentEditorLink *
_figment_editor_get_link_to (FigmentEditorScope *scope,
                             const char         *target,
                             guint               slot)
{
  g_autofree char *key = build_target (target, slot);

  return g_hash_table_lookup (scope->links_by_target, key);
}

/*
 * The slot's own word counts, as in the editor. Where it names a link that does not exist, or says nothing at all, the
 * list of links is asked for one that ends here.
 */
const FigmentEditorLink *
_figment_editor_get_input_link (FigmentEditorScope *scope,
                                FigmentEditorNode  *node,
                                guint               slot)
{
  JsonObject *object = _figment_editor_get_slot (node->inputs, slot);
  JsonNode *value = figment_json_get (object, "link");
  const FigmentEditorLink *link = NULL;
  gint64 id;

  if (object == NULL)
    return NULL;
  if (!scope->group && value != NULL && JSON_NODE_HOLDS_NULL (value))
    return NULL;
  if (!scope->group && figment_json_to_int64 (value, &id))
    link = g_hash_table_lookup (scope->links, &id);
  return link != NULL ? link : _figment_editor_get_link_to (scope, node->id, slot);
}

guint
_figment_editor_get_n_slots (JsonArray *slots)
{
  return slots != NULL ? json_array_get_length (slots) : 0;
}

JsonObject *
_figment_editor_get_slot (JsonArray *slots,
                          guint      index)
{
  if (index >= _figment_editor_get_n_slots (slots))
    return NULL;
  return figment_json_to_object (json_array_get_element (slots, index));
}

const char *
_figment_editor_slot_get_name (JsonObject *slot)
{
  return figment_json_get_string (slot, "name");
}

/* Returns: (not nullable): "*" for none; a number, which old files have for events and anything, is one too */
const char *
_figment_editor_slot_get_type (JsonObject *slot)
{
  const char *type = figment_json_get_string (slot, "type");

  return type != NULL && type[0] != '\0' ? type : "*";
}

/* Returns: (nullable): the name of the widget that the slot stands for */
const char *
_figment_editor_slot_get_widget (JsonObject *slot)
{
  return figment_json_get_string (figment_json_get_object (slot, "widget"), "name");
}
