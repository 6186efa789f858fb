/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FigmentTroubleWindow:
 *
 * Stands in for the window when the library cannot be opened, and says why. Signal "try-again". Main thread.
 */
#define FIGMENT_TYPE_TROUBLE_WINDOW (figment_trouble_window_get_type ())
G_DECLARE_FINAL_TYPE (FigmentTroubleWindow, figment_trouble_window, FIGMENT, TROUBLE_WINDOW, AdwApplicationWindow)

GtkWindow *figment_trouble_window_new (GtkApplication *application,
                                       const GError   *error);

G_END_DECLS
