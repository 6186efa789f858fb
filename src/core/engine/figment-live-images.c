/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-live-images.h"

#include <errno.h>
#include <glib/gstdio.h>

struct _FigmentLiveImages
{
  GObject  parent_instance;

  char    *folder;    /* (owned) */
  char    *prefix;    /* (owned) of the files' names */
  gint64   began;     /* µs since 1970: puts ours behind those of an earlier process */
  guint    n_added;
  guint    n_writing; /* on their way to the disk */
  guint    n_lost;    /* could not be written */
  GError  *error;     /* (owned) (nullable) why the first of them could not */
  GTask   *listing;   /* (owned) (nullable) waits for those on their way */
  gboolean unwanted;  /* none of them is to stay */
};

G_DEFINE_FINAL_TYPE (FigmentLiveImages, figment_live_images, G_TYPE_OBJECT)

#define SUFFIX ".part"

/* For a worker thread: one picture, or the question which there are. */
typedef struct
{
  char   *folder; /* (owned) */
  char   *name;   /* (owned) of the file, or what names begin with */
  GBytes *image;  /* (owned) (nullable) */
} DiskData;

static void
disk_data_free (DiskData *data)
{
  g_free (data->folder);
  g_free (data->name);
  g_clear_pointer (&data->image, g_bytes_unref);
  g_free (data);
}

static void
figment_live_images_finalize (GObject *object)
{
  FigmentLiveImages *self = FIGMENT_LIVE_IMAGES (object);

  g_free (self->folder);
  g_free (self->prefix);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (figment_live_images_parent_class)->finalize (object);
}

static void
figment_live_images_class_init (FigmentLiveImagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_live_images_finalize;
}

static void
figment_live_images_init (FigmentLiveImages *self)
{
}

/**
 * figment_live_images_new:
 * @folder: absolute; made when the first picture comes
 * @prompt_id: of the run
 */
FigmentLiveImages *
figment_live_images_new (const char *folder,
                         const char *prompt_id)
{
  FigmentLiveImages *self = g_object_new (FIGMENT_TYPE_LIVE_IMAGES, NULL);

  self->folder = g_strdup (folder);
  self->prefix = g_strdup_printf (".figment-%s-live-", prompt_id);
  self->began = g_get_real_time ();
  return self;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_paths (DiskData *data)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) folder = g_dir_open (data->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, data->name) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (paths, g_build_filename (data->folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}

/* Worker thread. */
static void
list_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, list_paths (task_data), (GDestroyNotify) g_ptr_array_unref);
}

/* Worker thread. */
static void
discard_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GPtrArray) paths = list_paths (task_data);

  for (guint i = 0; i < paths->len; i++)
    g_unlink (paths->pdata[i]);
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
start_on_files (FigmentLiveImages *self,
                GTask             *task,
                GTaskThreadFunc    func)
{
  DiskData *data = g_new0 (DiskData, 1);

  data->folder = g_strdup (self->folder);
  data->name = g_strdup (self->prefix);
  g_task_set_task_data (task, data, (GDestroyNotify) disk_data_free);
  g_task_run_in_thread (task, func);
  g_object_unref (task);
}

static void
start_discarding (FigmentLiveImages *self)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, start_discarding);
  start_on_files (self, task, discard_thread);
}

/* Worker thread. The picture is whole under its name or has none: the name comes by renaming. */
static void
write_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  DiskData *data = task_data;
  g_autofree char *path = g_build_filename (data->folder, data->name, NULL);
  GError *error = NULL;
  gsize length;
  const char *contents = g_bytes_get_data (data->image, &length);

  if (g_mkdir_with_parents (data->folder, 0755) != 0)
    {
      const int code = errno;

      g_task_return_new_error (task, G_IO_ERROR, (gint) g_io_error_from_errno (code), "%s: %s", data->folder,
                               g_strerror (code));
    }
  else if (g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentLiveImages) self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_writing--;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      self->n_lost++;
      if (self->error == NULL)
        self->error = g_steal_pointer (&error);
    }
  if (self->n_writing == 0 && self->listing != NULL)
    start_on_files (self, g_steal_pointer (&self->listing), list_thread);
  if (self->n_writing == 0 && self->unwanted)
    start_discarding (self);
}

/**
 * figment_live_images_add:
 * @image: a whole file; let go of as soon as it is written
 */
void
figment_live_images_add (FigmentLiveImages *self,
                         GBytes            *image)
{
  g_autoptr(GTask) task = NULL;
  DiskData *data;

  g_return_if_fail (FIGMENT_IS_LIVE_IMAGES (self));

  task = g_task_new (NULL, NULL, written_cb, g_object_ref (self));
  data = g_new0 (DiskData, 1);
  data->folder = g_strdup (self->folder);
  data->name = g_strdup_printf ("%s%016" G_GINT64_MODIFIER "x-%08u" SUFFIX, self->prefix, self->began, self->n_added);
  data->image = g_bytes_ref (image);
  self->n_added++;
  self->n_writing++;
  g_task_set_source_tag (task, figment_live_images_add);
  g_task_set_task_data (task, data, (GDestroyNotify) disk_data_free);
  g_task_run_in_thread (task, write_thread);
}

void
figment_live_images_list_async (FigmentLiveImages   *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_LIVE_IMAGES (self));
  g_return_if_fail (self->listing == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, figment_live_images_list_async);
  if (self->n_writing > 0)
    self->listing = task;
  else
    start_on_files (self, task, list_thread);
}

/* Returns: (transfer full): absolute paths in the order in which the pictures came */
GPtrArray *
figment_live_images_list_finish (FigmentLiveImages *self,
                                 GAsyncResult      *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* Nobody will collect them: those of this process and of earlier ones go, as soon as all are written. */
void
figment_live_images_discard (FigmentLiveImages *self)
{
  g_return_if_fail (FIGMENT_IS_LIVE_IMAGES (self));

  self->unwanted = TRUE;
  if (self->n_writing == 0)
    start_discarding (self);
}

/* How many pictures could not be written, as far as is known: all when the list is there. */
guint
figment_live_images_get_n_lost (FigmentLiveImages *self)
{
  g_return_val_if_fail (FIGMENT_IS_LIVE_IMAGES (self), 0);
  return self->n_lost;
}

/* Returns: (nullable): why the first that was lost could not be written, in %G_IO_ERROR or %G_FILE_ERROR */
const GError *
figment_live_images_get_error (FigmentLiveImages *self)
{
  g_return_val_if_fail (FIGMENT_IS_LIVE_IMAGES (self), NULL);
  return self->error;
}
