/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json/figment-json-value.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "json/figment-json.h"

/* One member of every kind; the getters are tried on all of them. */
static const char kinds[] = "{\"null\":null,\"true\":true,\"int\":-7,\"whole\":42.0,\"half\":0.5,"
                            "\"seed\":18446744073709551615,"
                            "\"huge\":1e400,\"text\":\"12\",\"array\":[1],\"object\":{\"a\":1},\"nan\":NaN}";

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = figment_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static gboolean
among (const char *name,
       const char *names)
{
  g_auto(GStrv) list = g_strsplit (names, " ", -1);

  return g_strv_contains ((const char *const *) list, name);
}

static void
test_value_wrong_types (void)
{
  g_autoptr(JsonNode) root = parse (kinds);
  JsonObject *object = figment_json_to_object (root);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      gint64 integer = 99;
      guint64 natural = 99;
      double real = 99;
      g_autofree char *number = figment_json_dup_number (node);

      g_test_message ("%s", name);
      g_assert_cmpint (figment_json_is_number (node), ==, among (name, "int whole half seed huge nan"));
      g_assert_cmpint (figment_json_is_string (node), ==, among (name, "text"));
      g_assert_cmpint (figment_json_is_boolean (node), ==, among (name, "true"));
      g_assert_cmpint (number != NULL, ==, figment_json_is_number (node));
      g_assert_cmpint (figment_json_to_int64 (node, &integer), ==, among (name, "int whole"));
      g_assert_cmpint (figment_json_to_uint64 (node, &natural), ==, among (name, "whole seed"));
      g_assert_cmpint (figment_json_to_double (node, &real), ==, figment_json_is_number (node));
      g_assert_cmpint (figment_json_to_string (node) != NULL, ==, among (name, "text"));
      g_assert_cmpint (figment_json_to_array (node) != NULL, ==, among (name, "array"));
      g_assert_cmpint (figment_json_to_object (node) != NULL, ==, among (name, "object"));

      /* Nothing is written where nothing was found. */
      if (!among (name, "int whole"))
        g_assert_cmpint (integer, ==, 99);
      if (!among (name, "whole seed"))
        g_assert_cmpuint (natural, ==, 99);
      if (!figment_json_is_number (node))
        g_assert_cmpfloat (real, ==, 99);

      g_assert_cmpint (figment_json_get_int64 (object, name, 99), ==, integer);
      g_assert_cmpfloat (figment_json_get_double (object, name, 99), ==, isfinite (real) ? real : 99);
      g_assert_cmpint (figment_json_get_boolean (object, name, 2), ==, among (name, "true") ? TRUE : 2);
      g_assert_true (figment_json_get (object, name) == node);
      g_assert_cmpstr (figment_json_get_string (object, name), ==, among (name, "text") ? "12" : NULL);
      g_assert_true (figment_json_get_array (object, name) == figment_json_to_array (node));
      g_assert_true (figment_json_get_object (object, name) == figment_json_to_object (node));
    }
}

static void
test_value_absent (void)
{
  g_autoptr(JsonNode) root = parse ("{}");
  JsonObject *objects[] = { NULL, figment_json_to_object (root) };
  gint64 integer;
  guint64 natural;
  double real;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_assert_null (figment_json_get (objects[i], "a"));
      g_assert_null (figment_json_get_string (objects[i], "a"));
      g_assert_null (figment_json_get_object (objects[i], "a"));
      g_assert_null (figment_json_get_array (objects[i], "a"));
      g_assert_cmpint (figment_json_get_int64 (objects[i], "a", -3), ==, -3);
      g_assert_cmpfloat (figment_json_get_double (objects[i], "a", 0.25), ==, 0.25);
      g_assert_true (figment_json_get_boolean (objects[i], "a", TRUE));
    }
  g_assert_false (figment_json_is_number (NULL));
  g_assert_false (figment_json_is_string (NULL));
  g_assert_false (figment_json_is_boolean (NULL));
  g_assert_false (figment_json_to_int64 (NULL, &integer));
  g_assert_false (figment_json_to_uint64 (NULL, &natural));
  g_assert_false (figment_json_to_double (NULL, &real));
  g_assert_null (figment_json_dup_number (NULL));
  g_assert_null (figment_json_to_string (NULL));
  g_assert_null (figment_json_to_array (NULL));
  g_assert_null (figment_json_to_object (NULL));
}

static void
test_value_uint64 (void)
{
  static const struct
  {
    const char *text;
    gboolean    fits;
    guint64     value;
  } cases[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "-1", FALSE, 0 },
    { "1e3", TRUE, 1000 },
    { "1.50", FALSE, 0 },
    { "9007199254740992.0", TRUE, G_GUINT64_CONSTANT (9007199254740992) },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "9223372036854775808", TRUE, G_GUINT64_CONSTANT (9223372036854775808) },
    { "18446744073709551615", TRUE, G_MAXUINT64 },
    { "18446744073709551616", FALSE, 0 },
    { "18446744073709551615.0", FALSE, 0 }, /* digits that a double has lost */
    { "1e19", FALSE, 0 },
    { "-9223372036854775808", FALSE, 0 },
    { "Infinity", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].text);
      guint64 value = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (figment_json_to_uint64 (node, &value), ==, cases[i].fits);
      g_assert_cmpuint (value, ==, cases[i].value);
    }
}

static void
test_value_int64 (void)
{
  static const struct
  {
    const char *text;
    gboolean    fits;
    gint64      value;
  } cases[] = {
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "-9223372036854775809", FALSE, 0 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "9223372036854775808", FALSE, 0 },
    { "-2.0", TRUE, -2 },
    { "-2e1", TRUE, -20 },
    { "9.3e18", FALSE, 0 },
    { "0.5", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].text);
      gint64 value = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (figment_json_to_int64 (node, &value), ==, cases[i].fits);
      g_assert_cmpint (value, ==, cases[i].value);
    }
}

static void
test_value_double (void)
{
  g_autoptr(JsonNode) huge = parse ("-1e400");
  g_autoptr(JsonNode) exact = parse ("1.50");
  g_autoptr(JsonNode) zero = parse ("-0");
  double value;

  g_assert_true (figment_json_to_double (huge, &value));
  g_assert_true (isinf (value) && value < 0);
  g_assert_true (figment_json_to_double (exact, &value));
  g_assert_cmpfloat (value, ==, 1.5);
  g_assert_true (figment_json_to_double (zero, &value));
  g_assert_true (value == 0 && signbit (value));
}

static void
assert_number (JsonNode   *node,
               const char *expected)
{
  g_autoptr(JsonNode) owned = node;
  g_autofree char *text = figment_json_dup_number (owned);
  g_autofree char *written = NULL;

  g_assert_cmpstr (text, ==, expected);
  if (owned == NULL)
    return;
  written = figment_json_write (owned, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (written, ==, expected);
}

static void
test_value_new_numbers (void)
{
  static const char *const good[] = { "0", "-0", "18446744073709551615", "1e400", "-1.50", "7.0", "1E-5" };
  static const char *const bad[] = { "", " 1", "1 ", "+1", "01", "1.", ".5", "1e", "0x1", "abc", "NaN",
                                     "1,5", "--1", "-" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    assert_number (figment_json_number_new (good[i]), good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_number (figment_json_number_new (bad[i]), NULL);
  assert_number (figment_json_number_new (NULL), NULL);

  assert_number (figment_json_uint64_new (0), "0");
  assert_number (figment_json_uint64_new (G_MAXINT64), "9223372036854775807");
  assert_number (figment_json_uint64_new (G_MAXUINT64), "18446744073709551615");

  assert_number (json_node_init_double (json_node_alloc (), 0.1), "0.1");
  assert_number (json_node_init_double (json_node_alloc (), 7), "7.0");
  assert_number (json_node_init_double (json_node_alloc (), DBL_MAX), "1.7976931348623157e+308");
  assert_number (json_node_init_double (json_node_alloc (), 5e-324), "4.94065645841247e-324");
}

static void
test_value_names_of_not_finite (void)
{
  static const char *const names[] = { "NaN", "Infinity", "-Infinity" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(JsonNode) node = parse (names[i]);
      g_autofree char *text = figment_json_dup_number (node);

      g_assert_cmpstr (text, ==, names[i]);
    }
}

/* An exact number must never reach a person, or a comparison of strings, as text. */
static void
test_value_exact_is_no_string (void)
{
  g_autoptr(JsonNode) node = parse ("18446744073709551615");
  g_autoptr(JsonNode) text = figment_json_string_new ("18446744073709551615");

  g_assert_false (figment_json_is_string (node));
  g_assert_null (figment_json_to_string (node));
  g_assert_true (figment_json_is_string (text));
  g_assert_false (figment_json_is_number (text));
}

static void
test_value_copy_is_independent (void)
{
  g_autoptr(JsonNode) original = parse (kinds);
  g_autofree char *before = figment_json_write (original, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autoptr(JsonNode) copy = figment_json_copy (original);
  g_autofree char *copied = figment_json_write (copy, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autofree char *after = NULL;
  JsonObject *object = figment_json_to_object (copy);

  g_assert_cmpstr (copied, ==, before);

  json_node_set_string (figment_json_get (object, "text"), "changed");
  json_node_set_int (figment_json_get (object, "int"), 1);
  json_node_set_double (figment_json_get (object, "half"), 1);
  json_node_set_boolean (figment_json_get (object, "true"), FALSE);
  json_node_set_string (figment_json_get (object, "seed"), "changed");
  json_array_add_null_element (figment_json_get_array (object, "array"));
  json_object_remove_member (figment_json_get_object (object, "object"), "a");
  json_object_remove_member (object, "null");
  json_object_set_int_member (object, "new", 1);

  after = figment_json_write (original, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (after, ==, before);
}

static void
test_value_copy_outlives (void)
{
  JsonNode *original = parse ("{\"a\":[{\"b\":\"text\"},18446744073709551615]}");
  g_autoptr(JsonNode) copy = figment_json_copy (original);
  g_autofree char *text = NULL;

  json_node_unref (original);
  text = figment_json_write (copy, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (text, ==, "{\"a\":[{\"b\":\"text\"},18446744073709551615]}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-value/wrong-types", test_value_wrong_types);
  g_test_add_func ("/json-value/absent", test_value_absent);
  g_test_add_func ("/json-value/uint64", test_value_uint64);
  g_test_add_func ("/json-value/int64", test_value_int64);
  g_test_add_func ("/json-value/double", test_value_double);
  g_test_add_func ("/json-value/new-numbers", test_value_new_numbers);
  g_test_add_func ("/json-value/names-of-not-finite", test_value_names_of_not_finite);
  g_test_add_func ("/json-value/exact-is-no-string", test_value_exact_is_no_string);
  g_test_add_func ("/json-value/copy-is-independent", test_value_copy_is_independent);
  g_test_add_func ("/json-value/copy-outlives", test_value_copy_outlives);

  return g_test_run ();
}
