/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A program that is measured from outside, with a home folder of its own and first-frame.c inside. */
typedef struct
{
  GPid        pid;
  gint64      began_at;  /* µs, monotonic: before it was started */
  gint64      frame_at;  /* µs, monotonic: its first frame was painted */
  gint64      frame_cpu; /* µs: what it had of all cores until then */
  GIOChannel *answers;   /* (owned) */
} Program;

/* @home: absolute; @stay: it goes on after it has told its memory. Waits for the first frame. */
gboolean program_start    (Program     *self,
                           const char  *path,
                           const char  *home,
                           gboolean     stay,
                           GError     **error);

/* Waits until it has come to rest. Returns: its proportional share of memory, kB */
gint64   program_get_pss  (Program     *self);

/* Returns: the time that it has had from all cores, µs */
gint64   program_get_cpu  (Program     *self);

/* @wait: it ends by itself */
void     program_end      (Program     *self,
                           gboolean     wait);

/* A database of @count finished generations in @home, the newest of which have pictures. */
void     program_fill     (const char  *home,
                           guint        count);

G_END_DECLS
