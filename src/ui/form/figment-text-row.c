/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-text-row.h"

struct _FigmentTextRow
{
  FigmentFieldRow parent_instance;

  GtkEditable    *entry;
};

G_DEFINE_FINAL_TYPE (FigmentTextRow, figment_text_row, FIGMENT_TYPE_FIELD_ROW)

static void
entry_changed_cb (FigmentTextRow *self)
{
  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), gtk_editable_get_text (self->entry));
}

static void
figment_text_row_update (FigmentFieldRow *row,
                         FigmentField    *field)
{
  FigmentTextRow *self = FIGMENT_TEXT_ROW (row);
  const char *value = figment_field_get_value (field);

  if (g_str_equal (value, gtk_editable_get_text (self->entry)) || !g_utf8_validate (value, -1, NULL))
    return;
  g_signal_handlers_block_by_func (self->entry, entry_changed_cb, self);
  gtk_editable_set_text (self->entry, value);
  g_signal_handlers_unblock_by_func (self->entry, entry_changed_cb, self);
}

static void
figment_text_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_TEXT_ROW);
  G_OBJECT_CLASS (figment_text_row_parent_class)->dispose (object);
}

static void
figment_text_row_class_init (FigmentTextRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_text_row_dispose;
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_text_row_update;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentTextRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
figment_text_row_init (FigmentTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->entry));
}
