/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-animation-player.h"

#include "media/figment-animation.h"
#include "media/figment-picture-loader.h"
#include "ui/widgets/figment-texture.h"

/* Frames are kept up to this size all together: then running round costs no decoding. */
#define MAX_KEPT_BYTES (96 << 20)

/**
 * FigmentAnimationPlayer:
 *
 * Plays an animated picture file. One frame is decoded ahead in a worker thread, scaled there to the size at which it
 * is shown. Main thread.
 */
struct _FigmentAnimationPlayer
{
  FigmentPlayback   parent_instance;

  FigmentAnimation *animation;   /* (owned) (nullable): until it is open; a worker has it while @decoding */
  GCancellable     *cancellable; /* (owned) */
  GPtrArray        *kept;        /* (owned) of FigmentPicture by position, NULL where it is to be decoded */
  gsize             kept_bytes;
  int               kept_side;   /* the longer side of what is kept, 0 as it is */
  gint64           *starts;      /* (owned) µs, of each frame, and the end */
  guint             n_frames;
  guint             current;     /* position that is shown; n_frames before the first */
  guint             wanted;      /* position that is to be shown next */
  gboolean          decoding;
  gboolean          stale;       /* what is shown has another size than is wanted */
  gboolean          ended;       /* it stopped after its last frame, as it is not to run round */
  gint64            due;         /* µs, monotonic: when the next frame is to be shown; 0 at once */
  guint             due_id;
};

G_DEFINE_FINAL_TYPE (FigmentAnimationPlayer, figment_animation_player, FIGMENT_TYPE_PLAYBACK)

/* What a worker gets. */
typedef struct
{
  FigmentAnimation *animation; /* (owned) */
  guint             position;
  int               max_side;  /* px */
} DecodeData;

static void
decode_data_free (gpointer data)
{
  figment_animation_unref (((DecodeData *) data)->animation);
  g_free (data);
}

static gpointer
decode (gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  const DecodeData *decode_data = data;
  FigmentAnimationFrame *frame = figment_animation_read_frame (decode_data->animation, decode_data->position,
                                                               cancellable, error);
  const int longer = frame != NULL ? MAX (frame->picture->width, frame->picture->height) : 0;

  if (frame != NULL && decode_data->max_side > 0 && longer > decode_data->max_side)
    {
      FigmentPicture *whole = frame->picture;

      frame->picture = figment_picture_scale (whole,
                                              MAX ((int) ((gint64) whole->width * decode_data->max_side / longer), 1),
                                              MAX ((int) ((gint64) whole->height * decode_data->max_side / longer), 1));
      figment_picture_unref (whole);
    }
  return frame;
}

static void advance (FigmentAnimationPlayer *self);

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentAnimationFrame) frame = figment_picture_run_finish (result, &error);
  FigmentAnimationPlayer *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  self->decoding = FALSE;
  if (frame == NULL)
    {
      figment_playback_fail (FIGMENT_PLAYBACK (self), error->message);
      return;
    }
  if (self->kept->pdata[frame->position] == NULL)
    {
      self->kept->pdata[frame->position] = figment_picture_ref (frame->picture);
      self->kept_bytes += figment_picture_get_size (frame->picture);
    }
  advance (self);
}

static void
drop_kept (FigmentAnimationPlayer *self)
{
  for (guint i = 0; i < self->n_frames; i++)
    g_clear_pointer ((FigmentPicture **) &self->kept->pdata[i], figment_picture_unref);
  self->kept_bytes = 0;
}

/* Lets go of all but the two that matter when they become too many. */
static void
trim_kept (FigmentAnimationPlayer *self)
{
  for (guint i = 0; self->kept_bytes > MAX_KEPT_BYTES && i < self->n_frames; i++)
    {
      FigmentPicture *picture = self->kept->pdata[i];

      if (picture == NULL || i == self->wanted || i == self->current)
        continue;
      self->kept_bytes -= figment_picture_get_size (picture);
      g_clear_pointer ((FigmentPicture **) &self->kept->pdata[i], figment_picture_unref);
    }
}

static void
start_decoding (FigmentAnimationPlayer *self,
                guint                   position)
{
  DecodeData *data;

  if (self->decoding || self->kept->pdata[position] != NULL)
    return;
  trim_kept (self);
  data = g_new0 (DecodeData, 1);
  data->animation = figment_animation_ref (self->animation);
  data->position = position;
  data->max_side = self->kept_side;
  self->decoding = TRUE;
  figment_picture_run_async (decode, data, decode_data_free, (GDestroyNotify) figment_animation_frame_free,
                             FIGMENT_PICTURE_NOW, self->cancellable, decoded_cb, self);
}

static gboolean
due_cb (gpointer user_data)
{
  FigmentAnimationPlayer *self = user_data;

  self->due_id = 0;
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
show_wanted (FigmentAnimationPlayer *self)
{
  FigmentPlayback *playback = FIGMENT_PLAYBACK (self);
  FigmentPicture *picture = self->kept->pdata[self->wanted];
  g_autoptr(GdkTexture) texture = figment_texture_new (picture);
  const gint64 now = g_get_monotonic_time ();
  const gint64 length = self->starts[self->wanted + 1] - self->starts[self->wanted];

  figment_playback_show (playback, texture, picture->has_alpha);
  self->current = self->wanted;
  self->stale = self->ended = FALSE;
  figment_playback_tell_position (playback, self->starts[self->current], (int) self->current);
  /* In step with the last one, unless it came late by more than it lasts. */
  self->due = (self->due > 0 && now - self->due < length ? self->due : now)
              + (gint64) ((double) length / figment_playback_get_rate (playback));
  if (figment_playback_is_running (playback))
    self->wanted = (self->current + 1) % self->n_frames;
}

/* Does what can be done now: shows the wanted frame if it is there and its time has come, and sees to the one after. */
static void
advance (FigmentAnimationPlayer *self)
{
  FigmentPlayback *playback = FIGMENT_PLAYBACK (self);
  const gboolean running = figment_playback_is_running (playback);
  const gint64 now = g_get_monotonic_time ();

  g_clear_handle_id (&self->due_id, g_source_remove);
  if (self->animation == NULL || figment_playback_get_error (playback) != NULL)
    return;
  if (running && self->wanted == self->current)
    self->wanted = (self->current + 1) % self->n_frames;
  if ((self->wanted != self->current || self->stale) && self->kept->pdata[self->wanted] != NULL
      && (!running || self->current == self->n_frames || self->due <= now + 500))
    {
      if (running && self->wanted == 0 && self->current == self->n_frames - 1 && !figment_playback_get_loop (playback)
          && !self->ended)
        {
          self->ended = TRUE;
          self->wanted = self->current;
          figment_playback_set_playing (playback, FALSE);
          return;
        }
      show_wanted (self);
    }
  start_decoding (self, self->wanted);
  if (running && self->n_frames > 1 && self->kept->pdata[self->wanted] != NULL)
    self->due_id = g_timeout_add_full (G_PRIORITY_DEFAULT,
                                       (guint) MAX ((self->due - g_get_monotonic_time ()) / 1000, 1),
                                       due_cb, self, NULL);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  FigmentAnimation *animation = figment_picture_run_finish (result, &error);
  FigmentAnimationPlayer *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (animation == NULL)
    {
      figment_playback_fail (FIGMENT_PLAYBACK (self), error->message);
      return;
    }
  self->animation = animation;
  self->n_frames = figment_animation_get_n_frames (animation);
  self->current = self->n_frames;
  g_ptr_array_set_size (self->kept, (int) self->n_frames);
  self->starts = g_new0 (gint64, self->n_frames + 1);
  for (guint i = 0; i < self->n_frames; i++)
    self->starts[i + 1] = self->starts[i] + (gint64) figment_animation_get_duration (animation, i) * 1000;
  figment_playback_set_natural_size (FIGMENT_PLAYBACK (self), figment_animation_get_width (animation),
                                     figment_animation_get_height (animation));
  figment_playback_tell_length (FIGMENT_PLAYBACK (self), self->starts[self->n_frames], (int) self->n_frames);
  advance (self);
}

static gpointer
open_animation (gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  return figment_animation_open (data, cancellable, error);
}

static void
figment_animation_player_update (FigmentPlayback *playback)
{
  FigmentAnimationPlayer *self = FIGMENT_ANIMATION_PLAYER (playback);
  int width, height;

  if (self->animation == NULL)
    return;
  figment_playback_get_drawn_size (playback, &width, &height);
  if (MAX (width, height) != self->kept_side && width > 0)
    {
      self->kept_side = MAX (width, height);
      self->stale = TRUE;
      drop_kept (self);
    }
  self->due = 0;
  advance (self);
}

static void
figment_animation_player_seek (FigmentPlayback *playback,
                               gint64           position)
{
  FigmentAnimationPlayer *self = FIGMENT_ANIMATION_PLAYER (playback);
  guint frame = 0;

  if (self->animation == NULL)
    return;
  while (frame + 1 < self->n_frames && self->starts[frame + 1] <= position)
    frame++;
  self->wanted = frame;
  self->due = 0;
  advance (self);
}

static void
figment_animation_player_step (FigmentPlayback *playback,
                               int              frames)
{
  FigmentAnimationPlayer *self = FIGMENT_ANIMATION_PLAYER (playback);
  const gint64 n = self->n_frames;

  if (self->animation == NULL)
    return;
  self->wanted = (guint) ((((gint64) self->wanted + frames) % n + n) % n);
  advance (self);
}

static void
figment_animation_player_dispose (GObject *object)
{
  FigmentAnimationPlayer *self = FIGMENT_ANIMATION_PLAYER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->due_id, g_source_remove);
  G_OBJECT_CLASS (figment_animation_player_parent_class)->dispose (object);
}

static void
figment_animation_player_finalize (GObject *object)
{
  FigmentAnimationPlayer *self = FIGMENT_ANIMATION_PLAYER (object);

  drop_kept (self);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->animation, figment_animation_unref);
  g_free (self->starts);
  G_OBJECT_CLASS (figment_animation_player_parent_class)->finalize (object);
}

static void
figment_animation_player_class_init (FigmentAnimationPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  FigmentPlaybackClass *playback_class = FIGMENT_PLAYBACK_CLASS (klass);

  object_class->dispose = figment_animation_player_dispose;
  object_class->finalize = figment_animation_player_finalize;
  playback_class->update = figment_animation_player_update;
  playback_class->step = figment_animation_player_step;
  playback_class->seek = figment_animation_player_seek;
}

static void
figment_animation_player_init (FigmentAnimationPlayer *self)
{
  self->cancellable = g_cancellable_new ();
  self->kept = g_ptr_array_new ();
}

/**
 * figment_animation_player_new:
 * @path: a local WebP, APNG or GIF
 *
 * Opens it at once and plays it as soon as it is active.
 */
FigmentPlayback *
figment_animation_player_new (const char *path)
{
  FigmentAnimationPlayer *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_ANIMATION_PLAYER, NULL);
  figment_picture_run_async (open_animation, g_strdup (path), g_free, (GDestroyNotify) figment_animation_unref,
                             FIGMENT_PICTURE_NOW, self->cancellable, opened_cb, self);
  return FIGMENT_PLAYBACK (self);
}
