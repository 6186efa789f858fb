/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentQueueButton:
 *
 * The button in the header bar that shows how many are to be done and how far the current one is, with the popover that
 * shows the whole queue. Main thread. Properties: "session"; "current" (FigmentGeneration that is under way, nullable).
 */
#define FIGMENT_TYPE_QUEUE_BUTTON (figment_queue_button_get_type ())
G_DECLARE_FINAL_TYPE (FigmentQueueButton, figment_queue_button, FIGMENT, QUEUE_BUTTON, AdwBin)

G_END_DECLS
