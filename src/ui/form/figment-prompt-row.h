/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentPromptRow:
 *
 * A text of many lines. Main thread.
 */
#define FIGMENT_TYPE_PROMPT_ROW (figment_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPromptRow, figment_prompt_row, FIGMENT, PROMPT_ROW, FigmentFieldRow)

G_END_DECLS
