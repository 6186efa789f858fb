/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"

/* Inputs of a node, and fields of a form, beyond which a file means harm; real ones have fifty and some hundred. */
#define MAX_INPUTS 1000
#define MAX_FIELDS 20000

typedef struct
{
  FigmentFormSources *sources;
  GHashTable         *claimed; /* of FigmentPlace */
  GHashTable         *roles;   /* (owned) FigmentPlace (borrowed from the spec) -> FigmentFieldSpec to be placed */
  GHashTable         *taken;   /* (owned) titles of the nodes before */
  GPtrArray          *specs;
} Plan;

/* What the editor's widgets leave behind in an exported graph: no node takes it as a value. */
static gboolean
is_widget_leftover (const char *input)
{
  static const char *const names[] = { "upload", "control_after_generate", "control_before_generate", "videopreview",
                                       "audioUI", NULL };

  return g_strv_contains (names, input) || g_str_has_prefix (input, "choose ") || input[0] == '$';
}

static gboolean
is_literal (JsonNode *value)
{
  return figment_json_is_string (value) || figment_json_is_number (value) || figment_json_is_boolean (value);
}

/* Python takes any number that is not zero, and any text that is not empty, for true: "false" too. */
static char *
dup_default (JsonNode         *value,
             FigmentFieldKind  kind)
{
  const char *text = figment_json_to_string (value);
  double number;

  if (kind == FIGMENT_FIELD_SWITCH && text != NULL)
    return g_strdup (text[0] != '\0' ? "true" : "false");
  if (kind == FIGMENT_FIELD_SWITCH && figment_json_to_double (value, &number))
    return g_strdup (number != 0 ? "true" : "false");
  return _figment_field_text_of_json (value);
}

static FigmentFieldSpec *
make_spec (Plan       *plan,
           const char *node_id,
           const char *input,
           JsonNode   *value)
{
  FigmentFieldSpec *spec = _figment_field_spec_new ();
  FigmentPlace *place = figment_place_new (node_id, input, 1, NULL);

  g_ptr_array_add (spec->places, place);
  spec->id = g_strdup_printf ("%s.%s", node_id, input);
  spec->label = _figment_form_dup_input_label (plan->sources, place);
  spec->advanced = TRUE;
  spec->kind = _figment_form_choose_kind (plan->sources, place, -1);
  spec->default_value = dup_default (value, spec->kind);
  _figment_form_set_limits (plan->sources, spec);
  return spec;
}

/* Adds the field of one input to @fields, if there is to be one. */
static void
add_input (Plan       *plan,
           const char *node_id,
           const char *input,
           JsonNode   *value,
           GPtrArray  *fields)
{
  const FigmentPlace place = { .node_id = (char *) node_id, .input = (char *) input };
  FigmentFieldSpec *spec = NULL;

  if (g_hash_table_steal_extended (plan->roles, &place, NULL, (gpointer *) &spec))
    g_ptr_array_add (fields, spec);
  else if (is_literal (value) && plan->specs->len + fields->len < MAX_FIELDS && !is_widget_leftover (input)
           && !g_hash_table_contains (plan->claimed, &place))
    g_ptr_array_add (fields, make_spec (plan, node_id, input, value));
}

/* The node's inputs: as the catalog orders them, then those that it does not list. */
static GPtrArray *
list_fields (Plan       *plan,
             const char *node_id)
{
  const FigmentCatalogClass *class =
      _figment_form_lookup_class (plan->sources->graph, plan->sources->catalog, node_id);
  JsonObject *inputs = figment_graph_get_inputs (plan->sources->graph, node_id);
  GPtrArray *fields = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;
  guint n = 0;

  for (guint i = 0; class != NULL && i < class->n_inputs; i++)
    {
      value = figment_json_get (inputs, class->inputs[i].name);
      if (value != NULL)
        add_input (plan, node_id, class->inputs[i].name, value, fields);
    }
  if (inputs == NULL)
    return fields;
  json_object_iter_init_ordered (&iter, inputs);
  while (n++ < MAX_INPUTS && json_object_iter_next_ordered (&iter, &input, &value))
    if (class == NULL || figment_catalog_class_get_input (class, input) == NULL)
      add_input (plan, node_id, input, value, fields);
  return fields;
}

/* Adds the fields of one node, under a title that no node before it has. */
static void
add_node (Plan       *plan,
          const char *node_id)
{
  g_autoptr(GPtrArray) fields = list_fields (plan, node_id);
  char *group;

  if (fields->len == 0)
    return;
  group = _figment_form_dup_group (plan->sources, node_id);
  if (g_hash_table_contains (plan->taken, group))
    {
      g_autofree char *title = group;

      /* Translators: the title of a node, its id. */
      group = g_strdup_printf (_("%s (%s)"), title, node_id);
    }
  for (guint i = 0; i < fields->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (fields, i);

      spec->group = g_strdup (group);
      g_ptr_array_add (plan->specs, spec);
    }
  g_hash_table_add (plan->taken, group);
}

/**
 * _figment_form_plan_others:
 * @claimed: (element-type FigmentPlace): what the roles have
 * @advanced: (element-type FigmentFieldSpec): fields of roles that stand among their node's others; they go to @specs
 *
 * Adds the fields that a person seldom needs: node for node, all literals that play no role.
 */
void
_figment_form_plan_others (FigmentFormSources *sources,
                         GHashTable         *claimed,
                         GPtrArray          *advanced,
                         GPtrArray          *specs)
{
  g_autoptr(GHashTable) roles = g_hash_table_new (figment_place_hash, figment_place_equal);
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Plan plan = { sources, claimed, roles, taken, specs };

  for (guint i = 0; i < advanced->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (advanced, i);

      g_hash_table_insert (roles, g_ptr_array_index (spec->places, 0), spec);
    }
  for (const char *const *id = figment_graph_get_ids (sources->graph); *id != NULL; id++)
    add_node (&plan, *id);
  /* Only a node with too many inputs has left one out. */
  for (guint i = 0; i < advanced->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (advanced, i);

      if (!g_hash_table_contains (roles, g_ptr_array_index (spec->places, 0)))
        continue;
      spec->group = _figment_form_dup_group (sources, ((FigmentPlace *) g_ptr_array_index (spec->places, 0))->node_id);
      g_ptr_array_add (specs, spec);
    }
}
