/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* From here on the values of a node do not fit its class: a whole value and widget too many. */
#define COST_MISFIT 80

/* What a value may cost on average before the names are no use at all, when no server has given them. */
#define COST_GUESS 12

/* Returns: (transfer none) (nullable): the value of a node that has one: a primitive, a variable's name */
JsonNode *
_figment_convert_get_first_value (FigmentEditorNode *node)
{
  JsonArray *values = figment_json_get_array (node->object, "widgets_values");
  JsonObject *named = figment_json_get_object (node->object, "widgets_values");
  GList *members;
  JsonNode *first;

  if (values != NULL)
    return json_array_get_length (values) > 0 ? json_array_get_element (values, 0) : NULL;
  if (named == NULL)
    return NULL;
  members = json_object_get_members (named);
  first = members != NULL ? json_object_get_member (named, members->data) : NULL;
  g_list_free (members);
  return first;
}

/* A list would be taken for a link by the server, protocol §9. */
void
_figment_convert_set_literal (FigmentConvert *convert,
                              JsonObject     *inputs,
                              const char     *name,
                              JsonNode       *value)
{
  JsonNode *copy;

  if (!_figment_convert_spend (convert, strlen (name)) || !_figment_convert_spend_value (convert, value))
    return;
  copy = figment_json_copy (value);
  if (JSON_NODE_HOLDS_ARRAY (copy))
    {
      JsonObject *object = json_object_new ();

      json_object_set_member (object, "__value__", copy);
      copy = json_node_init_object (json_node_alloc (), object);
      json_object_unref (object);
    }
  json_object_set_member (inputs, name, copy);
}

/* "" for a text, 0 for a number …, when neither file nor class says more. */
static void
set_default (FigmentConvert      *convert,
             JsonObject          *inputs,
             const FigmentWidget *widget)
{
  static const char *const defaults[] = {
    [FIGMENT_WIDGET_INT] = "0",
    [FIGMENT_WIDGET_FLOAT] = "0.0",
    [FIGMENT_WIDGET_STRING] = "\"\"",
    [FIGMENT_WIDGET_BOOLEAN] = "false",
  };
  const char *text = widget->default_text;
  JsonNode *value;

  if (text == NULL && widget->kind < G_N_ELEMENTS (defaults))
    text = defaults[widget->kind];
  value = text != NULL && !_figment_convert_is_spent (convert) ? figment_json_parse (text, strlen (text), NULL) : NULL;
  if (value == NULL)
    return;
  _figment_convert_set_literal (convert, inputs, widget->name, value);
  json_node_unref (value);
}

/**
 * _figment_convert_list_slots:
 * @class: (nullable)
 *
 * Returns: (transfer full) (element-type FigmentWidget): the widgets that the node itself names. Versions of the editor
 *   from 1.16 on give every widget a slot; older ones name those alone that were made a slot by hand.
 */
GArray *
_figment_convert_list_slots (FigmentConvert            *convert,
                             FigmentEditorNode         *node,
                             const FigmentCatalogClass *class)
{
  GArray *widgets = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));

  for (guint i = 0; i < _figment_editor_get_n_slots (node->inputs); i++)
    {
      JsonObject *slot = _figment_editor_get_slot (node->inputs, i);
      const char *name = _figment_editor_slot_get_widget (slot);

      if (name != NULL)
        _figment_convert_add_slot_widget (convert, class, name, _figment_editor_slot_get_type (slot), widgets);
    }
  return widgets;
}

static int
measure (GArray    *widgets,
         JsonArray *values)
{
  g_autofree int *places = g_new (int, widgets->len + 1);

  return _figment_convert_align ((const FigmentWidget *) (void *) widgets->data, widgets->len, values, places);
}

/**
 * _figment_convert_choose_widgets:
 * @best: (inout) (transfer full): a list of widgets or, at first, %NULL
 * @cost: (inout): how badly @best fits
 * @other: (transfer full): takes the place of @best if it fits @values better
 */
void
_figment_convert_choose_widgets (GArray    **best,
                                 int        *cost,
                                 GArray     *other,
                                 JsonArray  *values)
{
  const int other_cost = measure (other, values);

  if (*best == NULL || other_cost < *cost)
    {
      GArray *worse = *best;

      *best = other;
      *cost = other_cost;
      other = worse;
    }
  if (other != NULL)
    g_array_unref (other);
}

/**
 * _figment_convert_list_widgets:
 * @values: (nullable): the node's values
 * @cost: (out): how badly they fit
 *
 * Returns: (transfer full) (nullable): the node's widgets as the class declares them or as the file names them,
 *   whichever fits the values better; %NULL when neither is known
 */
GArray *
_figment_convert_list_widgets (FigmentConvert    *convert,
                               FigmentEditorNode *node,
                               JsonArray         *values,
                               int               *cost)
{
  const FigmentCatalogClass *class =
      convert->catalog != NULL ? figment_catalog_lookup (convert->catalog, node->type) : NULL;
  g_autoptr(GArray) named = _figment_convert_list_slots (convert, node, class);
  GArray *best = NULL;

  if (class != NULL)
    {
      GArray *declared = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));

      _figment_convert_list_declared (convert, class, values, declared);
      _figment_convert_choose_widgets (&best, cost, declared, values);
    }
  if (named->len > 0)
    _figment_convert_choose_widgets (&best, cost, g_steal_pointer (&named), values);
  if (class == NULL)
    {
      g_autoptr(GArray) known = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));

      if (_figment_convert_list_known (convert, node->type, known))
        _figment_convert_choose_widgets (&best, cost, g_steal_pointer (&known), values);
    }
  return best;
}

static gboolean
is_set (JsonObject *inputs,
        const char *name)
{
  return json_object_has_member (inputs, name);
}

/* @declared: whether a server describes the class: without, a value that is not there stays away */
static void
set_value (FigmentConvert      *convert,
           FigmentInstance     *instance,
           FigmentEditorNode   *node,
           const FigmentWidget *widget,
           JsonNode            *value,
           gboolean             declared,
           JsonObject          *inputs)
{
  JsonNode *override = _figment_instance_get_override (instance, node->id, widget->name);

  if (override != NULL)
    value = override;
  if (value == NULL ? declared : JSON_NODE_HOLDS_NULL (value) && widget->default_text != NULL)
    set_default (convert, inputs, widget);
  else if (value != NULL)
    _figment_convert_set_literal (convert, inputs, widget->name, value);
}

/* The state of a player or a button, and no input: VideoHelperSuite's "videopreview", an upload's "image". */
static gboolean
is_decoration (const char *name,
               JsonNode   *value)
{
  return _figment_convert_is_control_name (name) || g_str_has_prefix (name, "$$")
         || figment_json_get_object (figment_json_to_object (value), "params") != NULL
         || (strstr (name, "upload") != NULL && g_strcmp0 (figment_json_to_string (value), "image") == 0);
}

/* Values under their names: what the editor writes from 1.4x on, and what VideoHelperSuite always has. */
static void
add_named (FigmentConvert    *convert,
           FigmentInstance   *instance,
           FigmentEditorNode *node,
           JsonObject        *named,
           JsonObject        *inputs)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, named);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const FigmentWidget widget = { .name = name, .kind = FIGMENT_WIDGET_ANY };

      if (!is_decoration (name, value))
        set_value (convert, instance, node, &widget, value, FALSE, inputs);
    }
}

static int
count_values (JsonArray *values)
{
  return values != NULL ? (int) json_array_get_length (values) : 0;
}

/* Whether there is anything in it that an input could hold. */
static gboolean
has_values (JsonArray *values)
{
  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    {
      JsonNode *value = json_array_get_element (values, i);
      const char *text = figment_json_to_string (value);

      if (!JSON_NODE_HOLDS_NULL (value) && (text == NULL || text[0] != '\0'))
        return TRUE;
    }
  return FALSE;
}

static void
note_class (GPtrArray  *list,
            const char *class_type)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (g_ptr_array_index (list, i), class_type))
      return;
  g_ptr_array_add (list, (gpointer) class_type);
}

/* rgthree's Power Lora Loader has as many rows as people add, each an object: lora_1, lora_2 … (rgthree-comfy). */
static gboolean
add_loras (FigmentConvert    *convert,
           FigmentEditorNode *node,
           JsonArray         *values,
           JsonObject        *inputs)
{
  guint n = 0;

  if (!g_str_equal (node->type, "Power Lora Loader (rgthree)"))
    return FALSE;
  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    {
      JsonNode *value = json_array_get_element (values, i);

      if (figment_json_get (figment_json_to_object (value), "lora") != NULL)
        {
          g_autofree char *name = g_strdup_printf ("lora_%u", ++n);

          _figment_convert_set_literal (convert, inputs, name, value);
        }
    }
  return TRUE;
}

/* Widgets of the class that the node does not mention have what the class says. */
static void
add_missing (FigmentConvert            *convert,
             const FigmentCatalogClass *class,
             JsonArray                 *values,
             JsonObject                *inputs)
{
  g_autoptr(GArray) declared = g_array_new (FALSE, FALSE, sizeof (FigmentWidget));

  _figment_convert_list_declared (convert, class, values, declared);
  for (guint i = 0; i < declared->len; i++)
    {
      const FigmentWidget *widget = &g_array_index (declared, FigmentWidget, i);

      if (!widget->phantom && !is_set (inputs, widget->name))
        set_default (convert, inputs, widget);
    }
}

/* Whether a widget has no value although one behind it has: the class has gained or lost some in the middle. */
static gboolean
has_gap (GArray    *widgets,
         const int *places)
{
  gboolean behind = FALSE;

  for (guint i = widgets->len; i-- > 0;)
    {
      if (g_array_index (widgets, FigmentWidget, i).phantom)
        continue;
      if (behind && places[i] < 0)
        return TRUE;
      behind = behind || places[i] >= 0;
    }
  return FALSE;
}

/**
 * _figment_convert_add_widgets:
 * @inputs: gets a literal for each widget of the node
 */
void
_figment_convert_add_widgets (FigmentConvert    *convert,
                              FigmentInstance   *instance,
                              FigmentEditorNode *node,
                              JsonObject        *inputs)
{
  const FigmentCatalogClass *class =
      convert->catalog != NULL ? figment_catalog_lookup (convert->catalog, node->type) : NULL;
  JsonArray *values = figment_json_get_array (node->object, "widgets_values");
  JsonObject *named = figment_json_get_object (node->object, "widgets_values_named");
  g_autoptr(GArray) widgets = NULL;
  g_autofree int *places = NULL;
  int cost = 0;

  if (named == NULL)
    named = figment_json_get_object (node->object, "widgets_values");
  if (named != NULL)
    add_named (convert, instance, node, named, inputs);
  else if (!add_loras (convert, node, values, inputs))
    {
      widgets = _figment_convert_list_widgets (convert, node, values, &cost);
      if (widgets == NULL || (class == NULL && cost >= COST_MISFIT + COST_GUESS * count_values (values)))
        {
          if (has_values (values))
            note_class (convert->unknown, node->type);
          return;
        }
      places = g_new0 (int, widgets->len + 1);
      _figment_convert_align ((const FigmentWidget *) (void *) widgets->data, widgets->len, values, places);
      if (has_gap (widgets, places))
        note_class (convert->misfits, node->type);
      for (guint i = 0; i < widgets->len; i++)
        {
          const FigmentWidget *widget = &g_array_index (widgets, FigmentWidget, i);

          if (!widget->phantom)
            set_value (convert, instance, node, widget,
                       places[i] >= 0 ? json_array_get_element (values, (guint) places[i]) : NULL, class != NULL,
                       inputs);
        }
    }
  if (class != NULL)
    add_missing (convert, class, values, inputs);
}
