/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentResultPicker:
 *
 * A popover with what was made last, to choose one of. Signal "chosen" (FigmentResult); it closes by itself. Main
 * thread.
 */
#define FIGMENT_TYPE_RESULT_PICKER (figment_result_picker_get_type ())
G_DECLARE_FINAL_TYPE (FigmentResultPicker, figment_result_picker, FIGMENT, RESULT_PICKER, GtkPopover)

/* Looks what there is now; to be called before it opens. */
void figment_result_picker_load (FigmentResultPicker    *self,
                                 FigmentGenerationStore *library,
                                 const FigmentMediaKind *kinds,
                                 guint                   n_kinds);

G_END_DECLS
