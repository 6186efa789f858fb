/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * Python's int () and float () as the server applies them: text of a number passes, an int () takes the part before the
 * point of a number but not of a text (protocol §3, trace 03b).
 */
static gboolean
to_python_number (JsonNode *value,
                  gboolean  whole,
                  double   *number)
{
  const char *text = figment_json_to_string (value);
  g_autofree char *stripped = text != NULL ? g_strstrip (g_strdup (text)) : NULL;
  char *end;

  if (figment_json_is_boolean (value))
    {
      *number = json_node_get_boolean (value);
      return TRUE;
    }
  if (stripped == NULL)
    return figment_json_to_double (value, number) && (!whole || isfinite (*number));
  *number = g_ascii_strtod (stripped, &end);
  return stripped[0] != '\0' && *end == '\0' && (!whole || strpbrk (stripped, ".eExXnN") == NULL);
}

static void
check_number (FigmentGraphCheck         *self,
              guint                      node,
              const FigmentCatalogInput *input,
              JsonNode                  *value)
{
  g_autofree char *text = _figment_graph_check_quote (value);
  double number;
  guint64 exact, max_exact;

  if (!to_python_number (value, input->kind == FIGMENT_CATALOG_INT, &number))
    _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                              input->kind == FIGMENT_CATALOG_INT
                                ? /* Translators: %s is what stands there. */ _("“%s” is not a whole number.")
                                : /* Translators: %s is what stands there. */ _("“%s” is not a number."),
                              text);
  else if (!isnan (input->min) && number < input->min)
    _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                              /* Translators: a number, the smallest that is allowed. */
                              _("%s is less than the least that is allowed, %g."), text, input->min);
  else if (input->max_text != NULL && figment_json_to_uint64 (value, &exact)
           && g_ascii_string_to_unsigned (input->max_text, 10, 0, G_MAXUINT64, &max_exact, NULL))
    {
      if (exact > max_exact)
        _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                                  /* Translators: a number, the largest that is allowed. */
                                  _("%s is more than the most that is allowed, %s."), text, input->max_text);
    }
  else if (!isnan (input->max) && (number > input->max || (input->max_text != NULL && number >= input->max)))
    _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                              /* Translators: a number, the largest that is allowed. */
                              _("%s is more than the most that is allowed, %g."), text, input->max);
}

static gboolean
is_choice (const FigmentCatalogInput *input,
           JsonNode                  *value)
{
  g_autofree char *text = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
  double number;
  const gboolean numeric = figment_json_to_double (value, &number);

  for (guint i = 0; i < input->n_choices; i++)
    if (strcmp (input->choices[i], text) == 0 || (numeric && input->choices[i][0] != '"'
                                                  && g_ascii_strtod (input->choices[i], NULL) == number))
      return TRUE;
  return FALSE;
}

static void
check_choice (FigmentGraphCheck         *self,
              guint                      node,
              const FigmentCatalogInput *input,
              JsonNode                  *value)
{
  g_autofree char *text = NULL;
  g_autoptr(GString) choices = NULL;

  /* File pickers take what lies in a subfolder or was sent up later; what is fetched elsewhere nobody knows here. */
  if (input->upload || input->open_choices || JSON_NODE_HOLDS_OBJECT (value) || is_choice (input, value))
    return;
  text = _figment_graph_check_quote (value);
  if (input->n_choices == 0 || strpbrk (text, "./\\") != NULL)
    {
      _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                                /* Translators: %s is the name of a file, as of a model. */
                                _("“%s” is not on the server."), text);
      return;
    }
  choices = g_string_new (NULL);
  for (guint i = 0; i < MIN (input->n_choices, 4); i++)
    g_string_append_printf (choices, "%s%s", i > 0 ? ", " : "", input->choices[i]);
  if (input->n_choices > 4)
    g_string_append (choices, ", …");
  _figment_graph_check_add (self, FIGMENT_FAULT_BRANCH, node, input->name,
                            /* Translators: what stands there, the first of the choices. */
                            _("“%s” is not one of the server's choices: %s."), text, choices->str);
}

static gboolean
types_overlap (const char *given,
               const char *taken)
{
  g_auto(GStrv) first = g_strsplit (given, ",", -1);
  g_auto(GStrv) second = g_strsplit (taken, ",", -1);

  for (guint i = 0; first[i] != NULL; i++)
    for (guint j = 0; second[j] != NULL; j++)
      if (g_ascii_strcasecmp (g_strstrip (first[i]), g_strstrip (second[j])) == 0 || g_str_equal (first[i], "*")
          || g_str_equal (second[j], "*"))
        return TRUE;
  return FALSE;
}

/* A warning only: packs make their own rules with types that compare equal to anything. */
static void
check_type (FigmentGraphCheck         *self,
            guint                      node,
            const FigmentCatalogInput *input,
            const char                *source,
            guint                      slot)
{
  const char *class_type = figment_graph_get_class (self->graph, source);
  const FigmentCatalogClass *class = class_type != NULL ? figment_catalog_lookup (self->catalog, class_type) : NULL;
  g_autofree char *name = NULL;

  if (class == NULL || slot >= class->n_outputs || input->kind == FIGMENT_CATALOG_DYNAMIC
      || input->kind == FIGMENT_CATALOG_COMBO || g_str_equal (class->output_types[slot], "COMBO")
      || g_str_has_prefix (class->output_types[slot], "COMFY_")
      || types_overlap (class->output_types[slot], input->type))
    return;
  name = figment_graph_describe_node (self->graph, source);
  _figment_graph_check_add (self, FIGMENT_FAULT_NONE, node, input->name,
                            /* Translators: a type as IMAGE, another type, a node. */
                            _("It takes %s, but is linked to the %s of %s."), input->type, class->output_types[slot],
                            name);
}

static void
check_value (FigmentGraphCheck         *self,
             guint                      node,
             const FigmentCatalogInput *input,
             JsonNode                  *value)
{
  guint slot;
  const char *source = figment_graph_node_get_link (value, &slot);

  if (source != NULL)
    check_type (self, node, input, source, slot);
  else if (JSON_NODE_HOLDS_ARRAY (value) || JSON_NODE_HOLDS_OBJECT (value))
    return;
  else if (input->kind == FIGMENT_CATALOG_INT || input->kind == FIGMENT_CATALOG_FLOAT)
    check_number (self, node, input, value);
  else if (input->kind == FIGMENT_CATALOG_COMBO)
    check_choice (self, node, input, value);
}

/* The parts of such an input stand under names of their own, "images.image0"; the input itself does not occur. */
static gboolean
has_parts_only (const FigmentCatalogInput *input)
{
  return g_str_has_prefix (input->type, "COMFY_AUTOGROW") || g_str_has_prefix (input->type, "COMFY_DYNAMICSLOT");
}

/* Checks the node with index @node against its class, as ComfyUI execution.py, validate_inputs, does. */
void
_figment_graph_check_with_class (FigmentGraphCheck *self,
                                 guint              node)
{
  const char *id = self->ids[node];
  const char *class_type = figment_graph_get_class (self->graph, id);
  const FigmentCatalogClass *class;

  if (class_type == NULL)
    return;
  class = figment_catalog_lookup (self->catalog, class_type);
  if (class == NULL)
    {
      _figment_graph_check_add (self, FIGMENT_FAULT_WHOLE, node, NULL,
                                _("The server does not know this kind of node; the extension that brings it may be "
                                  "missing there."));
      return;
    }
  for (guint i = 0; i < class->n_inputs; i++)
    {
      const FigmentCatalogInput *input = &class->inputs[i];
      JsonNode *value = figment_graph_get_input (self->graph, id, input->name);

      if (value != NULL)
        check_value (self, node, input, value);
      else if (input->required && !has_parts_only (input))
        _figment_graph_check_add (
            self, FIGMENT_FAULT_BRANCH, node, input->name,
            input->kind == FIGMENT_CATALOG_LINK || input->force_link
                ? /* Translators: %s is a type as IMAGE. */ _ ("A link is missing: the node needs %s.")
                : /* Translators: %s is a type as INT. */ _ ("A value is missing: the node needs %s."),
            input->type);
    }
}
