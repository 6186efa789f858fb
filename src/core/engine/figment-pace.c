/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-pace.h"

#include <math.h>

/* Steps after a node's first that have to be seen before they tell a pace: the first ones are often slower. */
#define MIN_STEPS 2

FigmentPace *
figment_pace_new (void)
{
  return g_new0 (FigmentPace, 1);
}

void
figment_pace_free (FigmentPace *self)
{
  g_free (self->node_id);
  g_free (self);
}

/**
 * figment_pace_begin:
 * @now: ms, of any clock that never goes back
 *
 * The server has begun; only the first time counts.
 */
void
figment_pace_begin (FigmentPace *self,
                    gint64       now)
{
  if (self->began == 0)
    self->began = now;
}

/**
 * figment_pace_step:
 * @now: ms
 * @node_id: the node that counts
 * @step: how many it has done, 1 or more
 * @fraction: 0..1 of the whole run is done
 */
void
figment_pace_step (FigmentPace *self,
                   gint64       now,
                   const char  *node_id,
                   int          step,
                   double       fraction)
{
  if (self->first_step == 0)
    {
      self->first_step = now;
      self->from_first = step == 1;
    }
  if (g_strcmp0 (self->node_id, node_id) != 0 || step < self->step)
    {
      g_free (self->node_id);
      self->node_id = g_strdup (node_id);
      self->mark = now;
      self->mark_fraction = fraction;
      self->mark_step = step;
    }
  self->step = step;
}

/* What works now has no steps. */
void
figment_pace_leave_steps (FigmentPace *self)
{
  g_clear_pointer (&self->node_id, g_free);
}

/* The server has finished: what is fetched from it afterwards does not count. */
void
figment_pace_end (FigmentPace *self,
                  gint64       now)
{
  if (self->ended == 0)
    self->ended = now;
}

/**
 * figment_pace_get_elapsed:
 * @now: ms
 * @has_steps: whether any node of the graph counts its steps
 *
 * Returns: ms that can be compared with those of other runs of the same graph, -1: none, since the clock has not begun
 *   yet or nobody saw when it did
 */
gint64
figment_pace_get_elapsed (FigmentPace *self,
                          gint64       now,
                          gboolean     has_steps)
{
  if (has_steps)
    return self->first_step > 0 && self->from_first ? now - self->first_step : -1;
  return self->began > 0 ? now - self->began : -1;
}

/* Returns: ms to compare later runs with, -1: none, since its beginning or its end was not seen */
gint64
figment_pace_get_whole (FigmentPace *self,
                        gboolean     has_steps)
{
  return self->ended > 0 ? figment_pace_get_elapsed (self, self->ended, has_steps) : -1;
}

/* Returns: ms that the rest takes at the pace of the node that steps now, -1 unknown */
static double
from_own_pace (FigmentPace *self,
               gint64       now,
               double       fraction)
{
  if (self->node_id == NULL || self->step - self->mark_step < MIN_STEPS || fraction <= self->mark_fraction)
    return -1;
  return (double) (now - self->mark) * (1 - fraction) / (fraction - self->mark_fraction);
}

/**
 * figment_pace_get_remaining:
 * @now: ms
 * @has_steps: as in figment_pace_get_elapsed ()
 * @fraction: 0..1 of the whole run is done
 * @whole: ms that such a run took before, counted as figment_pace_get_elapsed () does; 0 if there was none
 *
 * Trusts earlier runs at the beginning and the present one's own pace towards its end.
 *
 * Returns: ms, -1 where nothing can be said
 */
gint64
figment_pace_get_remaining (FigmentPace *self,
                            gint64       now,
                            gboolean     has_steps,
                            double       fraction,
                            gint64       whole)
{
  const gint64 elapsed = figment_pace_get_elapsed (self, now, has_steps);
  const double own = from_own_pace (self, now, fraction);
  const double before = elapsed >= 0 ? (double) (whole - elapsed) : -1;

  if (before <= 0) /* there was none before, or this one takes longer */
    return llround (own);
  if (own < 0)
    return llround (before);
  return llround (before * (1 - fraction) + own * fraction);
}
