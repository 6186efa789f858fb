/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "figment-placeholder.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * A node's values stand in the file as a bare list, in the order in which its widgets were when it was saved. Between
 * then and now a class may have gained or lost widgets, buttons and seed controls take places of their own, and some
 * versions of the editor leave places out. So widgets and values are laid side by side like two texts that are
 * compared: the way that costs least is taken. Where file and class agree, that is one by one.
 */

/* What a pair costs that does not go together, in units of which 40 are a widget or a value left over. */
#define COST_IMPOSSIBLE  1000
#define COST_WRONG       60 /* another type altogether */
#define COST_LEFT_OVER   40
#define COST_LEFT_SEED   45 /* it is easier to believe of any other number that its widget is gone */
#define COST_FRACTION    35 /* a fraction for a whole number */
#define COST_CHECK       30 /* a check mark for what becomes of a seed, as in the first versions; no way to lose one */
#define COST_ODD         25 /* a type that could be meant */
#define COST_NULL        12
#define COST_UNLISTED    5  /* a text that is none of the choices: a model that is not on this server */
#define COST_NEW_AT_END  6  /* a widget that came after the file was saved */
#define COST_NOTHING     8  /* an empty value that no widget takes */
#define COST_PHANTOM     1

/* More than any node has; beyond it the lists are taken one by one. */
#define MAX_CELLS (1 << 20)

/* What a value is, looked at once rather than for each widget. */
typedef enum
{
  VALUE_NULL,
  VALUE_WHOLE,
  VALUE_SEED,    /* a whole number that only a seed has the size for */
  VALUE_FRACTION,
  VALUE_BOOLEAN,
  VALUE_TEXT,
  VALUE_CONTROL, /* a text that says what becomes of a seed */
  VALUE_LIST,
  VALUE_OBJECT,
} ValueKind;

typedef struct
{
  ValueKind   kind;
  const char *text; /* (nullable) of a text */
  char       *json; /* (owned) (nullable) of what a choice could be */
} Value;

static void
value_clear (Value *value)
{
  g_free (value->json);
}

static Value
look_at (JsonNode *node)
{
  Value value = { VALUE_NULL, figment_json_to_string (node), NULL };
  gint64 integer;
  guint64 seed;

  if (JSON_NODE_HOLDS_NULL (node))
    return value;
  if (JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node))
    {
      value.kind = JSON_NODE_HOLDS_ARRAY (node) ? VALUE_LIST : VALUE_OBJECT;
      return value;
    }
  if (value.text != NULL)
    value.kind = _figment_convert_is_control_word (node) ? VALUE_CONTROL : VALUE_TEXT;
  else if (figment_json_is_boolean (node))
    value.kind = VALUE_BOOLEAN;
  else if (figment_json_to_uint64 (node, &seed))
    value.kind = seed > G_MAXUINT32 ? VALUE_SEED : VALUE_WHOLE;
  else
    value.kind = figment_json_to_int64 (node, &integer) ? VALUE_WHOLE : VALUE_FRACTION;
  value.json = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);
  return value;
}

static gboolean
is_number (const Value *value)
{
  return value->kind == VALUE_WHOLE || value->kind == VALUE_SEED || value->kind == VALUE_FRACTION;
}

static int
fit_number (const Value *value,
            gboolean     whole)
{
  if (is_number (value))
    {
      if (whole)
        return value->kind == VALUE_FRACTION ? COST_FRACTION : 0;
      return value->kind == VALUE_SEED ? COST_ODD : 0;
    }
  if (value->text != NULL && figment_placeholder_is (value->text))
    return COST_UNLISTED;
  return value->kind == VALUE_BOOLEAN ? COST_LEFT_OVER : COST_WRONG;
}

static int
fit_boolean (const Value *value)
{
  if (value->kind == VALUE_BOOLEAN)
    return 0;
  return value->kind == VALUE_WHOLE || value->kind == VALUE_TEXT ? COST_ODD : COST_WRONG;
}

static int
fit_choice (const FigmentWidget *widget,
            const Value         *value)
{
  gboolean numbers = FALSE;

  if (value->json == NULL)
    return value->kind == VALUE_LIST ? COST_ODD : COST_WRONG; /* several may be chosen in some */
  for (guint i = 0; i < widget->n_choices; i++)
    {
      if (g_str_equal (widget->choices[i], value->json))
        return 0;
      numbers = numbers || widget->choices[i][0] != '"';
    }
  if (value->text != NULL)
    return value->kind == VALUE_CONTROL ? COST_NULL : widget->n_choices > 0 ? COST_UNLISTED : 0;
  if (value->kind == VALUE_BOOLEAN || (!numbers && widget->n_choices > 0))
    return COST_LEFT_OVER;
  return value->kind == VALUE_SEED ? COST_ODD : COST_NULL;
}

static int
fit_control (const Value *value)
{
  if (value->kind == VALUE_CONTROL)
    return 0;
  return value->kind == VALUE_BOOLEAN ? COST_CHECK : COST_IMPOSSIBLE;
}

static int
fit (const FigmentWidget *widget,
     const Value         *value)
{
  if (value->kind == VALUE_NULL)
    return widget->phantom ? 0 : COST_NULL;
  switch (widget->kind)
    {
    case FIGMENT_WIDGET_INT: return fit_number (value, TRUE);
    case FIGMENT_WIDGET_FLOAT: return fit_number (value, FALSE);
    case FIGMENT_WIDGET_BOOLEAN: return fit_boolean (value);
    case FIGMENT_WIDGET_COMBO: return fit_choice (widget, value);
    case FIGMENT_WIDGET_CONTROL: return fit_control (value);
    case FIGMENT_WIDGET_UPLOAD:
      if (value->text != NULL && (value->text[0] == '\0' || g_str_equal (value->text, "image")))
        return 0;
      return COST_IMPOSSIBLE;
    case FIGMENT_WIDGET_STRING:
      if (value->text != NULL)
        return value->kind == VALUE_CONTROL ? 3 : 0;
      return is_number (value) ? COST_ODD : COST_LEFT_OVER;
    case FIGMENT_WIDGET_ANY:
    default: return 3;
    }
}

static int
get_widget_skip (const FigmentWidget *widget,
                 gboolean             at_end)
{
  if (widget->phantom)
    return COST_PHANTOM;
  return at_end ? COST_NEW_AT_END : COST_LEFT_OVER;
}

static int
get_value_skip (const Value *value)
{
  if (value->kind == VALUE_NULL || value->kind == VALUE_OBJECT || value->kind == VALUE_LIST
      || (value->text != NULL && value->text[0] == '\0'))
    return COST_NOTHING;
  if (value->kind == VALUE_SEED)
    return COST_LEFT_SEED;
  return value->kind == VALUE_CONTROL ? COST_NULL : COST_LEFT_OVER;
}

typedef struct
{
  const FigmentWidget *widgets;
  guint                n_widgets;
  const Value         *values;
  guint                n_values;
  int                 *costs; /* of the rest, from a widget and a value on */
} Table;

static inline int *
get_cell (const Table *table,
          guint        i,
          guint        k)
{
  return &table->costs[(gsize) i * (table->n_values + 1) + k];
}

/* The best way from widget @i and value @k to the end of both, given those from further on. */
static void
fill_cell (const Table *table,
           guint        i,
           guint        k)
{
  int cost = G_MAXINT / 2;

  if (i < table->n_widgets && k < table->n_values)
    cost = *get_cell (table, i + 1, k + 1) + fit (&table->widgets[i], &table->values[k]);
  if (i < table->n_widgets)
    cost = MIN (cost, *get_cell (table, i + 1, k) + get_widget_skip (&table->widgets[i], k == table->n_values));
  if (k < table->n_values)
    cost = MIN (cost, *get_cell (table, i, k + 1) + get_value_skip (&table->values[k]));
  *get_cell (table, i, k) = cost;
}

/* A value that goes nowhere else but does not fit either is no use: −1, as for none. */
static void
read_way (const Table *table,
          int         *places)
{
  guint i = 0, k = 0;

  while (i < table->n_widgets)
    {
      const int cost = *get_cell (table, i, k);
      const int pair = k < table->n_values ? fit (&table->widgets[i], &table->values[k]) : COST_IMPOSSIBLE;

      if (k < table->n_values && cost == *get_cell (table, i + 1, k + 1) + pair)
        {
          places[i++] = pair < COST_LEFT_OVER ? (int) k : -1;
          k++;
        }
      else if (cost == *get_cell (table, i + 1, k) + get_widget_skip (&table->widgets[i], k == table->n_values))
        places[i++] = -1;
      else
        k++;
    }
}

/**
 * _figment_convert_align:
 * @places: (out) (array length=n_widgets): for each widget the index of its value, −1: none
 *
 * Returns: what does not go together, 0: all of it does
 */
int
_figment_convert_align (const FigmentWidget *widgets,
                        guint                n_widgets,
                        JsonArray           *array,
                        int                 *places)
{
  const guint n_values = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr(GArray) values = NULL;
  g_autofree int *costs = NULL;
  Table table;

  if ((guint64) (n_widgets + 1) * (n_values + 1) > MAX_CELLS)
    {
      for (guint i = 0; i < n_widgets; i++)
        places[i] = i < n_values ? (int) i : -1;
      return COST_IMPOSSIBLE;
    }
  values = g_array_sized_new (FALSE, FALSE, sizeof (Value), n_values);
  g_array_set_clear_func (values, (GDestroyNotify) value_clear);
  for (guint i = 0; i < n_values; i++)
    {
      const Value value = look_at (json_array_get_element (array, i));

      g_array_append_val (values, value);
    }
  costs = g_new0 (int, (gsize) (n_widgets + 1) * (n_values + 1));
  table = (Table) { widgets, n_widgets, (const Value *) (void *) values->data, n_values, costs };
  for (guint i = n_widgets + 1; i-- > 0;)
    for (guint k = n_values + 1; k-- > 0;)
      if (i < n_widgets || k < n_values)
        fill_cell (&table, i, k);
  read_way (&table, places);
  return costs[0];
}
