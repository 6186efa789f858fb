/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-fitted-file.h"

#include <string.h>

#include <glib/gstdio.h>

#include "media/figment-picture-loader.h"
#include "media/figment-picture.h"

typedef struct
{
  char       *path; /* (owned) */
  FigmentFit  fit;
  int         width;
  int         height;
} MakeData;

static void
make_data_free (gpointer user_data)
{
  MakeData *data = user_data;

  g_free (data->path);
  g_free (data);
}

/* "photo.jpg" cropped to 832 × 480 is "photo-crop-832x480.png". */
static char *
dup_name (const MakeData *data)
{
  g_autofree char *stem = g_path_get_basename (data->path);
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  return g_strdup_printf ("%s-%s-%dx%d.png", stem, figment_fit_to_nick (data->fit), data->width, data->height);
}

static gpointer
make_in_thread (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  const MakeData *data = user_data;
  g_autofree char *folder = g_dir_make_tmp ("figment-XXXXXX", error);
  g_autofree char *name = dup_name (data);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path == NULL)
    return NULL;
  if (figment_picture_fit_file (data->path, data->fit, data->width, data->height, path, cancellable, error))
    return g_file_new_for_path (path);
  g_rmdir (folder);
  return NULL;
}

/* Nobody wanted it any more. */
static void
drop_result (gpointer result)
{
  GFile *file = result;

  figment_fitted_file_remove (file);
  g_object_unref (file);
}

void
figment_fitted_file_make_async (const FigmentInputFile *file,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  MakeData *data = g_new (MakeData, 1);

  *data = (MakeData) { g_strdup (file->path), file->fit, file->width, file->height };
  figment_picture_run_async (make_in_thread, data, make_data_free, drop_result, FIGMENT_PICTURE_NOW, cancellable,
                             callback, user_data);
}

/* Returns: (transfer full): the copy, or %NULL with @error */
GFile *
figment_fitted_file_make_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return figment_picture_run_finish (result, error);
}

void
figment_fitted_file_remove (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);

  g_unlink (g_file_peek_path (file));
  g_rmdir (g_file_peek_path (folder));
}
