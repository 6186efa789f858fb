/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-thumbnail.h"

#include "figment-test-media.h"
#include "ui/widgets/figment-thumbnail-cache.h"
#include "widget-support.h"

static gboolean
is_loaded (gpointer data)
{
  return figment_thumbnail_is_loaded (data);
}

static void
finish (GtkWidget *thumbnail,
        GtkWindow *window)
{
  g_object_ref (thumbnail);
  gtk_window_destroy (window);
  g_assert_finalize_object (thumbnail);
}

/* The second time it is there at once. */
static void
test_cache (void)
{
  g_autofree char *path = figment_test_media_write ("t.png", "png", 600, 300, FALSE);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *thumbnail = figment_thumbnail_new ();
      GtkWindow *window;

      g_object_set (thumbnail, "path", path, "size", 64, "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_START, NULL);
      g_assert_false (figment_thumbnail_is_loaded (FIGMENT_THUMBNAIL (thumbnail))); /* not before it is seen */
      window = widget_support_present (thumbnail, 100, 100);
      if (i == 1)
        g_assert_true (figment_thumbnail_is_loaded (FIGMENT_THUMBNAIL (thumbnail)));
      widget_support_wait (is_loaded, thumbnail);
      g_assert_cmphex (widget_support_get_pixel (thumbnail, 32, 20), ==, 0xffff0000u);
      g_assert_cmphex (widget_support_get_pixel (thumbnail, 32, 44), ==, 0xff0000ffu);
      finish (thumbnail, window);
    }
  g_assert_cmpuint (figment_thumbnail_cache_get_size (), ==, 64 * 32 * 4);
  figment_thumbnail_cache_clear ();
  g_assert_cmpuint (figment_thumbnail_cache_get_size (), ==, 0);
}

static void
test_cache_limit (void)
{
  g_autofree guint8 *pixels = g_malloc0 (1024 * 1024 * 4);
  g_autoptr(GBytes) bytes = g_bytes_new (pixels, 1024 * 1024 * 4);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GdkTexture) texture = gdk_memory_texture_new (1024, 1024, GDK_MEMORY_DEFAULT, bytes, 4096);
      g_autofree char *key = g_strdup_printf ("%u", i);

      figment_thumbnail_cache_insert (key, texture);
      g_assert_nonnull (figment_thumbnail_cache_lookup ("0")); /* what is used stays */
    }
  g_assert_cmpuint (figment_thumbnail_cache_get_size (), <=, FIGMENT_THUMBNAIL_CACHE_BYTES);
  g_assert_null (figment_thumbnail_cache_lookup ("1"));
  g_assert_nonnull (figment_thumbnail_cache_lookup ("39"));
  figment_thumbnail_cache_clear ();
}

static gboolean
has_failed (gpointer data)
{
  GtkWidget *icon = gtk_widget_get_first_child (data);

  return g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (icon)), "image-missing-symbolic") == 0;
}

static void
test_failure (void)
{
  g_autofree char *path = figment_test_media_get_path ("broken.png");
  GtkWidget *thumbnail = figment_thumbnail_new ();
  GtkWindow *window;

  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n", 8, NULL));
  g_object_set (thumbnail, "path", path, NULL);
  window = widget_support_present (thumbnail, 200, 200);
  widget_support_wait (has_failed, thumbnail);
  g_assert_false (figment_thumbnail_is_loaded (FIGMENT_THUMBNAIL (thumbnail)));
  finish (thumbnail, window);
}

/* Of a video the first frame; and taken away before it is there. */
static void
test_video (void)
{
  g_autofree char *path = figment_test_media_video ("t.webm", 320, 180, 12, FALSE);
  g_autoptr(FigmentOutput) output = NULL;
  GtkWidget *thumbnail = figment_thumbnail_new (), *other = figment_thumbnail_new ();
  GtkWindow *window;

  if (path == NULL)
    {
      g_object_ref_sink (thumbnail);
      g_object_unref (thumbnail);
      g_object_ref_sink (other);
      g_object_unref (other);
      g_test_skip ("GStreamer has no encoder for VP8");
      return;
    }
  output = widget_support_new_output (path);
  g_object_set (thumbnail, "output", output, "cover", TRUE, NULL);
  window = widget_support_present (thumbnail, 200, 200);
  widget_support_wait (is_loaded, thumbnail);
  finish (thumbnail, window);

  g_object_set (other, "output", output, "size", 80, NULL);
  window = widget_support_present (other, 100, 100);
  finish (other, window);
  figment_thumbnail_cache_clear ();
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  g_test_add_func ("/thumbnail/cache", test_cache);
  g_test_add_func ("/thumbnail/cache-limit", test_cache_limit);
  g_test_add_func ("/thumbnail/failure", test_failure);
  g_test_add_func ("/thumbnail/video", test_video);
  return widget_support_run ();
}
