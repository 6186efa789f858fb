/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "media/figment-media-private.h"

static void
assert_name (const char *name,
             const char *expected)
{
  g_autofree char *safe = figment_media_safe_name (name);
  g_autofree char *again = figment_media_safe_name (safe);

  g_assert_cmpstr (safe, ==, expected);
  g_assert_cmpstr (again, ==, expected);
}

static void
test_safe_name (void)
{
  assert_name ("ComfyUI_00001_.png", "ComfyUI_00001_.png");
  assert_name ("katze für öl 日本.png", "katze für öl 日本.png");
  assert_name ("../../etc/passwd", "passwd");
  assert_name ("..\\..\\windows\\evil.png", "evil.png");
  assert_name ("/absolute/x.png", "x.png");
  assert_name ("C:\\x.png", "x.png");
  assert_name ("folder/", "folder");
  assert_name ("..", "output");
  assert_name (".", "output");
  assert_name ("", "output");
  assert_name (NULL, "output");
  assert_name ("///", "output");
  assert_name ("a/..", "output");
  assert_name (" . .. ", "output");
  assert_name (".hidden.png", "hidden.png");
  assert_name (" x.png . ", "x.png");
  assert_name ("a\nb\x1b[31m\x7f\xc2\x85.png", "ab[31m.png");
  assert_name ("photo\xe2\x80\xaegpj.exe", "photogpj.exe");
  assert_name ("a<b>c:d\"e|f?g*.png", "a_b_c_d_e_f_g_.png");
  assert_name ("bad\xff\xfe.png", "bad__.png");
  assert_name ("a..b.png", "a..b.png");
  assert_name ("CON.png", "CON.png");
}

static void
test_safe_name_length (void)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *safe = NULL;
  g_autofree char *long_extension = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (name, "日");
  g_string_append (name, ".png");
  safe = figment_media_safe_name (name->str);
  g_assert_true (g_utf8_validate (safe, -1, NULL));
  g_assert_true (g_str_has_suffix (safe, "日.png"));
  g_assert_cmpuint (strlen (safe), <=, 200);
  g_assert_cmpuint (strlen (safe), >, 196);

  g_string_assign (name, "a.");
  for (guint i = 0; i < 300; i++)
    g_string_append_c (name, 'x');
  long_extension = figment_media_safe_name (name->str);
  g_assert_cmpuint (strlen (long_extension), ==, 200);
}

static void
test_safe_name_random (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      char bytes[301] = "";
      const int length = g_test_rand_int_range (0, 300);
      g_autofree char *safe = NULL;
      g_autofree char *again = NULL;

      for (int i = 0; i < length; i++)
        bytes[i] = (char) g_test_rand_int_range (1, 256);
      safe = figment_media_safe_name (bytes);
      again = figment_media_safe_name (safe);
      g_assert_cmpstr (again, ==, safe);
      g_assert_cmpuint (strlen (safe), >, 0);
      g_assert_cmpuint (strlen (safe), <=, 200);
      g_assert_true (g_utf8_validate (safe, -1, NULL));
      g_assert_null (strpbrk (safe, "/\\"));
      g_assert_cmpint (safe[0], !=, '.');
    }
}

typedef struct
{
  char *folder;
  char *from;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  fixture->folder = g_dir_make_tmp ("figment-media-XXXXXX", NULL);
  fixture->from = g_build_filename (fixture->folder, ".part", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->from);
}

static void
assert_contents (const char *path,
                 const char *expected)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

static void
test_place (Fixture      *fixture,
            gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "x.png", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->from, "first", -1, NULL));
  g_assert_false (figment_media_is_placed (fixture->from, path));
  g_assert_true (figment_media_place_file (fixture->from, path, &error));
  g_assert_no_error (error);
  g_assert_true (figment_media_is_placed (fixture->from, path));
  assert_contents (path, "first");
  g_assert_cmpint (g_unlink (fixture->from), ==, 0);
  g_assert_false (figment_media_is_placed (fixture->from, path));

  g_assert_true (g_file_set_contents (fixture->from, "second", -1, NULL));
  g_assert_false (figment_media_place_file (fixture->from, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_contents (path, "first");
  assert_contents (fixture->from, "second");
  g_assert_false (figment_media_is_placed (fixture->from, path));
}

static void
test_place_fails (Fixture      *fixture,
                  gconstpointer user_data)
{
  g_autofree char *here = g_build_filename (fixture->folder, "x.png", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", "x.png", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (figment_media_place_file (fixture->from, here, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (fixture->from, "kept", -1, NULL));
  g_assert_false (figment_media_place_file (fixture->from, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_contents (fixture->from, "kept");
}

static void
test_digest (Fixture      *fixture,
             gconstpointer user_data)
{
  g_autofree char *sha256 = NULL;
  g_autoptr(GError) error = NULL;
  gint64 bytes;

  g_assert_true (g_file_set_contents (fixture->from, "abc", -1, NULL));
  g_assert_true (figment_media_digest_file (fixture->from, &bytes, &sha256, &error));
  g_assert_cmpint (bytes, ==, 3);
  g_assert_cmpstr (sha256, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_numbered (void)
{
  g_autofree char *first = figment_media_numbered_name ("a.b.png", 1);
  g_autofree char *second = figment_media_numbered_name ("a.b.png", 2);
  g_autofree char *bare = figment_media_numbered_name ("output", 12);

  g_assert_cmpstr (first, ==, "a.b.png");
  g_assert_cmpstr (second, ==, "a.b (2).png");
  g_assert_cmpstr (bare, ==, "output (12)");
}

/* Every way of moving leaves a taken name alone and takes a free one. */
static void
test_move (Fixture      *fixture,
           gconstpointer user_data)
{
  const FigmentMediaMove how = (FigmentMediaMove) GPOINTER_TO_INT (user_data);
  g_autofree char *taken = g_build_filename (fixture->folder, "taken", NULL);
  g_autofree char *open = g_build_filename (fixture->folder, "open", NULL);
  int result;

  g_assert_true (g_file_set_contents (fixture->from, "new", -1, NULL));
  g_assert_true (g_file_set_contents (taken, "old", -1, NULL));
  g_assert_cmpint (_figment_media_move (fixture->from, taken, how), ==, EEXIST);
  assert_contents (taken, "old");
  assert_contents (fixture->from, "new");

  result = _figment_media_move (fixture->from, open, how);
  if (how == FIGMENT_MEDIA_MOVE_RENAME && result == EINVAL)
    {
      g_test_skip ("this file system has no RENAME_NOREPLACE");
      return;
    }
  g_assert_cmpint (result, ==, 0);
  assert_contents (open, "new");
  g_assert_true ((how == FIGMENT_MEDIA_MOVE_LINK) == g_file_test (fixture->from, G_FILE_TEST_EXISTS));
  g_assert_cmpint (_figment_media_move (fixture->from, open, how), !=, 0);
  assert_contents (open, "new");
}

/* A source that is gone must not leave the reserved name behind. */
static void
test_move_reserve_cleans_up (Fixture      *fixture,
                             gconstpointer user_data)
{
  g_autofree char *open = g_build_filename (fixture->folder, "open", NULL);

  g_assert_cmpint (_figment_media_move (fixture->from, open, FIGMENT_MEDIA_MOVE_RESERVE), ==, ENOENT);
  g_assert_false (g_file_test (open, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/safe-name", test_safe_name);
  g_test_add_func ("/media/safe-name/length", test_safe_name_length);
  g_test_add_func ("/media/safe-name/random", test_safe_name_random);
  g_test_add_func ("/media/safe-name/numbered", test_numbered);
#define ADD(path, data, func) g_test_add (path, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("/media/place", 0, test_place);
  ADD ("/media/place/fails", 0, test_place_fails);
  ADD ("/media/digest", 0, test_digest);
  ADD ("/media/move/rename", FIGMENT_MEDIA_MOVE_RENAME, test_move);
  ADD ("/media/move/link", FIGMENT_MEDIA_MOVE_LINK, test_move);
  ADD ("/media/move/reserve", FIGMENT_MEDIA_MOVE_RESERVE, test_move);
  ADD ("/media/move/reserve-cleans-up", 0, test_move_reserve_cleans_up);
#undef ADD
  return g_test_run ();
}
