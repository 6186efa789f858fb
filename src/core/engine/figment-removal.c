/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-removal.h"

#include "media/figment-trash.h"

struct _FigmentRemoval
{
  GObject                 parent_instance;

  FigmentGenerationStore *store;    /* (owned) */
  FigmentOutput          *output;   /* (owned) */
  char                   *in_trash; /* (owned) (nullable) where the file lies now */
  gboolean                undoable;
};

G_DEFINE_FINAL_TYPE (FigmentRemoval, figment_removal, G_TYPE_OBJECT)

/* What the worker thread gets, and gives. */
typedef struct
{
  char     *path;     /* (owned) (nullable): a text is in no file */
  char     *in_trash; /* (owned) (nullable) */
  gboolean  for_good;
} MoveData;

static void
move_data_free (gpointer user_data)
{
  MoveData *data = user_data;

  g_free (data->path);
  g_free (data->in_trash);
  g_free (data);
}

static void
figment_removal_finalize (GObject *object)
{
  FigmentRemoval *self = FIGMENT_REMOVAL (object);

  g_clear_object (&self->store);
  g_clear_object (&self->output);
  g_free (self->in_trash);
  G_OBJECT_CLASS (figment_removal_parent_class)->finalize (object);
}

static void
figment_removal_class_init (FigmentRemovalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_removal_finalize;
}

static void
figment_removal_init (FigmentRemoval *self)
{
}

FigmentRemoval *
figment_removal_new (FigmentGenerationStore *store,
                     FigmentOutput          *output)
{
  FigmentRemoval *self;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (store), NULL);
  g_return_val_if_fail (FIGMENT_IS_OUTPUT (output), NULL);

  self = g_object_new (FIGMENT_TYPE_REMOVAL, NULL);
  self->store = g_object_ref (store);
  self->output = g_object_ref (output);
  return self;
}

/* Returns: (transfer none) */
FigmentOutput *
figment_removal_get_output (FigmentRemoval *self)
{
  g_return_val_if_fail (FIGMENT_IS_REMOVAL (self), NULL);
  return self->output;
}

/* @task: (transfer full): the task of the whole, which @callback gets */
static void
move (FigmentRemoval      *self,
      gboolean             for_good,
      GTaskThreadFunc      func,
      GAsyncReadyCallback  callback,
      GTask               *task)
{
  g_autoptr(GTask) part = g_task_new (self, NULL, callback, task);
  MoveData *data = g_new0 (MoveData, 1);

  data->path = g_strdup (figment_output_get_info (self->output)->path);
  data->in_trash = g_strdup (self->in_trash);
  data->for_good = for_good;
  g_task_set_source_tag (part, move);
  g_task_set_task_data (part, data, move_data_free);
  if (data->path != NULL)
    g_task_run_in_thread (part, func);
  else
    g_task_return_boolean (part, TRUE);
}

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (figment_generation_store_save_trashed_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Of a trash that cannot be made GIO says "not found", too: only the file itself tells. */
static gboolean
is_gone (const char *path)
{
  return !g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static void
put_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  MoveData *data = task_data;
  g_autoptr(GFile) file = g_file_new_for_path (data->path);
  g_autoptr(GError) error = NULL;
  const gboolean done = data->for_good ? g_file_delete (file, NULL, &error)
                                       : figment_trash_put (data->path, &data->in_trash, &error);

  if (done || is_gone (data->path))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* @user_data: (transfer full): the task of the whole */
static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  FigmentRemoval *self = FIGMENT_REMOVAL (source);
  MoveData *data = g_task_get_task_data (G_TASK (result));
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->in_trash = g_steal_pointer (&data->in_trash);
  self->undoable = self->in_trash != NULL || data->path == NULL;
  figment_generation_store_save_trashed_async (self->store, self->output, g_get_real_time (), save_cb, task);
}

void
figment_removal_run_async (FigmentRemoval      *self,
                           gboolean             for_good,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_REMOVAL (self));
  g_return_if_fail (self->in_trash == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_removal_run_async);
  move (self, for_good, put_in_thread, put_cb, task);
}

/* @error is in %G_IO_ERROR (%G_IO_ERROR_NOT_SUPPORTED: there is no trash at that place) or %FIGMENT_STORE_ERROR. */
gboolean
figment_removal_run_finish (FigmentRemoval  *self,
                            GAsyncResult    *result,
                            GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
figment_removal_can_undo (FigmentRemoval *self)
{
  g_return_val_if_fail (FIGMENT_IS_REMOVAL (self), FALSE);
  return self->undoable;
}

static void
take_back_in_thread (GTask        *task,
                     gpointer      source,
                     gpointer      task_data,
                     GCancellable *cancellable)
{
  const MoveData *data = task_data;
  GError *error = NULL;

  if (figment_trash_take_back (data->in_trash, data->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
take_back_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  FigmentRemoval *self = FIGMENT_REMOVAL (source);
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_clear_pointer (&self->in_trash, g_free);
  self->undoable = FALSE;
  figment_generation_store_save_trashed_async (self->store, self->output, 0, save_cb, task);
}

void
figment_removal_undo_async (FigmentRemoval      *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_REMOVAL (self));
  g_return_if_fail (self->undoable);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_removal_undo_async);
  move (self, FALSE, take_back_in_thread, take_back_cb, task);
}

gboolean
figment_removal_undo_finish (FigmentRemoval  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
