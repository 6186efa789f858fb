/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "json/figment-json-value.h"

/* Steps of one walk; a chain is never longer than there are nodes, and a circle ends here. */
#define MAX_STEPS 10000

/* Where a walk from an input towards its source stands. */
typedef struct
{
  FigmentConvert          *convert;
  FigmentInstance         *instance;
  const FigmentEditorLink *link;   /* in @instance's scope */
  const char              *type;   /* of the input where the walk began */
} Walk;

static const FigmentSource nothing = { FIGMENT_SOURCE_NOTHING, NULL, NULL, 0, NULL };

/* Whether a list of types has one in common with another; "*" is any. */
static gboolean
types_fit (const char *a,
           const char *b)
{
  g_auto(GStrv) first = NULL;
  g_auto(GStrv) second = NULL;

  if (g_str_equal (a, "*") || g_str_equal (b, "*") || g_ascii_strcasecmp (a, b) == 0)
    return TRUE;
  if (strchr (a, ',') == NULL && strchr (b, ',') == NULL)
    return FALSE;
  first = g_strsplit (a, ",", -1);
  second = g_strsplit (b, ",", -1);
  for (guint i = 0; first[i] != NULL; i++)
    for (guint k = 0; second[k] != NULL; k++)
      if (g_ascii_strcasecmp (g_strstrip (first[i]), g_strstrip (second[k])) == 0)
        return TRUE;
  return FALSE;
}

static const char *
get_type (JsonArray *slots,
          guint      index)
{
  return _figment_editor_slot_get_type (_figment_editor_get_slot (slots, index));
}

/*
 * Which input a bypassed node hands on as output @slot: the one of the same number if the types allow, else the first
 * of exactly the type that is wanted, else the first that fits (ComfyUI_frontend ExecutableNodeDTO.ts, bypass slot).
 * Returns −1 for none.
 */
static int
find_bypass (FigmentEditorNode *node,
             guint              slot,
             const char        *type)
{
  const guint n = _figment_editor_get_n_slots (node->inputs);
  const char *output = get_type (node->outputs, slot);

  if (n == 0)
    return -1;
  if (g_str_equal (type, "*"))
    return slot < n ? (int) slot : 0;
  if (slot < n && types_fit (get_type (node->inputs, slot), output) && types_fit (get_type (node->inputs, slot), type))
    return (int) slot;
  for (guint i = 0; i < n; i++)
    if (g_str_equal (get_type (node->inputs, i), type))
      return (int) i;
  for (guint i = 0; i < n; i++)
    if (types_fit (get_type (node->inputs, i), output) && types_fit (get_type (node->inputs, i), type))
      return (int) i;
  return -1;
}

/* The link that makes up for one that is missing (cg-use-everywhere keeps such in "extra.ue_links"). */
static const FigmentEditorLink *
find_broadcast (FigmentConvert    *convert,
                FigmentInstance   *instance,
                FigmentEditorNode *node,
                guint              slot)
{
  g_autofree char *key = NULL;

  if (instance->parent != NULL || g_hash_table_size (convert->broadcast) == 0)
    return NULL;
  key = g_strdup_printf ("%s\t%u", node->id, slot);
  return g_hash_table_lookup (convert->broadcast, key);
}

static const FigmentEditorLink *
find_link (FigmentConvert    *convert,
           FigmentInstance   *instance,
           FigmentEditorNode *node,
           guint              slot)
{
  const FigmentEditorLink *link = _figment_editor_get_input_link (instance->scope, node, slot);

  return link != NULL ? link : find_broadcast (convert, instance, node, slot);
}

static const char *
get_input_name (FigmentInstance *instance,
                guint            index)
{
  return index < instance->scope->input_names->len ? g_ptr_array_index (instance->scope->input_names, index) : "";
}

static const char *
get_host_name (FigmentInstance *instance,
               guint            slot)
{
  return _figment_editor_slot_get_name (_figment_editor_get_slot (instance->host->inputs, slot));
}

/*
 * The host's link for the subgraph's input @index: at the slot of the same name, which may stand elsewhere, for hosts
 * leave away inputs that they show as widgets (files of ComfyUI_frontend 1.34 to 1.47). Where no slot is called so it
 * is the one of the same number, unless that one is another input's.
 */
static const FigmentEditorLink *
find_host_link (FigmentConvert  *convert,
                FigmentInstance *instance,
                guint            index)
{
  const int slot = _figment_instance_find_host_slot (instance, get_input_name (instance, index));
  const char *there = get_host_name (instance, index);

  if (slot >= 0)
    return find_link (convert, instance->parent, instance->host, (guint) slot);
  if (there != NULL && g_hash_table_contains (instance->scope->named_inputs, there))
    return NULL;
  return find_link (convert, instance->parent, instance->host, index);
}

/* From inside a subgraph to what its host is linked to or says. Returns: whether the walk goes on */
static gboolean
leave_subgraph (Walk          *walk,
                FigmentSource *source)
{
  FigmentInstance *inner = walk->instance;
  const guint index = walk->link->origin_slot;

  *source = nothing;
  if (inner->parent == NULL)
    return FALSE;
  walk->link = find_host_link (walk->convert, inner, index);
  walk->instance = inner->parent;
  if (walk->link != NULL)
    return TRUE;
  source->value = g_hash_table_lookup (inner->values, get_input_name (inner, index));
  if (source->value != NULL)
    source->kind = FIGMENT_SOURCE_VALUE;
  return FALSE;
}

/* Sets of the same scope first, then of those around it. */
static FigmentEditorNode *
find_setter (FigmentInstance   **instance,
             FigmentEditorNode  *getter)
{
  const char *name = figment_json_to_string (_figment_convert_get_first_value (getter));

  for (; name != NULL && *instance != NULL; *instance = (*instance)->parent)
    {
      FigmentEditorNode *setter = g_hash_table_lookup ((*instance)->setters, name);

      if (setter != NULL)
        return setter;
    }
  return NULL;
}

/* Through a node that only the editor knows. Returns: whether the walk goes on */
static gboolean
pass_virtual (Walk              *walk,
              FigmentEditorNode *node,
              FigmentSource     *source)
{
  FigmentInstance *instance = walk->instance;

  *source = nothing;
  if (_figment_convert_is_primitive (node))
    {
      source->value = _figment_instance_get_override (instance, node->id, "value");
      if (source->value == NULL)
        source->value = _figment_convert_get_first_value (node);
      if (source->value != NULL)
        source->kind = FIGMENT_SOURCE_VALUE;
      return FALSE;
    }
  if (_figment_convert_is_getter (node))
    {
      FigmentEditorNode *setter = find_setter (&instance, node);

      walk->link = setter != NULL ? find_link (walk->convert, instance, setter, 0) : NULL;
      walk->instance = instance;
    }
  else
    walk->link = find_link (walk->convert, instance, node, walk->link->origin_slot);
  return walk->link != NULL;
}

/* From a link to the node it comes from. Returns: whether the walk goes on, with @source set if not */
static gboolean
step (Walk          *walk,
      FigmentSource *source)
{
  FigmentEditorNode *node;
  FigmentInstance *child;

  if (g_str_equal (walk->link->origin, FIGMENT_EDITOR_INPUTS_ID))
    return leave_subgraph (walk, source);
  *source = nothing;
  node = _figment_editor_scope_get_node (walk->instance->scope, walk->link->origin);
  if (node == NULL)
    return FALSE;
  if (node->mode == FIGMENT_EDITOR_MODE_BYPASS)
    {
      const int slot = find_bypass (node, walk->link->origin_slot, walk->type);

      walk->link = slot >= 0 ? find_link (walk->convert, walk->instance, node, (guint) slot) : NULL;
      return walk->link != NULL;
    }
  if (node->definition == NULL && _figment_convert_is_virtual (walk->convert, node))
    return pass_virtual (walk, node, source);
  if (node->mode == FIGMENT_EDITOR_MODE_NEVER)
    {
      source->kind = FIGMENT_SOURCE_GONE;
      return FALSE;
    }
  if (node->definition != NULL)
    {
      child = g_hash_table_lookup (walk->instance->children, node);
      walk->link = child != NULL
                       ? _figment_editor_get_link_to (child->scope, FIGMENT_EDITOR_OUTPUTS_ID, walk->link->origin_slot)
                       : NULL;
      walk->instance = child;
      return walk->link != NULL;
    }
  *source = (FigmentSource) { FIGMENT_SOURCE_LINK, walk->instance, node, walk->link->origin_slot, NULL };
  return FALSE;
}

/**
 * _figment_convert_resolve:
 *
 * Follows what is linked to an input back through reroutes, bypassed nodes, Get and Set, and in and out of subgraphs,
 * to the node that runs or the value that counts.
 */
FigmentSource
_figment_convert_resolve (FigmentConvert    *convert,
                          FigmentInstance   *instance,
                          FigmentEditorNode *node,
                          guint              slot)
{
  Walk walk = { convert, instance, find_link (convert, instance, node, slot), get_type (node->inputs, slot) };
  FigmentSource source = nothing;

  if (walk.link == NULL)
    return nothing;
  for (guint i = 0; i < MAX_STEPS && convert->n_steps < FIGMENT_CONVERT_MAX_STEPS; i++)
    {
      convert->n_steps++;
      if (!step (&walk, &source))
        return source;
    }
  convert->too_deep = convert->too_deep || convert->n_steps >= FIGMENT_CONVERT_MAX_STEPS;
  return nothing;
}
