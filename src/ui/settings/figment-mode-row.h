/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentModeRow:
 *
 * What one mode begins with: workflow, count, previews. Properties: "session", "mode" (construct only).
 */
#define FIGMENT_TYPE_MODE_ROW (figment_mode_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentModeRow, figment_mode_row, FIGMENT, MODE_ROW, AdwExpanderRow)

G_END_DECLS
