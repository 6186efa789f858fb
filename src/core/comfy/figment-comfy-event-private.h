/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-event.h"

G_BEGIN_DECLS

FigmentComfyEvent *_figment_comfy_event_new (FigmentComfyEventType type);

G_END_DECLS
