/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentDatabaseLock:
 *
 * Who has a database open: SQLite lets any number of programs write, but whether the last one ended in order, and
 * whether a damaged file may be put aside, can only be judged by one that is alone with it. Kept in a file beside the
 * database, by locks that end with the process that holds them, however it ends. One opens or closes at a time.
 */
typedef struct _FigmentDatabaseLock FigmentDatabaseLock;

FigmentDatabaseLock *figment_database_lock_enter   (const char           *path,
                                                    gboolean             *alone,
                                                    GError              **error);
void                 figment_database_lock_entered (FigmentDatabaseLock  *self);
gboolean             figment_database_lock_leave   (FigmentDatabaseLock  *self);
void                 figment_database_lock_free    (FigmentDatabaseLock  *self);

G_END_DECLS
