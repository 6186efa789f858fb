/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflows-page.h"

#include <glib/gi18n-lib.h>

#include "ui/workflows/figment-workflow-editor.h"
#include "ui/workflows/figment-workflow-row.h"

struct _FigmentWorkflowsPage
{
  AdwBin              parent_instance;

  FigmentSession     *session; /* (owned) (nullable) */
  GtkFilterListModel *shown;   /* (owned) (nullable) without those that are being deleted */
  GHashTable         *leaving; /* (owned) FigmentWorkflow, not shown any more -> whether deleted in the store, too */

  AdwToastOverlay       *toasts;
  GtkStack              *stack;
  GtkListBox            *list;
  FigmentWorkflowEditor *editor;
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowsPage, figment_workflows_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
} FigmentWorkflowsPageProperty;
static GParamSpec *props[PROP_SESSION + 1];

typedef struct
{
  FigmentWorkflowsPage *page;     /* weak */
  FigmentWorkflow      *workflow; /* (owned) */
} RemoveData;

static void
remove_data_free (gpointer  user_data,
                  GClosure *closure)
{
  RemoveData *data = user_data;

  g_clear_weak_pointer (&data->page);
  g_object_unref (data->workflow);
  g_free (data);
}

static void
say (FigmentWorkflowsPage *self,
     const char           *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  return !g_hash_table_contains (FIGMENT_WORKFLOWS_PAGE (user_data)->leaving, item);
}

static void
choose_view (FigmentWorkflowsPage *self)
{
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;

  if (figment_workflow_editor_get_workflow (self->editor) != NULL)
    gtk_stack_set_visible_child_name (self->stack, "editor");
  else
    gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
edited_cb (FigmentWorkflowsPage *self,
           FigmentWorkflowRow   *row)
{
  figment_workflow_editor_set_workflow (self->editor, figment_workflow_row_get_workflow (row));
  choose_view (self);
}

static void
closed_cb (FigmentWorkflowsPage *self)
{
  figment_workflow_editor_set_workflow (self->editor, NULL);
  choose_view (self);
}

static void
filter_again (FigmentWorkflowsPage *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
delete_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentWorkflowsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_delete_finish (FIGMENT_WORKFLOW_STORE (source), result, &error) && self->toasts != NULL)
    say (self, error->message);
}

/* For good, now that there is no way back. The list of the session lets it go when that is on disk. */
static void
delete_workflow (FigmentWorkflowsPage *self,
                 FigmentWorkflow      *workflow)
{
  gpointer deleted;

  if (!g_hash_table_lookup_extended (self->leaving, workflow, NULL, &deleted) || GPOINTER_TO_INT (deleted))
    return;
  g_hash_table_insert (self->leaving, g_object_ref (workflow), GINT_TO_POINTER (TRUE));
  figment_workflow_store_delete_async (figment_session_get_workflow_store (self->session),
                                       figment_workflow_get_id (workflow), NULL, delete_cb, g_object_ref (self));
}

static void
undo_cb (AdwToast   *toast,
         RemoveData *data)
{
  if (data->page != NULL && g_hash_table_remove (data->page->leaving, data->workflow))
    filter_again (data->page);
}

static void
dismissed_cb (AdwToast   *toast,
              RemoveData *data)
{
  if (data->page != NULL && data->page->session != NULL)
    delete_workflow (data->page, data->workflow);
}

static RemoveData *
remove_data_new (FigmentWorkflowsPage *self,
                 FigmentWorkflow      *workflow)
{
  RemoveData *data = g_new0 (RemoveData, 1);

  g_set_weak_pointer (&data->page, self);
  data->workflow = g_object_ref (workflow);
  return data;
}

static void
removed_cb (FigmentWorkflowsPage *self,
            FigmentWorkflowRow   *row)
{
  g_autoptr(FigmentWorkflow) workflow = g_object_ref (figment_workflow_row_get_workflow (row));
  g_autofree char *text = g_strdup_printf (_("“%s” deleted"), figment_workflow_get_name (workflow));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  g_hash_table_insert (self->leaving, g_object_ref (workflow), GINT_TO_POINTER (FALSE));
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), remove_data_new (self, workflow),
                         remove_data_free, 0);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (dismissed_cb), remove_data_new (self, workflow),
                         remove_data_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
  filter_again (self);
}

static void
update_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentWorkflowsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_update_finish (FIGMENT_WORKFLOW_STORE (source), result, &error) && self->toasts != NULL)
    say (self, error->message);
}

static void
renamed_cb (FigmentWorkflowsPage *self,
            FigmentWorkflowRow   *row)
{
  figment_workflow_store_update_async (figment_session_get_workflow_store (self->session),
                                       figment_workflow_row_get_workflow (row), NULL, update_cb, g_object_ref (self));
}

static GtkWidget *
build_row (gpointer item,
           gpointer user_data)
{
  GtkWidget *row = figment_workflow_row_new (item);

  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "renamed", G_CALLBACK (renamed_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

static gboolean
drop_cb (FigmentWorkflowsPage *self,
         const GValue         *value)
{
  GSList *files = g_value_get_boxed (value);

  for (; files != NULL; files = files->next)
    {
      g_autofree char *uri = g_file_get_uri (files->data);

      gtk_widget_activate_action (GTK_WIDGET (self), "win.import-workflow-file", "s", uri);
    }
  return TRUE;
}

static void
set_session (FigmentWorkflowsPage *self,
             FigmentSession       *session)
{
  GtkFilter *filter;

  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  figment_workflow_editor_set_session (self->editor, session);
  filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  self->shown = gtk_filter_list_model_new (g_object_ref (figment_session_get_workflows (session)), filter);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (choose_view), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), build_row, self, NULL);
  choose_view (self);
}

static void
figment_workflows_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  switch ((FigmentWorkflowsPageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, FIGMENT_WORKFLOWS_PAGE (object)->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflows_page_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  switch ((FigmentWorkflowsPageProperty) prop_id)
    {
    case PROP_SESSION: set_session (FIGMENT_WORKFLOWS_PAGE (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflows_page_dispose (GObject *object)
{
  FigmentWorkflowsPage *self = FIGMENT_WORKFLOWS_PAGE (object);

  if (self->session != NULL)
    {
      g_autoptr(GList) leaving = g_hash_table_get_keys (self->leaving);

      for (GList *l = leaving; l != NULL; l = l->next)
        delete_workflow (self, l->data);
    }
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WORKFLOWS_PAGE);
  G_OBJECT_CLASS (figment_workflows_page_parent_class)->dispose (object);
  g_clear_object (&self->shown);
  g_clear_object (&self->session);
}

static void
figment_workflows_page_finalize (GObject *object)
{
  g_hash_table_unref (FIGMENT_WORKFLOWS_PAGE (object)->leaving);
  G_OBJECT_CLASS (figment_workflows_page_parent_class)->finalize (object);
}

static void
figment_workflows_page_class_init (FigmentWorkflowsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_workflows_page_get_property;
  object_class->set_property = figment_workflows_page_set_property;
  object_class->dispose = figment_workflows_page_dispose;
  object_class->finalize = figment_workflows_page_finalize;

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_WORKFLOW_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-workflows-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, editor);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
figment_workflows_page_init (FigmentWorkflowsPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->leaving = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
