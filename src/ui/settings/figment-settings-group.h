/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentSettingsGroup:
 *
 * What the groups of the settings page have in common. Property: "session" (construct-only).
 */
#define FIGMENT_TYPE_SETTINGS_GROUP (figment_settings_group_get_type ())
G_DECLARE_DERIVABLE_TYPE (FigmentSettingsGroup, figment_settings_group, FIGMENT, SETTINGS_GROUP, AdwPreferencesGroup)

/**
 * FigmentSettingsGroupClass:
 * @set_up: shows what is set and follows it; called once, when the group is made. @session lasts as long as the group.
 */
struct _FigmentSettingsGroupClass
{
  AdwPreferencesGroupClass parent_class;

  void (*set_up) (FigmentSettingsGroup *self,
                  FigmentSession       *session);
};

/* Binds the choice in a combo row to a setting. nicks: what its entries stand for, in their order; must last. */
void figment_settings_group_bind_choice (GSettings         *settings,
                                         const char        *key,
                                         AdwComboRow       *row,
                                         const char *const *nicks);

G_END_DECLS
