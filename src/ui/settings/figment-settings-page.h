/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_SETTINGS_PAGE (figment_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSettingsPage, figment_settings_page, FIGMENT, SETTINGS_PAGE, GtkWidget)

G_END_DECLS
