/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/figment-workflow-details.h"

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

/* What is one word, however it is typed. */
static void
test_tags (void)
{
  g_autoptr(GListStore) workflows = g_list_store_new (FIGMENT_TYPE_WORKFLOW);
  g_autofree char *tidy = figment_tags_tidy (" Fox ,, night sky,fox , NIGHT SKY");
  g_autofree char *without = figment_tags_toggle (tidy, "FOX");
  g_autofree char *with = figment_tags_toggle (without, "owl");
  g_auto(GStrv) all = NULL;
  g_autofree char *joined = NULL;

  g_assert_cmpstr (tidy, ==, "Fox, night sky");
  g_assert_cmpstr (without, ==, "night sky");
  g_assert_cmpstr (with, ==, "night sky, owl");
  g_assert_null (figment_tags_tidy (" , "));
  g_assert_null (figment_tags_tidy (NULL));
  g_assert_null (figment_tags_toggle ("a", "A"));
  g_assert_true (figment_tags_has (tidy, "Night Sky"));
  g_assert_false (figment_tags_has (tidy, "night"));
  g_assert_false (figment_tags_has (NULL, "night"));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_OTHER, "{}");

      figment_workflow_set_tags (workflow, i == 0 ? "zebra, owl" : i == 1 ? NULL : "Owl, ant");
      g_list_store_append (workflows, workflow);
    }
  all = figment_tags_collect (G_LIST_MODEL (workflows));
  joined = g_strjoinv (" ", all);
  g_assert_cmpstr (joined, ==, "ant owl zebra");
}

/* What is said of one workflow goes to another; a form's own values in the editor's graph are not written over. */
static void
test_details (void)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_UPSCALE, "{}");
  g_autoptr(FigmentWorkflow) other = figment_workflow_new ("B", FIGMENT_MODE_OTHER, "{}");
  g_autoptr(FigmentWorkflowDetails) details = NULL;
  g_autoptr(FigmentWorkflowDetails) copy = NULL;

  figment_workflow_set_tags (workflow, "x,y");
  figment_workflow_set_output_node_id (workflow, "9");
  details = figment_workflow_details_new (workflow);
  copy = figment_workflow_details_copy (details);
  g_assert_true (figment_workflow_details_equal (details, copy));
  figment_workflow_details_set_text (&copy->description, "  for posters\n");
  g_assert_false (figment_workflow_details_equal (details, copy));
  figment_workflow_details_apply (copy, other);
  g_assert_cmpstr (figment_workflow_get_name (other), ==, "A");
  g_assert_cmpstr (figment_workflow_get_description (other), ==, "for posters");
  g_assert_cmpstr (figment_workflow_get_tags (other), ==, "x, y");
  g_assert_cmpint (figment_workflow_get_category (other), ==, FIGMENT_MODE_UPSCALE);
  g_assert_cmpstr (figment_workflow_get_output_node_id (other), ==, "9");
  figment_workflow_details_apply (details, other);
  g_assert_null (figment_workflow_get_description (other));
}

/* The editor's document as the form has written its values into it is what goes along. */
static void
test_request (void)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_UPSCALE, "{}");
  g_autoptr(FigmentRequest) written = figment_request_new (FIGMENT_MODE_OTHER, "{}");
  g_autoptr(FigmentRequest) plain = figment_request_new (FIGMENT_MODE_OTHER, "{}");

  figment_workflow_set_graph_json (workflow, "{\"nodes\":[]}");
  written->editor_graph = g_strdup ("{\"nodes\":[1]}");
  figment_workflow_fill_request (workflow, written);
  figment_workflow_fill_request (workflow, plain);
  g_assert_cmpstr (written->editor_graph, ==, "{\"nodes\":[1]}");
  g_assert_cmpstr (plain->editor_graph, ==, "{\"nodes\":[]}");
  g_assert_cmpint (plain->mode, ==, FIGMENT_MODE_UPSCALE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/workflow/matches", test_matches);
  g_test_add_func ("/model/workflow/duplicate", test_duplicate);
  g_test_add_func ("/model/workflow/tags", test_tags);
  g_test_add_func ("/model/workflow/details", test_details);
  g_test_add_func ("/model/workflow/request", test_request);
  return g_test_run ();
}
