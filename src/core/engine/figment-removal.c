/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-removal.h"

#include <glib/gi18n-lib.h>

#include "media/figment-trash.h"

typedef enum
{
  ITEM_KEPT,    /* in the library */
  ITEM_GONE,    /* for good, or where only the desktop finds it */
  ITEM_TRASHED, /* can be brought back */
} ItemState;

/* One output. While a worker thread is at work it alone touches what it does not share. */
typedef struct
{
  FigmentOutput *output;   /* (owned) main thread only */
  char          *path;     /* (owned) (nullable): a text is in no file */
  char          *in_trash; /* (owned) (nullable) where the file lies now */
  ItemState      state;
  gboolean       moved;    /* by the call that is under way */
} Item;

struct _FigmentRemoval
{
  GObject                 parent_instance;

  FigmentGenerationStore *store;      /* (owned) */
  FigmentGeneration      *generation; /* (owned) */
  GPtrArray              *items;      /* (owned) Item */
  gboolean                whole;      /* the generation goes, whether it has outputs or not */
  gboolean                gone;       /* it has */
};

G_DEFINE_FINAL_TYPE (FigmentRemoval, figment_removal, G_TYPE_OBJECT)

/* What the worker thread gets, and gives. */
typedef struct
{
  GPtrArray *items;    /* (owned) Item */
  gboolean   for_good;
  GError    *error;    /* (owned) (nullable) why the one after those that were moved was not */
} MoveData;

static void
item_free (gpointer user_data)
{
  Item *item = user_data;

  g_object_unref (item->output);
  g_free (item->path);
  g_free (item->in_trash);
  g_free (item);
}

static void
move_data_free (gpointer user_data)
{
  MoveData *data = user_data;

  g_ptr_array_unref (data->items);
  g_clear_error (&data->error);
  g_free (data);
}

static void
figment_removal_finalize (GObject *object)
{
  FigmentRemoval *self = FIGMENT_REMOVAL (object);

  g_clear_object (&self->store);
  g_clear_object (&self->generation);
  g_clear_pointer (&self->items, g_ptr_array_unref);
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
  self->items = g_ptr_array_new_with_free_func (item_free);
}

static void
add_item (FigmentRemoval *self,
          FigmentOutput  *output)
{
  Item *item = g_new0 (Item, 1);

  item->output = g_object_ref (output);
  item->path = g_strdup (figment_output_get_info (output)->path);
  g_ptr_array_add (self->items, item);
}

FigmentRemoval *
figment_removal_new (FigmentGenerationStore *store,
                     FigmentGeneration      *generation,
                     FigmentOutput          *output)
{
  FigmentRemoval *self;
  GListModel *outputs;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (store), NULL);
  g_return_val_if_fail (FIGMENT_IS_GENERATION (generation), NULL);

  self = g_object_new (FIGMENT_TYPE_REMOVAL, NULL);
  self->store = g_object_ref (store);
  self->generation = g_object_ref (generation);
  self->whole = output == NULL;
  if (output != NULL)
    add_item (self, output);
  outputs = figment_generation_get_outputs (generation);
  for (guint i = 0; self->whole && i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(FigmentOutput) one = g_list_model_get_item (outputs, i);

      add_item (self, one);
    }
  return self;
}

/* How many outputs it is about. */
guint
figment_removal_get_n (FigmentRemoval *self)
{
  g_return_val_if_fail (FIGMENT_IS_REMOVAL (self), 0);
  return self->items->len;
}

/* Returns: (transfer none) (nullable): the first of them */
FigmentOutput *
figment_removal_get_output (FigmentRemoval *self)
{
  g_return_val_if_fail (FIGMENT_IS_REMOVAL (self), NULL);
  return self->items->len > 0 ? ((Item *) self->items->pdata[0])->output : NULL;
}

/* @task: (transfer full): the task of the whole, which @callback gets */
static void
run_part (FigmentRemoval      *self,
          gboolean             for_good,
          GTaskThreadFunc      func,
          GAsyncReadyCallback  callback,
          GTask               *task)
{
  g_autoptr(GTask) part = g_task_new (self, NULL, callback, task);
  MoveData *data = g_new0 (MoveData, 1);

  data->items = g_ptr_array_ref (self->items);
  data->for_good = for_good;
  g_task_set_source_tag (part, run_part);
  g_task_set_task_data (part, data, move_data_free);
  g_task_run_in_thread (part, func);
}

/* @task: (transfer full): the task of the whole, which @callback gets */
static void
move (FigmentRemoval      *self,
      gboolean             for_good,
      GTaskThreadFunc      func,
      GAsyncReadyCallback  callback,
      GTask               *task)
{
  for (guint i = 0; i < self->items->len; i++)
    ((Item *) self->items->pdata[i])->moved = FALSE;
  run_part (self, for_good, func, callback, task);
}

/* Of a trash that cannot be made GIO says "not found", too: only the file itself tells. */
static gboolean
is_gone (const char *path)
{
  return !g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static gboolean
put_item (Item      *item,
          gboolean   for_good,
          GError   **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GFile) file = NULL;
  gboolean done;

  if (item->path == NULL)
    {
      item->state = ITEM_TRASHED;
      return TRUE;
    }
  file = g_file_new_for_path (item->path);
  done = for_good ? g_file_delete (file, NULL, &local_error)
                  : figment_trash_put (item->path, &item->in_trash, &local_error);
  if (!done && !is_gone (item->path))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  item->state = item->in_trash != NULL ? ITEM_TRASHED : ITEM_GONE;
  return TRUE;
}

static void
put_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  MoveData *data = task_data;

  for (guint i = 0; data->error == NULL && i < data->items->len; i++)
    {
      Item *item = data->items->pdata[i];

      item->moved = item->state == ITEM_KEPT && put_item (item, data->for_good, &data->error);
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
take_back_item (Item    *item,
                GError **error)
{
  if (item->in_trash != NULL && !figment_trash_take_back (item->in_trash, item->path, error))
    return FALSE;
  g_clear_pointer (&item->in_trash, g_free);
  item->state = ITEM_KEPT;
  return TRUE;
}

static void
take_back_in_thread (GTask        *task,
                     gpointer      source,
                     gpointer      task_data,
                     GCancellable *cancellable)
{
  MoveData *data = task_data;

  for (guint i = 0; data->error == NULL && i < data->items->len; i++)
    {
      Item *item = data->items->pdata[i];

      item->moved = item->state == ITEM_TRASHED && take_back_item (item, &data->error);
    }
  g_task_return_boolean (task, TRUE);
}

/* What the call under way has put into the trash goes back. What cannot stays there, and can be undone later. */
static void
revert_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  MoveData *data = task_data;

  for (guint i = 0; i < data->items->len; i++)
    {
      g_autoptr(GError) error = NULL;
      Item *item = data->items->pdata[i];

      if (item->moved && item->state == ITEM_TRASHED && !take_back_item (item, &error))
        g_debug ("removal: %s", error->message);
    }
  g_task_return_boolean (task, TRUE);
}

static void
revert_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
}

/* The whole finishes with what was wrong with the files, if anything was. */
static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentRemoval *self = g_task_get_source_object (task);
  const gboolean put = g_task_get_source_tag (task) == (gpointer) figment_removal_run_async;
  const GError *problem = g_task_get_task_data (task);
  GError *error = NULL;

  if (figment_generation_store_save_trashed_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    {
      self->gone = self->whole && put && problem == NULL;
      if (problem != NULL)
        g_task_return_error (task, g_error_copy (problem));
      else
        g_task_return_boolean (task, TRUE);
    }
  else if (put)
    {
      g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
      run_part (self, FALSE, revert_in_thread, revert_cb, g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full): the task of the whole */
static void
save (FigmentRemoval *self,
      MoveData       *data,
      gint64          at,
      GTask          *task)
{
  g_autoptr(GPtrArray) moved = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    if (((Item *) self->items->pdata[i])->moved)
      g_ptr_array_add (moved, ((Item *) self->items->pdata[i])->output);
  if (moved->len == 0 && data->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&data->error));
      g_object_unref (task);
      return;
    }
  if (data->error != NULL)
    g_task_set_task_data (task, g_steal_pointer (&data->error), (GDestroyNotify) g_error_free);
  figment_generation_store_save_trashed_async (self->store, figment_generation_get_id (self->generation), moved, at,
                                               save_cb, task);
}

/* @user_data: (transfer full): the task of the whole */
static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  save (FIGMENT_REMOVAL (source), g_task_get_task_data (G_TASK (result)), g_get_real_time (), user_data);
}

void
figment_removal_run_async (FigmentRemoval      *self,
                           gboolean             for_good,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (FIGMENT_IS_REMOVAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_removal_run_async);
  /* The collector takes an output that is not among those that are there for one that is still to be fetched. */
  if (!figment_generation_state_is_final (figment_generation_get_state (self->generation)))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY,
                             self->whole ? _("It is not finished yet. Cancel it first.")
                                         : _("Its generation is not finished yet. Wait for the end, or cancel it "
                                             "first."));
  else
    move (self, for_good, put_in_thread, put_cb, g_steal_pointer (&task));
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

  for (guint i = 0; i < self->items->len; i++)
    if (((Item *) self->items->pdata[i])->state == ITEM_TRASHED)
      return TRUE;
  return self->gone && self->items->len == 0;
}

/* @user_data: (transfer full): the task of the whole */
static void
take_back_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  save (FIGMENT_REMOVAL (source), g_task_get_task_data (G_TASK (result)), 0, user_data);
}

void
figment_removal_undo_async (FigmentRemoval      *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (figment_removal_can_undo (self));

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
