/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "figment-cli.h"
#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentCliWatch:
 *
 * Follows generations to their ends: shows progress, prints the outputs of each as it is done, and turns Ctrl-C (and
 * SIGTERM) into cancelling, at any time from figment_cli_watch_new () on. Main thread.
 */
typedef struct _FigmentCliWatch FigmentCliWatch;

/* Asks that @generation be cancelled, on the server too; its end is seen by its state. */
typedef void (*FigmentCliCancelFunc) (FigmentGeneration *generation,
                                      gpointer           user_data);

FigmentCliWatch *figment_cli_watch_new             (gboolean              json);
void             figment_cli_watch_free            (FigmentCliWatch      *self);
GCancellable    *figment_cli_watch_get_cancellable (FigmentCliWatch      *self);
gboolean         figment_cli_watch_is_interrupted  (FigmentCliWatch      *self);
void             figment_cli_watch_set_cancel_func (FigmentCliWatch      *self,
                                                    FigmentCliCancelFunc  cancel,
                                                    gpointer              user_data);
void             figment_cli_watch_add             (FigmentCliWatch      *self,
                                                    FigmentGeneration    *generation);
FigmentCliExit   figment_cli_watch_run             (FigmentCliWatch      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCliWatch, figment_cli_watch_free)

G_END_DECLS
