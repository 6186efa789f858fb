/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-control-panel.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/shell/figment-adaptive-bin.h"
#include "ui/workflows/figment-control-chooser.h"
#include "ui/workflows/figment-place-list.h"

/**
 * FigmentControlPanel:
 *
 * What one control of a form is: label, role, range, where it is shown and what it writes to, with the reason; each to
 * be changed through the form's editor.
 *
 * Properties: "editor", "field" (the control that is shown; one of the editor's form, or NULL).
 */
struct _FigmentControlPanel
{
  GtkBox             parent_instance;

  FigmentFormEditor *editor;  /* (owned) (nullable) */
  FigmentField      *field;   /* (owned) (nullable) */
  gboolean           showing; /* values are shown, not set */

  FigmentControlChooser *chooser;
  GtkWidget         *settings;
  GtkEntry          *label;
  GtkDropDown       *shown;
  GtkDropDown       *role;
  GtkEntry          *first;
  GtkWidget         *range_label;
  GtkEntry          *min;
  GtkEntry          *max;
  FigmentPlaceList  *places;
};

G_DEFINE_FINAL_TYPE (FigmentControlPanel, figment_control_panel, GTK_TYPE_BOX)

typedef enum
{
  PROP_EDITOR = 1,
  PROP_FIELD,
} FigmentControlPanelProperty;
static GParamSpec *props[PROP_FIELD + 1];

/* The px between what stands side by side, or under one another. */
static int
get_gap (GObject      *object,
         FigmentWidth  width)
{
  return width == FIGMENT_WIDTH_NARROW ? 6 : 18;
}

static FigmentForm *
get_form (FigmentControlPanel *self)
{
  return figment_form_editor_get_form (self->editor);
}

static void
enable_actions (FigmentControlPanel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n = 0;
  const guint row = self->field != NULL ? figment_form_editor_find_row (self->editor, self->field, &n) : G_MAXUINT;

  gtk_widget_action_set_enabled (widget, "control.move-up", row != G_MAXUINT && row > 0);
  gtk_widget_action_set_enabled (widget, "control.move-down", row != G_MAXUINT && row + 1 < n);
  gtk_widget_action_set_enabled (widget, "control.reset",
                                 self->field != NULL && figment_form_editor_is_decided (self->editor, self->field));
}

/* What an entry shows before somebody types. */
static void
show_text (GtkEntry   *entry,
           const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  /* As the entry has it: it may be shorter. */
  g_object_set_data_full (G_OBJECT (entry), "shown", g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))), g_free);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static char *
dup_number (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (isnan (number) ? "" : g_ascii_formatd (buffer, sizeof buffer, "%.10g", number));
}

static void
show_range (FigmentControlPanel *self)
{
  const FigmentFieldKind kind = figment_field_get_kind (self->field);
  g_autofree char *min = dup_number (figment_field_get_min (self->field));
  g_autofree char *max = dup_number (figment_field_get_max (self->field));

  gtk_widget_set_visible (self->range_label, kind == FIGMENT_FIELD_INTEGER || kind == FIGMENT_FIELD_NUMBER);
  show_text (self->min, min);
  show_text (self->max, max);
}

/* Also where it is the same list: a control may be called otherwise after a step. */
static void
fill_chooser (FigmentControlPanel *self)
{
  figment_control_chooser_list (self->chooser, self->editor != NULL ? get_form (self) : NULL);
}

static void
show_field (FigmentControlPanel *self)
{
  self->showing = TRUE;
  gtk_widget_set_sensitive (self->settings, self->field != NULL);
  figment_control_chooser_show (self->chooser, self->field);
  if (self->field != NULL)
    {
      g_autofree char *first = figment_form_editor_dup_text (self->editor, self->field, FIGMENT_MAPPING_DEFAULT);

      show_text (self->label, figment_field_get_label (self->field));
      gtk_drop_down_set_selected (self->shown, figment_form_editor_get_shown (self->editor, self->field));
      gtk_drop_down_set_selected (self->role, (guint) (figment_field_get_role (self->field) + 1));
      show_text (self->first, first != NULL ? first : figment_field_get_default_value (self->field));
      gtk_widget_set_sensitive (GTK_WIDGET (self->first), !figment_field_is_media (self->field));
      show_range (self);
      figment_place_list_show (self->places, self->editor, self->field);
    }
  enable_actions (self);
  self->showing = FALSE;
}

/* After a step the control may be another object, or another control that writes to the same place; if it is gone, as
 * with its node, the first one is shown. Returns: (transfer none) (nullable): NULL: the form has none */
static FigmentField *
find_again (FigmentControlPanel *self)
{
  GListModel *form = G_LIST_MODEL (get_form (self));
  const FigmentPlace *place = NULL;
  FigmentField *same = NULL, *first = NULL;

  if (self->field != NULL)
    {
      same = figment_form_get_field (get_form (self), figment_field_get_id (self->field));
      place = g_ptr_array_index (figment_field_get_places (self->field), 0);
    }
  for (guint i = 0; same == NULL && i < g_list_model_get_n_items (form); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (form, i); /* the form keeps it */

      if (first == NULL)
        first = field;
      if (place != NULL
          && g_ptr_array_find_with_equal_func (figment_field_get_places (field), place, figment_place_equal, NULL))
        same = field;
    }
  return same != NULL ? same : first;
}

static void
stepped_cb (FigmentControlPanel *self)
{
  if (self->editor == NULL)
    return;
  fill_chooser (self);
  figment_control_panel_set_field (self, find_again (self));
  show_field (self);
}

/* What somebody typed counts; an empty entry is what was detected. */
static void
set_text (FigmentControlPanel *self,
          FigmentMappingKey    key,
          GtkEntry            *entry)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  if (self->showing || self->field == NULL
      || g_strcmp0 (text, g_object_get_data (G_OBJECT (entry), "shown")) == 0)
    return;
  figment_form_editor_set_text (self->editor, self->field, key, text[0] != '\0' ? text : NULL);
  show_field (self); /* also where the step has changed nothing */
}

static void
label_cb (FigmentControlPanel *self)
{
  set_text (self, FIGMENT_MAPPING_LABEL, self->label);
}

static void
first_cb (FigmentControlPanel *self)
{
  set_text (self, FIGMENT_MAPPING_DEFAULT, self->first);
}

/* A number that leaves a range, or nothing. */
static gboolean
is_end (const char *text,
        double      other,
        gboolean    is_min)
{
  char *end;
  const double number = g_ascii_strtod (text, &end);

  if (text[0] == '\0')
    return TRUE;
  return end != text && *end == '\0' && isfinite (number) && !(is_min ? number > other : number < other);
}

static void
min_cb (FigmentControlPanel *self)
{
  if (self->field == NULL)
    return;
  if (is_end (gtk_editable_get_text (GTK_EDITABLE (self->min)), figment_field_get_max (self->field), TRUE))
    set_text (self, FIGMENT_MAPPING_MIN, self->min);
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->min), "error");
}

static void
max_cb (FigmentControlPanel *self)
{
  if (self->field == NULL)
    return;
  if (is_end (gtk_editable_get_text (GTK_EDITABLE (self->max)), figment_field_get_min (self->field), FALSE))
    set_text (self, FIGMENT_MAPPING_MAX, self->max);
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->max), "error");
}

/* What was typed counts when the focus goes on, too. */
static void
leave_cb (GtkEventControllerFocus *focus,
          FigmentControlPanel     *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));

  g_signal_emit_by_name (entry, "activate");
}

static void
shown_cb (FigmentControlPanel *self)
{
  if (!self->showing && self->field != NULL)
    figment_form_editor_set_shown (self->editor, self->field,
                                   (FigmentShown) gtk_drop_down_get_selected (self->shown));
}

static void
role_cb (FigmentControlPanel *self)
{
  if (!self->showing && self->field != NULL)
    figment_form_editor_set_role (self->editor, self->field, (int) gtk_drop_down_get_selected (self->role) - 1);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentControlPanel *self = FIGMENT_CONTROL_PANEL (widget);
  const guint row = figment_form_editor_find_row (self->editor, self->field, NULL);

  figment_form_editor_move (self->editor, self->field, g_str_equal (name, "control.move-up") ? row - 1 : row + 1);
}

static void
reset_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentControlPanel *self = FIGMENT_CONTROL_PANEL (widget);

  figment_form_editor_reset (self->editor, self->field);
}

static void
figment_control_panel_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  FigmentControlPanel *self = FIGMENT_CONTROL_PANEL (object);

  switch ((FigmentControlPanelProperty) prop_id)
    {
    case PROP_EDITOR: g_value_set_object (value, self->editor); break;
    case PROP_FIELD: g_value_set_object (value, self->field); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_control_panel_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  FigmentControlPanel *self = FIGMENT_CONTROL_PANEL (object);

  switch ((FigmentControlPanelProperty) prop_id)
    {
    case PROP_EDITOR: figment_control_panel_set_editor (self, g_value_get_object (value)); break;
    case PROP_FIELD: figment_control_panel_set_field (self, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_control_panel_dispose (GObject *object)
{
  FigmentControlPanel *self = FIGMENT_CONTROL_PANEL (object);

  self->showing = TRUE;
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_CONTROL_PANEL);
  G_OBJECT_CLASS (figment_control_panel_parent_class)->dispose (object);
  g_clear_object (&self->field);
  g_clear_object (&self->editor);
}

static void
figment_control_panel_class_init (FigmentControlPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_control_panel_get_property;
  object_class->set_property = figment_control_panel_set_property;
  object_class->dispose = figment_control_panel_dispose;

  props[PROP_EDITOR] = g_param_spec_object ("editor", NULL, NULL, FIGMENT_TYPE_FORM_EDITOR, flags);
  props[PROP_FIELD] = g_param_spec_object ("field", NULL, NULL, FIGMENT_TYPE_FIELD, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (FIGMENT_TYPE_CONTROL_CHOOSER);
  g_type_ensure (FIGMENT_TYPE_PLACE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-control-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, chooser);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, settings);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, label);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, shown);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, role);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, first);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, range_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, min);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, max);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlPanel, places);
  gtk_widget_class_bind_template_callback (widget_class, get_gap);
  gtk_widget_class_bind_template_callback (widget_class, figment_control_panel_set_field);
  gtk_widget_class_bind_template_callback (widget_class, label_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, role_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_cb);
  gtk_widget_class_bind_template_callback (widget_class, min_cb);
  gtk_widget_class_bind_template_callback (widget_class, max_cb);
  gtk_widget_class_install_action (widget_class, "control.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "control.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "control.reset", NULL, reset_action);
}

static GListModel *
list_roles (void)
{
  GtkStringList *roles = gtk_string_list_new (NULL);

  gtk_string_list_append (roles, _("None"));
  for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
    gtk_string_list_append (roles, figment_role_get_label (role));
  return G_LIST_MODEL (roles);
}

static void
figment_control_panel_init (FigmentControlPanel *self)
{
  g_autoptr(GListModel) roles = list_roles ();
  GtkEntry *entries[4];

  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->role, roles);
  entries[0] = self->label;
  entries[1] = self->first;
  entries[2] = self->min;
  entries[3] = self->max;
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkEventController *focus = gtk_event_controller_focus_new ();

      g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
      gtk_widget_add_controller (GTK_WIDGET (entries[i]), focus);
    }
  show_field (self);
}

/* Returns: (transfer none) (nullable) */
FigmentFormEditor *
figment_control_panel_get_editor (FigmentControlPanel *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONTROL_PANEL (self), NULL);
  return self->editor;
}

/* Shows the first control of its form. */
void
figment_control_panel_set_editor (FigmentControlPanel *self,
                                  FigmentFormEditor   *editor)
{
  g_autoptr(FigmentField) first = NULL;

  g_return_if_fail (FIGMENT_IS_CONTROL_PANEL (self));
  if (self->editor == editor)
    return;
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->field);
  g_set_object (&self->editor, editor);
  fill_chooser (self);
  if (editor != NULL)
    {
      g_signal_connect_object (editor, "notify::json", G_CALLBACK (stepped_cb), self, G_CONNECT_SWAPPED);
      first = g_list_model_get_item (G_LIST_MODEL (get_form (self)), 0);
    }
  figment_control_panel_set_field (self, first);
  if (first == NULL)
    show_field (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITOR]);
}

/* Returns: (transfer none) (nullable) */
FigmentField *
figment_control_panel_get_field (FigmentControlPanel *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONTROL_PANEL (self), NULL);
  return self->field;
}

void
figment_control_panel_set_field (FigmentControlPanel *self,
                                 FigmentField        *field)
{
  g_return_if_fail (FIGMENT_IS_CONTROL_PANEL (self));
  if (!g_set_object (&self->field, field))
    return;
  show_field (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIELD]);
}

static gboolean
writes_to (FigmentField *field,
           const char   *node_id)
{
  GPtrArray *places = figment_field_get_places (field);

  for (guint i = 0; i < places->len; i++)
    if (g_str_equal (((FigmentPlace *) g_ptr_array_index (places, i))->node_id, node_id))
      return TRUE;
  return FALSE;
}

void
figment_control_panel_show_node (FigmentControlPanel *self,
                                 const char          *node_id)
{
  g_autoptr(FigmentField) chosen = NULL;
  gboolean passed = FALSE;

  g_return_if_fail (FIGMENT_IS_CONTROL_PANEL (self) && node_id != NULL);
  for (guint i = 0; self->editor != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (get_form (self))); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (get_form (self)), i);

      if (writes_to (field, node_id) && (chosen == NULL || passed))
        {
          g_set_object (&chosen, field);
          if (passed)
            break;
        }
      passed |= field == self->field;
    }
  if (chosen != NULL)
    figment_control_panel_set_field (self, chosen);
}

/* What was typed and not confirmed counts, too. */
void
figment_control_panel_commit (FigmentControlPanel *self)
{
  g_return_if_fail (FIGMENT_IS_CONTROL_PANEL (self));
  label_cb (self);
  first_cb (self);
  min_cb (self);
  max_cb (self);
}

/* Shows the control anew, after the form has changed by other hands. */
void
figment_control_panel_refresh (FigmentControlPanel *self)
{
  g_return_if_fail (FIGMENT_IS_CONTROL_PANEL (self));
  stepped_cb (self);
}
