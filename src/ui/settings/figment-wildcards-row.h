/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentWildcardsRow:
 *
 * Where the lists of words are that prompts draw from, how many there are, and the way to them. Property: "session".
 */
#define FIGMENT_TYPE_WILDCARDS_ROW (figment_wildcards_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWildcardsRow, figment_wildcards_row, FIGMENT, WILDCARDS_ROW, AdwActionRow)

G_END_DECLS
