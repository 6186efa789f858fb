/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentTextRow:
 *
 * A text of one line. Main thread.
 */
#define FIGMENT_TYPE_TEXT_ROW (figment_text_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentTextRow, figment_text_row, FIGMENT, TEXT_ROW, FigmentFieldRow)

G_END_DECLS
