/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The editor of a workflow's controls. Needs a display and is skipped (77) without one. */

#include <adwaita.h>

#include "figment-test-session.h"
#include "form-support.h"
#include "ui/form/figment-choice-popover.h"
#include "ui/form/figment-field-row.h"
#include "ui/form/figment-form-view.h"
#include "ui/workflows/figment-control-chooser.h"
#include "ui/workflows/figment-control-panel.h"
#include "ui/workflows/figment-details-popover.h"
#include "ui/workflows/figment-place-list.h"
#include "ui/workflows/figment-workflow-editor.h"
#include "widget-support.h"
#include "workflow/figment-starter.h"

typedef struct
{
  FigmentTestSession    *test;
  FigmentWorkflow       *workflow; /* (owned) text to image */
  GtkWindow             *window;
  FigmentWorkflowEditor *editor;
  FigmentControlPanel   *panel;
} Fixture;

static GtkWidget *
find_child (GtkWidget *widget,
            GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* All of those that Figment brings; the first of them is for pictures. */
static gboolean
has_workflows (gpointer data)
{
  guint n;

  figment_starter_list (&n);
  return g_list_model_get_n_items (data) == n;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  GListModel *workflows;

  fixture->test = figment_test_session_new ("http://127.0.0.1:9");
  workflows = figment_session_get_workflows (fixture->test->session);
  widget_support_wait (has_workflows, workflows);
  fixture->workflow = g_list_model_get_item (workflows, 0);
  fixture->editor =
    g_object_new (FIGMENT_TYPE_WORKFLOW_EDITOR, "session", fixture->test->session, "workflow", fixture->workflow, NULL);
  fixture->panel = FIGMENT_CONTROL_PANEL (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_CONTROL_PANEL));
  fixture->window = widget_support_present (GTK_WIDGET (fixture->editor), 1000, 700);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->workflow);
  figment_test_session_free (fixture->test);
}

static FigmentFormEditor *
get_form_editor (Fixture *fixture)
{
  return figment_control_panel_get_editor (fixture->panel);
}

static void
show (Fixture     *fixture,
      FigmentRole  role)
{
  FigmentForm *form = figment_form_editor_get_form (get_form_editor (fixture));

  figment_control_panel_set_field (fixture->panel, figment_form_get_role_field (form, role));
}

/* A step that makes another object of the control, elsewhere in the list: it is still the one that is shown. */
static void
test_step (Fixture       *fixture,
           gconstpointer  user_data)
{
  show (fixture, FIGMENT_ROLE_STEPS);
  figment_form_editor_set_shown (get_form_editor (fixture), figment_control_panel_get_field (fixture->panel),
                                 FIGMENT_SHOWN_ADVANCED);
  g_assert_cmpstr (figment_field_get_id (figment_control_panel_get_field (fixture->panel)), ==, "steps");
  g_assert_true (figment_field_get_advanced (figment_control_panel_get_field (fixture->panel)));
  g_assert_nonnull (strstr (figment_workflow_get_input_mappings (fixture->workflow), "\"steps\""));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL));
  g_assert_false (figment_field_get_advanced (figment_control_panel_get_field (fixture->panel)));
  g_assert_null (figment_workflow_get_input_mappings (fixture->workflow));
}

/* What was typed and not confirmed is kept when the editor is left; what was only looked at changes nothing. */
static void
test_leave (Fixture       *fixture,
            gconstpointer  user_data)
{
  GtkWidget *label;

  for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
    {
      show (fixture, role);
      figment_control_panel_commit (fixture->panel);
    }
  g_assert_null (figment_workflow_get_input_mappings (fixture->workflow));

  show (fixture, FIGMENT_ROLE_CFG);
  label = find_child (GTK_WIDGET (fixture->panel), GTK_TYPE_ENTRY);
  g_assert_nonnull (label);
  gtk_editable_set_text (GTK_EDITABLE (label), "Strictness");
  figment_workflow_editor_set_workflow (fixture->editor, NULL);
  g_assert_nonnull (strstr (figment_workflow_get_input_mappings (fixture->workflow), "Strictness"));
  g_assert_null (figment_control_panel_get_field (fixture->panel));
}

/* A click on the map goes through the controls of the node. */
static void
test_node (Fixture       *fixture,
           gconstpointer  user_data)
{
  const FigmentPlace *place;
  const char *first;

  show (fixture, FIGMENT_ROLE_STEPS);
  place = g_ptr_array_index (figment_field_get_places (figment_control_panel_get_field (fixture->panel)), 0);
  show (fixture, FIGMENT_ROLE_POSITIVE);
  figment_control_panel_show_node (fixture->panel, place->node_id);
  first = figment_field_get_id (figment_control_panel_get_field (fixture->panel));
  g_assert_cmpstr (first, !=, "positive");
  figment_control_panel_show_node (fixture->panel, place->node_id);
  g_assert_cmpstr (figment_field_get_id (figment_control_panel_get_field (fixture->panel)), !=, first);
}

/* What is said of the workflow is kept at once, tidy, and is a step like any other. */
static void
test_details (Fixture       *fixture,
              gconstpointer  user_data)
{
  FigmentDetailsPopover *details =
    FIGMENT_DETAILS_POPOVER (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_DETAILS_POPOVER));
  GtkWidget *tags = find_child (GTK_WIDGET (details), GTK_TYPE_ENTRY);
  GtkTextView *description = GTK_TEXT_VIEW (find_child (GTK_WIDGET (details), GTK_TYPE_TEXT_VIEW));

  show (fixture, FIGMENT_ROLE_STEPS);
  figment_form_editor_set_shown (get_form_editor (fixture), figment_control_panel_get_field (fixture->panel),
                                 FIGMENT_SHOWN_HIDDEN);
  gtk_editable_set_text (GTK_EDITABLE (tags), " owl,,Owl , night");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (description), "For posters\n", -1);
  figment_details_popover_commit (details);
  g_assert_cmpstr (figment_workflow_get_tags (fixture->workflow), ==, "owl, night");
  g_assert_cmpstr (figment_workflow_get_description (fixture->workflow), ==, "For posters");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "owl, night");
  /* Nothing new is no step. */
  figment_details_popover_commit (details);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL));
  g_assert_null (figment_workflow_get_tags (fixture->workflow));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "");
  g_assert_nonnull (figment_workflow_get_input_mappings (fixture->workflow));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL));
  g_assert_null (figment_workflow_get_input_mappings (fixture->workflow));
  /* What was typed and not confirmed is kept when the editor is left. */
  gtk_editable_set_text (GTK_EDITABLE (tags), "fox");
  figment_workflow_editor_set_workflow (fixture->editor, NULL);
  g_assert_cmpstr (figment_workflow_get_tags (fixture->workflow), ==, "fox");
}

/* The words that others have are pressed while they are among those that are typed, and add and take them. */
static void
test_offered (Fixture       *fixture,
              gconstpointer  user_data)
{
  static const char *const words[] = { "fox", "owl", NULL };
  FigmentDetailsPopover *details =
    FIGMENT_DETAILS_POPOVER (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_DETAILS_POPOVER));
  GtkEditable *tags = GTK_EDITABLE (find_child (GTK_WIDGET (details), GTK_TYPE_ENTRY));
  GtkFlowBox *offered = GTK_FLOW_BOX (find_child (GTK_WIDGET (details), GTK_TYPE_FLOW_BOX));
  GtkToggleButton *fox, *owl;

  gtk_editable_set_text (tags, "night, Fox");
  figment_details_popover_offer (details, words);
  fox = GTK_TOGGLE_BUTTON (gtk_flow_box_child_get_child (gtk_flow_box_get_child_at_index (offered, 0)));
  owl = GTK_TOGGLE_BUTTON (gtk_flow_box_child_get_child (gtk_flow_box_get_child_at_index (offered, 1)));
  g_assert_true (gtk_toggle_button_get_active (fox));
  g_assert_false (gtk_toggle_button_get_active (owl));
  gtk_toggle_button_set_active (owl, TRUE);
  gtk_toggle_button_set_active (fox, FALSE);
  g_assert_cmpstr (figment_workflow_get_tags (fixture->workflow), ==, "night, owl");
  gtk_editable_set_text (tags, "");
  g_assert_false (gtk_toggle_button_get_active (owl));
}

/* A row that was dragged stands where it was dropped, and is the one that the panel shows. */
static void
test_moved (Fixture       *fixture,
            gconstpointer  user_data)
{
  FigmentForm *form = figment_form_editor_get_form (get_form_editor (fixture));
  FigmentField *height = figment_form_get_role_field (form, FIGMENT_ROLE_HEIGHT);
  GtkWidget *view = find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_FORM_VIEW);
  GtkWidget *row;

  g_signal_emit_by_name (view, "moved", figment_form_get_role_field (form, FIGMENT_ROLE_WIDTH), 0);
  row = find_child (view, FIGMENT_TYPE_FIELD_ROW);
  g_assert_cmpstr (figment_field_get_id (figment_field_row_get_field (FIGMENT_FIELD_ROW (row))), ==, "width");
  g_assert_cmpstr (figment_field_get_id (figment_control_panel_get_field (fixture->panel)), ==, "width");
  /* The height stands in the same row: what is above the one is above the other. */
  figment_control_panel_set_field (fixture->panel, height);
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "control.move-up", NULL);
  g_assert_cmpuint (figment_form_editor_find_row (get_form_editor (fixture), height, NULL), ==, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "control.move-down", NULL));
  row = find_child (view, FIGMENT_TYPE_FIELD_ROW);
  g_assert_cmpstr (figment_field_get_id (figment_field_row_get_field (FIGMENT_FIELD_ROW (row))), ==, "positive");
}

static void
take_cb (FigmentControlChooser *chooser,
         FigmentField          *field,
         FigmentField         **taken)
{
  *taken = field;
}

/* Controls that are called the same are told apart, and each is the one that it says. */
static void
test_chooser (void)
{
  g_autoptr(GtkWidget) chooser = g_object_ref_sink (g_object_new (FIGMENT_TYPE_CONTROL_CHOOSER, NULL));
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'A', '_meta': {'title': 'T'}, 'inputs': {'a_b': 1, 'a b': 2}}}", NULL);
  g_autoptr(FigmentField) first = g_list_model_get_item (G_LIST_MODEL (form), 0);
  g_autoptr(FigmentField) second = g_list_model_get_item (G_LIST_MODEL (form), 1);
  FigmentField *taken = NULL;
  GtkWidget *popover = find_child (chooser, FIGMENT_TYPE_CHOICE_POPOVER);
  g_autofree char *title = NULL;

  g_assert_cmpstr (figment_field_get_label (first), ==, figment_field_get_label (second));
  figment_control_chooser_list (FIGMENT_CONTROL_CHOOSER (chooser), form);
  g_signal_connect (chooser, "chosen", G_CALLBACK (take_cb), &taken);
  title = g_strdup_printf ("%s · T", figment_field_get_label (first));
  g_signal_emit_by_name (popover, "chosen", title);
  g_assert_true (taken == first);
  g_free (title);
  title = g_strdup_printf ("%s · T (2)", figment_field_get_label (first));
  g_signal_emit_by_name (popover, "chosen", title);
  g_assert_true (taken == second);
}

/* How a second seed goes along with the first is chosen at its place. */
static void
test_tie (void)
{
  g_autoptr(GtkWidget) list = g_object_ref_sink (g_object_new (FIGMENT_TYPE_PLACE_LIST, NULL));
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'model': ['4', 0], 'latent_image': ['2', 0]}},"
    " '2': {'class_type': 'KSampler', 'inputs': {'seed': 8, 'model': ['4', 0]}},"
    " '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'x'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'filename_prefix': 'x'}}}", NULL);
  g_autoptr(FigmentFormEditor) editor = figment_form_editor_new (form, NULL, NULL);
  GtkDropDown *choice;

  figment_place_list_show (FIGMENT_PLACE_LIST (list), editor, form_support_field (form, "seed"));
  choice = GTK_DROP_DOWN (find_child (list, GTK_TYPE_DROP_DOWN));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice) + FIGMENT_TIE_SAME, ==, FIGMENT_TIE_OFFSET);
  gtk_drop_down_set_selected (choice, FIGMENT_TIE_OWN - FIGMENT_TIE_SAME);
  figment_place_list_show (FIGMENT_PLACE_LIST (list), editor, form_support_field (form, "seed"));
  g_assert_null (find_child (list, GTK_TYPE_DROP_DOWN));
  figment_place_list_show (FIGMENT_PLACE_LIST (list), editor, form_support_field (form, "2.seed"));
  choice = GTK_DROP_DOWN (find_child (list, GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (choice, 0);
  g_assert_null (figment_form_get_field (form, "2.seed"));
  g_assert_cmpint (figment_form_get_tie (form, form_support_field (form, "seed"), g_ptr_array_index (
                     figment_field_get_places (form_support_field (form, "seed")), 1)), ==, FIGMENT_TIE_SAME);
}

/* Two samplers that one seed is for. */
static const char two_seeds[] =
  "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"model\":[\"4\",0],\"latent_image\":[\"2\",0]}},"
  "\"2\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"model\":[\"4\",0]}},"
  "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"x\"}},"
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"x\"}}}";

static GtkWidget *
get_tie_choice (Fixture *fixture)
{
  return find_child (find_child (GTK_WIDGET (fixture->panel), FIGMENT_TYPE_PLACE_LIST), GTK_TYPE_DROP_DOWN);
}

/* The keyboard stays at the choice that it has made, and in the list when that is gone. */
static void
test_tie_focus (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("Two", FIGMENT_MODE_TEXT_TO_IMAGE, two_seeds);
  GtkWidget *focus;

  figment_workflow_editor_set_workflow (fixture->editor, workflow);
  show (fixture, FIGMENT_ROLE_SEED);
  g_assert_nonnull (get_tie_choice (fixture));
  gtk_widget_grab_focus (get_tie_choice (fixture));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (get_tie_choice (fixture)), 1);
  focus = gtk_window_get_focus (fixture->window);
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, get_tie_choice (fixture)));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (get_tie_choice (fixture))), ==, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (get_tie_choice (fixture)), 2);
  focus = gtk_window_get_focus (fixture->window);
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, FIGMENT_TYPE_PLACE_LIST));
}

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

/* A turn of the loop may be one of the folder's; asking draws nothing and costs little. */
static gboolean
draws_owl (gpointer data)
{
  FigmentForm *form = figment_form_editor_get_form (get_form_editor (data));
  g_autoptr(FigmentRequest) request = figment_form_build_preview (form, NULL);

  return strstr (request->graph, "an owl at night") != NULL;
}

/* A list of words that is put into the folder while the editor is open is known to what it would send. */
static void
test_word_lists (Fixture       *fixture,
                 gconstpointer  user_data)
{
  FigmentWildcardFolder *folder = figment_session_get_wildcard_folder (fixture->test->session);
  FigmentForm *form = figment_form_editor_get_form (get_form_editor (fixture));
  g_autofree char *path = g_build_filename (figment_wildcard_folder_get_path (folder), "bird.txt", NULL);

  figment_field_set_value (figment_form_get_role_field (form, FIGMENT_ROLE_POSITIVE), "an __bird__ at night");
  g_assert_false (draws_owl (fixture));
  g_assert_true (figment_wildcard_folder_make (folder, NULL));
  g_assert_true (g_file_set_contents (path, "owl\n", -1, NULL));
  widget_support_wait (draws_owl, fixture);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  add ("/workflow-editor/step", test_step);
  add ("/workflow-editor/leave", test_leave);
  add ("/workflow-editor/node", test_node);
  add ("/workflow-editor/tie-focus", test_tie_focus);
  add ("/workflow-editor/details", test_details);
  add ("/workflow-editor/offered", test_offered);
  add ("/workflow-editor/moved", test_moved);
  g_test_add ("/workflow-editor/word-lists", Fixture, NULL, set_up, test_word_lists, tear_down);
  g_test_add_func ("/workflow-editor/chooser", test_chooser);
  g_test_add_func ("/workflow-editor/tie", test_tie);
  return widget_support_run ();
}
