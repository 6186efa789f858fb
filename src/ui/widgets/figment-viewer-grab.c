/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-viewer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "media/figment-animation.h"
#include "media/figment-gst.h"
#include "media/figment-media.h"
#include "media/figment-picture-loader.h"

#define MAX_NUMBER 1000

/* What a worker gets. */
typedef struct
{
  char             *path;     /* (owned) */
  char             *folder;   /* (owned) */
  FigmentMediaKind  kind;
  gint64            position; /* ns */
  int               frame;    /* -1 unknown */
} GrabData;

static void
grab_data_free (gpointer data)
{
  GrabData *grab = data;

  g_free (grab->path);
  g_free (grab->folder);
  g_free (grab);
}

static FigmentPicture *
read_picture (const GrabData  *grab,
              GCancellable    *cancellable,
              GError         **error)
{
  if (grab->kind == FIGMENT_MEDIA_VIDEO)
    return figment_video_read_frame (grab->path, grab->position, 0, cancellable, error);
  if (grab->kind == FIGMENT_MEDIA_ANIMATION)
    {
      g_autoptr(FigmentAnimation) animation = figment_animation_open (grab->path, cancellable, error);
      g_autoptr(FigmentAnimationFrame) frame = NULL;
      const guint n_frames = animation != NULL ? figment_animation_get_n_frames (animation) : 0;

      if (animation == NULL)
        return NULL;
      frame = figment_animation_read_frame (animation, (guint) CLAMP (grab->frame, 0, (int) n_frames - 1), cancellable,
                                            error);
      return frame != NULL ? figment_picture_ref (frame->picture) : NULL;
    }
  return figment_picture_read_file (grab->path, FIGMENT_PICTURE_MAX_SIDE, cancellable, error);
}

/* "film.mp4" gives "film-frame-12.png", or "film-frame-12 (2).png" if that is there already. */
static char *
make_name (const GrabData *grab)
{
  g_autofree char *base = g_path_get_basename (grab->path);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  return grab->frame >= 0 ? g_strdup_printf ("%s-frame-%d.png", base, grab->frame + 1)
                          : g_strdup_printf ("%s-frame.png", base);
}

static gpointer
grab_frame (gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  const GrabData *grab = data;
  g_autoptr(FigmentPicture) picture = read_picture (grab, cancellable, error);
  g_autofree char *name = make_name (grab);

  if (picture == NULL)
    return NULL;
  for (guint number = 1; number < MAX_NUMBER; number++)
    {
      g_autofree char *numbered = number > 1 ? figment_media_numbered_name (name, number) : g_strdup (name);
      g_autofree char *path = g_build_filename (grab->folder, numbered, NULL);
      g_autoptr(GError) local = NULL;

      if (figment_picture_write_png (picture, path, &local))
        return g_file_new_for_path (path);
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("The folder has too many pictures of that name"));
  return NULL;
}

/**
 * figment_viewer_grab_frame_async:
 * @folder: a local folder that exists
 *
 * Writes what is shown now (the frame of a video or animation, or the picture) at its full size as a PNG file, under a
 * new name.
 */
void
figment_viewer_grab_frame_async (FigmentViewer       *self,
                                 GFile               *folder,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  const FigmentOutputInfo *info;
  GrabData *data;

  g_return_if_fail (FIGMENT_IS_VIEWER (self));
  g_return_if_fail (G_IS_FILE (folder) && g_file_peek_path (folder) != NULL);

  info = self->output != NULL ? figment_output_get_info (self->output) : NULL;
  data = g_new0 (GrabData, 1);
  data->path = g_strdup (info != NULL && info->path != NULL ? info->path : "");
  data->folder = g_file_get_path (folder);
  data->kind = info != NULL ? info->kind : FIGMENT_MEDIA_OTHER;
  data->frame = -1;
  if (self->playback != NULL)
    {
      data->position = figment_playback_get_position (self->playback) * 1000;
      data->frame = figment_playback_get_frame (self->playback);
    }
  figment_picture_run_async (grab_frame, data, grab_data_free, g_object_unref, FIGMENT_PICTURE_NOW, cancellable,
                             callback, user_data);
}

/* Returns: (transfer full): %NULL with @error in %G_IO_ERROR or %G_FILE_ERROR, in words for a person */
GFile *
figment_viewer_grab_frame_finish (FigmentViewer  *self,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  return figment_picture_run_finish (result, error);
}
