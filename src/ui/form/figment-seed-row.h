/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentSeedRow:
 *
 * A seed, exact to the last of its 64 bits, and whether the next one is drawn, kept or counted up. Activates
 * page.use-last-seed. Main thread.
 */
#define FIGMENT_TYPE_SEED_ROW (figment_seed_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSeedRow, figment_seed_row, FIGMENT, SEED_ROW, FigmentFieldRow)

G_END_DECLS
