/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-choice-row.h"

/* From this many on there is a search entry. */
#define LONG_LIST 12

struct _FigmentChoiceRow
{
  FigmentFieldRow     parent_instance;

  char              **choices; /* (owned) (nullable) as they are in the list */

  GtkWidget          *button;
  GtkLabel           *current;
  GtkPopover         *popover;
  GtkWidget          *search;
  GtkListView        *list;
  GtkFilterListModel *filtered;
  GtkStringFilter    *filter;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (FigmentChoiceRow, figment_choice_row, FIGMENT_TYPE_FIELD_ROW)

static void
select_current (FigmentChoiceRow *self)
{
  GListModel *model = G_LIST_MODEL (self->filtered);
  FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (self));
  const guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GtkStringObject) item = g_list_model_get_item (model, i);

      if (!g_str_equal (gtk_string_object_get_string (item), figment_field_get_value (field)))
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      return;
    }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
shown_cb (FigmentChoiceRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_string_filter_set_search (self->filter, NULL);
  select_current (self);
  gtk_widget_grab_focus (gtk_widget_get_visible (self->search) ? self->search : GTK_WIDGET (self->list));
}

static void
search_changed_cb (FigmentChoiceRow *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
activate_cb (FigmentChoiceRow *self,
             guint             position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (item == NULL)
    return;
  gtk_label_set_label (self->current, gtk_string_object_get_string (item));
  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), gtk_string_object_get_string (item));
  gtk_popover_popdown (self->popover);
}

static void
search_activate_cb (FigmentChoiceRow *self)
{
  search_changed_cb (self);
  activate_cb (self, 0);
}

static gboolean
has_choices (FigmentChoiceRow   *self,
             const char *const  *choices)
{
  return self->choices != NULL && choices != NULL && g_strv_equal ((const char *const *) self->choices, choices);
}

static void
figment_choice_row_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentChoiceRow *self = FIGMENT_CHOICE_ROW (row);
  static const char *const none[] = { NULL };
  const char *const *choices = figment_field_get_choices (field);
  const char *value = figment_field_get_value (field);

  if (choices == NULL)
    choices = none;
  if (!has_choices (self, choices))
    {
      g_autoptr(GtkStringList) list = gtk_string_list_new (choices);

      g_strfreev (self->choices);
      self->choices = g_strdupv ((char **) choices);
      gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (list));
      gtk_widget_set_visible (self->search, g_strv_length (self->choices) > LONG_LIST);
    }
  if (g_utf8_validate (value, -1, NULL))
    {
      gtk_label_set_label (self->current, value);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      figment_field_get_label (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
    }
}

static void
figment_choice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CHOICE_ROW);
  G_OBJECT_CLASS (figment_choice_row_parent_class)->dispose (object);
}

static void
figment_choice_row_finalize (GObject *object)
{
  g_strfreev (FIGMENT_CHOICE_ROW (object)->choices);
  G_OBJECT_CLASS (figment_choice_row_parent_class)->finalize (object);
}

static void
figment_choice_row_class_init (FigmentChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_choice_row_dispose;
  object_class->finalize = figment_choice_row_finalize;
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_choice_row_update;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, button);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, current);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, popover);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, search);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, filtered);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, filter);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, selection);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
figment_choice_row_init (FigmentChoiceRow *self)
{
  GtkWidget *child;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* GtkMenuButton centres its child. */
  child = gtk_menu_button_get_child (GTK_MENU_BUTTON (self->button));
  gtk_widget_set_halign (gtk_widget_get_parent (child), GTK_ALIGN_FILL);
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), self->button);
}
