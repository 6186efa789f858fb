/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentDefaultsGroup:
 *
 * What each mode begins with. Property: "session".
 */
#define FIGMENT_TYPE_DEFAULTS_GROUP (figment_defaults_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDefaultsGroup, figment_defaults_group, FIGMENT, DEFAULTS_GROUP, FigmentSettingsGroup)

G_END_DECLS
