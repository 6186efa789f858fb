/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-number-row.h"

#include <math.h>

#include "ui/form/figment-field-text.h"

/* Where the server names no range. */
#define FAR 1e12

struct _FigmentNumberRow
{
  FigmentFieldRow parent_instance;

  GtkLabel       *hint;   /* a suffix of the label */
  GtkStack       *stack;  /* another one: */
  GtkSpinButton  *spin;
  GtkEditable    *entry;
  guint           digits; /* after the point */
};

G_DEFINE_FINAL_TYPE (FigmentNumberRow, figment_number_row, FIGMENT_TYPE_FIELD_ROW)

static void
spin_cb (FigmentNumberRow *self)
{
  g_autofree char *text = figment_field_text_number (gtk_spin_button_get_value (self->spin), self->digits);

  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), text);
}

static gboolean
output_cb (FigmentNumberRow *self)
{
  g_autofree char *text = figment_field_text_shown (gtk_spin_button_get_value (self->spin), self->digits);

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->spin))))
    gtk_editable_set_text (GTK_EDITABLE (self->spin), text);
  return TRUE;
}

static void
entry_cb (FigmentNumberRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), text);
}

static void
show_spin (FigmentNumberRow *self,
           FigmentField     *field)
{
  const double min = figment_field_get_min (field), max = figment_field_get_max (field);
  const double step = figment_field_get_step (field);
  const double fallback = figment_field_get_kind (field) == FIGMENT_FIELD_INTEGER ? 1 : 0.1;
  const double increment = isnan (step) || step <= 0 ? fallback : step;

  g_signal_handlers_block_by_func (self->spin, spin_cb, self);
  gtk_spin_button_set_range (self->spin, isnan (min) ? -FAR : min, isnan (max) ? FAR : max);
  gtk_spin_button_set_increments (self->spin, increment, increment * 10);
  gtk_spin_button_set_digits (self->spin, self->digits);
  gtk_spin_button_set_value (self->spin, g_ascii_strtod (figment_field_get_value (field), NULL));
  g_signal_handlers_unblock_by_func (self->spin, spin_cb, self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->spin));
}

/* A value that a spin button would change by showing it is shown as a text, which is marked. */
static void
figment_number_row_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentNumberRow *self = FIGMENT_NUMBER_ROW (row);
  const char *value = figment_field_get_value (field);
  guint digits;
  double step = figment_field_get_step (field);

  if (figment_field_get_kind (field) == FIGMENT_FIELD_NUMBER && isnan (step))
    step = 0.01;
  if (figment_field_text_spins (value, figment_field_get_min (field), figment_field_get_max (field), step, &digits)
      && (digits == 0 || figment_field_get_kind (field) == FIGMENT_FIELD_NUMBER))
    {
      self->digits = digits;
      show_spin (self, field);
      figment_field_row_set_control (row, GTK_WIDGET (self->spin));
      return;
    }
  if (!g_str_equal (value, gtk_editable_get_text (self->entry)) && g_utf8_validate (value, -1, NULL))
    {
      g_signal_handlers_block_by_func (self->entry, entry_cb, self);
      gtk_editable_set_text (self->entry, value);
      g_signal_handlers_unblock_by_func (self->entry, entry_cb, self);
    }
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->entry));
  figment_field_row_set_control (row, GTK_WIDGET (self->entry));
}

static void
figment_number_row_class_init (FigmentNumberRowClass *klass)
{
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_number_row_update;
}

static void
figment_number_row_init (FigmentNumberRow *self)
{
  self->stack = g_object_new (GTK_TYPE_STACK, "hhomogeneous", FALSE, NULL);
  self->spin = g_object_new (GTK_TYPE_SPIN_BUTTON, "width-chars", 6, "update-policy", GTK_UPDATE_IF_VALID, "numeric",
                             TRUE, NULL);
  self->entry = g_object_new (GTK_TYPE_ENTRY, "width-chars", 12, "input-purpose", GTK_INPUT_PURPOSE_NUMBER, NULL);
  figment_field_row_tame (self->spin);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->spin));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->entry));
  g_signal_connect_swapped (self->spin, "value-changed", G_CALLBACK (spin_cb), self);
  g_signal_connect_swapped (self->spin, "output", G_CALLBACK (output_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (entry_cb), self);
  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->hint));
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->stack));
}

void
figment_number_row_set_hint (FigmentNumberRow *self,
                             const char       *hint)
{
  g_return_if_fail (FIGMENT_IS_NUMBER_ROW (self));
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
}
