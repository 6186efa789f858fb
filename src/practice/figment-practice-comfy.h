/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentPracticeMood:
 *
 * How the practice server misbehaves, for tests. Each stays until the mood is set back to @FIGMENT_PRACTICE_MOOD_GOOD.
 */
typedef enum
{
  FIGMENT_PRACTICE_MOOD_GOOD,
  FIGMENT_PRACTICE_MOOD_SLOW,          /* every answer and step takes its time */
  FIGMENT_PRACTICE_MOOD_CUT_SOCKET,    /* websockets are dropped without a close frame in mid-run */
  FIGMENT_PRACTICE_MOOD_SILENT_SOCKET, /* websockets stay open and say nothing more (trap 3) */
  FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD,  /* /view breaks off after half of the bytes; ranges still work */
  FIGMENT_PRACTICE_MOOD_RUBBISH,       /* answers 200 with something that is not JSON */
  FIGMENT_PRACTICE_MOOD_500,           /* "Server got itself in trouble"; POST /prompt queues all the same (trap 11) */
  FIGMENT_PRACTICE_MOOD_FORGET,        /* as if restarted in mid-run: sockets cut, queue and history empty, counter 0 */
  FIGMENT_PRACTICE_MOOD_DISK_FULL,     /* saving nodes raise OSError */
  FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY, /* samplers raise OutOfMemoryError */
  FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES, /* outputs are announced with "..", backslashes, absolute paths */
  FIGMENT_PRACTICE_MOOD_FLOOD,         /* each step comes with a preview of more than 1 MB */
} FigmentPracticeMood;

#define FIGMENT_TYPE_PRACTICE_MOOD (figment_practice_mood_get_type ())
GType figment_practice_mood_get_type (void);

/**
 * FigmentPracticeComfy:
 *
 * A stand-in ComfyUI in its own threads: one serves HTTP and websockets, one executes. Behaves like ComfyUI 0.8.0 as
 * recorded. May be created and used from any one thread; functions return when the server's thread has done as asked.
 */
#define FIGMENT_TYPE_PRACTICE_COMFY (figment_practice_comfy_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPracticeComfy, figment_practice_comfy, FIGMENT, PRACTICE_COMFY, GObject)

/* @folder: gets input/, output/ and temp/; NULL makes a temporary one that goes with the object. */
FigmentPracticeComfy *figment_practice_comfy_new         (const char            *folder);
gboolean              figment_practice_comfy_start       (FigmentPracticeComfy  *self,
                                                          guint16                port,
                                                          GError               **error);
void                  figment_practice_comfy_stop        (FigmentPracticeComfy  *self);
const char           *figment_practice_comfy_get_url     (FigmentPracticeComfy  *self);
const char           *figment_practice_comfy_get_folder  (FigmentPracticeComfy  *self);
void                  figment_practice_comfy_set_mood    (FigmentPracticeComfy  *self,
                                                          FigmentPracticeMood    mood);
void                  figment_practice_comfy_set_step_ms (FigmentPracticeComfy  *self,
                                                          guint                  milliseconds);
void                  figment_practice_comfy_set_token   (FigmentPracticeComfy  *self,
                                                          const char            *bearer);
void                  figment_practice_comfy_restart     (FigmentPracticeComfy  *self);
guint                 figment_practice_comfy_get_n_executed (FigmentPracticeComfy *self);

G_END_DECLS
