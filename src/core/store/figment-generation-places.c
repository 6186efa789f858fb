/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the files of outputs are, for moving the library. */

#include "figment-generation-store.h"

#include "store/figment-database-private.h"
#include "store/figment-generation-store-private.h"

static void
output_place_free (gpointer data)
{
  FigmentOutputPlace *place = data;

  g_free (place->path);
  g_free (place);
}

/**
 * figment_generation_store_list_places:
 * @folder: absolute, without a slash at its end
 *
 * Returns: (transfer full): FigmentOutputPlace of every output below @folder, in the order in which they were made; or
 *   %NULL with @error
 */
GPtrArray *
figment_generation_store_list_places (FigmentGenerationStore  *self,
                                      const char              *folder,
                                      GError                 **error)
{
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func (output_place_free);
  g_autofree char *prefix = g_strconcat (folder, "/", NULL);
  FigmentSqlite *reader;
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentStep step;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), error);
  if (reader == NULL)
    return NULL;
  rows = figment_sqlite_prepare (
      reader, "SELECT id, path FROM outputs WHERE substr (path, 1, length (:prefix)) = :prefix ORDER BY id", error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_text (rows, ":prefix", prefix);
  while ((step = figment_statement_step (rows, error)) == FIGMENT_STEP_ROW)
    {
      FigmentOutputPlace *place = g_new0 (FigmentOutputPlace, 1);

      place->id = figment_statement_get_int64 (rows, 0);
      place->path = figment_statement_dup_path (rows, 1);
      g_ptr_array_add (places, place);
    }
  return step == FIGMENT_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

static gboolean
save_place_on_thread (FigmentSqlite  *database,
                      gpointer        user_data,
                      GError        **error)
{
  FigmentOutputPlace *place = user_data;
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "UPDATE outputs SET path = :path WHERE id = :id", error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_text (statement, ":path", place->path);
  figment_statement_bind_int64 (statement, ":id", place->id);
  return figment_statement_run (statement, error);
}

static void
save_place_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (_figment_database_write_finish (FIGMENT_DATABASE (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
figment_generation_store_save_place_async (FigmentGenerationStore *self,
                                           gint64                  output_id,
                                           const char             *path,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data)
{
  FigmentOutputPlace *place;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (path != NULL);

  place = g_new0 (FigmentOutputPlace, 1);
  place->id = output_id;
  place->path = g_strdup (path);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_place_async);
  /* Whether it was cancelled in time is the database's to say. */
  g_task_set_check_cancellable (task, FALSE);
  _figment_database_write_async (_figment_generation_store_get_database (self), save_place_on_thread, NULL, place,
                                 output_place_free, cancellable, save_place_cb, task);
}

gboolean
figment_generation_store_save_place_finish (FigmentGenerationStore  *self,
                                            GAsyncResult            *result,
                                            GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
