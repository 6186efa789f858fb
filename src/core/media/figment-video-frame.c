/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-gst.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

#include "media/figment-media.h"
#include "media/figment-picture-private.h"

/* How often somebody looks whether the work was cancelled, and how long a file may take to show a picture. */
#define LOOK_NS (50 * GST_MSECOND)
#define MAX_LOOKS (20 * 20)

#define PIXEL_FORMAT (G_BYTE_ORDER == G_LITTLE_ENDIAN ? "BGRA" : "ARGB")

/**
 * figment_gst_take_sample:
 *
 * Copies a frame in GStreamer's name for our pixels (BGRA on little-endian machines) into a picture. Any thread.
 */
FigmentPicture *
figment_gst_take_sample (GstSample  *sample,
                         GError    **error)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  g_autoptr(GBytes) bytes = NULL;
  guint32 *pixels;
  gsize row;

  if (gst_sample_get_caps (sample) == NULL || gst_sample_get_buffer (sample) == NULL
      || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || GST_VIDEO_INFO_FORMAT (&info) != gst_video_format_from_string (PIXEL_FORMAT)
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The video's picture cannot be read"));
      return NULL;
    }
  row = (gsize) info.width * 4;
  pixels = g_malloc (row * (gsize) info.height);
  for (int y = 0; y < info.height; y++)
    memcpy (pixels + (gsize) y * (gsize) info.width,
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0)
              + (gsize) y * (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            row);
  gst_video_frame_unmap (&frame);
  bytes = g_bytes_new_take (pixels, row * (gsize) info.height);
  return figment_picture_new (info.width, info.height, bytes, FALSE);
}

static void
pad_added_cb (GstElement *decoder,
              GstPad     *pad,
              GstElement *scale)
{
  g_autoptr(GstPad) sink = gst_element_get_static_pad (scale, "sink");
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  if (!gst_pad_is_linked (sink) && gst_caps_get_size (caps) > 0
      && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/"))
    gst_pad_link (pad, sink);
}

/* A file source by its path: no URI is made of anything, and nothing in the file is followed to another place. */
static GstElement *
make_pipeline (const char  *path,
               GError     **error)
{
  g_autoptr(GstElement) pipeline = gst_parse_launch (
    "filesrc name=source ! decodebin name=decoder videoscale name=scale ! videoconvert ! capsfilter name=filter"
    " ! appsink name=sink sync=false max-buffers=1",
    error);
  g_autoptr(GstElement) source = NULL, decoder = NULL, scale = NULL, filter = NULL;
  g_autoptr(GstCaps) caps = NULL;

  if (pipeline == NULL)
    return NULL;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  decoder = gst_bin_get_by_name (GST_BIN (pipeline), "decoder");
  scale = gst_bin_get_by_name (GST_BIN (pipeline), "scale");
  filter = gst_bin_get_by_name (GST_BIN (pipeline), "filter");
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, PIXEL_FORMAT,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (source, "location", path, NULL);
  g_object_set (filter, "caps", caps, NULL);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (pad_added_cb), scale);
  return g_steal_pointer (&pipeline);
}

/* Waits until the pipeline shows a picture. */
static gboolean
wait_for_picture (GstElement    *pipeline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  g_autofree char *missing = NULL;

  for (guint looks = 0; looks < MAX_LOOKS; looks++)
    {
      g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered (
        bus, LOOK_NS, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_ELEMENT);
      g_autoptr(GError) local = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (message == NULL)
        continue;
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
        return TRUE;
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
        {
          if (missing == NULL)
            missing = figment_gst_explain_missing (message);
          if (!figment_gst_lacks_picture (message))
            continue;
        }
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        gst_message_parse_error (message, &local, NULL);
      if (missing != NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, missing);
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The video cannot be played: %s"),
                     local != NULL ? local->message : _("it has no picture"));
      return FALSE;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The video shows no picture"));
  return FALSE;
}

static FigmentPicture *
read_frame (GstElement    *pipeline,
            gint64         position,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr(GstSample) sample = NULL;

  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  if (!wait_for_picture (pipeline, cancellable, error))
    return NULL;
  if (position > 0
      && gst_element_seek_simple (pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, position)
      && !wait_for_picture (pipeline, cancellable, error))
    return NULL;
  sample = gst_app_sink_try_pull_preroll (GST_APP_SINK (sink), GST_SECOND);
  if (sample == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The video has no picture there"));
      return NULL;
    }
  return figment_gst_take_sample (sample, error);
}

/**
 * figment_video_read_frame:
 * @path: a local file; one whose bytes do not say that it is a video or an animation is refused
 * @position: ns; the frame that is shown then
 *
 * Returns: (transfer full): %NULL with @error in %G_IO_ERROR or %G_FILE_ERROR, in words for a person
 */
FigmentPicture *
figment_video_read_frame (const char    *path,
                          gint64         position,
                          int            max_side,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(FigmentPicture) picture = NULL;
  FigmentMediaInfo info;
  int longer;

  g_return_val_if_fail (path != NULL, NULL);

  if (!figment_media_sniff_file (path, &info, error) || !figment_gst_init (error))
    return NULL;
  if (info.kind != FIGMENT_MEDIA_VIDEO && info.kind != FIGMENT_MEDIA_ANIMATION)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is not a video"));
      return NULL;
    }
  if (info.width > 0 && !_figment_picture_check_size ((guint64) info.width, (guint64) info.height, TRUE, error))
    return NULL;
  pipeline = make_pipeline (path, error);
  if (pipeline == NULL)
    return NULL;
  picture = read_frame (pipeline, position, cancellable, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (picture == NULL)
    return NULL;
  longer = MAX (picture->width, picture->height);
  if (max_side <= 0 || longer <= max_side)
    return g_steal_pointer (&picture);
  return figment_picture_scale (picture, MAX ((int) ((gint64) picture->width * max_side / longer), 1),
                                MAX ((int) ((gint64) picture->height * max_side / longer), 1));
}
