/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define PAGE 4096

static char *
find_set_aside (const char *path)
{
  g_autoptr(GPtrArray) names = store_list_folder (path);
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < names->len; i++)
    if (strstr (g_ptr_array_index (names, i), ".damaged-") != NULL
        && !g_str_has_suffix (g_ptr_array_index (names, i), "-wal"))
      return g_build_filename (folder, g_ptr_array_index (names, i), NULL);
  return NULL;
}

/* Opens a damaged file: it is set aside as it is, a sound new one is in its place. Returns how many were saved. */
static gint64
open_and_count (const char *path)
{
  g_autofree char *before = store_checksum (path), *aside = NULL, *after = NULL;
  FigmentDatabase *database = store_open (path);
  g_autoptr(FigmentGenerationStore) store = figment_generation_store_new (database);
  g_autoptr(FigmentGeneration) generation = store_new_generation ("after the damage");
  g_autoptr(GError) error = NULL;
  gint64 count = -1;

  g_assert_nonnull (figment_database_get_salvage (database));
  aside = find_set_aside (path);
  g_assert_nonnull (aside);
  g_assert_nonnull (strstr (figment_database_get_salvage (database), aside));
  after = store_checksum (aside);
  g_assert_cmpstr (before, ==, after);

  g_assert_true (figment_sqlite_get_number (_figment_database_get_reader (database, NULL),
                                            "SELECT count (*) FROM generations", &count, &error));
  g_assert_no_error (error);
  g_assert_true (store_save (store, generation, &error));
  g_assert_no_error (error);
  g_clear_object (&store);
  store_close (database);

  /* The next start finds nothing to complain about. */
  store_exec (path, "UPDATE meta SET value = 0 WHERE key = 'clean'");
  database = store_open (path);
  g_assert_null (figment_database_get_salvage (database));
  store_close (database);
  return count;
}

static void
set_unclean (const char *path)
{
  store_exec (path, "UPDATE meta SET value = 0 WHERE key = 'clean'");
}

/* The number of a page that holds rows of @table. */
static gint64
find_leaf (const char *path,
           const char *table,
           guint       index)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET %u", table,
      index);

  return store_count (path, sql);
}

static void
spoil_page (const char *path,
            gint64      page)
{
  char rubbish[PAGE];

  memset (rubbish, 0x5a, sizeof rubbish);
  store_overwrite (path, (page - 1) * PAGE, rubbish, sizeof rubbish);
}

static void
test_salvage_not_a_database (StoreFixture  *fixture,
                             gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->path, data, -1, NULL));
  g_assert_cmpint (open_and_count (fixture->path), ==, 0);
}

/* Whatever the clean flag says: a header that is none is seen at once. */
static void
test_salvage_no_header (StoreFixture  *fixture,
                        gconstpointer  data)
{
  const char zeros[PAGE] = { 0 };

  store_fill (fixture->path, 100);
  store_overwrite (fixture->path, 0, zeros, sizeof zeros);
  g_assert_cmpint (open_and_count (fixture->path), ==, 0);
}

static void
test_salvage_truncated (StoreFixture  *fixture,
                        gconstpointer  data)
{
  GStatBuf info;
  gint64 count;

  store_fill (fixture->path, 500);
  set_unclean (fixture->path);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (truncate (fixture->path, info.st_size / 2 / PAGE * PAGE), ==, 0);
  count = open_and_count (fixture->path);
  g_test_message ("%d of 500 saved", (int) count);
  g_assert_cmpint (count, >, 50);
  g_assert_cmpint (count, <, 500);
}

/* One page of rows in the middle is rubbish: the rows on both sides are kept, with their outputs and found by their
 * words. */
static void
test_salvage_one_page (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autofree char *sql = NULL;
  gint64 page, lost, count;

  store_fill (fixture->path, 500);
  set_unclean (fixture->path);
  page = find_leaf (fixture->path, "generations", 20);
  sql = g_strdup_printf ("SELECT ncell FROM dbstat WHERE pageno = %d", (int) page);
  lost = store_count (fixture->path, sql);
  g_assert_cmpint (lost, >, 1);
  spoil_page (fixture->path, page);
  count = open_and_count (fixture->path);
  g_assert_cmpint (count, ==, 500 - lost);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM outputs"), ==, count);
  g_assert_cmpint (store_count (fixture->path,
                                "SELECT count (*) FROM generation_fts WHERE generation_fts MATCH 'fox'"), ==, count);
}

/* A page of small rows: the leaps over it end far behind it, and what lies between is fetched, too. */
static void
test_salvage_one_page_of_many_rows (StoreFixture  *fixture,
                                    gconstpointer  data)
{
  g_autofree char *sql = NULL;
  gint64 page, lost;

  store_fill (fixture->path, 1000);
  set_unclean (fixture->path);
  page = find_leaf (fixture->path, "outputs", 2);
  sql = g_strdup_printf ("SELECT ncell FROM dbstat WHERE pageno = %d", (int) page);
  lost = store_count (fixture->path, sql);
  g_assert_cmpint (lost, >, 50);
  spoil_page (fixture->path, page);
  g_assert_cmpint (open_and_count (fixture->path), ==, 1000);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM outputs"), ==, 1000 - lost);
}

/* Without the check at the start nobody notices, so it has to be made exactly when the shutdown was not clean. */
static void
test_salvage_only_when_unclean (StoreFixture  *fixture,
                                gconstpointer  data)
{
  gint64 page;
  FigmentDatabase *database;

  store_fill (fixture->path, 500);
  page = find_leaf (fixture->path, "generations", 0);
  spoil_page (fixture->path, page);
  database = store_open (fixture->path);
  g_assert_null (figment_database_get_salvage (database));
  store_close (database);
  set_unclean (fixture->path);
  open_and_count (fixture->path);
}

/* Damage that is met at work is told as such, and the next start checks although the shutdown was orderly. */
static void
test_salvage_after_a_read (StoreFixture  *fixture,
                           gconstpointer  data)
{
  gint64 page, sum;
  FigmentDatabase *database;
  g_autoptr(GError) error = NULL;

  store_fill (fixture->path, 500);
  page = find_leaf (fixture->path, "generations", 0);
  spoil_page (fixture->path, page);
  database = store_open (fixture->path);
  g_assert_false (figment_sqlite_get_number (_figment_database_get_reader (database, NULL),
                                             "SELECT sum (created_at) FROM generations", &sum, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED);
  store_close (database);
  g_assert_cmpint (open_and_count (fixture->path), >=, 490);
}

static void
test_salvage_after_a_write (StoreFixture  *fixture,
                            gconstpointer  data)
{
  gint64 page;
  FigmentDatabase *database;
  g_autoptr(GError) error = NULL;

  store_fill (fixture->path, 500);
  page = find_leaf (fixture->path, "generations", 0);
  spoil_page (fixture->path, page);
  database = store_open (fixture->path);
  g_assert_false (store_write (database, "UPDATE generations SET favourite = 1", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_DAMAGED);
  store_close (database);
  g_assert_cmpint (open_and_count (fixture->path), >=, 490);
}

/* An index of words that fell out of step is written anew; that is no damage. */
static void
test_salvage_word_index (StoreFixture  *fixture,
                         gconstpointer  data)
{
  FigmentDatabase *database;

  store_fill (fixture->path, 20);
  store_exec (fixture->path, "INSERT INTO generation_fts (generation_fts) VALUES ('delete-all')");
  set_unclean (fixture->path);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM generation_fts WHERE generation_fts MATCH 'fox'"),
                   ==, 0);
  database = store_open (fixture->path);
  g_assert_null (figment_database_get_salvage (database));
  store_close (database);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM generation_fts WHERE generation_fts MATCH 'fox'"),
                   ==, 20);
}

/* What stands in the log of a process that died is saved, too, and the log goes where its file goes. */
static void
test_salvage_with_a_log (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL), *contents = NULL, *aside = NULL, *aside_log = NULL;
  FigmentSqlite *crashed;
  gint64 page, count;
  gsize length;

  store_fill (fixture->path, 200);
  page = find_leaf (fixture->path, "generations", 0);
  crashed = figment_sqlite_open (fixture->path, NULL);
  g_assert_true (figment_sqlite_exec (crashed,
                                      "UPDATE meta SET value = 0 WHERE key = 'clean';"
                                      "UPDATE generations SET error = 'from the log' WHERE id = 200", NULL));
  g_assert_true (g_file_get_contents (log, &contents, &length, NULL));
  figment_sqlite_close_untouched (crashed);
  g_assert_true (g_file_set_contents (log, contents, (gssize) length, NULL));
  spoil_page (fixture->path, page);

  count = open_and_count (fixture->path);
  g_assert_cmpint (count, >=, 190);
  g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM generations WHERE error = 'from the log'"), ==,
                   1);
  aside = find_set_aside (fixture->path);
  aside_log = g_strconcat (aside, "-wal", NULL);
  g_assert_true (g_file_test (aside_log, G_FILE_TEST_EXISTS));
}

/* Twice within a second: the names differ, nothing is overwritten. */
static void
test_salvage_twice (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr(GPtrArray) names = NULL;

  g_mkdir (folder, 0700);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (g_file_set_contents (fixture->path, "rubbish", -1, NULL));
      store_close (store_open (fixture->path));
    }
  names = store_list_folder (fixture->path);
  g_assert_cmpuint (names->len, ==, 4);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *long_rubbish = g_strnfill (20000, 'x');
#define ADD(path, data, func) g_test_add (path, StoreFixture, data, store_fixture_set_up, func, store_fixture_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/salvage/not-a-database/short", "rubbish", test_salvage_not_a_database);
  ADD ("/salvage/not-a-database/long", long_rubbish, test_salvage_not_a_database);
  ADD ("/salvage/no-header", NULL, test_salvage_no_header);
  ADD ("/salvage/truncated", NULL, test_salvage_truncated);
  ADD ("/salvage/one-page", NULL, test_salvage_one_page);
  ADD ("/salvage/one-page-of-many-rows", NULL, test_salvage_one_page_of_many_rows);
  ADD ("/salvage/only-when-unclean", NULL, test_salvage_only_when_unclean);
  ADD ("/salvage/after-a-read", NULL, test_salvage_after_a_read);
  ADD ("/salvage/after-a-write", NULL, test_salvage_after_a_write);
  ADD ("/salvage/word-index", NULL, test_salvage_word_index);
  ADD ("/salvage/with-a-log", NULL, test_salvage_with_a_log);
  ADD ("/salvage/twice", NULL, test_salvage_twice);
  return g_test_run ();
}
