/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentQueueGroup:
 *
 * How the queue works, and what is done when it has worked or is left. Property: "session".
 */
#define FIGMENT_TYPE_QUEUE_GROUP (figment_queue_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueueGroup, figment_queue_group, FIGMENT, QUEUE_GROUP, FigmentSettingsGroup)

G_END_DECLS
