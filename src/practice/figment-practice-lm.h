/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentPracticeLmMood:
 *
 * How the practice server misbehaves, for tests. Each stays until the mood is set back to
 * @FIGMENT_PRACTICE_LM_MOOD_GOOD.
 */
typedef enum
{
  FIGMENT_PRACTICE_LM_MOOD_GOOD,
  FIGMENT_PRACTICE_LM_MOOD_SLOW,     /* ten times the usual time between words */
  FIGMENT_PRACTICE_LM_MOOD_CUT,      /* the connection breaks in the middle of an answer */
  FIGMENT_PRACTICE_LM_MOOD_SILENT,   /* an answer begins with its headers, and nothing follows */
  FIGMENT_PRACTICE_LM_MOOD_STUCK,    /* an answer stops after half of its words, and the connection stays */
  FIGMENT_PRACTICE_LM_MOOD_RUBBISH,  /* answers 200 with something that is not JSON */
  FIGMENT_PRACTICE_LM_MOOD_500,      /* answers 500 with a page */
  FIGMENT_PRACTICE_LM_MOOD_EMPTY,    /* an answer comes to its end without a word */
  FIGMENT_PRACTICE_LM_MOOD_THINKS,   /* thinks for ever */
  FIGMENT_PRACTICE_LM_MOOD_CONTEXT,  /* every prompt is too long: 200 with event: error when streaming, else 400 */
  FIGMENT_PRACTICE_LM_MOOD_NO_MODEL, /* loads nothing by itself: 404 for a model that is not loaded */
  FIGMENT_PRACTICE_LM_MOOD_NO_LOAD,  /* no memory: models cannot be loaded */
  FIGMENT_PRACTICE_LM_MOOD_NO_AUTH,  /* every token is the wrong one */
  FIGMENT_PRACTICE_LM_MOOD_OLD,      /* LM Studio 0.3: /api/v1 does not exist */
} FigmentPracticeLmMood;

#define FIGMENT_TYPE_PRACTICE_LM_MOOD (figment_practice_lm_mood_get_type ())
GType figment_practice_lm_mood_get_type (void);

/**
 * FigmentPracticeLm:
 *
 * A stand-in LM Studio 0.4 in its own thread: lists, loads and unloads models and answers chats, streaming or not, with
 * the shapes and the quirks of the protocol notes (an unknown path is 200 with a complaint). It has four models with
 * "practice" in their names: a writer (loaded at first), a thinker, one that takes images, and one for embeddings. What
 * they write is the user's text with details added by rule; the same text gives the same answer. May be created and
 * used from any one thread; functions return when the server's thread has done as asked.
 */
#define FIGMENT_TYPE_PRACTICE_LM (figment_practice_lm_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPracticeLm, figment_practice_lm, FIGMENT, PRACTICE_LM, GObject)

FigmentPracticeLm *figment_practice_lm_new           (void);
gboolean           figment_practice_lm_start         (FigmentPracticeLm      *self,
                                                      guint16                 port,
                                                      GError                **error);
void               figment_practice_lm_stop          (FigmentPracticeLm      *self);
const char        *figment_practice_lm_get_url       (FigmentPracticeLm      *self);
void               figment_practice_lm_set_mood      (FigmentPracticeLm      *self,
                                                      FigmentPracticeLmMood   mood);
void               figment_practice_lm_set_word_ms   (FigmentPracticeLm      *self,
                                                      guint                   milliseconds);
void               figment_practice_lm_set_token     (FigmentPracticeLm      *self,
                                                      const char             *bearer);
guint              figment_practice_lm_get_n_streams (FigmentPracticeLm      *self);
char              *figment_practice_lm_dup_request   (FigmentPracticeLm      *self);

G_END_DECLS
