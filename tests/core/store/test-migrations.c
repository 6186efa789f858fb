/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include "store/figment-migrations.h"

/* What a later Figment may bring: a column, and a table that is filled from it. */
#define NEXT "ALTER TABLE generations ADD COLUMN rating INTEGER NOT NULL DEFAULT 3"
#define LAST "CREATE TABLE stars AS SELECT id, rating FROM generations"

static gint64
get_number (FigmentSqlite *database,
            const char    *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  figment_sqlite_get_number (database, sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

/* The steps of today's Figment and two that a later one may have. */
static const char **
list_steps (const char *next,
            const char *last)
{
  const gint64 version = figment_migrations_get_version (figment_migrations);
  const char **steps = g_new0 (const char *, version + 3);

  for (gint64 i = 0; i < version; i++)
    steps[i] = figment_migrations[i];
  steps[version] = next;
  steps[version + 1] = last;
  return steps;
}

static void
test_migrations_from_an_older_version (StoreFixture  *fixture,
                                       gconstpointer  data)
{
  const gint64 version = figment_migrations_get_version (figment_migrations);
  g_autofree const char **steps = list_steps (NEXT, LAST);
  g_autoptr(FigmentSqlite) database = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *salvage = NULL;

  store_fill (fixture->path, 10);
  g_assert_cmpint (store_count (fixture->path, "PRAGMA user_version"), ==, version);

  database = _figment_database_open_file (fixture->path, steps, TRUE, &salvage, &error);
  g_assert_no_error (error);
  g_assert_null (salvage);
  g_assert_cmpint (get_number (database, "PRAGMA user_version"), ==, version + 2);
  g_assert_cmpint (get_number (database, "SELECT sum (rating) FROM stars"), ==, 30);
}

static void
test_migrations_stop_at_a_failure (StoreFixture  *fixture,
                                   gconstpointer  data)
{
  const gint64 version = figment_migrations_get_version (figment_migrations);
  g_autofree const char **steps = list_steps (NEXT, "CREATE TABLE half (a); SELECT nonsense");
  g_autoptr(FigmentSqlite) database = NULL;
  g_autoptr(GError) error = NULL;

  store_fill (fixture->path, 10);
  database = figment_sqlite_open (fixture->path, &error);
  g_assert_false (figment_migrations_run (database, steps, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_clear_error (&error);
  g_assert_cmpint (get_number (database, "PRAGMA user_version"), ==, version + 1);
  g_assert_cmpint (get_number (database, "SELECT count (*) FROM sqlite_schema WHERE name = 'half'"), ==, 0);
  g_assert_cmpint (get_number (database, "SELECT sum (rating) FROM generations"), ==, 30);
}

static void
test_migrations_leave_the_newest_alone (StoreFixture  *fixture,
                                        gconstpointer  data)
{
  g_autoptr(FigmentSqlite) database = NULL;
  g_autofree char *before = NULL, *after = NULL;

  store_fill (fixture->path, 1);
  before = store_checksum (fixture->path);
  database = figment_sqlite_open (fixture->path, NULL);
  g_assert_true (figment_migrations_run (database, figment_migrations, NULL));
  after = store_checksum (fixture->path);
  g_assert_cmpstr (before, ==, after);
}

static void
test_migrations_mark (StoreFixture  *fixture,
                      gconstpointer  data)
{
  store_fill (fixture->path, 1);
  g_assert_cmphex (store_count (fixture->path, "PRAGMA application_id"), ==, FIGMENT_APPLICATION_ID);
  g_assert_cmpint (store_count (fixture->path, "PRAGMA user_version"), ==,
                   figment_migrations_get_version (figment_migrations));
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) g_test_add (path, StoreFixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/migrations/from-an-older-version", test_migrations_from_an_older_version);
  ADD ("/migrations/stop-at-a-failure", test_migrations_stop_at_a_failure);
  ADD ("/migrations/leave-the-newest-alone", test_migrations_leave_the_newest_alone);
  ADD ("/migrations/mark", test_migrations_mark);
  return g_test_run ();
}
