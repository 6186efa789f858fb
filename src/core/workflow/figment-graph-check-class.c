/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static void check_inputs (FigmentGraphCheck         *self,
                          guint                      node,
                          const FigmentCatalogInput *inputs,
                          guint                      n_inputs,
                          const char                *prefix);

static void
check_missing (FigmentGraphCheck         *self,
               guint                      node,
               const char                *name,
               const FigmentCatalogInput *input)
{
  const gboolean link = (input->kind == FIGMENT_CATALOG_LINK && !input->socketless) || input->force_link;
  g_autoptr(JsonNode) value = NULL;
  FigmentProblem *problem;

  if (!input->required)
    return;
  problem = _figment_graph_check_add (
    self, FIGMENT_PROBLEM_MISSING_INPUT, FIGMENT_FAULT_BRANCH, node, name,
    link ? /* Translators: %s is a type as IMAGE. */ _("A link is missing: the node needs %s.")
         : /* Translators: %s is a type as INT. */ _("A value is missing: the node needs %s."),
    input->allowed_types != NULL ? input->allowed_types : input->type);
  if (input->default_text != NULL)
    value = figment_json_parse (input->default_text, strlen (input->default_text), NULL);
  else if (input->n_choices > 0 && !input->upload)
    value = figment_json_parse (input->choices[0], strlen (input->choices[0]), NULL);
  if (!link && value != NULL)
    _figment_problem_offer (problem, input->default_text != NULL, g_steal_pointer (&value));
}

/* The inputs that come with what a dynamic combo is set to. The server runs one that is set to nothing it knows. */
static void
check_combo (FigmentGraphCheck         *self,
             guint                      node,
             const char                *name,
             const FigmentCatalogInput *input,
             JsonNode                  *value)
{
  const FigmentCatalogGroup *group = figment_catalog_input_get_group (input, value);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);

  if (group != NULL)
    {
      check_inputs (self, node, group->inputs, group->n_inputs, prefix);
      return;
    }
  if (figment_graph_node_get_link (value, NULL) == NULL)
    {
      g_autofree char *text = _figment_graph_check_quote (value);
      FigmentProblem *problem = _figment_graph_check_add (
        self, FIGMENT_PROBLEM_BAD_CHOICE, FIGMENT_FAULT_NONE, node, name,
        /* Translators: %s is what stands there. */
        _("“%s” is not one of the server's choices; the node may fail when it runs."), text);

      if (figment_json_to_string (value) != NULL)
        _figment_graph_check_explain_choice (self, problem, input, figment_json_to_string (value));
    }
}

/* As many inputs as are linked: "images.image0", "images.image1". Fewer than the least fail only when they are run. */
static void
check_grown (FigmentGraphCheck         *self,
             guint                      node,
             const char                *name,
             const FigmentCatalogInput *input)
{
  JsonObject *inputs = figment_graph_get_inputs (self->graph, self->ids[node]);
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  guint n = 0;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    if (g_str_has_prefix (member, prefix))
      {
        n++;
        if (input->item != NULL)
          _figment_graph_check_value (self, node, member, input->item, value);
      }
  if (n < input->min_items)
    _figment_graph_check_add (self, FIGMENT_PROBLEM_MISSING_INPUT, FIGMENT_FAULT_NONE, node, name,
                              /* Translators: how many there have to be, how many there are. */
                              _("The node needs at least %u links here and has %u."), input->min_items, n);
}

static void
check_dynamic (FigmentGraphCheck         *self,
               guint                      node,
               const char                *name,
               const FigmentCatalogInput *input,
               JsonNode                  *value)
{
  if (g_str_has_prefix (input->type, "COMFY_AUTOGROW"))
    check_grown (self, node, name, input);
  else if (g_str_has_prefix (input->type, "COMFY_DYNAMICSLOT"))
    {
      g_autofree char *prefix = g_strconcat (name, ".", NULL);

      if (value != NULL && input->groups != NULL)
        check_inputs (self, node, input->groups->inputs, input->groups->n_inputs, prefix);
    }
  else if (value == NULL)
    check_missing (self, node, name, input);
  else if (input->groups != NULL)
    check_combo (self, node, name, input, value);
  else
    _figment_graph_check_value (self, node, name, input, value);
}

/* @prefix: of the names, "" for a class's own inputs */
static void
check_inputs (FigmentGraphCheck         *self,
              guint                      node,
              const FigmentCatalogInput *inputs,
              guint                      n_inputs,
              const char                *prefix)
{
  for (guint i = 0; i < n_inputs; i++)
    {
      g_autofree char *name = g_strconcat (prefix, inputs[i].name, NULL);
      JsonNode *value = figment_graph_get_input (self->graph, self->ids[node], name);

      if (inputs[i].kind == FIGMENT_CATALOG_DYNAMIC)
        check_dynamic (self, node, name, &inputs[i], value);
      else if (value != NULL)
        _figment_graph_check_value (self, node, name, &inputs[i], value);
      else
        check_missing (self, node, name, &inputs[i]);
    }
}

/* Checks the node with index @node against its class, as ComfyUI execution.py, validate_inputs, does. */
void
_figment_graph_check_with_class (FigmentGraphCheck *self,
                                 guint              node)
{
  const FigmentCatalogClass *class = _figment_graph_check_get_class (self, node);

  if (figment_graph_get_class (self->graph, self->ids[node]) == NULL)
    return;
  if (class == NULL)
    {
      FigmentProblem *problem = _figment_graph_check_add (
        self, FIGMENT_PROBLEM_UNKNOWN_CLASS, FIGMENT_FAULT_WHOLE, node, NULL,
        _("The server does not know this kind of node; the extension that brings it may be missing there."));

      _figment_graph_check_explain_class (self, problem, node);
      return;
    }
  check_inputs (self, node, class->inputs, class->n_inputs, "");
  if (class->api_node)
    _figment_graph_check_add (self, FIGMENT_PROBLEM_ACCOUNT, FIGMENT_FAULT_NOTHING, node, NULL,
                              _("It calls a paid service: the server needs an account for it."));
}
