/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-queue.h"

G_BEGIN_DECLS

/* What of a queue moves by itself, so that closing Figment would end it. What is on hold or paused does not. */
guint              figment_busy_count       (FigmentQueue *queue);
FigmentGeneration *figment_busy_dup_current (FigmentQueue *queue);
void               figment_busy_stop        (FigmentQueue *queue);

G_END_DECLS
