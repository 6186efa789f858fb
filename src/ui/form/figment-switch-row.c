/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-switch-row.h"

struct _FigmentSwitchRow
{
  FigmentFieldRow parent_instance;

  GtkSwitch      *toggle; /* a suffix of the label */
};

G_DEFINE_FINAL_TYPE (FigmentSwitchRow, figment_switch_row, FIGMENT_TYPE_FIELD_ROW)

static void
active_cb (FigmentSwitchRow *self)
{
  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), gtk_switch_get_active (self->toggle) ? "true" : "false");
}

static void
figment_switch_row_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentSwitchRow *self = FIGMENT_SWITCH_ROW (row);

  g_signal_handlers_block_by_func (self->toggle, active_cb, self);
  gtk_switch_set_active (self->toggle, g_str_equal (figment_field_get_value (field), "true"));
  g_signal_handlers_unblock_by_func (self->toggle, active_cb, self);
}

static void
figment_switch_row_class_init (FigmentSwitchRowClass *klass)
{
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_switch_row_update;
}

static void
figment_switch_row_init (FigmentSwitchRow *self)
{
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  g_signal_connect_swapped (self->toggle, "notify::active", G_CALLBACK (active_cb), self);
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->toggle));
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->toggle));
}
