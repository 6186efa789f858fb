/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_DASHBOARD_PAGE (figment_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDashboardPage, figment_dashboard_page, FIGMENT, DASHBOARD_PAGE, GtkWidget)

G_END_DECLS
