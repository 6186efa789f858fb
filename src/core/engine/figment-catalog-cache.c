/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-catalog-cache.h"

#include <errno.h>

#include <glib/gstdio.h>

/* A server's answer may have this much (FIGMENT_HTTP_MAX_BODY); a larger file is none of ours. */
#define MAX_BYTES (64 * 1024 * 1024)

typedef struct
{
  char   *path;     /* (owned) (nullable) NULL: keep nothing */
  GBytes *bytes;    /* (owned) (nullable) to store; NULL: load */
  char   *checksum; /* (owned) (nullable) SHA-256 of what was parsed */
} CacheData;

static void
cache_data_free (CacheData *data)
{
  g_free (data->path);
  g_clear_pointer (&data->bytes, g_bytes_unref);
  g_free (data->checksum);
  g_free (data);
}

static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autofree char *contents = NULL;
  GStatBuf status;
  gsize length;

  if (path == NULL || g_stat (path, &status) != 0 || status.st_size > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No catalog is kept");
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&contents), length);
}

static void
write_file (const char *path,
            GBytes     *bytes)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *contents = g_bytes_get_data (bytes, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0
      || !g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("catalog cache: %s: %s", path, error != NULL ? error->message : g_strerror (errno));
}

static void
cache_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  CacheData *data = task_data;
  g_autoptr(GBytes) kept = NULL;
  FigmentCatalog *catalog;
  GError *error = NULL;

  kept = read_file (data->path, data->bytes == NULL ? &error : NULL);
  if (data->bytes == NULL && kept == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  catalog = figment_catalog_parse (data->bytes != NULL ? data->bytes : kept, &error);
  if (catalog == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, data->bytes != NULL ? data->bytes : kept);
  if (data->bytes != NULL && data->path != NULL && (kept == NULL || !g_bytes_equal (kept, data->bytes)))
    write_file (data->path, data->bytes);
  g_task_return_pointer (task, catalog, (GDestroyNotify) figment_catalog_unref);
}

static void
run (const char          *url,
     GBytes              *bytes,
     gpointer             tag,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  CacheData *data = g_new0 (CacheData, 1);

  if (url != NULL)
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);
      g_autofree char *name = g_strconcat (hash, ".json", NULL);

      data->path = g_build_filename (g_get_user_cache_dir (), "figment", "catalogs", name, NULL);
    }
  data->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, data, (GDestroyNotify) cache_data_free);
  g_task_run_in_thread (task, cache_thread);
}

void
figment_catalog_cache_load_async (const char          *url,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  run (url, NULL, figment_catalog_cache_load_async, cancellable, callback, user_data);
}

void
figment_catalog_cache_store_async (const char          *url,
                                   GBytes              *object_info,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  run (url, object_info, figment_catalog_cache_store_async, cancellable, callback, user_data);
}

/**
 * figment_catalog_cache_finish:
 * @checksum: (out) (transfer full): of the text; the same text makes the same catalog
 *
 * Returns: (transfer full): the catalog, or %NULL with @error in %G_IO_ERROR, %G_FILE_ERROR or that of
 *   figment_catalog_parse ()
 */
FigmentCatalog *
figment_catalog_cache_finish (GAsyncResult  *result,
                              char         **checksum,
                              GError       **error)
{
  FigmentCatalog *catalog;
  CacheData *data;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  catalog = g_task_propagate_pointer (G_TASK (result), error);
  data = g_task_get_task_data (G_TASK (result));
  if (catalog != NULL)
    *checksum = g_strdup (data->checksum);
  return catalog;
}
