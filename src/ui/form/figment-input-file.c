/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-input-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

char *
figment_input_file_refuse (FigmentFieldKind field,
                           FigmentMediaKind kind)
{
  const gboolean moves = kind == FIGMENT_MEDIA_VIDEO || kind == FIGMENT_MEDIA_ANIMATION;

  switch (field)
    {
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
      if (kind == FIGMENT_MEDIA_IMAGE || kind == FIGMENT_MEDIA_ANIMATION)
        return NULL;
      if (kind == FIGMENT_MEDIA_VIDEO)
        return g_strdup (_("This is a video, and a picture is needed here. Open it as a result to send one of its "
                           "frames."));
      return g_strdup (_("This is no picture. PNG, JPEG and WebP can be used here."));
    case FIGMENT_FIELD_VIDEO:
      return moves ? NULL : g_strdup (_("This is no video. MP4, WebM and GIF can be used here."));
    case FIGMENT_FIELD_AUDIO:
      if (kind == FIGMENT_MEDIA_AUDIO || kind == FIGMENT_MEDIA_VIDEO)
        return NULL;
      return g_strdup (_("This is no sound. FLAC, MP3 and WAV can be used here."));
    case FIGMENT_FIELD_TEXT:
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
    case FIGMENT_FIELD_SWITCH:
    case FIGMENT_FIELD_CHOICE:
    default:
      return NULL;
    }
}

char *
figment_input_file_dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "figment", "inputs", NULL);
}

/* Hexadecimal digits of a SHA-256, and ".png" */
#define KEPT_NAME 68

char *
figment_input_file_dup_shown_name (const char *path)
{
  g_autofree char *folder = figment_input_file_dup_folder ();
  g_autofree char *its = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_equal (folder, its) && strlen (name) == KEPT_NAME
      && strspn (name, "0123456789abcdef") == KEPT_NAME - strlen (".png"))
    return g_strdup (_("Pasted picture"));
  return g_filename_display_name (name);
}

static void
look_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autofree FigmentMediaInfo *info = g_new0 (FigmentMediaInfo, 1);
  GError *error = NULL;

  if (figment_media_sniff_file (task_data, info, &error))
    g_task_return_pointer (task, g_steal_pointer (&info), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * figment_input_file_look_async:
 *
 * What the file at @path is, by its first bytes.
 */
void
figment_input_file_look_async (const char          *path,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_input_file_look_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, look_in_thread);
}

gboolean
figment_input_file_look_finish (GAsyncResult      *result,
                                FigmentMediaInfo  *info,
                                GError           **error)
{
  g_autofree FigmentMediaInfo *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found != NULL)
    *info = *found;
  return found != NULL;
}

typedef struct
{
  GdkTexture *texture; /* (owned) */
  char       *folder;  /* (owned) */
} KeepData;

static void
keep_data_free (gpointer data)
{
  KeepData *keep = data;

  g_object_unref (keep->texture);
  g_free (keep->folder);
  g_free (keep);
}

static void
keep_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  KeepData *keep = task_data;
  g_autoptr(GBytes) bytes = gdk_texture_save_to_png_bytes (keep->texture);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *name = g_strconcat (hash, ".png", NULL);
  g_autofree char *path = g_build_filename (keep->folder, name, NULL);
  GError *error = NULL;

  if (g_mkdir_with_parents (keep->folder, 0700) != 0)
    {
      const int code = errno;

      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (code),
                               /* Translators: a folder, and the system's word for what is wrong. */
                               _("The folder “%s” cannot be made: %s"), keep->folder, g_strerror (code));
      return;
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS)
      && !g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_file_new_for_path (path), g_object_unref);
}

void
figment_input_file_keep_async (GdkTexture          *texture,
                               const char          *folder,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  KeepData *keep = g_new (KeepData, 1);

  *keep = (KeepData) { g_object_ref (texture), g_strdup (folder) };
  g_task_set_source_tag (task, figment_input_file_keep_async);
  g_task_set_task_data (task, keep, keep_data_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/* Returns: (transfer full): the file, or NULL with @error */
GFile *
figment_input_file_keep_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
