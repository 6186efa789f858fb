/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentSwitchRow:
 *
 * On or off. Main thread.
 */
#define FIGMENT_TYPE_SWITCH_ROW (figment_switch_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSwitchRow, figment_switch_row, FIGMENT, SWITCH_ROW, FigmentFieldRow)

G_END_DECLS
