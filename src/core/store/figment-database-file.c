/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the database file: what stands there is looked at, checked, repaired and brought to today's version. */

#include "figment-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "store/figment-migrations.h"
#include "store/figment-salvage.h"

/* Offsets in the header of a database file, from "Database File Format" of SQLite. */
#define HEADER_LENGTH 100
#define HEADER_USER_VERSION 60
#define HEADER_MAGIC "SQLite format 3"

static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED);
}

static void
set_newer_error (GError     **error,
                 const char  *path,
                 gint64       version)
{
  g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_NEWER,
               _("The database “%s” was written by a newer version of Figment (%d, this one knows %d). Nothing was "
                 "changed. Please update Figment."),
               path, (int) version, (int) figment_migrations_get_version (figment_migrations));
}

/* Creates the file and its folder where they are missing, for the user's eyes only. */
gboolean
_figment_database_create_file (const char  *path,
                               GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      const int saved = errno;

      g_set_error (error, FIGMENT_STORE_ERROR, saved == ENOSPC ? FIGMENT_STORE_ERROR_FULL : FIGMENT_STORE_ERROR_OPEN,
                   _("The database “%s” cannot be opened: %s"), path, g_strerror (saved));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

/* For a file that came from elsewhere; the log gets the same mode from SQLite. */
static gboolean
restrict_access (const char  *path,
                 GError     **error)
{
  if (g_chmod (path, 0600) == 0)
    return TRUE;
  g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN, _("The database “%s” cannot be opened: %s"), path,
               g_strerror (errno));
  return FALSE;
}

/*
 * Looks at the first bytes of the file without SQLite, which would leave a log beside it: a newer version is refused
 * before anything is touched. *@damaged becomes whether the file is no database at all; an empty one is as good as
 * none.
 */
static gboolean
look_at_header (const char         *path,
                const char *const  *migrations,
                gboolean           *damaged,
                GError            **error)
{
  guint8 header[HEADER_LENGTH];
  guint32 version;
  gssize length;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN, _("The database “%s” cannot be opened: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  length = read (fd, header, sizeof header);
  close (fd);
  if (length < 0)
    {
      g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN, _("The database “%s” cannot be read: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  *damaged = length != 0 && (length < HEADER_LENGTH || memcmp (header, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0);
  if (length == 0 || *damaged)
    return TRUE;

  memcpy (&version, header + HEADER_USER_VERSION, sizeof version);
  version = GUINT32_FROM_BE (version);
  if ((gint64) version <= figment_migrations_get_version (migrations))
    return TRUE;
  set_newer_error (error, path, version);
  return FALSE;
}

/* What the header says may be older than what stands in the log: looks again, through SQLite, before anything is
 * written. */
static gboolean
check_owner (FigmentSqlite      *database,
             const char         *path,
             const char *const  *migrations,
             GError            **error)
{
  gint64 version, application, objects;

  if (!figment_sqlite_get_number (database, "PRAGMA user_version", &version, error)
      || !figment_sqlite_get_number (database, "PRAGMA application_id", &application, error)
      || !figment_sqlite_get_number (database, "SELECT count (*) FROM sqlite_schema", &objects, error))
    return FALSE;
  if (version < 0 || version > figment_migrations_get_version (migrations))
    {
      set_newer_error (error, path, version);
      return FALSE;
    }
  if (application == FIGMENT_APPLICATION_ID || (application == 0 && version == 0 && objects == 0))
    return TRUE;
  g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN,
               _("“%s” is a database of another program. Nothing was changed."), path);
  return FALSE;
}

/*
 * Every commit is on the platter before it counts (synchronous = FULL): on a fast disk it makes 0.3 ms of 0.15 ms, and
 * a generation survives not only the death of Figment but also that of the machine.
 */
static gboolean
set_up_writer (FigmentSqlite  *database,
               GError        **error)
{
  return figment_sqlite_exec (database,
                              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", error);
}

/* Returns: (transfer full): a connection that is set up for writing, the file created where it is missing */
FigmentSqlite *
_figment_database_open_writer (const char  *path,
                               GError     **error)
{
  g_autoptr(FigmentSqlite) database = NULL;

  if (!_figment_database_create_file (path, error))
    return NULL;
  database = figment_sqlite_open (path, error);
  if (database == NULL || !set_up_writer (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

/* Returns: (transfer full): a connection that cannot write, and does not hold up the main thread when it has to wait */
FigmentSqlite *
_figment_database_open_reader (const char  *path,
                               GError     **error)
{
  g_autoptr(FigmentSqlite) database = figment_sqlite_open (path, error);

  if (database == NULL || !figment_sqlite_exec (database, "PRAGMA query_only = ON; PRAGMA busy_timeout = 200", error))
    return NULL;
  return g_steal_pointer (&database);
}

/* Notes a fact about the file for the next start, in the transaction that is open or in one of its own. */
gboolean
_figment_database_mark (FigmentSqlite  *database,
                        const char     *key,
                        gboolean        value,
                        GError        **error)
{
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)", error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_text (statement, ":key", key);
  figment_statement_bind_int64 (statement, ":value", value);
  return figment_statement_run (statement, error);
}

/*
 * Whether the index of words fits its texts. Comparing each word takes three times as long as all of the rest (4 s for
 * 100 000 generations), and a crash cannot part what one transaction writes; so it is done where damage was met, and
 * otherwise the rows are counted.
 */
static gboolean
is_index_sound (FigmentSqlite *database,
                gboolean       thorough)
{
  gint64 n_missing = 1;

  if (thorough)
    return figment_sqlite_exec (
        database, "INSERT INTO generation_fts (generation_fts, rank) VALUES ('integrity-check', 1)", NULL);
  return figment_sqlite_get_number (database,
                                    "SELECT (SELECT count (*) FROM generations)"
                                    " - (SELECT count (*) FROM generation_fts_docsize)",
                                    &n_missing, NULL)
         && n_missing == 0;
}

/*
 * The check takes seconds on a large file, so it is made only when the last shutdown was not clean. An index of words
 * that does not fit its texts is written anew; everything else is damage.
 */
static gboolean
check_integrity (FigmentSqlite  *database,
                 gboolean        thorough,
                 GError        **error)
{
  g_autoptr(FigmentStatement) check = figment_sqlite_prepare (database, "PRAGMA integrity_check (1)", error);
  g_autofree char *verdict = NULL;

  if (check == NULL || figment_statement_step (check, error) == FIGMENT_STEP_FAILED)
    return FALSE;
  verdict = figment_statement_dup_text (check, 0);
  if (g_strcmp0 (verdict, "ok") != 0)
    {
      g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED, "%s", verdict != NULL ? verdict : "");
      return FALSE;
    }
  figment_statement_reset (check);
  return is_index_sound (database, thorough)
         || figment_sqlite_exec (database, "INSERT INTO generation_fts (generation_fts) VALUES ('rebuild')", error);
}

/* Checks what the last to have it open leaves in doubt. One who is not alone finds it in use, and checked. */
static gboolean
check_last_shutdown (FigmentSqlite  *database,
                     GError        **error)
{
  gint64 version, clean = 1, damaged = 0;

  if (!figment_sqlite_get_number (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == 0)
    return TRUE;
  if (!figment_sqlite_get_number (database, "SELECT value FROM meta WHERE key = '" FIGMENT_DATABASE_CLEAN "'", &clean,
                                  error)
      || !figment_sqlite_get_number (database, "SELECT value FROM meta WHERE key = '" FIGMENT_DATABASE_DAMAGED "'",
                                     &damaged, error))
    return FALSE;
  if (clean != 0 && damaged == 0)
    return TRUE;
  return check_integrity (database, damaged != 0, error)
         && _figment_database_mark (database, FIGMENT_DATABASE_DAMAGED, FALSE, error);
}

/* The file at @path as far as it goes; fails with DAMAGED where it has to be salvaged. */
static FigmentSqlite *
open_sound_file (const char         *path,
                 const char *const  *migrations,
                 gboolean            alone,
                 GError            **error)
{
  FigmentSqlite *database = figment_sqlite_open (path, error);

  if (database == NULL)
    return NULL;
  if (check_owner (database, path, migrations, error) && (!alone || check_last_shutdown (database, error))
      && set_up_writer (database, error) && restrict_access (path, error)
      && figment_migrations_run (database, migrations, error)
      && _figment_database_mark (database, FIGMENT_DATABASE_CLEAN, FALSE, error))
    return database;
  figment_sqlite_close_untouched (database);
  return NULL;
}

/**
 * _figment_database_open_file:
 * @alone: whether nobody else has it open; only then is it checked, and put aside when it is damaged
 * @salvage: (out) (optional): set to words about it when the file was damaged and a new one stands in its place
 *
 * Opens or creates the database and brings it to the newest version. Blocks, and long where a check is due. Any thread.
 *
 * Returns: (transfer full): the writing connection, or %NULL with @error in %FIGMENT_STORE_ERROR
 */
FigmentSqlite *
_figment_database_open_file (const char         *path,
                             const char *const  *migrations,
                             gboolean            alone,
                             char              **salvage,
                             GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean damaged = FALSE;
  FigmentSqlite *database;

  if (!_figment_database_create_file (path, error) || !look_at_header (path, migrations, &damaged, error))
    return NULL;
  if (damaged && !alone)
    {
      g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED,
                   _("Figment’s database is damaged, and another Figment has it open. Close all of them and start it "
                     "again: then it is repaired."));
      return NULL;
    }
  if (!damaged)
    {
      database = open_sound_file (path, migrations, alone, &local_error);
      if (database != NULL)
        return database;
      if (!is_damage (local_error) || !alone)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  g_debug ("%s is damaged: %s", path, local_error != NULL ? local_error->message : "not a database");
  *salvage = figment_salvage_run (path, migrations, error);
  return *salvage != NULL ? open_sound_file (path, migrations, alone, error) : NULL;
}
