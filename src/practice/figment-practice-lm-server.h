/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "practice/figment-practice-lm.h"

G_BEGIN_DECLS

/* The part of FigmentPracticeLm that lives in the server's thread. */
typedef struct _FigmentPracticeLmServer FigmentPracticeLmServer;

FigmentPracticeLmServer *figment_practice_lm_server_new         (guint16                    port,
                                                                 GError                   **error);
void                     figment_practice_lm_server_free        (FigmentPracticeLmServer   *self);
guint16                  figment_practice_lm_server_get_port    (FigmentPracticeLmServer   *self);
void                     figment_practice_lm_server_set         (FigmentPracticeLmServer   *self,
                                                                 FigmentPracticeLmMood      mood,
                                                                 guint                      word_ms,
                                                                 const char                *token);
guint                    figment_practice_lm_server_count       (FigmentPracticeLmServer   *self);
char                    *figment_practice_lm_server_dup_request (FigmentPracticeLmServer   *self);

G_END_DECLS
