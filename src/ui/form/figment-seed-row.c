/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-seed-row.h"

#include <glib/gi18n-lib.h>

#include "ui/form/figment-field-text.h"
#include "ui/widgets/figment-drop-down.h"

struct _FigmentSeedRow
{
  FigmentFieldRow parent_instance;

  gboolean        updating; /* what is shown comes from the field */

  GtkEditable    *entry;
  GtkDropDown    *mode;     /* a suffix of the label; its rows are the values of FigmentSeedMode */
};

G_DEFINE_FINAL_TYPE (FigmentSeedRow, figment_seed_row, FIGMENT_TYPE_FIELD_ROW)

static FigmentField *
get_field (FigmentSeedRow *self)
{
  return figment_field_row_get_field (FIGMENT_FIELD_ROW (self));
}

/* A seed that somebody writes is one that is meant to be used. */
static void
entry_changed_cb (FigmentSeedRow *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autofree char *seed = figment_field_text_seed (text);

  if (self->updating || get_field (self) == NULL)
    return;
  figment_field_row_set_value (FIGMENT_FIELD_ROW (self), seed != NULL ? seed : text);
  if (figment_field_get_seed_mode (get_field (self)) == FIGMENT_SEED_RANDOM)
    figment_field_set_seed_mode (get_field (self), FIGMENT_SEED_FIXED);
}

static void
mode_cb (FigmentSeedRow *self)
{
  const guint mode = gtk_drop_down_get_selected (self->mode);

  /* Nothing is selected while the drop-down is taken apart. */
  if (!self->updating && get_field (self) != NULL && mode <= FIGMENT_SEED_INCREMENT)
    figment_field_set_seed_mode (get_field (self), (FigmentSeedMode) mode);
}

static void
draw_cb (FigmentSeedRow *self)
{
  figment_field_draw_seed (get_field (self));
  figment_field_set_seed_mode (get_field (self), FIGMENT_SEED_FIXED);
}

static void
figment_seed_row_update (FigmentFieldRow *row,
                         FigmentField    *field)
{
  FigmentSeedRow *self = FIGMENT_SEED_ROW (row);
  const char *value = figment_field_get_value (field);
  g_autofree char *shown = figment_field_text_seed (gtk_editable_get_text (self->entry));

  self->updating = TRUE;
  gtk_drop_down_set_selected (self->mode, (guint) figment_field_get_seed_mode (field));
  if (g_strcmp0 (shown, value) != 0 && !g_str_equal (gtk_editable_get_text (self->entry), value)
      && g_utf8_validate (value, -1, NULL))
    gtk_editable_set_text (self->entry, value);
  self->updating = FALSE;
}

static void
figment_seed_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_SEED_ROW);
  G_OBJECT_CLASS (figment_seed_row_parent_class)->dispose (object);
}

static void
figment_seed_row_class_init (FigmentSeedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_seed_row_dispose;
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_seed_row_update;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-seed-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentSeedRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, draw_cb);
}

static void
figment_seed_row_init (FigmentSeedRow *self)
{
  const char *modes[] = { NULL, NULL, NULL, NULL };

  modes[FIGMENT_SEED_RANDOM] = _("Random each time");
  modes[FIGMENT_SEED_FIXED] = _("Fixed");
  modes[FIGMENT_SEED_INCREMENT] = _("One more each time");
  gtk_widget_init_template (GTK_WIDGET (self));
  self->mode = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (modes));
  gtk_widget_add_css_class (GTK_WIDGET (self->mode), "flat");
  figment_drop_down_let_shrink (self->mode);
  figment_drop_down_set_name (self->mode, _("Next Seed"));
  g_signal_connect_swapped (self->mode, "notify::selected", G_CALLBACK (mode_cb), self);
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->mode));
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->entry));
}
