/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The editor of a workflow's controls. Needs a display and is skipped (77) without one. */

#include <adwaita.h>

#include "figment-test-session.h"
#include "ui/workflows/figment-control-panel.h"
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

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  add ("/workflow-editor/step", test_step);
  add ("/workflow-editor/leave", test_leave);
  add ("/workflow-editor/node", test_node);
  return widget_support_run ();
}
