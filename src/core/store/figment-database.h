/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentStoreError:
 * @FIGMENT_STORE_ERROR_NEWER: the database was written by a newer Figment; the file was not touched
 * @FIGMENT_STORE_ERROR_OPEN: cannot be opened or created; the message says why
 * @FIGMENT_STORE_ERROR_SQL: SQLite refused a statement
 * @FIGMENT_STORE_ERROR_FULL: no space left on the disk
 * @FIGMENT_STORE_ERROR_DAMAGED: the file turned out to be damaged while it was in use; the next start sets it aside
 */
typedef enum
{
  FIGMENT_STORE_ERROR_NEWER,
  FIGMENT_STORE_ERROR_OPEN,
  FIGMENT_STORE_ERROR_SQL,
  FIGMENT_STORE_ERROR_FULL,
  FIGMENT_STORE_ERROR_DAMAGED,
} FigmentStoreError;

#define FIGMENT_STORE_ERROR (figment_store_error_quark ())
GQuark figment_store_error_quark (void);

/**
 * FigmentDatabase:
 *
 * The file figment.db: one named thread owns the writing connection and works off a queue, so the order of calls is the
 * order of writes; each write is one transaction. A second connection reads on the main thread (pages of 60 rows take
 * about 0.1 ms). Main thread for all calls.
 */
#define FIGMENT_TYPE_DATABASE (figment_database_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDatabase, figment_database, FIGMENT, DATABASE, GObject)

void             figment_database_open_async   (const char           *path,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
FigmentDatabase *figment_database_open_finish  (GAsyncResult         *result,
                                                GError              **error);

/* Set aside because it was damaged: the path of the set-aside file and how much was saved, in words; NULL otherwise. */
const char      *figment_database_get_salvage  (FigmentDatabase      *self);
const char      *figment_database_get_path     (FigmentDatabase      *self);

/* SQLite's own, as it is installed here. */
const char      *figment_database_get_library_version (void);

/*
 * Waits for the queue to be worked off, marks the shutdown as clean, closes. The object answers with errors
 * afterwards.
 */
void             figment_database_close_async  (FigmentDatabase      *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean         figment_database_close_finish (FigmentDatabase      *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
