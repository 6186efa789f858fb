/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-json-value.h"

#include <math.h>
#include <string.h>

#include "figment-json-private.h"

/* The digits of an exact number, or NULL when @node is anything else. */
const char *
_figment_json_exact_text (JsonNode *node)
{
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  return text != NULL && text[0] == FIGMENT_JSON_EXACT_MARK ? text + 1 : NULL;
}

/*
 * Shortest text that reads back as @value, in the form Python's repr () gives: "0.1", "7.0", "1e-05".
 * @value must be finite.
 */
void
_figment_json_format_double (double value,
                             char   buffer[32])
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, 32, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  if (strpbrk (buffer, ".e") == NULL)
    strcat (buffer, ".0");
}

static gboolean
parse_int64 (const char *text,
             gsize       length,
             gint64     *value)
{
  const gboolean negative = text[0] == '-';
  const guint64 limit = negative ? (guint64) G_MAXINT64 + 1 : (guint64) G_MAXINT64;
  guint64 sum = 0;

  if (length - negative > 19 || (negative && text[1] == '0'))
    return FALSE;
  for (gsize i = negative; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      sum = sum * 10 + (guint64) (text[i] - '0');
    }
  if (sum > limit)
    return FALSE;
  *value = negative ? (gint64) -sum : (gint64) sum;
  return TRUE;
}

/*
 * A node for the @length bytes of @text, which must follow JSON's number grammar: an integer or a double where writing
 * that value gives the same text again, an exact number everywhere else (2^63, 1e400, -0, 1.50, 1e3).
 */
JsonNode *
_figment_json_number_parse (const char *text,
                            gsize       length)
{
  gint64 integer;
  char written[32], buffer[32];

  if (parse_int64 (text, length, &integer))
    return json_node_init_int (json_node_alloc (), integer);

  if (length < sizeof buffer)
    {
      double value;

      memcpy (buffer, text, length);
      buffer[length] = '\0';
      value = g_ascii_strtod (buffer, NULL);
      if (isfinite (value))
        {
          _figment_json_format_double (value, written);
          if (strcmp (written, buffer) == 0)
            return json_node_init_double (json_node_alloc (), value);
        }
    }

  g_autofree char *exact = g_malloc (length + 2);
  exact[0] = FIGMENT_JSON_EXACT_MARK;
  memcpy (exact + 1, text, length);
  exact[length + 1] = '\0';
  return json_node_init_string (json_node_alloc (), exact);
}

gboolean
figment_json_is_number (JsonNode *node)
{
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE || _figment_json_exact_text (node) != NULL;
}

gboolean
figment_json_is_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && _figment_json_exact_text (node) == NULL;
}

gboolean
figment_json_is_boolean (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

/**
 * figment_json_to_int64:
 * @node: (nullable):
 * @value: (out): set only on success
 *
 * Takes integers, and doubles without a fraction ("42.0", Python writes them for counters).
 *
 * Returns: whether @node is a whole number that fits
 */
gboolean
figment_json_to_int64 (JsonNode *node,
                       gint64   *value)
{
  double number;

  if (!figment_json_is_number (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (!figment_json_to_double (node, &number) || number != floor (number) || fabs (number) > 9007199254740992.0)
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

/**
 * figment_json_to_uint64:
 * @node: (nullable):
 * @value: (out): set only on success
 *
 * Seeds go up to 2^64-1 (ComfyUI nodes.py, KSampler); a double never passes for one above 2^53, because its low digits
 * are already lost.
 *
 * Returns: whether @node is a whole number from 0 to 2^64-1
 */
gboolean
figment_json_to_uint64 (JsonNode *node,
                        guint64  *value)
{
  const char *exact = _figment_json_exact_text (node);
  gint64 integer;

  if (exact != NULL && g_ascii_isdigit (exact[0])
      && g_ascii_string_to_unsigned (exact, 10, 0, G_MAXUINT64, value, NULL))
    return TRUE;
  if (!figment_json_to_int64 (node, &integer) || integer < 0)
    return FALSE;
  *value = (guint64) integer;
  return TRUE;
}

/**
 * figment_json_to_double:
 * @node: (nullable):
 * @value: (out): set only on success; may be infinite or NaN, which ComfyUI sends
 *
 * Returns: whether @node is a number
 */
gboolean
figment_json_to_double (JsonNode *node,
                        double   *value)
{
  const char *exact = _figment_json_exact_text (node);

  if (!figment_json_is_number (node))
    return FALSE;
  *value = exact != NULL ? g_ascii_strtod (exact, NULL) : json_node_get_double (node);
  return TRUE;
}

/**
 * figment_json_dup_number:
 * @node: (nullable):
 *
 * Returns: (transfer full) (nullable): the number's text as it would be written, or %NULL when @node is not a number
 */
char *
figment_json_dup_number (JsonNode *node)
{
  const char *exact = _figment_json_exact_text (node);
  char buffer[32];
  double value;

  if (exact != NULL)
    return g_strdup (exact);
  if (!figment_json_is_number (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  value = json_node_get_double (node);
  if (isnan (value))
    return g_strdup ("NaN");
  if (isinf (value))
    return g_strdup (value < 0 ? "-Infinity" : "Infinity");
  _figment_json_format_double (value, buffer);
  return g_strdup (buffer);
}

/**
 * figment_json_to_string:
 * @node: (nullable):
 *
 * Returns: (transfer none) (nullable): the text, valid UTF-8, or %NULL when @node is not a string
 */
const char *
figment_json_to_string (JsonNode *node)
{
  return figment_json_is_string (node) ? json_node_get_string (node) : NULL;
}

/**
 * figment_json_to_object:
 * @node: (nullable):
 *
 * Returns: (transfer none) (nullable): the object, or %NULL when @node is not one
 */
JsonObject *
figment_json_to_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * figment_json_to_array:
 * @node: (nullable):
 *
 * Returns: (transfer none) (nullable): the array, or %NULL when @node is not one
 */
JsonArray *
figment_json_to_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gsize
number_length (const char *text)
{
  const char *p = text;

  if (*p == '-')
    p++;
  if (*p == '0')
    p++;
  else if (*p >= '1' && *p <= '9')
    while (g_ascii_isdigit (*p))
      p++;
  else
    return 0;
  if (*p == '.')
    {
      if (!g_ascii_isdigit (*++p))
        return 0;
      while (g_ascii_isdigit (*p))
        p++;
    }
  if (*p == 'e' || *p == 'E')
    {
      p++;
      if (*p == '+' || *p == '-')
        p++;
      if (!g_ascii_isdigit (*p))
        return 0;
      while (g_ascii_isdigit (*p))
        p++;
    }
  return (gsize) (p - text);
}

/**
 * figment_json_number_new:
 * @text: a number as JSON writes it, for instance what a person typed as a seed
 *
 * Returns: (transfer full) (nullable): an exact node, or %NULL when @text is not a JSON number
 */
JsonNode *
figment_json_number_new (const char *text)
{
  const gsize length = text != NULL ? number_length (text) : 0;

  if (length == 0 || text[length] != '\0')
    return NULL;
  return _figment_json_number_parse (text, length);
}

/**
 * figment_json_uint64_new:
 * @value: any
 *
 * Returns: (transfer full): a node that writes all digits of @value
 */
JsonNode *
figment_json_uint64_new (guint64 value)
{
  char text[24];

  return _figment_json_number_parse (text, (gsize) g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, value));
}

/**
 * figment_json_string_new:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): a string node
 */
JsonNode *
figment_json_string_new (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

/* json_node_copy () would share the value, and setting it in the copy would change the original. */
static JsonNode *
copy_value (JsonNode *node)
{
  JsonNode *copy = json_node_alloc ();
  const GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    return json_node_init_string (copy, json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return json_node_init_int (copy, json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return json_node_init_double (copy, json_node_get_double (node));
  return json_node_init_boolean (copy, json_node_get_boolean (node));
}

/**
 * figment_json_copy:
 * @node: any
 *
 * A deep copy; json_node_copy () shares objects, arrays and values with the original.
 *
 * Returns: (transfer full): a copy that can be changed freely
 */
JsonNode *
figment_json_copy (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        json_object_set_member (object, name, figment_json_copy (member));
      copy = json_node_init_object (json_node_alloc (), object);
      json_object_unref (object);
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node);
      const guint n = json_array_get_length (from);
      JsonArray *array = json_array_sized_new (n);

      for (guint i = 0; i < n; i++)
        json_array_add_element (array, figment_json_copy (json_array_get_element (from, i)));
      copy = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
      return copy;
    }
  return JSON_NODE_HOLDS_VALUE (node) ? copy_value (node) : json_node_init_null (json_node_alloc ());
}

/**
 * figment_json_get:
 * @object: (nullable):
 * @name: member name
 *
 * Returns: (transfer none) (nullable): the member, or %NULL
 */
JsonNode *
figment_json_get (JsonObject *object,
                  const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

/**
 * figment_json_get_string:
 * @object: (nullable):
 * @name: member name
 *
 * Returns: (transfer none) (nullable): the member's text, or %NULL when it is absent or not a string
 */
const char *
figment_json_get_string (JsonObject *object,
                         const char *name)
{
  return figment_json_to_string (figment_json_get (object, name));
}

/**
 * figment_json_get_object:
 * @object: (nullable):
 * @name: member name
 *
 * Returns: (transfer none) (nullable): the member, or %NULL when it is absent or not an object
 */
JsonObject *
figment_json_get_object (JsonObject *object,
                         const char *name)
{
  return figment_json_to_object (figment_json_get (object, name));
}

/**
 * figment_json_get_array:
 * @object: (nullable):
 * @name: member name
 *
 * Returns: (transfer none) (nullable): the member, or %NULL when it is absent or not an array
 */
JsonArray *
figment_json_get_array (JsonObject *object,
                        const char *name)
{
  return figment_json_to_array (figment_json_get (object, name));
}

/**
 * figment_json_get_int64:
 * @object: (nullable):
 * @name: member name
 * @fallback: returned when the member is absent or not a whole number
 */
gint64
figment_json_get_int64 (JsonObject *object,
                        const char *name,
                        gint64      fallback)
{
  gint64 value;

  return figment_json_to_int64 (figment_json_get (object, name), &value) ? value : fallback;
}

/**
 * figment_json_get_double:
 * @object: (nullable):
 * @name: member name
 * @fallback: returned when the member is absent, not a number, or not finite
 */
double
figment_json_get_double (JsonObject *object,
                         const char *name,
                         double      fallback)
{
  double value;

  return figment_json_to_double (figment_json_get (object, name), &value) && isfinite (value) ? value : fallback;
}

/**
 * figment_json_get_boolean:
 * @object: (nullable):
 * @name: member name
 * @fallback: returned when the member is absent or not a boolean
 */
gboolean
figment_json_get_boolean (JsonObject *object,
                          const char *name,
                          gboolean    fallback)
{
  JsonNode *node = figment_json_get (object, name);

  return figment_json_is_boolean (node) ? json_node_get_boolean (node) : fallback;
}
