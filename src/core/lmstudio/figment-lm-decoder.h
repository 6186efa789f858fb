/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lmstudio/figment-lm-reply.h"

G_BEGIN_DECLS

/**
 * FigmentLmDecoder:
 *
 * Turns the body of a chat answer into deltas: OpenAI-style streams (LM Studio, llama.cpp, Ollama, vLLM), the native
 * stream of LM Studio's /api/v1/chat, and the non-streamed form of both. Whatever form thoughts have on the wire
 * (reasoning_content, reasoning, tags within the text, tags that only close), they come out as thoughts. Pure; any one
 * thread.
 */
typedef struct _FigmentLmDecoder FigmentLmDecoder;

FigmentLmDecoder *figment_lm_decoder_new       (const char        *server);
void              figment_lm_decoder_free      (FigmentLmDecoder  *self);

gboolean          figment_lm_decoder_push      (FigmentLmDecoder  *self,
                                                const char        *bytes,
                                                gsize              length,
                                                GError           **error);
gboolean          figment_lm_decoder_push_json (FigmentLmDecoder  *self,
                                                guint              status,
                                                const char        *body,
                                                gsize              length,
                                                GError           **error);
FigmentLmDelta   *figment_lm_decoder_next      (FigmentLmDecoder  *self);
gboolean          figment_lm_decoder_has_begun (FigmentLmDecoder  *self);
gboolean          figment_lm_decoder_is_done   (FigmentLmDecoder  *self);
FigmentLmReply   *figment_lm_decoder_finish    (FigmentLmDecoder  *self,
                                                GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmDecoder, figment_lm_decoder_free)

G_END_DECLS
