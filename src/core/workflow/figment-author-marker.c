/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-author-private.h"

#include <math.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/*
 * The marks of other programs: nodes that are made to be controls, titles that say so, and values that are filled in.
 */

/* Inputs of such nodes that hold the value; the first that is there counts. */
static const char *const value_inputs[] = {
  "value", "default", "default_value", "text", "string", "image", "video", "audio", "int", "float", NULL,
};

static double
get_number (FigmentGraph *graph,
            const char   *id,
            const char   *input)
{
  double number;

  return figment_json_to_double (figment_graph_get_input (graph, id, input), &number) && isfinite (number) ? number
                                                                                                           : NAN;
}

static char *
dup_text (FigmentGraph *graph,
          const char   *id,
          const char   *input)
{
  const char *text = figment_json_to_string (figment_graph_get_input (graph, id, input));

  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

static FigmentAuthorField *
add_value (FigmentAuthorReader *self,
           FigmentAuthorSource  source,
           const char          *id)
{
  for (const char *const *input = value_inputs; *input != NULL; input++)
    if (figment_graph_get_input (self->graph, id, *input) != NULL)
      return _figment_author_add_field (self, source, id, *input);
  return NULL;
}

/* Nodes of SwarmUI, Krita's plug-in and ComfyUI Deploy: what the control is called stands on them. */
void
_figment_author_read_nodes (FigmentAuthorReader *self)
{
  static const struct
  {
    const char *prefix;
    const char *label;
    const char *description;
  } kinds[] = {
    { "SwarmInput", "title", "description" },
    { "ETN_Parameter", "name", "type" },
    { "ComfyUIDeployExternal", "display_name", "description" },
  };

  for (const char *const *id = figment_graph_get_ids (self->graph); *id != NULL; id++)
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        const char *class_type = figment_graph_get_class (self->graph, *id);
        FigmentAuthorField *field;

        if (class_type == NULL || !g_str_has_prefix (class_type, kinds[i].prefix))
          continue;
        field = add_value (self, FIGMENT_AUTHOR_NODE, *id);
        if (field == NULL)
          continue;
        field->label = dup_text (self->graph, *id, kinds[i].label);
        if (field->label == NULL)
          field->label = dup_text (self->graph, *id, "input_id");
        field->description = dup_text (self->graph, *id, kinds[i].description);
        field->min = get_number (self->graph, *id, "min");
        field->max = get_number (self->graph, *id, "max");
        field->step = get_number (self->graph, *id, "step");
        field->advanced = figment_json_get_boolean (figment_graph_get_inputs (self->graph, *id), "is_advanced", FALSE);
      }
}

/* "$prompt.text!:What to paint": a name, an input of the node, whether it must be given, what it is. */
static void
read_dollar (FigmentAuthorReader *self,
             const char          *id,
             const char          *title)
{
  g_autoptr(GRegex) regex = g_regex_new ("\\$([\\w-]+)\\.~?([\\w-]+)!?(?::\\s*(.*))?", G_REGEX_DOTALL, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *name = NULL, *input = NULL, *description = NULL;
  FigmentAuthorField *field;

  if (!g_regex_match (regex, title, 0, &match))
    return;
  name = g_match_info_fetch (match, 1);
  input = g_match_info_fetch (match, 2);
  description = g_match_info_fetch (match, 3);
  field = _figment_author_add_field (self, FIGMENT_AUTHOR_TITLE, id, input);
  if (field == NULL)
    return;
  field->label = g_steal_pointer (&name);
  if (description != NULL && description[0] != '\0')
    field->description = g_steal_pointer (&description);
}

/* The input of a node that a mark on its title means: what is loaded, else words, else a switch, else a number. */
static const char *
choose_input (FigmentGraph *graph,
              const char   *id)
{
  static const char *const media[] = { "image", "video", "audio", "file" };
  JsonObject *inputs = figment_graph_get_inputs (graph, id);
  const char *text = NULL, *other = NULL, *number = NULL, *name;
  JsonObjectIter iter;
  JsonNode *value;

  for (gsize i = 0; i < G_N_ELEMENTS (media); i++)
    if (figment_json_is_string (figment_graph_get_input (graph, id, media[i])))
      return media[i];
  if (inputs == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (figment_json_is_string (value))
      text = text != NULL ? text : name;
    else if (figment_json_is_boolean (value))
      other = other != NULL ? other : name;
    else if (figment_json_is_number (value))
      number = number != NULL ? number : name;
  if (text == NULL && other == NULL && number == NULL)
    {
      /* All of it is linked: the first link may lead to the literal. */
      json_object_iter_init_ordered (&iter, inputs);
      return json_object_iter_next_ordered (&iter, &name, &value) ? name : NULL;
    }
  return text != NULL ? text : other != NULL ? other : number;
}

/* "<Label:category/tab:row/col> min,max,step", as Minimalistic Comfy Wrapper writes it (docs/titles.md). */
static void
read_angle (FigmentAuthorReader *self,
            const char          *id,
            const char          *title)
{
  g_autoptr(GRegex) regex = g_regex_new ("^\\s*<([^:<>]+):([^:<>]+)(?::[^<>]*)?>\\s*(.*)$", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *label = NULL, *category = NULL, *range = NULL;
  g_auto(GStrv) parts = NULL, numbers = NULL;
  FigmentAuthorField *field;
  const char *input;

  if (!g_regex_match (regex, title, 0, &match))
    return;
  label = g_match_info_fetch (match, 1);
  category = g_match_info_fetch (match, 2);
  range = g_match_info_fetch (match, 3);
  parts = g_strsplit (category, "/", 2);
  if (g_ascii_strcasecmp (parts[0], "output") == 0)
    {
      _figment_author_add_output (self, id);
      return;
    }
  input = choose_input (self->graph, id);
  field = input != NULL ? _figment_author_add_field (self, FIGMENT_AUTHOR_TITLE, id, input) : NULL;
  if (field == NULL)
    return;
  field->label = g_strdup (g_strstrip (label));
  field->advanced = g_ascii_strcasecmp (parts[0], "advanced") == 0;
  field->group = g_strdup (parts[1]);
  numbers = g_strsplit (range, ",", 3);
  if (g_strv_length (numbers) >= 2 && g_ascii_isdigit (numbers[0][0] == '-' ? numbers[0][1] : numbers[0][0]))
    {
      field->min = g_ascii_strtod (numbers[0], NULL);
      field->max = g_ascii_strtod (numbers[1], NULL);
      field->step = numbers[2] != NULL ? g_ascii_strtod (numbers[2], NULL) : NAN;
    }
}

/* "VC_BASIC Prompt" and "VC_ADV Steps" of ViewComfy: whatever the node holds, at first sight or behind it. */
static void
read_prefix (FigmentAuthorReader *self,
             const char          *id,
             const char          *title)
{
  const gboolean advanced = g_str_has_prefix (title, "VC_ADV");
  const char *end = strchr (title, ' ');
  FigmentAuthorField *field;
  const char *input;

  if (!advanced && !g_str_has_prefix (title, "VC_BASIC"))
    return;
  input = choose_input (self->graph, id);
  field = input != NULL ? _figment_author_add_field (self, FIGMENT_AUTHOR_TITLE, id, input) : NULL;
  if (field == NULL)
    return;
  field->advanced = advanced;
  field->label = end != NULL ? g_strstrip (g_strdup (end)) : NULL;
}

void
_figment_author_read_titles (FigmentAuthorReader *self)
{
  for (const char *const *id = figment_graph_get_ids (self->graph); *id != NULL; id++)
    {
      const char *title = figment_graph_get_title (self->graph, *id);

      if (title == NULL)
        continue;
      if (strchr (title, '$') != NULL)
        read_dollar (self, *id, title);
      else if (title[strspn (title, " ")] == '<')
        read_angle (self, *id, title);
      else
        read_prefix (self, *id, title);
    }
}

/* The name in "{{name}}", "%name%", "${name}", "__NAME__", "<name>", "PARAM_INT_NAME"; NULL for what is none. */
static char *
dup_placeholder (const char *text)
{
  static const struct
  {
    const char *begin;
    const char *end;
  } kinds[] = {
    { "{{", "}}" }, { "${", "}" }, { "%", "%" }, { "__", "__" }, { "PARAM_STR_", "" }, { "PARAM_INT_", "" },
    { "PARAM_FLOAT_", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const gsize length = strlen (text), begin = strlen (kinds[i].begin), end = strlen (kinds[i].end);
      g_autofree char *name = NULL;

      if (length <= begin + end || length > 100 || !g_str_has_prefix (text, kinds[i].begin)
          || !g_str_has_suffix (text, kinds[i].end))
        continue;
      name = g_strstrip (g_strndup (text + begin, length - begin - end));
      if (name[0] != '\0' && name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. ")]
          == '\0')
        return g_strdelimit (g_ascii_strdown (name, -1), "_-.", ' ');
    }
  return NULL;
}

/* Nodes that fill in templates themselves hold what they look for: it stays. */
static gboolean
is_looked_for (const char *input)
{
  static const char *const words[] = { "find", "replace", "pattern", "regex", "search", NULL };

  return _figment_name_has (input, words);
}

void
_figment_author_read_placeholders (FigmentAuthorReader *self)
{
  for (const char *const *id = figment_graph_get_ids (self->graph); *id != NULL; id++)
    {
      JsonObject *inputs = figment_graph_get_inputs (self->graph, *id);
      JsonObjectIter iter;
      const char *input;
      JsonNode *value;

      if (inputs == NULL)
        continue;
      json_object_iter_init_ordered (&iter, inputs);
      while (json_object_iter_next_ordered (&iter, &input, &value))
        {
          const char *text = figment_json_to_string (value);
          char *name = text != NULL && !is_looked_for (input) ? dup_placeholder (text) : NULL;
          FigmentAuthorField *field =
              name != NULL ? _figment_author_add_field (self, FIGMENT_AUTHOR_PLACEHOLDER, *id, input) : NULL;

          if (field != NULL)
            field->label = name;
          else
            g_free (name);
        }
    }
}
