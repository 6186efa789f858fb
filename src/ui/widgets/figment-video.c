/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-video.h"

#include <glib/gi18n-lib.h>
#include <gst/video/video.h>
#include <math.h>

#include "media/figment-gst.h"
#include "ui/widgets/figment-video-private.h"

/* How often the position of a sound is looked at; frames of a video tell it themselves. */
#define TICK_MS 100

/* How long the size has to rest before the video is scaled to it. */
#define REST_MS 120
#define MAX_SIDE 4096

/* When the length of a frame is not known, a step back goes this far. */
#define FALLBACK_FRAME_NS (40 * GST_MSECOND)

/* From going back to the first frame that appears it takes about this long; so it is begun that much before the end. */
#define EARLY_NS (45 * GST_MSECOND)

/**
 * FigmentVideo:
 *
 * A local video or sound file, decoded by GStreamer and scaled there to the size at which it is shown. The file is
 * opened only if its first bytes say that it is a video, an animation or a sound: a playlist, which could name a place
 * in the network, never gets that far. Main thread.
 */
struct _FigmentVideo
{
  FigmentPlayback      parent_instance;

  GCancellable        *opening;    /* (owned) */
  gboolean             has_picture;
  GstElement          *pipeline;   /* (owned) (nullable): until the file was looked at, or after a failure */
  GstElement          *sink;       /* (owned) (nullable) */
  GstElement          *filter;     /* (owned) (nullable): says at what size frames come */
  guint                bus_id;
  FigmentVideoMailbox *mailbox;    /* (owned) */
  char                *missing;    /* (owned) (nullable): sentence about a decoder */

  GstState             state;      /* what the pipeline was last told */
  double               rate;       /* at which it plays */
  gboolean             ready;      /* it has shown something, so it can be sought in */
  gboolean             seeking;    /* until it says that it arrived */
  gint64               heading;    /* ns, where to, while @seeking */
  gint64               target;     /* ns, where to go next, -1 nowhere */
  gboolean             at_end;
  gboolean             stepped;    /* frames were stepped over, so that sound and picture are apart */
  GstClockTime         shown;      /* ns, the frame that is shown */
  GstClockTime         frame_time; /* ns a frame, 0 unknown */
  guint                rest_id;
  guint                tick_id;
  guint                anew_id;
};

G_DEFINE_FINAL_TYPE (FigmentVideo, figment_video, FIGMENT_TYPE_PLAYBACK)

/* ---- frames ---- */

static void
free_frame (gpointer data)
{
  gst_video_frame_unmap (data);
  g_free (data);
}

/* The decoder's own memory as a texture. */
static GdkTexture *
make_texture (GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame *frame;
  g_autoptr(GBytes) bytes = NULL;
  gsize stride;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;
  frame = g_new0 (GstVideoFrame, 1);
  if (!gst_video_frame_map (frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    {
      g_free (frame);
      return NULL;
    }
  stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (frame, 0),
                                      stride * (gsize) (GST_VIDEO_INFO_HEIGHT (&info) - 1)
                                        + (gsize) GST_VIDEO_INFO_WIDTH (&info) * 3,
                                      free_frame, frame);
  return gdk_memory_texture_new (GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info), GDK_MEMORY_R8G8B8,
                                 bytes, stride);
}

static void
note_frame_time (FigmentVideo *self,
                 GstSample    *sample,
                 GstClockTime  time)
{
  const GstStructure *caps = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  int numerator = 0, denominator = 1;

  if (gst_structure_get_fraction (caps, "framerate", &numerator, &denominator) && numerator > 0 && denominator > 0)
    self->frame_time = gst_util_uint64_scale_int (GST_SECOND, denominator, numerator);
  else if (self->shown != GST_CLOCK_TIME_NONE && time > self->shown && time - self->shown < GST_SECOND
           && self->state == GST_STATE_PLAYING)
    self->frame_time = time - self->shown;
}

/* Half a frame past its beginning falls into it for sure. */
static int
get_frame_at (FigmentVideo *self,
              GstClockTime  time)
{
  return self->frame_time > 0 ? (int) ((time + self->frame_time / 50) / self->frame_time) : -1;
}

static void
tell_length (FigmentVideo *self)
{
  gint64 duration = 0;

  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) || duration < 0)
    duration = 0;
  figment_playback_tell_length (FIGMENT_PLAYBACK (self), duration / 1000,
                                self->frame_time > 0
                                  ? (int) (((guint64) duration + self->frame_time / 2) / self->frame_time)
                                  : 0);
}

static void
show_sample (gpointer   owner,
             GstSample *sample)
{
  FigmentVideo *self = owner;
  g_autoptr(GdkTexture) texture = self->pipeline != NULL ? make_texture (sample) : NULL;
  const gboolean first = self->shown == GST_CLOCK_TIME_NONE;
  GstBuffer *buffer;
  guint64 time;

  if (texture == NULL)
    return;
  buffer = gst_sample_get_buffer (sample);
  time = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (!GST_CLOCK_TIME_IS_VALID (time))
    time = 0;
  note_frame_time (self, sample, time);
  self->shown = time;
  figment_playback_show (FIGMENT_PLAYBACK (self), texture, FALSE);
  if (first)
    tell_length (self);
  if (!self->seeking && self->target < 0)
    figment_playback_tell_position (FIGMENT_PLAYBACK (self), (gint64) time / 1000, get_frame_at (self, time));
}

/* ---- where it is and how it moves ---- */

static void
seek_now (FigmentVideo *self,
          gint64        time)
{
  self->target = -1;
  self->heading = time;
  self->at_end = FALSE;
  self->stepped = FALSE;
  self->rate = figment_playback_get_rate (FIGMENT_PLAYBACK (self));
  self->seeking = gst_element_seek (self->pipeline, self->rate, GST_FORMAT_TIME,
                                    GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                    GST_SEEK_TYPE_SET, time, GST_SEEK_TYPE_NONE, -1);
}

/* One seek at a time; what is asked for meanwhile waits, and only the newest of it. */
static void
seek_to (FigmentVideo *self,
         gint64        time)
{
  self->target = MAX (time, 0);
  if (self->ready && !self->seeking)
    seek_now (self, self->target);
}

static gint64
get_place (FigmentVideo *self)
{
  if (self->target >= 0)
    return self->target;
  if (self->seeking)
    return self->heading;
  return self->has_picture && self->shown != GST_CLOCK_TIME_NONE
           ? (gint64) self->shown
           : figment_playback_get_position (FIGMENT_PLAYBACK (self)) * 1000;
}

static void
figment_video_seek (FigmentPlayback *playback,
                    gint64           position)
{
  FigmentVideo *self = FIGMENT_VIDEO (playback);

  figment_playback_tell_position (playback, position, get_frame_at (self, (GstClockTime) position * 1000));
  seek_to (self, position * 1000);
}

static void
figment_video_step (FigmentPlayback *playback,
                    int              frames)
{
  FigmentVideo *self = FIGMENT_VIDEO (playback);
  const gint64 frame_time = self->frame_time > 0 ? (gint64) self->frame_time : (gint64) FALLBACK_FRAME_NS;
  gint64 frame, n_frames;

  if (!self->has_picture)
    return;
  if (frames > 0 && self->ready && !self->seeking && !self->at_end)
    {
      /* Decodes on from here, which is quicker than a seek. */
      gst_element_send_event (self->sink, gst_event_new_step (GST_FORMAT_BUFFERS, (guint64) frames, 1, TRUE, FALSE));
      self->stepped = TRUE;
      return;
    }
  frame = get_place (self) / frame_time;
  if (frame * frame_time + frame_time * 49 / 50 <= get_place (self))
    frame++;
  n_frames = figment_playback_get_duration (playback) * 1000 / frame_time;
  frame += frames;
  if (frame < 0)
    frame = MAX (n_frames - 1, 0);
  seek_to (self, frame * frame_time + frame_time / 2);
}

static gboolean
tick_cb (gpointer user_data)
{
  FigmentVideo *self = user_data;
  gint64 time;

  if (!self->seeking && self->target < 0 && gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &time))
    figment_playback_tell_position (FIGMENT_PLAYBACK (self), MAX (time, 0) / 1000, -1);
  return G_SOURCE_CONTINUE;
}

static void
set_state (FigmentVideo *self,
           GstState      state)
{
  if (state == self->state)
    return;
  self->state = state;
  gst_element_set_state (self->pipeline, state);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (state == GST_STATE_PLAYING && !self->has_picture)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
}

/* ---- size ---- */

/* The video's shape, fitted into what it is drawn on. */
static gboolean
get_wanted_size (FigmentVideo *self,
                 int          *width,
                 int          *height)
{
  const int natural_width = gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (self));
  const int natural_height = gdk_paintable_get_intrinsic_height (GDK_PAINTABLE (self));
  int drawn_width, drawn_height;
  double scale;

  figment_playback_get_drawn_size (FIGMENT_PLAYBACK (self), &drawn_width, &drawn_height);
  if (natural_width <= 0 || natural_height <= 0 || drawn_width <= 0 || drawn_height <= 0)
    return FALSE;
  scale = MIN ((double) drawn_width / natural_width, (double) drawn_height / natural_height);
  *width = MAX ((int) lround (natural_width * scale), 1);
  *height = MAX ((int) lround (natural_height * scale), 1);
  return *width <= MAX_SIDE && *height <= MAX_SIDE;
}

static gboolean
rest_cb (gpointer user_data)
{
  FigmentVideo *self = user_data;
  g_autoptr(GstCaps) caps = NULL, old = NULL;
  int width, height;

  self->rest_id = 0;
  if (!get_wanted_size (self, &width, &height))
    return G_SOURCE_REMOVE;
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, FIGMENT_VIDEO_PIXEL_FORMAT,
                              "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_get (self->filter, "caps", &old, NULL);
  if (gst_caps_is_equal (caps, old))
    return G_SOURCE_REMOVE;
  g_object_set (self->filter, "caps", caps, NULL);
  if (self->state != GST_STATE_PLAYING && self->ready) /* the frame that stands there, anew */
    seek_to (self, get_place (self));
  return G_SOURCE_REMOVE;
}

/* ---- messages ---- */

static void
fail (FigmentVideo *self,
      const char   *reason)
{
  g_autofree char *words = g_strdup_printf (_("The file cannot be played: %s"), reason);

  self->ready = FALSE;
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->anew_id, g_source_remove);
  g_clear_handle_id (&self->bus_id, g_source_remove);
  g_clear_pointer (&self->pipeline, _figment_video_stop);
  figment_playback_fail (FIGMENT_PLAYBACK (self), self->missing != NULL ? self->missing : words);
}

/* It stands at its first frame. */
static void
begin (FigmentVideo *self)
{
  int n_audio = 0;

  self->ready = TRUE;
  tell_length (self);
  g_object_get (self->pipeline, "n-audio", &n_audio, NULL);
  figment_playback_tell_sound (FIGMENT_PLAYBACK (self), n_audio > 0);
  if (self->missing != NULL)
    figment_playback_tell_remark (FIGMENT_PLAYBACK (self), self->missing);
}

static void
arrived (FigmentVideo *self)
{
  const gboolean first = !self->ready;

  self->seeking = FALSE;
  if (first)
    begin (self);
  if (!self->ready)
    return;
  if (self->target >= 0)
    seek_now (self, self->target);
  else if (first && figment_playback_get_rate (FIGMENT_PLAYBACK (self)) != self->rate)
    seek_to (self, get_place (self));
  else if (self->shown != GST_CLOCK_TIME_NONE)
    figment_playback_tell_position (FIGMENT_PLAYBACK (self), (gint64) self->shown / 1000,
                                    get_frame_at (self, self->shown));
}

static void
ended (FigmentVideo *self)
{
  FigmentPlayback *playback = FIGMENT_PLAYBACK (self);

  if (self->seeking || self->target >= 0)
    return; /* of what was before that seek */
  self->at_end = TRUE;
  if (figment_playback_get_loop (playback) || !figment_playback_get_playing (playback))
    seek_to (self, 0);
  else
    figment_playback_set_playing (playback, FALSE);
}

static gboolean
begin_anew_cb (gpointer user_data)
{
  FigmentVideo *self = user_data;

  self->anew_id = 0;
  if (figment_playback_is_running (FIGMENT_PLAYBACK (self)) && figment_playback_get_loop (FIGMENT_PLAYBACK (self))
      && !self->seeking && self->target < 0)
    seek_to (self, 0);
  return G_SOURCE_REMOVE;
}

/* Goes back to the beginning a little early, so that no gap is seen. Not when the sound lasts longer than that. */
static void
prepare_anew (FigmentVideo *self)
{
  const double frame_time = (double) self->frame_time / figment_playback_get_rate (FIGMENT_PLAYBACK (self));
  const gint64 rest = figment_playback_get_duration (FIGMENT_PLAYBACK (self)) * 1000 - (gint64) self->shown;

  if (self->anew_id == 0 && self->frame_time > 0 && self->shown != GST_CLOCK_TIME_NONE
      && rest <= 3 * (gint64) self->frame_time)
    self->anew_id = g_timeout_add ((guint) (MAX (frame_time - EARLY_NS, 0) / GST_MSECOND), begin_anew_cb, self);
}

static void
read_element_message (FigmentVideo *self,
                      GstMessage   *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  g_autofree char *missing = figment_gst_explain_missing (message);
  int width, height;

  if (missing != NULL && self->missing == NULL)
    self->missing = g_steal_pointer (&missing);
  if (self->has_picture && figment_gst_lacks_picture (message))
    {
      fail (self, self->missing);
      return;
    }
  if (structure != NULL && gst_structure_has_name (structure, FIGMENT_VIDEO_LAST_FRAME))
    prepare_anew (self);
  if (structure != NULL && gst_structure_has_name (structure, FIGMENT_VIDEO_NATURAL_SIZE)
      && gst_structure_get_int (structure, "width", &width) && gst_structure_get_int (structure, "height", &height))
    figment_playback_set_natural_size (FIGMENT_PLAYBACK (self), width, height);
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  FigmentVideo *self = user_data;
  g_autoptr(GError) error = NULL;

  switch ((int) GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ASYNC_DONE:
      arrived (self);
      break;

    case GST_MESSAGE_EOS:
      ended (self);
      break;

    case GST_MESSAGE_ELEMENT:
      read_element_message (self, message);
      break;

    case GST_MESSAGE_DURATION_CHANGED:
      tell_length (self);
      break;

    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      fail (self, error->message);
      break;

    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  FigmentVideoPipeline *open = _figment_video_open_finish (result, &error);
  g_autoptr(GstBus) bus = NULL;
  FigmentVideo *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (error != NULL)
    {
      figment_playback_fail (FIGMENT_PLAYBACK (self), error->message);
      return;
    }
  self->has_picture = open->has_picture;
  self->pipeline = g_steal_pointer (&open->pipeline);
  self->sink = g_steal_pointer (&open->sink);
  self->filter = g_steal_pointer (&open->filter);
  self->state = GST_STATE_PAUSED;
  self->rate = 1;
  if (open->width > 0)
    figment_playback_set_natural_size (FIGMENT_PLAYBACK (self), open->width, open->height);
  bus = gst_element_get_bus (self->pipeline);
  self->bus_id = gst_bus_add_watch (bus, bus_cb, self);
  FIGMENT_PLAYBACK_GET_CLASS (self)->update (FIGMENT_PLAYBACK (self));
}

static void
figment_video_update (FigmentPlayback *playback)
{
  FigmentVideo *self = FIGMENT_VIDEO (playback);
  const gboolean running = figment_playback_is_running (playback);
  const double volume = figment_playback_get_volume (playback);

  if (self->pipeline == NULL || figment_playback_get_error (playback) != NULL)
    return;
  g_object_set (self->pipeline, "volume", volume * volume * volume, /* cubic, as the ear hears */
                "mute", figment_playback_get_muted (playback), NULL);
  if (running && self->ready && (self->at_end || self->stepped || figment_playback_get_rate (playback) != self->rate))
    seek_to (self, self->at_end ? 0 : get_place (self));
  set_state (self, running ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  if (self->rest_id == 0 && self->has_picture)
    self->rest_id = g_timeout_add (self->ready ? REST_MS : 0, rest_cb, self);
}

static void
figment_video_dispose (GObject *object)
{
  FigmentVideo *self = FIGMENT_VIDEO (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->anew_id, g_source_remove);
  g_clear_handle_id (&self->bus_id, g_source_remove);
  g_clear_pointer (&self->pipeline, _figment_video_stop);
  g_clear_pointer (&self->filter, gst_object_unref);
  g_clear_pointer (&self->sink, gst_object_unref);
  g_clear_pointer (&self->mailbox, _figment_video_mailbox_close);
  G_OBJECT_CLASS (figment_video_parent_class)->dispose (object);
}

static void
figment_video_finalize (GObject *object)
{
  g_free (FIGMENT_VIDEO (object)->missing);
  G_OBJECT_CLASS (figment_video_parent_class)->finalize (object);
}

static void
figment_video_class_init (FigmentVideoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  FigmentPlaybackClass *playback_class = FIGMENT_PLAYBACK_CLASS (klass);

  object_class->dispose = figment_video_dispose;
  object_class->finalize = figment_video_finalize;
  playback_class->update = figment_video_update;
  playback_class->step = figment_video_step;
  playback_class->seek = figment_video_seek;
}

static void
figment_video_init (FigmentVideo *self)
{
  self->opening = g_cancellable_new ();
  self->mailbox = _figment_video_mailbox_new (self, show_sample);
  self->target = -1;
  self->shown = GST_CLOCK_TIME_NONE;
}

/**
 * figment_video_new:
 * @path: a local file, absolute
 *
 * Opens it at once and plays it as soon as it is active. What goes wrong appears in #FigmentPlayback:error.
 */
FigmentPlayback *
figment_video_new (const char *path)
{
  FigmentVideo *self;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = g_object_new (FIGMENT_TYPE_VIDEO, NULL);
  _figment_video_open_async (path, self->mailbox, self->opening, opened_cb, self);
  return FIGMENT_PLAYBACK (self);
}
