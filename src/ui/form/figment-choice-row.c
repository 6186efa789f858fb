/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-choice-row.h"

#include "ui/form/figment-choice-popover.h"

struct _FigmentChoiceRow
{
  FigmentFieldRow       parent_instance;

  GtkWidget            *button;
  GtkLabel             *current;
  FigmentChoicePopover *popover;
};

G_DEFINE_FINAL_TYPE (FigmentChoiceRow, figment_choice_row, FIGMENT_TYPE_FIELD_ROW)

static void
show_value (FigmentChoiceRow *self,
            const char       *value)
{
  FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (self));

  gtk_label_set_label (self->current, value);
  figment_choice_popover_set_current (self->popover, value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  figment_field_get_label (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
}

static void
chosen_cb (FigmentChoiceRow *self,
           const char       *choice)
{
  show_value (self, choice);
  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), choice);
}

static void
figment_choice_row_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentChoiceRow *self = FIGMENT_CHOICE_ROW (row);
  static const char *const none[] = { NULL };
  const char *const *choices = figment_field_get_choices (field);
  const char *value = figment_field_get_value (field);

  figment_choice_popover_set_choices (self->popover, choices != NULL ? choices : none);
  if (g_utf8_validate (value, -1, NULL))
    show_value (self, value);
}

static void
figment_choice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CHOICE_ROW);
  G_OBJECT_CLASS (figment_choice_row_parent_class)->dispose (object);
}

static void
figment_choice_row_class_init (FigmentChoiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_choice_row_dispose;
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_choice_row_update;
  g_type_ensure (FIGMENT_TYPE_CHOICE_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, button);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, current);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoiceRow, popover);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
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
