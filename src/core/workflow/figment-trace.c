/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Links between an input and the number that it takes; real graphs use three or four. */
#define MAX_HOPS 16

/* Inputs of a node that are looked through for a number; real nodes have up to some fifty. */
#define MAX_INPUTS 1000

JsonNode *
_figment_trace_get (FigmentTrace *self,
                    guint         node,
                    const char   *input)
{
  return figment_graph_get_input (self->graph, self->ids[node], input);
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
_figment_trace_find_link (FigmentTrace *self,
                          guint         node,
                          const char   *input,
                          guint        *source,
                          guint        *slot)
{
  const char *id = figment_graph_node_get_link (_figment_trace_get (self, node, input), slot);

  return id != NULL && figment_graph_links_find (self->links, id, source);
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

/* Adds the place unless it is known. @reason is a full sentence. */
void
_figment_trace_add (FigmentTrace *self,
                    FigmentRole   role,
                    guint         node,
                    const char   *input,
                    double        confidence,
                    const char   *reason)
{
  char *key = g_strdup_printf ("%d %u %s", (int) role, node, input);

  if (!g_hash_table_add (self->known, key))
    return;
  g_ptr_array_add (self->places[role],
                   figment_place_new (self->ids[node], input, MIN (confidence, self->ceiling), reason));
}

/* "{{seed}}", "%steps%", "$cfg", "20" as text; not the formula of a calculating node. */
static gboolean
is_placeholder (JsonNode *value)
{
  const char *text = figment_json_to_string (value);
  double number;

  if (text == NULL)
    return figment_json_to_double (value, &number);
  return text[0] != '\0' && strpbrk (text, "+*/()") == NULL;
}

/* Whether @name can hold a number for @role at the other end of a link. */
static gboolean
fits_role (const char  *name,
           FigmentRole  role)
{
  switch ((int) role)
    {
    case FIGMENT_ROLE_SEED:
      return g_str_equal (name, "seed") || g_str_equal (name, "noise_seed");
    case FIGMENT_ROLE_WIDTH:
      return g_str_equal (name, "width") || g_str_equal (name, "empty_latent_width");
    case FIGMENT_ROLE_HEIGHT:
      return g_str_equal (name, "height") || g_str_equal (name, "empty_latent_height");
    case FIGMENT_ROLE_STEPS:
      return g_str_has_prefix (name, "steps");
    case FIGMENT_ROLE_BATCH:
      return g_str_equal (name, "batch_size");
    default:
      return g_str_equal (name, figment_role_to_nick (role));
    }
}

/* A slider with an integer and a fraction for each axis: which one counts is said by its own switch. */
static const char *
get_slider_input (FigmentTrace *self,
                  guint         node,
                  guint         slot)
{
  static const char *const whole[] = { "Xi", "Yi" }, *const fraction[] = { "Xf", "Yf" };
  const char *input;
  gint64 is_float = 0;

  if (slot > 1 || !_figment_trace_has (self, node, whole[0]) || !_figment_trace_has (self, node, fraction[0]))
    return NULL;
  figment_json_to_int64 (_figment_trace_get (self, node, "isfloatX"), &is_float);
  input = is_float != 0 ? fraction[slot] : whole[slot];
  return _figment_trace_has (self, node, input) ? input : NULL;
}

/* The side that a switch is set to, or NULL for a node that is none. */
static const char *
get_switch_input (FigmentTrace *self,
                  guint         node)
{
  static const char *const switches[] = { "switch", "boolean", "condition", NULL };

  if (!_figment_trace_has (self, node, "on_true") || !_figment_trace_has (self, node, "on_false"))
    return NULL;
  for (gsize i = 0; switches[i] != NULL; i++)
    {
      JsonNode *value = _figment_trace_get (self, node, switches[i]);
      guint source, slot;

      if (_figment_trace_find_link (self, node, switches[i], &source, &slot))
        value = _figment_trace_get (self, source, "value");
      if (figment_json_is_boolean (value))
        return json_node_get_boolean (value) ? "on_true" : "on_false";
    }
  return NULL;
}

/* The input of @node that output @slot repeats: the one of the role's name, a primitive's value, or the only number. */
static const char *
choose_input (FigmentTrace *self,
              guint         node,
              guint         slot,
              FigmentRole   role)
{
  static const char *const values[] = { "value", "int", "float", "number", "integer", "Number", "default", NULL };
  JsonObject *inputs = figment_graph_get_inputs (self->graph, self->ids[node]);
  const char *only = NULL, *chosen = get_slider_input (self, node, slot);
  guint n_numbers = 0, n_links = 0;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (chosen == NULL)
    chosen = get_switch_input (self, node);
  if (inputs == NULL || chosen != NULL || json_object_get_size (inputs) > MAX_INPUTS)
    return chosen;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (fits_role (name, role))
      return name;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (_figment_trace_is_listed (name, values) && (JSON_NODE_HOLDS_ARRAY (value) || is_placeholder (value)))
      return name;

  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (figment_json_is_number (value))
      {
        only = name;
        n_numbers++;
      }
    else if (figment_graph_node_get_link (value, NULL) != NULL)
      {
        if (n_numbers == 0)
          only = name;
        n_links++;
      }
  /* A calculation has several numbers or links; its result is nobody's literal. */
  return (n_numbers == 1 && n_links == 0) || (n_links == 1 && n_numbers == 0) ? only : NULL;
}

/*
 * Adds the literal that @input of @node holds or is linked to. Returns whether there is one.
 */
gboolean
_figment_trace_add_number (FigmentTrace *self,
                           FigmentRole   role,
                           guint         node,
                           const char   *input)
{
  const char *name = _figment_trace_describe (self, node);
  g_autofree char *reason = NULL;
  const char *start = input;

  for (guint hops = 0; hops < MAX_HOPS && input != NULL; hops++)
    {
      JsonNode *value = _figment_trace_get (self, node, input);
      guint source, slot;

      if (hops > 0 ? is_placeholder (value) : _figment_trace_is_number (value))
        {
          /* Translators: a node, the name of an input. */
          reason = hops == 0 ? g_strdup_printf (_("%s takes its %s from here."), name, start)
                             /* Translators: a node, the name of an input. */
                             : g_strdup_printf (_("%s has its %s linked to this."), name, start);
          _figment_trace_add (self, role, node, input, hops == 0 ? FIGMENT_SURE_DIRECT : FIGMENT_SURE_LINKED, reason);
          /* A node that offers sizes by their shape: the shape is a setting too. */
          if (hops > 0 && role == FIGMENT_ROLE_WIDTH
              && _figment_trace_is_text (_figment_trace_get (self, node, "aspect_ratio")))
            _figment_trace_add (self, FIGMENT_ROLE_RESOLUTION, node, "aspect_ratio", FIGMENT_SURE_LINKED, reason);
          return TRUE;
        }
      if (!_figment_trace_find_link (self, node, input, &source, &slot))
        return FALSE;
      node = source;
      input = choose_input (self, node, slot, role);
      /* Frames that are calculated come from a length in seconds. */
      if (role == FIGMENT_ROLE_FRAMES && _figment_trace_class_has (self, node, "math"))
        role = FIGMENT_ROLE_DURATION;
    }
  return FALSE;
}
