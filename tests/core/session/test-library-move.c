/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <glib/gstdio.h>

#include "engine/figment-library-move.h"

typedef struct
{
  GCancellable *cancellable; /* (owned) */
  guint         cancel_at;   /* files done, G_MAXUINT: never */
  guint         last_done;
  guint         n_moved;
} Watch;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
progress_func (guint    done,
               guint    total,
               gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpuint (done, <=, total);
  watch->last_done = done;
  if (done == watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

static void
moved_func (gint64      id,
            const char *path,
            gpointer    user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  watch->n_moved++;
}

/* A generation with an output in a file of @folder. */
static void
add_output (FigmentTestSession *test,
            const char         *folder,
            const char         *name)
{
  FigmentGenerationStore *store = figment_session_get_generations (test->session);
  g_autofree char *path = g_build_filename (folder, "2026-01-02", name, NULL);
  g_autofree char *day = g_path_get_dirname (path);
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = path };
  g_autoptr(FigmentOutput) output = figment_output_new (&info);
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  g_autoptr(FigmentGeneration) generation = figment_generation_new (request);
  g_autoptr(GAsyncResult) saved = NULL, added = NULL;

  g_mkdir_with_parents (day, 0700);
  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  figment_generation_store_save_async (store, generation, NULL, result_cb, &saved);
  g_assert_true (figment_generation_store_save_finish (store, wait_result (&saved), NULL));
  figment_generation_store_add_output_async (store, generation, output, NULL, result_cb, &added);
  g_assert_true (figment_generation_store_add_output_finish (store, wait_result (&added), NULL));
}

static int
move (FigmentTestSession *test,
      const char         *to,
      guint               cancel_at,
      Watch              *watch,
      GError            **error)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;

  *watch = (Watch) { .cancellable = cancellable, .cancel_at = cancel_at };
  figment_library_move_async (figment_session_get_generations (test->session), test->library_dir, to, progress_func,
                              moved_func, watch, cancellable, result_cb, &result);
  return figment_library_move_finish (wait_result (&result), error);
}

static guint
count_places (FigmentTestSession *test,
              const char         *folder)
{
  g_autoptr(GPtrArray) places =
    figment_generation_store_list_places (figment_session_get_generations (test->session), folder, NULL);

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentOutputPlace *place = g_ptr_array_index (places, i);

      g_assert_true (g_file_test (place->path, G_FILE_TEST_IS_REGULAR));
    }
  return places->len;
}

static void
test_move (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new ("http://127.0.0.1:1");
  g_autofree char *to = g_build_filename (test->folder, "new", NULL);
  g_autofree char *taken = g_build_filename (to, "2026-01-02", "b.png", NULL);
  g_autofree char *day = g_path_get_dirname (taken);
  g_autofree char *files = NULL, *left = NULL, *untouched = NULL, *beside = NULL;
  Watch watch;
  GError *error = NULL;

  add_output (test, test->library_dir, "a.png");
  add_output (test, test->library_dir, "b.png");
  /* A folder whose name begins with the same letters is another one. */
  beside = g_strconcat (test->library_dir, "-other", NULL);
  add_output (test, beside, "c.png");
  g_mkdir_with_parents (day, 0700);
  g_assert_true (g_file_set_contents (taken, "somebody's", -1, NULL));

  g_assert_cmpint (move (test, to, G_MAXUINT, &watch, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (watch.n_moved, ==, 2);
  g_assert_cmpuint (watch.last_done, ==, 2);
  files = figment_test_list_files (to);
  g_assert_cmpstr (files, ==, "*/a.png */b-2.png */b.png");
  left = figment_test_list_files (test->library_dir);
  g_assert_cmpstr (left, ==, "");
  g_assert_true (g_file_get_contents (taken, &untouched, NULL, NULL));
  g_assert_cmpstr (untouched, ==, "somebody's");
  g_assert_cmpuint (count_places (test, to), ==, 2);
  g_assert_cmpuint (count_places (test, test->library_dir), ==, 0);
  g_assert_cmpuint (count_places (test, beside), ==, 1);
}

static void
test_cancel (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new ("http://127.0.0.1:1");
  g_autofree char *to = g_build_filename (test->folder, "new", NULL);
  g_autofree char *gone = g_build_filename (test->library_dir, "2026-01-02", "b.png", NULL);
  g_autoptr(GError) error = NULL;
  Watch watch;

  add_output (test, test->library_dir, "a.png");
  add_output (test, test->library_dir, "b.png");
  add_output (test, test->library_dir, "c.png");
  g_assert_cmpint (move (test, to, 1, &watch, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_places (test, to), ==, 1);
  g_assert_cmpuint (count_places (test, test->library_dir), ==, 2);

  /* The rest, but for what the user has thrown away. */
  g_assert_cmpint (g_unlink (gone), ==, 0);
  g_assert_cmpint (move (test, to, G_MAXUINT, &watch, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (count_places (test, to), ==, 2);
}

static void
test_no_place (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new ("http://127.0.0.1:1");
  g_autofree char *file = g_build_filename (test->folder, "file", NULL);
  g_autoptr(GError) error = NULL;
  Watch watch;

  add_output (test, test->library_dir, "a.png");
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_cmpint (move (test, file, G_MAXUINT, &watch, &error), ==, -1);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_places (test, test->library_dir), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library-move/move", test_move);
  g_test_add_func ("/library-move/cancel", test_cancel);
  g_test_add_func ("/library-move/no-place", test_no_place);
  return g_test_run ();
}
