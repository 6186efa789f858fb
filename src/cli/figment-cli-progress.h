/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentCliProgress:
 *
 * Shows how generations get on: a bar that is drawn over itself where standard error is a terminal, lines where it is
 * not, JSON lines on standard output where those are asked for. Main thread.
 */
typedef struct _FigmentCliProgress FigmentCliProgress;

FigmentCliProgress *figment_cli_progress_new    (gboolean            json);
void                figment_cli_progress_free   (FigmentCliProgress *self);
void                figment_cli_progress_update (FigmentCliProgress *self,
                                                 FigmentGeneration  *generation,
                                                 guint               number,
                                                 guint               count);
void                figment_cli_progress_state  (FigmentCliProgress *self,
                                                 FigmentGeneration  *generation,
                                                 guint               number,
                                                 guint               count);
void                figment_cli_progress_say    (FigmentCliProgress *self,
                                                 const char         *text);
void                figment_cli_progress_clear  (FigmentCliProgress *self);

/* A word for people. JSON has the nick. */
const char         *figment_cli_describe_state  (FigmentGenerationState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCliProgress, figment_cli_progress_free)

G_END_DECLS
