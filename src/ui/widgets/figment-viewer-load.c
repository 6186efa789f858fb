/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-viewer-private.h"

#include <glib/gi18n-lib.h>

#include "media/figment-picture-loader.h"
#include "ui/widgets/figment-animation-player.h"
#include "ui/widgets/figment-video.h"

/* Quicker than this nobody has to be told that something is being loaded. */
#define SPINNER_MS 250

/* Of a text file at most this is shown. */
#define MAX_TEXT_BYTES (1024 * 1024)

static void
stop_spinner (FigmentViewer *self)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
}

static gboolean
spinner_cb (gpointer user_data)
{
  FigmentViewer *self = user_data;

  self->spinner_id = 0;
  gtk_spinner_start (self->spinner);
  _figment_viewer_show_face (self, "loading");
  return G_SOURCE_REMOVE;
}

/* ---- pictures ---- */

static void
show_picture (FigmentViewer  *self,
              FigmentPicture *picture)
{
  const char *path = figment_output_get_info (self->output)->path;
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *label = g_strdup_printf (_("%s, %d × %d pixels"), name, picture->full_width, picture->full_height);
  g_autofree char *notice = NULL;

  figment_picture_view_set_picture (self->picture_view, picture);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture_view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (figment_picture_is_reduced (picture))
    notice = g_strdup_printf (_("This picture of %d × %d pixels is shown reduced to %d × %d."), picture->full_width,
                              picture->full_height, picture->width, picture->height);
  _figment_viewer_show_notice (self, notice);
  _figment_viewer_show_face (self, "picture");
  _figment_viewer_start_preload (self);
}

/* @picture: (nullable): NULL with @error set */
static void
finish_picture (FigmentViewer  *self,
                FigmentPicture *picture,
                const GError   *error)
{
  g_clear_object (&self->loading);
  self->awaiting = FALSE;
  stop_spinner (self);
  if (picture == NULL)
    {
      _figment_viewer_show_failure (self, error->message);
      return;
    }
  g_hash_table_insert (self->ready, g_strdup (figment_output_get_info (self->output)->path),
                       figment_picture_ref (picture));
  show_picture (self, picture);
}

static void
picture_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentPicture) picture = figment_picture_load_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish_picture (user_data, picture, error);
}

static void
load_picture (FigmentViewer *self,
              const char    *path)
{
  FigmentPicture *picture = g_hash_table_lookup (self->ready, path);

  if (picture != NULL)
    {
      show_picture (self, picture);
      return;
    }
  self->spinner_id = g_timeout_add (SPINNER_MS, spinner_cb, self);
  self->awaiting = g_hash_table_contains (self->coming, path);
  if (self->awaiting)
    return;
  self->loading = g_cancellable_new ();
  figment_picture_load_async (path, 0, FIGMENT_PICTURE_NOW, self->loading, picture_loaded_cb, self);
}

/* ---- pictures that may come next ---- */

typedef struct
{
  FigmentViewer *viewer; /* (not owned) */
  char          *path;   /* (owned) */
} PreloadData;

static void
preloaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentPicture) picture = figment_picture_load_finish (result, &error);
  PreloadData *data = user_data;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      FigmentViewer *self = data->viewer;

      g_hash_table_remove (self->coming, data->path);
      if (self->awaiting && g_strcmp0 (figment_output_get_info (self->output)->path, data->path) == 0)
        finish_picture (self, picture, error);
      else if (picture != NULL)
        g_hash_table_insert (self->ready, g_strdup (data->path), figment_picture_ref (picture));
    }
  g_free (data->path);
  g_free (data);
}

static gboolean
is_near (FigmentViewer *self,
         const char    *path)
{
  if (self->output != NULL && g_strcmp0 (figment_output_get_info (self->output)->path, path) == 0)
    return TRUE;
  for (guint i = 0; self->preload != NULL && i < g_list_model_get_n_items (self->preload); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (self->preload, i);

      if (g_strcmp0 (figment_output_get_info (output)->path, path) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_far_cb (gpointer key,
           gpointer value,
           gpointer user_data)
{
  return !is_near (user_data, key);
}

void
_figment_viewer_start_preload (FigmentViewer *self)
{
  g_hash_table_foreach_remove (self->ready, is_far_cb, self);
  for (guint i = 0; self->preload != NULL && i < g_list_model_get_n_items (self->preload); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (self->preload, i);
      const FigmentOutputInfo *info = figment_output_get_info (output);
      g_autoptr(GCancellable) cancellable = NULL;
      PreloadData *data;

      if (info->kind != FIGMENT_MEDIA_IMAGE || info->path == NULL || g_hash_table_contains (self->ready, info->path)
          || g_hash_table_contains (self->coming, info->path))
        continue;
      cancellable = g_cancellable_new ();
      data = g_new0 (PreloadData, 1);
      data->viewer = self;
      data->path = g_strdup (info->path);
      g_hash_table_insert (self->coming, g_strdup (info->path), g_object_ref (cancellable));
      figment_picture_load_async (info->path, 0, FIGMENT_PICTURE_SOON, cancellable, preloaded_cb, data);
    }
}

void
_figment_viewer_stop_preload (FigmentViewer *self)
{
  GHashTableIter iter;
  gpointer cancellable;

  g_hash_table_iter_init (&iter, self->coming);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
  g_hash_table_remove_all (self->coming);
}

/* ---- what plays ---- */

static void
show_error (FigmentViewer *self)
{
  _figment_viewer_show_failure (self, figment_playback_get_error (self->playback));
}

static void
show_remark (FigmentViewer *self)
{
  _figment_viewer_show_notice (self, figment_playback_get_remark (self->playback));
}

static void
load_playback (FigmentViewer   *self,
               FigmentPlayback *playback,
               gboolean         is_sound)
{
  g_autofree char *name = g_filename_display_basename (figment_output_get_info (self->output)->path);
  g_autofree char *title = g_markup_escape_text (name, -1);

  figment_playback_set_loop (playback, self->loop);
  figment_playback_set_volume (playback, self->volume);
  figment_playback_set_muted (playback, self->muted);
  self->playback = playback;
  figment_playback_set_density (playback, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  g_signal_connect_object (playback, "notify::error", G_CALLBACK (show_error), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playback, "notify::remark", G_CALLBACK (show_remark), self, G_CONNECT_SWAPPED);
  gtk_picture_set_paintable (self->film, is_sound ? NULL : GDK_PAINTABLE (playback));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->film), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_status_page_set_title (self->sound, title);
  gtk_stack_set_visible_child_name (self->screen, is_sound ? "sound" : "film");
  if (self->bar == NULL)
    {
      self->bar = g_object_new (FIGMENT_TYPE_PLAYER_BAR, NULL);
      gtk_box_append (self->player, GTK_WIDGET (self->bar));
    }
  figment_player_bar_set_playback (self->bar, playback);
  _figment_viewer_show_face (self, "playback");
  _figment_viewer_update_active (self);
}

/* ---- text ---- */

static void
show_text (FigmentViewer *self,
           const char    *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  _figment_viewer_show_face (self, "text");
}

static gpointer
read_text (gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (data);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *bytes = g_malloc (MAX_TEXT_BYTES);
  gsize length;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, MAX_TEXT_BYTES, &length, cancellable, error))
    return NULL;
  return g_utf8_make_valid (bytes, (gssize) length);
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = figment_picture_run_finish (result, &error);
  FigmentViewer *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  g_clear_object (&self->loading);
  if (text != NULL)
    show_text (self, text);
  else
    _figment_viewer_show_failure (self, error->message);
}

static void
load_text (FigmentViewer           *self,
           const FigmentOutputInfo *info)
{
  if (info->text != NULL || info->path == NULL)
    {
      g_autofree char *text = g_utf8_make_valid (info->text != NULL ? info->text : "", -1);

      show_text (self, text);
      return;
    }
  self->loading = g_cancellable_new ();
  figment_picture_run_async (read_text, g_strdup (info->path), g_free, g_free, FIGMENT_PICTURE_NOW, self->loading,
                             text_read_cb, self);
}

/* ---- the rest ---- */

static void
show_other (FigmentViewer           *self,
            const FigmentOutputInfo *info)
{
  g_autofree char *name = info->path != NULL ? g_filename_display_basename (info->path) : g_strdup ("");
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *size = info->bytes > 0 ? g_format_size ((guint64) info->bytes) : g_strdup ("");

  adw_status_page_set_title (self->other, title);
  adw_status_page_set_description (self->other, size);
  _figment_viewer_show_face (self, "other");
}

void
_figment_viewer_unload (FigmentViewer *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->awaiting = FALSE;
  stop_spinner (self);
  if (self->playback == NULL)
    return;
  self->loop = figment_playback_get_loop (self->playback);
  self->volume = figment_playback_get_volume (self->playback);
  self->muted = figment_playback_get_muted (self->playback);
  figment_playback_set_active (self->playback, FALSE);
  g_clear_object (&self->playback);
}

void
_figment_viewer_load (FigmentViewer *self)
{
  const FigmentOutputInfo *info;

  _figment_viewer_unload (self);
  _figment_viewer_show_notice (self, NULL);
  info = self->output != NULL ? figment_output_get_info (self->output) : NULL;
  if (info == NULL)
    _figment_viewer_show_face (self, "empty");
  else if (info->kind == FIGMENT_MEDIA_TEXT)
    load_text (self, info);
  else if (info->path == NULL || !g_path_is_absolute (info->path))
    _figment_viewer_show_failure (self, _("The file is not there."));
  else if (info->kind == FIGMENT_MEDIA_IMAGE)
    load_picture (self, info->path);
  else if (info->kind == FIGMENT_MEDIA_ANIMATION)
    load_playback (self, figment_animation_player_new (info->path), FALSE);
  else if (info->kind == FIGMENT_MEDIA_VIDEO)
    load_playback (self, figment_video_new (info->path), FALSE);
  else if (info->kind == FIGMENT_MEDIA_AUDIO)
    load_playback (self, figment_video_new (info->path), TRUE);
  else
    show_other (self, info);
  if (self->playback == NULL)
    {
      if (self->bar != NULL)
        figment_player_bar_set_playback (self->bar, NULL);
      gtk_picture_set_paintable (self->film, NULL);
    }
}
