/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-appearance-group.h"

struct _FigmentAppearanceGroup
{
  FigmentSettingsGroup  parent_instance;

  AdwComboRow          *style;
};

G_DEFINE_FINAL_TYPE (FigmentAppearanceGroup, figment_appearance_group, FIGMENT_TYPE_SETTINGS_GROUP)

/* What the entries of the combo row stand for, in their order. */
static const char *const style_nicks[] = { "system", "light", "dark", NULL };

static void
figment_appearance_group_set_up (FigmentSettingsGroup *group,
                                 FigmentSession       *session)
{
  FigmentAppearanceGroup *self = FIGMENT_APPEARANCE_GROUP (group);
  GSettings *settings = figment_session_get_settings (session);

  gtk_widget_set_sensitive (GTK_WIDGET (self), settings != NULL);
  if (settings != NULL)
    figment_settings_group_bind_choice (settings, "style", self->style, style_nicks);
}

static void
figment_appearance_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_APPEARANCE_GROUP);
  G_OBJECT_CLASS (figment_appearance_group_parent_class)->dispose (object);
}

static void
figment_appearance_group_class_init (FigmentAppearanceGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_appearance_group_dispose;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_appearance_group_set_up;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-appearance-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentAppearanceGroup, style);
}

static void
figment_appearance_group_init (FigmentAppearanceGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
