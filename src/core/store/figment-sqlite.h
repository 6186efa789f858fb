/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentSqlite:
 *
 * A connection to one SQLite file. It keeps the statements that were prepared on it, so asking for the same SQL again
 * is cheap. One thread at a time. Errors are in %FIGMENT_STORE_ERROR. For the files of store/ only.
 */
typedef struct _FigmentSqlite FigmentSqlite;

/**
 * FigmentStatement:
 *
 * A statement on loan from its connection; freeing it resets it and gives it back. Must not outlive the connection.
 */
typedef struct _FigmentStatement FigmentStatement;

typedef enum
{
  FIGMENT_STEP_ROW,
  FIGMENT_STEP_DONE,
  FIGMENT_STEP_FAILED,
} FigmentStep;

FigmentSqlite    *figment_sqlite_open             (const char        *path,
                                                   GError           **error);
FigmentSqlite    *figment_sqlite_open_damaged     (const char        *path,
                                                   GError           **error);
void              figment_sqlite_close            (FigmentSqlite     *self);
void              figment_sqlite_close_untouched  (FigmentSqlite     *self);
gboolean          figment_sqlite_exec             (FigmentSqlite     *self,
                                                   const char        *sql,
                                                   GError           **error);
gboolean          figment_sqlite_begin            (FigmentSqlite     *self,
                                                   GError           **error);
gboolean          figment_sqlite_commit           (FigmentSqlite     *self,
                                                   GError           **error);
void              figment_sqlite_rollback         (FigmentSqlite     *self);
gboolean          figment_sqlite_get_number       (FigmentSqlite     *self,
                                                   const char        *sql,
                                                   gint64            *number,
                                                   GError           **error);
const char       *figment_sqlite_get_version      (void);
gint64            figment_sqlite_get_last_id      (FigmentSqlite     *self);
int               figment_sqlite_get_changes      (FigmentSqlite     *self);
gboolean          figment_sqlite_has_met_damage   (FigmentSqlite     *self);

FigmentStatement *figment_sqlite_prepare          (FigmentSqlite     *self,
                                                   const char        *sql,
                                                   GError           **error);
void              figment_statement_free          (FigmentStatement  *self);
void              figment_statement_reset         (FigmentStatement  *self);
void              figment_statement_bind_int64    (FigmentStatement  *self,
                                                   const char        *name,
                                                   gint64             value);
void              figment_statement_bind_double   (FigmentStatement  *self,
                                                   const char        *name,
                                                   double             value);
void              figment_statement_bind_text     (FigmentStatement  *self,
                                                   const char        *name,
                                                   const char        *value);
void              figment_statement_bind_bytes    (FigmentStatement  *self,
                                                   const char        *name,
                                                   GBytes            *value);
void              figment_statement_bind_row      (FigmentStatement  *self,
                                                   FigmentStatement  *row);
FigmentStep       figment_statement_step          (FigmentStatement  *self,
                                                   GError           **error);
gboolean          figment_statement_run           (FigmentStatement  *self,
                                                   GError           **error);
gint64            figment_statement_get_int64     (FigmentStatement  *self,
                                                   int                column);
double            figment_statement_get_double    (FigmentStatement  *self,
                                                   int                column);
char             *figment_statement_dup_text      (FigmentStatement  *self,
                                                   int                column);
char             *figment_statement_dup_path      (FigmentStatement  *self,
                                                   int                column);
GBytes           *figment_statement_dup_bytes     (FigmentStatement  *self,
                                                   int                column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentSqlite, figment_sqlite_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentStatement, figment_statement_free)

G_END_DECLS
