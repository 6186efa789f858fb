/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-gst.h"

#include <glib/gi18n-lib.h>
#include <gst/pbutils/pbutils.h>
#include <string.h>

gboolean
figment_gst_init (GError **error)
{
  g_autoptr(GError) local = NULL;

  if (!gst_init_check (NULL, NULL, &local))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("GStreamer does not start: %s"),
                   local != NULL ? local->message : "?");
      return FALSE;
    }
  gst_pb_utils_init ();
  return TRUE;
}

const char *
figment_gst_get_package (const char *media_type)
{
  static const struct
  {
    const char *media_type; /* or the beginning of some */
    const char *package;
  } packages[] = {
    { "video/x-av1", "gstreamer1.0-plugins-bad" },
    { "image/webp", "gstreamer1.0-plugins-bad" },
    { "video/mpegts", "gstreamer1.0-plugins-bad" },
    { "video/x-vp8", "gstreamer1.0-plugins-good" },
    { "video/x-vp9", "gstreamer1.0-plugins-good" },
    { "video/x-matroska", "gstreamer1.0-plugins-good" },
    { "video/webm", "gstreamer1.0-plugins-good" },
    { "video/quicktime", "gstreamer1.0-plugins-good" },
    { "audio/x-m4a", "gstreamer1.0-plugins-good" },
    { "video/x-msvideo", "gstreamer1.0-plugins-good" },
    { "image/jpeg", "gstreamer1.0-plugins-good" },
    { "image/png", "gstreamer1.0-plugins-good" },
    { "audio/x-flac", "gstreamer1.0-plugins-good" },
    { "audio/x-wav", "gstreamer1.0-plugins-good" },
    { "audio/x-speex", "gstreamer1.0-plugins-good" },
    { "video/x-raw", "gstreamer1.0-plugins-base" },
    { "audio/x-raw", "gstreamer1.0-plugins-base" },
    { "application/ogg", "gstreamer1.0-plugins-base" },
    { "audio/ogg", "gstreamer1.0-plugins-base" },
    { "video/ogg", "gstreamer1.0-plugins-base" },
    { "video/x-theora", "gstreamer1.0-plugins-base" },
    { "audio/x-vorbis", "gstreamer1.0-plugins-base" },
    { "audio/x-opus", "gstreamer1.0-plugins-base" },
  };

  for (guint i = 0; media_type != NULL && i < G_N_ELEMENTS (packages); i++)
    if (g_str_has_prefix (media_type, packages[i].media_type))
      return packages[i].package;
  return "gstreamer1.0-libav"; /* H.264, H.265, AAC, MPEG, ProRes … */
}

/* The installer's detail ends in "|decoder-video/x-h264, level=…" (GStreamer, gst-plugins-base, missing-plugins.c). */
static char *
get_media_type (const char *detail)
{
  const char *last = strrchr (detail, '|');
  const char *start = last != NULL ? strchr (last, '-') : NULL;

  if (start == NULL || !(g_str_has_prefix (last, "|decoder-") || g_str_has_prefix (last, "|encoder-")))
    return NULL;
  return g_strndup (start + 1, strcspn (start + 1, ",( "));
}

gboolean
figment_gst_lacks_picture (GstMessage *message)
{
  g_autofree char *detail = NULL, *media_type = NULL;

  if (!gst_is_missing_plugin_message (message))
    return FALSE;
  detail = gst_missing_plugin_message_get_installer_detail (message);
  media_type = detail != NULL ? get_media_type (detail) : NULL;
  return media_type != NULL
         && (g_str_has_prefix (media_type, "video/") || g_str_has_prefix (media_type, "image/")); /* not subtitles */
}

char *
figment_gst_explain_missing (GstMessage *message)
{
  g_autofree char *description = NULL, *detail = NULL, *media_type = NULL;

  if (!gst_is_missing_plugin_message (message))
    return NULL;
  description = gst_missing_plugin_message_get_description (message);
  detail = gst_missing_plugin_message_get_installer_detail (message);
  media_type = detail != NULL ? get_media_type (detail) : NULL;
  if (media_type == NULL)
    return g_strdup_printf (_("GStreamer lacks: %s. The package gstreamer1.0-plugins-base brings it."), description);
  return g_strdup_printf (_("GStreamer lacks: %s. The package %s brings it."), description,
                          figment_gst_get_package (media_type));
}
