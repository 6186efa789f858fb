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
  AdwComboRow     *size;
  GtkWidget       *own_size;
  GtkSpinButton   *width;
  GtkSpinButton   *height;
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

/* Sizes that models were taught, px; the settings may have any other. */
typedef struct
{
  guint width;
  guint height;
} Size;

static const Size picture_sizes[] = { { 512, 512 },  { 768, 768 },  { 1024, 1024 }, { 832, 1216 },
                                      { 1216, 832 }, { 768, 1344 }, { 1344, 768 },  { 0, 0 } };
static const Size film_sizes[] = { { 480, 480 },  { 832, 480 },  { 480, 832 }, { 1280, 720 },
                                   { 720, 1280 }, { 768, 512 }, { 0, 0 } };

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

static const Size *
get_sizes (FigmentModeRow *self)
{
  return self->mode == FIGMENT_MODE_TEXT_TO_IMAGE ? picture_sizes : film_sizes;
}

/* "As the workflow has it", the sizes, "Another". */
static GListModel *
build_sizes (FigmentModeRow *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _("As the workflow has it"));
  for (const Size *size = get_sizes (self); size->width != 0; size++)
    {
      /* Translators: width and height in pixels */
      g_autofree char *text = g_strdup_printf (_("%u × %u"), size->width, size->height);

      gtk_string_list_append (list, text);
    }
  gtk_string_list_append (list, _("Another"));
  return G_LIST_MODEL (list);
}

static guint
get_other_position (FigmentModeRow *self)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (self->size)) - 1;
}

static void
show_size (FigmentModeRow *self)
{
  const guint width = g_settings_get_uint (self->settings, "width");
  const guint height = g_settings_get_uint (self->settings, "height");
  const Size *sizes = get_sizes (self);
  guint selected = width == 0 || height == 0 ? 0 : get_other_position (self);

  for (guint i = 0; sizes[i].width != 0; i++)
    if (sizes[i].width == width && sizes[i].height == height)
      selected = i + 1;
  self->updating = TRUE;
  /* Whoever is just making up a size of their own may come across one of the others. */
  if (!gtk_widget_get_visible (self->own_size) || selected == 0)
    adw_combo_row_set_selected (self->size, selected);
  if (width != 0 && height != 0)
    {
      gtk_spin_button_set_value (self->width, width);
      gtk_spin_button_set_value (self->height, height);
    }
  gtk_widget_set_visible (self->own_size, adw_combo_row_get_selected (self->size) == get_other_position (self));
  self->updating = FALSE;
}

static void
set_size (FigmentModeRow *self,
          guint           width,
          guint           height)
{
  self->updating = TRUE;
  g_settings_set_uint (self->settings, "width", width);
  g_settings_set_uint (self->settings, "height", height);
  self->updating = FALSE;
}

static void
own_size_cb (GtkSpinButton  *button,
             FigmentModeRow *self)
{
  if (!self->updating && self->settings != NULL)
    set_size (self, (guint) gtk_spin_button_get_value_as_int (self->width),
              (guint) gtk_spin_button_get_value_as_int (self->height));
}

static void
size_selected_cb (AdwComboRow    *row,
                  GParamSpec     *pspec,
                  FigmentModeRow *self)
{
  const guint selected = adw_combo_row_get_selected (row);

  if (self->updating || self->settings == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  gtk_widget_set_visible (self->own_size, selected == get_other_position (self));
  if (selected == 0)
    set_size (self, 0, 0);
  else if (selected < get_other_position (self))
    set_size (self, get_sizes (self)[selected - 1].width, get_sizes (self)[selected - 1].height);
  else
    own_size_cb (NULL, self);
}

static void
size_changed_cb (FigmentModeRow *self)
{
  if (!self->updating)
    show_size (self);
}

static void
set_up_size (FigmentModeRow *self)
{
  g_autoptr(GListModel) sizes = build_sizes (self);

  self->updating = TRUE;
  adw_combo_row_set_model (self->size, sizes);
  self->updating = FALSE;
  gtk_widget_set_visible (self->own_size, FALSE);
  show_size (self);
  g_signal_connect_object (self->settings, "changed::width", G_CALLBACK (size_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::height", G_CALLBACK (size_changed_cb), self, G_CONNECT_SWAPPED);
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
  set_up_size (self);
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
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, size);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, own_size);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, width);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, height);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, count);
  gtk_widget_class_bind_template_child (widget_class, FigmentModeRow, previews);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, size_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_size_cb);
}

static void
figment_mode_row_init (FigmentModeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
