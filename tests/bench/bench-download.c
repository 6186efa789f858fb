/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "comfy/figment-comfy-client.h"

/*
 * A 500 MB /view through the client, against a plain blocking loop of read and write, both from a server in a process
 * of its own and into a file. Goals: at most 1.1 times the seconds, at most 32 MB of memory at the highest.
 */

#define SIZE ((gsize) 500 * 1000 * 1000)
#define ROUNDS 5
#define BUFFER (256 * 1024)

static void
write_whole (int         fd,
             const void *data,
             gsize       length)
{
  const char *at = data;

  while (length > 0)
    {
      const ssize_t n = write (fd, at, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      at += n;
      length -= (gsize) n;
    }
}

/* The server's process: one request a connection, one connection at a time. Never returns. */
static void G_GNUC_NORETURN
serve (int listener)
{
  static char block[1 << 20];
  char head[8192];

  signal (SIGPIPE, SIG_IGN);
  memset (block, 'x', sizeof block);
  for (;;)
    {
      const int fd = accept (listener, NULL, NULL);
      g_autofree char *answer =
          g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %" G_GSIZE_FORMAT
                           "\r\nConnection: close\r\n\r\n",
                           SIZE);

      if (fd < 0)
        continue;
      if (read (fd, head, sizeof head) > 0)
        {
          write_whole (fd, answer, strlen (answer));
          for (gsize left = SIZE; left > 0; left -= MIN (left, sizeof block))
            write_whole (fd, block, MIN (left, sizeof block));
        }
      close (fd);
    }
}

static int
start_server (pid_t *pid)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  const int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 8), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &address, &length), ==, 0);
  *pid = fork ();
  if (*pid == 0)
    serve (listener);
  close (listener);
  return ntohs (address.sin_port);
}

static double
time_plain (int         port,
            const char *path)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons ((guint16) port) };
  g_autofree char *buffer = g_malloc (BUFFER);
  const gint64 start = g_get_monotonic_time ();
  const int fd = socket (AF_INET, SOCK_STREAM, 0);
  const int file = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t n;

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  write_whole (fd, "GET /x HTTP/1.1\r\n\r\n", 19);
  while ((n = read (fd, buffer, BUFFER)) > 0)
    write_whole (file, buffer, (gsize) n);
  close (fd);
  close (file);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  figment_comfy_client_download_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (user_data);
}

static double
time_client (FigmentComfyClient *client,
             const char         *path)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(FigmentComfyFile) file = figment_comfy_file_new ("clip.mp4", "", FIGMENT_COMFY_FOLDER_OUTPUT);
  g_autoptr(GFile) target = g_file_new_for_path (path);
  const gint64 start = g_get_monotonic_time ();
  GStatBuf info;

  figment_comfy_client_download_async (client, file, target, NULL, NULL, NULL, done_cb, loop);
  g_main_loop_run (loop);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint ((gsize) info.st_size, ==, SIZE);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

int
main (void)
{
  pid_t server;
  const int port = start_server (&server);
  g_autofree char *dir = g_dir_make_tmp ("figment-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "download", NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%d", port);
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, NULL, NULL, NULL);
  g_autoptr(FigmentComfyClient) client = figment_comfy_client_new (endpoint);
  double plain = G_MAXDOUBLE;
  double ours = G_MAXDOUBLE;
  struct rusage usage;

  for (guint i = 0; i < ROUNDS; i++)
    {
      plain = MIN (plain, time_plain (port, path));
      g_unlink (path);
      ours = MIN (ours, time_client (client, path));
      g_unlink (path);
    }
  g_rmdir (dir);
  kill (server, SIGKILL);
  waitpid (server, NULL, 0);
  getrusage (RUSAGE_SELF, &usage);
  g_print ("download of 500 MB: %.3f s, plain loop %.3f s, %.2f times (goal 1.10); peak memory %.1f MB (goal 32)\n",
           ours, plain, ours / plain, (double) usage.ru_maxrss / 1024);
  return 0;
}
