/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is the matter with a workflow, in its editor. Needs a display and is skipped (77) without one. */

#include <adwaita.h>
#include <string.h>

#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"
#include "ui/workflows/figment-control-panel.h"
#include "ui/workflows/figment-finding-row.h"
#include "ui/workflows/figment-findings.h"
#include "ui/workflows/figment-graph-node.h"
#include "ui/workflows/figment-workflow-editor.h"
#include "widget-support.h"
#include "workflow/figment-form-editor.h"

/* A model that is not there under this name, far too many steps, and a node that nobody knows. */
static const char graph[] =
  "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"sd_xl_base_0.9.safetensors\"}},"
  "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"clip\":[\"1\",1],\"text\":\"a fox\"}},"
  "\"3\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"clip\":[\"1\",1],\"text\":\"\"}},"
  "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
  "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"1\",0],\"positive\":[\"2\",0],\"negative\":[\"3\",0],"
  "\"latent_image\":[\"4\",0],\"seed\":1,\"steps\":20000,\"cfg\":7.5,\"sampler_name\":\"euler\","
  "\"scheduler\":\"normal\",\"denoise\":1}},"
  "\"6\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}},"
  "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"6\",0],\"filename_prefix\":\"fox\"}},"
  "\"8\":{\"class_type\":\"PreviewCompare (pack)\",\"inputs\":{\"images\":[\"6\",0]}}}";

typedef struct
{
  FigmentPracticeComfy  *practice; /* (nullable) */
  FigmentTestSession    *test;
  FigmentWorkflow       *workflow; /* (owned) */
  GtkWindow             *window;
  FigmentWorkflowEditor *editor;
  FigmentFindings       *findings;
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

static gboolean
has_id (gpointer data)
{
  return figment_workflow_get_id (data) != 0;
}

/* @user_data: whether there is a server */
static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  const char *url = "http://127.0.0.1:9";
  g_autoptr(GError) error = NULL;

  if (user_data != NULL)
    {
      fixture->practice = figment_practice_comfy_new (NULL);
      figment_practice_comfy_start (fixture->practice, 0, &error);
      g_assert_no_error (error);
      url = figment_practice_comfy_get_url (fixture->practice);
    }
  fixture->test = figment_test_session_new (url);
  figment_queue_start (figment_session_get_queue (fixture->test->session));
  fixture->workflow = figment_workflow_new ("Ill", FIGMENT_MODE_TEXT_TO_IMAGE, graph);
  figment_workflow_store_add_async (figment_session_get_workflow_store (fixture->test->session), fixture->workflow,
                                    NULL, NULL, NULL);
  widget_support_wait (has_id, fixture->workflow);
  fixture->editor =
    g_object_new (FIGMENT_TYPE_WORKFLOW_EDITOR, "session", fixture->test->session, "workflow", fixture->workflow, NULL);
  fixture->findings = FIGMENT_FINDINGS (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_FINDINGS));
  fixture->window = widget_support_present (GTK_WIDGET (fixture->editor), 1000, 700);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->workflow);
  figment_test_session_free (fixture->test);
  g_clear_object (&fixture->practice);
}

static gboolean
has_label (GtkWidget  *widget,
           const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

typedef struct
{
  Fixture    *fixture;
  const char *text;
} Wanted;

static gboolean
is_said (gpointer data)
{
  const Wanted *wanted = data;

  return has_label (GTK_WIDGET (wanted->fixture->findings), wanted->text);
}

static void
wait_for (Fixture    *fixture,
          const char *text)
{
  Wanted wanted = { fixture, text };

  widget_support_wait (is_said, &wanted);
}

/* NULL also while it is folded. */
static FigmentFindingRow *
get_row (Fixture *fixture,
         int      index)
{
  GtkWidget *list = find_child (GTK_WIDGET (fixture->findings), GTK_TYPE_LIST_BOX);
  GtkListBoxRow *row = list != NULL ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), index) : NULL;

  return row != NULL ? FIGMENT_FINDING_ROW (row) : NULL;
}

/* The one of the rows that is about @kind. */
static FigmentFindingRow *
find_row (Fixture            *fixture,
          FigmentProblemKind  kind)
{
  FigmentFindingRow *row;

  for (int i = 0; (row = get_row (fixture, i)) != NULL; i++)
    if (figment_finding_row_get_problem (row)->kind == kind)
      return row;
  g_assert_not_reached ();
}

static void
repair (Fixture            *fixture,
        FigmentProblemKind  kind)
{
  gtk_widget_activate_action (GTK_WIDGET (find_row (fixture, kind)), "finding.repair", "u", 0);
}

/* Without a server nothing is said but that. */
static void
test_unknown (Fixture       *fixture,
              gconstpointer  user_data)
{
  wait_for (fixture, "Not checked");
  figment_workflow_editor_show_findings (fixture->editor);
  wait_for (fixture, "_Settings");
}

/* Folded it is a line; unfolded there is a row for each, with a name. */
static void
test_list (Fixture       *fixture,
           gconstpointer  user_data)
{
  wait_for (fixture, "3 problems");
  g_assert_null (get_row (fixture, 0));
  figment_findings_set_open (fixture->findings, TRUE);
  g_assert_nonnull (get_row (fixture, 2));
  g_assert_null (get_row (fixture, 3));
  for (int i = 0; i < 3; i++)
    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_row (fixture, i)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         figment_finding_row_get_problem (get_row (fixture, i))->message);
  figment_findings_set_open (fixture->findings, FALSE);
  g_assert_null (get_row (fixture, 0));
}

/* Each repair is a step; what is stored of the workflow stays as it came. */
static void
test_repair (Fixture       *fixture,
             gconstpointer  user_data)
{
  FigmentReplacements *replacements;

  wait_for (fixture, "3 problems");
  figment_findings_set_open (fixture->findings, TRUE);
  repair (fixture, FIGMENT_PROBLEM_MISSING_FILE);
  wait_for (fixture, "2 problems · 1 note");
  replacements = figment_session_get_replacements (fixture->test->session);
  g_assert_cmpstr (figment_replacements_get (replacements, "sd_xl_base_0.9.safetensors"), ==,
                   "sd_xl_base_1.0.safetensors");
  g_assert_null (figment_workflow_get_input_mappings (fixture->workflow));
  repair (fixture, FIGMENT_PROBLEM_UNKNOWN_CLASS);
  wait_for (fixture, "1 problem · 2 notes");
  repair (fixture, FIGMENT_PROBLEM_BAD_VALUE);
  wait_for (fixture, "No problems · 3 notes");
  g_assert_nonnull (strstr (figment_workflow_get_input_mappings (fixture->workflow), "\"repairs\""));
  g_assert_cmpstr (figment_workflow_get_api_json (fixture->workflow), ==, graph);

  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  wait_for (fixture, "1 problem · 2 notes");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  wait_for (fixture, "3 problems");
  replacements = figment_session_get_replacements (fixture->test->session);
  g_assert_cmpuint (figment_replacements_get_size (replacements), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.redo", NULL);
  wait_for (fixture, "2 problems · 1 note");
  repair (fixture, FIGMENT_PROBLEM_REPLACED);
  wait_for (fixture, "3 problems");
}

/* The ids of the nodes of the map that have a mark, or of all, in the order of the map. */
static void
list_nodes (GtkWidget  *widget,
            const char *mark,
            GString    *ids)
{
  if (FIGMENT_IS_GRAPH_NODE (widget) && (mark == NULL || gtk_widget_has_css_class (widget, mark)))
    g_string_append (ids, figment_graph_node_get_id (FIGMENT_GRAPH_NODE (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_nodes (child, mark, ids);
}

static gsize
count_nodes (Fixture *fixture)
{
  g_autoptr(GString) ids = g_string_new (NULL);

  list_nodes (GTK_WIDGET (fixture->editor), NULL, ids);
  return ids->len;
}

static void
assert_marked (Fixture    *fixture,
               const char *mark,
               const char *expected)
{
  g_autoptr(GString) ids = g_string_new (NULL);

  list_nodes (GTK_WIDGET (fixture->editor), mark, ids);
  g_assert_cmpstr (ids->str, ==, expected);
}

static GtkWidget *
find_node (GtkWidget  *widget,
           const char *id)
{
  GtkWidget *found = NULL;

  if (FIGMENT_IS_GRAPH_NODE (widget) && g_str_equal (figment_graph_node_get_id (FIGMENT_GRAPH_NODE (widget)), id))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_node (child, id);
  return found;
}

static gboolean
is_called_ill (Fixture    *fixture,
               const char *id)
{
  const char *words = gtk_widget_get_tooltip_text (find_node (GTK_WIDGET (fixture->editor), id));

  return g_str_has_suffix (words, ", has a problem");
}

static gboolean
has_map (gpointer data)
{
  return count_nodes (data) > 0;
}

/* A row shows what it is about: its control where there is one, and its node on the map, which has no others. */
static void
test_chosen (Fixture       *fixture,
             gconstpointer  user_data)
{
  FigmentControlPanel *panel =
    FIGMENT_CONTROL_PANEL (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_CONTROL_PANEL));

  wait_for (fixture, "3 problems");
  widget_support_wait (has_map, fixture);
  figment_findings_set_open (fixture->findings, TRUE);
  gtk_widget_activate (GTK_WIDGET (find_row (fixture, FIGMENT_PROBLEM_BAD_VALUE)));
  g_assert_cmpstr (figment_field_get_id (figment_control_panel_get_field (panel)), ==, "steps");
  assert_marked (fixture, "lit", "5");
  gtk_widget_activate (GTK_WIDGET (find_row (fixture, FIGMENT_PROBLEM_UNKNOWN_CLASS)));
  assert_marked (fixture, "lit", "8");
  assert_marked (fixture, "ill", "158");
  g_assert_true (is_called_ill (fixture, "5"));
  g_assert_false (is_called_ill (fixture, "6"));
  g_assert_cmpuint (count_nodes (fixture), ==, 8);
  repair (fixture, FIGMENT_PROBLEM_UNKNOWN_CLASS);
  g_assert_cmpuint (count_nodes (fixture), ==, 7);
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  g_assert_cmpuint (count_nodes (fixture), ==, 8);
  wait_for (fixture, "3 problems");
  repair (fixture, FIGMENT_PROBLEM_BAD_VALUE);
  wait_for (fixture, "2 problems · 1 note");
  assert_marked (fixture, "ill", "18");
  g_assert_false (is_called_ill (fixture, "5"));
}

/* The keyboard stays where it was in the list when the row that it was in is gone. */
static void
test_focus (Fixture       *fixture,
            gconstpointer  user_data)
{
  wait_for (fixture, "3 problems");
  figment_findings_set_open (fixture->findings, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (get_row (fixture, 1)));
  gtk_widget_activate_action (GTK_WIDGET (get_row (fixture, 1)), "finding.repair", "u", 0);
  wait_for (fixture, "2 problems · 1 note");
  g_assert_true (gtk_window_get_focus (fixture->window) == GTK_WIDGET (get_row (fixture, 1)));
}

/* So many nodes that nobody knows, and for that no result. */
static FigmentWorkflow *
new_ill_workflow (guint n)
{
  g_autoptr(GString) text = g_string_new ("{");

  for (guint i = 1; i <= n; i++)
    g_string_append_printf (text, "%s\"%u\":{\"class_type\":\"Unknown (pack)\",\"inputs\":{}}", i > 1 ? "," : "", i);
  g_string_append_c (text, '}');
  return figment_workflow_new ("Very ill", FIGMENT_MODE_TEXT_TO_IMAGE, text->str);
}

static gboolean
has_all_rows (gpointer data)
{
  return get_row (data, 99) != NULL;
}

/* Many rows come one after the other, no more than anybody reads; what was found already is not listed anew. */
static void
test_many (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = new_ill_workflow (120);
  FigmentFindingRow *first;

  figment_workflow_editor_set_workflow (fixture->editor, workflow);
  wait_for (fixture, "121 problems");
  figment_findings_set_open (fixture->findings, TRUE);
  first = get_row (fixture, 0);
  g_assert_nonnull (first);
  g_assert_null (get_row (fixture, 50));
  widget_support_wait (has_all_rows, fixture);
  g_assert_null (get_row (fixture, 100));
  wait_for (fixture, "And 21 more");
  g_signal_emit_by_name (figment_session_get_doctor (fixture->test->session), "changed", NULL);
  g_assert_true (get_row (fixture, 0) == first);
  figment_findings_set_open (fixture->findings, FALSE);
  g_assert_null (get_row (fixture, 0));
}

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (content, &value, &error);
  g_assert_no_error (error);
  return g_value_dup_string (&value);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *one = NULL, *all = NULL;
  FigmentFindingRow *row;

  wait_for (fixture, "3 problems");
  figment_findings_set_open (fixture->findings, TRUE);
  row = find_row (fixture, FIGMENT_PROBLEM_UNKNOWN_CLASS);
  gtk_widget_activate_action (GTK_WIDGET (row), "finding.copy", NULL);
  one = dup_clipboard (GTK_WIDGET (row));
  g_assert_cmpstr (one, ==, figment_finding_row_get_problem (row)->message);
  gtk_widget_activate_action (GTK_WIDGET (fixture->findings), "findings.copy", NULL);
  all = dup_clipboard (GTK_WIDGET (row));
  for (int i = 0; i < 3; i++)
    g_assert_nonnull (strstr (all, figment_finding_row_get_problem (get_row (fixture, i))->message));
}

/* The drop-down of the results comes after that of the modes. */
static GtkDropDown *
get_output (Fixture *fixture)
{
  GtkWidget *mode = find_child (GTK_WIDGET (fixture->editor), GTK_TYPE_DROP_DOWN);

  return GTK_DROP_DOWN (gtk_widget_get_next_sibling (mode));
}

/* A step like that of a repair. */
static void
leave_out (Fixture    *fixture,
           const char *node_id)
{
  FigmentControlPanel *panel =
    FIGMENT_CONTROL_PANEL (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_CONTROL_PANEL));
  FigmentProblem problem = { .node_id = (char *) node_id };
  FigmentRepair repair = { .kind = FIGMENT_REPAIR_REMOVE, .node_id = (char *) node_id };

  figment_form_editor_repair (figment_control_panel_get_editor (panel), &problem, &repair);
}

/* When the control that is shown goes with its node, another one is shown, and its panel is of use. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  user_data)
{
  FigmentControlPanel *panel =
    FIGMENT_CONTROL_PANEL (find_child (GTK_WIDGET (fixture->editor), FIGMENT_TYPE_CONTROL_PANEL));
  FigmentForm *form = figment_form_editor_get_form (figment_control_panel_get_editor (panel));
  GtkWidget *entry = find_child (GTK_WIDGET (panel), GTK_TYPE_ENTRY);

  figment_control_panel_set_field (panel, figment_form_get_role_field (form, FIGMENT_ROLE_STEPS));
  leave_out (fixture, "5");
  g_assert_null (figment_form_get_role_field (form, FIGMENT_ROLE_STEPS));
  g_assert_nonnull (figment_control_panel_get_field (panel));
  g_assert_true (gtk_widget_is_sensitive (entry));
  /* What is left has no values. The last node of a graph stays, whatever is left out. */
  for (int node = '1'; node <= '7'; node++)
    if (node != '5')
      leave_out (fixture, (char[]) { (char) node, '\0' });
  g_assert_null (figment_control_panel_get_field (panel));
  g_assert_false (gtk_widget_is_sensitive (entry));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (panel)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  g_assert_nonnull (figment_control_panel_get_field (panel));
  g_assert_true (gtk_widget_is_sensitive (entry));
}

/* The results that can be chosen are those of the graph with its repairs. */
static void
test_outputs (Fixture       *fixture,
              gconstpointer  user_data)
{
  GtkDropDown *output = get_output (fixture);
  const guint n = g_list_model_get_n_items (gtk_drop_down_get_model (output));

  g_assert_cmpuint (n, >, 1);
  gtk_drop_down_set_selected (output, 1);
  g_assert_cmpstr (figment_workflow_get_output_node_id (fixture->workflow), ==, "7");
  leave_out (fixture, "7");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (output)), ==, n - 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (output), ==, 0);
  g_assert_cmpstr (figment_workflow_get_output_node_id (fixture->workflow), ==, "7");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "editor.undo", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (output)), ==, n);
  g_assert_cmpuint (gtk_drop_down_get_selected (output), ==, 1);
}

static void
add (const char *path,
     gboolean    server,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (server), set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  add ("/findings/unknown", FALSE, test_unknown);
  add ("/findings/list", TRUE, test_list);
  add ("/findings/repair", TRUE, test_repair);
  add ("/findings/chosen", TRUE, test_chosen);
  add ("/findings/focus", TRUE, test_focus);
  add ("/findings/many", TRUE, test_many);
  add ("/findings/copy", TRUE, test_copy);
  add ("/findings/outputs", FALSE, test_outputs);
  add ("/findings/gone", FALSE, test_gone);
  return widget_support_run ();
}
