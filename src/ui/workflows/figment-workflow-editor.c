/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-editor-private.h"

#include <string.h>

#include "ui/form/figment-dry-run.h"
#include "ui/form/figment-field-row.h"
#include "ui/widgets/figment-after-paint.h"
#include "ui/widgets/figment-divider.h"
#include "workflow/figment-form-editor.h"

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

static void
stepped_cb (FigmentWorkflowEditor *self)
{
  figment_workflow_details_apply (figment_form_editor_get_details (self->editor), self->workflow);
  figment_workflow_set_input_mappings (self->workflow, figment_form_editor_get_json (self->editor));
  _figment_workflow_editor_save (self);
  _figment_workflow_editor_list_outputs (self);
  _figment_workflow_editor_show_details (self);
  figment_graph_map_mark (self->map);
  _figment_workflow_editor_mark_ill (self);
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
      _figment_workflow_editor_list_outputs (self);
    }
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->trouble, escaped);
      gtk_drop_down_set_model (self->output, NULL);
    }
  _figment_workflow_editor_show_details (self);
  gtk_stack_set_visible_child_name (self->stack, form != NULL ? "form" : "trouble");
}

/* When the form is seen: both at once would hold up the window. The map is a part of the editor. */
static void
show_map (GtkWidget *widget,
          gpointer   user_data)
{
  FigmentWorkflowEditor *self = user_data;

  if (self->editor == NULL)
    return;
  figment_graph_map_set_form (self->map, figment_form_editor_get_form (self->editor));
  _figment_workflow_editor_mark_ill (self);
  light_field (self);
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
  figment_graph_map_set_form (self->map, NULL);
  if (self->editor != NULL)
    figment_after_paint (GTK_WIDGET (self->map), show_map, self);
  figment_control_panel_set_editor (self->panel, self->editor);
  _figment_workflow_editor_show_health (self);
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
  figment_session_equip_form (self->session, figment_form_editor_get_form (self->editor));
  _figment_workflow_editor_list_outputs (self);
  _figment_workflow_editor_show_details (self);
  figment_graph_map_mark (self->map);
  _figment_workflow_editor_mark_ill (self);
  figment_control_panel_refresh (self->panel);
  light_field (self);
}

/* Other lists of words, which a trial run draws from. */
static void
wildcards_cb (FigmentWorkflowEditor *self)
{
  if (self->editor != NULL)
    figment_session_equip_form (self->session, figment_form_editor_get_form (self->editor));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (widget);

  _figment_workflow_editor_tell_server (self);
  figment_form_editor_undo (self->editor);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentWorkflowEditor *self = FIGMENT_WORKFLOW_EDITOR (widget);

  _figment_workflow_editor_tell_server (self);
  figment_form_editor_redo (self->editor);
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
  _figment_workflow_editor_bind_details (widget_class);
  _figment_workflow_editor_bind_findings (widget_class);
  _figment_workflow_editor_bind_fold (widget_class);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, form_view);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, map);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, panel);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, trouble);
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
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  _figment_workflow_editor_init_details (self);
  figment_form_view_let_order (self->form_view);
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
    {
      g_signal_handlers_disconnect_by_func (self->session, catalog_cb, self);
      g_signal_handlers_disconnect_by_func (figment_session_get_wildcard_folder (self->session), wildcards_cb, self);
    }
  if (!g_set_object (&self->session, session))
    return;
  figment_form_view_set_wildcards (self->form_view,
                                   session != NULL ? figment_session_get_wildcard_folder (session) : NULL);
  if (session != NULL)
    {
      figment_divider_remember (self->paned, figment_session_get_generations (session), "pane.editor");
      g_signal_connect_object (session, "notify::catalog", G_CALLBACK (catalog_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (figment_session_get_wildcard_folder (session), "notify::wildcards",
                               G_CALLBACK (wildcards_cb), self, G_CONNECT_SWAPPED);
    }
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
  _figment_workflow_editor_commit (self);
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
