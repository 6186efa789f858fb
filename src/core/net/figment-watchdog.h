/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * FigmentWatchdog: a time limit on a chain of asynchronous calls. The calls get the watchdog's cancellable, which is
 * cancelled when the caller's own is, or when nobody has fed the watchdog for its time; figment_watchdog_has_barked ()
 * tells the two apart. libsoup's own timeout counts only inactivity of one socket, per session rather than per call.
 * Belongs to the thread-default context in which it was made.
 */
typedef struct _FigmentWatchdog FigmentWatchdog;

FigmentWatchdog *figment_watchdog_new             (GCancellable    *outer,
                                                   guint            milliseconds);
void             figment_watchdog_free            (FigmentWatchdog *self);
GCancellable    *figment_watchdog_get_cancellable (FigmentWatchdog *self);
void             figment_watchdog_feed            (FigmentWatchdog *self);
gboolean         figment_watchdog_has_barked      (FigmentWatchdog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentWatchdog, figment_watchdog_free)

G_END_DECLS
