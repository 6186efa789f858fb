/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "json/figment-json-value.h"

void
_figment_instance_free (FigmentInstance *self)
{
  g_hash_table_unref (self->host_slots);
  g_hash_table_unref (self->children);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->overrides);
  g_hash_table_unref (self->setters);
  g_free (self->prefix);
  g_free (self);
}

static char *
build_key (const char *id,
           const char *name)
{
  return g_strdup_printf ("%s\t%s", id, name);
}

/* What the host of @self says for a widget of a node in it. Returns: (transfer none) (nullable) */
JsonNode *
_figment_instance_get_override (FigmentInstance *self,
                                const char      *id,
                                const char      *name)
{
  g_autofree char *key = g_hash_table_size (self->overrides) > 0 ? build_key (id, name) : NULL;

  return key != NULL ? g_hash_table_lookup (self->overrides, key) : NULL;
}

/* "461: seed" -> "seed": the name of a widget that was shown through several subgraphs had their nodes' ids put before
 * it (ComfyUI_frontend proxyWidgetMigration.ts). */
static const char *
skip_prefix (const char *name)
{
  for (;;)
    {
      const char *p = name;

      while (g_ascii_isdigit (*p))
        p++;
      if (p == name || *p != ':')
        return name;
      name = p + 1;
      while (*name == ' ')
        name++;
    }
}

/*
 * Widgets of inner nodes that the host shows: "proxyWidgets", a list of [id of the node inside, widget's name], −1 for
 * one of the host's own inputs; the host's values stand in the same order, and one that is not there leaves the inner
 * widget's own (ComfyUI_frontend docs/adr/0009).
 */
static void
read_proxies (FigmentConvert  *convert,
              FigmentInstance *self,
              JsonArray       *proxies,
              JsonArray       *values)
{
  convert->n_nodes += json_array_get_length (proxies);
  for (guint i = 0; i < json_array_get_length (proxies) && i < json_array_get_length (values); i++)
    {
      JsonArray *proxy = figment_json_to_array (json_array_get_element (proxies, i));
      JsonNode *value = json_array_get_element (values, i);
      const char *name, *id;
      g_autofree char *number = NULL;

      if (proxy == NULL || json_array_get_length (proxy) < 2 || JSON_NODE_HOLDS_NULL (value))
        continue;
      number = figment_json_dup_number (json_array_get_element (proxy, 0));
      id = number != NULL ? number : figment_json_to_string (json_array_get_element (proxy, 0));
      name = figment_json_to_string (json_array_get_element (proxy, 1));
      if (id == NULL || name == NULL || strlen (name) > FIGMENT_EDITOR_MAX_NAME
          || _figment_convert_is_control_name (name))
        continue;
      if (g_str_equal (id, "-1"))
        g_hash_table_insert (self->values, (gpointer) name, value);
      else
        g_hash_table_insert (self->overrides, build_key (id, skip_prefix (name)), value);
    }
}

static void
read_host_slots (FigmentInstance *self)
{
  for (guint i = 0; i < _figment_editor_get_n_slots (self->host->inputs); i++)
    {
      const char *name = _figment_editor_slot_get_name (_figment_editor_get_slot (self->host->inputs, i));

      if (name != NULL && name[0] != '\0' && !g_hash_table_contains (self->host_slots, name))
        g_hash_table_insert (self->host_slots, (gpointer) name, GUINT_TO_POINTER (i + 1));
    }
}

/* Returns: the index of the host's input for the subgraph's input @name, −1: the host has none that is called so */
int
_figment_instance_find_host_slot (FigmentInstance *self,
                                  const char      *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->host_slots, name)) - 1;
}

/* Whether an input of that type is a widget unless the host says otherwise. */
static gboolean
is_widget_type (const char *type)
{
  static const char *const types[] = { "INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", NULL };

  return g_strv_contains (types, type) || strchr (type, ',') != NULL;
}

/* The widgets that the host would have by its subgraph, in the order of that one's inputs. */
static GArray *
list_scope_widgets (FigmentConvert  *convert,
                    FigmentInstance *self)
{
  GArray *widgets = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));

  for (guint i = 0; i < _figment_editor_get_n_slots (self->scope->inputs); i++)
    {
      JsonObject *input = _figment_editor_get_slot (self->scope->inputs, i);
      const char *name = _figment_editor_slot_get_name (input);
      const int slot = name != NULL ? _figment_instance_find_host_slot (self, name) : -1;

      if (name == NULL
          || (slot >= 0 ? _figment_editor_slot_get_widget (_figment_editor_get_slot (self->host->inputs, slot)) == NULL
                        : !is_widget_type (_figment_editor_slot_get_type (input))))
        continue;
      _figment_convert_add_slot_widget (convert, NULL, name, _figment_editor_slot_get_type (input), widgets);
    }
  return widgets;
}

/*
 * The host's widgets in the order of its values. These are its own slots, also where its subgraph has others by now;
 * only some hosts leave away the slots of widgets that nothing can be linked to, and have their values still (files of
 * ComfyUI_frontend from 1.46 on): then the subgraph's inputs fit the values better.
 */
static GArray *
list_host_widgets (FigmentConvert  *convert,
                   FigmentInstance *self,
                   JsonArray       *values)
{
  GArray *best = NULL;
  int cost = 0;

  _figment_convert_choose_widgets (&best, &cost, _figment_convert_list_slots (convert, self->host, NULL), values);
  if (cost > 0)
    _figment_convert_choose_widgets (&best, &cost, list_scope_widgets (convert, self), values);
  return best;
}

/* Values by the names of the host's inputs that are widgets, in their order. */
static void
read_host_values (FigmentConvert  *convert,
                  FigmentInstance *self,
                  JsonArray       *values)
{
  g_autoptr(GArray) widgets = list_host_widgets (convert, self, values);
  g_autofree int *places = g_new0 (int, widgets->len + 1);

  _figment_convert_align ((const FigmentWidget *) (void *) widgets->data, widgets->len, values, places);
  for (guint i = 0; i < widgets->len; i++)
    {
      const FigmentWidget *widget = &g_array_index (widgets, FigmentWidget, i);
      JsonNode *value = places[i] >= 0 ? json_array_get_element (values, (guint) places[i]) : NULL;

      if (!widget->phantom && value != NULL && !JSON_NODE_HOLDS_NULL (value))
        g_hash_table_insert (self->values, (gpointer) widget->name, value);
    }
}

static void
read_named_values (FigmentInstance *self,
                   JsonObject      *named)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, named);
  while (json_object_iter_next (&iter, &name, &value))
    if (!_figment_convert_is_control_name (name) && !JSON_NODE_HOLDS_NULL (value))
      g_hash_table_insert (self->values, (gpointer) name, value);
}

/* A group node has the values of all its inner nodes in one list, one node after the other. */
static void
read_group_values (FigmentConvert  *convert,
                   FigmentInstance *self,
                   JsonArray       *values)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));
  g_autofree int *places = NULL;

  for (guint i = 0; i < self->scope->nodes->len; i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (self->scope->nodes, i);
      g_autoptr(GArray) widgets = NULL;
      int cost = 0;

      widgets = _figment_convert_list_widgets (convert, node, figment_json_get_array (node->object, "widgets_values"),
                                               &cost);
      for (guint k = 0; widgets != NULL && k < widgets->len; k++)
        {
          FigmentWidget widget = g_array_index (widgets, FigmentWidget, k);

          widget.owner = node->id;
          g_array_append_val (all, widget);
        }
    }
  places = g_new0 (int, all->len + 1);
  _figment_convert_align ((const FigmentWidget *) (void *) all->data, all->len, values, places);
  for (guint i = 0; i < all->len; i++)
    {
      const FigmentWidget *widget = &g_array_index (all, FigmentWidget, i);

      if (!widget->phantom && places[i] >= 0)
        g_hash_table_insert (self->overrides, build_key (widget->owner, widget->name),
                             json_array_get_element (values, (guint) places[i]));
    }
}

static void
read_host (FigmentConvert  *convert,
           FigmentInstance *self)
{
  JsonArray *values = figment_json_get_array (self->host->object, "widgets_values");
  JsonObject *named = figment_json_get_object (self->host->object, "widgets_values_named");
  JsonArray *proxies =
      figment_json_get_array (figment_json_get_object (self->host->object, "properties"), "proxyWidgets");

  if (named == NULL)
    named = figment_json_get_object (self->host->object, "widgets_values");
  if (values != NULL && self->scope->group)
    read_group_values (convert, self, values);
  else if (values != NULL && proxies != NULL && json_array_get_length (proxies) > 0)
    read_proxies (convert, self, proxies, values);
  else if (named != NULL)
    read_named_values (self, named);
  else if (values != NULL)
    read_host_values (convert, self, values);
}

/* What the host around says for the inputs of a subgraph that is itself within one. */
static void
read_overrides (FigmentInstance *self)
{
  for (guint i = 0; i < self->scope->input_names->len; i++)
    {
      const char *name = g_ptr_array_index (self->scope->input_names, i);
      JsonNode *value = _figment_instance_get_override (self->parent, self->host->id, name);

      if (value != NULL)
        g_hash_table_insert (self->values, (gpointer) name, value);
    }
}

static void
read_setters (FigmentInstance *self)
{
  for (guint i = 0; i < self->scope->nodes->len; i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (self->scope->nodes, i);
      const char *name =
          _figment_convert_is_setter (node) ? figment_json_to_string (_figment_convert_get_first_value (node)) : NULL;

      if (name != NULL && name[0] != '\0' && !g_hash_table_contains (self->setters, name))
        g_hash_table_insert (self->setters, (gpointer) name, node);
    }
}

/**
 * _figment_instance_new:
 * @parent: (nullable): %NULL for the outermost scope, and then so is @host
 *
 * Writes out all subgraphs within @scope, except for those that are muted or bypassed, as the editor does; a file whose
 * subgraphs are without end is cut at some depth and number of nodes.
 *
 * Returns: (transfer full)
 */
FigmentInstance *
_figment_instance_new (FigmentConvert     *convert,
                       FigmentInstance    *parent,
                       FigmentEditorNode  *host,
                       FigmentEditorScope *scope,
                       guint               depth)
{
  FigmentInstance *self = g_new0 (FigmentInstance, 1);

  self->scope = scope;
  self->parent = parent;
  self->host = host;
  self->prefix = parent != NULL ? g_strdup_printf ("%s%s:", parent->prefix, host->id) : g_strdup ("");
  self->host_slots = g_hash_table_new (g_str_hash, g_str_equal);
  self->children = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) _figment_instance_free);
  self->values = g_hash_table_new (g_str_hash, g_str_equal);
  self->overrides = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->setters = g_hash_table_new (g_str_hash, g_str_equal);
  convert->n_nodes += scope->nodes->len;
  read_setters (self);
  if (parent != NULL)
    {
      read_host_slots (self);
      read_host (convert, self);
      read_overrides (self);
    }
  for (guint i = 0; i < scope->nodes->len; i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (scope->nodes, i);

      if (node->definition == NULL || node->mode == FIGMENT_EDITOR_MODE_NEVER
          || node->mode == FIGMENT_EDITOR_MODE_BYPASS)
        continue;
      if (depth >= FIGMENT_CONVERT_MAX_DEPTH || convert->n_nodes > FIGMENT_CONVERT_MAX_NODES
          || !_figment_convert_spend (convert, strlen (self->prefix) + strlen (node->id)))
        {
          convert->too_deep = TRUE;
          continue;
        }
      g_hash_table_insert (self->children, node,
                           _figment_instance_new (convert, self, node, node->definition, depth + 1));
    }
  return self;
}
