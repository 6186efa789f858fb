/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflows-page.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/figment-after-paint.h"
#include "ui/widgets/figment-list-head.h"
#include "ui/widgets/figment-toast.h"
#include "ui/workflows/figment-workflow-editor.h"
#include "ui/workflows/figment-workflow-finder.h"
#include "ui/workflows/figment-workflow-row.h"
#include "ui/workflows/figment-workflows-page-private.h"

struct _FigmentWorkflowsPage
{
  AdwBin              parent_instance;

  FigmentSession     *session; /* (owned) (nullable) */
  GtkFilterListModel *present; /* (owned) (nullable) without those that are being deleted */
  FigmentListHead    *built;   /* (owned) (nullable): those that have a row */
  gboolean            building; /* others get one with the next frames */
  GHashTable         *leaving; /* (owned) FigmentWorkflow, not shown any more -> whether deleted in the store, too */

  AdwToastOverlay       *toasts;
  FigmentWorkflowFinder *finder;
  GtkStack              *stack;
  GtkListBox            *list;
  FigmentWorkflowEditor *editor; /* (nullable) until a workflow is first edited */
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowsPage, figment_workflows_page, ADW_TYPE_BIN)

/* So many are seen at once; all that are to be laid out at first would hold up the window. */
#define ROWS_AT_ONCE 10

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
  adw_toast_overlay_add_toast (self->toasts, figment_toast_new (text));
}

static gboolean
is_present (gpointer item,
            gpointer user_data)
{
  return !g_hash_table_contains (FIGMENT_WORKFLOWS_PAGE (user_data)->leaving, item);
}

static void
choose_view (FigmentWorkflowsPage *self)
{
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->present)) > 0;

  if (self->editor != NULL && figment_workflow_editor_get_workflow (self->editor) != NULL)
    gtk_stack_set_visible_child_name (self->stack, "editor");
  else
    gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.search",
                                 g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list"));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  figment_workflow_finder_search (FIGMENT_WORKFLOWS_PAGE (widget)->finder);
}

static void
results_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  FigmentWorkflowsPage *self = FIGMENT_WORKFLOWS_PAGE (widget);
  GtkListBoxRow *row;

  figment_workflow_finder_settle (self->finder);
  row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
focus_row (FigmentWorkflowsPage *self,
           FigmentWorkflow      *workflow)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_WORKFLOW_ROW (row) && figment_workflow_row_get_workflow (FIGMENT_WORKFLOW_ROW (row)) == workflow)
      gtk_widget_grab_focus (row);
}

static void
closed_cb (FigmentWorkflowsPage *self)
{
  g_autoptr(FigmentWorkflow) workflow = g_object_ref (figment_workflow_editor_get_workflow (self->editor));

  figment_workflow_editor_set_workflow (self->editor, NULL);
  choose_view (self);
  figment_workflow_finder_refresh (self->finder);
  focus_row (self, workflow);
}

/* The editor comes into being with the first workflow that is edited. */
static void
edit (FigmentWorkflowsPage *self,
      FigmentWorkflow      *workflow)
{
  if (self->editor == NULL)
    {
      self->editor = g_object_new (FIGMENT_TYPE_WORKFLOW_EDITOR, "session", self->session, NULL);
      g_signal_connect_object (self->editor, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->editor), "editor");
    }
  figment_workflow_editor_set_workflow (self->editor, workflow);
  /* What has the keyboard may be in the menu that led here: the stack would give it back to that, which is closed. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  choose_view (self);
  gtk_widget_child_focus (GTK_WIDGET (self->editor), GTK_DIR_TAB_FORWARD);
}

static void
edited_cb (FigmentWorkflowsPage *self,
           FigmentWorkflowRow   *row)
{
  edit (self, figment_workflow_row_get_workflow (row));
}

static void
described_cb (FigmentWorkflowsPage *self,
              FigmentWorkflowRow   *row)
{
  edit (self, figment_workflow_row_get_workflow (row));
  figment_workflow_editor_describe (self->editor);
}

static void
edit_workflow_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentWorkflowsPage *self = FIGMENT_WORKFLOWS_PAGE (widget);
  FigmentWorkflow *workflow =
    self->session != NULL ? figment_session_find_workflow (self->session, g_variant_get_int64 (parameter)) : NULL;

  if (workflow != NULL)
    edit (self, workflow);
}

static void
show_findings_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentWorkflowsPage *self = FIGMENT_WORKFLOWS_PAGE (widget);

  edit_workflow_action (widget, name, parameter);
  if (self->editor != NULL && figment_workflow_editor_get_workflow (self->editor) != NULL)
    figment_workflow_editor_show_findings (self->editor);
}

static void
filter_again (FigmentWorkflowsPage *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->present), GTK_FILTER_CHANGE_DIFFERENT);
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
  AdwToast *toast = figment_toast_new (text);

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
  figment_workflow_finder_refresh (self->finder);
}

static void
add_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(FigmentWorkflowsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_add_finish (FIGMENT_WORKFLOW_STORE (source), result, &error) && self->toasts != NULL)
    say (self, error->message);
}

static void
duplicated_cb (FigmentWorkflowsPage *self,
               FigmentWorkflowRow   *row)
{
  FigmentWorkflow *workflow = figment_workflow_row_get_workflow (row);
  /* Translators: the name of a workflow that is like another one, which is called %s. */
  g_autofree char *name = g_strdup_printf (_("%s (copy)"), figment_workflow_get_name (workflow));
  g_autoptr(FigmentWorkflow) copy = figment_workflow_duplicate (workflow, name);

  figment_workflow_store_add_async (figment_session_get_workflow_store (self->session), copy, NULL, add_cb,
                                    g_object_ref (self));
}

/* The first picture or film of the newest result. */
static void
show_result (FigmentWorkflowsPage *self,
             FigmentWorkflowRow   *row)
{
  const gint64 id = figment_workflow_get_id (figment_workflow_row_get_workflow (row));
  g_autoptr(FigmentGeneration) generation =
    figment_generation_store_load_latest (figment_session_get_generations (self->session), id, NULL);
  GListModel *outputs = generation != NULL ? figment_generation_get_outputs (generation) : NULL;
  g_autoptr(FigmentOutput) first = NULL;

  for (guint i = 0; outputs != NULL && first == NULL && i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);
      const FigmentMediaKind kind = figment_output_get_info (output)->kind;

      if (kind == FIGMENT_MEDIA_IMAGE || kind == FIGMENT_MEDIA_VIDEO || kind == FIGMENT_MEDIA_ANIMATION)
        first = g_steal_pointer (&output);
    }
  figment_workflow_row_set_result (row, first);
}

static void
show_health (FigmentWorkflowsPage *self,
             FigmentWorkflowRow   *row)
{
  FigmentDoctor *doctor = figment_session_get_doctor (self->session);

  figment_workflow_row_set_health (row, figment_doctor_get_checkup (doctor, figment_workflow_row_get_workflow (row)),
                                   figment_doctor_knows_server (doctor));
}

/* Nobody is looked at while nobody looks. The order waits until all are known, and for another look at the list. */
static void
health_cb (FigmentWorkflowsPage *self,
           FigmentWorkflow      *workflow)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_WORKFLOW_ROW (row)
        && (workflow == NULL || figment_workflow_row_get_workflow (FIGMENT_WORKFLOW_ROW (row)) == workflow))
      show_health (self, FIGMENT_WORKFLOW_ROW (row));
  figment_workflow_finder_reorder (self->finder);
}

static void
list_map_cb (FigmentWorkflowsPage *self)
{
  if (self->session != NULL)
    health_cb (self, NULL);
}

static GtkWidget *
build_row (gpointer item,
           gpointer user_data)
{
  GtkWidget *row = figment_workflow_row_new (item);

  show_result (user_data, FIGMENT_WORKFLOW_ROW (row));
  if (gtk_widget_get_mapped (GTK_WIDGET (FIGMENT_WORKFLOWS_PAGE (user_data)->list)))
    show_health (user_data, FIGMENT_WORKFLOW_ROW (row));
  g_signal_connect_object (row, "duplicated", G_CALLBACK (duplicated_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "exported", G_CALLBACK (_figment_workflows_page_export), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "described", G_CALLBACK (described_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "renamed", G_CALLBACK (renamed_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

static gboolean
drop_cb (FigmentWorkflowsPage *self,
         const GValue         *value)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) uris = NULL;

  for (GSList *files = g_value_get_boxed (value); files != NULL; files = files->next)
    {
      g_autofree char *uri = g_file_get_uri (files->data);

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.import-workflow-files", "^as", uris);
  return TRUE;
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.paste-workflow", NULL);
}

/* What was made since it was last looked at. */
static void
figment_workflows_page_map (GtkWidget *widget)
{
  FigmentWorkflowsPage *self = FIGMENT_WORKFLOWS_PAGE (widget);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_WORKFLOW_ROW (row))
      show_result (self, FIGMENT_WORKFLOW_ROW (row));
  GTK_WIDGET_CLASS (figment_workflows_page_parent_class)->map (widget);
}

/* Some with each frame, until all have a row. */
static void
build_more (GtkWidget *list,
            gpointer   user_data)
{
  FigmentWorkflowsPage *self = user_data;

  figment_list_head_grow (self->built);
  self->building = figment_list_head_is_short (self->built);
  if (self->building)
    figment_after_paint (list, build_more, self);
}

static void
build_soon (FigmentWorkflowsPage *self)
{
  if (self->building || !figment_list_head_is_short (self->built))
    return;
  self->building = TRUE;
  figment_after_paint (GTK_WIDGET (self->list), build_more, self);
}

static void
set_session (FigmentWorkflowsPage *self,
             FigmentSession       *session)
{
  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  self->present = gtk_filter_list_model_new (g_object_ref (figment_session_get_workflows (session)),
                                             GTK_FILTER (gtk_custom_filter_new (is_present, self, NULL)));
  g_signal_connect_object (self->present, "items-changed", G_CALLBACK (choose_view), self, G_CONNECT_SWAPPED);
  self->built = figment_list_head_new (
    figment_workflow_finder_find (self->finder, figment_session_get_doctor (session), G_LIST_MODEL (self->present)),
    ROWS_AT_ONCE);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->built), build_row, self, NULL);
  g_signal_connect_object (self->built, "items-changed", G_CALLBACK (build_soon), self, G_CONNECT_SWAPPED);
  build_soon (self);
  g_signal_connect_object (figment_session_get_doctor (session), "changed", G_CALLBACK (health_cb), self,
                           G_CONNECT_SWAPPED);
  list_map_cb (self);
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
  adw_bin_set_child (ADW_BIN (self), NULL); /* the template would take it away, and the bin let go of it once more */
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WORKFLOWS_PAGE);
  G_OBJECT_CLASS (figment_workflows_page_parent_class)->dispose (object);
  g_clear_object (&self->built);
  g_clear_object (&self->present);
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
  widget_class->map = figment_workflows_page_map;
  object_class->finalize = figment_workflows_page_finalize;
  gtk_widget_class_install_action (widget_class, "page.edit-workflow", "x", edit_workflow_action);
  gtk_widget_class_install_action (widget_class, "page.show-findings", "x", show_findings_action);
  gtk_widget_class_install_action (widget_class, "page.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.results", NULL, results_action);

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_WORKFLOW_FINDER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-workflows-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowsPage, finder);
}

static void
figment_workflows_page_init (FigmentWorkflowsPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->leaving = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->list, "map", G_CALLBACK (list_map_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
