/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-editor-private.h"

#include "json/figment-json-value.h"

/*
 * Group nodes, which came before subgraphs: "extra.groupNodes" has the inner nodes in a list, their links by places in
 * that list, and which outputs are linked from outside (ComfyUI_frontend src/extensions/core/groupNode.ts). A group is
 * read as a subgraph whose inputs are the inner inputs that nothing inside is linked to, in order, those of converted
 * widgets last; its outputs are those that nothing inside takes, or that are taken outside as well.
 */

static char *
build_end (const char *id,
           guint       slot)
{
  return g_strdup_printf ("%s\t%u", id, slot);
}

static const char *
get_id (FigmentEditorScope *scope,
        guint               index)
{
  g_autofree char *text = g_strdup_printf ("%u", index);
  FigmentEditorNode *node = _figment_editor_scope_get_node (scope, text);

  return node != NULL ? node->id : NULL;
}

static gboolean
get_index (JsonNode *value,
           guint    *index)
{
  gint64 number;

  if (!figment_json_to_int64 (value, &number) || number < 0 || number > G_MAXINT)
    return FALSE;
  *index = (guint) number;
  return TRUE;
}

/*
 * [origin's place, slot, target's place, slot, …]; null for an origin outside. Returns: (transfer full): the ends that
 * are taken, as "id\tslot"
 */
static GHashTable *
read_inner_links (FigmentEditor      *self,
                  FigmentEditorScope *scope,
                  JsonArray          *links)
{
  GHashTable *taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonArray *array = figment_json_to_array (json_array_get_element (links, i));
      guint origin, target;
      FigmentEditorLink link = { 0 };

      if (array == NULL || json_array_get_length (array) < 4
          || !get_index (json_array_get_element (array, 0), &origin)
          || !get_index (json_array_get_element (array, 1), &link.origin_slot)
          || !get_index (json_array_get_element (array, 2), &target)
          || !get_index (json_array_get_element (array, 3), &link.target_slot))
        continue;
      link.origin = get_id (scope, origin);
      link.target = get_id (scope, target);
      if (link.origin != NULL)
        g_hash_table_add (taken, build_end (link.origin, link.origin_slot));
      _figment_editor_scope_add_link (self, scope, link, g_hash_table_size (scope->links));
    }
  return taken;
}

/* Takes the ends that are linked from outside as well out of @taken. */
static void
read_external (FigmentEditorScope *scope,
               JsonArray          *external,
               GHashTable         *taken)
{
  for (guint i = 0; external != NULL && i < json_array_get_length (external); i++)
    {
      JsonArray *array = figment_json_to_array (json_array_get_element (external, i));
      JsonNode *place = array != NULL && json_array_get_length (array) > 1 ? json_array_get_element (array, 0) : NULL;
      g_autofree char *end = NULL;
      guint node, slot;

      if (place == NULL)
        continue;
      /* The node's place; the node itself in files of the first versions. */
      if (figment_json_to_object (place) != NULL)
        place = figment_json_get (json_node_get_object (place), "index");
      if (!get_index (place, &node) || !get_index (json_array_get_element (array, 1), &slot)
          || get_id (scope, node) == NULL)
        continue;
      end = build_end (get_id (scope, node), slot);
      g_hash_table_remove (taken, end);
    }
}

/* config: { place: { "input": { name: { "visible" } }, "output": { slot: { "visible" } } } } */
static gboolean
is_visible (JsonObject *config,
            const char *id,
            const char *side,
            const char *name,
            gboolean    fallback)
{
  JsonObject *slots = figment_json_get_object (figment_json_get_object (config, id), side);

  return figment_json_get_boolean (figment_json_get_object (slots, name), "visible", fallback);
}

static void
add_inputs (FigmentEditor      *self,
            FigmentEditorScope *scope,
            JsonObject         *config,
            gboolean            converted)
{
  for (guint i = 0; i < scope->nodes->len; i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (scope->nodes, i);

      for (guint k = 0; k < _figment_editor_get_n_slots (node->inputs); k++)
        {
          JsonObject *slot = _figment_editor_get_slot (node->inputs, k);
          const char *name = _figment_editor_slot_get_name (slot);
          FigmentEditorLink link = { FIGMENT_EDITOR_INPUTS_ID, scope->input_names->len, node->id, k };

          if ((_figment_editor_slot_get_widget (slot) != NULL) != converted
              || _figment_editor_get_link_to (scope, node->id, k) != NULL
              || !is_visible (config, node->id, "input", name != NULL ? name : "", TRUE))
            continue;
          /* No name: a group's inputs are told by their order alone. */
          g_ptr_array_add (scope->input_names, (gpointer) "");
          _figment_editor_scope_add_link (self, scope, link, g_hash_table_size (scope->links));
        }
    }
}

static void
add_outputs (FigmentEditor      *self,
             FigmentEditorScope *scope,
             GHashTable         *taken,
             JsonObject         *config)
{
  guint n_outputs = 0;

  for (guint i = 0; i < scope->nodes->len; i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (scope->nodes, i);

      if (g_str_equal (node->type, "PrimitiveNode"))
        continue;
      for (guint k = 0; k < _figment_editor_get_n_slots (node->outputs); k++)
        {
          g_autofree char *slot = g_strdup_printf ("%u", k);
          g_autofree char *end = build_end (node->id, k);
          FigmentEditorLink link = { node->id, k, FIGMENT_EDITOR_OUTPUTS_ID, n_outputs };

          if (!is_visible (config, node->id, "output", slot, !g_hash_table_contains (taken, end)))
            continue;
          _figment_editor_scope_add_link (self, scope, link, g_hash_table_size (scope->links));
          n_outputs++;
        }
    }
}

static void
add_group (FigmentEditor *self,
           const char    *name,
           JsonObject    *group)
{
  static const char *const prefixes[] = { "workflow>", "workflow/" };
  JsonObject *config = figment_json_get_object (group, "config");
  FigmentEditorScope *scope = _figment_editor_add_scope (self, figment_json_get_array (group, "nodes"), TRUE);
  g_autoptr(GHashTable) taken = read_inner_links (self, scope, figment_json_get_array (group, "links"));

  scope->name = name;
  read_external (scope, figment_json_get_array (group, "external"), taken);
  add_inputs (self, scope, config, FALSE);
  add_inputs (self, scope, config, TRUE);
  add_outputs (self, scope, taken, config);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *type = g_strconcat (prefixes[i], name, NULL);

      g_hash_table_insert (self->definitions, g_string_chunk_insert (self->strings, type), scope);
    }
}

void
_figment_editor_add_groups (FigmentEditor *self)
{
  JsonObject *groups = figment_json_get_object (figment_json_get_object (self->root, "extra"), "groupNodes");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (groups == NULL)
    return;
  json_object_iter_init_ordered (&iter, groups);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (figment_json_get_array (figment_json_to_object (value), "nodes") != NULL)
      add_group (self, name, json_node_get_object (value));
}
