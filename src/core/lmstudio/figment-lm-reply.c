/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-reply.h"

void
figment_lm_reply_free (FigmentLmReply *self)
{
  g_free (self->text);
  g_free (self->reasoning);
  g_free (self->model);
  g_free (self);
}

void
figment_lm_delta_free (FigmentLmDelta *self)
{
  g_free (self->text);
  g_free (self);
}

void
figment_lm_usage_init (FigmentLmUsage *self)
{
  self->prompt_tokens = -1;
  self->reply_tokens = -1;
  self->reasoning_tokens = -1;
  self->tokens_per_second = -1;
  self->load_seconds = -1;
}
