/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "figment-test-media.h"
#include "figment-test-session.h"
#include "program.h"

/*
 * From before the program is started to the end of its first frame, and its proportional share of memory once it has
 * come to rest, beside a bare window of libadwaita in the same run, by turns: with nothing in the library, and with
 * 10 000 generations. Goals: at most 1.8 times the time and 2.2 times the memory of the bare window. Where others use
 * the machine as well, the time that the cores have worked for it says more than the one that has passed.
 */

#define N_ROUNDS 9
#define N_GENERATIONS 10000

typedef enum
{
  BARE,
  EMPTY,
  FULL,
  N_KINDS,
} Kind;

static const char *const names[N_KINDS] = { "bare window", "Figment, empty library", "Figment, 10 000 generations" };

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
get_median (double *numbers)
{
  qsort (numbers, N_ROUNDS, sizeof (double), compare_doubles);
  return numbers[N_ROUNDS / 2];
}

int
main (int    argc,
      char **argv)
{
  double times[N_KINDS][N_ROUNDS], work[N_KINDS][N_ROUNDS], memory[N_KINDS][N_ROUNDS];
  double bare_time, bare_work, bare_memory;
  g_autofree char *folder = NULL;
  char *homes[N_KINDS];

  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("no display\n");
      return 77;
    }
  folder = g_dir_make_tmp ("figment-bench-XXXXXX", NULL);
  for (Kind kind = BARE; kind < N_KINDS; kind++)
    homes[kind] = g_build_filename (folder, names[kind], NULL);
  program_fill (homes[FULL], N_GENERATIONS);

  /* The first round warms the caches and is not counted. */
  for (int round = -1; round < N_ROUNDS; round++)
    for (Kind kind = BARE; kind < N_KINDS; kind++)
      {
        Program program;
        g_autoptr(GError) error = NULL;
        gint64 pss;

        if (!program_start (&program, kind == BARE ? BARE_WINDOW : FIGMENT, homes[kind], FALSE, &error))
          g_error ("%s", error->message);
        pss = program_get_pss (&program);
        program_end (&program, TRUE);
        if (round < 0)
          continue;
        times[kind][round] = (double) (program.frame_at - program.began_at) / 1e3;
        work[kind][round] = (double) program.frame_cpu / 1e3;
        memory[kind][round] = (double) pss / 1024;
      }
  bare_time = get_median (times[BARE]);
  bare_work = get_median (work[BARE]);
  bare_memory = get_median (memory[BARE]);
  for (Kind kind = BARE; kind < N_KINDS; kind++)
    {
      const double time = get_median (times[kind]), cpu = get_median (work[kind]), pss = get_median (memory[kind]);

      g_print ("%-28s first frame %4.0f ms, %.2f times (goal 1.8); work %4.0f ms, %.2f times; at rest %5.1f MiB, "
               "%.2f times (goal 2.2)\n",
               names[kind], time, time / bare_time, cpu, cpu / bare_work, pss, pss / bare_memory);
      g_free (homes[kind]);
    }
  figment_test_media_clear ();
  figment_test_remove_folder (folder);
  return 0;
}
