/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture-loader.h"

#define N_THREADS 2

/* One piece of work; the task data. */
typedef struct
{
  FigmentPictureFunc      func;
  gpointer                data;        /* (owned) */
  GDestroyNotify          data_free;   /* (nullable) */
  GDestroyNotify          result_free; /* (nullable) */
  FigmentPicturePriority  priority;
  guint64                 serial;      /* grows with each asking */
} RunData;

static void
run_data_free (gpointer data)
{
  RunData *run = data;

  if (run->data_free != NULL)
    run->data_free (run->data);
  g_free (run);
}

static void
run_in_thread (gpointer data,
               gpointer user_data)
{
  g_autoptr(GTask) task = data;
  RunData *run = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task)) /* a tile that was scrolled away costs nothing */
    return;
  result = run->func (run->data, g_task_get_cancellable (task), &error);
  if (result != NULL)
    g_task_return_pointer (task, result, run->result_free);
  else
    g_task_return_error (task, error);
}

static int
compare_tasks (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const RunData *one = g_task_get_task_data ((GTask *) a), *other = g_task_get_task_data ((GTask *) b);

  if (one->priority != other->priority)
    return one->priority > other->priority ? -1 : 1;
  return one->serial > other->serial ? -1 : 1;
}

static GThreadPool *
get_pool (FigmentPicturePriority priority)
{
  static GThreadPool *pool, *live_pool;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      pool = g_thread_pool_new (run_in_thread, NULL, N_THREADS, FALSE, NULL);
      g_thread_pool_set_sort_function (pool, compare_tasks, NULL);
      live_pool = g_thread_pool_new (run_in_thread, NULL, 1, FALSE, NULL);
      g_once_init_leave (&once, 1);
    }
  return priority == FIGMENT_PICTURE_LIVE ? live_pool : pool;
}

/**
 * figment_picture_run_async:
 * @func: called in a worker thread; %NULL with an error set when it failed
 * @data: (transfer full): for @func alone
 *
 * Main thread. After cancelling, the callback surely sees %G_IO_ERROR_CANCELLED.
 */
void
figment_picture_run_async (FigmentPictureFunc      func,
                           gpointer                data,
                           GDestroyNotify          data_free,
                           GDestroyNotify          result_free,
                           FigmentPicturePriority  priority,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                user_data)
{
  static guint64 serial;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  RunData *run = g_new0 (RunData, 1);

  g_task_set_source_tag (task, figment_picture_run_async);
  *run = (RunData){ func, data, data_free, result_free, priority, ++serial };
  g_task_set_task_data (task, run, run_data_free);
  g_thread_pool_push (get_pool (priority), task, NULL);
}

gpointer
figment_picture_run_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What the three below are asked for. */
typedef struct
{
  char           *path;    /* (owned) (nullable) */
  GBytes         *bytes;   /* (owned) (nullable) */
  FigmentPicture *picture; /* (owned) (nullable) */
  int             max_side;
  int             width;
  int             height;
} LoadData;

static void
load_data_free (gpointer data)
{
  LoadData *load = data;

  g_free (load->path);
  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_clear_pointer (&load->picture, figment_picture_unref);
  g_free (load);
}

static gpointer
load (gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  LoadData *load = data;

  if (load->path != NULL)
    return figment_picture_read_file (load->path, load->max_side, cancellable, error);
  if (load->bytes != NULL)
    return figment_picture_read_bytes (load->bytes, load->max_side, cancellable, error);
  return figment_picture_scale (load->picture, load->width, load->height);
}

static void
start_load (LoadData               *data,
            FigmentPicturePriority  priority,
            GCancellable           *cancellable,
            GAsyncReadyCallback     callback,
            gpointer                user_data)
{
  figment_picture_run_async (load, data, load_data_free, (GDestroyNotify) figment_picture_unref, priority,
                             cancellable, callback, user_data);
}

/* figment_picture_read_file () in a worker thread; ends with figment_picture_load_finish (), like the two others. */
void
figment_picture_load_async (const char             *path,
                            int                     max_side,
                            FigmentPicturePriority  priority,
                            GCancellable           *cancellable,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  LoadData *data;

  g_return_if_fail (path != NULL);

  data = g_new0 (LoadData, 1);
  data->path = g_strdup (path);
  data->max_side = max_side;
  start_load (data, priority, cancellable, callback, user_data);
}

void
figment_picture_decode_async (GBytes                 *bytes,
                              int                     max_side,
                              FigmentPicturePriority  priority,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data)
{
  LoadData *data;

  g_return_if_fail (bytes != NULL);

  data = g_new0 (LoadData, 1);
  data->bytes = g_bytes_ref (bytes);
  data->max_side = max_side;
  start_load (data, priority, cancellable, callback, user_data);
}

void
figment_picture_scale_async (FigmentPicture      *picture,
                             int                  width,
                             int                  height,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  LoadData *data;

  g_return_if_fail (picture != NULL);

  data = g_new0 (LoadData, 1);
  data->picture = figment_picture_ref (picture);
  data->width = width;
  data->height = height;
  start_load (data, FIGMENT_PICTURE_NOW, cancellable, callback, user_data);
}

/* Returns: (transfer full): %NULL with @error set */
FigmentPicture *
figment_picture_load_finish (GAsyncResult  *result,
                             GError       **error)
{
  return figment_picture_run_finish (result, error);
}
