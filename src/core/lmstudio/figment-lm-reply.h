/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentLmFinish:
 * @FIGMENT_LM_FINISH_NONE: the server has not said that it is done
 * @FIGMENT_LM_FINISH_STOP: the model came to an end
 * @FIGMENT_LM_FINISH_LENGTH: the limit of tokens was reached
 * @FIGMENT_LM_FINISH_FILTER: the server held something back
 * @FIGMENT_LM_FINISH_OTHER: done, for a reason that means nothing to us
 */
typedef enum
{
  FIGMENT_LM_FINISH_NONE,
  FIGMENT_LM_FINISH_STOP,
  FIGMENT_LM_FINISH_LENGTH,
  FIGMENT_LM_FINISH_FILTER,
  FIGMENT_LM_FINISH_OTHER,
} FigmentLmFinish;

/* What the server counted; -1: it did not say. */
typedef struct
{
  gint64 prompt_tokens;
  gint64 reply_tokens;     /* thoughts included */
  gint64 reasoning_tokens;
  double tokens_per_second;
  double load_seconds;     /* what loading the model took for this answer */
} FigmentLmUsage;

/**
 * FigmentLmReply:
 * @text: what the model answered, without thoughts, untrimmed
 * @reasoning: its thoughts, "" when there were none or they were not shown
 * @model: (nullable): the model that answered, which need not be the one that was asked for
 *
 * The whole answer.
 */
typedef struct
{
  char            *text;
  char            *reasoning;
  char            *model;
  FigmentLmFinish  finish;
  FigmentLmUsage   usage;
} FigmentLmReply;

/**
 * FigmentLmDeltaKind:
 * @FIGMENT_LM_DELTA_MODEL: @text names the model (or instance of one) that answers
 * @FIGMENT_LM_DELTA_LOADING: the server loads the model, @progress 0..1
 * @FIGMENT_LM_DELTA_READING: the model reads the prompt, @progress 0..1
 * @FIGMENT_LM_DELTA_REASONING: @text is a piece of thought
 * @FIGMENT_LM_DELTA_TEXT: @text is a piece of the answer
 * @FIGMENT_LM_DELTA_TEXT_WAS_REASONING: all that came as answer so far was thought: the server gave the end of the
 *   thoughts without their beginning, as templates do that open them for the model. Whoever shows text clears it.
 * @FIGMENT_LM_DELTA_FINISH: the model is done, @finish says why
 * @FIGMENT_LM_DELTA_USAGE: @usage has new figures
 */
typedef enum
{
  FIGMENT_LM_DELTA_MODEL,
  FIGMENT_LM_DELTA_LOADING,
  FIGMENT_LM_DELTA_READING,
  FIGMENT_LM_DELTA_REASONING,
  FIGMENT_LM_DELTA_TEXT,
  FIGMENT_LM_DELTA_TEXT_WAS_REASONING,
  FIGMENT_LM_DELTA_FINISH,
  FIGMENT_LM_DELTA_USAGE,
} FigmentLmDeltaKind;

/* One step of an answer. Only the members that the kind names mean anything. */
typedef struct
{
  FigmentLmDeltaKind  kind;
  char               *text;
  double              progress;
  FigmentLmFinish     finish;
  FigmentLmUsage      usage;
} FigmentLmDelta;

void figment_lm_reply_free (FigmentLmReply *self);

void figment_lm_delta_free (FigmentLmDelta *self);

void figment_lm_usage_init (FigmentLmUsage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmReply, figment_lm_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmDelta, figment_lm_delta_free)

G_END_DECLS
