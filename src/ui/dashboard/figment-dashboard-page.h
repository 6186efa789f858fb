/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentDashboardPage:
 *
 * Home: how it stands with the servers and what to do about it, the three modes, the newest results. Main thread.
 * Property: "session".
 */
#define FIGMENT_TYPE_DASHBOARD_PAGE (figment_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDashboardPage, figment_dashboard_page, FIGMENT, DASHBOARD_PAGE, AdwBin)

G_END_DECLS
