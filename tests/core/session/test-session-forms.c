/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <glib/gstdio.h>

#define NOWHERE "http://127.0.0.1:1"
#define ELSEWHERE "http://127.0.0.1:2"

static void
wait_lists (FigmentWildcardFolder *folder,
            guint                  n)
{
  while (figment_wildcard_folder_get_wildcards (folder) == NULL
         || figment_wildcards_get_n_lists (figment_wildcard_folder_get_wildcards (folder)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
write_list (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Lists are there as soon as somebody puts them into the folder, also into one of its folders. */
static void
test_wildcards (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  FigmentWildcardFolder *folder = figment_session_get_wildcard_folder (test->session);
  const char *path = figment_wildcard_folder_get_path (folder);
  g_autofree char *inner = g_build_filename (path, "farm", NULL);
  GError *error = NULL;
  guint n;

  wait_lists (folder, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (figment_wildcard_folder_make (folder, &error));
  g_assert_no_error (error);
  g_assert_true (figment_wildcard_folder_make (folder, &error));
  while (figment_wildcards_get_folders (figment_wildcard_folder_get_wildcards (folder))[0] == NULL)
    g_main_context_iteration (NULL, TRUE);

  write_list (path, "colours.txt", "red\n");
  wait_lists (folder, 1);
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  while (figment_wildcards_get_folders (figment_wildcard_folder_get_wildcards (folder))[1] == NULL)
    g_main_context_iteration (NULL, TRUE);
  write_list (inner, "birds.txt", "hen\nduck\n");
  wait_lists (folder, 2);
  figment_wildcards_get_lines (figment_wildcard_folder_get_wildcards (folder), "farm/birds", &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* What stands in for a file is known for each server, and the next time, too. */
static void
test_replacements (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  g_autoptr(FigmentEndpoint) elsewhere = figment_endpoint_new (ELSEWHERE, NULL, NULL, NULL);
  guint n_told = 0;

  g_signal_connect_swapped (test->session, "notify::catalog", G_CALLBACK (count_cb), &n_told);
  figment_session_set_replacement (test->session, "a.safetensors", "b.safetensors");
  figment_session_set_replacement (test->session, "c.safetensors", "d.safetensors");
  figment_session_set_replacement (test->session, "c.safetensors", NULL);
  g_assert_cmpuint (n_told, ==, 3);
  figment_session_set_comfy_endpoint (test->session, elsewhere);
  g_assert_cmpuint (figment_replacements_get_size (figment_session_get_replacements (test->session)), ==, 0);

  figment_test_session_close (test);
  figment_test_session_open (test, NOWHERE);
  g_assert_cmpuint (figment_replacements_get_size (figment_session_get_replacements (test->session)), ==, 1);
  g_assert_cmpstr (figment_replacements_get (figment_session_get_replacements (test->session), "a.safetensors"), ==,
                   "b.safetensors");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-forms/wildcards", test_wildcards);
  g_test_add_func ("/session-forms/replacements", test_replacements);
  return g_test_run ();
}
