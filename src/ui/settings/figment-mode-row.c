/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-mode-row.h"

#include <glib/gi18n.h>

struct _FigmentModeRow
{
  AdwExpanderRow   parent_instance;

  FigmentSession  *session;   /* (owned) (nullable) */
  FigmentMode      mode;
  GSettings       *settings;  /* (owned) (nullable) of this mode */
  GListModel      *choices;   /* (owned) (nullable) FigmentWorkflow, the first one stands for "last used" */
  gboolean         updating;  /* the choice is being shown, not made */
  AdwComboRow     *workflow;
  GtkSpinButton   *count;
  GtkSwitch       *previews;
};

G_DEFINE_FINAL_TYPE (FigmentModeRow, figment_mode_row, ADW_TYPE_EXPANDER_ROW)

typedef enum
{
  PROP_SESSION = 1,
  PROP_MODE,
} FigmentModeRowProperty;
static GParamSpec *props[PROP_MODE + 1];

static gboolean
suits_mode (gpointer item,
            gpointer user_data)
{
  return figment_workflow_get_category (item) == FIGMENT_MODE_ROW (user_data)->mode;
}

/* "The one used last", then the workflows of this mode. */
static GListModel *
build_choices (FigmentModeRow *self)
{
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr(GListStore) first = g_list_store_new (FIGMENT_TYPE_WORKFLOW);
  g_autoptr(FigmentWorkflow) last_used = figment_workflow_new (_("The one used last"), self->mode, "{}");
  g_autoptr(GtkFilterListModel) suiting = NULL;

  g_list_store_append (first, last_used);
  suiting = gtk_filter_list_model_new (g_object_ref (figment_session_get_workflows (self->session)),
                                       GTK_FILTER (gtk_custom_filter_new (suits_mode, self, NULL)));
  g_list_store_append (models, first);
  g_list_store_append (models, suiting);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (models)));
}

/* A workflow that was deleted is shown as "the one used last", which is what happens. */
static void
show_choice (FigmentModeRow *self)
{
  const gint64 id = g_settings_get_int64 (self->settings, "workflow");
  const guint n = g_list_model_get_n_items (self->choices);
  guint selected = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (self->choices, i);

      if (figment_workflow_get_id (workflow) == id)
        selected = i;
    }
  self->updating = TRUE;
  adw_combo_row_set_selected (self->workflow, selected);
  self->updating = FALSE;
}

static void
choices_cb (GListModel     *choices,
            guint           position,
            guint           removed,
            guint           added,
            FigmentModeRow *self)
{
  show_choice (self);
}

static void
selected_cb (AdwComboRow    *row,
             GParamSpec     *pspec,
             FigmentModeRow *self)
{
  FigmentWorkflow *workflow = adw_combo_row_get_selected_item (row);

  if (!self->updating && self->settings != NULL && workflow != NULL)
    g_settings_set_int64 (self->settings, "workflow", figment_workflow_get_id (workflow));
}

static void
set_up (FigmentModeRow *self)
{
  GSettings *settings = figment_session_get_settings (self->session);

  if (settings == NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
      return;
    }
  self->settings = g_settings_get_child (settings, figment_mode_to_nick (self->mode));
  self->choices = build_choices (self);
  self->updating = TRUE;
  adw_combo_row_set_model (self->workflow, self->choices);
  self->updating = FALSE;
  show_choice (self);
  /* After the combo row's own handler, which keeps the number that is selected rather than the workflow. */
  g_signal_connect_object (self->choices, "items-changed", G_CALLBACK (choices_cb), self, G_CONNECT_AFTER);
  g_settings_bind (self->settings, "count", gtk_spin_button_get_adjustment (self->count), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "previews", self->previews, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
figment_mode_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  FigmentModeRow *self = FIGMENT_MODE_ROW (object);

  switch ((FigmentModeRowProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_MODE: g_value_set_enum (value, (int) self->mode); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_mode_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  FigmentModeRow *self = FIGMENT_MODE_ROW (object);

  switch ((FigmentModeRowProperty) prop_id)
    {
    case PROP_SESSION:
      if (self->session == NULL && g_set_object (&self->session, g_value_get_object (value)))
        set_up (self);
      break;
    case PROP_MODE: self->mode = (FigmentMode) g_value_get_enum (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_mode_row_dispose (GObject *object)
{
  FigmentModeRow *self = FIGMENT_MODE_ROW (object);

  if (self->choices != NULL)
    g_signal_handlers_disconnect_by_data (self->choices, self);
  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_MODE_ROW);
  g_clear_object (&self->choices);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_mode_row_parent_class)->dispose (object);
}

static void
figment_mode_row_class_init (FigmentModeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_mode_row_get_property;
  object_class->set_property = figment_mode_row_set_property;
  object_class->dispose = figment_mode_row_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, flags);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, FIGMENT_TYPE_MODE, FIGMENT_MODE_TEXT_TO_IMAGE,
                                        flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-mode-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, workflow);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, count);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, previews);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
figment_mode_row_init (FigmentModeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
