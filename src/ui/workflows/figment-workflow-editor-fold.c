/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-editor-private.h"

/* Less than wide: the head has two rows. Narrow: the form, or what its controls are, at a time. */

static gboolean
is_narrow (GObject      *object,
           FigmentWidth  width)
{
  return width == FIGMENT_WIDTH_NARROW;
}

/* What the workflow is for comes to stand under its name, or beside it. */
static void
fold_head (FigmentWorkflowEditor *self,
           gboolean               folded)
{
  GtkLayoutManager *grid = gtk_widget_get_layout_manager (GTK_WIDGET (self->head));
  GtkLayoutChild *what = gtk_layout_manager_get_layout_child (grid, self->what);

  g_object_set (what, "column", folded ? 0 : 1, "row", folded ? 1 : 0, "column-span", folded ? 3 : 1, NULL);
}

static void
fold_cb (FigmentWorkflowEditor *self)
{
  const FigmentWidth width = figment_adaptive_bin_get_width_class (self->bin);
  const gboolean form = gtk_toggle_button_get_active (self->show_form);

  fold_head (self, width != FIGMENT_WIDTH_WIDE);
  gtk_widget_set_visible (self->form_side, width != FIGMENT_WIDTH_NARROW || form);
  gtk_widget_set_visible (self->control_side, width != FIGMENT_WIDTH_NARROW || !form);
}

/* Where only one side is to be seen, the one with the map. */
void
_figment_workflow_editor_show_controls (FigmentWorkflowEditor *self)
{
  gtk_toggle_button_set_active (self->show_controls, TRUE);
}

void
_figment_workflow_editor_bind_fold (GtkWidgetClass *widget_class)
{
  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, bin);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, head);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, what);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, show_form);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, show_controls);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, paned);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, form_side);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, control_side);
  gtk_widget_class_bind_template_callback (widget_class, is_narrow);
  gtk_widget_class_bind_template_callback (widget_class, fold_cb);
}
