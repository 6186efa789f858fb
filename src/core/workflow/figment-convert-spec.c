/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "figment-known-nodes.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * The widgets that the editor makes for a class, in its order: required inputs, then optional ones (ComfyUI_frontend
 * services/litegraphService.ts), with what it adds of its own accord.
 */

/* Dynamic inputs within dynamic inputs, and rows of a group of inputs. */
#define MAX_DEPTH 16
#define MAX_ROWS  64

/* Types that are links on the server and have a widget in the editor (ComfyUI_frontend scripts/widgets.ts). */
static const char *const drawn_types[] = {
  "COLOR",    "CURVE",  "RANGE",        "BOUNDING_BOX", "BOUNDINGBOX",       "PAINTER", "MARKDOWN",
  "TEXTAREA", "WEBCAM", "AUDIO_RECORD", "LOAD_3D",      "LOAD_3D_ANIMATION", "CHART",   "GALLERIA",
};

typedef struct
{
  FigmentConvert *convert;
  JsonArray      *values;  /* (nullable) those of the node, which say what dynamic inputs there are */
  GArray         *widgets;
  guint           cursor;  /* the first of @values that no dynamic input has taken */
} Lister;

static void list_input (Lister                    *lister,
                        const FigmentCatalogInput *input,
                        const char                *name,
                        guint                      depth);

static const char *
keep (Lister     *lister,
      const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (lister->convert->strings, text) : NULL;
}

static FigmentWidgetKind
get_kind (const char *type)
{
  static const struct
  {
    const char        *type;
    FigmentWidgetKind  kind;
  } kinds[] = {
    { "INT", FIGMENT_WIDGET_INT },         { "FLOAT", FIGMENT_WIDGET_FLOAT }, { "STRING", FIGMENT_WIDGET_STRING },
    { "BOOLEAN", FIGMENT_WIDGET_BOOLEAN }, { "COMBO", FIGMENT_WIDGET_COMBO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (type, kinds[i].type))
      return kinds[i].kind;
  return FIGMENT_WIDGET_ANY;
}

static gboolean
is_drawn (const FigmentCatalogInput *input)
{
  for (gsize i = 0; i < G_N_ELEMENTS (drawn_types); i++)
    if (g_str_equal (input->type, drawn_types[i]))
      return TRUE;
  return input->socketless;
}

static void
add_phantom (Lister            *lister,
             FigmentWidgetKind  kind)
{
  const FigmentWidget widget = { .name = "", .kind = kind, .phantom = TRUE };

  g_array_append_val (lister->widgets, widget);
}

/*
 * @control: whether the editor puts one behind it, as it does for every INT of these names (ComfyUI_frontend
 * useIntWidget.ts); behind that of a list stands a filter.
 */
static void
add (Lister        *lister,
     FigmentWidget  widget,
     gboolean       control)
{
  g_array_append_val (lister->widgets, widget);
  if (widget.phantom)
    return;
  if (control
      || (widget.kind == FIGMENT_WIDGET_INT
          && (g_str_equal (widget.name, "seed") || g_str_equal (widget.name, "noise_seed"))))
    {
      add_phantom (lister, FIGMENT_WIDGET_CONTROL);
      if (widget.kind == FIGMENT_WIDGET_COMBO)
        add_phantom (lister, FIGMENT_WIDGET_UPLOAD);
    }
}

/* The value that stands for a dynamic input: the next one that could. Returns: (nullable) */
static JsonNode *
take_value (Lister     *lister,
            gboolean  (*accepts) (JsonNode *value, gpointer data),
            gpointer    data)
{
  const guint n = lister->values != NULL ? json_array_get_length (lister->values) : 0;

  for (guint i = lister->cursor; i < n; i++)
    if (accepts (json_array_get_element (lister->values, i), data))
      {
        lister->cursor = i + 1;
        return json_array_get_element (lister->values, i);
      }
  return NULL;
}

/* The choice of @input that @value is; its number of choices if none. */
static guint
find_choice (const FigmentCatalogInput *input,
             JsonNode                  *value)
{
  g_autofree char *text = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
  guint i = 0;

  while (i < input->n_choices && g_strcmp0 (text, input->choices[i]) != 0)
    i++;
  return i;
}

static gboolean
is_choice (JsonNode *value,
           gpointer  data)
{
  const FigmentCatalogInput *input = data;

  return find_choice (input, value) < input->n_choices;
}

static gboolean
is_count (JsonNode *value,
          gpointer  data)
{
  gint64 number;

  return figment_json_to_int64 (value, &number) && number >= 0 && number <= MAX_ROWS;
}

static void
list_group (Lister                    *lister,
            const char                *prefix,
            const FigmentCatalogGroup *group,
            guint                      depth)
{
  for (guint i = 0; i < group->n_inputs; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", prefix, group->inputs[i].name);

      list_input (lister, &group->inputs[i], keep (lister, name), depth + 1);
    }
}

/* A choice that brings inputs of its own with it, named "choice.input", protocol §8. */
static void
list_dynamic_combo (Lister                    *lister,
                    const FigmentCatalogInput *input,
                    const char                *name,
                    guint                      depth)
{
  JsonNode *value = take_value (lister, is_choice, (gpointer) input);

  add (lister,
       (FigmentWidget) {
           .name = name,
           .kind = FIGMENT_WIDGET_COMBO,
           .n_choices = input->n_choices,
           .choices = input->choices,
           .default_text = input->n_choices > 0 ? input->choices[0] : NULL,
       },
       FALSE);
  if (input->n_choices > 0)
    list_group (lister, name, &input->groups[value != NULL ? find_choice (input, value) : 0], depth);
}

/* A number, and as many rows of inputs, named "rows.0.input" (ComfyUI_frontend dynamicInputSpec.ts). */
static void
list_dynamic_rows (Lister                    *lister,
                   const FigmentCatalogInput *input,
                   const char                *name,
                   guint                      depth)
{
  JsonNode *value = take_value (lister, is_count, NULL);
  gint64 n_rows = 0;

  add (lister, (FigmentWidget) { .name = name, .kind = FIGMENT_WIDGET_INT, .default_text = "0" }, FALSE);
  figment_json_to_int64 (value, &n_rows);
  for (gint64 i = 0; i < n_rows && i < MAX_ROWS; i++)
    {
      g_autofree char *row = g_strdup_printf ("%s.%" G_GINT64_FORMAT, name, i);

      list_group (lister, row, input->groups, depth);
    }
}

/* Inputs that become more as they are linked have no widgets, and match types are links: nothing to list. */
static void
list_dynamic (Lister                    *lister,
              const FigmentCatalogInput *input,
              const char                *name,
              guint                      depth)
{
  if (input->groups == NULL)
    return;
  if (g_str_has_prefix (input->type, "COMFY_DYNAMICCOMBO"))
    list_dynamic_combo (lister, input, name, depth);
  else if (g_str_has_prefix (input->type, "COMFY_DYNAMICGROUP"))
    list_dynamic_rows (lister, input, name, depth);
}

/* @name: the input's own, or with those around it */
static void
list_input (Lister                    *lister,
            const FigmentCatalogInput *input,
            const char                *name,
            guint                      depth)
{
  static const FigmentWidgetKind kinds[] = {
    [FIGMENT_CATALOG_INT] = FIGMENT_WIDGET_INT,         [FIGMENT_CATALOG_FLOAT] = FIGMENT_WIDGET_FLOAT,
    [FIGMENT_CATALOG_STRING] = FIGMENT_WIDGET_STRING,   [FIGMENT_CATALOG_BOOLEAN] = FIGMENT_WIDGET_BOOLEAN,
    [FIGMENT_CATALOG_COMBO] = FIGMENT_WIDGET_COMBO,     [FIGMENT_CATALOG_LINK] = FIGMENT_WIDGET_ANY,
    [FIGMENT_CATALOG_DYNAMIC] = FIGMENT_WIDGET_ANY,
  };
  FigmentWidget widget = { .name = name, .kind = kinds[input->kind] };

  if (depth > MAX_DEPTH)
    return;
  if (input->kind == FIGMENT_CATALOG_DYNAMIC)
    {
      list_dynamic (lister, input, name, depth);
      return;
    }
  if (input->kind == FIGMENT_CATALOG_LINK && !is_drawn (input))
    return;
  /* Older versions of the editor made a widget of a forced input too, and kept its value. */
  widget.phantom = input->force_link;
  widget.default_text = input->default_text;
  widget.n_choices = input->n_choices;
  widget.choices = input->choices;
  if (widget.default_text == NULL && input->n_choices > 0)
    widget.default_text = input->choices[0];
  /* What only shows something keeps no value, but the server wants to have been given one (ImageCompare). */
  if (widget.default_text == NULL && input->kind == FIGMENT_CATALOG_LINK && input->socketless && input->required)
    widget.default_text = "null";
  add (lister, widget, input->seed);
}

/**
 * _figment_convert_list_declared:
 * @values: (nullable): the node's values
 * @widgets: (element-type FigmentWidget): gets the class's widgets and phantoms
 */
void
_figment_convert_list_declared (FigmentConvert            *convert,
                                const FigmentCatalogClass *class,
                                JsonArray                 *values,
                                GArray                    *widgets)
{
  Lister lister = { convert, values, widgets, 0 };
  gboolean upload = FALSE;

  for (guint i = 0; i < class->n_inputs; i++)
    {
      /* The button comes behind all that is required (ComfyUI_frontend extensions/core/uploadImage.ts). */
      if (upload && !class->inputs[i].required && class->inputs[i - 1].required)
        add_phantom (&lister, FIGMENT_WIDGET_UPLOAD);
      list_input (&lister, &class->inputs[i], class->inputs[i].name, 0);
      upload = upload || class->inputs[i].upload;
    }
  if (upload)
    add_phantom (&lister, FIGMENT_WIDGET_UPLOAD);
}

/**
 * _figment_convert_list_known:
 * @widgets: (element-type FigmentWidget): gets what is known of the class without a server
 *
 * Returns: whether anything is
 */
gboolean
_figment_convert_list_known (FigmentConvert *convert,
                             const char     *class_type,
                             GArray         *widgets)
{
  static const struct
  {
    char              letter;
    FigmentWidgetKind kind;
  } kinds[] = {
    { 'i', FIGMENT_WIDGET_INT },     { 'f', FIGMENT_WIDGET_FLOAT }, { 's', FIGMENT_WIDGET_STRING },
    { 'b', FIGMENT_WIDGET_BOOLEAN }, { 'c', FIGMENT_WIDGET_COMBO }, { 'u', FIGMENT_WIDGET_UPLOAD },
  };
  Lister lister = { convert, NULL, widgets, 0 };
  const char *known = figment_known_nodes_find (class_type);
  FigmentKnownWidget entry;

  if (known == NULL)
    return FALSE;
  while (figment_known_nodes_next (&known, &entry))
    {
      g_autofree char *name = g_strndup (entry.name, entry.length);
      FigmentWidget widget = { .name = keep (&lister, name), .kind = FIGMENT_WIDGET_ANY };

      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (kinds[i].letter == entry.kind)
          widget.kind = kinds[i].kind;
      widget.phantom = entry.forced || widget.kind == FIGMENT_WIDGET_UPLOAD;
      add (&lister, widget, entry.control);
    }
  return TRUE;
}

/**
 * _figment_convert_add_slot_widget:
 * @class: (nullable): knows more about the widget
 * @type: what the file says that it is
 *
 * Adds a widget that the file itself names, and what goes with it.
 */
void
_figment_convert_add_slot_widget (FigmentConvert            *convert,
                                  const FigmentCatalogClass *class,
                                  const char                *name,
                                  const char                *type,
                                  GArray                    *widgets)
{
  const FigmentCatalogInput *input = class != NULL ? figment_catalog_class_get_input (class, name) : NULL;
  Lister lister = { convert, NULL, widgets, 0 };
  FigmentWidget widget = { .name = name, .kind = get_kind (type) };

  if (input != NULL && input->kind != FIGMENT_CATALOG_LINK && input->kind != FIGMENT_CATALOG_DYNAMIC)
    {
      const guint index = widgets->len;

      list_input (&lister, input, input->name, 0);
      g_array_index (widgets, FigmentWidget, index).phantom = FALSE;
      return;
    }
  /* Lists of choices stood here by their members in the first versions: "euler,heun". */
  if (widget.kind == FIGMENT_WIDGET_ANY
      && (strchr (type, ',') != NULL || g_str_has_prefix (type, "COMFY_DYNAMICCOMBO")))
    widget.kind = FIGMENT_WIDGET_COMBO;
  add (&lister, widget, FALSE);
}
