/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentMediaSlot:
 *
 * A file that goes along: dropped, pasted, chosen or sent from a result. Signal "use-size" (width, height): the size of
 * the result is to be the picture's. Main thread.
 */
#define FIGMENT_TYPE_MEDIA_SLOT (figment_media_slot_get_type ())
G_DECLARE_FINAL_TYPE (FigmentMediaSlot, figment_media_slot, FIGMENT, MEDIA_SLOT, FigmentFieldRow)

void figment_media_slot_take_file (FigmentMediaSlot *self,
                                   GFile            *file);

G_END_DECLS
