/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentPageSlot:
 *
 * The place of a page in the window's stack. The page itself comes into being when it is first asked for, so that the
 * start does not wait for pages that nobody looks at, and they take no memory. Main thread.
 *
 * Properties: "page-type" (of a widget with a property "session"), "mode" (FigmentMode, for a page that has that, too),
 * "session".
 */
#define FIGMENT_TYPE_PAGE_SLOT (figment_page_slot_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPageSlot, figment_page_slot, FIGMENT, PAGE_SLOT, AdwBin)

GtkWidget *figment_page_slot_get_page (FigmentPageSlot *self);

G_END_DECLS
