/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json/figment-json.h"

#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = figment_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
assert_written (const char *text,
                const char *expected)
{
  g_autoptr(JsonNode) node = parse (text);
  gsize length;
  g_autofree char *written = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, &length);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

/* @line and @column: where the message says that the trouble is. */
static void
assert_refused (const char      *text,
                gsize            length,
                FigmentJsonError code,
                guint            line,
                guint            column)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *place = g_strdup_printf ("(line %u, column %u)", line, column);
  /* A copy of exactly this size lets the address sanitizer see any read beyond the end. */
  g_autofree char *copy = length > 0 ? g_memdup2 (text, length) : NULL;

  g_assert_null (figment_json_parse (copy, length, &error));
  g_assert_error (error, FIGMENT_JSON_ERROR, (int) code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, place));
}

static void
test_json_numbers_round_trip (void)
{
  static const char *const numbers[] = {
    "0", "-0", "0.0", "-0.0", "1", "-1", "7.0", "42",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "340282366920938463463374607431768211456",
    "0.1", "0.10", "1.50", "0.30000000000000004", "3.141592653589793238462643383279",
    "1e5", "1E5", "1e+5", "1e05", "1e-05", "1e400", "-1e400", "1e-400", "5e-324", "1.7976931348623157e+308",
    "9007199254740993", "9007199254740993.0", "123456789012345680.0", "1e16", "1e+16",
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *array = g_strdup_printf ("[%s,{\"n\":%s}]", numbers[i], numbers[i]);

      assert_written (numbers[i], numbers[i]);
      assert_written (array, array);
    }
}

static void
test_json_long_numbers (void)
{
  g_autoptr(GString) text = g_string_new ("1");

  for (guint i = 0; i < 5000; i++)
    g_string_append_c (text, (char) ('0' + i % 10));
  assert_written (text->str, text->str);
  g_string_append (text, ".5e-7");
  assert_written (text->str, text->str);
}

static void
test_json_rubbish_numbers (void)
{
  assert_refused ("01", 2, FIGMENT_JSON_ERROR_SYNTAX, 1, 2);
  assert_refused ("-01", 3, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("+1", 2, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
  assert_refused (".5", 2, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
  assert_refused ("1.", 2, FIGMENT_JSON_ERROR_TRUNCATED, 1, 3);
  assert_refused ("[1.]", 4, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[1.e5]", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[1e]", 4, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[1e+]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 5);
  assert_refused ("[-]", 3, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("[--1]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("[0x10]", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("[1_000]", 7, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
}

static void
test_json_not_finite (void)
{
  g_autoptr(JsonNode) node = parse ("[NaN, Infinity, -Infinity]");
  JsonArray *array = figment_json_to_array (node);
  double value;

  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  g_assert_true (figment_json_to_double (json_array_get_element (array, 0), &value));
  g_assert_true (isnan (value));
  g_assert_true (figment_json_to_double (json_array_get_element (array, 1), &value));
  g_assert_true (isinf (value) && value > 0);
  g_assert_true (figment_json_to_double (json_array_get_element (array, 2), &value));
  g_assert_true (isinf (value) && value < 0);

  /* What is written is JSON that every reader takes, and stays what it is from then on. */
  assert_written ("[NaN, Infinity, -Infinity]", "[null,1e999,-1e999]");
  assert_written ("[null,1e999,-1e999]", "[null,1e999,-1e999]");

  assert_refused ("[NaM]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[nan]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("[Inf]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 5);
  assert_refused ("[-Inf]", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 6);
  assert_refused ("[-NaN]", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
}

static void
test_json_strings (void)
{
  g_autoptr(JsonNode) node = parse ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00 \xc3\xa9\"");

  g_assert_cmpstr (figment_json_to_string (node), ==, "\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80 \xc3\xa9");

  assert_written ("\"\"", "\"\"");
  assert_written ("\"\\\"\\\\\\n\\r\\t\"", "\"\\\"\\\\\\n\\r\\t\"");
  assert_written ("\"\\/\"", "\"/\"");
  assert_written ("\"\\b\\f\\u001f\\u007f\"", "\"\\u0008\\u000c\\u001f\\u007f\"");
  assert_written ("\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\"");
  assert_written ("\"\xf0\x9f\x98\x80\xe2\x82\xac\"", "\"\xf0\x9f\x98\x80\xe2\x82\xac\"");
  assert_written ("\"18446744073709551615\"", "\"18446744073709551615\"");
}

/* What cannot stand in a C string of UTF-8 becomes the replacement character, and never eats what comes after it. */
static void
test_json_strings_without_character (void)
{
  assert_written ("\"a\\ud83db\"", "\"a\xef\xbf\xbd" "b\"");
  assert_written ("\"a\\ude00b\"", "\"a\xef\xbf\xbd" "b\"");
  assert_written ("\"\\ud83d\"", "\"\xef\xbf\xbd\"");
  assert_written ("\"\\ud83d\\n\"", "\"\xef\xbf\xbd\\n\"");
  assert_written ("\"\\ud83d\\u0041\"", "\"\xef\xbf\xbd" "A\"");
  assert_written ("\"\\ud83d\\ud83d\\ude00\"", "\"\xef\xbf\xbd\xf0\x9f\x98\x80\"");
  assert_written ("\"a\\u0000b\"", "\"a\xef\xbf\xbd" "b\"");
  assert_written ("{\"a\\u0000b\":1}", "{\"a\xef\xbf\xbd" "b\":1}");
}

static void
test_json_rubbish_strings (void)
{
  assert_refused ("\"\\x41\"", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("\"\\u12\"", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 6);
  assert_refused ("\"\\u12g4\"", 8, FIGMENT_JSON_ERROR_SYNTAX, 1, 6);
  assert_refused ("\"\\u12", 5, FIGMENT_JSON_ERROR_TRUNCATED, 1, 6);
  assert_refused ("\"\\ud83d\\u12\"", 12, FIGMENT_JSON_ERROR_SYNTAX, 1, 12);
  assert_refused ("\"a\nb\"", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("\"a\tb\"", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("'a'", 3, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
}

static void
test_json_encoding (void)
{
  assert_refused ("\"a\xff\"", 4, FIGMENT_JSON_ERROR_ENCODING, 1, 3);
  assert_refused ("\xff" "1", 2, FIGMENT_JSON_ERROR_ENCODING, 1, 1);
  assert_refused ("\"\xc3(\"", 4, FIGMENT_JSON_ERROR_ENCODING, 1, 2);
  assert_refused ("\"\xed\xa0\x80\"", 5, FIGMENT_JSON_ERROR_ENCODING, 1, 2);   /* a surrogate in UTF-8 */
  assert_refused ("\"\xc0\xaf\"", 4, FIGMENT_JSON_ERROR_ENCODING, 1, 2);       /* an overlong slash */
  assert_refused ("\"\xf5\x80\x80\x80\"", 6, FIGMENT_JSON_ERROR_ENCODING, 1, 2);
  assert_refused ("\"a\0b\"", 5, FIGMENT_JSON_ERROR_ENCODING, 1, 3);
  assert_refused ("1\0", 2, FIGMENT_JSON_ERROR_ENCODING, 1, 2);
  assert_refused ("{\0\"a\0\":\0" "1\0}\0", 11, FIGMENT_JSON_ERROR_ENCODING, 1, 2); /* UTF-16 */
}

static void
test_json_byte_order_mark (void)
{
  assert_written ("\xef\xbb\xbf{\"a\":1}", "{\"a\":1}");
  assert_refused ("\xef\xbb\xbf{\"a\" 1}", 10, FIGMENT_JSON_ERROR_SYNTAX, 1, 6);
  assert_refused ("\xef\xbb\xbf\xef\xbb\xbf" "1", 7, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
  assert_refused ("\xef\xbb\xbf", 3, FIGMENT_JSON_ERROR_TRUNCATED, 1, 1);
}

static void
test_json_structure (void)
{
  assert_written (" { } ", "{}");
  assert_written ("\r\n\t[ ]\n", "[]");
  assert_written ("{\"\":{\"\":[[],{}]}}", "{\"\":{\"\":[[],{}]}}");
  assert_written ("[true , false,null]", "[true,false,null]");
  assert_written ("{\"z\":1,\"a\":2,\"m\":3}", "{\"z\":1,\"a\":2,\"m\":3}");
  assert_written ("{\"5:3\":1,\"2.0.0.3\":2}", "{\"5:3\":1,\"2.0.0.3\":2}");

  assert_refused ("[1,]", 4, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[,1]", 4, FIGMENT_JSON_ERROR_SYNTAX, 1, 2);
  assert_refused ("[1 2]", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("[1}", 3, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("{\"a\":1,}", 8, FIGMENT_JSON_ERROR_SYNTAX, 1, 8);
  assert_refused ("{\"a\"}", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 5);
  assert_refused ("{a:1}", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 2);
  assert_refused ("{1:1}", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 2);
  assert_refused ("{\"a\":}", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 6);
  assert_refused ("1 1", 3, FIGMENT_JSON_ERROR_SYNTAX, 1, 3);
  assert_refused ("{} {}", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 4);
  assert_refused ("// x", 4, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
  assert_refused ("tru", 3, FIGMENT_JSON_ERROR_TRUNCATED, 1, 4);
  assert_refused ("[trux]", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 5);
  assert_refused ("truee", 5, FIGMENT_JSON_ERROR_SYNTAX, 1, 5);
  assert_refused ("", 0, FIGMENT_JSON_ERROR_TRUNCATED, 1, 1);
  assert_refused (" \n ", 3, FIGMENT_JSON_ERROR_TRUNCATED, 2, 2);
  assert_refused ("<html>", 6, FIGMENT_JSON_ERROR_SYNTAX, 1, 1);
}

static void
test_json_place (void)
{
  /* Columns count characters; a carriage return belongs to its line. */
  assert_refused ("{\r\n  \"\xc3\xa9\xe2\x82\xac\": 1,\n  \"b\" 2\n}", 25, FIGMENT_JSON_ERROR_SYNTAX, 3, 7);
  assert_refused ("[\n\n\n  ?", 7, FIGMENT_JSON_ERROR_SYNTAX, 4, 3);
}

static void
test_json_duplicate_keys (void)
{
  g_autoptr(GString) text = g_string_new ("{\"");

  assert_refused ("{\"a\":1,\"a\":2}", 13, FIGMENT_JSON_ERROR_DUPLICATE_KEY, 1, 8);
  assert_refused ("{\"a\":1,\n \"\\u0061\":2}", 20, FIGMENT_JSON_ERROR_DUPLICATE_KEY, 2, 2);
  assert_refused ("{\"\":1,\"\":2}", 11, FIGMENT_JSON_ERROR_DUPLICATE_KEY, 1, 7);
  assert_refused ("[{\"x\":{\"a\":1,\"b\":[],\"a\":{}}}]", 29, FIGMENT_JSON_ERROR_DUPLICATE_KEY, 1, 21);
  assert_written ("{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":2}}", "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":2}}");

  /* The name in the message is cut between characters, never inside one. */
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "\xe2\x82\xac");
  g_string_append (text, "\":1,\"");
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "\xe2\x82\xac");
  g_string_append (text, "\":1}");
  assert_refused (text->str, text->len, FIGMENT_JSON_ERROR_DUPLICATE_KEY, 1, 107);
}

static void
test_json_truncated (void)
{
  static const char sample[] = "{\"a\\u00e9\\ud83d\\ude00\": [1.5e-7, -Infinity, NaN, true, false, null], "
                               "\"\xc3\xa9\xf0\x9f\x98\x80\": {\"seed\": 18446744073709551615, \"\": \"x\\n\"}}";
  const gsize length = sizeof sample - 1;
  g_autoptr(JsonNode) whole = parse (sample);

  g_assert_nonnull (figment_json_to_object (whole));
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *copy = g_memdup2 (sample, MAX (cut, 1));

      g_assert_null (figment_json_parse (copy, cut, &error));
      g_assert_error (error, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TRUNCATED);
    }
}

static char *
nested (guint       levels,
        const char *open,
        const char *close,
        gboolean    closed)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < levels; i++)
    g_string_append (text, open);
  if (closed)
    {
      g_string_append (text, "1");
      for (guint i = 0; i < levels; i++)
        g_string_append (text, close);
    }
  return g_string_free (text, FALSE);
}

static void
test_json_depth (void)
{
  static const struct
  {
    const char *open;
    const char *close;
  } shapes[] = { { "[", "]" }, { "{\"a\":", "}" }, { "[{\"a\":", "}]" } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const guint each = strlen (shapes[i].close);
      g_autofree char *deepest = nested (512 / each, shapes[i].open, shapes[i].close, TRUE);
      g_autofree char *deeper = nested (512 / each + 1, shapes[i].open, shapes[i].close, TRUE);
      g_autofree char *endless = nested (100000, shapes[i].open, shapes[i].close, FALSE);
      const guint column = 512 / each * strlen (shapes[i].open) + 1;

      assert_written (deepest, deepest);
      assert_refused (deeper, strlen (deeper), FIGMENT_JSON_ERROR_TOO_DEEP, 1, column);
      assert_refused (endless, strlen (endless), FIGMENT_JSON_ERROR_TOO_DEEP, 1, column);
    }

  /* Depth is given back: as many siblings as one likes. */
  g_autoptr(GString) wide = g_string_new ("[[[0]]");
  for (guint i = 0; i < 2000; i++)
    g_string_append (wide, ",[[],{\"a\":{}}]");
  g_string_append (wide, "]");
  assert_written (wide->str, wide->str);
}

static void
test_json_size_limit (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = figment_json_parse_full ("[1,2]", 5, 5, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_null (figment_json_parse_full ("[1,2]", 5, 4, &error));
  g_assert_error (error, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);

  /* Refused by its length alone: the bytes are not touched. */
  g_assert_null (figment_json_parse ("x", (gsize) FIGMENT_JSON_MAX_BYTES + 1, &error));
  g_assert_error (error, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TOO_LARGE);
}

static void
test_json_bytes (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) text = g_bytes_new ("{\"a\": [1]}", 10);
  g_autoptr(JsonNode) node = figment_json_parse_bytes (text, &error);
  g_autoptr(GBytes) written = NULL;

  g_assert_no_error (error);
  written = figment_json_write_bytes (node, FIGMENT_JSON_WRITE_COMPACT);
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written), "{\"a\":[1]}", 9);

  g_assert_null (figment_json_parse_bytes (empty, &error));
  g_assert_error (error, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TRUNCATED);
}

static void
test_json_pretty (void)
{
  g_autoptr(JsonNode) node = parse ("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[],\"e\":\"x\"}");
  g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_PRETTY, NULL);
  g_autoptr(JsonNode) again = parse (text);

  g_assert_cmpstr (text, ==,
                   "{\n"
                   "  \"a\": [\n"
                   "    1,\n"
                   "    {\n"
                   "      \"b\": null\n"
                   "    }\n"
                   "  ],\n"
                   "  \"c\": {},\n"
                   "  \"d\": [],\n"
                   "  \"e\": \"x\"\n"
                   "}");
  g_assert_true (json_node_equal (node, again));
}

static void
test_json_ascii (void)
{
  static const char text[] = "{\"\xc3\xa9\":[\"\xe2\x82\xac\",\"\xf0\x9f\x98\x80\",\"\xf4\x8f\xbf\xbf\",\"a\x7f\"]}";
  g_autoptr(JsonNode) node = parse (text);
  g_autofree char *ascii = figment_json_write (node, FIGMENT_JSON_WRITE_ASCII, NULL);
  g_autofree char *both = figment_json_write (node, FIGMENT_JSON_WRITE_ASCII | FIGMENT_JSON_WRITE_PRETTY, NULL);
  g_autoptr(JsonNode) again = parse (ascii);

  g_assert_cmpstr (ascii, ==, "{\"\\u00e9\":[\"\\u20ac\",\"\\ud83d\\ude00\",\"\\udbff\\udfff\",\"a\\u007f\"]}");
  g_assert_true (g_str_is_ascii (both));
  g_assert_true (json_node_equal (node, again));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/numbers-round-trip", test_json_numbers_round_trip);
  g_test_add_func ("/json/long-numbers", test_json_long_numbers);
  g_test_add_func ("/json/rubbish-numbers", test_json_rubbish_numbers);
  g_test_add_func ("/json/not-finite", test_json_not_finite);
  g_test_add_func ("/json/strings", test_json_strings);
  g_test_add_func ("/json/strings-without-character", test_json_strings_without_character);
  g_test_add_func ("/json/rubbish-strings", test_json_rubbish_strings);
  g_test_add_func ("/json/encoding", test_json_encoding);
  g_test_add_func ("/json/byte-order-mark", test_json_byte_order_mark);
  g_test_add_func ("/json/structure", test_json_structure);
  g_test_add_func ("/json/place", test_json_place);
  g_test_add_func ("/json/duplicate-keys", test_json_duplicate_keys);
  g_test_add_func ("/json/truncated", test_json_truncated);
  g_test_add_func ("/json/depth", test_json_depth);
  g_test_add_func ("/json/size-limit", test_json_size_limit);
  g_test_add_func ("/json/bytes", test_json_bytes);
  g_test_add_func ("/json/pretty", test_json_pretty);
  g_test_add_func ("/json/ascii", test_json_ascii);

  return g_test_run ();
}
