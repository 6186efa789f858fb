/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentAppearanceGroup:
 *
 * How the program looks. Property: "session".
 */
#define FIGMENT_TYPE_APPEARANCE_GROUP (figment_appearance_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentAppearanceGroup, figment_appearance_group, FIGMENT, APPEARANCE_GROUP, FigmentSettingsGroup)

G_END_DECLS
