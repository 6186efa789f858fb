/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-field-row.h"

/**
 * FigmentFieldRow:
 *
 * One field of a form: its label, the control that a kind of row puts below, and what is wrong with the value. Property
 * "field" is set once. Main thread.
 */
typedef struct
{
  FigmentField *field;     /* (owned) (nullable) until it is set */
  gulong        notify_id;
  char         *title;     /* (owned) (nullable) */
  char         *complaint; /* (owned) (nullable) */
  gboolean      setting;   /* the control has the value already */
  gboolean      quiet;     /* the field's own problem is not shown */

  GtkWidget    *header;
  GtkWidget    *handle;
  GtkLabel     *label;
  GtkLabel     *problem;
} FigmentFieldRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FigmentFieldRow, figment_field_row, GTK_TYPE_BOX)

typedef enum
{
  PROP_FIELD = 1,
} FigmentFieldRowProperty;
static GParamSpec *props[PROP_FIELD + 1];

static FigmentFieldRowPrivate *
get_private (FigmentFieldRow *self)
{
  return figment_field_row_get_instance_private (self);
}

static void
show_problem (FigmentFieldRow *self)
{
  FigmentFieldRowPrivate *priv = get_private (self);
  const char *problem = priv->complaint;

  /* About what was just done, so it is the one that is waited for. */
  if (problem == NULL && !priv->quiet)
    problem = figment_field_get_problem (priv->field);
  gtk_label_set_label (priv->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), problem != NULL);
}

static void
changed_cb (FigmentFieldRow *self)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  gtk_label_set_label (priv->label, priv->title != NULL ? priv->title : figment_field_get_label (priv->field));
  if (!priv->setting)
    FIGMENT_FIELD_ROW_GET_CLASS (self)->update (self, priv->field);
  show_problem (self);
}

static void
set_field (FigmentFieldRow *self,
           FigmentField    *field)
{
  FigmentFieldRowPrivate *priv = get_private (self);
  FigmentFieldRowClass *class = FIGMENT_FIELD_ROW_GET_CLASS (self);

  if (field == NULL || priv->field != NULL)
    return;
  priv->field = g_object_ref (field);
  priv->notify_id = g_signal_connect_swapped (field, "notify", G_CALLBACK (changed_cb), self);
  if (class->bound != NULL)
    class->bound (self, field);
  changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIELD]);
}

static void
figment_field_row_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((FigmentFieldRowProperty) prop_id)
    {
    case PROP_FIELD: g_value_set_object (value, get_private (FIGMENT_FIELD_ROW (object))->field); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_field_row_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch ((FigmentFieldRowProperty) prop_id)
    {
    case PROP_FIELD: set_field (FIGMENT_FIELD_ROW (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* The kind of row has added its control by now: what is wrong with it stands below. */
static void
figment_field_row_constructed (GObject *object)
{
  FigmentFieldRowPrivate *priv = get_private (FIGMENT_FIELD_ROW (object));

  G_OBJECT_CLASS (figment_field_row_parent_class)->constructed (object);
  gtk_box_reorder_child_after (GTK_BOX (object), GTK_WIDGET (priv->problem),
                               gtk_widget_get_last_child (GTK_WIDGET (object)));
}

/* Not gtk_widget_dispose_template (): in GTK 4.8 it takes the template of the kind of row for this one. GtkBox lets go
 * of its children by itself. */
static void
figment_field_row_dispose (GObject *object)
{
  FigmentFieldRowPrivate *priv = get_private (FIGMENT_FIELD_ROW (object));

  if (priv->field != NULL)
    g_clear_signal_handler (&priv->notify_id, priv->field);
  G_OBJECT_CLASS (figment_field_row_parent_class)->dispose (object);
}

static void
figment_field_row_finalize (GObject *object)
{
  FigmentFieldRowPrivate *priv = get_private (FIGMENT_FIELD_ROW (object));

  g_clear_object (&priv->field);
  g_free (priv->title);
  g_free (priv->complaint);
  G_OBJECT_CLASS (figment_field_row_parent_class)->finalize (object);
}

static void
figment_field_row_class_init (FigmentFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_field_row_get_property;
  object_class->set_property = figment_field_row_set_property;
  object_class->constructed = figment_field_row_constructed;
  object_class->dispose = figment_field_row_dispose;
  object_class->finalize = figment_field_row_finalize;

  props[PROP_FIELD] = g_param_spec_object ("field", NULL, NULL, FIGMENT_TYPE_FIELD,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-field-row.ui");
  gtk_widget_class_bind_template_child_private (widget_class, FigmentFieldRow, header);
  gtk_widget_class_bind_template_child_private (widget_class, FigmentFieldRow, handle);
  gtk_widget_class_bind_template_child_private (widget_class, FigmentFieldRow, label);
  gtk_widget_class_bind_template_child_private (widget_class, FigmentFieldRow, problem);
}

static void
figment_field_row_init (FigmentFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Returns: (transfer none) (nullable) */
FigmentField *
figment_field_row_get_field (FigmentFieldRow *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD_ROW (self), NULL);
  return get_private (self)->field;
}

void
figment_field_row_set_value (FigmentFieldRow *self,
                             const char      *value)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  g_return_if_fail (value != NULL);
  if (priv->field == NULL)
    return;
  priv->setting = TRUE;
  figment_field_set_value (priv->field, value);
  priv->setting = FALSE;
}

void
figment_field_row_set_title (FigmentFieldRow *self,
                             const char      *title)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  g_free (priv->title);
  priv->title = g_strdup (title);
  gtk_label_set_label (priv->label, title != NULL ? title : "");
}

void
figment_field_row_add_suffix (FigmentFieldRow *self,
                              GtkWidget       *suffix)
{
  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  g_return_if_fail (GTK_IS_WIDGET (suffix));
  gtk_box_append (GTK_BOX (get_private (self)->header), suffix);
}

void
figment_field_row_show_handle (FigmentFieldRow *self)
{
  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  gtk_widget_set_visible (get_private (self)->handle, TRUE);
  gtk_widget_set_cursor_from_name (get_private (self)->handle, "grab");
}

gboolean
figment_field_row_is_handle (FigmentFieldRow *self,
                             GtkWidget       *widget)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD_ROW (self), FALSE);
  return widget == get_private (self)->handle;
}

void
figment_field_row_set_control (FigmentFieldRow *self,
                               GtkWidget       *control)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  g_return_if_fail (GTK_IS_WIDGET (control));
  gtk_label_set_mnemonic_widget (priv->label, control);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY, priv->label, NULL,
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, priv->problem, NULL, -1);
}

void
figment_field_row_tame (GtkSpinButton *spin)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (spin));
  const guint n = g_list_model_get_n_items (controllers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

void
figment_field_row_set_complaint (FigmentFieldRow *self,
                                 const char      *complaint)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  if (g_strcmp0 (priv->complaint, complaint) == 0)
    return;
  g_free (priv->complaint);
  priv->complaint = g_strdup (complaint);
  if (priv->field != NULL)
    show_problem (self);
}

void
figment_field_row_set_quiet (FigmentFieldRow *self,
                             gboolean         quiet)
{
  FigmentFieldRowPrivate *priv = get_private (self);

  g_return_if_fail (FIGMENT_IS_FIELD_ROW (self));
  if (priv->quiet == quiet)
    return;
  priv->quiet = quiet;
  if (priv->field != NULL)
    show_problem (self);
}
