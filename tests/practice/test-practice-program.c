/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "practice-test.h"

/* The program: first line, arguments, ends by signal or by its parent, and what is left after a kill. */

static GSubprocess *
start (char       **url,
       const char  *folder,
       const char  *option,
       const char  *value)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("FIGMENT_PRACTICE_PROGRAM"), "--port", "0",
                        "--folder", folder, option, value, NULL);

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  *url = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*url);
  g_assert_true (g_str_has_prefix (*url, "http://127.0.0.1:"));
  return process;
}

static char *
get (const char *url,
     const char *path)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *whole = g_strconcat (url, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", whole);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

static void
test_signals (void)
{
  static const int signals[] = { SIGTERM, SIGINT };
  g_autofree char *folder = g_dir_make_tmp ("practice-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree char *url = NULL;
      g_autoptr(GSubprocess) process = start (&url, folder, "--mood", "good");
      g_autoptr(GError) error = NULL;
      g_autofree char *answer = get (url, "/queue");

      g_assert_cmpstr (answer, ==, "{\"queue_running\":[],\"queue_pending\":[]}");
      g_subprocess_send_signal (process, signals[i]);
      g_subprocess_wait (process, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_exited (process));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
    }
}

/* After SIGKILL and a new start in the same folder, temp is empty and output is kept. */
static void
test_kill (void)
{
  g_autofree char *folder = g_dir_make_tmp ("practice-XXXXXX", NULL);
  g_autofree char *kept = g_build_filename (folder, "output", "kept.png", NULL);
  g_autofree char *gone = g_build_filename (folder, "temp", "gone.png", NULL);
  g_autofree char *first_url = NULL;
  g_autofree char *second_url = NULL;
  g_autoptr(GSubprocess) first = start (&first_url, folder, "--step-ms", "5");
  g_autoptr(GSubprocess) second = NULL;
  g_autofree char *history = NULL;

  g_assert_true (g_file_set_contents (kept, "x", 1, NULL));
  g_assert_true (g_file_set_contents (gone, "x", 1, NULL));
  g_subprocess_force_exit (first);
  g_subprocess_wait (first, NULL, NULL);
  second = start (&second_url, folder, "--step-ms", "5");
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
  history = get (second_url, "/history");
  g_assert_cmpstr (history, ==, "{}");
  g_subprocess_force_exit (second);
  g_subprocess_wait (second, NULL, NULL);
}

/* The program ends when the pipe from its parent is closed. */
static void
test_parent (void)
{
  g_autofree char *folder = g_dir_make_tmp ("practice-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                              g_getenv ("FIGMENT_PRACTICE_PROGRAM"), "--port", "0", "--folder", folder, "--parent-fd",
                              "0", NULL);
  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_usage (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, g_getenv ("FIGMENT_PRACTICE_PROGRAM"),
                              "--mood", "merry", NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("FIGMENT_PRACTICE_PROGRAM"));
  g_test_add_func ("/practice/program/signals", test_signals);
  g_test_add_func ("/practice/program/kill", test_kill);
  g_test_add_func ("/practice/program/parent", test_parent);
  g_test_add_func ("/practice/program/usage", test_usage);
  return g_test_run ();
}
