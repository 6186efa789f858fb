/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <gio/gio.h>

#include "workflow/figment-graph-digest.h"
#include "workflow/figment-known-nodes.h"
#include "workflow/figment-placeholder.h"

static void
assert_widgets (const char *class_type,
                const char *expected)
{
  const char *widgets = figment_known_nodes_find (class_type);
  g_autoptr(GString) text = g_string_new (NULL);
  FigmentKnownWidget widget;

  g_assert_nonnull (widgets);
  while (figment_known_nodes_next (&widgets, &widget))
    g_string_append_printf (text, "%.*s:%c%s%s ", (int) widget.length, widget.name, widget.kind,
                            widget.control ? "+" : "", widget.forced ? "!" : "");
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_known_nodes_find (void)
{
  assert_widgets ("KSampler", "seed:i+ steps:i cfg:f sampler_name:c scheduler:c denoise:f ");
  assert_widgets ("LoadImage", "image:c upload:u ");
  assert_widgets ("VAEDecode", "");
  g_assert_null (figment_known_nodes_find ("KSample"));
  g_assert_null (figment_known_nodes_find ("KSamplerX"));
  g_assert_null (figment_known_nodes_find (""));
  g_assert_null (figment_known_nodes_find ("\x7f"));
  g_assert_null (figment_known_nodes_find ("# SPDX-License-Identifier: GPL-3.0-or-later"));
}

/* Each line of the table is found again, in order and with widgets that are all of its form. */
static void
test_known_nodes_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "nodes", "known-nodes.txt", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  const char *before = "";

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = NULL;
      const char *widgets;
      FigmentKnownWidget widget;
      guint n = 0;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      parts = g_strsplit (lines[i], "\t", -1);
      if (strncmp (before, parts[0], strlen (parts[0]) + 1) == 0)
        g_test_message ("%s", parts[0]);
      widgets = figment_known_nodes_find (parts[0]);
      if (widgets == NULL)
        g_error ("“%s” is not found: out of order", parts[0]);
      while (figment_known_nodes_next (&widgets, &widget))
        {
          g_assert_nonnull (strchr ("ifsbcau", widget.kind));
          n++;
        }
      g_assert_cmpuint (n, ==, g_strv_length (parts) - 1);
      before = lines[i];
    }
}

static void
test_placeholder_is (void)
{
  static const char *const yes[] = { "{{seed}}", "{{ seed }}", "${seed}", "%seed%",  "__SEED__",
                                     "<SEED>",   "PARAM_INT_SEED", "PLACEHOLDER", "<% seed %>",
                                     "{seed}" };
  static const char *const no[] = { "",         "100%",     "a {{seed}}", "<lora:x:1>", "__",  "%",
                                    "<b>",      "{a|b}",    "euler",      "{{}}",       "PARAM" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (figment_placeholder_is (yes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    {
      if (figment_placeholder_is (no[i]))
        g_error ("%s", no[i]);
    }
}

static void
test_placeholder_find (void)
{
  gsize length = 0;

  g_assert_cmpstr (figment_placeholder_find ("a {{x}} b", &length), ==, "{{x}} b");
  g_assert_cmpuint (length, ==, 5);
  g_assert_null (figment_placeholder_find ("a {{x|y}} {b}", &length));
}

static char *
digest (const char *text)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), NULL);

  g_assert_nonnull (graph);
  return figment_graph_dup_digest (graph);
}

/* Titles, order and the way a number is written do not count; everything else does. */
static void
test_digest (void)
{
  static const char *const others[] = {
    "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":8.5,\"y\":[\"2\",0]}},\"2\":{\"class_type\":\"B\"}}",
    "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":\"8\",\"y\":[\"2\",0]}},\"2\":{\"class_type\":\"B\"}}",
    "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":8,\"y\":[\"2\",1]}},\"2\":{\"class_type\":\"B\"}}",
    "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":8,\"y\":[\"2\",0]}},\"2\":{\"class_type\":\"C\"}}",
    "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":8,\"z\":[\"2\",0]}},\"2\":{\"class_type\":\"B\"}}",
  };
  g_autofree char *first = digest ("{\"1\":{\"class_type\":\"A\",\"inputs\":{\"x\":8.0,\"y\":[\"2\",0]}},"
                                   "\"2\":{\"class_type\":\"B\",\"inputs\":{}}}");
  g_autofree char *same = digest ("{\"2\":{\"inputs\":{},\"class_type\":\"B\",\"_meta\":{\"title\":\"t\"}},\"note\":1,"
                                  "\"1\":{\"class_type\":\"A\",\"inputs\":{\"y\":[\"2\",0],\"x\":8}}}");
  g_autofree char *seed = digest ("{\"1\":{\"class_type\":\"A\",\"inputs\":{\"s\":18446744073709551615}}}");
  g_autofree char *near = digest ("{\"1\":{\"class_type\":\"A\",\"inputs\":{\"s\":18446744073709551614}}}");

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (seed, !=, near);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *other = digest (others[i]);

      g_assert_cmpstr (first, !=, other);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/known-nodes/find", test_known_nodes_find);
  g_test_add_func ("/known-nodes/table", test_known_nodes_table);
  g_test_add_func ("/placeholder/is", test_placeholder_is);
  g_test_add_func ("/placeholder/find", test_placeholder_find);
  g_test_add_func ("/graph-digest", test_digest);
  return g_test_run ();
}
