/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentServerGroup:
 *
 * One server of the settings page: address, test, trust of its certificate, and what it wants to be told to let us in.
 * Everything takes effect at once. Properties: "session", "service" ("comfy" or "lm", how the settings call it).
 */
#define FIGMENT_TYPE_SERVER_GROUP (figment_server_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentServerGroup, figment_server_group, FIGMENT, SERVER_GROUP, FigmentSettingsGroup)

G_END_DECLS
