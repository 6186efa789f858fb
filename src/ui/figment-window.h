/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"
#include "ui/figment-application.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_WINDOW (figment_window_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWindow, figment_window, FIGMENT, WINDOW, AdwApplicationWindow)

FigmentWindow *figment_window_new (FigmentApplication *application,
                                   FigmentSession     *session);

G_END_DECLS
