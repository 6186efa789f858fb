/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-editor.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/figment-words.h"
#include "ui/form/figment-dry-run.h"
#include "ui/form/figment-field-row.h"
#include "ui/form/figment-form-view.h"
#include "ui/workflows/figment-control-panel.h"
#include "ui/workflows/figment-details-popover.h"
#include "ui/workflows/figment-graph-map.h"
#include "workflow/figment-form-editor.h"

/**
 * FigmentWorkflowEditor:
 *
 * One workflow: its form as it will look, the map of its graph, and what each control is, to be changed. Everything is
 * kept at once; the graph itself never changes.
 *
 * Properties: "session", "workflow" (NULL: none is open). Signal "closed": the user is done.
 */
struct _FigmentWorkflowEditor
{
  GtkBox               parent_instance;

  FigmentSession      *session;  /* (owned) (nullable) */
  FigmentWorkflow     *workflow; /* (owned) (nullable) */
  FigmentFormEditor   *editor;   /* (owned) (nullable) */
  gboolean             showing;  /* values are shown, not set */

  GtkEditable         *name;
  GtkDropDown         *mode;
  GtkDropDown         *output;
  GtkMenuButton       *details_button;
  FigmentDetailsPopover *details;
  GtkStack            *stack;
  FigmentFormView     *form_view;
  FigmentGraphMap     *map;
  FigmentControlPanel *panel;
  AdwStatusPage       *trouble;
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowEditor, figment_workflow_editor, GTK_TYPE_BOX)

typedef enum
{
  PROP_SESSION = 1,
  PROP_WORKFLOW,
} FigmentWorkflowEditorProperty;
static GParamSpec *props[PROP_WORKFLOW + 1];

typedef enum
{
  SIGNAL_CLOSED,
} FigmentWorkflowEditorSignal;
static guint signals[SIGNAL_CLOSED + 1];

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentWorkflowEditor) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_update_finish (FIGMENT_WORKFLOW_STORE (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
save (FigmentWorkflowEditor *self)
{
  figment_workflow_set_times (self->workflow, figment_workflow_get_created_at (self->workflow), g_get_real_time (),
                              figment_workflow_get_last_used_at (self->workflow));
  figment_workflow_store_update_async (figment_session_get_workflow_store (self->session), self->workflow, NULL,
                                       save_cb, g_object_ref (self));
}

static void
enable_actions (FigmentWorkflowEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean can_undo = FALSE, can_redo = FALSE;

  if (self->editor != NULL)
    g_object_get (self->editor, "can-undo", &can_undo, "can-redo", &can_redo, NULL);
  gtk_widget_action_set_enabled (widget, "editor.undo", can_undo);
  gtk_widget_action_set_enabled (widget, "editor.redo", can_redo);
  gtk_widget_action_set_enabled (widget, "editor.reset-all",
                                 self->editor != NULL && figment_form_editor_get_json (self->editor) != NULL);
  gtk_widget_action_set_enabled (widget, "editor.try", self->editor != NULL);
  gtk_widget_action_set_enabled (widget, "editor.dry-run", self->editor != NULL);
}

static void
light_field (FigmentWorkflowEditor *self)
{
  figment_graph_map_light (self->map, figment_control_panel_get_field (self->panel));
}

static void show_details (FigmentWorkflowEditor *self);

static void
stepped_cb (FigmentWorkflowEditor *self)
{
  figment_workflow_details_apply (figment_form_editor_get_details (self->editor), self->workflow);
  figment_workflow_set_input_mappings (self->workflow, figment_form_editor_get_json (self->editor));
  save (self);
  show_details (self);
  figment_graph_map_mark (self->map);
  light_field (self);
  enable_actions (self);
}

static void
field_cb (FigmentWorkflowEditor *self)
{
  light_field (self);
}

static void
moved_cb (FigmentWorkflowEditor *self,
          FigmentField          *field,
          guint                  row)
{
  figment_control_panel_set_field (self->panel, field);
  figment_form_editor_move (self->editor, field, row);
}

static void
node_cb (FigmentWorkflowEditor *self,
         const char            *node_id)
{
  figment_control_panel_show_node (self->panel, node_id);
}

/* The control of the form that has the focus is the one that the panel shows. */
static void
focus_cb (GtkWindow             *window,
          GParamSpec            *pspec,
          FigmentWorkflowEditor *self)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *row = NULL;
  FigmentField *field;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->form_view)))
    row = gtk_widget_get_ancestor (focus, FIGMENT_TYPE_FIELD_ROW);
  field = row != NULL ? figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) : NULL;
  if (field != NULL)
    figment_control_panel_set_field (self->panel, field);
}

/* What is said of the workflow now, to be changed and handed to take_details (). */
static FigmentWorkflowDetails *
begin_details (FigmentWorkflowEditor *self)
{
  return self->editor != NULL ? figment_workflow_details_copy (figment_form_editor_get_details (self->editor))
                              : figment_workflow_details_new (self->workflow);
}

/* A step like any other; where the graph cannot be read there are none, and it is just kept. */
static void
take_details (FigmentWorkflowEditor        *self,
              const FigmentWorkflowDetails *details)
{
  if (self->editor != NULL)
    figment_form_editor_set_details (self->editor, details);
  else
    {
      figment_workflow_details_apply (details, self->workflow);
      save (self);
    }
}

static void
name_cb (FigmentWorkflowEditor *self)
{
  g_autoptr(FigmentWorkflowDetails) details = NULL;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (self->showing || self->workflow == NULL || name[0] == '\0'
      || g_str_equal (name, figment_workflow_get_name (self->workflow)))
    return;
  details = begin_details (self);
  figment_workflow_details_set_text (&details->name, name);
  take_details (self, details);
}

static void
mode_cb (FigmentWorkflowEditor *self)
{
  g_autoptr(FigmentWorkflowDetails) details = NULL;

  if (self->showing || self->workflow == NULL)
    return;
  details = begin_details (self);
  details->category = (FigmentMode) gtk_drop_down_get_selected (self->mode);
  take_details (self, details);
}

static void
details_cb (FigmentWorkflowEditor *self)
{
  g_autoptr(FigmentWorkflowDetails) details = NULL;
  g_autofree char *description = figment_details_popover_dup_description (self->details);
  g_autofree char *tags = figment_details_popover_dup_tags (self->details);

  if (self->showing || self->workflow == NULL)
    return;
  details = begin_details (self);
  figment_workflow_details_set_text (&details->description, description);
  g_free (details->tags);
  details->tags = figment_tags_tidy (tags);
  take_details (self, details);
  show_details (self);
}

/* The popover is about to open. */
static void
offer_tags_cb (GtkMenuButton *button,
               gpointer       user_data)
{
  FigmentWorkflowEditor *self = user_data;
  g_auto(GStrv) tags = figment_tags_collect (figment_session_get_workflows (self->session));

  figment_details_popover_offer (self->details, (const char *const *) tags);
}

/* The outputs of the graph, in the order of the drop-down, where "All results" stands before them. */
static GPtrArray *
get_outputs (FigmentWorkflowEditor *self)
{
  return figment_analysis_get_outputs (figment_form_get_analysis (figment_form_editor_get_form (self->editor)));
}

static void
output_cb (FigmentWorkflowEditor *self)
{
  const guint selected = gtk_drop_down_get_selected (self->output);
  g_autoptr(FigmentWorkflowDetails) details = NULL;
  const char *node_id = NULL;

  if (self->showing || self->editor == NULL)
    return;
  if (selected > 0)
    node_id = ((FigmentOutputNode *) g_ptr_array_index (get_outputs (self), selected - 1))->node_id;
  details = begin_details (self);
  figment_workflow_details_set_text (&details->output_node_id, node_id);
  take_details (self, details);
}

/* The node that was chosen, or "All results". */
static void
show_output (FigmentWorkflowEditor *self)
{
  const char *chosen = figment_workflow_get_output_node_id (self->workflow);
  guint selected = 0;

  for (guint i = 0; i < get_outputs (self)->len; i++)
    if (g_strcmp0 (chosen, ((FigmentOutputNode *) g_ptr_array_index (get_outputs (self), i))->node_id) == 0)
      selected = i + 1;
  gtk_drop_down_set_selected (self->output, selected);
}

static void
list_outputs (FigmentWorkflowEditor *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  FigmentGraph *graph = figment_form_get_graph (figment_form_editor_get_form (self->editor));

  gtk_string_list_append (names, _("All results"));
  for (guint i = 0; i < get_outputs (self)->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (get_outputs (self), i);
      g_autofree char *title = figment_graph_dup_title (graph, output->node_id);
      g_autofree char *name =
        g_strdup_printf ("%s (%s)", title != NULL ? title : figment_graph_get_class (graph, output->node_id),
                         output->node_id);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->output, G_LIST_MODEL (names));
}

/* What is said of the workflow, as it is kept. */
static void
show_details (FigmentWorkflowEditor *self)
{
  const gboolean showing = self->showing;

  self->showing = TRUE;
  gtk_editable_set_text (self->name, figment_workflow_get_name (self->workflow));
  gtk_drop_down_set_selected (self->mode, (guint) figment_workflow_get_category (self->workflow));
  figment_details_popover_show (self->details, figment_workflow_get_description (self->workflow),
                                figment_workflow_get_tags (self->workflow));
  if (self->editor != NULL)
    show_output (self);
  self->showing = showing;
}

static FigmentForm *
build_form (FigmentWorkflowEditor  *self,
            GError                **error)
{
  const char *text = figment_workflow_get_api_json (self->workflow);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), error);
  FigmentForm *form;

  if (graph == NULL)
    return NULL;
  form = figment_form_new (graph, figment_session_get_catalog (self->session));
  figment_session_equip_form (self->session, form);
  figment_form_set_editor (form, figment_workflow_get_graph_json (self->workflow));
  figment_form_set_fits_models (form, figment_workflow_get_starter (self->workflow) != NULL);
  return form;
}

static void
open_workflow (FigmentWorkflowEditor *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentForm) form = build_form (self, &error);

  if (form != NULL)
    {
      g_autoptr(FigmentWorkflowDetails) details = figment_workflow_details_new (self->workflow);

      self->editor = figment_form_editor_new (form, figment_workflow_get_input_mappings (self->workflow), details);
      g_signal_connect_object (self->editor, "notify::json", G_CALLBACK (stepped_cb), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      list_outputs (self);
    }
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->trouble, escaped);
      gtk_drop_down_set_model (self->output, NULL);
    }
  show_details (self);
  gtk_stack_set_visible_child_name (self->stack, form != NULL ? "form" : "trouble");
}

static void
show_workflow (FigmentWorkflowEditor *self)
{
  self->showing = TRUE;
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  if (self->workflow != NULL && self->session != NULL)
    open_workflow (self);
  figment_form_view_set_form (self->form_view,
                              self->editor != NULL ? figment_form_editor_get_form (self->editor) : NULL);
  figment_graph_map_set_form (self->map, self->editor != NULL ? figment_form_editor_get_form (self->editor) : NULL);
  figment_control_panel_set_editor (self->panel, self->editor);
  light_field (self);
  enable_actions (self);
  self->showing = FALSE;
}

/* The server has said, or said anew, what it can do. */
static void
catalog_cb (FigmentWorkflowEditor *self)
{
  if (self->editor == NULL)
    return;
  figment_form_set_catalog (figment_form_editor_get_form (self->editor),
                            figment_session_get_catalog (self->session));
  self->showing = TRUE;
  list_outputs (self);
  show_output (self);
  self->showing = FALSE;
  figment_graph_map_mark (self->map);
  figment_control_panel_refresh (self->panel);
  light_field (self);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  figment_form_editor_undo (FIGMENT_WORKFLOW_EDITOR (widget)->editor);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  figment_form_editor_redo (FIGMENT_WORKFLOW_EDITOR (widget)->editor);
}

static void
reset_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  figment_form_editor_reset_all (FIGMENT_WORKFLOW_EDITOR (widget)->editor);
}

static void
add_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(FigmentWorkflowEditor) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGeneration) generation = figment_queue_add_finish (FIGMENT_QUEUE (source), result, &error);

  if (generation != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-generation", "x",
                                figment_generation_get_id (generation));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
try_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentRequest) request =
    figment_form_build_trial (figment_form_editor_get_form (self->editor), &error);

  if (request == NULL)
    {
      gtk_widget_activate_action (widget, "win.toast", "s", error->message);
      return;
    }
  figment_workflow_fill_request (self->workflow, request);
  figment_queue_add_async (figment_session_get_queue (self->session), request, TRUE, NULL, add_cb,
                           g_object_ref (self));
}

static void
dry_run_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (widget);
  g_autoptr(GError) error = NULL;
  GtkWidget *window = figment_dry_run_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                           figment_form_editor_get_form (self->editor), &error);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSED], 0);
}

static void
realize_cb (FigmentWorkflowEditor *self)
{
  g_signal_connect_object (gtk_widget_get_root (GTK_WIDGET (self)), "notify::focus-widget", G_CALLBACK (focus_cb), self,
                           0);
}

static void
unrealize_cb (FigmentWorkflowEditor *self)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (GTK_WIDGET (self)), focus_cb, self);
}

static void
figment_workflow_editor_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (object);

  switch ((FigmentWorkflowEditorProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_WORKFLOW: g_value_set_object (value, self->workflow); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflow_editor_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (object);

  switch ((FigmentWorkflowEditorProperty) prop_id)
    {
    case PROP_SESSION: figment_workflow_editor_set_session (self, g_value_get_object (value)); break;
    case PROP_WORKFLOW: figment_workflow_editor_set_workflow (self, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflow_editor_dispose (GObject *object)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (object);

  self->showing = TRUE;
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WORKFLOW_EDITOR);
  G_OBJECT_CLASS (figment_workflow_editor_parent_class)->dispose (object);
  g_clear_object (&self->editor);
  g_clear_object (&self->workflow);
  g_clear_object (&self->session);
}

static void
figment_workflow_editor_class_init (FigmentWorkflowEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_workflow_editor_get_property;
  object_class->set_property = figment_workflow_editor_set_property;
  object_class->dispose = figment_workflow_editor_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, flags);
  props[PROP_WORKFLOW] = g_param_spec_object ("workflow", NULL, NULL, FIGMENT_TYPE_WORKFLOW, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_CLOSED] = g_signal_new ("closed", FIGMENT_TYPE_WORKFLOW_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);

  g_type_ensure (FIGMENT_TYPE_CONTROL_PANEL);
  g_type_ensure (FIGMENT_TYPE_DETAILS_POPOVER);
  g_type_ensure (FIGMENT_TYPE_FORM_VIEW);
  g_type_ensure (FIGMENT_TYPE_GRAPH_MAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-workflow-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, name);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, mode);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, output);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, details_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, details);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, form_view);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, map);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, panel);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, trouble);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, output_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, node_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_cb);
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "editor.reset-all", NULL, reset_all_action);
  gtk_widget_class_install_action (widget_class, "editor.try", NULL, try_action);
  gtk_widget_class_install_action (widget_class, "editor.dry-run", NULL, dry_run_action);
  gtk_widget_class_install_action (widget_class, "editor.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "editor.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "editor.close", NULL);
}

static void
figment_workflow_editor_init (FigmentWorkflowEditor *self)
{
  g_autoptr(GtkStringList) modes = gtk_string_list_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (FigmentMode mode = FIGMENT_MODE_TEXT_TO_IMAGE; mode <= FIGMENT_MODE_OTHER; mode++)
    gtk_string_list_append (modes, figment_words_mode (mode));
  gtk_drop_down_set_model (self->mode, G_LIST_MODEL (modes));
  gtk_menu_button_set_create_popup_func (self->details_button, offer_tags_cb, self, NULL);
  figment_form_view_let_order (self->form_view);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (name_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->name), focus);
  g_signal_connect (self, "realize", G_CALLBACK (realize_cb), NULL);
  g_signal_connect (self, "unrealize", G_CALLBACK (unrealize_cb), NULL);
  enable_actions (self);
  self->showing = FALSE;
}

/* Returns: (transfer none) (nullable) */
FigmentSession *
figment_workflow_editor_get_session (FigmentWorkflowEditor *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self), NULL);
  return self->session;
}

void
figment_workflow_editor_set_session (FigmentWorkflowEditor *self,
                                     FigmentSession        *session)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self));
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, catalog_cb, self);
  if (!g_set_object (&self->session, session))
    return;
  figment_form_view_set_wildcards (self->form_view,
                                   session != NULL ? figment_session_get_wildcard_folder (session) : NULL);
  if (session != NULL)
    g_signal_connect_object (session, "notify::catalog", G_CALLBACK (catalog_cb), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

/* Returns: (transfer none) (nullable) */
FigmentWorkflow *
figment_workflow_editor_get_workflow (FigmentWorkflowEditor *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self), NULL);
  return self->workflow;
}

void
figment_workflow_editor_set_workflow (FigmentWorkflowEditor *self,
                                      FigmentWorkflow       *workflow)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self));
  if (self->workflow == workflow)
    return;
  if (self->editor != NULL)
    figment_control_panel_commit (self->panel);
  name_cb (self);
  figment_details_popover_commit (self->details);
  g_set_object (&self->workflow, workflow);
  show_workflow (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKFLOW]);
}

void
figment_workflow_editor_describe (FigmentWorkflowEditor *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self));
  gtk_menu_button_popup (self->details_button);
}
