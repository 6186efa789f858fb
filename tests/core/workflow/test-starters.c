/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-fixtures.h"
#include "form-support.h"
#include "json/figment-json-value.h"
#include "workflow/figment-form.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-model-family.h"
#include "workflow/figment-model-fit.h"
#include "workflow/figment-starter.h"

static FigmentGraph *
load (const FigmentStarter *starter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = figment_starter_load (starter->id, &error);
  FigmentGraph *graph;

  g_assert_no_error (error);
  graph = figment_graph_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return graph;
}

/* Each is what it says: the mode, a prompt where one is needed, and the family of its models. */
static void
test_kinds (void)
{
  guint n;
  const FigmentStarter *starters = figment_starter_list (&n);

  g_assert_cmpuint (n, >=, 13);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGraph) graph = load (&starters[i]);
      g_autoptr(FigmentForm) form = figment_form_new (graph, NULL);
      const gboolean has_prompt = figment_form_get_role_field (form, FIGMENT_ROLE_POSITIVE) != NULL;

      g_test_message ("%s", starters[i].id);
      g_assert_cmpint (figment_form_get_mode (form), ==, starters[i].mode);
      if (starters[i].mode == FIGMENT_MODE_UPSCALE)
        continue;
      g_assert_cmpint (has_prompt, ==, !g_str_equal (starters[i].id, "svd"));
      g_assert_nonnull (figment_model_family_detect (graph));
      g_assert_nonnull (figment_form_get_role_field (form, FIGMENT_ROLE_SEED));
    }
  g_assert_cmpstr (figment_starter_find (FIGMENT_MODE_TEXT_TO_IMAGE)->id, ==, "sd15");
  g_assert_null (figment_starter_find (FIGMENT_MODE_AUDIO));
}

/* A real server knows all of their nodes, inputs and choices; only models and pictures are the user's to bring. */
static void
test_real_catalog (void)
{
  g_autoptr(FigmentCatalog) catalog = NULL;
  guint n;
  const FigmentStarter *starters = figment_starter_list (&n);

  if (figment_fixture_skip ("comfyui"))
    return;
  catalog = form_support_recorded_catalog ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGraph) graph = load (&starters[i]);
      g_autoptr(GPtrArray) problems = figment_graph_check (graph, catalog);

      for (guint j = 0; j < problems->len; j++)
        {
          const FigmentProblem *problem = g_ptr_array_index (problems, j);
          const char *value = problem->input != NULL ? figment_json_to_string (figment_graph_get_input (
                                                         graph, problem->node_id, problem->input))
                                                     : NULL;

          if (value == NULL || !(figment_model_is_file (value) || g_str_equal (value, "example.png")))
            g_error ("%s: %s", starters[i].id, problem->message);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/starters/kinds", test_kinds);
  g_test_add_func ("/workflow/starters/real-catalog", test_real_catalog);
  return g_test_run ();
}
