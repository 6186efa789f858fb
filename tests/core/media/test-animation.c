/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "media/figment-animation.h"

#include <string.h>

#include "figment-test-media.h"

#define RED 0xffff0000u
#define GREEN 0xff00ff00u
#define BLUE 0xff0000ffu

static FigmentAnimation *
open_well (const char *path)
{
  g_autoptr(GError) error = NULL;
  FigmentAnimation *animation = figment_animation_open (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (animation);
  return animation;
}

/* Three pixels of a frame: upper left, middle, lower right. */
static void
check_frame (FigmentAnimation *animation,
             guint             position,
             guint             duration_ms,
             guint32           first,
             guint32           last)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentAnimationFrame) frame = figment_animation_read_frame (animation, position, NULL, &error);
  const guint32 *pixels;

  g_assert_no_error (error);
  g_assert_cmpuint (frame->position, ==, position);
  g_assert_cmpuint (frame->duration_ms, ==, duration_ms);
  pixels = g_bytes_get_data (frame->picture->pixels, NULL);
  g_assert_cmphex (pixels[0], ==, first);
  g_assert_cmphex (pixels[frame->picture->width * frame->picture->height - 1], ==, last);
}

static void
test_webp (void)
{
  g_autofree char *path = figment_test_media_anim_webp ("a.webp", 32, 20, 4, 40);
  g_autoptr(FigmentAnimation) animation = open_well (path);

  g_assert_cmpint (figment_animation_get_width (animation), ==, 32);
  g_assert_cmpint (figment_animation_get_height (animation), ==, 20);
  g_assert_cmpuint (figment_animation_get_n_frames (animation), ==, 4);
  check_frame (animation, 0, 40, RED, RED);
  check_frame (animation, 1, 40, GREEN, GREEN);
  check_frame (animation, 3, 40, RED, RED);
  check_frame (animation, 2, 40, BLUE, BLUE); /* backwards: from the beginning again */
}

static void
test_apng (void)
{
  g_autofree char *path = figment_test_media_apng ("a.png");
  g_autoptr(FigmentAnimation) animation = open_well (path);

  g_assert_cmpuint (figment_animation_get_n_frames (animation), ==, 3);
  check_frame (animation, 0, 50, RED, RED);
  check_frame (animation, 1, 50, RED, GREEN);
  check_frame (animation, 2, 50, BLUE, RED); /* the green part was taken back */
  check_frame (animation, 1, 50, RED, GREEN);
}

static void
test_gif (void)
{
  g_autofree char *path = figment_test_media_gif ("a.gif");
  g_autoptr(FigmentAnimation) animation = open_well (path);

  g_assert_cmpint (figment_animation_get_width (animation), ==, 4);
  g_assert_cmpuint (figment_animation_get_n_frames (animation), ==, 2);
  check_frame (animation, 0, 50, RED, 0);
  check_frame (animation, 1, 70, 0, GREEN); /* the red part was cleared */
}

/* Cut or bent anywhere, it is refused or shown in part, and nothing else happens. */
static void
test_rubbish (void)
{
  static const char *const names[] = { "a.webp", "a.png", "a.gif" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = figment_test_media_get_path (names[i]), *bad = figment_test_media_get_path ("bad");
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      for (gsize at = 6; at < length; at++)
        for (guint bend = 0; bend < 2; bend++)
          {
            g_autofree char *copy = g_memdup2 (data, length);
            g_autoptr(FigmentAnimation) animation = NULL;
            g_autoptr(GError) error = NULL;

            copy[at] = (char) (copy[at] ^ 0xff);
            g_assert_true (g_file_set_contents (bad, copy, (gssize) (bend ? length : at), NULL));
            animation = figment_animation_open (bad, NULL, &error);
            g_assert_true ((animation == NULL) == (error != NULL));
            for (guint k = 0; animation != NULL && k < MIN (figment_animation_get_n_frames (animation), 4); k++)
              {
                g_autoptr(FigmentAnimationFrame) frame = figment_animation_read_frame (animation, k, NULL, NULL);

                g_assert_true (frame == NULL || frame->position == k);
              }
          }
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/animation/webp", test_webp);
  g_test_add_func ("/animation/apng", test_apng);
  g_test_add_func ("/animation/gif", test_gif);
  g_test_add_func ("/animation/rubbish", test_rubbish);
  status = g_test_run ();
  figment_test_media_clear ();
  return status;
}
