/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-answer.h"
#include "comfy/figment-comfy-event.h"

G_BEGIN_DECLS

/**
 * FigmentRunRecord:
 *
 * What the socket told of one run: its outputs, its texts and how it ended. History says the same and more, and is
 * asked first; but it lives in the server's memory only, and when it is gone this is the evidence. Main thread.
 */
typedef struct _FigmentRunRecord FigmentRunRecord;

FigmentRunRecord    *figment_run_record_new        (void);
void                 figment_run_record_free       (FigmentRunRecord        *self);
void                 figment_run_record_feed       (FigmentRunRecord        *self,
                                                    const FigmentComfyEvent *event);
gboolean             figment_run_record_has_ended  (FigmentRunRecord        *self);
FigmentComfyHistory *figment_run_record_to_history (FigmentRunRecord        *self,
                                                    const char              *prompt_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentRunRecord, figment_run_record_free)

G_END_DECLS
