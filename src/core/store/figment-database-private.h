/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-database.h"
#include "store/figment-sqlite.h"

G_BEGIN_DECLS

/**
 * FigmentDatabaseFunc:
 * @database: the writing connection, inside a transaction
 * @data: what the caller of _figment_database_write_async () gave; nobody else touches it meanwhile
 *
 * Runs on the store's thread. %FALSE with @error takes back all that it wrote.
 */
typedef gboolean (*FigmentDatabaseFunc) (FigmentSqlite  *database,
                                         gpointer        data,
                                         GError        **error);

/* Runs on the store's thread when what FigmentDatabaseFunc wrote was taken back, by it or by a failed commit. */
typedef void     (*FigmentDatabaseUndo) (gpointer        data);

void           _figment_database_write_async  (FigmentDatabase      *self,
                                               FigmentDatabaseFunc   func,
                                               FigmentDatabaseUndo   undo,
                                               gpointer              data,
                                               GDestroyNotify        free_data,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gpointer       _figment_database_write_finish (FigmentDatabase      *self,
                                               GAsyncResult         *result,
                                               GError              **error);
FigmentSqlite *_figment_database_get_reader   (FigmentDatabase      *self,
                                               GError              **error);

/* The steps of opening, which need no object. Any thread. */
gboolean       _figment_database_create_file  (const char           *path,
                                               GError              **error);
FigmentSqlite *_figment_database_open_file    (const char           *path,
                                               const char *const    *migrations,
                                               gboolean              alone,
                                               char                **salvage,
                                               GError              **error);
FigmentSqlite *_figment_database_open_reader  (const char           *path,
                                               GError              **error);
gboolean       _figment_database_mark         (FigmentSqlite        *database,
                                               const char           *key,
                                               gboolean              value,
                                               GError              **error);
#define FIGMENT_DATABASE_CLEAN "clean"     /* closed in order by the last who had it open */
#define FIGMENT_DATABASE_DAMAGED "damaged" /* somebody met damage */
FigmentSqlite *_figment_database_open_writer  (const char           *path,
                                               GError              **error);

G_END_DECLS
