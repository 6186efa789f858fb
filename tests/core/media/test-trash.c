/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "figment-test-session.h"
#include "media/figment-trash.h"

/* The home folder is the test's own, and so is its trash. */

static char *
make_file (const char *name,
           const char *text)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "pictures", NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
assert_text (const char *path,
             const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static guint
count_infos (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "Trash", "info", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
put (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *in_trash;

  figment_trash_put (path, &in_trash, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  return in_trash;
}

static void
test_trash_back (void)
{
  g_autofree char *path = make_file ("one.png", "one");
  g_autofree char *in_trash = put (path);
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (in_trash);
  assert_text (in_trash, "one");
  g_assert_cmpuint (count_infos (), ==, 1);
  g_assert_true (figment_trash_take_back (in_trash, path, &error));
  g_assert_no_error (error);
  assert_text (path, "one");
  g_assert_false (g_file_test (in_trash, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_infos (), ==, 0);
}

/* Several of one name: each comes back as itself, whatever the trash calls it. */
static void
test_trash_same_name (void)
{
  g_autofree char *path = make_file ("same.part.png", "first");
  g_autofree char *first = put (path);
  g_autofree char *again = make_file ("same.part.png", "second");
  g_autofree char *second = put (again);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (first, !=, second);
  assert_text (first, "first");
  assert_text (second, "second");
  g_assert_true (figment_trash_take_back (first, path, &error));
  g_assert_no_error (error);
  assert_text (path, "first");
}

/* The folder may have gone meanwhile; what has taken the place stays. */
static void
test_trash_place (void)
{
  g_autofree char *path = make_file ("place.png", "old");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *elsewhere = g_build_filename (folder, "gone", "place.png", NULL);
  g_autofree char *in_trash = put (path);
  g_autofree char *taken = make_file ("place.png", "new");
  g_autoptr(GError) error = NULL;

  g_assert_false (figment_trash_take_back (in_trash, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  assert_text (taken, "new");
  assert_text (in_trash, "old");
  g_assert_true (figment_trash_take_back (in_trash, elsewhere, &error));
  g_assert_no_error (error);
  assert_text (elsewhere, "old");
}

static void
test_trash_missing (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "not there.png", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *in_trash = NULL;

  g_assert_false (figment_trash_put (path, &in_trash, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (in_trash);
}

int
main (int    argc,
      char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 loses the names of the folders, and the leak check finds them. */
  g_autofree char *home = g_dir_make_tmp ("figment-home-XXXXXX", NULL);
  int code;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trash/back", test_trash_back);
  g_test_add_func ("/trash/same-name", test_trash_same_name);
  g_test_add_func ("/trash/place", test_trash_place);
  g_test_add_func ("/trash/missing", test_trash_missing);
  code = g_test_run ();
  figment_test_remove_folder (home);
  return code;
}
