/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-video.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <math.h>

#include "media/figment-gst.h"
#include "media/figment-media.h"

/* Three bytes a pixel: GTK 4.8's cairo renderer draws them eight times as fast as any four (1280 × 720: 1.5 ms against
 * 12), and GStreamer makes them no slower. */
#define PIXEL_FORMAT "RGB"

/* playbin's flags (GStreamer, gst-plugins-base, GstPlayFlags): picture, sound, own volume; no conversion before our
 * sink, which does it. Subtitles and visualisations are left out. */
#define PLAY_FLAGS (0x1 | 0x2 | 0x10 | 0x40)

/* How often the position of a sound is looked at; frames of a video tell it themselves. */
#define TICK_MS 100

/* How long the size has to rest before the video is scaled to it. */
#define REST_MS 120
#define MAX_SIDE 4096

/* When the length of a frame is not known, a step back goes this far. */
#define FALLBACK_FRAME_NS (40 * GST_MSECOND)

/* From going back to the first frame that appears it takes about this long; so it is begun that much before the end. */
#define EARLY_NS (45 * GST_MSECOND)

/* Messages of our own on the pipeline's bus. */
#define NATURAL_SIZE "figment-natural-size"
#define LAST_FRAME "figment-last-frame"

/*
 * Where GStreamer's thread leaves a frame for the main thread: the newest only. It outlives both of them.
 */
typedef struct
{
  FigmentVideo *video;  /* (not owned) (nullable): main thread only */
  GstSample    *newest; /* (owned) (nullable): atomic */
} Mailbox;

/**
 * FigmentVideo:
 *
 * A local video or sound file, decoded by GStreamer and scaled there to the size at which it is shown. The file is
 * opened only if its first bytes say that it is a video, an animation or a sound: a playlist, which could name a place
 * in the network, never gets that far. Main thread.
 */
struct _FigmentVideo
{
  FigmentPlayback  parent_instance;

  GCancellable    *opening;    /* (owned) */
  gboolean         has_picture;
  GstElement      *pipeline;   /* (owned) (nullable): until the file was looked at, or after a failure */
  GstElement      *sink;       /* (owned) (nullable) */
  GstElement      *filter;     /* (owned) (nullable): says at what size frames come */
  guint            bus_id;
  Mailbox         *mailbox;    /* (owned) */
  char            *missing;    /* (owned) (nullable): sentence about a decoder */

  GstState         state;      /* what the pipeline was last told */
  double           rate;       /* at which it plays */
  gboolean         ready;      /* it has shown something, so it can be sought in */
  gboolean         seeking;    /* until it says that it arrived */
  gint64           heading;    /* ns, where to, while @seeking */
  gint64           target;     /* ns, where to go next, -1 nowhere */
  gboolean         at_end;
  gboolean         stepped;    /* frames were stepped over, so that sound and picture are apart */
  GstClockTime     shown;      /* ns, the frame that is shown */
  GstClockTime     frame_time; /* ns a frame, 0 unknown */
  guint            rest_id;
  guint            tick_id;
  guint            anew_id;
};

G_DEFINE_FINAL_TYPE (FigmentVideo, figment_video, FIGMENT_TYPE_PLAYBACK)

static void
clear_mailbox (gpointer data)
{
  Mailbox *mailbox = data;

  g_clear_pointer (&mailbox->newest, gst_sample_unref);
}

static void
unref_mailbox (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_mailbox);
}

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

static gboolean
deliver_cb (gpointer user_data)
{
  Mailbox *mailbox = user_data;
  g_autoptr(GstSample) sample = g_atomic_pointer_exchange (&mailbox->newest, NULL);
  g_autoptr(GdkTexture) texture = NULL;
  FigmentVideo *self = mailbox->video;
  const gboolean first = self != NULL && self->shown == GST_CLOCK_TIME_NONE;
  GstBuffer *buffer;
  guint64 time;

  if (self == NULL || self->pipeline == NULL || sample == NULL)
    return G_SOURCE_REMOVE;
  texture = make_texture (sample);
  if (texture == NULL)
    return G_SOURCE_REMOVE;
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
  return G_SOURCE_REMOVE;
}

/* GStreamer's thread. An idle source is waiting already if a frame was: then that one is never shown. */
static void
put_sample (Mailbox   *mailbox,
            GstSample *sample)
{
  GstSample *old;

  if (sample == NULL)
    return;
  old = g_atomic_pointer_exchange (&mailbox->newest, sample);
  if (old != NULL)
    gst_sample_unref (old);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, g_atomic_rc_box_acquire (mailbox), unref_mailbox);
}

static GstFlowReturn
new_preroll_cb (GstAppSink *sink,
                gpointer    user_data)
{
  put_sample (user_data, gst_app_sink_pull_preroll (sink));
  return GST_FLOW_OK;
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  put_sample (user_data, gst_app_sink_pull_sample (sink));
  return GST_FLOW_OK;
}

/* The last frame is there; that it is over comes as a message only after it has lasted its time. */
static void
eos_cb (GstAppSink *sink,
        gpointer    user_data)
{
  gst_element_post_message (GST_ELEMENT (sink),
                            gst_message_new_element (GST_OBJECT (sink), gst_structure_new_empty (LAST_FRAME)));
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
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, PIXEL_FORMAT, "width", G_TYPE_INT, width,
                              "height", G_TYPE_INT, height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_get (self->filter, "caps", &old, NULL);
  if (gst_caps_is_equal (caps, old))
    return G_SOURCE_REMOVE;
  g_object_set (self->filter, "caps", caps, NULL);
  if (self->state != GST_STATE_PLAYING && self->ready) /* the frame that stands there, anew */
    seek_to (self, get_place (self));
  return G_SOURCE_REMOVE;
}

static GstPadProbeReturn
natural_size_cb (GstPad          *pad,
                 GstPadProbeInfo *info,
                 gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  GstVideoInfo video;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  if (gst_video_info_from_caps (&video, caps))
    {
      const int width = (int) gst_util_uint64_scale_int ((guint64) video.width, video.par_n, MAX (video.par_d, 1));
      GstStructure *size = gst_structure_new (NATURAL_SIZE, "width", G_TYPE_INT, width,
                                              "height", G_TYPE_INT, video.height, NULL);
      g_autoptr(GstElement) parent = gst_pad_get_parent_element (pad);

      if (parent != NULL)
        gst_element_post_message (parent, gst_message_new_element (GST_OBJECT (parent), size));
    }
  return GST_PAD_PROBE_OK;
}

/* ---- messages ---- */

static void stop_pipeline (GstElement *pipeline);

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
  g_clear_pointer (&self->pipeline, stop_pipeline);
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
  if (structure != NULL && gst_structure_has_name (structure, LAST_FRAME))
    prepare_anew (self);
  if (structure != NULL && gst_structure_has_name (structure, NATURAL_SIZE)
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

/* ---- making the pipeline ---- */

/*
 * Made and set going in a worker thread: GStreamer's first start may look through all plug-ins, each element may load a
 * library, and the search for a sound device asks one system after the other.
 */
typedef struct
{
  char       *path;        /* (owned) */
  Mailbox    *mailbox;     /* (owned) */
  gboolean    has_picture;
  int         width;       /* px, as the file's header says, 0 unknown */
  int         height;
  GstElement *pipeline;    /* (owned) (nullable), and its parts: */
  GstElement *sink;        /* (owned) (nullable) */
  GstElement *filter;      /* (owned) (nullable) */
} OpenData;

static void
stop_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  gst_element_set_state (task_data, GST_STATE_NULL);
  g_task_return_boolean (task, TRUE);
}

/* Lets go of a pipeline; it waits for its threads to end somewhere else. */
static void
stop_pipeline (GstElement *pipeline)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, stop_pipeline);
  g_task_set_task_data (task, pipeline, gst_object_unref);
  g_task_run_in_thread (task, stop_in_thread);
}

static void
open_data_free (gpointer data)
{
  OpenData *open = data;

  g_free (open->path);
  g_clear_pointer (&open->mailbox, unref_mailbox);
  g_clear_pointer (&open->sink, gst_object_unref);
  g_clear_pointer (&open->filter, gst_object_unref);
  g_clear_pointer (&open->pipeline, stop_pipeline);
  g_free (open);
}

static GstElement *
make_sink (OpenData *open)
{
  static const GstAppSinkCallbacks callbacks = {
    .eos = eos_cb,
    .new_preroll = new_preroll_cb,
    .new_sample = new_sample_cb,
  };
  g_autoptr(GstElement) bin = gst_parse_bin_from_description (
    "videoscale name=scale add-borders=false ! videoconvert ! capsfilter name=filter"
    " ! appsink name=sink max-buffers=1 drop=true qos=true enable-last-sample=false",
    FALSE, NULL);
  g_autoptr(GstElement) scale = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;
  scale = gst_bin_get_by_name (GST_BIN (bin), "scale");
  open->filter = gst_bin_get_by_name (GST_BIN (bin), "filter");
  open->sink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, PIXEL_FORMAT,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (open->filter, "caps", caps, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (open->sink), (GstAppSinkCallbacks *) &callbacks,
                              g_atomic_rc_box_acquire (open->mailbox), unref_mailbox);
  pad = gst_element_get_static_pad (scale, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, natural_size_cb, NULL, NULL);
  gst_element_add_pad (bin, gst_ghost_pad_new ("sink", pad));
  return g_steal_pointer (&bin);
}

static gboolean
make_pipeline (OpenData  *open,
               GError   **error)
{
  g_autofree char *uri = g_filename_to_uri (open->path, NULL, error);
  GstElement *sink = make_sink (open), *tempo;

  if (uri == NULL)
    {
      g_clear_pointer (&sink, gst_object_unref);
      return FALSE;
    }
  /* playbin3 (1.22) waits for ever for a stream whose decoder is missing; this one plays the others. */
  open->pipeline = gst_element_factory_make ("playbin", NULL);
  if (sink == NULL || open->pipeline == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("GStreamer's basic plug-ins are missing. "
                             "The package gstreamer1.0-plugins-base brings them."));
      g_clear_pointer (&sink, gst_object_unref);
      return FALSE;
    }
  gst_object_ref_sink (open->pipeline);
  g_object_set (open->pipeline, "uri", uri, "video-sink", sink, "flags", PLAY_FLAGS, NULL);
  tempo = gst_element_factory_make ("scaletempo", NULL); /* keeps the pitch when it runs slower or faster */
  if (tempo != NULL)
    g_object_set (open->pipeline, "audio-filter", tempo, NULL);
  return TRUE;
}

static gboolean
look_at_file (OpenData  *open,
              GError   **error)
{
  FigmentMediaInfo info;

  if (!figment_gst_init (error) || !figment_media_sniff_file (open->path, &info, error))
    return FALSE;
  if (info.kind != FIGMENT_MEDIA_VIDEO && info.kind != FIGMENT_MEDIA_AUDIO && info.kind != FIGMENT_MEDIA_ANIMATION)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is neither a video nor a sound."));
      return FALSE;
    }
  open->has_picture = info.kind != FIGMENT_MEDIA_AUDIO;
  open->width = info.width;
  open->height = info.height;
  return TRUE;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  OpenData *open = task_data;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!look_at_file (open, &error) || !make_pipeline (open, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  gst_element_set_state (open->pipeline, GST_STATE_PAUSED); /* a failure comes as a message */
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  OpenData *open = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GstBus) bus = NULL;
  FigmentVideo *self;

  g_task_propagate_boolean (G_TASK (result), &error);
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
  g_clear_pointer (&self->pipeline, stop_pipeline);
  g_clear_pointer (&self->filter, gst_object_unref);
  g_clear_pointer (&self->sink, gst_object_unref);
  if (self->mailbox != NULL)
    self->mailbox->video = NULL;
  g_clear_pointer (&self->mailbox, unref_mailbox);
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
  self->mailbox = g_atomic_rc_box_new0 (Mailbox);
  self->mailbox->video = self;
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
  g_autoptr(GTask) task = NULL;
  OpenData *open;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = g_object_new (FIGMENT_TYPE_VIDEO, NULL);
  open = g_new0 (OpenData, 1);
  open->path = g_strdup (path);
  open->mailbox = g_atomic_rc_box_acquire (self->mailbox);
  task = g_task_new (NULL, self->opening, opened_cb, self);
  g_task_set_source_tag (task, figment_video_new);
  g_task_set_task_data (task, open, open_data_free);
  g_task_run_in_thread (task, open_in_thread);
  return FIGMENT_PLAYBACK (self);
}
