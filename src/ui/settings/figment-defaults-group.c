/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-defaults-group.h"

#include "ui/settings/figment-mode-row.h"

struct _FigmentDefaultsGroup
{
  FigmentSettingsGroup  parent_instance;
};

G_DEFINE_FINAL_TYPE (FigmentDefaultsGroup, figment_defaults_group, FIGMENT_TYPE_SETTINGS_GROUP)

static void
figment_defaults_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_DEFAULTS_GROUP);
  G_OBJECT_CLASS (figment_defaults_group_parent_class)->dispose (object);
}

static void
figment_defaults_group_class_init (FigmentDefaultsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_defaults_group_dispose;

  g_type_ensure (FIGMENT_TYPE_MODE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-defaults-group.ui");
}

static void
figment_defaults_group_init (FigmentDefaultsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
