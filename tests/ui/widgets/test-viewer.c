/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-viewer.h"

#include <glib/gstdio.h>

#include "figment-test-media.h"
#include "media/figment-media.h"
#include "widget-support.h"

typedef struct
{
  FigmentViewer *viewer;
  const char    *face;
} FaceCondition;

static gboolean
has_face (gpointer data)
{
  const FaceCondition *condition = data;

  return g_str_equal (figment_viewer_get_face (condition->viewer), condition->face);
}

static void
wait_for_face (FigmentViewer *viewer,
               const char    *face)
{
  FaceCondition condition = { viewer, face };

  widget_support_wait (has_face, &condition);
}

static FigmentViewer *
present (GtkWindow **window)
{
  FigmentViewer *viewer = FIGMENT_VIEWER (figment_viewer_new ());

  *window = widget_support_present (GTK_WIDGET (viewer), 640, 480);
  return viewer;
}

static void
finish (FigmentViewer *viewer,
        GtkWindow     *window)
{
  g_object_ref (viewer);
  gtk_window_destroy (window);
  g_assert_finalize_object (viewer);
}

static void
show (FigmentViewer *viewer,
      const char    *path)
{
  g_autoptr(FigmentOutput) output = widget_support_new_output (path);

  figment_viewer_set_output (viewer, output);
}

static void
test_faces (void)
{
  g_autofree char *picture = figment_test_media_write ("p.png", "png", 300, 200, FALSE);
  g_autofree char *animation = figment_test_media_gif ("a.gif");
  g_autofree char *sound = figment_test_media_sound ("s.wav", 1);
  g_autofree char *text = figment_test_media_get_path ("t.txt"), *zip = figment_test_media_get_path ("z.zip");
  g_autofree char *broken = figment_test_media_get_path ("b.png");
  const FigmentOutputInfo words = { .kind = FIGMENT_MEDIA_TEXT, .text = "said" };
  g_autoptr(FigmentOutput) output = figment_output_new (&words);
  GtkWindow *window;
  FigmentViewer *viewer = present (&window);

  g_assert_true (g_file_set_contents (text, "words", -1, NULL));
  g_assert_true (g_file_set_contents (zip, "PK\x03\x04", 4, NULL));
  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\n", 8, NULL));

  g_assert_cmpstr (figment_viewer_get_face (viewer), ==, "empty");
  show (viewer, picture);
  wait_for_face (viewer, "picture");
  show (viewer, animation);
  wait_for_face (viewer, "playback");
  g_assert_nonnull (figment_viewer_get_playback (viewer));
  if (sound != NULL)
    show (viewer, sound);
  wait_for_face (viewer, "playback");
  show (viewer, text);
  wait_for_face (viewer, "text");
  g_assert_null (figment_viewer_get_playback (viewer));
  show (viewer, zip);
  wait_for_face (viewer, "other");
  show (viewer, broken);
  wait_for_face (viewer, "failed");
  figment_viewer_set_output (viewer, output);
  wait_for_face (viewer, "text");
  figment_viewer_set_output (viewer, NULL);
  g_assert_cmpstr (figment_viewer_get_face (viewer), ==, "empty");
  show (viewer, picture); /* and gone while it loads */
  finish (viewer, window);
}

/* A preview hides what is there, which stands still meanwhile. */
static void
test_preview (void)
{
  g_autofree char *animation = figment_test_media_apng ("a.png");
  g_autofree char *jpeg = figment_test_media_write ("p.jpg", "jpeg", 64, 64, FALSE);
  g_autoptr(GFile) file = g_file_new_for_path (jpeg);
  g_autoptr(GBytes) bytes = g_file_load_bytes (file, NULL, NULL, NULL);
  GtkWindow *window;
  FigmentViewer *viewer = present (&window);

  show (viewer, animation);
  g_assert_true (figment_playback_get_active (figment_viewer_get_playback (viewer)));
  figment_viewer_set_preview (viewer, bytes);
  g_assert_cmpstr (figment_viewer_get_face (viewer), ==, "preview");
  g_assert_false (figment_playback_get_active (figment_viewer_get_playback (viewer)));
  figment_viewer_set_preview (viewer, NULL);
  g_assert_cmpstr (figment_viewer_get_face (viewer), ==, "playback");
  g_assert_true (figment_playback_get_active (figment_viewer_get_playback (viewer)));
  gtk_widget_set_visible (GTK_WIDGET (viewer), FALSE);
  g_assert_false (figment_playback_get_active (figment_viewer_get_playback (viewer)));
  finish (viewer, window);
}

static void
navigate_cb (FigmentViewer *viewer,
             int            direction,
             int           *sum)
{
  *sum = *sum * 10 + direction + 5;
}

static void
test_actions (void)
{
  g_autofree char *picture = figment_test_media_write ("p.png", "png", 3000, 2000, FALSE);
  g_autofree char *animation = figment_test_media_apng ("a.png");
  GtkWindow *window;
  FigmentViewer *viewer = present (&window);
  GtkWidget *widget = GTK_WIDGET (viewer);
  int sum = 0;

  g_signal_connect (viewer, "navigate", G_CALLBACK (navigate_cb), &sum);
  g_assert_true (gtk_widget_activate_action (widget, "viewer.next", NULL));
  g_assert_true (gtk_widget_activate_action (widget, "viewer.previous", NULL));
  g_assert_cmpint (sum, ==, 64);

  gtk_widget_activate_action (widget, "viewer.zoom-in", NULL); /* nothing to do it to: nothing happens */
  gtk_widget_activate_action (widget, "viewer.play", NULL);
  show (viewer, picture);
  wait_for_face (viewer, "picture");
  g_assert_true (gtk_widget_activate_action (widget, "viewer.original", NULL));
  g_assert_true (gtk_widget_activate_action (widget, "viewer.zoom-in", NULL));
  g_assert_true (gtk_widget_activate_action (widget, "viewer.fit", NULL));
  gtk_widget_activate_action (widget, "viewer.play", NULL);

  show (viewer, animation);
  wait_for_face (viewer, "playback");
  g_assert_true (gtk_widget_activate_action (widget, "viewer.play", NULL));
  g_assert_false (figment_playback_get_playing (figment_viewer_get_playback (viewer)));
  g_assert_true (gtk_widget_activate_action (widget, "viewer.loop", NULL));
  g_assert_false (figment_playback_get_loop (figment_viewer_get_playback (viewer)));
  show (viewer, picture);
  wait_for_face (viewer, "picture");
  show (viewer, animation); /* how it was set up holds */
  g_assert_false (figment_playback_get_loop (figment_viewer_get_playback (viewer)));
  finish (viewer, window);
}

/* What is decoded already is there at once. */
static void
test_preload (void)
{
  g_autofree char *first = figment_test_media_write ("1.png", "png", 300, 200, FALSE);
  g_autofree char *second = figment_test_media_write ("2.png", "png", 200, 300, FALSE);
  g_autoptr(GListStore) store = g_list_store_new (FIGMENT_TYPE_OUTPUT);
  g_autoptr(FigmentOutput) next = widget_support_new_output (second);
  GtkWindow *window;
  FigmentViewer *viewer = present (&window);

  g_list_store_append (store, next);
  figment_viewer_set_preload (viewer, G_LIST_MODEL (store));
  figment_viewer_set_output (viewer, next); /* on its way already: not decoded twice */
  wait_for_face (viewer, "picture");
  show (viewer, first);
  wait_for_face (viewer, "picture");
  finish (viewer, window);
}

static void
grabbed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GFile **) user_data = figment_viewer_grab_frame_finish (NULL, result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer data)
{
  return *(GFile **) data != NULL;
}

static gboolean
has_frame (gpointer data)
{
  return figment_playback_get_frame (data) >= 0;
}

static void
check_grab (FigmentViewer *viewer,
            const char    *path,
            const char    *wanted_name)
{
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autoptr(GFile) folder = g_file_new_for_path (folder_path);
  g_autoptr(GFile) file = NULL;
  g_autofree char *name = NULL;
  FigmentMediaInfo info;

  figment_viewer_grab_frame_async (viewer, folder, NULL, grabbed_cb, &file);
  widget_support_wait (is_set, &file);
  name = g_file_get_basename (file);
  g_assert_cmpstr (name, ==, wanted_name);
  g_assert_true (figment_media_sniff_file (g_file_peek_path (file), &info, NULL));
  g_assert_cmpstr (info.mime, ==, "image/png");
  g_assert_cmpint (info.width, ==, 320);
  g_assert_cmpint (info.height, ==, 180);
  g_unlink (g_file_peek_path (file));
}

static void
test_grab (void)
{
  g_autofree char *video = figment_test_media_video ("film.webm", 320, 180, 12, FALSE);
  g_autofree char *picture = figment_test_media_write ("still.jpg", "jpeg", 320, 180, FALSE);
  GtkWindow *window;
  FigmentViewer *viewer = present (&window);

  show (viewer, picture);
  wait_for_face (viewer, "picture");
  check_grab (viewer, picture, "still-frame.png");
  if (video != NULL)
    {
      show (viewer, video);
      figment_playback_set_playing (figment_viewer_get_playback (viewer), FALSE);
      widget_support_wait (has_frame, figment_viewer_get_playback (viewer));
      check_grab (viewer, video, "film-frame-1.png");
    }
  finish (viewer, window);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  g_test_add_func ("/viewer/faces", test_faces);
  g_test_add_func ("/viewer/preview", test_preview);
  g_test_add_func ("/viewer/actions", test_actions);
  g_test_add_func ("/viewer/preload", test_preload);
  g_test_add_func ("/viewer/grab", test_grab);
  return widget_support_run ();
}
