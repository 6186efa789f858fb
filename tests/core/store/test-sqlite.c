/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "store-support.h"

static FigmentSqlite *
open_memory (const char *sql)
{
  g_autoptr(GError) error = NULL;
  FigmentSqlite *database = figment_sqlite_open (":memory:", &error);

  g_assert_no_error (error);
  figment_sqlite_exec (database, sql, &error);
  g_assert_no_error (error);
  return database;
}

static void
test_sqlite_types (void)
{
  g_autoptr(FigmentSqlite) database = open_memory ("CREATE TABLE t (i, d, s, b, n, m)");
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentStatement) insert =
      figment_sqlite_prepare (database, "INSERT INTO t VALUES (:i, :d, :s, :b, :n, :m)", &error);
  g_autoptr(FigmentStatement) select = figment_sqlite_prepare (database, "SELECT i, d, s, b, n, m FROM t", &error);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("a\0b", 3), empty = g_bytes_new_static ("", 0), back = NULL;
  g_autoptr(GBytes) empty_back = NULL;
  g_autofree char *text = NULL, *nothing = NULL;

  g_assert_no_error (error);
  figment_statement_bind_int64 (insert, ":i", G_MININT64);
  figment_statement_bind_double (insert, ":d", 0.1);
  figment_statement_bind_text (insert, ":s", "größer 木 ' \" ; --");
  figment_statement_bind_bytes (insert, ":b", bytes);
  figment_statement_bind_text (insert, ":n", NULL);
  figment_statement_bind_bytes (insert, ":m", empty);
  g_assert_true (figment_statement_run (insert, &error));
  g_assert_cmpint (figment_sqlite_get_last_id (database), ==, 1);
  g_assert_cmpint (figment_sqlite_get_changes (database), ==, 1);

  g_assert_cmpint (figment_statement_step (select, &error), ==, FIGMENT_STEP_ROW);
  g_assert_cmpint (figment_statement_get_int64 (select, 0), ==, G_MININT64);
  g_assert_cmpfloat (figment_statement_get_double (select, 1), ==, 0.1);
  text = figment_statement_dup_text (select, 2);
  g_assert_cmpstr (text, ==, "größer 木 ' \" ; --");
  back = figment_statement_dup_bytes (select, 3);
  g_assert_true (g_bytes_equal (back, bytes));
  nothing = figment_statement_dup_text (select, 4);
  g_assert_null (nothing);
  g_assert_null (figment_statement_dup_bytes (select, 4));
  empty_back = figment_statement_dup_bytes (select, 5);
  g_assert_cmpuint (g_bytes_get_size (empty_back), ==, 0);
  g_assert_cmpint (figment_statement_step (select, &error), ==, FIGMENT_STEP_DONE);
}

static void
test_sqlite_not_a_number (void)
{
  g_autoptr(FigmentSqlite) database = open_memory ("CREATE TABLE t (d REAL NOT NULL)");
  g_autoptr(FigmentStatement) insert = figment_sqlite_prepare (database, "INSERT INTO t VALUES (:d)", NULL);

  figment_statement_bind_double (insert, ":d", 0.0 / 0.0);
  g_assert_true (figment_statement_run (insert, NULL));
}

static void
test_sqlite_bad_text (void)
{
  g_autoptr(FigmentSqlite) database =
      open_memory ("CREATE TABLE t (s); INSERT INTO t VALUES (CAST (x'61ff62' AS TEXT))");
  g_autoptr(FigmentStatement) select = figment_sqlite_prepare (database, "SELECT s FROM t", NULL);
  g_autofree char *text = NULL, *path = NULL;

  g_assert_cmpint (figment_statement_step (select, NULL), ==, FIGMENT_STEP_ROW);
  text = figment_statement_dup_text (select, 0);
  path = figment_statement_dup_path (select, 0);
  g_assert_cmpstr (text, ==, "a\xef\xbf\xbd" "b");
  g_assert_cmpstr (path, ==, "a\xff" "b");
}

/* A statement is prepared once; on loan it is not given out a second time; nothing stays bound. */
static void
test_sqlite_loans (void)
{
  static const char sql[] = "SELECT :x IS NULL";
  g_autoptr(FigmentSqlite) database = open_memory ("SELECT 1");
  FigmentStatement *first = figment_sqlite_prepare (database, sql, NULL), *again;
  FigmentStatement *second = figment_sqlite_prepare (database, sql, NULL);

  g_assert_true (first != second);
  figment_statement_bind_int64 (first, ":x", 1);
  g_assert_cmpint (figment_statement_step (first, NULL), ==, FIGMENT_STEP_ROW);
  g_assert_cmpint (figment_statement_get_int64 (first, 0), ==, 0);
  figment_statement_free (first);

  again = figment_sqlite_prepare (database, sql, NULL);
  g_assert_true (again == first);
  g_assert_cmpint (figment_statement_step (again, NULL), ==, FIGMENT_STEP_ROW);
  g_assert_cmpint (figment_statement_get_int64 (again, 0), ==, 1);
  figment_statement_free (again);
  figment_statement_free (second);
}

static void
test_sqlite_bind_row (void)
{
  g_autoptr(FigmentSqlite) from = open_memory ("CREATE TABLE t (a, b, c); INSERT INTO t VALUES (7, x'00ff', NULL)");
  g_autoptr(FigmentSqlite) to = open_memory ("CREATE TABLE t (a, b, c)");
  g_autoptr(FigmentStatement) select = figment_sqlite_prepare (from, "SELECT a, b, c FROM t", NULL);
  g_autoptr(FigmentStatement) insert = figment_sqlite_prepare (to, "INSERT INTO t VALUES (?1, ?2, ?3)", NULL);
  gint64 same = 0;

  g_assert_cmpint (figment_statement_step (select, NULL), ==, FIGMENT_STEP_ROW);
  figment_statement_bind_row (insert, select);
  g_assert_true (figment_statement_run (insert, NULL));
  g_assert_true (figment_sqlite_get_number (to, "SELECT a = 7 AND b = x'00ff' AND c IS NULL FROM t", &same, NULL));
  g_assert_cmpint (same, ==, 1);
}

static void
test_sqlite_errors (void)
{
  g_autoptr(FigmentSqlite) database = open_memory ("CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)");
  g_autoptr(FigmentStatement) insert = figment_sqlite_prepare (database, "INSERT INTO t VALUES (1)", NULL);
  g_autoptr(GError) error = NULL;
  gint64 number = 5;

  g_assert_null (figment_sqlite_prepare (database, "SELECT nothing FROM nowhere", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_clear_error (&error);
  g_assert_false (figment_statement_run (insert, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_nonnull (strstr (error->message, "UNIQUE"));
  g_clear_error (&error);
  g_assert_true (figment_sqlite_get_number (database, "SELECT a FROM t WHERE a = 2", &number, &error));
  g_assert_cmpint (number, ==, 0);
  g_assert_null (figment_sqlite_open ("/nowhere/at/all.db", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
}

static void
test_sqlite_full (void)
{
  g_autoptr(FigmentSqlite) database = open_memory ("CREATE TABLE t (a); PRAGMA max_page_count = 3");
  g_autoptr(GError) error = NULL;
  gint64 count = -1;

  g_assert_true (figment_sqlite_begin (database, &error));
  g_assert_false (figment_sqlite_exec (database, "INSERT INTO t VALUES (zeroblob (100000))", &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "space"));
  figment_sqlite_rollback (database);
  figment_sqlite_rollback (database);
  g_assert_true (figment_sqlite_get_number (database, "SELECT count (*) FROM t", &count, NULL));
  g_assert_cmpint (count, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sqlite/types", test_sqlite_types);
  g_test_add_func ("/sqlite/not-a-number", test_sqlite_not_a_number);
  g_test_add_func ("/sqlite/bad-text", test_sqlite_bad_text);
  g_test_add_func ("/sqlite/loans", test_sqlite_loans);
  g_test_add_func ("/sqlite/bind-row", test_sqlite_bind_row);
  g_test_add_func ("/sqlite/errors", test_sqlite_errors);
  g_test_add_func ("/sqlite/full", test_sqlite_full);
  return g_test_run ();
}
