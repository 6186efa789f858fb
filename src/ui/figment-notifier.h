/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentNotifier:
 *
 * Tells the desktop when a generation, or a batch of them, has ended while none of Figment's windows is in use; one
 * that failed is told at once, with the reason. Setting "notify" turns it off. Main thread.
 */
#define FIGMENT_TYPE_NOTIFIER (figment_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FigmentNotifier, figment_notifier, FIGMENT, NOTIFIER, GObject)

FigmentNotifier *figment_notifier_new (GtkApplication *application,
                                       FigmentSession *session);

G_END_DECLS
