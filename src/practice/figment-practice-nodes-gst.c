/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>

/* What decoded frames of one file may take. */
#define MAX_DECODED_BYTES (G_GUINT64_CONSTANT (1) << 30)

/* How long a pipeline works on before somebody asks whether the run is to stop. */
#define ASK_MS 50

/* Ways to compress, best first; each is tried if all its elements are installed. */
typedef struct
{
  const char *codec;       /* as the node asks for it */
  const char *elements[3]; /* all that must be there, encoder first */
  const char *description; /* encoder up to and with the muxer */
} Way;

static const Way ways[] = {
  { "vp9", { "vp9enc", "webmmux" },
    "vp9enc name=encoder deadline=1 cpu-used=8 row-mt=true threads=4 end-usage=cq target-bitrate=0 lag-in-frames=0 "
    "! webmmux name=muxer" },
  { "vp9", { "vp8enc", "webmmux" },
    "vp8enc deadline=1 cpu-used=8 threads=4 end-usage=cq target-bitrate=8000000 ! webmmux name=muxer" },
  { "av1", { "av1enc", "av1parse", "webmmux" }, "av1enc cpu-used=8 threads=4 ! av1parse ! webmmux name=muxer" },
  { "mp4", { "x264enc", "mp4mux" }, "x264enc speed-preset=veryfast quantizer=21 pass=quant ! mp4mux name=muxer" },
  { "mp4", { "openh264enc", "h264parse", "mp4mux" },
    "openh264enc rate-control=off complexity=low ! h264parse ! mp4mux name=muxer" },
  { "mp4", { "avenc_mpeg4", "mp4mux" }, "avenc_mpeg4 bitrate=8000000 ! mp4mux name=muxer" },
  { "mp4", { "vp9enc", "vp9parse", "mp4mux" },
    "vp9enc name=encoder deadline=1 cpu-used=8 row-mt=true threads=4 end-usage=cq target-bitrate=0 ! vp9parse "
    "! mp4mux name=muxer" },
};

/* Package that holds the elements of each codec, as Debian names it; other distributions have the same stem. */
static const char *
get_package (const char *codec)
{
  return g_str_equal (codec, "vp9") ? "gstreamer1.0-plugins-good" : "gstreamer1.0-plugins-bad";
}

static gboolean
ensure_gstreamer (GError **error)
{
  g_autoptr(GError) local = NULL;

  if (gst_init_check (NULL, NULL, &local))
    return TRUE;
  g_set_error (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "GStreamer does not start: %s",
               local != NULL ? local->message : "?");
  return FALSE;
}

static gboolean
is_installed (const Way *way)
{
  for (guint i = 0; i < G_N_ELEMENTS (way->elements) && way->elements[i] != NULL; i++)
    {
      g_autoptr(GstElementFactory) factory = gst_element_factory_find (way->elements[i]);

      if (factory == NULL)
        return FALSE;
    }
  return TRUE;
}

/* The source's side: paints each frame when the encoder has room for it, in GStreamer's thread. */
typedef struct
{
  FigmentPracticeFrames *frames;
  guint                  next;
  int                    rate;       /* frames in @base seconds */
  int                    base;
  guint8                *rgb;        /* (owned) */
  guint                  width;      /* even: codecs halve the colours' resolution */
  guint                  height;
} Feed;

static void
feed_clear (Feed *feed)
{
  g_clear_pointer (&feed->rgb, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Feed, feed_clear)

static void
need_data_cb (GstAppSrc *source,
              guint      length,
              gpointer   user_data)
{
  Feed *feed = user_data;
  const gsize from_stride = (gsize) figment_practice_frames_get_width (feed->frames) * 3;
  const gsize to_stride = GST_ROUND_UP_4 (feed->width * 3);
  const guint i = feed->next;
  GstBuffer *buffer;
  guint8 *pixels;

  if (i >= figment_practice_frames_get_n (feed->frames))
    {
      gst_app_src_end_of_stream (source);
      return;
    }
  feed->next++;
  figment_practice_frames_render (feed->frames, i, feed->rgb);
  pixels = g_malloc0 (to_stride * feed->height);
  for (guint y = 0; y < feed->height; y++)
    memcpy (pixels + y * to_stride, feed->rgb + y * from_stride, (gsize) feed->width * 3);
  buffer = gst_buffer_new_wrapped (pixels, to_stride * feed->height);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i, (guint64) GST_SECOND * feed->base, feed->rate);
  GST_BUFFER_DURATION (buffer)
    = gst_util_uint64_scale (i + 1, (guint64) GST_SECOND * feed->base, feed->rate) - GST_BUFFER_PTS (buffer);
  gst_app_src_push_buffer (source, buffer);
}

static GstElement *
make_encoding_pipeline (const Way   *way,
                        Feed        *feed,
                        const char  *path,
                        double       quality,
                        GError     **error)
{
  GstAppSrcCallbacks callbacks = { .need_data = need_data_cb };
  g_autofree char *description = g_strdup_printf (
      "appsrc name=source format=time ! videoconvert ! video/x-raw,format=I420 ! %s ! filesink name=sink",
      way->description);
  g_autoptr(GstElement) pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr(GstElement) source = NULL, encoder = NULL, muxer = NULL, sink = NULL;
  g_autoptr(GstCaps) caps = NULL;

  if (pipeline == NULL)
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  encoder = gst_bin_get_by_name (GST_BIN (pipeline), "encoder");
  muxer = gst_bin_get_by_name (GST_BIN (pipeline), "muxer");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  /* Only with a tag of its own does the WebM muxer list its tags in the index; the MP4 muxer gets none, see -tags.c. */
  if (!g_str_equal (way->codec, "mp4"))
    gst_tag_setter_add_tags (GST_TAG_SETTER (muxer), GST_TAG_MERGE_REPLACE, GST_TAG_COMMENT, "practice",
                             NULL);
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGB", "width", G_TYPE_INT, (int) feed->width,
                              "height", G_TYPE_INT, (int) feed->height, "framerate", GST_TYPE_FRACTION, feed->rate,
                              feed->base, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (source, "caps", caps, NULL);
  g_object_set (sink, "location", path, NULL);
  if (encoder != NULL)
    g_object_set (encoder, "cq-level", (int) CLAMP (quality, 0, 63), NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, feed, NULL);
  return g_steal_pointer (&pipeline);
}

/* Lets the pipeline work until its end. */
static gboolean
run_pipeline (FigmentPracticeCall  *call,
              GstElement           *pipeline,
              GError              **error)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  gboolean good = FALSE;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (!figment_practice_call_interrupted (call, error))
    {
      g_autoptr(GstMessage) message
        = gst_bus_timed_pop_filtered (bus, ASK_MS * GST_MSECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
      g_autoptr(GError) local = NULL;

      if (message == NULL)
        continue;
      good = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
      if (!good)
        {
          gst_message_parse_error (message, &local, NULL);
          g_set_error (error,
                       local->domain == GST_RESOURCE_ERROR ? FIGMENT_PRACTICE_OS_ERROR : FIGMENT_PRACTICE_RUNTIME_ERROR,
                       0, "%s", local->message);
        }
      break;
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return good;
}

/* Writes a video file to @path. @codec: "vp9" and "av1" make WebM, "mp4" makes MP4, with H.264 where that is
 * installed. */
gboolean
figment_practice_encode_video (FigmentPracticeCall    *call,
                               FigmentPracticeFrames  *frames,
                               double                  fps,
                               const char             *codec,
                               const char             *path,
                               GError                **error)
{
  g_auto(Feed) feed = { .frames = frames };
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GError) local = NULL;
  const Way *way = NULL;

  if (!ensure_gstreamer (error))
    return FALSE;
  for (guint i = 0; way == NULL && i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].codec, codec) && is_installed (&ways[i]))
      way = &ways[i];
  if (way == NULL)
    {
      g_set_error (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "No encoder for %s is installed: install the package %s",
                   codec, get_package (codec));
      return FALSE;
    }
  feed.width = MAX (figment_practice_frames_get_width (frames) & ~1u, 2);
  feed.height = MAX (figment_practice_frames_get_height (frames) & ~1u, 2);
  if (figment_practice_frames_get_width (frames) < 2 || figment_practice_frames_get_height (frames) < 2)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_VALUE_ERROR, 0, "The picture is too small for a video");
      return FALSE;
    }
  feed.rgb
    = g_malloc ((gsize) figment_practice_frames_get_width (frames) * figment_practice_frames_get_height (frames) * 3);
  gst_util_double_to_fraction (CLAMP (fps, 0.01, 1000), &feed.rate, &feed.base);
  pipeline = make_encoding_pipeline (way, &feed, path, figment_practice_call_double (call, "crf", 24), &local);
  if (pipeline == NULL)
    {
      g_set_error (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "%s", local->message);
      return FALSE;
    }
  return run_pipeline (call, pipeline, error);
}

/* Takes a decoded picture over as tightly packed bytes. */
static GBytes *
copy_sample (GstSample *sample,
             guint     *width,
             guint     *height,
             double    *fps)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  guint8 *rgb;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  *width = GST_VIDEO_INFO_WIDTH (&info);
  *height = GST_VIDEO_INFO_HEIGHT (&info);
  if (GST_VIDEO_INFO_FPS_N (&info) > 0 && GST_VIDEO_INFO_FPS_D (&info) > 0)
    *fps = (double) GST_VIDEO_INFO_FPS_N (&info) / GST_VIDEO_INFO_FPS_D (&info);
  rgb = g_malloc ((gsize) *width * *height * 3);
  for (guint y = 0; y < *height; y++)
    memcpy (rgb + (gsize) y * *width * 3,
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0)
                + (gsize) y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            (gsize) *width * 3);
  gst_video_frame_unmap (&frame);
  return g_bytes_new_take (rgb, (gsize) *width * *height * 3);
}

/* The next picture, NULL at the end, after an error and when the run is to stop; the last alone sets @error. */
static GstSample *
pull_sample (FigmentPracticeCall  *call,
             GstElement           *pipeline,
             GstElement           *sink,
             GError              **error)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);

  while (!figment_practice_call_interrupted (call, error))
    {
      g_autoptr(GstMessage) message = NULL;
      GstSample *sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), ASK_MS * GST_MSECOND);

      if (sample != NULL || gst_app_sink_is_eos (GST_APP_SINK (sink)))
        return sample;
      /* What is no video never reaches the sink, so no end does either. */
      message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
      if (message != NULL)
        return NULL;
    }
  return NULL;
}

static gboolean
pull_pictures (FigmentPracticeCall  *call,
               GstElement           *pipeline,
               GPtrArray            *pictures,
               guint                *width,
               guint                *height,
               double               *fps,
               GError              **error)
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr(GError) local = NULL;
  guint64 total = 0;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (;;)
    {
      g_autoptr(GstSample) sample = pull_sample (call, pipeline, sink, &local);
      guint this_width, this_height;
      g_autoptr(GBytes) picture = sample != NULL ? copy_sample (sample, &this_width, &this_height, fps) : NULL;

      if (picture == NULL)
        break;
      if (pictures->len > 0 && (this_width != *width || this_height != *height))
        continue;
      *width = this_width;
      *height = this_height;
      total += g_bytes_get_size (picture);
      if (total > MAX_DECODED_BYTES)
        {
          g_set_error_literal (&local, FIGMENT_PRACTICE_MEMORY_ERROR, 0, "Allocation on device: the video is too long");
          break;
        }
      g_ptr_array_add (pictures, g_steal_pointer (&picture));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Returns: (transfer full): all frames of the file at @path */
FigmentPracticeFrames *
figment_practice_decode_video (FigmentPracticeCall  *call,
                               const char           *path,
                               double               *fps,
                               GError              **error)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GstElement) pipeline = NULL, source = NULL;
  guint width = 0, height = 0;
  gboolean good;

  if (!ensure_gstreamer (error))
    return NULL;
  pipeline = gst_parse_launch ("filesrc name=source ! decodebin ! videoconvert ! video/x-raw,format=RGB "
                               "! appsink name=sink sync=false max-buffers=2", NULL);
  if (pipeline == NULL)
    {
      g_set_error (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "No decoder is installed: install the package %s",
                   "gstreamer1.0-plugins-base");
      return NULL;
    }
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "location", path, NULL);
  *fps = 24;
  good = pull_pictures (call, pipeline, pictures, &width, &height, fps, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (!good)
    return NULL;
  if (pictures->len == 0)
    {
      g_set_error (error, g_quark_from_static_string ("av.error.InvalidDataError"), 0,
                   "Invalid data found when processing input: '%s'", path);
      return NULL;
    }
  return figment_practice_frames_new_stored (width, height, g_steal_pointer (&pictures));
}
