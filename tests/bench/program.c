/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "figment-test-media.h"
#include "store-support.h"

/* As many of the newest generations have a file: more than a page shows. */
#define N_PICTURES 60

/* Of a child's file descriptors, above the standard ones. */
#define ANSWER_FD 3

static gint64
read_number (Program *self)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (self->answers, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    return -1;
  return g_ascii_strtoll (line, NULL, 10);
}

static char **
build_environment (const char *home,
                   gboolean    stay)
{
  char **environment = g_get_environ ();
  g_autofree char *data = g_build_filename (home, "data", NULL), *cache = g_build_filename (home, "cache", NULL);
  g_autofree char *config = g_build_filename (home, "config", NULL);

  environment = g_environ_setenv (environment, "HOME", home, TRUE);
  environment = g_environ_setenv (environment, "XDG_DATA_HOME", data, TRUE);
  environment = g_environ_setenv (environment, "XDG_CACHE_HOME", cache, TRUE);
  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", config, TRUE);
  environment = g_environ_setenv (environment, "GSETTINGS_BACKEND", "keyfile", TRUE);
  environment = g_environ_setenv (environment, "LD_PRELOAD", FIRST_FRAME, TRUE);
  environment = g_environ_setenv (environment, "FIGMENT_BENCH_FD", G_STRINGIFY (ANSWER_FD), TRUE);
  if (stay)
    environment = g_environ_setenv (environment, "FIGMENT_BENCH_STAY", "1", TRUE);
  return environment;
}

gboolean
program_start (Program     *self,
               const char  *path,
               const char  *home,
               gboolean     stay,
               GError     **error)
{
  const char *const argv[] = { path, NULL };
  g_auto(GStrv) environment = build_environment (home, stay);
  const int targets[] = { ANSWER_FD };
  int ends[2], sources[1];
  gboolean started;

  *self = (Program) { 0 };
  if (pipe2 (ends, O_CLOEXEC) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  sources[0] = ends[1];
  g_mkdir_with_parents (home, 0700);
  self->began_at = g_get_monotonic_time ();
  started = g_spawn_async_with_pipes_and_fds (NULL, argv, (const char *const *) environment,
                                              G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1, sources, targets, 1,
                                              &self->pid, NULL, NULL, NULL, error);
  close (ends[1]);
  self->answers = g_io_channel_unix_new (ends[0]);
  g_io_channel_set_close_on_unref (self->answers, TRUE);
  if (!started)
    return FALSE;
  self->frame_at = read_number (self);
  self->frame_cpu = read_number (self);
  if (self->frame_at > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s ended before it had painted anything", path);
  return FALSE;
}

gint64
program_get_pss (Program *self)
{
  return read_number (self);
}

/* proc(5), /proc/pid/stat: utime and stime are the 14th and 15th field, of which the 2nd may hold blanks. */
gint64
program_get_cpu (Program *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) self->pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;
  gint64 ticks;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return -1;
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  ticks = g_ascii_strtoll (fields[11], NULL, 10) + g_ascii_strtoll (fields[12], NULL, 10);
  return ticks * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK);
}

void
program_end (Program *self,
             gboolean wait)
{
  if (self->pid != 0)
    {
      if (!wait)
        kill (self->pid, SIGTERM);
      waitpid (self->pid, NULL, 0);
      g_spawn_close_pid (self->pid);
    }
  g_clear_pointer (&self->answers, g_io_channel_unref);
}

void
program_fill (const char *home,
              guint       count)
{
  g_autofree char *database = g_build_filename (home, "data", "figment", "figment.db", NULL);
  g_autofree char *folder = g_path_get_dirname (database);
  g_autofree char *pictures = g_build_filename (home, "Pictures", NULL);
  g_autofree char *picture = figment_test_media_write ("bench.png", "png", 1024, 1024, FALSE);
  g_autofree char *sql = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_mkdir_with_parents (pictures, 0700);
  store_fill (database, count);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);
      g_autofree char *path = g_build_filename (pictures, name, NULL);

      if (link (picture, path) != 0)
        g_error ("%s: %s", path, g_strerror (errno));
    }
  sql = g_strdup_printf ("UPDATE outputs SET path = '%s/' || (id %% %d) || '.png', mime = 'image/png', width = 1024,"
                         "  height = 1024 WHERE id > (SELECT max (id) - %d FROM outputs)",
                         pictures, N_PICTURES, N_PICTURES);
  store_exec (database, sql);
}
