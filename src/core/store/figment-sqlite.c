/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-sqlite.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "store/figment-database.h"

struct _FigmentSqlite
{
  sqlite3    *handle;     /* (owned) */
  GHashTable *statements; /* (owned) SQL -> FigmentStatement: those that are not on loan */
  gboolean    damaged;    /* an error has said so */
};

struct _FigmentStatement
{
  FigmentSqlite *connection;
  sqlite3_stmt  *handle; /* (owned) */
  int            bound;  /* the first SQLite code that binding gave; told by the next step */
};

static void
finalize_statement (gpointer data)
{
  FigmentStatement *statement = data;

  sqlite3_finalize (statement->handle);
  g_free (statement);
}

static FigmentStoreError
sort_code (FigmentSqlite *self,
           int            code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return FIGMENT_STORE_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return FIGMENT_STORE_ERROR_DAMAGED;
    case SQLITE_IOERR:
      /* The shared-memory file of the log cannot grow either on a full disk, and SQLite has another code for that. */
      return sqlite3_system_errno (self->handle) == ENOSPC ? FIGMENT_STORE_ERROR_FULL : FIGMENT_STORE_ERROR_SQL;
    case SQLITE_CANTOPEN:
      return FIGMENT_STORE_ERROR_OPEN;
    default:
      return FIGMENT_STORE_ERROR_SQL;
    }
}

static void
set_error (FigmentSqlite  *self,
           int             code,
           GError        **error)
{
  const FigmentStoreError reason = sort_code (self, code);
  const char *words = sqlite3_errcode (self->handle) == code ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);

  if (reason == FIGMENT_STORE_ERROR_FULL)
    g_set_error (error, FIGMENT_STORE_ERROR, reason,
                 _("There is no space left on the disk for Figment’s database. Free some space and try again. (%s)"),
                 words);
  else if (reason == FIGMENT_STORE_ERROR_DAMAGED)
    {
      self->damaged = TRUE;
      g_set_error (error, FIGMENT_STORE_ERROR, reason,
                   _("Figment’s database is damaged and will be repaired at the next start. (%s)"), words);
    }
  else
    g_set_error (error, FIGMENT_STORE_ERROR, reason, _("The database refused: %s"), words);
}

/**
 * figment_sqlite_open:
 * @path: a file that may be there already; a new one gets mode 0600
 *
 * Nothing is read or written yet. Waits up to five seconds where another process is writing.
 *
 * Returns: (transfer full): the connection, or %NULL with @error
 */
FigmentSqlite *
figment_sqlite_open (const char  *path,
                     GError     **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  FigmentSqlite *self = g_new0 (FigmentSqlite, 1);
  int code;

  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  code = sqlite3_open_v2 (path, &self->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN, _("The database cannot be opened: %s"),
                   self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code));
      figment_sqlite_close (self);
      return NULL;
    }
  sqlite3_busy_timeout (self->handle, 5000);

  /* No statement, whoever put it into the file's schema, can spoil the tables behind the full-text index. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return self;
}

/**
 * figment_sqlite_open_damaged:
 *
 * A connection for reading what can be read. One that may write the schema takes a file that is shorter than it says,
 * and a schema with a broken entry ("writable_schema" in SQLite's documentation); everybody else is refused at the
 * door.
 *
 * Returns: (transfer full): the connection, to be closed with figment_sqlite_close_untouched (); or %NULL with @error
 */
FigmentSqlite *
figment_sqlite_open_damaged (const char  *path,
                             GError     **error)
{
  FigmentSqlite *self = figment_sqlite_open (path, error);

  if (self == NULL)
    return NULL;
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
  sqlite3_exec (self->handle, "PRAGMA query_only = ON", NULL, NULL, NULL);
  return self;
}

/* Statements on loan must be back. The last connection to a file writes its log into it. */
void
figment_sqlite_close (FigmentSqlite *self)
{
  int code;

  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->statements);
  code = sqlite3_close (self->handle);
  g_assert (code == SQLITE_OK);
  g_free (self);
}

/* Like figment_sqlite_close (), but the file and its log stay as they are, byte for byte. */
void
figment_sqlite_close_untouched (FigmentSqlite *self)
{
  g_return_if_fail (self != NULL);

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  figment_sqlite_close (self);
}

/* Several statements with semicolons are fine; rows are dropped. */
gboolean
figment_sqlite_exec (FigmentSqlite  *self,
                     const char     *sql,
                     GError        **error)
{
  const int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  set_error (self, code, error);
  return FALSE;
}

/* Takes the right to write at once, so that a transaction cannot fail half way because another process writes. */
gboolean
figment_sqlite_begin (FigmentSqlite  *self,
                      GError        **error)
{
  return figment_sqlite_exec (self, "BEGIN IMMEDIATE", error);
}

/* Rolls back when it fails. */
gboolean
figment_sqlite_commit (FigmentSqlite  *self,
                       GError        **error)
{
  if (figment_sqlite_exec (self, "COMMIT", error))
    return TRUE;
  figment_sqlite_rollback (self);
  return FALSE;
}

/* Some errors, a full disk among them, have rolled back already; then this does nothing. */
void
figment_sqlite_rollback (FigmentSqlite *self)
{
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* The first column of the first row, 0 where there is no row. */
gboolean
figment_sqlite_get_number (FigmentSqlite  *self,
                           const char     *sql,
                           gint64         *number,
                           GError        **error)
{
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (self, sql, error);
  FigmentStep step;

  if (statement == NULL)
    return FALSE;
  step = figment_statement_step (statement, error);
  if (step == FIGMENT_STEP_FAILED)
    return FALSE;
  *number = step == FIGMENT_STEP_ROW ? figment_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

const char *
figment_sqlite_get_version (void)
{
  return sqlite3_libversion ();
}

gint64
figment_sqlite_get_last_id (FigmentSqlite *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/* Rows that the last INSERT, UPDATE or DELETE itself changed, triggers not counted. */
int
figment_sqlite_get_changes (FigmentSqlite *self)
{
  return sqlite3_changes (self->handle);
}

/* Whether any call on this connection has failed because the file is damaged. */
gboolean
figment_sqlite_has_met_damage (FigmentSqlite *self)
{
  return self->damaged;
}

/**
 * figment_sqlite_prepare:
 * @sql: one statement
 *
 * Returns: (transfer full): a statement with nothing bound, or %NULL with @error
 */
FigmentStatement *
figment_sqlite_prepare (FigmentSqlite  *self,
                        const char     *sql,
                        GError        **error)
{
  FigmentStatement *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    {
      g_hash_table_steal (self->statements, sql);
      return statement;
    }

  statement = g_new0 (FigmentStatement, 1);
  statement->connection = self;
  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
  if (code == SQLITE_OK)
    return statement;
  set_error (self, code, error);
  finalize_statement (statement);
  return NULL;
}

/* Gives the statement back to its connection. */
void
figment_statement_free (FigmentStatement *self)
{
  const char *sql = sqlite3_sql (self->handle);

  figment_statement_reset (self);
  sqlite3_clear_bindings (self->handle);
  if (g_hash_table_contains (self->connection->statements, sql))
    finalize_statement (self);
  else
    g_hash_table_insert (self->connection->statements, (char *) sql, self);
}

/* Ready to run once more; what is bound stays bound. */
void
figment_statement_reset (FigmentStatement *self)
{
  sqlite3_reset (self->handle);
  self->bound = SQLITE_OK;
}

static int
find_parameter (FigmentStatement *self,
                const char       *name)
{
  const int index = sqlite3_bind_parameter_index (self->handle, name);

  if (index == 0)
    g_error ("No parameter %s in: %s", name, sqlite3_sql (self->handle));
  return index;
}

static void
note_bound (FigmentStatement *self,
            int               code)
{
  if (self->bound == SQLITE_OK)
    self->bound = code;
}

/* @name is the parameter as it stands in the SQL, colon included. The same for the others. */
void
figment_statement_bind_int64 (FigmentStatement *self,
                              const char       *name,
                              gint64            value)
{
  note_bound (self, sqlite3_bind_int64 (self->handle, find_parameter (self, name), value));
}

/* NaN, which SQLite would take for NULL, is written as 0. */
void
figment_statement_bind_double (FigmentStatement *self,
                               const char       *name,
                               double            value)
{
  note_bound (self, sqlite3_bind_double (self->handle, find_parameter (self, name), isnan (value) ? 0 : value));
}

/* @value is copied; %NULL is written as NULL. */
void
figment_statement_bind_text (FigmentStatement *self,
                             const char       *name,
                             const char       *value)
{
  const int index = find_parameter (self, name);

  note_bound (self, value != NULL ? sqlite3_bind_text64 (self->handle, index, value, strlen (value), SQLITE_TRANSIENT,
                                                         SQLITE_UTF8)
                                  : sqlite3_bind_null (self->handle, index));
}

/* @value is copied; %NULL is written as NULL. */
void
figment_statement_bind_bytes (FigmentStatement *self,
                              const char       *name,
                              GBytes           *value)
{
  const int index = find_parameter (self, name);
  gsize length;
  const void *data;

  if (value == NULL)
    {
      note_bound (self, sqlite3_bind_null (self->handle, index));
      return;
    }
  data = g_bytes_get_data (value, &length);
  note_bound (self, sqlite3_bind_blob64 (self->handle, index, data != NULL ? data : "", length, SQLITE_TRANSIENT));
}

/* Binds all columns of @row, whatever their types, to the parameters ?1, ?2 … of @self. */
void
figment_statement_bind_row (FigmentStatement *self,
                            FigmentStatement *row)
{
  for (int i = 0; i < sqlite3_column_count (row->handle); i++)
    note_bound (self, sqlite3_bind_value (self->handle, i + 1, sqlite3_column_value (row->handle, i)));
}

FigmentStep
figment_statement_step (FigmentStatement  *self,
                        GError           **error)
{
  const int code = self->bound != SQLITE_OK ? self->bound : sqlite3_step (self->handle);

  if (code == SQLITE_ROW)
    return FIGMENT_STEP_ROW;
  if (code == SQLITE_DONE)
    return FIGMENT_STEP_DONE;
  set_error (self->connection, code, error);
  return FIGMENT_STEP_FAILED;
}

/* Runs a statement whose rows, if it has any, do not matter. */
gboolean
figment_statement_run (FigmentStatement  *self,
                       GError           **error)
{
  FigmentStep step;

  do
    step = figment_statement_step (self, error);
  while (step == FIGMENT_STEP_ROW);
  return step == FIGMENT_STEP_DONE;
}

gint64
figment_statement_get_int64 (FigmentStatement *self,
                             int               column)
{
  return sqlite3_column_int64 (self->handle, column);
}

double
figment_statement_get_double (FigmentStatement *self,
                              int               column)
{
  return sqlite3_column_double (self->handle, column);
}

/* Returns: (transfer full) (nullable): NULL for NULL; valid UTF-8 whatever the file holds */
char *
figment_statement_dup_text (FigmentStatement *self,
                            int               column)
{
  char *text = figment_statement_dup_path (self, column);
  char *valid;

  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return text;
  valid = g_utf8_make_valid (text, -1);
  g_free (text);
  return valid;
}

/* Returns: (transfer full) (nullable): the bytes up to the first NUL: file names need not be UTF-8 */
char *
figment_statement_dup_path (FigmentStatement *self,
                            int               column)
{
  return g_strdup ((const char *) sqlite3_column_text (self->handle, column));
}

/* Returns: (transfer full) (nullable): NULL for NULL */
GBytes *
figment_statement_dup_bytes (FigmentStatement *self,
                             int               column)
{
  const void *data;

  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (self->handle, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}
