/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/figment-claims.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
make_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-claims-XXXXXX", NULL);

  return g_build_filename (folder, "claims", NULL);
}

static void
remove_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_exclusive (void)
{
  g_autofree char *path = make_path ();
  g_autoptr(FigmentClaims) first = figment_claims_open (path, NULL);
  g_autoptr(FigmentClaims) second = figment_claims_open (path, NULL);

  g_assert_true (figment_claims_take (first, "a"));
  g_assert_true (figment_claims_take (first, "a")); /* one's own claim is no hindrance */
  g_assert_false (figment_claims_take (second, "a"));
  g_assert_true (figment_claims_take (second, "b"));
  figment_claims_release (first, "a");
  g_assert_true (figment_claims_take (second, "a"));
  remove_path (path);
}

/* The claims of a process that was killed are free again. */
static void
test_kill (void)
{
  g_autofree char *path = make_path ();
  g_autoptr(FigmentClaims) claims = figment_claims_open (path, NULL);
  int ready[2], status;
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      FigmentClaims *theirs = figment_claims_open (path, NULL);

      if (!figment_claims_take (theirs, "a") || write (ready[1], "x", 1) != 1)
        _exit (1);
      pause ();
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_false (figment_claims_take (claims, "a"));
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  g_assert_true (figment_claims_take (claims, "a"));
  remove_path (path);
}

static void
test_cannot_open (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (figment_claims_open ("/nonexistent/folder/claims", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/claims/exclusive", test_exclusive);
  g_test_add_func ("/claims/kill", test_kill);
  g_test_add_func ("/claims/cannot-open", test_cannot_open);
  return g_test_run ();
}
