/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-salvage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "store/figment-database-private.h"
#include "store/figment-migrations.h"

/* Every table that holds what cannot be had again, parents first. */
static const char *const tables[] = { "workflows", "generations", "transitions", "outputs", "durations",
                                       "workflow_values", "trashed_generations" };

typedef struct
{
  FigmentSqlite    *from;
  FigmentSqlite    *to;
  FigmentStatement *forward;  /* rows from :first on */
  FigmentStatement *backward; /* rows between :first and :last, the last one first */
  FigmentStatement *insert;
  gint64            count;
} TableCopy;

/* The columns that @table has in @database. */
static GHashTable *
list_columns (FigmentSqlite  *database,
              const char     *table,
              GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  g_autoptr(GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (database, sql, error);
  FigmentStep step;

  if (statement == NULL)
    return NULL;
  while ((step = figment_statement_step (statement, error)) == FIGMENT_STEP_ROW)
    g_hash_table_add (columns, figment_statement_dup_text (statement, 0));
  return step == FIGMENT_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

/* The columns that both have, the id first: the damaged file may be of an older version. NULL where there is nothing
 * to read. */
static GPtrArray *
list_common_columns (FigmentSqlite *from,
                     FigmentSqlite *to,
                     const char    *table)
{
  g_autoptr(GHashTable) ours = list_columns (to, table, NULL);
  g_autoptr(GHashTable) theirs = list_columns (from, table, NULL);
  g_autoptr(GPtrArray) common = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  if (ours == NULL || theirs == NULL || !g_hash_table_contains (theirs, "id"))
    return NULL;
  g_ptr_array_add (common, g_strdup ("id"));
  g_hash_table_iter_init (&iter, ours);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (theirs, name) && !g_str_equal (name, "id"))
      g_ptr_array_add (common, g_strdup (name));
  g_ptr_array_add (common, NULL);
  return g_steal_pointer (&common);
}

static gboolean
prepare_copy (TableCopy  *copy,
              const char *table)
{
  g_autoptr(GPtrArray) columns = list_common_columns (copy->from, copy->to, table);
  g_autoptr(GString) places = g_string_new (NULL);
  g_autofree char *names = NULL, *forward = NULL, *backward = NULL, *insert = NULL;

  if (columns == NULL)
    return FALSE;
  names = g_strjoinv (", ", (char **) columns->pdata);
  for (guint i = 1; i < columns->len; i++)
    g_string_append_printf (places, "%s?%u", i > 1 ? ", " : "", i);

  /* NOT INDEXED: the rows themselves are wanted, an index may be what is damaged. */
  forward = g_strdup_printf ("SELECT %s FROM %s NOT INDEXED WHERE id >= :first ORDER BY id", names, table);
  backward = g_strdup_printf ("SELECT %s FROM %s NOT INDEXED WHERE id BETWEEN :first AND :last ORDER BY id DESC", names,
                              table);
  insert = g_strdup_printf ("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", table, names, places->str);
  copy->forward = figment_sqlite_prepare (copy->from, forward, NULL);
  copy->backward = figment_sqlite_prepare (copy->from, backward, NULL);
  copy->insert = figment_sqlite_prepare (copy->to, insert, NULL);
  return copy->forward != NULL && copy->backward != NULL && copy->insert != NULL;
}

static void
clear_copy (TableCopy *copy)
{
  g_clear_pointer (&copy->forward, figment_statement_free);
  g_clear_pointer (&copy->backward, figment_statement_free);
  g_clear_pointer (&copy->insert, figment_statement_free);
}

/*
 * Rows that break a rule of the new database (a NULL where none may be, an output of a generation that is gone) are
 * left behind. Returns whether there is room for more; only a full disk ends the work.
 */
static gboolean
copy_row (TableCopy         *copy,
          FigmentStatement  *row,
          GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  figment_statement_reset (copy->insert);
  figment_statement_bind_row (copy->insert, row);
  if (figment_statement_run (copy->insert, &local_error))
    copy->count += figment_sqlite_get_changes (copy->to);
  else if (g_error_matches (local_error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_FULL))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  figment_statement_reset (copy->insert);
  return TRUE;
}

/* Copies what @rows gives until its end or damage; @last becomes the id of the last row that could be read. */
static gboolean
copy_rows (TableCopy         *copy,
           FigmentStatement  *rows,
           gint64            *last,
           FigmentStep       *end,
           GError           **error)
{
  gboolean ok = TRUE;

  while ((*end = figment_statement_step (rows, NULL)) == FIGMENT_STEP_ROW)
    {
      *last = figment_statement_get_int64 (rows, 0);
      ok = copy_row (copy, rows, error);
      if (!ok)
        break;
    }
  figment_statement_reset (rows);
  return ok;
}

/*
 * Reads forward until the damage, leaps over it with ever longer steps, reads back towards it from where it landed, and
 * goes on. Ids begin at 1.
 */
static gboolean
copy_table (TableCopy  *copy,
            GError    **error)
{
  gint64 first = 1, leap = 1;

  while (leap <= G_GINT64_CONSTANT (1) << 40)
    {
      gint64 last = first - 1, ignored;
      FigmentStep end, back_end;
      gboolean landed;

      figment_statement_bind_int64 (copy->forward, ":first", first);
      if (!copy_rows (copy, copy->forward, &last, &end, error))
        return FALSE;
      landed = last >= first;

      if (leap > 1 && (landed || end == FIGMENT_STEP_DONE))
        {
          figment_statement_bind_int64 (copy->backward, ":first", first - leap);
          figment_statement_bind_int64 (copy->backward, ":last", first - 1);
          if (!copy_rows (copy, copy->backward, &ignored, &back_end, error))
            return FALSE;
        }
      if (end == FIGMENT_STEP_DONE)
        return TRUE;
      leap = landed ? 1 : leap * 2;
      first = last + leap;
    }
  return TRUE;
}

static gboolean
copy_tables (FigmentSqlite  *from,
             FigmentSqlite  *to,
             gint64          counts[G_N_ELEMENTS (tables)],
             GError        **error)
{
  if (!figment_sqlite_begin (to, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      TableCopy copy = { .from = from, .to = to };
      const gboolean ok = !prepare_copy (&copy, tables[i]) || copy_table (&copy, error);

      clear_copy (&copy);
      counts[i] = copy.count;
      if (!ok)
        {
          figment_sqlite_rollback (to);
          return FALSE;
        }
    }
  return figment_sqlite_commit (to, error);
}

/* A new database at @path with all that can be read of the one at @damaged, which stays as it is. */
static gboolean
build_new (const char         *damaged,
           const char         *path,
           const char *const  *migrations,
           gint64              counts[G_N_ELEMENTS (tables)],
           GError            **error)
{
  g_autoptr(FigmentSqlite) to = NULL;
  FigmentSqlite *from;
  gboolean ok;

  to = _figment_database_open_writer (path, error);
  if (to == NULL || !figment_migrations_run (to, migrations, error))
    return FALSE;
  from = figment_sqlite_open_damaged (damaged, NULL);
  if (from == NULL)
    return TRUE;
  ok = copy_tables (from, to, counts, error);
  figment_sqlite_close_untouched (from);
  return ok;
}

static char *
choose_aside_path (const char *path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *aside = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }
  return aside;
}

/*
 * Puts @fresh in the place of @path, whose file goes to @aside together with its log. The log goes first: found beside
 * the new file, it would be taken for the new file's. The hard link makes the last step one that replaces; where the
 * file system has none, there is a moment without a file, and the next start begins an empty one beside the two.
 */
static gboolean
swap_files (const char  *path,
            const char  *fresh,
            const char  *aside,
            GError     **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL), *aside_log = g_strconcat (aside, "-wal", NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);

  if ((g_rename (log, aside_log) == 0 || errno == ENOENT) && (g_unlink (shared) == 0 || errno == ENOENT)
      && (link (path, aside) == 0 || g_rename (path, aside) == 0) && g_rename (fresh, path) == 0)
    return TRUE;
  g_set_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN,
               _("The damaged database “%s” cannot be set aside: %s"), path, g_strerror (errno));
  return FALSE;
}

static void
unlink_database (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

/**
 * figment_salvage_run:
 * @path: of a damaged database that nobody has open
 * @migrations: see figment_migrations_run ()
 *
 * Sets the database aside under a dated name in the same folder and puts a new one in its place that holds every row
 * that could still be read. When this fails, @path is as it was.
 *
 * Returns: (transfer full): what was done, in words; or %NULL with @error in %FIGMENT_STORE_ERROR
 */
char *
figment_salvage_run (const char         *path,
                     const char *const  *migrations,
                     GError            **error)
{
  g_autofree char *fresh = g_strconcat (path, ".salvaged", NULL), *aside = choose_aside_path (path);
  g_autofree char *generations = NULL, *workflows = NULL;
  gint64 counts[G_N_ELEMENTS (tables)] = { 0 };

  unlink_database (fresh);
  if (!build_new (path, fresh, migrations, counts, error) || !swap_files (path, fresh, aside, error))
    {
      unlink_database (fresh);
      return NULL;
    }

  workflows = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d workflow", "%d workflows", (gulong) counts[0]),
                               (int) counts[0]);
  generations = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d generation", "%d generations", (gulong) counts[1]),
                                 (int) counts[1]);
  /* Translators: the first is the path of a file; then "12 generations" and "3 workflows". */
  return g_strdup_printf (_("The database was damaged. It was set aside as “%s”; %s and %s could be read and were "
                            "kept. Pictures and videos are not affected."),
                          aside, generations, workflows);
}
