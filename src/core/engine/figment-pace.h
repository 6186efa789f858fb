/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentPace:
 *
 * How fast one run goes, and how long it will still take. Pure bookkeeping: what time it is comes from the caller, any
 * one thread.
 *
 * Nothing is said until it can be known. Before the first step models are loaded, which takes no time or minutes,
 * depending on what the server still has in memory, and tells nothing of the rest: the clock begins with the first
 * step, in this run as in earlier ones. Where there were none, the steps themselves tell; and what comes after them,
 * decoding say, has no steps and nothing is said of it.
 */
typedef struct
{
  gint64   began;         /* ms, when the server began, 0: not yet */
  gint64   ended;         /* ms, when it had finished, 0: not yet */
  gint64   first_step;    /* ms, when the first step was done, 0: none was seen */
  gboolean from_first;    /* … and it was the first indeed: the run was not picked up in its middle */

  char    *node_id;       /* (owned) (nullable) the one that counts its steps now */
  gint64   mark;          /* ms, when that one had done its first */
  double   mark_fraction; /* 0..1, of the whole run, done then */
  int      mark_step;
  int      step;          /* where it is now */
} FigmentPace;

FigmentPace *figment_pace_new           (void);
void         figment_pace_free          (FigmentPace *self);
void         figment_pace_begin         (FigmentPace *self,
                                         gint64       now);
void         figment_pace_step          (FigmentPace *self,
                                         gint64       now,
                                         const char  *node_id,
                                         int          step,
                                         double       fraction);
void         figment_pace_leave_steps   (FigmentPace *self);
void         figment_pace_end           (FigmentPace *self,
                                         gint64       now);
gint64       figment_pace_get_elapsed   (FigmentPace *self,
                                         gint64       now,
                                         gboolean     has_steps);
gint64       figment_pace_get_whole     (FigmentPace *self,
                                         gboolean     has_steps);
gint64       figment_pace_get_remaining (FigmentPace *self,
                                         gint64       now,
                                         gboolean     has_steps,
                                         double       fraction,
                                         gint64       whole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPace, figment_pace_free)

G_END_DECLS
