/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
store_fixture_set_up (StoreFixture  *fixture,
                      gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("figment-store-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "data", "figment.db", NULL);
}

void
store_fixture_tear_down (StoreFixture  *fixture,
                         gconstpointer  data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
store_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

FigmentDatabase *
store_open_full (const char  *path,
                 GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_database_open_async (path, NULL, store_result_cb, &result);
  return figment_database_open_finish (store_wait (&result), error);
}

FigmentDatabase *
store_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  FigmentDatabase *database = store_open_full (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (database);
  return database;
}

/* Closes, and lets go of the last reference. */
void
store_close (FigmentDatabase *database)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_database_close_async (database, store_result_cb, &result);
  figment_database_close_finish (database, store_wait (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (database);
}

gboolean
store_save (FigmentGenerationStore  *store,
            FigmentGeneration       *generation,
            GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_generation_store_save_async (store, generation, NULL, store_result_cb, &result);
  return figment_generation_store_save_finish (store, store_wait (&result), error);
}

gboolean
store_add_output (FigmentGenerationStore  *store,
                  FigmentGeneration       *generation,
                  FigmentOutput           *output,
                  GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_generation_store_add_output_async (store, generation, output, NULL, store_result_cb, &result);
  return figment_generation_store_add_output_finish (store, store_wait (&result), error);
}

static gboolean
exec_on_thread (FigmentSqlite  *database,
                gpointer        data,
                GError        **error)
{
  return figment_sqlite_exec (database, data, error);
}

gboolean
store_write (FigmentDatabase  *database,
             const char       *sql,
             GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  _figment_database_write_async (database, exec_on_thread, NULL, g_strdup (sql), g_free, NULL, store_result_cb,
                                 &result);
  return _figment_database_write_finish (database, store_wait (&result), error) != NULL;
}

void
store_exec (const char *path,
            const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentSqlite) database = figment_sqlite_open (path, &error);

  g_assert_no_error (error);
  figment_sqlite_exec (database, sql, &error);
  g_assert_no_error (error);
}

gint64
store_count (const char *path,
             const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentSqlite) database = figment_sqlite_open (path, &error);
  gint64 number = -1;

  g_assert_no_error (error);
  figment_sqlite_get_number (database, sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

FigmentGeneration *
store_new_generation (const char *prompt)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{\"1\":{}}");

  g_free (request->original_prompt);
  request->original_prompt = g_strdup (prompt);
  return figment_generation_new (request);
}

/* A database with so many finished generations, one output each, closed. Their texts make them fill some pages. */
void
store_fill (const char *path,
            guint       count)
{
  FigmentDatabase *database = store_open (path);
  g_autoptr(GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO generations (mode, state, queue_position, created_at, started_at, finished_at, favourite, cached,"
      "  original_prompt, sent_prompt, input_files, params, graph)"
      " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
      " SELECT 'text-to-image', 'done', i, i, i, i, 0, 0, 'a fox ' || i, 'a fox ' || i, '[]', '{}',"
      "   hex (zeroblob (400)) FROM n;"
      "INSERT INTO outputs (generation_id, position, kind, width, height, duration_ms, bytes, favourite, trashed_at)"
      " SELECT id, 0, 'image', 1, 1, 0, 1, 0, 0 FROM generations;",
      count);

  store_write (database, sql, &error);
  g_assert_no_error (error);
  store_close (database);
}

char *
store_checksum (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) contents, length);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names in the folder that @path is in, in alphabetical order. */
GPtrArray *
store_list_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, "-lock"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

void
store_overwrite (const char    *path,
                 goffset        offset,
                 gconstpointer  bytes,
                 gsize          length)
{
  const int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, (gssize) length);
  close (fd);
}
