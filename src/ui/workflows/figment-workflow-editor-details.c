/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-editor-private.h"

#include <glib/gi18n-lib.h>

#include "model/figment-tags.h"
#include "ui/figment-words.h"
#include "ui/widgets/figment-drop-down.h"

/* Name, mode, output, description and tags, at the head of the editor. */

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

void
_figment_workflow_editor_save (FigmentWorkflowEditor *self)
{
  figment_workflow_set_times (self->workflow, figment_workflow_get_created_at (self->workflow), g_get_real_time (),
                              figment_workflow_get_last_used_at (self->workflow));
  figment_workflow_store_update_async (figment_session_get_workflow_store (self->session), self->workflow, NULL,
                                       save_cb, g_object_ref (self));
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
      _figment_workflow_editor_save (self);
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
  _figment_workflow_editor_show_details (self);
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
  if (selected > 0 && selected <= get_outputs (self)->len)
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

static GListModel *
list_output_names (FigmentWorkflowEditor *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
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
  return G_LIST_MODEL (names);
}

static gboolean
is_listed (FigmentWorkflowEditor *self,
           GListModel            *names)
{
  GListModel *listed = gtk_drop_down_get_model (self->output);
  const guint n = g_list_model_get_n_items (names);
  gboolean same = listed != NULL && g_list_model_get_n_items (listed) == n;

  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i),
                        gtk_string_list_get_string (GTK_STRING_LIST (listed), i));
  return same;
}

/* Those of the graph as it is now: a repair adds and removes nodes. The one that is chosen is shown by show_details. */
void
_figment_workflow_editor_list_outputs (FigmentWorkflowEditor *self)
{
  const gboolean showing = self->showing;
  g_autoptr(GListModel) names = list_output_names (self);

  if (is_listed (self, names))
    return;
  self->showing = TRUE;
  gtk_drop_down_set_model (self->output, names);
  self->showing = showing;
}

/* What is said of the workflow, as it is kept. */
void
_figment_workflow_editor_show_details (FigmentWorkflowEditor *self)
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

/* What was typed and not confirmed counts, too. */
void
_figment_workflow_editor_commit (FigmentWorkflowEditor *self)
{
  name_cb (self);
  figment_details_popover_commit (self->details);
}

void
_figment_workflow_editor_bind_details (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, name);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, mode);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, output);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, details_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowEditor, details);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, output_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
}

/* Once the template is there. */
void
_figment_workflow_editor_init_details (FigmentWorkflowEditor *self)
{
  g_autoptr(GtkStringList) modes = gtk_string_list_new (NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  for (FigmentMode mode = FIGMENT_MODE_TEXT_TO_IMAGE; mode <= FIGMENT_MODE_OTHER; mode++)
    gtk_string_list_append (modes, figment_words_mode (mode));
  gtk_drop_down_set_model (self->mode, G_LIST_MODEL (modes));
  figment_drop_down_let_shrink (self->mode);
  figment_drop_down_let_shrink (self->output);
  gtk_menu_button_set_create_popup_func (self->details_button, offer_tags_cb, self, NULL);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (name_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->name), focus);
}
