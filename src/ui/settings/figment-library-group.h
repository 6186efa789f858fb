/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentLibraryGroup:
 *
 * Where results go, how much room there is, and moving what is there already. Property: "session".
 */
#define FIGMENT_TYPE_LIBRARY_GROUP (figment_library_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentLibraryGroup, figment_library_group, FIGMENT, LIBRARY_GROUP, FigmentSettingsGroup)

G_END_DECLS
