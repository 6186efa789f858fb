/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gst/gst.h>
#include <string.h>

#include "figment-test-media.h"
#include "ui/widgets/figment-animation-player.h"
#include "ui/widgets/figment-video.h"
#include "widget-support.h"

#define N_FRAMES 36

static char *video; /* (nullable): there may be no encoder */

static gboolean
skip_without_video (void)
{
  if (video == NULL)
    g_test_skip ("GStreamer has no encoder for VP8");
  return video == NULL;
}

static gboolean
has_texture (gpointer data)
{
  return figment_playback_get_texture (data) != NULL && figment_playback_get_frame (data) >= 0;
}

typedef struct
{
  FigmentPlayback *playback;
  int              frame;
} FrameCondition;

static gboolean
is_at_frame (gpointer data)
{
  const FrameCondition *condition = data;

  return figment_playback_get_frame (condition->playback) == condition->frame;
}

static void
wait_for_frame (FigmentPlayback *playback,
                int              frame)
{
  FrameCondition condition = { playback, frame };

  widget_support_wait (is_at_frame, &condition);
}

static gboolean
has_sound (gpointer data)
{
  return figment_playback_get_has_sound (data);
}

static gboolean
has_error (gpointer data)
{
  return figment_playback_get_error (data) != NULL;
}

static FigmentPlayback *
open_paused (FigmentPlayback *playback)
{
  figment_playback_set_playing (playback, FALSE);
  figment_playback_set_active (playback, TRUE);
  widget_support_wait (has_texture, playback);
  wait_for_frame (playback, 0);
  return playback;
}

/* Both ways over a few frames, and round the ends. */
static void
check_steps (FigmentPlayback *playback,
             int              n_frames)
{
  g_assert_cmpint (figment_playback_get_n_frames (playback), ==, n_frames);
  for (int frame = 1; frame <= 4; frame++)
    {
      figment_playback_step (playback, 1);
      wait_for_frame (playback, frame % n_frames);
    }
  figment_playback_step (playback, -1);
  wait_for_frame (playback, 3 % n_frames);
  figment_playback_step (playback, -1);
  wait_for_frame (playback, 2 % n_frames);
  figment_playback_step (playback, 1); /* after a step back too */
  wait_for_frame (playback, 3 % n_frames);
  figment_playback_seek (playback, 0);
  wait_for_frame (playback, 0);
  figment_playback_step (playback, -1);
  wait_for_frame (playback, n_frames - 1);
}

static void
test_video_steps (void)
{
  FigmentPlayback *playback;

  if (skip_without_video ())
    return;
  playback = open_paused (figment_video_new (video));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (playback)), ==, 320);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (GDK_PAINTABLE (playback)), ==, 180);
  g_assert_cmpint (figment_playback_get_duration (playback) / 1000, ==, N_FRAMES * 1000 / 24);
  widget_support_wait (has_sound, playback); /* known when the sound too stands at its beginning */
  check_steps (playback, N_FRAMES);
  g_assert_finalize_object (playback);
}

static void
test_animation_steps (void)
{
  g_autofree char *path = figment_test_media_anim_webp ("a.webp", 64, 48, 5, 40);
  FigmentPlayback *playback = open_paused (figment_animation_player_new (path));

  g_assert_cmpint (figment_playback_get_duration (playback), ==, 5 * 40 * 1000);
  check_steps (playback, 5);
  g_assert_finalize_object (playback);
}

/* Of many places asked for at once the last is shown. */
static void
test_scrub (void)
{
  FigmentPlayback *playback;

  if (skip_without_video ())
    return;
  playback = open_paused (figment_video_new (video));
  figment_playback_set_scrubbing (playback, TRUE);
  for (int frame = 0; frame < 30; frame++)
    figment_playback_seek (playback, (gint64) frame * 1000000 / 24 + 20000);
  wait_for_frame (playback, 29);
  figment_playback_set_scrubbing (playback, FALSE);
  g_assert_finalize_object (playback);
}

/* What a run of a playback showed. */
typedef struct
{
  FigmentPlayback *playback;
  int              last;
  guint            rounds; /* how often it began anew */
} Run;

static void
count_rounds_cb (Run *run)
{
  const int frame = figment_playback_get_frame (run->playback);

  if (frame >= 0 && frame < run->last)
    run->rounds++;
  run->last = frame;
}

static gboolean
ran_round (gpointer data)
{
  return ((Run *) data)->rounds >= 2;
}

static gboolean
is_still (gpointer data)
{
  return !figment_playback_get_playing (((Run *) data)->playback);
}

/* Runs round twice, then, told not to, stops at the end of itself; and plays again from the beginning. */
static void
check_loop (FigmentPlayback *playback)
{
  Run run = { playback, -1, 0 };
  const gulong id = g_signal_connect_swapped (playback, "notify::frame", G_CALLBACK (count_rounds_cb), &run);

  figment_playback_set_rate (playback, 2);
  figment_playback_set_active (playback, TRUE);
  widget_support_wait (ran_round, &run);
  figment_playback_set_loop (playback, FALSE);
  widget_support_wait (is_still, &run);
  run.rounds = 0;
  figment_playback_set_loop (playback, TRUE);
  figment_playback_set_playing (playback, TRUE);
  widget_support_wait (ran_round, &run);
  g_signal_handler_disconnect (playback, id);
  g_assert_null (figment_playback_get_error (playback));
  g_assert_finalize_object (playback);
}

static void
test_video_loop (void)
{
  if (!skip_without_video ())
    check_loop (figment_video_new (video));
}

static void
test_animation_loop (void)
{
  g_autofree char *path = figment_test_media_apng ("a.png");

  check_loop (figment_animation_player_new (path));
}

static void
test_sound (void)
{
  g_autofree char *path = figment_test_media_sound ("a.wav", 2);
  FigmentPlayback *playback;
  Run run = { 0 };

  if (path == NULL)
    {
      g_test_skip ("GStreamer has no encoder for WAV");
      return;
    }
  run.playback = playback = figment_video_new (path);
  figment_playback_set_loop (playback, FALSE);
  figment_playback_set_rate (playback, 2);
  figment_playback_set_volume (playback, 0.5);
  figment_playback_set_muted (playback, TRUE);
  figment_playback_set_active (playback, TRUE);
  widget_support_wait (is_still, &run); /* to the end, with no sound device too */
  g_assert_null (figment_playback_get_error (playback));
  g_assert_cmpint (figment_playback_get_duration (playback) / 1000, ==, 2000);
  g_assert_finalize_object (playback);
}

/* A playlist that names a place in the network, rubbish, and nothing at all. */
static void
test_refused (void)
{
  static const char *const contents[] = {
    "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.mp4\n",
    "\x1a\x45\xdf\xa3 rubbish",
  };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = figment_test_media_get_path (i < 2 ? "bad.mp4" : "none.mp4");
      FigmentPlayback *playback;

      if (i < 2)
        g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      playback = figment_video_new (path);
      figment_playback_set_active (playback, TRUE);
      widget_support_wait (has_error, playback);
      g_assert_false (figment_playback_is_running (playback));
      g_assert_finalize_object (playback);
    }
}

/* What lacks is named, with the package. */
static void
test_missing_decoder (void)
{
  static const char *const names[] = { "vp8dec", "avdec_vp8", "vavp8dec" };
  GstRegistry *registry = gst_registry_get ();
  GstPluginFeature *features[G_N_ELEMENTS (names)];
  FigmentPlayback *playback;

  if (skip_without_video ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      features[i] = gst_registry_lookup_feature (registry, names[i]);
      if (features[i] != NULL)
        gst_registry_remove_feature (registry, features[i]);
    }
  playback = figment_video_new (video);
  figment_playback_set_active (playback, TRUE);
  widget_support_wait (has_error, playback);
  g_assert_nonnull (strstr (figment_playback_get_error (playback), "gstreamer1.0-plugins-good"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (features[i] != NULL)
      {
        gst_registry_add_feature (registry, features[i]);
        gst_object_unref (features[i]);
      }
  g_assert_finalize_object (playback);
}

/* Gone before it is open, and while it plays. */
static void
test_gone (void)
{
  if (skip_without_video ())
    return;
  for (guint i = 0; i < 6; i++)
    {
      FigmentPlayback *playback = figment_video_new (video);

      figment_playback_set_active (playback, TRUE);
      for (guint k = 0; k < i * 20; k++)
        g_main_context_iteration (NULL, FALSE);
      if (i == 5)
        widget_support_wait (has_texture, playback);
      g_assert_finalize_object (playback);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  widget_support_init (&argc, &argv);
  video = figment_test_media_video ("v.webm", 320, 180, N_FRAMES, TRUE);
  g_test_add_func ("/playback/video/steps", test_video_steps);
  g_test_add_func ("/playback/video/scrub", test_scrub);
  g_test_add_func ("/playback/video/loop", test_video_loop);
  g_test_add_func ("/playback/video/sound", test_sound);
  g_test_add_func ("/playback/video/refused", test_refused);
  g_test_add_func ("/playback/video/missing-decoder", test_missing_decoder);
  g_test_add_func ("/playback/video/gone", test_gone);
  g_test_add_func ("/playback/animation/steps", test_animation_steps);
  g_test_add_func ("/playback/animation/loop", test_animation_loop);
  status = widget_support_run ();
  g_free (video);
  return status;
}
