/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-checkup.h"

G_BEGIN_DECLS

/**
 * FigmentFindingRow:
 *
 * One thing that a check has found: what it is in words, what can be done about it, where a missing file is to be had.
 * Main thread. Signal: "repair" (const FigmentProblem *, const FigmentRepair *): that is what the user wants done. Both
 * live as long as the row.
 */
#define FIGMENT_TYPE_FINDING_ROW (figment_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentFindingRow, figment_finding_row, FIGMENT, FINDING_ROW, GtkListBoxRow)

/* @index: of a finding of @checkup */
GtkWidget            *figment_finding_row_new         (FigmentCheckup    *checkup,
                                                       guint              index);
const FigmentProblem *figment_finding_row_get_problem (FigmentFindingRow *self);

G_END_DECLS
