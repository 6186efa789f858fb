/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentDiagnosticsGroup:
 *
 * Versions of everything and what can be played here, to read and to copy. Property: "session".
 */
#define FIGMENT_TYPE_DIAGNOSTICS_GROUP (figment_diagnostics_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDiagnosticsGroup, figment_diagnostics_group, FIGMENT, DIAGNOSTICS_GROUP,
                      FigmentSettingsGroup)

G_END_DECLS
