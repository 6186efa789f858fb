/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-relax.h"
#include "json/figment-json.h"

static void
assert_mended (const char        *text,
               const char        *expected,
               FigmentJsonRepair  expected_repairs)
{
  g_autoptr(GError) error = NULL;
  FigmentJsonRepair repairs = FIGMENT_JSON_REPAIR_NONE;
  g_autoptr(JsonNode) root = figment_json_parse_relaxed (text, strlen (text), &repairs, &error);
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  written = figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpint (repairs, ==, expected_repairs);
}

static void
assert_refused (const char *text,
                const char *words)
{
  g_autoptr(GError) error = NULL;
  FigmentJsonRepair repairs;

  g_assert_null (figment_json_parse_relaxed (text, strlen (text), &repairs, &error));
  g_assert_cmpuint (error->domain, ==, FIGMENT_JSON_ERROR);
  if (strstr (error->message, words) == NULL)
    g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_relax_plain (void)
{
  assert_mended ("{\"a\": [1, 18446744073709551615, 1.50, NaN]}", "{\"a\":[1,18446744073709551615,1.50,null]}",
                 FIGMENT_JSON_REPAIR_NONE);
  assert_mended ("\xef\xbb\xbf{}", "{}", FIGMENT_JSON_REPAIR_NONE);
}

static void
test_relax_comments (void)
{
  assert_mended ("// one\n{\"a\": /* two */ 1 # three\n}", "{\"a\":1}", FIGMENT_JSON_REPAIR_COMMENTS);
}

static void
test_relax_commas (void)
{
  assert_mended ("{\"a\": [1, 2,], \"b\": {\"c\": 3,\n},}", "{\"a\":[1,2],\"b\":{\"c\":3}}",
                 FIGMENT_JSON_REPAIR_COMMAS);
  assert_mended ("[1, // last\n]", "[1]",
                 (FigmentJsonRepair) (FIGMENT_JSON_REPAIR_COMMAS | FIGMENT_JSON_REPAIR_COMMENTS));
}

static void
test_relax_quotes (void)
{
  assert_mended ("{'a': 'it\\'s \"so\"', 'b': True, 'c': None, 'd': False}",
                 "{\"a\":\"it's \\\"so\\\"\",\"b\":true,\"c\":null,\"d\":false}", FIGMENT_JSON_REPAIR_QUOTES);
  assert_mended ("{a: 1, $b_2: undefined, true: 3}", "{\"a\":1,\"$b_2\":null,\"true\":3}", FIGMENT_JSON_REPAIR_QUOTES);
  assert_mended ("{'n': 18446744073709551615, 'x': .5, 'y': +2., 'z': -.25}",
                 "{\"n\":18446744073709551615,\"x\":0.5,\"y\":2.0,\"z\":-0.25}", FIGMENT_JSON_REPAIR_QUOTES);
}

static void
test_relax_placeholders (void)
{
  assert_mended ("{\"seed\": {{ seed }}, \"cfg\": %cfg%, \"steps\": ${steps}, \"w\": __WIDTH__, \"h\": <HEIGHT>}",
                 "{\"seed\":\"{{ seed }}\",\"cfg\":\"%cfg%\",\"steps\":\"${steps}\",\"w\":\"__WIDTH__\","
                 "\"h\":\"<HEIGHT>\"}",
                 FIGMENT_JSON_REPAIR_PLACEHOLDERS);
  assert_mended ("{\"width\": {width}, \"height\": { height_2 }}",
                 "{\"width\":\"{width}\",\"height\":\"{ height_2 }\"}", FIGMENT_JSON_REPAIR_PLACEHOLDERS);
}

static void
test_relax_strings (void)
{
  assert_mended ("{\"a\": \"two\nlines\tand \\x a \\d\"}", "{\"a\":\"two\\nlines\\tand \\\\x a \\\\d\"}",
                 FIGMENT_JSON_REPAIR_STRINGS);
}

static void
test_relax_duplicates (void)
{
  assert_mended ("{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\":3,\"b\":2}", FIGMENT_JSON_REPAIR_DUPLICATES);
}

/* What is beyond mending is told with the place in the text as it is. */
static void
test_relax_refused (void)
{
  assert_refused ("{\"a\": 1,\n \"b\": }", "line 2");
  assert_refused ("{\"a\": \"no end", "ends in the middle");
  assert_refused ("{'a' 1}", "line 1, column 2");
  assert_refused ("{\"a\": {seed, b}}", "line 1");
  assert_refused ("", "ends in the middle");
  assert_refused ("\"\xff\"", "UTF-8");
}

static void
test_relax_within (void)
{
  const char *text = "{'a': [1,]} and 'more'";
  FigmentJsonRepair repairs = FIGMENT_JSON_REPAIR_NONE;
  gsize used = 0;
  g_autoptr(JsonNode) root = figment_json_parse_within (text, strlen (text), &used, &repairs);

  g_assert_nonnull (root);
  g_assert_cmpuint (used, ==, strlen ("{'a': [1,]}"));
  g_assert_null (figment_json_parse_within ("{\"a\": [", 7, &used, &repairs));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/relax/plain", test_relax_plain);
  g_test_add_func ("/json/relax/comments", test_relax_comments);
  g_test_add_func ("/json/relax/commas", test_relax_commas);
  g_test_add_func ("/json/relax/quotes", test_relax_quotes);
  g_test_add_func ("/json/relax/placeholders", test_relax_placeholders);
  g_test_add_func ("/json/relax/strings", test_relax_strings);
  g_test_add_func ("/json/relax/duplicates", test_relax_duplicates);
  g_test_add_func ("/json/relax/refused", test_relax_refused);
  g_test_add_func ("/json/relax/within", test_relax_within);
  return g_test_run ();
}
