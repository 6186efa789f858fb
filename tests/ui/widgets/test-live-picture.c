/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-live-picture.h"

#include "figment-test-media.h"
#include "widget-support.h"

static GBytes *
make_bytes (const char *type,
            int         width)
{
  g_autofree char *path = figment_test_media_write ("preview", type, width, 32, FALSE);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return g_file_load_bytes (file, NULL, NULL, NULL);
}

static gboolean
has_width (gpointer data)
{
  gpointer *pair = data;

  return gdk_paintable_get_intrinsic_width (pair[0]) == GPOINTER_TO_INT (pair[1]);
}

static void
wait_for_width (FigmentLivePicture *live,
                int                 width)
{
  gpointer pair[] = { live, GINT_TO_POINTER (width) };

  widget_support_wait (has_width, pair);
}

/* Of ten at once the first is under way and the last waits; the eight between are never decoded. */
static void
test_newest_only (void)
{
  FigmentLivePicture *live = figment_live_picture_new ();

  for (int i = 1; i <= 10; i++)
    {
      g_autoptr(GBytes) bytes = make_bytes (i % 2 ? "jpeg" : "png", 32 * i);

      figment_live_picture_set_bytes (live, bytes);
    }
  wait_for_width (live, 320);
  g_assert_cmpuint (figment_live_picture_get_shown (live), ==, 2);
  figment_live_picture_set_bytes (live, NULL);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (live)), ==, 0);
  g_assert_finalize_object (live);
}

/* What cannot be decoded leaves what was there, and the next one comes. */
static void
test_rubbish (void)
{
  FigmentLivePicture *live = figment_live_picture_new ();
  g_autoptr(GBytes) rubbish = g_bytes_new_static ("\xff\xd8\xff rubbish", 11);
  g_autoptr(GBytes) good = make_bytes ("jpeg", 64), next = make_bytes ("jpeg", 96);

  figment_live_picture_set_bytes (live, good);
  wait_for_width (live, 64);
  figment_live_picture_set_bytes (live, rubbish);
  figment_live_picture_set_bytes (live, next);
  wait_for_width (live, 96);
  figment_live_picture_set_bytes (live, rubbish); /* and gone while one is decoded */
  g_assert_finalize_object (live);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  g_test_add_func ("/live-picture/newest-only", test_newest_only);
  g_test_add_func ("/live-picture/rubbish", test_rubbish);
  return widget_support_run ();
}
