/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-library-move.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* How many names are tried where the new place is taken. */
#define MAX_TRIES 1000

typedef struct
{
  FigmentGenerationStore  *store;     /* (owned) */
  char                    *from;      /* (owned) */
  char                    *to;        /* (owned) */
  GPtrArray               *places;    /* (owned) FigmentOutputPlace */
  guint                    next;
  int                      n_moved;
  char                    *new_path;  /* (owned) (nullable) of the file at hand */
  FigmentLibraryMoveFunc   progress;
  FigmentLibraryPlaceFunc  moved;
  gpointer                 func_data;
} MoveData;

static void move_next (GTask *task);

static void
move_data_free (MoveData *data)
{
  g_object_unref (data->store);
  g_free (data->from);
  g_free (data->to);
  g_clear_pointer (&data->places, g_ptr_array_unref);
  g_free (data->new_path);
  g_free (data);
}

/* In a worker thread. */

typedef struct
{
  char *old_path; /* (owned) */
  char *new_path; /* (owned) wanted */
} PutData;

static void
put_data_free (PutData *data)
{
  g_free (data->old_path);
  g_free (data->new_path);
  g_free (data);
}

/* "a.png", "a-2.png", "a-3.png" … */
static char *
build_name (const char *path,
            guint       number)
{
  const char *base = strrchr (path, '/') + 1;
  const char *dot = strrchr (base, '.');
  const gsize length = dot != NULL && dot != base ? (gsize) (dot - path) : strlen (path);

  if (number == 1)
    return g_strdup (path);
  return g_strdup_printf ("%.*s-%u%s", (int) length, path, number, path + length);
}

/* A second name for the same file costs nothing; another disk needs a copy. Neither replaces what is there. */
static gboolean
put (const char    *old_path,
     const char    *new_path,
     GCancellable  *cancellable,
     GError       **error)
{
  g_autoptr(GFile) old_file = NULL, new_file = NULL;

  if (link (old_path, new_path) == 0)
    return TRUE;
  if (errno == EEXIST)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, g_strerror (EEXIST));
      return FALSE;
    }
  old_file = g_file_new_for_path (old_path);
  new_file = g_file_new_for_path (new_path);
  return g_file_copy (old_file, new_file, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_ALL_METADATA, cancellable, NULL,
                      NULL, error);
}

static void
put_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  PutData *data = task_data;
  g_autofree char *folder = g_path_get_dirname (data->new_path);
  GError *error = NULL;

  if (!g_file_test (data->old_path, G_FILE_TEST_EXISTS))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      const int code = errno;

      g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", folder, g_strerror (code));
      return;
    }
  for (guint i = 1; i <= MAX_TRIES; i++)
    {
      g_autofree char *path = build_name (data->new_path, i);

      g_clear_error (&error);
      if (put (data->old_path, path, cancellable, &error))
        {
          g_task_return_pointer (task, g_steal_pointer (&path), g_free);
          return;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }
  g_task_return_error (task, error);
}

/* Back on the main thread. */

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MoveData *data = g_task_get_task_data (task);
  const FigmentOutputPlace *place = g_ptr_array_index (data->places, data->next);
  g_autofree char *new_path = g_steal_pointer (&data->new_path);
  GError *error = NULL;

  if (!figment_generation_store_save_place_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    {
      g_unlink (new_path);
      g_task_return_error (task, error);
      return;
    }
  data->n_moved++;
  if (data->moved != NULL)
    data->moved (place->id, new_path, data->func_data);
  g_unlink (place->path);
  data->next++;
  move_next (g_steal_pointer (&task));
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MoveData *data = g_task_get_task_data (task);
  const FigmentOutputPlace *place = g_ptr_array_index (data->places, data->next);
  GError *error = NULL;

  data->new_path = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (data->new_path == NULL)
    {
      data->next++;
      move_next (g_steal_pointer (&task));
      return;
    }
  /* Not cancellable: the file is there, so it counts. */
  figment_generation_store_save_place_async (data->store, place->id, data->new_path, NULL, saved_cb,
                                             g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
move_next (GTask *task)
{
  g_autoptr(GTask) owned = task;
  MoveData *data = g_task_get_task_data (task);
  const FigmentOutputPlace *place;
  g_autoptr(GTask) putting = NULL;
  PutData *put_data;

  if (data->progress != NULL)
    data->progress (data->next, data->places->len, data->func_data);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->next >= data->places->len)
    {
      g_task_return_int (task, data->n_moved);
      return;
    }
  place = g_ptr_array_index (data->places, data->next);
  put_data = g_new0 (PutData, 1);
  put_data->old_path = g_strdup (place->path);
  put_data->new_path = g_build_filename (data->to, place->path + strlen (data->from), NULL);
  /* Not cancellable as a task: what is at the new place has to be known. */
  putting = g_task_new (NULL, NULL, put_cb, g_steal_pointer (&owned));
  g_task_set_source_tag (putting, move_next);
  g_task_set_task_data (putting, put_data, (GDestroyNotify) put_data_free);
  g_task_run_in_thread (putting, put_thread);
}

static char *
dup_folder (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return g_file_get_path (file);
}

void
figment_library_move_async (FigmentGenerationStore  *store,
                            const char              *from,
                            const char              *to,
                            FigmentLibraryMoveFunc   progress,
                            FigmentLibraryPlaceFunc  moved,
                            gpointer                 func_data,
                            GCancellable            *cancellable,
                            GAsyncReadyCallback      callback,
                            gpointer                 user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  MoveData *data = g_new0 (MoveData, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, figment_library_move_async);
  g_task_set_task_data (task, data, (GDestroyNotify) move_data_free);
  data->store = g_object_ref (store);
  data->from = dup_folder (from);
  data->to = dup_folder (to);
  data->progress = progress;
  data->moved = moved;
  data->func_data = func_data;
  data->places = figment_generation_store_list_places (store, data->from, &error);
  if (data->places == NULL)
    g_task_return_error (task, error);
  else
    move_next (g_steal_pointer (&task));
}

int
figment_library_move_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}
