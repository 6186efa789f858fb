/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentChoiceRow:
 *
 * One of what the server has, in a list that can be searched. A value that the server does not have stays. Main thread.
 */
#define FIGMENT_TYPE_CHOICE_ROW (figment_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentChoiceRow, figment_choice_row, FIGMENT, CHOICE_ROW, FigmentFieldRow)

G_END_DECLS
