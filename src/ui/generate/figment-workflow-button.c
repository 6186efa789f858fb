/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-button.h"

#include <glib/gi18n-lib.h>

struct _FigmentWorkflowButton
{
  GtkWidget        parent_instance;

  FigmentWorkflow *workflow;  /* (owned) (nullable) */
  GListModel      *workflows; /* (owned) (nullable) */

  GtkWidget       *button;
  GtkLabel        *label;
  GtkPopover      *popover;
  GtkListBox      *list;
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowButton, figment_workflow_button, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static GtkWidget *
build_row (gpointer item,
           gpointer user_data)
{
  FigmentWorkflow *workflow = item;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  g_object_bind_property (workflow, "name", label, "label", G_BINDING_SYNC_CREATE);
  if (figment_workflow_get_description (workflow) != NULL)
    gtk_widget_set_tooltip_text (label, figment_workflow_get_description (workflow));
  return label;
}

static void
row_activated_cb (FigmentWorkflowButton *self,
                  GtkListBoxRow         *row)
{
  g_autoptr(FigmentWorkflow) workflow =
      g_list_model_get_item (self->workflows, (guint) gtk_list_box_row_get_index (row));

  gtk_popover_popdown (self->popover);
  if (workflow != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, workflow);
}

static void
import_cb (FigmentWorkflowButton *self)
{
  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.import-workflow", NULL);
}

static void
show_name (FigmentWorkflowButton *self)
{
  const char *name = self->workflow != NULL ? figment_workflow_get_name (self->workflow) : _("No workflow");

  gtk_label_set_label (self->label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
}

static void
let_go (FigmentWorkflowButton *self)
{
  if (self->workflow != NULL)
    g_signal_handlers_disconnect_by_func (self->workflow, show_name, self);
  g_clear_object (&self->workflow);
}

static void
figment_workflow_button_dispose (GObject *object)
{
  FigmentWorkflowButton *self = FIGMENT_WORKFLOW_BUTTON (object);

  let_go (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_WORKFLOW_BUTTON);
  g_clear_object (&self->workflows);
  G_OBJECT_CLASS (figment_workflow_button_parent_class)->dispose (object);
}

static void
figment_workflow_button_class_init (FigmentWorkflowButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_workflow_button_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, FIGMENT_TYPE_WORKFLOW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-workflow-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowButton, button);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowButton, label);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowButton, popover);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowButton, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
}

static void
figment_workflow_button_init (FigmentWorkflowButton *self)
{
  GtkWidget *child;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* GtkMenuButton centres its child. */
  child = gtk_menu_button_get_child (GTK_MENU_BUTTON (self->button));
  gtk_widget_set_halign (gtk_widget_get_parent (child), GTK_ALIGN_FILL);
  show_name (self);
}

void
figment_workflow_button_set_workflows (FigmentWorkflowButton *self,
                                       GListModel            *workflows)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_BUTTON (self));
  if (!g_set_object (&self->workflows, workflows))
    return;
  gtk_list_box_bind_model (self->list, workflows, build_row, NULL, NULL);
}

void
figment_workflow_button_set_workflow (FigmentWorkflowButton *self,
                                      FigmentWorkflow       *workflow)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_BUTTON (self));
  if (self->workflow == workflow)
    return;
  let_go (self);
  if (workflow != NULL)
    {
      self->workflow = g_object_ref (workflow);
      g_signal_connect_object (workflow, "notify::name", G_CALLBACK (show_name), self, G_CONNECT_SWAPPED);
    }
  show_name (self);
}
