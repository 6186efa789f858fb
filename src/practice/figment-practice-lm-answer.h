/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * What the practice language models are and say, as JSON texts. Pure; knows neither HTTP nor time.
 */

#define FIGMENT_PRACTICE_LM_N_MODELS 4

typedef struct
{
  const char *key;
  const char *name;
  gboolean    is_embedding;
  gboolean    sees;
  gboolean    thinks;
  gint64      size_bytes;
} FigmentPracticeLmModel;

extern const FigmentPracticeLmModel figment_practice_lm_models[FIGMENT_PRACTICE_LM_N_MODELS];

/* A question, out of either form of request. The strings belong to the request. */
typedef struct
{
  const char *model;     /* (nullable) */
  const char *user;      /* "" when there is none */
  gsize       n_bytes;   /* of all texts together */
  gboolean    stream;
  gboolean    has_image;
  gboolean    may_think;
  const char *unknown;   /* (nullable) member that the native form does not know */
} FigmentPracticeLmQuestion;

void  figment_practice_lm_read_openai   (JsonObject                *body,
                                         FigmentPracticeLmQuestion *question);
void  figment_practice_lm_read_native   (JsonObject                *body,
                                         FigmentPracticeLmQuestion *question);

char *figment_practice_lm_enhance       (const char                *text);
char *figment_practice_lm_think         (const char                *text);

/* @loaded: for each model how many instances there are. */
char *figment_practice_lm_list_v1       (const guint               *loaded);
char *figment_practice_lm_list_v0       (const guint               *loaded);
char *figment_practice_lm_list_openai   (void);

char *figment_practice_lm_quote         (const char                *text);
char *figment_practice_lm_error         (const char                *type,
                                         const char                *code,
                                         const char                *message);

/* Events of a stream, ready to be sent, in order. (element-type utf8). @thoughts, @text: (nullable) */
GPtrArray *figment_practice_lm_stream_openai (const char *model,
                                              const char *thoughts,
                                              const char *text);
GPtrArray *figment_practice_lm_stream_native (const char *model,
                                              gboolean    cold,
                                              const char *thoughts,
                                              const char *text);
char      *figment_practice_lm_whole_openai  (const char *model,
                                              const char *thoughts,
                                              const char *text);
char      *figment_practice_lm_whole_native  (const char *model,
                                              const char *thoughts,
                                              const char *text);
char      *figment_practice_lm_thought_event (const char *model,
                                              gboolean    native,
                                              const char *word);

G_END_DECLS
