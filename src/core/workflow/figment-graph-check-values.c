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

/* @digits: (nullable): of the limit, where a double has not all of them */
static char *
write_limit (const char *digits,
             double      limit)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (digits != NULL ? digits : g_ascii_formatd (buffer, sizeof buffer, "%.15g", limit));
}

/* Offers the nearest value that is allowed. */
static void
offer_limit (FigmentProblem *problem,
             const char     *limit)
{
  JsonNode *value = figment_json_number_new (limit);

  if (value != NULL)
    _figment_problem_offer (problem, FALSE, value);
}

static gboolean
is_more (const FigmentCatalogInput *input,
         JsonNode                  *value,
         double                     number)
{
  guint64 exact, limit;

  if (input->max_text == NULL || !figment_json_to_uint64 (value, &exact)
      || !g_ascii_string_to_unsigned (input->max_text, 10, 0, G_MAXUINT64, &limit, NULL))
    return !isnan (input->max) && (number > input->max || (input->max_text != NULL && number >= input->max));
  return exact > limit;
}

static void
check_number (FigmentGraphCheck         *self,
              guint                      node,
              const char                *name,
              const FigmentCatalogInput *input,
              JsonNode                  *value)
{
  const gboolean whole = input->kind == FIGMENT_CATALOG_INT;
  g_autofree char *text = _figment_graph_check_quote (value);
  FigmentProblem *problem;
  double number;

  if (!to_python_number (value, whole, &number))
    {
      /* Translators: %s is what stands there. */
      g_autofree char *words = whole ? g_strdup_printf (_("“%s” is not a whole number."), text)
                                     /* Translators: %s is what stands there. */
                                     : g_strdup_printf (_("“%s” is not a number."), text);

      problem = _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_VALUE, FIGMENT_FAULT_BRANCH, node, name, "%s",
                                          words);
      if (input->default_text != NULL)
        _figment_problem_offer (problem, FALSE,
                                figment_json_parse (input->default_text, strlen (input->default_text), NULL));
    }
  else if (!isnan (input->min) && number < input->min)
    {
      g_autofree char *limit = write_limit (input->min_text, input->min);

      problem = _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_VALUE, FIGMENT_FAULT_BRANCH, node, name,
                                          /* Translators: a number, the smallest that is allowed. */
                                          _("%s is less than the least that is allowed, %s."), text, limit);
      offer_limit (problem, limit);
    }
  else if (is_more (input, value, number))
    {
      g_autofree char *limit = write_limit (input->max_text, input->max);

      problem = _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_VALUE, FIGMENT_FAULT_BRANCH, node, name,
                                          /* Translators: a number, the largest that is allowed. */
                                          _("%s is more than the most that is allowed, %s."), text, limit);
      offer_limit (problem, limit);
    }
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

/* Whether @text names a file, as models do; other choices have neither dots nor slashes. */
static gboolean
is_file (const FigmentCatalogInput *input,
         const char                *text)
{
  return input->n_choices == 0 || strpbrk (text, "./\\") != NULL;
}

/*
 * The list of a file picker has only what lies at the top of the folder, but what lies deeper is taken (protocol §8);
 * so a name without a folder that is not in the list is not there.
 */
static void
check_picked (FigmentGraphCheck         *self,
              guint                      node,
              const char                *name,
              const FigmentCatalogInput *input,
              JsonNode                  *value)
{
  const char *text = figment_json_to_string (value);

  if (text == NULL || input->n_choices == 0 || text[0] == '\0' || strpbrk (text, "/\\[") != NULL
      || is_choice (input, value))
    return;
  _figment_graph_check_add (self, FIGMENT_PROBLEM_MISSING_FILE, FIGMENT_FAULT_NONE, node, name,
                            /* Translators: %s is the name of a file. */
                            _("“%s” is not among the server's files; choose one of yours."), text);
}

static void
check_choice (FigmentGraphCheck         *self,
              guint                      node,
              const char                *name,
              const FigmentCatalogInput *input,
              JsonNode                  *value)
{
  g_autofree char *text = NULL;
  g_autoptr(GString) choices = NULL;
  FigmentProblem *problem;

  if (input->upload)
    {
      check_picked (self, node, name, input, value);
      return;
    }
  /* What is fetched elsewhere nobody knows here. */
  if (input->open_choices || JSON_NODE_HOLDS_OBJECT (value) || is_choice (input, value))
    return;
  text = _figment_graph_check_quote (value);
  if (is_file (input, text))
    problem = _figment_graph_check_add (self, FIGMENT_PROBLEM_MISSING_FILE, FIGMENT_FAULT_BRANCH, node, name,
                                        /* Translators: %s is the name of a file, as of a model. */
                                        _("“%s” is not on the server."), text);
  else
    {
      choices = g_string_new (NULL);
      for (guint i = 0; i < MIN (input->n_choices, 4); i++)
        g_string_append_printf (choices, "%s%s", i > 0 ? ", " : "", input->choices[i]);
      if (input->n_choices > 4)
        g_string_append (choices, ", …");
      problem = _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_CHOICE, FIGMENT_FAULT_BRANCH, node, name,
                                          /* Translators: what stands there, the first of the choices. */
                                          _("“%s” is not one of the server's choices: %s."), text, choices->str);
    }
  if (figment_json_to_string (value) != NULL)
    _figment_graph_check_explain_choice (self, problem, input, figment_json_to_string (value));
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

/* ComfyUI's own classes; packs make their own rules, with types that compare equal to anything. */
static gboolean
is_core (const FigmentCatalogClass *class)
{
  return class != NULL && class->python_module != NULL
         && (g_str_equal (class->python_module, "nodes") || g_str_has_prefix (class->python_module, "comfy_extras."));
}

static void
check_type (FigmentGraphCheck         *self,
            guint                      node,
            const char                *input_name,
            const FigmentCatalogInput *input,
            const char                *source,
            guint                      slot)
{
  const char *class_type = figment_graph_get_class (self->graph, source);
  const FigmentCatalogClass *class = class_type != NULL ? figment_catalog_lookup (self->catalog, class_type) : NULL;
  const char *taken = input->allowed_types != NULL ? input->allowed_types : input->type;
  g_autofree char *name = NULL;

  if (class == NULL || slot >= class->n_outputs || input->kind == FIGMENT_CATALOG_COMBO
      || (input->kind == FIGMENT_CATALOG_DYNAMIC && input->allowed_types == NULL)
      || g_str_equal (class->output_types[slot], "COMBO")
      || g_str_has_prefix (class->output_types[slot], "COMFY_") || types_overlap (class->output_types[slot], taken))
    return;
  name = figment_graph_describe_node (self->graph, source);
  _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_LINK,
                            is_core (class) && is_core (_figment_graph_check_get_class (self, node))
                              ? FIGMENT_FAULT_BRANCH : FIGMENT_FAULT_NONE,
                            node, input_name,
                            /* Translators: a type as IMAGE, another type, a node. */
                            _("It takes %s, but is linked to the %s of %s."), taken, class->output_types[slot], name);
}

/* What stands under @name, which is declared as @input says; the names of parts of dynamic inputs have dots. */
void
_figment_graph_check_value (FigmentGraphCheck         *self,
                            guint                      node,
                            const char                *name,
                            const FigmentCatalogInput *input,
                            JsonNode                  *value)
{
  guint slot;
  const char *source = figment_graph_node_get_link (value, &slot);

  if (source != NULL)
    check_type (self, node, name, input, source, slot);
  else if (JSON_NODE_HOLDS_ARRAY (value) || JSON_NODE_HOLDS_OBJECT (value))
    return;
  else if (input->kind == FIGMENT_CATALOG_INT || input->kind == FIGMENT_CATALOG_FLOAT)
    check_number (self, node, name, input, value);
  else if (input->kind == FIGMENT_CATALOG_COMBO)
    check_choice (self, node, name, input, value);
}
