/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/figment-pace.h"

/* A run of 20 steps between loaders and a decoder, all of which weigh as much as a step. */
#define N_PARTS 25.0
#define N_BEFORE 3

/* Steps of a sampler, one every @interval ms after @now; returns the time of the last. */
static gint64
walk (FigmentPace *pace,
      gint64       now,
      gint64       interval,
      int          first,
      int          last)
{
  for (int step = first; step <= last; step++, now += interval)
    figment_pace_step (pace, now, "3", step, (N_BEFORE + step) / N_PARTS);
  return now - interval;
}

static gint64
remaining (FigmentPace *pace,
           gint64       now,
           int          step,
           gint64       whole)
{
  return figment_pace_get_remaining (pace, now, TRUE, (N_BEFORE + step) / N_PARTS, whole);
}

/* A minute passes until the first step, and neither it nor the loaders' share of the bar is taken for the pace. */
static void
test_first_run (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  figment_pace_begin (pace, 1000);
  g_assert_cmpint (remaining (pace, 30000, 0, 0), ==, -1);
  walk (pace, 61000, 1000, 1, 1);
  g_assert_cmpint (remaining (pace, 61000, 1, 0), ==, -1);
  walk (pace, 62000, 1000, 2, 2);
  g_assert_cmpint (remaining (pace, 62000, 2, 0), ==, -1);
  walk (pace, 63000, 1000, 3, 3);
  /* 17 steps and two parts without steps, a second each */
  g_assert_cmpint (remaining (pace, 63000, 3, 0), ==, 19000);
  walk (pace, 64000, 1000, 4, 10);
  g_assert_cmpint (remaining (pace, 70000, 10, 0), ==, 12000);
}

/* Nobody knows how long the first decoding takes. */
static void
test_after_the_steps (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  figment_pace_begin (pace, 1000);
  walk (pace, 2000, 1000, 1, 20);
  figment_pace_leave_steps (pace);
  g_assert_cmpint (remaining (pace, 22000, 20, 0), ==, -1);
  /* … but the second's is known: earlier runs took 30 s from the first step. */
  g_assert_cmpint (remaining (pace, 22000, 20, 30000), ==, 10000);
  /* Longer than ever before. */
  g_assert_cmpint (remaining (pace, 42000, 20, 30000), ==, -1);
}

/* The second model has a pace of its own, and is loaded first. */
static void
test_second_sampler (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  figment_pace_begin (pace, 1000);
  walk (pace, 2000, 1000, 1, 10);
  figment_pace_leave_steps (pace);
  figment_pace_step (pace, 60000, "4", 1, 0.5);
  g_assert_cmpint (figment_pace_get_remaining (pace, 60000, TRUE, 0.5, 0), ==, -1);
  figment_pace_step (pace, 62000, "4", 2, 0.6);
  figment_pace_step (pace, 64000, "4", 3, 0.75);
  g_assert_cmpint (figment_pace_get_remaining (pace, 64000, TRUE, 0.75, 0), ==, 4000);
  /* The same node once more from its first step, for the next picture. */
  figment_pace_step (pace, 70000, "4", 1, 0.75);
  g_assert_cmpint (figment_pace_get_remaining (pace, 70000, TRUE, 0.75, 0), ==, -1);
}

/* What is compared with earlier runs begins with the first step, too, and ends before anything is fetched. */
static void
test_earlier_runs (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  figment_pace_begin (pace, 1000);
  g_assert_cmpint (remaining (pace, 50000, 0, 20000), ==, -1);
  walk (pace, 61000, 1000, 1, 1);
  g_assert_cmpint (remaining (pace, 61000, 1, 20000), ==, 20000);
  walk (pace, 62000, 1000, 2, 12);
  /* 9 s by earlier runs, 10 s by its own pace, with the weights 0.4 and 0.6 */
  g_assert_cmpint (remaining (pace, 72000, 12, 20000), ==, 9600);
  g_assert_cmpint (figment_pace_get_whole (pace, TRUE), ==, -1);
  figment_pace_end (pace, 80000);
  figment_pace_end (pace, 90000);
  g_assert_cmpint (figment_pace_get_whole (pace, TRUE), ==, 19000);
}

/* Found in its middle after a restart: it cannot be compared, but has a pace. */
static void
test_picked_up (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  figment_pace_begin (pace, 1000);
  walk (pace, 2000, 1000, 11, 13);
  g_assert_cmpint (remaining (pace, 4000, 13, 60000), ==, 9000);
  figment_pace_end (pace, 20000);
  g_assert_cmpint (figment_pace_get_whole (pace, TRUE), ==, -1);
}

static void
test_without_steps (void)
{
  g_autoptr(FigmentPace) pace = figment_pace_new ();

  g_assert_cmpint (figment_pace_get_remaining (pace, 500, FALSE, 0, 8000), ==, -1);
  figment_pace_begin (pace, 1000);
  figment_pace_begin (pace, 2000);
  g_assert_cmpint (figment_pace_get_remaining (pace, 4000, FALSE, 0.5, 0), ==, -1);
  g_assert_cmpint (figment_pace_get_remaining (pace, 4000, FALSE, 0.5, 8000), ==, 5000);
  figment_pace_end (pace, 9000);
  g_assert_cmpint (figment_pace_get_whole (pace, FALSE), ==, 8000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/first-run", test_first_run);
  g_test_add_func ("/pace/after-the-steps", test_after_the_steps);
  g_test_add_func ("/pace/second-sampler", test_second_sampler);
  g_test_add_func ("/pace/earlier-runs", test_earlier_runs);
  g_test_add_func ("/pace/picked-up", test_picked_up);
  g_test_add_func ("/pace/without-steps", test_without_steps);
  return g_test_run ();
}
