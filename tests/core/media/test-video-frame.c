/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "media/figment-gst.h"

#include <string.h>

#include "figment-test-media.h"

static char *video; /* (nullable): there may be no encoder */

static gboolean
skip_without_video (void)
{
  if (video == NULL)
    g_test_skip ("GStreamer has no encoder for VP8");
  return video == NULL;
}

static void
test_frame (void)
{
  g_autoptr(FigmentPicture) first = NULL, small = NULL, later = NULL;
  g_autoptr(GError) error = NULL;

  if (skip_without_video ())
    return;
  first = figment_video_read_frame (video, -1, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->width, ==, 320);
  g_assert_cmpint (first->height, ==, 180);
  small = figment_video_read_frame (video, -1, 64, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (small->width, ==, 64);
  g_assert_cmpint (small->height, ==, 36);
  later = figment_video_read_frame (video, 500 * GST_MSECOND, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_bytes_equal (first->pixels, later->pixels));
}

static void
test_not_a_video (void)
{
  g_autofree char *path = figment_test_media_get_path ("list.m3u8");
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.mp4\n", -1, NULL));
  g_assert_null (figment_video_read_frame (path, -1, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_missing_decoder (void)
{
  GstRegistry *registry = gst_registry_get ();
  g_autolist(GstObject) hidden = NULL;
  g_autoptr(GError) error = NULL;

  if (skip_without_video ())
    return;
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "vp8dec", "avdec_vp8", "vavp8dec" };
      GstPluginFeature *feature = gst_registry_lookup_feature (registry, names[i]);

      if (feature != NULL)
        {
          gst_registry_remove_feature (registry, feature);
          hidden = g_list_prepend (hidden, feature);
        }
    }
  g_assert_null (figment_video_read_frame (video, -1, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "gstreamer1.0-plugins-good"));
  for (GList *item = hidden; item != NULL; item = item->next)
    gst_registry_add_feature (registry, item->data);
}

static void
test_packages (void)
{
  g_assert_cmpstr (figment_gst_get_package ("video/x-h264"), ==, "gstreamer1.0-libav");
  g_assert_cmpstr (figment_gst_get_package ("audio/mpeg"), ==, "gstreamer1.0-libav");
  g_assert_cmpstr (figment_gst_get_package ("video/x-av1"), ==, "gstreamer1.0-plugins-bad");
  g_assert_cmpstr (figment_gst_get_package ("video/x-vp9"), ==, "gstreamer1.0-plugins-good");
  g_assert_cmpstr (figment_gst_get_package (NULL), ==, "gstreamer1.0-libav");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  video = figment_test_media_video ("a.webm", 320, 180, 24, TRUE);
  g_test_add_func ("/video-frame/frame", test_frame);
  g_test_add_func ("/video-frame/not-a-video", test_not_a_video);
  g_test_add_func ("/video-frame/missing-decoder", test_missing_decoder);
  g_test_add_func ("/video-frame/packages", test_packages);
  status = g_test_run ();
  g_free (video);
  figment_test_media_clear ();
  return status;
}
