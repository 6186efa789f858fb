/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"
#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentMediaSlot:
 *
 * A file that goes along: dropped, pasted, chosen or a result; what is of the wrong kind is refused with the reason. A
 * slot that may stay empty says so, and one for which the server has a file says which. Signal "use-size" (int width,
 * int height in px): the result is to get the picture's size. Main thread.
 */
#define FIGMENT_TYPE_MEDIA_SLOT (figment_media_slot_get_type ())
G_DECLARE_FINAL_TYPE (FigmentMediaSlot, figment_media_slot, FIGMENT, MEDIA_SLOT, FigmentFieldRow)

void figment_media_slot_take_file   (FigmentMediaSlot       *self,
                                     GFile                  *file);

/* Where results come from; NULL: they are not offered. */
void figment_media_slot_set_library (FigmentMediaSlot       *self,
                                     FigmentGenerationStore *library);

/* How large the result becomes, in px; 0: the form does not say, and nothing is to be fitted. */
void figment_media_slot_set_target  (FigmentMediaSlot       *self,
                                     int                     width,
                                     int                     height);

G_END_DECLS
