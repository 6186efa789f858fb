/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
assert_files (const char *path,
              const char *expected)
{
  g_autoptr(GPtrArray) names = store_list_folder (path);
  g_autofree char *joined = NULL;

  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (" ", (char **) names->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_database_creates (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path), *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (fixture->path, "-shm", NULL);
  FigmentDatabase *database = store_open (fixture->path);

  g_assert_cmpstr (figment_database_get_path (database), ==, fixture->path);
  g_assert_null (figment_database_get_salvage (database));
  g_assert_cmphex (get_mode (folder), ==, 0700);
  g_assert_cmphex (get_mode (fixture->path), ==, 0600);
  g_assert_cmphex (get_mode (log), ==, 0600);
  g_assert_cmphex (get_mode (shared), ==, 0600);
  store_close (database);
  assert_files (fixture->path, "figment.db");

  /* One that came from elsewhere is not left open to others. */
  g_chmod (fixture->path, 0644);
  store_close (store_open (fixture->path));
  g_assert_cmphex (get_mode (fixture->path), ==, 0600);
}

static void
test_database_settings (StoreFixture  *fixture,
                        gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  FigmentSqlite *reader = _figment_database_get_reader (database, NULL);
  g_autoptr(GError) error = NULL;
  gint64 number = 0;

  /* Writing breaks a foreign key, the reader cannot write at all. */
  g_assert_false (store_write (database,
                               "INSERT INTO outputs VALUES (1, 99, 0, '', 'image', '', '', 0, 0, 0, 0, '', 0, 0,"
                               " '')",
                               &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_nonnull (strstr (error->message, "FOREIGN KEY"));
  g_clear_error (&error);
  g_assert_false (figment_sqlite_exec (reader, "DELETE FROM meta", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_clear_error (&error);
  g_assert_true (
      store_write (database, "CREATE TABLE t AS SELECT * FROM pragma_journal_mode, pragma_synchronous", &error));
  g_assert_true (figment_sqlite_get_number (reader, "SELECT journal_mode = 'wal' AND synchronous = 2 FROM t", &number,
                                            &error));
  g_assert_no_error (error);
  g_assert_cmpint (number, ==, 1);
  store_close (database);
}

static void
assert_refused (const char        *path,
                FigmentStoreError  reason)
{
  g_autofree char *before = store_checksum (path), *after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (store_open_full (path, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, (int) reason);
  after = store_checksum (path);
  g_assert_cmpstr (before, ==, after);
}

static void
test_database_newer (StoreFixture  *fixture,
                     gconstpointer  data)
{
  store_fill (fixture->path, 1);
  store_exec (fixture->path, "PRAGMA user_version = 77");
  assert_refused (fixture->path, FIGMENT_STORE_ERROR_NEWER);
  assert_files (fixture->path, "figment.db");

  /* Below zero as SQLite reads it, and never written by any Figment. */
  store_exec (fixture->path, "PRAGMA user_version = -1");
  assert_refused (fixture->path, FIGMENT_STORE_ERROR_NEWER);
  assert_files (fixture->path, "figment.db");
}

static void
copy_file (const char *from,
           const char *to)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
}

/* The newer Figment has crashed: its version stands in the log alone. */
static void
test_database_newer_in_the_log (StoreFixture  *fixture,
                                gconstpointer  data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL), *copy = NULL, *copy_log = NULL, *before = NULL;
  g_autofree char *after = NULL;
  FigmentSqlite *crashed;

  store_fill (fixture->path, 1);
  copy = g_build_filename (fixture->folder, "figment.db", NULL);
  copy_log = g_strconcat (copy, "-wal", NULL);
  crashed = figment_sqlite_open (fixture->path, NULL);
  g_assert_true (figment_sqlite_exec (crashed, "PRAGMA user_version = 77", NULL));
  copy_file (fixture->path, copy);
  copy_file (log, copy_log);
  figment_sqlite_close (crashed);

  before = store_checksum (copy_log);
  assert_refused (copy, FIGMENT_STORE_ERROR_NEWER);
  after = store_checksum (copy_log);
  g_assert_cmpstr (before, ==, after);
}

static void
test_database_of_another_program (StoreFixture  *fixture,
                                  gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);

  store_exec (path, "CREATE TABLE songs (name); INSERT INTO songs VALUES ('one')");
  assert_refused (path, FIGMENT_STORE_ERROR_OPEN);
  store_exec (path, "PRAGMA application_id = 5; PRAGMA user_version = 1");
  assert_refused (path, FIGMENT_STORE_ERROR_OPEN);
}

static void
test_database_cannot_be_opened (StoreFixture  *fixture,
                                gconstpointer  data)
{
  g_autofree char *below_a_file = g_build_filename (fixture->folder, "file", "figment.db", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (store_open_full (below_a_file, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (store_open_full (fixture->folder, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
}

static gboolean
append_on_thread (FigmentSqlite  *database,
                  gpointer        data,
                  GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO meta VALUES ('n%u', %u)", *(guint *) data, *(guint *) data);

  return figment_sqlite_exec (database, sql, error);
}

static void
append_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  guint *expected = user_data;
  g_autoptr(GError) error = NULL;
  guint *number = _figment_database_write_finish (FIGMENT_DATABASE (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (*number, ==, *expected);
  (*expected)++;
}

/* The callbacks come in the order of the calls, and closing comes last. */
static void
test_database_close_waits (StoreFixture  *fixture,
                           gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  guint expected = 0;

  for (guint i = 0; i < 50; i++)
    _figment_database_write_async (database, append_on_thread, NULL, g_memdup2 (&i, sizeof i), g_free, NULL, append_cb,
                                   &expected);
  store_close (database);
  g_assert_cmpuint (expected, ==, 50);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM meta WHERE key LIKE 'n%'"), ==, 50);
  g_assert_cmpint (store_count (fixture->path, "SELECT value FROM meta WHERE key = 'clean'"), ==, 1);
}

static void
test_database_closed (StoreFixture  *fixture,
                      gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(GAsyncResult) result = NULL, again = NULL;
  g_autoptr(GError) error = NULL;

  figment_database_close_async (database, store_result_cb, &result);
  figment_database_close_async (database, store_result_cb, &again);
  g_assert_true (figment_database_close_finish (database, store_wait (&result), &error));
  g_assert_false (figment_database_close_finish (database, store_wait (&again), &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_false (store_write (database, "DELETE FROM meta", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (_figment_database_get_reader (database, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_clear_object (&result);
  g_clear_object (&again);
  g_assert_finalize_object (database);
}

/* Letting go without closing works off the queue, too: every write holds the database until its callback has run. */
static void
test_database_let_go (StoreFixture  *fixture,
                      gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  guint expected = 0;

  g_object_add_weak_pointer (G_OBJECT (database), (gpointer *) &database);
  for (guint i = 0; i < 10; i++)
    _figment_database_write_async (database, append_on_thread, NULL, g_memdup2 (&i, sizeof i), g_free, NULL, append_cb,
                                   &expected);
  g_object_unref (database);
  while (database != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (expected, ==, 10);
  assert_files (fixture->path, "figment.db");
}

static gboolean
fail_on_thread (FigmentSqlite  *database,
                gpointer        data,
                GError        **error)
{
  g_assert_true (figment_sqlite_exec (database, "INSERT INTO meta VALUES ('half', 1)", NULL));
  return figment_sqlite_exec (database, "SELECT nonsense", error);
}

static void
undo_on_thread (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_database_failure_takes_back (StoreFixture  *fixture,
                                  gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint undone = 0;
  gint64 count = -1;

  _figment_database_write_async (database, fail_on_thread, undo_on_thread, &undone, NULL, NULL, store_result_cb,
                                 &result);
  g_assert_null (_figment_database_write_finish (database, store_wait (&result), &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_cmpuint (undone, ==, 1);
  g_clear_error (&error);
  g_assert_true (figment_sqlite_get_number (_figment_database_get_reader (database, NULL),
                                            "SELECT count (*) FROM meta WHERE key = 'half'", &count, NULL));
  g_assert_cmpint (count, ==, 0);
  g_assert_true (store_write (database, "INSERT INTO meta VALUES ('whole', 1)", &error));
  g_clear_object (&result);
  store_close (database);
}

static void
test_database_cancelled (StoreFixture  *fixture,
                         gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint number = 3;

  g_cancellable_cancel (cancellable);
  _figment_database_write_async (database, append_on_thread, NULL, &number, NULL, cancellable, store_result_cb,
                                 &result);
  g_assert_null (_figment_database_write_finish (database, store_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  store_close (database);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM meta WHERE key = 'n3'"), ==, 0);
}

static void
test_database_open_cancelled (StoreFixture  *fixture,
                              gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_database_open_async (fixture->path, cancellable, store_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (figment_database_open_finish (store_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_database_full (StoreFixture  *fixture,
                    gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(GError) error = NULL;

  g_assert_true (store_write (database, "PRAGMA max_page_count = 1", &error));
  g_assert_false (store_write (database, "INSERT INTO meta VALUES ('big', zeroblob (1000000))", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "no space left"));
  g_clear_error (&error);
  g_assert_true (store_write (database, "PRAGMA max_page_count = 1000000", &error));
  g_assert_true (store_write (database, "INSERT INTO meta VALUES ('big', zeroblob (1000000))", &error));
  g_assert_no_error (error);
  store_close (database);
}

/* Reads see whole transactions while others write, and are never refused. */
static void
test_database_reads_beside_writes (StoreFixture  *fixture,
                                   gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  FigmentSqlite *reader = _figment_database_get_reader (database, NULL);
  g_autoptr(GError) error = NULL;
  guint expected = 0;
  gint64 last = 0;

  for (guint i = 0; i < 100; i++)
    _figment_database_write_async (database, append_on_thread, NULL, g_memdup2 (&i, sizeof i), g_free, NULL, append_cb,
                                   &expected);
  while (expected < 100)
    {
      gint64 count = 0;

      g_assert_true (
          figment_sqlite_get_number (reader, "SELECT count (*) FROM meta WHERE key LIKE 'n%'", &count, &error));
      g_assert_no_error (error);
      g_assert_cmpint (count, >=, MAX (last, expected));
      last = count;
      g_main_context_iteration (NULL, FALSE);
    }
  store_close (database);
}

static gint64
count_clean (StoreFixture *fixture)
{
  return store_count (fixture->path, "SELECT value FROM meta WHERE key = 'clean'");
}

/* Two programs on one file: it is closed in order when the last of them has closed it, whichever that is. */
static void
test_database_two_at_once (StoreFixture  *fixture,
                           gconstpointer  data)
{
  FigmentDatabase *first = store_open (fixture->path);
  FigmentDatabase *second = store_open (fixture->path);

  store_close (second);
  g_assert_cmpint (count_clean (fixture), ==, 0);
  second = store_open (fixture->path);
  store_close (first);
  g_assert_cmpint (count_clean (fixture), ==, 0);
  store_close (second);
  g_assert_cmpint (count_clean (fixture), ==, 1);
}

/* What another program has open is not put aside under its feet. */
static void
test_database_damaged_in_use (StoreFixture  *fixture,
                              gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(GError) error = NULL;

  store_overwrite (fixture->path, 0, "rubbish", 7);
  g_assert_null (store_open_full (fixture->path, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED);
  assert_files (fixture->path, "figment.db figment.db-shm figment.db-wal");
  store_overwrite (fixture->path, 0, "SQLite ", 7);
  store_close (database);
}

/* The index of words: after a crash the rows are counted, after damage each word is looked at. */
static void
test_database_index (StoreFixture  *fixture,
                     gconstpointer  data)
{
  static const char found[] = "SELECT count (*) FROM generation_fts WHERE generation_fts MATCH 'heron'";

  store_fill (fixture->path, 3);
  store_exec (fixture->path, "DROP TRIGGER generations_reworded; UPDATE generations SET original_prompt = 'heron';"
                             "UPDATE meta SET value = 0 WHERE key = 'clean'");
  store_close (store_open (fixture->path));
  g_assert_cmpint (store_count (fixture->path, found), ==, 0);
  store_exec (fixture->path, "INSERT OR REPLACE INTO meta VALUES ('damaged', 1)");
  store_close (store_open (fixture->path));
  g_assert_cmpint (store_count (fixture->path, found), ==, 3);

  store_exec (fixture->path, "INSERT INTO generation_fts (generation_fts) VALUES ('delete-all');"
                             "UPDATE meta SET value = 0 WHERE key = 'clean'");
  g_assert_cmpint (store_count (fixture->path, found), ==, 0);
  store_close (store_open (fixture->path));
  g_assert_cmpint (store_count (fixture->path, found), ==, 3);
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) g_test_add (path, StoreFixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/database/creates", test_database_creates);
  ADD ("/database/settings", test_database_settings);
  ADD ("/database/newer", test_database_newer);
  ADD ("/database/newer-in-the-log", test_database_newer_in_the_log);
  ADD ("/database/of-another-program", test_database_of_another_program);
  ADD ("/database/cannot-be-opened", test_database_cannot_be_opened);
  ADD ("/database/close-waits", test_database_close_waits);
  ADD ("/database/closed", test_database_closed);
  ADD ("/database/let-go", test_database_let_go);
  ADD ("/database/failure-takes-back", test_database_failure_takes_back);
  ADD ("/database/cancelled", test_database_cancelled);
  ADD ("/database/open-cancelled", test_database_open_cancelled);
  ADD ("/database/full", test_database_full);
  ADD ("/database/reads-beside-writes", test_database_reads_beside_writes);
  ADD ("/database/two-at-once", test_database_two_at_once);
  ADD ("/database/damaged-in-use", test_database_damaged_in_use);
  ADD ("/database/index", test_database_index);
  return g_test_run ();
}
