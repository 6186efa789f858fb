/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-video-private.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include "media/figment-gst.h"
#include "media/figment-media.h"

/*
 * Made and set going in a worker thread: GStreamer's first start may look through all plug-ins, each element may load a
 * library, and the search for a sound device asks one system after the other.
 */

/* playbin's flags (GStreamer, gst-plugins-base, GstPlayFlags): picture, sound, own volume; no conversion before our
 * sink, which does it. Subtitles and visualisations are left out. */
#define PLAY_FLAGS (0x1 | 0x2 | 0x10 | 0x40)

struct _FigmentVideoMailbox
{
  gpointer             owner;   /* (not owned) (nullable): main thread only */
  FigmentVideoDeliver  deliver;
  GstSample           *newest;  /* (owned) (nullable): atomic */
};

static void
clear_mailbox (gpointer data)
{
  FigmentVideoMailbox *mailbox = data;

  g_clear_pointer (&mailbox->newest, gst_sample_unref);
}

static void
unref_mailbox (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_mailbox);
}

FigmentVideoMailbox *
_figment_video_mailbox_new (gpointer            owner,
                            FigmentVideoDeliver deliver)
{
  FigmentVideoMailbox *mailbox = g_atomic_rc_box_new0 (FigmentVideoMailbox);

  mailbox->owner = owner;
  mailbox->deliver = deliver;
  return mailbox;
}

void
_figment_video_mailbox_close (FigmentVideoMailbox *mailbox)
{
  mailbox->owner = NULL;
  unref_mailbox (mailbox);
}

static gboolean
deliver_cb (gpointer user_data)
{
  FigmentVideoMailbox *mailbox = user_data;
  g_autoptr(GstSample) sample = g_atomic_pointer_exchange (&mailbox->newest, NULL);

  if (sample != NULL && mailbox->owner != NULL)
    mailbox->deliver (mailbox->owner, sample);
  return G_SOURCE_REMOVE;
}

/*
 * GStreamer's thread. An idle source is waiting already if a frame was: then that one is never shown. Every sample is
 * taken at once, so the sink's own queue needs no limit.
 */
static void
put_sample (FigmentVideoMailbox *mailbox,
            GstSample           *sample)
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
                            gst_message_new_element (GST_OBJECT (sink),
                                                     gst_structure_new_empty (FIGMENT_VIDEO_LAST_FRAME)));
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
      GstStructure *size = gst_structure_new (FIGMENT_VIDEO_NATURAL_SIZE, "width", G_TYPE_INT, width,
                                              "height", G_TYPE_INT, video.height, NULL);
      g_autoptr(GstElement) parent = gst_pad_get_parent_element (pad);

      if (parent != NULL)
        gst_element_post_message (parent, gst_message_new_element (GST_OBJECT (parent), size));
    }
  return GST_PAD_PROBE_OK;
}

#define FILTER "figment-filter" /* the pipeline's data */

static void
stop_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GstElement *filter = g_object_get_data (task_data, FILTER);

  gst_element_set_state (task_data, GST_STATE_NULL);
  /* GStreamer 1.22 leaks the caps that a delayed filter remembers, unless its mode changes. */
  if (filter != NULL)
    gst_util_set_object_arg (G_OBJECT (filter), "caps-change-mode", "immediate");
  g_task_return_boolean (task, TRUE);
}

void
_figment_video_stop (GstElement *pipeline)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, _figment_video_stop);
  g_task_set_task_data (task, pipeline, gst_object_unref);
  g_task_run_in_thread (task, stop_in_thread);
}

static void
open_data_free (gpointer data)
{
  FigmentVideoPipeline *open = data;

  g_free (open->path);
  g_clear_pointer (&open->mailbox, unref_mailbox);
  g_clear_pointer (&open->sink, gst_object_unref);
  g_clear_pointer (&open->filter, gst_object_unref);
  g_clear_pointer (&open->pipeline, _figment_video_stop);
  g_free (open);
}

/* Delayed: while the size that is shown changes, a frame of the one before is on its way, and no error. */
static GstElement *
make_sink (FigmentVideoPipeline *open)
{
  static const GstAppSinkCallbacks callbacks = {
    .eos = eos_cb,
    .new_preroll = new_preroll_cb,
    .new_sample = new_sample_cb,
  };
  g_autoptr(GstElement) bin = gst_parse_bin_from_description (
    "videoscale name=scale add-borders=false ! videoconvert ! capsfilter name=filter caps-change-mode=delayed"
    " ! appsink name=sink qos=true enable-last-sample=false",
    FALSE, NULL);
  g_autoptr(GstElement) scale = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;
  scale = gst_bin_get_by_name (GST_BIN (bin), "scale");
  open->filter = gst_bin_get_by_name (GST_BIN (bin), "filter");
  open->sink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, FIGMENT_VIDEO_PIXEL_FORMAT,
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
make_pipeline (FigmentVideoPipeline  *open,
               GError               **error)
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
  g_object_set_data_full (G_OBJECT (open->pipeline), FILTER, gst_object_ref (open->filter), gst_object_unref);
  g_object_set (open->pipeline, "uri", uri, "video-sink", sink, "flags", PLAY_FLAGS, NULL);
  tempo = gst_element_factory_make ("scaletempo", NULL); /* keeps the pitch when it runs slower or faster */
  if (tempo != NULL)
    g_object_set (open->pipeline, "audio-filter", tempo, NULL);
  return TRUE;
}

static gboolean
look_at_file (FigmentVideoPipeline  *open,
              GError               **error)
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
  FigmentVideoPipeline *open = task_data;
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

void
_figment_video_open_async (const char          *path,
                           FigmentVideoMailbox *mailbox,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  FigmentVideoPipeline *open = g_new0 (FigmentVideoPipeline, 1);

  g_task_set_source_tag (task, _figment_video_open_async);
  open->path = g_strdup (path);
  open->mailbox = g_atomic_rc_box_acquire (mailbox);
  g_task_set_task_data (task, open, open_data_free);
  g_task_run_in_thread (task, open_in_thread);
}

FigmentVideoPipeline *
_figment_video_open_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}
