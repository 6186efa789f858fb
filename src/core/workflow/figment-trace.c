/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

JsonNode *
_figment_trace_get (FigmentTrace *self,
                    guint         node,
                    const char   *input)
{
  return figment_json_get (self->inputs[node], input);
}

/* Never NULL: a node without a class has an empty one. */
const char *
_figment_trace_get_class (FigmentTrace *self,
                          guint         node)
{
  const char *class_type = figment_graph_get_class (self->graph, self->ids[node]);

  return class_type != NULL ? class_type : "";
}

gboolean
_figment_trace_has (FigmentTrace *self,
                    guint         node,
                    const char   *input)
{
  return _figment_trace_get (self, node, input) != NULL;
}

gboolean
_figment_trace_has_any (FigmentTrace      *self,
                        guint              node,
                        const char *const *inputs)
{
  for (; *inputs != NULL; inputs++)
    if (_figment_trace_has (self, node, *inputs))
      return TRUE;
  return FALSE;
}

/* The input that says how many pictures @node makes at once, or NULL. By the shorter name pictures come in as well. */
const char *
_figment_trace_find_batch (FigmentTrace *self,
                           guint         node)
{
  if (_figment_trace_has (self, node, "batch_size"))
    return "batch_size";
  return _figment_trace_is_number (_figment_trace_get (self, node, "batch")) ? "batch" : NULL;
}

/*
 * Whether @node takes some out of many: a number of frames there is how many of them. Where only frames come in that is
 * so too, unless something is made of them by words or by chance.
 */
gboolean
_figment_trace_takes_part (FigmentTrace *self,
                           guint         node)
{
  static const char *const marks[] = { "batch_index", "start_index", "start", "index", NULL };
  static const char *const makers[] = { "prompt", "seed", NULL };
  guint source, slot, n;

  if (_figment_trace_has_any (self, node, marks) || _figment_trace_class_has (self, node, "frombatch")
      || _figment_trace_class_has (self, node, "slice"))
    return TRUE;
  figment_graph_links_sources (self->links, node, &n);
  return n == 1 && _figment_trace_find_link (self, node, "images", &source, &slot)
         && !_figment_trace_has_any (self, node, makers);
}

gboolean
_figment_trace_find_link (FigmentTrace *self,
                          guint         node,
                          const char   *input,
                          guint        *source,
                          guint        *slot)
{
  const char *id = figment_graph_node_get_link (_figment_trace_get (self, node, input), slot);

  return id != NULL && figment_graph_links_find (self->links, id, source);
}

/**
 * _figment_trace_find_member:
 *
 * Returns: (transfer none) (nullable): the name of the input @input of @node: @input itself or, where it belongs
 *   to a choice, the graph's "resize_type.width" for "width" (ComfyUI's COMFY_DYNAMICCOMBO_V3); %NULL: there is none
 */
const char *
_figment_trace_find_member (FigmentTrace *self,
                            guint         node,
                            const char   *input)
{
  JsonObject *inputs = self->inputs[node];
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL || _figment_trace_has (self, node, input))
    return inputs != NULL ? input : NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const char *dot = strrchr (name, '.');

      if (dot != NULL && g_str_equal (dot + 1, input))
        return name;
    }
  return NULL;
}

/* Whether @node has an input, linked or not, whose name @fits. */
gboolean
_figment_trace_has_name (FigmentTrace *self,
                         guint         node,
                         gboolean    (*fits) (const char *name))
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (self->inputs[node] == NULL)
    return FALSE;
  json_object_iter_init (&iter, self->inputs[node]);
  while (json_object_iter_next (&iter, &name, &value))
    if (fits (name))
      return TRUE;
  return FALSE;
}

/* Whether the class' name has @word in it, which is in lower case. */
gboolean
_figment_trace_class_has (FigmentTrace *self,
                          guint         node,
                          const char   *word)
{
  return strstr (self->classes[node], word) != NULL;
}

gboolean
_figment_trace_is_listed (const char        *word,
                          const char *const *words)
{
  for (; *words != NULL; words++)
    if (g_ascii_strcasecmp (word, *words) == 0)
      return TRUE;
  return FALSE;
}

gboolean
_figment_trace_is_text (JsonNode *value)
{
  return figment_json_is_string (value);
}

/* Files that other programs fill in have a word in braces where a number goes: "{{seed}}", "%steps%", "$cfg". */
gboolean
_figment_trace_is_number (JsonNode *value)
{
  return figment_json_is_number (value) || figment_json_is_string (value);
}

const char *
_figment_trace_describe (FigmentTrace *self,
                         guint         node)
{
  if (self->names->pdata[node] == NULL)
    self->names->pdata[node] = figment_graph_describe_node (self->graph, self->ids[node]);
  return self->names->pdata[node];
}

/* What @known has for a place that plays @role. */
char *
_figment_trace_make_key (FigmentRole  role,
                         guint        node,
                         const char  *input)
{
  return g_strdup_printf ("%d %u %s", (int) role, node, input);
}

/* Adds the place unless it is known. @reason is a full sentence. */
void
_figment_trace_add (FigmentTrace *self,
                    FigmentRole   role,
                    guint         node,
                    const char   *input,
                    double        confidence,
                    const char   *reason)
{
  char *key = _figment_trace_make_key (role, node, input);

  if (!g_hash_table_add (self->known, key))
    return;
  g_ptr_array_add (self->places[role],
                   figment_place_new (self->ids[node], input, MIN (confidence, self->ceiling), reason));
}
