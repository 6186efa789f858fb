/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "figment-test-media.h"
#include "figment-test-session.h"
#include "program.h"

/*
 * The share of one core that the program takes while nobody does anything with it, beside a bare window of libadwaita
 * in the same run: connected to a server (figment-practice, in a process of its own), with a library of 10 000
 * generations on its Home page; and with nobody at the server's address. Goal: 0.0 %.
 */

#define SECONDS 30
#define N_GENERATIONS 10000

/* Until what follows the start has been done. */
#define SETTLE_SECONDS 6

static void
measure (const char *name,
         const char *path,
         const char *home)
{
  Program program;
  g_autoptr(GError) error = NULL;
  gint64 began_at, cpu;

  if (!program_start (&program, path, home, TRUE, &error))
    g_error ("%s", error->message);
  program_get_pss (&program);
  g_usleep (SETTLE_SECONDS * G_USEC_PER_SEC);
  began_at = g_get_monotonic_time ();
  cpu = program_get_cpu (&program);
  g_usleep (SECONDS * G_USEC_PER_SEC);
  cpu = program_get_cpu (&program) - cpu;
  g_print ("%-28s %.1f %% of a core over %d s (goal 0.0)\n", name,
           100.0 * (double) cpu / (double) (g_get_monotonic_time () - began_at), SECONDS);
  program_end (&program, FALSE);
}

static void
write_address (const char *home,
               const char *address)
{
  g_autofree char *path = g_build_filename (home, "config", "glib-2.0", "settings", "keyfile", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = g_strdup_printf ("[io/github/figment_app/Figment]\ncomfy-address='%s'\n", address);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL, *bare = NULL, *home = NULL, *server_folder = NULL;
  g_autoptr(GSubprocess) server = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *url = NULL;
  g_autoptr(GError) error = NULL;

  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("no display\n");
      return 77;
    }
  folder = g_dir_make_tmp ("figment-bench-XXXXXX", NULL);
  bare = g_build_filename (folder, "bare", NULL);
  home = g_build_filename (folder, "home", NULL);
  server_folder = g_build_filename (folder, "server", NULL);
  program_fill (home, N_GENERATIONS);
  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, PRACTICE,
                             "--folder", server_folder, "--parent-fd", "0", NULL);
  if (server == NULL)
    g_error ("%s", error->message);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  url = g_data_input_stream_read_line (output, NULL, NULL, &error);
  if (url == NULL)
    g_error ("the practice server did not start");

  measure ("bare window", BARE_WINDOW, bare);
  write_address (home, g_strstrip (url));
  measure ("Figment, connected", FIGMENT, home);
  write_address (home, "http://127.0.0.1:9");
  measure ("Figment, the server is away", FIGMENT, home);

  g_subprocess_force_exit (server);
  figment_test_media_clear ();
  figment_test_remove_folder (folder);
  return 0;
}
