/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/figment-workflow.h"

static void
test_matches (void)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("Größe Landscape", FIGMENT_MODE_TEXT_TO_IMAGE, "{}");

  g_assert_true (figment_workflow_matches (workflow, ""));
  g_assert_true (figment_workflow_matches (workflow, "  land GRÖSSE"));
  g_assert_false (figment_workflow_matches (workflow, "land sdxl"));
  figment_workflow_set_family (workflow, "SDXL");
  g_assert_true (figment_workflow_matches (workflow, "land sdxl"));
  figment_workflow_set_tags (workflow, "client, night");
  figment_workflow_set_description (workflow, "for posters");
  g_assert_true (figment_workflow_matches (workflow, "poster night"));
}

/* Like it in all but the name and what happened to it. */
static void
test_duplicate (void)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_UPSCALE, "{\"1\":{}}");
  g_autoptr(FigmentWorkflow) copy = NULL;

  figment_workflow_set_id (workflow, 7);
  figment_workflow_set_input_mappings (workflow, "{\"version\":1}");
  figment_workflow_set_output_node_id (workflow, "9");
  figment_workflow_set_times (workflow, 1, 2, 3);
  copy = figment_workflow_duplicate (workflow, "B");
  g_assert_cmpint (figment_workflow_get_id (copy), ==, 0);
  g_assert_cmpint (figment_workflow_get_last_used_at (copy), ==, 0);
  g_assert_cmpstr (figment_workflow_get_name (copy), ==, "B");
  g_assert_cmpint (figment_workflow_get_category (copy), ==, FIGMENT_MODE_UPSCALE);
  g_assert_cmpstr (figment_workflow_get_api_json (copy), ==, "{\"1\":{}}");
  g_assert_cmpstr (figment_workflow_get_input_mappings (copy), ==, "{\"version\":1}");
  g_assert_cmpstr (figment_workflow_get_output_node_id (copy), ==, "9");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/workflow/matches", test_matches);
  g_test_add_func ("/model/workflow/duplicate", test_duplicate);
  return g_test_run ();
}
