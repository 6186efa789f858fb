/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does with what was made: favourites and the trash. */

#include "figment-generation-store.h"

#include "store/figment-database-private.h"
#include "store/figment-generation-rows.h"
#include "store/figment-generation-store-private.h"

typedef struct
{
  gint64     generation_id;
  gboolean   favourite;
  GPtrArray *outputs;    /* (owned) (nullable) FigmentOutput; the thread reads no more than their ids */
  gint64     trashed_at; /* µs since 1970, 0: they come back */
} MarkData;

static void
mark_data_free (gpointer user_data)
{
  MarkData *data = user_data;

  g_clear_pointer (&data->outputs, g_ptr_array_unref);
  g_free (data);
}

/* On the store's thread. */

static gboolean
save_favourite_on_thread (FigmentSqlite  *database,
                          gpointer        user_data,
                          GError        **error)
{
  MarkData *data = user_data;
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "UPDATE generations SET favourite = :favourite WHERE id = :id", error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":favourite", data->favourite);
  figment_statement_bind_int64 (statement, ":id", data->generation_id);
  return figment_statement_run (statement, error);
}

static gboolean
mark_outputs (MarkData       *data,
              FigmentSqlite  *database,
              GError        **error)
{
  for (guint i = 0; i < data->outputs->len; i++)
    {
      g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
          database, "UPDATE outputs SET trashed_at = :at WHERE id = :id AND generation_id = :generation", error);

      if (statement == NULL)
        return FALSE;
      figment_statement_bind_int64 (statement, ":at", data->trashed_at);
      figment_statement_bind_int64 (statement, ":id", figment_output_get_info (data->outputs->pdata[i])->id);
      figment_statement_bind_int64 (statement, ":generation", data->generation_id);
      if (!figment_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_trashed_on_thread (FigmentSqlite  *database,
                        gpointer        user_data,
                        GError        **error)
{
  static const char put[] =
      "INSERT OR REPLACE INTO trashed_generations (id, trashed_at) SELECT id, :at FROM generations WHERE id = :id"
      " AND state IN ('done', 'failed', 'cancelled', 'lost')"
      " AND NOT EXISTS (SELECT 1 FROM outputs WHERE generation_id = :id AND CAST (trashed_at AS INTEGER) = 0)";
  MarkData *data = user_data;
  g_autoptr(FigmentStatement) statement = NULL;

  if (!mark_outputs (data, database, error))
    return FALSE;
  statement = figment_sqlite_prepare (
      database, data->trashed_at != 0 ? put : "DELETE FROM trashed_generations WHERE id = :id", error);
  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", data->generation_id);
  if (data->trashed_at != 0)
    figment_statement_bind_int64 (statement, ":at", data->trashed_at);
  return figment_statement_run (statement, error);
}

/* Back on the main thread. */

static void
tell (FigmentGenerationStore *self,
      MarkData               *data)
{
  for (guint i = 0; data->outputs != NULL && i < data->outputs->len; i++)
    {
      FigmentOutput *output = data->outputs->pdata[i];

      figment_output_set_trashed_at (output, data->trashed_at);
      _figment_generation_store_tell_trashed (self, figment_output_get_info (output)->id, data->trashed_at);
    }
  _figment_generation_store_tell_changed (self, data->generation_id);
}

static void
save_mark_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  MarkData *data = _figment_database_write_finish (FIGMENT_DATABASE (source), result, &error);

  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  tell (g_task_get_source_object (task), data);
  g_task_return_boolean (task, TRUE);
}

/* Takes @data and the reference to @task. */
static void
start_write (FigmentGenerationStore *self,
             FigmentDatabaseFunc     func,
             MarkData               *data,
             GTask                  *task)
{
  _figment_database_write_async (_figment_generation_store_get_database (self), func, NULL, data, mark_data_free, NULL,
                                 save_mark_cb, task);
}

void
figment_generation_store_save_favourite_async (FigmentGenerationStore *self,
                                               gint64                  generation_id,
                                               gboolean                favourite,
                                               GAsyncReadyCallback     callback,
                                               gpointer                user_data)
{
  MarkData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));

  data = g_new0 (MarkData, 1);
  data->generation_id = generation_id;
  data->favourite = favourite;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_favourite_async);
  start_write (self, save_favourite_on_thread, data, task);
}

gboolean
figment_generation_store_save_favourite_finish (FigmentGenerationStore  *self,
                                                GAsyncResult            *result,
                                                GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * figment_generation_store_save_trashed_async:
 * @outputs: (element-type FigmentOutput): of that generation, in the store; left alone
 *
 * The generation goes along when none of its outputs is left, unless more may come: it has to have ended.
 */
void
figment_generation_store_save_trashed_async (FigmentGenerationStore *self,
                                             gint64                  generation_id,
                                             GPtrArray              *outputs,
                                             gint64                  at,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data)
{
  MarkData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (outputs != NULL);

  data = g_new0 (MarkData, 1);
  data->generation_id = generation_id;
  data->outputs = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < outputs->len; i++)
    g_ptr_array_add (data->outputs, g_object_ref (outputs->pdata[i]));
  data->trashed_at = at;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_trashed_async);
  start_write (self, save_trashed_on_thread, data, task);
}

gboolean
figment_generation_store_save_trashed_finish (FigmentGenerationStore  *self,
                                              GAsyncResult            *result,
                                              GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Returns: (transfer full) (element-type FigmentOutput): what of it is in the trash; or %NULL with @error */
GPtrArray *
figment_generation_store_list_trashed (FigmentGenerationStore  *self,
                                       gint64                   generation_id,
                                       GError                 **error)
{
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), error);
  return reader != NULL ? figment_generation_rows_read_outputs (reader, generation_id, TRUE, error) : NULL;
}

/* Whether it is in the trash as a whole. */
gboolean
figment_generation_store_is_trashed (FigmentGenerationStore *self,
                                     gint64                  generation_id)
{
  FigmentSqlite *reader;
  g_autoptr(FigmentStatement) rows = NULL;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), FALSE);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), NULL);
  if (reader != NULL)
    rows = figment_sqlite_prepare (reader, "SELECT 1 FROM trashed_generations WHERE id = :id", NULL);
  if (rows == NULL)
    return FALSE;
  figment_statement_bind_int64 (rows, ":id", generation_id);
  return figment_statement_step (rows, NULL) == FIGMENT_STEP_ROW;
}
