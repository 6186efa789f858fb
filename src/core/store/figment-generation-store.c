/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generation-store.h"

#include <string.h>

#include "store/figment-database-private.h"
#include "store/figment-generation-rows.h"
#include "store/figment-generation-search.h"
#include "store/figment-generation-store-private.h"

struct _FigmentGenerationStore
{
  GObject          parent_instance;

  FigmentDatabase *database; /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentGenerationStore, figment_generation_store, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_OUTPUT_TRASHED,
  SIGNAL_CHANGED,
} FigmentGenerationStoreSignal;
static guint signals[SIGNAL_CHANGED + 1];

/* What a write takes to the store's thread, and what it brings back. The objects are touched on the main thread
 * only. */
typedef struct
{
  FigmentGeneration    *generation; /* (owned) */
  FigmentGenerationRow *row;        /* (owned) */
  char                 *sent_graph; /* (owned) (nullable) */
  char                 *plan;       /* (owned) (nullable) */
  char                 *client_id;  /* (owned) (nullable) */
  FigmentOutput        *output;     /* (owned) (nullable) its facts never change, so the thread may read them */
  gint64                output_id;
} WriteData;

static WriteData *
write_data_new (FigmentGeneration *generation)
{
  WriteData *data = g_new0 (WriteData, 1);

  data->generation = g_object_ref (generation);
  data->row = figment_generation_row_new (generation);
  return data;
}

static void
write_data_free (gpointer user_data)
{
  WriteData *data = user_data;

  g_object_unref (data->generation);
  figment_generation_row_free (data->row);
  g_free (data->sent_graph);
  g_free (data->plan);
  g_free (data->client_id);
  g_clear_object (&data->output);
  g_free (data);
}

/* On the store's thread. */

static gboolean
save_on_thread (FigmentSqlite  *database,
                gpointer        user_data,
                GError        **error)
{
  WriteData *data = user_data;

  return figment_generation_row_save (data->row, database, error);
}

static gboolean
save_sent_on_thread (FigmentSqlite  *database,
                     gpointer        user_data,
                     GError        **error)
{
  WriteData *data = user_data;

  return figment_generation_row_save_sent (data->row, data->sent_graph, data->client_id, database, error);
}

static gboolean
save_plan_on_thread (FigmentSqlite  *database,
                     gpointer        user_data,
                     GError        **error)
{
  WriteData *data = user_data;

  return figment_generation_row_save_plan (data->row, data->plan, database, error);
}

static gboolean
add_output_on_thread (FigmentSqlite  *database,
                      gpointer        user_data,
                      GError        **error)
{
  WriteData *data = user_data;

  return figment_generation_row_save_output (data->row, figment_output_get_info (data->output), &data->output_id,
                                             database, error);
}

static void
undo_on_thread (gpointer user_data)
{
  WriteData *data = user_data;

  figment_generation_row_undo (data->row);
}

/* Back on the main thread. */

static void
write_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  WriteData *data = _figment_database_write_finish (FIGMENT_DATABASE (source), result, &error);

  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  figment_generation_set_id (data->generation, figment_generation_row_get_id (data->row));
  if (data->output != NULL)
    figment_output_set_id (data->output, data->output_id);
  g_task_return_boolean (task, TRUE);
}

static void
start_write (FigmentGenerationStore *self,
             FigmentDatabaseFunc     func,
             WriteData              *data,
             GTask                  *task)
{
  /* Whether it was cancelled in time is the database's to say. */
  g_task_set_check_cancellable (task, FALSE);
  _figment_database_write_async (self->database, func, undo_on_thread, data, write_data_free,
                                 g_task_get_cancellable (task), write_cb, task);
}

static void
figment_generation_store_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_GENERATION_STORE (object)->database);
  G_OBJECT_CLASS (figment_generation_store_parent_class)->dispose (object);
}

static void
figment_generation_store_class_init (FigmentGenerationStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_generation_store_dispose;

  signals[SIGNAL_OUTPUT_TRASHED] =
      g_signal_new ("output-trashed", FIGMENT_TYPE_GENERATION_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FIGMENT_TYPE_GENERATION_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
figment_generation_store_init (FigmentGenerationStore *self)
{
}

FigmentGenerationStore *
figment_generation_store_new (FigmentDatabase *database)
{
  FigmentGenerationStore *self;

  g_return_val_if_fail (FIGMENT_IS_DATABASE (database), NULL);

  self = g_object_new (FIGMENT_TYPE_GENERATION_STORE, NULL);
  self->database = g_object_ref (database);
  return self;
}

FigmentDatabase *
_figment_generation_store_get_database (FigmentGenerationStore *self)
{
  return self->database;
}

void
_figment_generation_store_tell_trashed (FigmentGenerationStore *self,
                                        gint64                  output_id,
                                        gint64                  at)
{
  g_signal_emit (self, signals[SIGNAL_OUTPUT_TRASHED], 0, output_id, at);
}

void
_figment_generation_store_tell_changed (FigmentGenerationStore *self,
                                        gint64                  generation_id)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, generation_id);
}

void
figment_generation_store_save_async (FigmentGenerationStore *self,
                                     FigmentGeneration      *generation,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (FIGMENT_IS_GENERATION (generation));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_async);
  start_write (self, save_on_thread, write_data_new (generation), task);
}

/* @error is in %FIGMENT_STORE_ERROR, or %G_IO_ERROR_CANCELLED: then nothing was written. The same for the other two. */
gboolean
figment_generation_store_save_finish (FigmentGenerationStore  *self,
                                      GAsyncResult            *result,
                                      GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
figment_generation_store_save_sent_async (FigmentGenerationStore *self,
                                          FigmentGeneration      *generation,
                                          const char             *sent_graph,
                                          const char             *client_id,
                                          GCancellable           *cancellable,
                                          GAsyncReadyCallback     callback,
                                          gpointer                user_data)
{
  WriteData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (FIGMENT_IS_GENERATION (generation));
  g_return_if_fail (sent_graph != NULL);

  data = write_data_new (generation);
  data->sent_graph = g_strdup (sent_graph);
  data->client_id = g_strdup (client_id);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_sent_async);
  start_write (self, save_sent_on_thread, data, task);
}

gboolean
figment_generation_store_save_sent_finish (FigmentGenerationStore  *self,
                                           GAsyncResult            *result,
                                           GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
figment_generation_store_save_plan_async (FigmentGenerationStore *self,
                                          FigmentGeneration      *generation,
                                          const char             *plan,
                                          GCancellable           *cancellable,
                                          GAsyncReadyCallback     callback,
                                          gpointer                user_data)
{
  WriteData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (FIGMENT_IS_GENERATION (generation));

  data = write_data_new (generation);
  data->plan = g_strdup (plan);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_save_plan_async);
  start_write (self, save_plan_on_thread, data, task);
}

gboolean
figment_generation_store_save_plan_finish (FigmentGenerationStore  *self,
                                           GAsyncResult            *result,
                                           GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
figment_generation_store_add_output_async (FigmentGenerationStore *self,
                                           FigmentGeneration      *generation,
                                           FigmentOutput          *output,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data)
{
  WriteData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (FIGMENT_IS_GENERATION (generation));
  g_return_if_fail (FIGMENT_IS_OUTPUT (output));

  data = write_data_new (generation);
  data->output = g_object_ref (output);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_generation_store_add_output_async);
  start_write (self, add_output_on_thread, data, task);
}

gboolean
figment_generation_store_add_output_finish (FigmentGenerationStore  *self,
                                            GAsyncResult            *result,
                                            GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * figment_generation_store_list_open:
 *
 * Returns: (transfer full): all that is not in a final state, with their graphs, in the order of the queue
 */
GPtrArray *
figment_generation_store_list_open (FigmentGenerationStore  *self,
                                    GError                 **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows =
      figment_sqlite_prepare (reader,
                              "SELECT " FIGMENT_GENERATION_ROWS_FULL " FROM generations"
                              " WHERE state NOT IN ('done', 'failed', 'cancelled', 'lost') ORDER BY queue_position, id",
                              error);
  return rows != NULL ? figment_generation_rows_read (reader, rows, TRUE, error) : NULL;
}

/**
 * figment_generation_store_list_page:
 * @before_id: the id of the last one that is known, 0 to begin with the newest
 * @limit: how many at most
 *
 * Returns: (transfer full): in any state, without those in the trash; their requests have no graphs, see
 *   figment_generation_store_load ()
 */
GPtrArray *
figment_generation_store_list_page (FigmentGenerationStore  *self,
                                    gint64                   before_id,
                                    guint                    limit,
                                    GError                 **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows = figment_sqlite_prepare (reader,
                                 "SELECT " FIGMENT_GENERATION_ROWS_BRIEF " FROM generations WHERE id < :before"
                                 " AND id NOT IN (SELECT id FROM trashed_generations) ORDER BY id DESC LIMIT :limit",
                                 error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":before", before_id > 0 ? before_id : G_MAXINT64);
  figment_statement_bind_int64 (rows, ":limit", limit);
  return figment_generation_rows_read (reader, rows, FALSE, error);
}

/**
 * figment_generation_store_load_latest:
 *
 * Returns: (transfer full) (nullable): the newest that the workflow has made and that is done, like
 *   figment_generation_store_list_page (); %NULL without @error: there is none
 */
FigmentGeneration *
figment_generation_store_load_latest (FigmentGenerationStore  *self,
                                      gint64                   workflow_id,
                                      GError                 **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  g_autoptr(GPtrArray) found = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows = figment_sqlite_prepare (reader,
                                 "SELECT " FIGMENT_GENERATION_ROWS_BRIEF " FROM generations"
                                 " WHERE workflow_id = :workflow AND state = 'done'"
                                 " AND id NOT IN (SELECT id FROM trashed_generations) ORDER BY id DESC LIMIT 1",
                                 error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":workflow", workflow_id);
  found = figment_generation_rows_read (reader, rows, FALSE, error);
  return found != NULL && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

/**
 * figment_generation_store_search:
 * @words: what a person typed: all words have to be there, the last one may be the beginning of a word
 * @before_id: the id of the last one that is known, 0 to begin with the newest
 * @limit: how many at most
 *
 * Looks through the prompts and the workflow's name. Nothing but blanks finds everything, nothing but punctuation
 * nothing.
 *
 * Returns: (transfer full): like figment_generation_store_list_page ()
 */
GPtrArray *
figment_generation_store_search (FigmentGenerationStore  *self,
                                 const char              *words,
                                 gint64                   before_id,
                                 guint                    limit,
                                 GError                 **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  g_autofree char *expression = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  if (words[strspn (words, " \t\r\n\f\v")] == '\0')
    return figment_generation_store_list_page (self, before_id, limit, error);
  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL || !figment_generation_search_build (reader, words, &expression, error))
    return NULL;
  if (expression == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);

  /* The inner query reads the index newest first and stops after one page. */
  rows = figment_sqlite_prepare (reader,
                                 "SELECT " FIGMENT_GENERATION_ROWS_BRIEF " FROM generations WHERE id IN"
                                 " (SELECT rowid FROM generation_fts WHERE generation_fts MATCH :expression"
                                 "  AND rowid < :before AND rowid NOT IN (SELECT id FROM trashed_generations)"
                                 "  ORDER BY rowid DESC LIMIT :limit) ORDER BY id DESC",
                                 error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_text (rows, ":expression", expression);
  figment_statement_bind_int64 (rows, ":before", before_id > 0 ? before_id : G_MAXINT64);
  figment_statement_bind_int64 (rows, ":limit", limit);
  return figment_generation_rows_read (reader, rows, FALSE, error);
}

/**
 * figment_generation_store_load:
 *
 * Returns: (transfer full): all of one generation, also of one in the trash, but without outputs that are there; or
 *   %NULL, without @error where there is none of that id
 */
FigmentGeneration *
figment_generation_store_load (FigmentGenerationStore  *self,
                               gint64                   id,
                               GError                 **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  g_autoptr(GPtrArray) found = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows =
      figment_sqlite_prepare (reader, "SELECT " FIGMENT_GENERATION_ROWS_FULL " FROM generations WHERE id = :id", error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":id", id);
  found = figment_generation_rows_read (reader, rows, TRUE, error);
  return found != NULL && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

static char *
dup_field (FigmentGenerationStore *self,
           const char             *sql,
           gint64                  id)
{
  FigmentSqlite *reader = _figment_database_get_reader (self->database, NULL);
  g_autoptr(FigmentStatement) rows = reader != NULL ? figment_sqlite_prepare (reader, sql, NULL) : NULL;

  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":id", id);
  return figment_statement_step (rows, NULL) == FIGMENT_STEP_ROW ? figment_statement_dup_text (rows, 0) : NULL;
}

/* Returns: (transfer full) (nullable): JSON as figment_generation_store_save_sent_async () got it, NULL: not sent
 * yet */
char *
figment_generation_store_dup_sent_graph (FigmentGenerationStore *self,
                                         gint64                  id)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  return dup_field (self, "SELECT sent_graph FROM generations WHERE id = :id", id);
}

/* Returns: (transfer full) (nullable): the client id that it was last sent under, NULL: not sent yet */
char *
figment_generation_store_dup_client_id (FigmentGenerationStore *self,
                                        gint64                  id)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  return dup_field (self, "SELECT client_id FROM generations WHERE id = :id", id);
}

/* Returns: (transfer full) (nullable): as figment_generation_store_save_plan_async () got it, NULL: nothing to fetch */
char *
figment_generation_store_dup_plan (FigmentGenerationStore *self,
                                   gint64                  id)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  return dup_field (self, "SELECT plan FROM generations WHERE id = :id", id);
}
