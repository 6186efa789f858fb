/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include <stdlib.h>
#include <string.h>

#include "json/figment-json-value.h"

/*
 * Nodes that hand on what they get: switches, whose setting tells which of their inputs, and reroutes and the like.
 */

/* The yes or no, or the number, that @node tells others: its value, else all that it has; NULL where there is none. */
static JsonNode *
get_told (FigmentTrace *self,
          guint         node,
          gboolean    (*fits) (JsonNode *value))
{
  JsonObject *inputs = self->inputs[node];
  JsonNode *only = NULL, *value;
  JsonObjectIter iter;
  const char *name;

  if (inputs == NULL || fits (_figment_trace_get (self, node, "value")))
    return inputs != NULL ? _figment_trace_get (self, node, "value") : NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (only != NULL || !fits (value))
        return NULL;
      only = value;
    }
  return only;
}

/* What @input of the switch @node is set to, there or on the node that it is linked to. */
static JsonNode *
get_setting (FigmentTrace *self,
             guint         node,
             const char   *input,
             gboolean    (*fits) (JsonNode *value))
{
  guint source, slot;

  if (_figment_trace_find_link (self, node, input, &source, &slot))
    return get_told (self, source, fits);
  return _figment_trace_get (self, node, input);
}

/* The side that a switch for true and false is set to, or NULL. */
static const char *
find_side (FigmentTrace *self,
           guint         node)
{
  static const char *const sides[][2] = {
    { "on_true", "on_false" }, { "if_true", "if_false" }, { "true", "false" }, { "tt_value", "ff_value" },
    { "true_value", "false_value" },
  };
  static const char *const switches[] = { "switch", "boolean", "condition", "cond", "bool", "value", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      if (!_figment_trace_has (self, node, sides[i][0]) || !_figment_trace_has (self, node, sides[i][1]))
        continue;
      for (gsize j = 0; switches[j] != NULL; j++)
        {
          JsonNode *value = get_setting (self, node, switches[j], figment_json_is_boolean);

          if (figment_json_is_boolean (value))
            return sides[i][json_node_get_boolean (value) ? 0 : 1];
        }
    }
  return NULL;
}

/* The number at the end of an input's name, or -1. */
static int
get_number (const char *name)
{
  gsize length = strlen (name);

  while (length > 0 && g_ascii_isdigit (name[length - 1]))
    length--;
  return name[length] != '\0' && strlen (name + length) < 6 ? atoi (name + length) : -1;
}

/* A switch for a number: "select": 2 with "input1", "input2"; "index": 0 with "value0". */
static const char *
find_numbered (FigmentTrace *self,
               guint         node)
{
  static const char *const settings[] = { "select", "index", "Input", "input", "selected_index", "choice", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);
  gint64 wanted;

  for (gsize i = 0; settings[i] != NULL; i++)
    {
      JsonNode *value = get_setting (self, node, settings[i], figment_json_is_number);

      if (!figment_json_is_number (value) || !figment_json_to_int64 (value, &wanted))
        continue;
      for (guint j = 0; j < n; j++)
        if (get_number (links[j].input) == wanted)
          return links[j].input;
    }
  return NULL;
}

/**
 * _figment_trace_find_branch:
 *
 * Returns: (transfer none) (nullable): the input that the switch @node is set to; %NULL for what is no switch
 */
const char *
_figment_trace_find_branch (FigmentTrace *self,
                            guint         node)
{
  const char *input = find_side (self, node);
  guint n;
  const FigmentGraphLink *links;

  if (input != NULL || !_figment_trace_class_has (self, node, "switch"))
    return input;
  input = find_numbered (self, node);
  if (input != NULL)
    return input;
  /* Switches that take the first that is there. */
  links = figment_graph_links_sources (self->links, node, &n);
  return n > 0 && g_str_has_prefix (links[0].input, "any_") ? links[0].input : NULL;
}

/* What tells a switch which of its inputs it hands on is none of them. */
static gboolean
is_selector (const char *name)
{
  static const char *const words[] = {
    "select", "selected", "selection", "selector", "index", "switch", "boolean", "bool", "cond", "condition", "choice",
    NULL,
  };

  return _figment_name_has (name, words);
}

static gboolean
is_generic (const char *name)
{
  static const char *const words[] = {
    "any", "anything", "value", "input", "signal", "data", "obj", "object", "in", "on", "if", "item", "x", NULL,
  };

  return name[0] == '\0' || name[0] == '*' || _figment_name_has (name, words);
}

/* Returns: (transfer full): the links that @node repeats, one for each output, if it does not care what it is given */
static GPtrArray *
list_passed (FigmentTrace *self,
             guint         node)
{
  const char *branch = _figment_trace_find_branch (self, node);
  GPtrArray *passed = g_ptr_array_new ();
  guint n, n_choices = 0;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  for (guint i = 0; i < n; i++)
    if (n == 1 || (branch != NULL && g_str_equal (links[i].input, branch)))
      {
        g_ptr_array_add (passed, (gpointer) &links[i]);
        return passed;
      }
  for (guint i = 0; i < n; i++)
    {
      if (is_selector (links[i].input))
        continue;
      n_choices++;
      if (is_generic (links[i].input))
        g_ptr_array_add (passed, (gpointer) &links[i]);
    }
  if (passed->len < n_choices)
    g_ptr_array_set_size (passed, 0);
  return passed;
}

/**
 * _figment_trace_find_passed:
 * @slot: which output was asked for
 *
 * Returns: (transfer none) (nullable): the link that @node most likely repeats at @slot, where it is one that does not
 *   care what it is given. Looked up once for each node.
 */
const FigmentGraphLink *
_figment_trace_find_passed (FigmentTrace *self,
                            guint         node,
                            guint         slot)
{
  GPtrArray *passed = g_hash_table_lookup (self->passed, GUINT_TO_POINTER (node));

  if (passed == NULL)
    {
      passed = list_passed (self, node);
      g_hash_table_insert (self->passed, GUINT_TO_POINTER (node), passed);
    }
  return passed->len > 0 ? g_ptr_array_index (passed, MIN (slot, passed->len - 1)) : NULL;
}
