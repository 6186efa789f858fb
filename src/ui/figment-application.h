/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FigmentApplication:
 *
 * One process for all windows of a user: opens the session, owns it and the practice server, hands files and actions of
 * later command lines to the window, tells the desktop what has ended. Main thread.
 */
#define FIGMENT_TYPE_APPLICATION (figment_application_get_type ())
G_DECLARE_FINAL_TYPE (FigmentApplication, figment_application, FIGMENT, APPLICATION, AdwApplication)

FigmentApplication *figment_application_new            (void);
void                figment_application_wait_for_queue (FigmentApplication *self,
                                                        gboolean            briefly);

G_END_DECLS
