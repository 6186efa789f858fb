/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-database-private.h"

#include <glib/gi18n-lib.h>

#include "store/figment-database-lock.h"
#include "store/figment-migrations.h"

struct _FigmentDatabase
{
  GObject        parent_instance;

  char          *path;    /* (owned) */
  char          *salvage; /* (owned) (nullable) */
  GThread       *thread;  /* (owned) (nullable) NULL once closed */
  GAsyncQueue   *queue;   /* (owned) Work, worked off by the thread */
  FigmentSqlite *reader;  /* (owned) (nullable) the main thread's; NULL unless open */
  FigmentSqlite *writer;  /* (owned) (nullable) the store thread's, who alone looks at this field while it runs */
  FigmentDatabaseLock *lock; /* (owned) (nullable) the store thread's; who else has the file open */
  gboolean       damaged; /* the reader met damage: the next start must check; set before the thread is told to close */
};

G_DEFINE_FINAL_TYPE (FigmentDatabase, figment_database, G_TYPE_OBJECT)

G_DEFINE_QUARK (figment-store-error-quark, figment_store_error)

/*
 * One piece of work on its way to the thread and back. The thread never owns a reference on the database: whoever holds
 * the last one joins the thread, and that must not be the thread itself. So the task is returned and let go on the main
 * thread.
 */
typedef struct _Work Work;

struct _Work
{
  FigmentDatabase *database; /* alive as long as the task, whose source it is */
  GTask           *task;     /* (owned) (nullable) NULL: the thread is to end, nobody waits */
  gboolean       (*run) (Work *work);
  void           (*finish) (Work *work); /* on the main thread; returns the task */
  GError          *error;                /* (owned) (nullable) how it failed */

  /* of a write */
  FigmentDatabaseFunc func;
  FigmentDatabaseUndo undo; /* (nullable) */
  gpointer            data; /* the task's */
};

static Work *
work_new (FigmentDatabase  *database,
          GTask            *task,
          gboolean        (*run) (Work *work),
          void            (*finish) (Work *work))
{
  Work *work = g_new0 (Work, 1);

  work->database = database;
  work->task = task;
  work->run = run;
  work->finish = finish;
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_error (&work->error);
  g_clear_object (&work->task);
  g_free (work);
}

static gboolean
finish_work_cb (gpointer user_data)
{
  Work *work = user_data;

  work->finish (work);
  return G_SOURCE_REMOVE;
}

/* Never g_main_context_invoke (), which would run the callback on this thread while nobody runs the main loop. */
static void
hand_back (Work *work)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, finish_work_cb, work, work_free);
  g_source_set_static_name (source, "figment-store");
  g_source_attach (source, g_task_get_context (work->task));
}

static gpointer
run_thread (gpointer data)
{
  GAsyncQueue *queue = data;
  gboolean goes_on;

  do
    {
      Work *work = g_async_queue_pop (queue);

      goes_on = work->run (work);
      if (work->task != NULL)
        hand_back (work);
      else
        work_free (work);
    }
  while (goes_on);
  g_async_queue_unref (queue);
  return NULL;
}

/* On the store's thread. The runs return whether the thread goes on. */

static gboolean
run_open (Work *work)
{
  FigmentDatabase *self = work->database;
  gboolean alone;

  if (!_figment_database_create_file (self->path, &work->error))
    return TRUE;
  self->lock = figment_database_lock_enter (self->path, &alone, &work->error);
  if (self->lock == NULL)
    return TRUE;
  self->writer = _figment_database_open_file (self->path, figment_migrations, alone, &self->salvage, &work->error);
  if (self->writer != NULL)
    self->reader = _figment_database_open_reader (self->path, &work->error);
  figment_database_lock_entered (self->lock);
  return TRUE;
}

static gboolean
run_write (Work *work)
{
  FigmentDatabase *self = work->database;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (work->task), &work->error))
    return TRUE;
  if (figment_sqlite_begin (self->writer, &work->error))
    {
      if (work->func (self->writer, work->data, &work->error))
        figment_sqlite_commit (self->writer, &work->error);
      else
        figment_sqlite_rollback (self->writer);
      if (work->error != NULL && work->undo != NULL)
        work->undo (work->data);
    }
  return TRUE;
}

static gboolean
run_close (Work *work)
{
  FigmentDatabase *self = work->database;

  const gboolean alone = self->lock != NULL && figment_database_lock_leave (self->lock);

  if (self->writer != NULL && (self->damaged || figment_sqlite_has_met_damage (self->writer)))
    _figment_database_mark (self->writer, FIGMENT_DATABASE_DAMAGED, TRUE, NULL);
  else if (self->writer != NULL && alone)
    _figment_database_mark (self->writer, FIGMENT_DATABASE_CLEAN, TRUE, &work->error);
  g_clear_pointer (&self->writer, figment_sqlite_close);
  g_clear_pointer (&self->lock, figment_database_lock_free);
  return FALSE;
}

/* Back on the main thread. */

static void
finish_open (Work *work)
{
  if (work->error != NULL)
    g_task_return_error (work->task, g_steal_pointer (&work->error));
  else
    g_task_return_pointer (work->task, g_object_ref (work->database), g_object_unref);
}

static void
finish_write (Work *work)
{
  if (work->error != NULL)
    g_task_return_error (work->task, g_steal_pointer (&work->error));
  else
    g_task_return_pointer (work->task, work->data, NULL);
}

static void
finish_close (Work *work)
{
  g_clear_pointer (&work->database->thread, g_thread_join);
  if (work->error != NULL)
    g_task_return_error (work->task, g_steal_pointer (&work->error));
  else
    g_task_return_boolean (work->task, TRUE);
}

static void
close_reader (FigmentDatabase *self)
{
  if (self->reader == NULL)
    return;
  self->damaged = figment_sqlite_has_met_damage (self->reader);
  g_clear_pointer (&self->reader, figment_sqlite_close);
}

static void
figment_database_dispose (GObject *object)
{
  FigmentDatabase *self = FIGMENT_DATABASE (object);

  close_reader (self);
  if (self->thread != NULL)
    {
      g_async_queue_push (self->queue, work_new (self, NULL, run_close, NULL));
      g_clear_pointer (&self->thread, g_thread_join);
    }
  G_OBJECT_CLASS (figment_database_parent_class)->dispose (object);
}

static void
figment_database_finalize (GObject *object)
{
  FigmentDatabase *self = FIGMENT_DATABASE (object);

  g_async_queue_unref (self->queue);
  g_free (self->path);
  g_free (self->salvage);
  G_OBJECT_CLASS (figment_database_parent_class)->finalize (object);
}

static void
figment_database_class_init (FigmentDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_database_dispose;
  object_class->finalize = figment_database_finalize;
}

static void
figment_database_init (FigmentDatabase *self)
{
  self->queue = g_async_queue_new_full (work_free);
}

/**
 * figment_database_open_async:
 * @path: of the file; it and its folder are created where they are missing, for the user's eyes only
 *
 * Opening may take seconds after a crash, because the file is checked then.
 */
void
figment_database_open_async (const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(FigmentDatabase) self = NULL;
  GTask *task;

  g_return_if_fail (path != NULL);

  self = g_object_new (FIGMENT_TYPE_DATABASE, NULL);
  self->path = g_strdup (path);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_database_open_async);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  g_async_queue_push (self->queue, work_new (self, task, run_open, finish_open));
  self->thread = g_thread_new ("figment-store", run_thread, g_async_queue_ref (self->queue));
}

/* Returns: (transfer full): the database, or %NULL with @error in %FIGMENT_STORE_ERROR or %G_IO_ERROR (cancelled) */
FigmentDatabase *
figment_database_open_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * figment_database_get_salvage:
 *
 * Returns: (nullable): what happened to a database that was found damaged when this one was opened, for the user to
 * read
 */
const char *
figment_database_get_salvage (FigmentDatabase *self)
{
  g_return_val_if_fail (FIGMENT_IS_DATABASE (self), NULL);

  return self->salvage;
}

const char *
figment_database_get_path (FigmentDatabase *self)
{
  g_return_val_if_fail (FIGMENT_IS_DATABASE (self), NULL);

  return self->path;
}

static void
set_closed_error (GError **error)
{
  g_set_error_literal (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN, _("The database is closed."));
}

/**
 * figment_database_close_async:
 *
 * What was asked for before is still written, in order; reads fail from now on. The reader goes first: the last
 * connection writes the log back, and that is no work for the main thread.
 */
void
figment_database_close_async (FigmentDatabase     *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_DATABASE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_database_close_async);
  if (self->reader == NULL)
    {
      GError *error = NULL;

      set_closed_error (&error);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  close_reader (self);
  g_async_queue_push (self->queue, work_new (self, task, run_close, finish_close));
}

gboolean
figment_database_close_finish (FigmentDatabase  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * _figment_database_write_async:
 * @func: what to do, on the store's thread, in a transaction of its own
 * @undo: (nullable): puts @data right again when the transaction was taken back
 * @data: (transfer full): handed to @func and to whoever finishes
 *
 * Writes happen in the order of the calls, and their callbacks come in that order. Cancelling helps until @func has
 * begun.
 */
void
_figment_database_write_async (FigmentDatabase     *self,
                               FigmentDatabaseFunc  func,
                               FigmentDatabaseUndo  undo,
                               gpointer             data,
                               GDestroyNotify       free_data,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;
  Work *work;

  g_return_if_fail (FIGMENT_IS_DATABASE (self));
  g_return_if_fail (func != NULL && data != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, _figment_database_write_async);
  g_task_set_task_data (task, data, free_data);
  /* Once it is written it must not be reported as cancelled. */
  g_task_set_check_cancellable (task, FALSE);

  work = work_new (self, task, run_write, finish_write);
  work->func = func;
  work->undo = undo;
  work->data = data;
  if (self->reader != NULL)
    {
      g_async_queue_push (self->queue, work);
      return;
    }
  set_closed_error (&work->error);
  hand_back (work);
}

/* Returns: (transfer none): the data, until the callback returns; or %NULL with @error */
gpointer
_figment_database_write_finish (FigmentDatabase  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer none): the main thread's connection, which sees all that is committed; or %NULL with @error */
FigmentSqlite *
_figment_database_get_reader (FigmentDatabase  *self,
                              GError          **error)
{
  g_return_val_if_fail (FIGMENT_IS_DATABASE (self), NULL);

  if (self->reader == NULL)
    set_closed_error (error);
  return self->reader;
}

const char *
figment_database_get_library_version (void)
{
  return figment_sqlite_get_version ();
}
