/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentSidebar:
 *
 * The list of pages, with the two connection dots at its foot. Main thread.
 *
 * Properties: "session"; "page" (name of the page that is marked); "compact" (icons only). Choosing a row activates
 * win.show-page.
 */
#define FIGMENT_TYPE_SIDEBAR (figment_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSidebar, figment_sidebar, FIGMENT, SIDEBAR, AdwBin)

G_END_DECLS
