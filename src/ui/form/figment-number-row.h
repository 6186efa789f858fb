/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentNumberRow:
 *
 * A number: a spin button where one shows the value as it is, else its exact text. Main thread.
 */
#define FIGMENT_TYPE_NUMBER_ROW (figment_number_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentNumberRow, figment_number_row, FIGMENT, NUMBER_ROW, FigmentFieldRow)

/* What the number comes to, in words, beside it; NULL: nothing. */
void figment_number_row_set_hint (FigmentNumberRow *self,
                                  const char       *hint);

G_END_DECLS
