/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"
#include "ui/form/figment-field-row.h"
#include "workflow/figment-wildcard-folder.h"

G_BEGIN_DECLS

/**
 * FigmentPromptRow:
 *
 * A text of many lines, with those that were written before within reach. Main thread.
 */
#define FIGMENT_TYPE_PROMPT_ROW (figment_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPromptRow, figment_prompt_row, FIGMENT, PROMPT_ROW, FigmentFieldRow)

/* Where earlier prompts are found; NULL: none are offered. */
void figment_prompt_row_set_history (FigmentPromptRow       *self,
                                     FigmentGenerationStore *history);

/* The lists that "__animals__" can draw from; NULL: it is not looked whether there is such a list. */
void figment_prompt_row_set_wildcards
                                    (FigmentPromptRow       *self,
                                     FigmentWildcardFolder  *wildcards);

G_END_DECLS
