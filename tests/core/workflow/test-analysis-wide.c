/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"
#include "workflow/figment-analysis.h"

/*
 * Nodes with as many inputs and links as no graph has that a person made. What is asked of a node must not be asked
 * again for each of them: done so, each of these takes minutes, and the time for a test is up.
 */

#define END ", 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['k', 0]}}}"

static FigmentAnalysis *
analyse (GString *text)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (text->str);

  return figment_analysis_new (graph, NULL);
}

static guint
count (FigmentAnalysis *analysis,
       FigmentRole      role)
{
  return figment_analysis_get_places (analysis, role)->len;
}

/* A sampler with 20 000 links to a node with 20 000 inputs: are there words of the other side on it? */
static void
test_negative_words (void)
{
  g_autoptr(GString) text = g_string_new ("{'b': {'class_type': 'Odd', 'inputs': {'prompt': 'cat'");
  g_autoptr(FigmentAnalysis) analysis = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, ", 'some_long_input_name_%u': 1", i);
  g_string_append (text, "}}, 'k': {'class_type': 'Sampler', 'inputs': {'seed': 1, 'steps': 9");
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, ", 'cond_%u': ['b', 0]", i);
  g_string_append (text, "}}" END);
  analysis = analyse (text);
  g_assert_cmpuint (count (analysis, FIGMENT_ROLE_POSITIVE), ==, 1);
  g_assert_cmpuint (count (analysis, FIGMENT_ROLE_NEGATIVE), ==, 0);
}

/* 20 000 texts on a node with links of very long names: are these named in the texts? */
static void
test_templates (void)
{
  g_autofree char *name = g_strnfill (50000, 'x');
  g_autoptr(GString) text = g_string_new ("{'t': {'class_type': 'Text', 'inputs': {'text': 'cat'}},"
                                          " 'f': {'class_type': 'Format', 'inputs': {'z': ['t', 0]");
  g_autoptr(FigmentAnalysis) analysis = NULL;

  for (guint i = 0; i < 64; i++)
    g_string_append_printf (text, ", '%s%u': ['t', 0]", name, i);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, ", 'text_%u': '{cat} 100 %%'", i);
  g_string_append (text, "}}, 'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': ['f', 0]}},"
                         " 'k': {'class_type': 'Sampler', 'inputs': {'seed': 1, 'steps': 9, 'positive': ['p', 0]}}"
                         END);
  analysis = analyse (text);
  g_assert_cmpuint (count (analysis, FIGMENT_ROLE_POSITIVE), ==, 20000);
}

/* 10 000 loaders whose files come from one node, and that one's from them: which of its links does it hand on? */
static void
test_passed (void)
{
  g_autoptr(GString) text = g_string_new ("{'k': {'class_type': 'Any', 'inputs': {'any_0': ['l0', 0]");
  g_autoptr(FigmentAnalysis) analysis = NULL;

  for (guint i = 1; i < 10000; i++)
    g_string_append_printf (text, ", 'any_%u': ['l%u', 0]", i, i);
  g_string_append (text, "}}");
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text,
                            ", 'l%u': {'class_type': 'LoadImageFrom', 'inputs': {'image': ['k', 0], 'url': ['k', 0],"
                            " 'mask': ['k', 0], 'image_path': ['k', 0], 'value': ['k', 0]}}",
                            i);
  g_string_append (text, END);
  analysis = analyse (text);
  g_assert_cmpuint (count (analysis, FIGMENT_ROLE_IMAGE_INPUT), ==, 0);
}

/* 100 000 texts on a node of a class with a very long name: which words are in that? */
static void
test_class (void)
{
  g_autofree char *name = g_strnfill (16000000, 'x');
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(FigmentAnalysis) analysis = NULL;

  g_string_append_printf (text,
                          "{'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': ['f', 0]}}, 'k': {'class_type':"
                          " 'Sampler', 'inputs': {'seed': 1, 'steps': 9, 'positive': ['p', 0]}},"
                          " 'f': {'class_type': 'Format%s', 'inputs': {'text': 'cat'",
                          name);
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, ", 'text_%u': 'cat'", i);
  g_string_append (text, "}}" END);
  analysis = analyse (text);
  g_assert_cmpuint (count (analysis, FIGMENT_ROLE_POSITIVE), ==, 100001);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/analysis-wide/negative-words", test_negative_words);
  g_test_add_func ("/workflow/analysis-wide/templates", test_templates);
  g_test_add_func ("/workflow/analysis-wide/passed", test_passed);
  g_test_add_func ("/workflow/analysis-wide/class", test_class);
  return g_test_run ();
}
