/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-diagnostics.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gst/gst.h>

#include "net/figment-http.h"
#include "store/figment-database.h"

void
figment_diagnosis_free (FigmentDiagnosis *self)
{
  g_free (self->title);
  g_free (self->value);
  g_free (self);
}

/* Takes @value. */
static void
add (GPtrArray  *list,
     const char *title,
     char       *value,
     gboolean    missing)
{
  FigmentDiagnosis *line = g_new0 (FigmentDiagnosis, 1);

  line->title = g_strdup (title);
  line->value = value;
  line->missing = missing;
  g_ptr_array_add (list, line);
}

/* What runs here, which need not be what Figment was built with. Names of programs are not translated. */
GPtrArray *
figment_diagnostics_versions (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_diagnosis_free);
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  add (list, "Figment", g_strdup (FIGMENT_VERSION), FALSE);
  add (list, "GTK",
       g_strdup_printf ("%u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ()),
       FALSE);
  add (list, "libadwaita",
       g_strdup_printf ("%u.%u.%u", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ()),
       FALSE);
  add (list, "GLib", g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version), FALSE);
  add (list, "libsoup", figment_http_dup_library_version (), FALSE);
  add (list, "SQLite", g_strdup (figment_database_get_library_version ()), FALSE);
  add (list, _("System"), g_steal_pointer (&system), FALSE);
  return list;
}

/* What servers send, how GStreamer calls it, and who brings it (names of Debian's packages). */
static const struct
{
  const char *title;
  const char *caps;
  const char *package;
  gboolean    container;
} formats[] = {
  { "H.264", "video/x-h264", "gstreamer1.0-libav", FALSE },
  { "H.265", "video/x-h265", "gstreamer1.0-libav", FALSE },
  { "VP8", "video/x-vp8", "gstreamer1.0-plugins-good", FALSE },
  { "VP9", "video/x-vp9", "gstreamer1.0-plugins-good", FALSE },
  { "AV1", "video/x-av1", "gstreamer1.0-plugins-bad", FALSE },
  { "AAC", "audio/mpeg, mpegversion = (int) 4", "gstreamer1.0-libav", FALSE },
  { "MP3", "audio/mpeg, mpegversion = (int) 1, layer = (int) 3", "gstreamer1.0-plugins-good", FALSE },
  { "Opus", "audio/x-opus", "gstreamer1.0-plugins-base", FALSE },
  { "FLAC", "audio/x-flac", "gstreamer1.0-plugins-good", FALSE },
  { "MP4", "video/quicktime", "gstreamer1.0-plugins-good", TRUE },
  { "WebM", "video/webm", "gstreamer1.0-plugins-good", TRUE },
};

static char *
find_element (GList      *factories,
              const char *caps_text)
{
  g_autoptr(GstCaps) caps = gst_caps_from_string (caps_text);
  GList *found = gst_element_factory_list_filter (factories, caps, GST_PAD_SINK, FALSE);
  char *name = found != NULL ? g_strdup (GST_OBJECT_NAME (found->data)) : NULL;

  gst_plugin_feature_list_free (found);
  return name;
}

/* Any thread: reading GStreamer's registry for the first time takes seconds. */
GPtrArray *
figment_diagnostics_decoders (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_diagnosis_free);
  g_autoptr(GError) error = NULL;
  GList *decoders, *demuxers;

  if (!gst_init_check (NULL, NULL, &error))
    {
      add (list, "GStreamer", g_strdup (error->message), TRUE);
      return list;
    }
  add (list, "GStreamer", gst_version_string (), FALSE);
  decoders = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);
  demuxers = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DEMUXER, GST_RANK_MARGINAL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *element = find_element (formats[i].container ? demuxers : decoders, formats[i].caps);
      const gboolean missing = element == NULL;

      if (missing)
        element = g_strdup_printf (_("missing: comes with the package %s"), formats[i].package);
      add (list, formats[i].title, element, missing);
    }
  gst_plugin_feature_list_free (decoders);
  gst_plugin_feature_list_free (demuxers);
  return list;
}

static void
write_lines (GString   *text,
             GPtrArray *lines)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const FigmentDiagnosis *line = g_ptr_array_index (lines, i);

      g_string_append_printf (text, "%s: %s\n", line->title, line->value);
    }
}

/**
 * figment_diagnostics_to_text:
 * @versions: (nullable)
 * @decoders: (nullable)
 */
char *
figment_diagnostics_to_text (GPtrArray *versions,
                             GPtrArray *decoders)
{
  GString *text = g_string_new (NULL);

  write_lines (text, versions);
  write_lines (text, decoders);
  return g_string_free (text, FALSE);
}
