/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-editor-private.h"

#include "ui/widgets/figment-after-paint.h"
#include "workflow/figment-form-editor.h"

/* The part of the editor that has what is the matter with the workflow, and what is done about it. */

/* Before each step: one that replaces something belongs to the server that it is done for. */
void
_figment_workflow_editor_tell_server (FigmentWorkflowEditor *self)
{
  FigmentEndpoint *endpoint = figment_comfy_client_get_endpoint (figment_session_get_comfy (self->session));

  figment_form_editor_set_server (self->editor, figment_endpoint_get_url (endpoint));
}

static void
repair_cb (FigmentWorkflowEditor *self,
           const FigmentProblem  *problem,
           const FigmentRepair   *repair)
{
  if (self->editor == NULL)
    return;
  _figment_workflow_editor_tell_server (self);
  figment_form_editor_repair (self->editor, problem, repair);
}

/* By the step of a repair, or of its undoing. */
static void
replaced_cb (FigmentWorkflowEditor *self,
             const char            *wanted,
             const char            *taken)
{
  figment_session_set_replacement (self->session, wanted, taken);
}

/* Its control where it has one, and its node on the map. */
static void
finding_cb (FigmentWorkflowEditor *self,
            const FigmentProblem  *problem)
{
  FigmentField *field;

  if (self->editor == NULL || problem->node_id == NULL)
    return;
  field = problem->input != NULL
            ? figment_form_find_field (figment_form_editor_get_form (self->editor), problem->node_id, problem->input)
            : NULL;
  if (field != NULL)
    figment_control_panel_set_field (self->panel, field);
  figment_graph_map_light_node (self->map, problem->node_id);
  _figment_workflow_editor_show_controls (self);
}

/* Of the workflow that is open now. */
void
_figment_workflow_editor_show_health (FigmentWorkflowEditor *self)
{
  if (self->editor != NULL)
    g_signal_connect_object (self->editor, "replaced", G_CALLBACK (replaced_cb), self, G_CONNECT_SWAPPED);
  figment_findings_set_workflow (self->findings, self->session, self->workflow);
}

/* On the map as it is now. */
void
_figment_workflow_editor_mark_ill (FigmentWorkflowEditor *self)
{
  figment_graph_map_mark_ill (self->map, figment_findings_get_checkup (self->findings));
}

void
_figment_workflow_editor_bind_findings (GtkWidgetClass *widget_class)
{
  g_type_ensure (FIGMENT_TYPE_FINDINGS);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, findings);
  gtk_widget_class_bind_template_callback (widget_class, repair_cb);
  gtk_widget_class_bind_template_callback (widget_class, finding_cb);
  gtk_widget_class_bind_template_callback (widget_class, _figment_workflow_editor_mark_ill);
}

static void
open_findings (GtkWidget *widget,
               gpointer   user_data)
{
  figment_findings_set_open (FIGMENT_FINDINGS (widget), TRUE);
}

/* When the editor is seen, which takes long enough to build without them. */
void
figment_workflow_editor_show_findings (FigmentWorkflowEditor *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_EDITOR (self));
  figment_after_paint (GTK_WIDGET (self->findings), open_findings, NULL);
}
