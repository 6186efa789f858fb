/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

/*
 * Watches the main loop of the program that it is preloaded into, so that what ships has nothing of it: from the moment
 * in which poll() returns to the next poll() nobody's click is answered. Each such gap over FIGMENT_WATCHDOG_MS (10
 * unless set) is a line of FIGMENT_WATCHDOG:
 *
 *   START WALL QUEUED SERVER FRAME FRAME … | FRAME …
 *
 * START: seconds of the monotonic clock; WALL: milliseconds; QUEUED: how many of those the kernel let others run first;
 * SERVER: in how many an X server was waited for that may have had to wait itself. After them the stacks as they were
 * every SAMPLE_MS within the gap, innermost first, as backtrace_symbols() writes them.
 */

#define SAMPLE_MS 10
#define MAX_SAMPLES 256
#define MAX_WRITTEN 16
#define MAX_FRAMES 48

static GPollFunc real_poll;
static int output = -1;
static int schedstat = -1;
static timer_t timer;
static double limit_ms = 10;

static struct
{
  gint64  began;  /* microseconds */
  guint64 queued; /* nanoseconds */
} gap;

static struct
{
  void *frames[MAX_FRAMES];
  int   n_frames;
} samples[MAX_SAMPLES];
static volatile sig_atomic_t n_samples;

/* Returns: for how long the kernel has kept this thread waiting for a processor, in nanoseconds */
static guint64
read_queued (void)
{
  char text[96];
  unsigned long long ran, queued = 0;
  const ssize_t size = schedstat >= 0 ? pread (schedstat, text, sizeof text - 1, 0) : 0;

  if (size <= 0)
    return 0;
  text[size] = '\0';
  return sscanf (text, "%llu %llu", &ran, &queued) == 2 ? queued : 0;
}

static void
sample_cb (int number)
{
  const int i = n_samples;

  if (i >= MAX_SAMPLES)
    return;
  samples[i].n_frames = backtrace (samples[i].frames, MAX_FRAMES);
  n_samples = i + 1;
}

static void
set_timer (long milliseconds)
{
  const struct timespec span = { .tv_nsec = milliseconds * 1000000 };
  const struct itimerspec value = { .it_interval = span, .it_value = span };

  timer_settime (timer, 0, &value, NULL);
}

/* For its answer, or for it to take what was sent. The first two frames are the handler and the kernel's return. */
static gboolean
waits_for_server (char **names,
                  int    n_names)
{
  for (int i = 2; i < n_names; i++)
    if (strstr (names[i], "(_XReply+") != NULL)
      return TRUE;
  return n_names > 3 && strstr (names[2], "poll") != NULL && strstr (names[3], "libxcb") != NULL;
}

static void
write_gap (double wall_ms,
           double queued_ms)
{
  g_autoptr(GString) stacks = g_string_new (NULL);
  g_autofree char *line = NULL;
  int n_waits = 0;

  for (int i = 0; i < n_samples; i++)
    {
      char **names = backtrace_symbols (samples[i].frames, samples[i].n_frames);

      if (i > 0 && i < MAX_WRITTEN)
        g_string_append (stacks, " |");
      for (int j = 2; names != NULL && j < samples[i].n_frames; j++)
        {
          names[j][strcspn (names[j], " [")] = '\0';
          if (i < MAX_WRITTEN)
            g_string_append_printf (stacks, " %s", names[j]);
        }
      n_waits += names != NULL && waits_for_server (names, samples[i].n_frames);
      free (names);
    }
  line = g_strdup_printf ("%.6f %.1f %.1f %d%s\n", (double) gap.began / 1e6, wall_ms, queued_ms, n_waits * SAMPLE_MS,
                          stacks->str);
  if (write (output, line, strlen (line)) < 0)
    perror ("watchdog");
}

static int
watched_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  const double wall_ms = (double) (g_get_monotonic_time () - gap.began) / 1e3;
  int result;

  set_timer (0);
  if (gap.began > 0 && wall_ms >= limit_ms)
    write_gap (wall_ms, (double) (read_queued () - gap.queued) / 1e6);
  result = real_poll (fds, n_fds, timeout);
  n_samples = 0;
  gap.queued = read_queued ();
  gap.began = g_get_monotonic_time ();
  set_timer (SAMPLE_MS);
  return result;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = getenv ("FIGMENT_WATCHDOG");
  const char *limit = getenv ("FIGMENT_WATCHDOG_MS");
  struct sigaction action = { .sa_handler = sample_cb, .sa_flags = SA_RESTART };
  struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 3 };
  void *frames[1];

  if (path == NULL)
    return;
  unsetenv ("LD_PRELOAD"); /* programs that it starts are no concern of ours */
  unsetenv ("FIGMENT_WATCHDOG");
  if (limit != NULL)
    limit_ms = g_ascii_strtod (limit, NULL);
  output = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  event._sigev_un._tid = gettid ();
  backtrace (frames, 1); /* the first call loads a library, which a signal handler must not */
  if (output < 0 || sigaction (SIGRTMIN + 3, &action, NULL) != 0 || timer_create (CLOCK_MONOTONIC, &event, &timer) != 0)
    {
      perror ("watchdog");
      return;
    }
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, watched_poll);
}
