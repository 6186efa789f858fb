/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-python.h"

#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static gboolean
is_integer_text (const char *text)
{
  if (*text == '-')
    text++;
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

static char *
float_text (double value)
{
  g_autoptr(JsonNode) node = NULL;

  if (isnan (value))
    return g_strdup ("nan");
  if (isinf (value))
    return g_strdup (value < 0 ? "-inf" : "inf");
  node = json_node_init_double (json_node_alloc (), value);
  return figment_json_dup_number (node);
}

static char *
number_text (JsonNode *node)
{
  g_autofree char *text = figment_json_dup_number (node);

  if (is_integer_text (text))
    return g_steal_pointer (&text);
  return float_text (g_ascii_strtod (text, NULL));
}

static char *
container_repr (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (text, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *element = figment_practice_python_repr (json_array_get_element (array, i));

          g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", element);
        }
      g_string_append_c (text, ']');
    }
  else
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;
      gboolean first = TRUE;

      g_string_append_c (text, '{');
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          g_autofree char *value = figment_practice_python_repr (member);

          g_string_append_printf (text, "%s'%s': %s", first ? "" : ", ", name, value);
          first = FALSE;
        }
      g_string_append_c (text, '}');
    }
  return g_string_free (text, FALSE);
}

/* What str () makes of a value: "None", "True", "7.0", a string as it is. */
char *
figment_practice_python_str (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("None");
  if (figment_json_is_string (node))
    return g_strdup (figment_json_to_string (node));
  if (figment_json_is_boolean (node))
    return g_strdup (json_node_get_boolean (node) ? "True" : "False");
  if (figment_json_is_number (node))
    return number_text (node);
  return container_repr (node);
}

/* What repr () makes of a value: like str (), but strings stand in quotes. */
char *
figment_practice_python_repr (JsonNode *node)
{
  const char *text = node != NULL && figment_json_is_string (node) ? figment_json_to_string (node) : NULL;

  if (text == NULL)
    return figment_practice_python_str (node);
  if (strchr (text, '\'') != NULL && strchr (text, '"') == NULL)
    return g_strdup_printf ("\"%s\"", text);
  return g_strdup_printf ("'%s'", text);
}

static const char *
type_name (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return "NoneType";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "list";
  return JSON_NODE_HOLDS_OBJECT (node) ? "dict" : "str";
}

/* The digits of a string as int () reads it: spaces around, a sign, single underscores between digits. */
static char *
parse_integer (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *p = stripped;
  GString *digits = g_string_new (*p == '-' ? "-" : NULL);
  const gsize sign = digits->len;

  if (*p == '-' || *p == '+')
    p++;
  for (; g_ascii_isdigit (*p); p++)
    {
      if (digits->len > sign || *p != '0' || !g_ascii_isdigit (p[1]))
        g_string_append_c (digits, *p);
      if (p[1] == '_' && g_ascii_isdigit (p[2]))
        p++;
    }
  if (*p != '\0' || digits->len == sign)
    {
      g_string_free (digits, TRUE);
      return NULL;
    }
  if (strcmp (digits->str, "-0") == 0)
    g_string_assign (digits, "0");
  return g_string_free (digits, FALSE);
}

static JsonNode *
integer_from_double (double   value,
                     GError **error)
{
  g_autofree char *text = NULL;

  if (isnan (value) || isinf (value))
    {
      g_set_error (error, FIGMENT_PRACTICE_EXCEPTION (isnan (value) ? "ValueError" : "OverflowError"), 0,
                   "cannot convert float %s to integer", isnan (value) ? "NaN" : "infinity");
      return NULL;
    }
  text = g_strdup_printf ("%.0f", trunc (value));
  return figment_json_number_new (strcmp (text, "-0") == 0 ? "0" : text);
}

/*
 * What int () makes of a value: 3.7 becomes 3, "42" becomes 42, true becomes 1.
 *
 * Returns: (transfer full): a number, or NULL with the exception in @error
 */
JsonNode *
figment_practice_python_int (JsonNode  *node,
                             GError   **error)
{
  if (node != NULL && figment_json_is_boolean (node))
    return figment_json_number_new (json_node_get_boolean (node) ? "1" : "0");
  if (node != NULL && figment_json_is_number (node))
    {
      g_autofree char *text = figment_json_dup_number (node);

      if (is_integer_text (text))
        return figment_json_number_new (strcmp (text, "-0") == 0 ? "0" : text);
      return integer_from_double (g_ascii_strtod (text, NULL), error);
    }
  if (node != NULL && figment_json_is_string (node))
    {
      g_autofree char *digits = parse_integer (figment_json_to_string (node));
      g_autofree char *repr = NULL;

      if (digits != NULL)
        return figment_json_number_new (digits);
      repr = figment_practice_python_repr (node);
      g_set_error (error, FIGMENT_PRACTICE_EXCEPTION ("ValueError"), 0, "invalid literal for int() with base 10: %s",
                   repr);
      return NULL;
    }
  g_set_error (error, FIGMENT_PRACTICE_EXCEPTION ("TypeError"), 0,
               "int() argument must be a string, a bytes-like object or a real number, not '%s'", type_name (node));
  return NULL;
}

/* Returns: (transfer full): what float () makes of a value, or NULL with the exception in @error */
JsonNode *
figment_practice_python_float (JsonNode  *node,
                               GError   **error)
{
  if (node != NULL && figment_json_is_boolean (node))
    return json_node_init_double (json_node_alloc (), json_node_get_boolean (node) ? 1 : 0);
  if (node != NULL && figment_json_is_number (node))
    {
      g_autofree char *text = figment_json_dup_number (node);

      return json_node_init_double (json_node_alloc (), g_ascii_strtod (text, NULL));
    }
  if (node != NULL && figment_json_is_string (node))
    {
      g_autofree char *text = g_strstrip (g_strdup (figment_json_to_string (node)));
      g_autofree char *repr = NULL;
      char *end;
      const double value = g_ascii_strtod (text, &end);

      if (*text != '\0' && *end == '\0' && strpbrk (text, "xX") == NULL)
        return json_node_init_double (json_node_alloc (), value);
      repr = figment_practice_python_repr (node);
      g_set_error (error, FIGMENT_PRACTICE_EXCEPTION ("ValueError"), 0, "could not convert string to float: %s", repr);
      return NULL;
    }
  g_set_error (error, FIGMENT_PRACTICE_EXCEPTION ("TypeError"), 0,
               "float() argument must be a string or a real number, not '%s'", type_name (node));
  return NULL;
}

/* What bool () makes of a value: every string but the empty one is true, "false" too (trap 28). */
gboolean
figment_practice_python_bool (JsonNode *node)
{
  double number;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) > 0;
  if (figment_json_is_string (node))
    return *figment_json_to_string (node) != '\0';
  if (figment_json_is_boolean (node))
    return json_node_get_boolean (node);
  return !figment_json_to_double (node, &number) || number != 0;
}

static char *
comparable_text (JsonNode *node)
{
  if (figment_json_is_boolean (node))
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  return figment_json_is_number (node) ? figment_json_dup_number (node) : NULL;
}

static int
compare_integers (const char *a,
                  const char *b)
{
  const gboolean negative = *a == '-';

  if (negative != (*b == '-'))
    return negative ? -1 : 1;
  a += negative;
  b += negative;
  if (strlen (a) != strlen (b))
    return (strlen (a) < strlen (b)) != negative ? -1 : 1;
  return negative ? strcmp (b, a) : strcmp (a, b);
}

/* Compares two numbers without losing digits of large integers. Values that are no numbers count as equal. */
int
figment_practice_python_compare (JsonNode *a,
                                 JsonNode *b)
{
  g_autofree char *text_a = comparable_text (a);
  g_autofree char *text_b = comparable_text (b);
  double x;
  double y;

  if (text_a == NULL || text_b == NULL)
    return 0;
  if (is_integer_text (text_a) && is_integer_text (text_b))
    return compare_integers (text_a, text_b);
  x = g_ascii_strtod (text_a, NULL);
  y = g_ascii_strtod (text_b, NULL);
  return x < y ? -1 : x > y;
}

/* Whether == holds in Python, where 1, 1.0 and True are the same. */
gboolean
figment_practice_python_equal (JsonNode *a,
                               JsonNode *b)
{
  g_autofree char *text_a = comparable_text (a);
  g_autofree char *text_b = comparable_text (b);

  if (text_a != NULL && text_b != NULL)
    return figment_practice_python_compare (a, b) == 0;
  if (text_a != NULL || text_b != NULL)
    return FALSE;
  if (figment_json_is_string (a) && figment_json_is_string (b))
    return strcmp (figment_json_to_string (a), figment_json_to_string (b)) == 0;
  g_free (text_a);
  g_free (text_b);
  text_a = figment_json_write (a, FIGMENT_JSON_WRITE_COMPACT, NULL);
  text_b = figment_json_write (b, FIGMENT_JSON_WRITE_COMPACT, NULL);
  return strcmp (text_a, text_b) == 0;
}
