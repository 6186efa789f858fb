/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lmstudio/figment-lm-model.h"

G_BEGIN_DECLS

/**
 * FigmentLmChatRequest:
 * @model: (nullable): key of the model; %NULL: whichever is loaded
 * @system: (nullable): what the model is to do
 * @user: what it is to do it with
 * @images: (nullable): data URLs ("data:image/jpeg;base64,…"), for models that see. JPEG, PNG or WebP
 * @stop: (nullable): texts at which the model stops
 * @temperature: 0 to 1, negative: the server's own
 * @top_p: 0 to 1, negative: the server's own
 * @max_tokens: limit of the answer, thoughts included; 0: none
 * @seed: negative: a new one each time
 * @ttl: seconds that a model loaded by this request stays loaded when nobody asks it; 0: the server's own
 * @reasoning_off: ask the model not to think first, where that can be asked
 *
 * One question. Begin with %FIGMENT_LM_CHAT_REQUEST_INIT. figment_lm_client_chat_async () copies it.
 */
typedef struct
{
  const char        *model;
  const char        *system;
  const char        *user;
  const char *const *images;
  const char *const *stop;
  double             temperature;
  double             top_p;
  guint              max_tokens;
  gint64             seed;
  guint              ttl;
  gboolean           reasoning_off;
} FigmentLmChatRequest;

#define FIGMENT_LM_CHAT_REQUEST_INIT { .temperature = -1, .top_p = -1, .seed = -1 }

FigmentLmChatRequest *figment_lm_chat_request_copy         (const FigmentLmChatRequest *self);
void                  figment_lm_chat_request_free         (FigmentLmChatRequest       *self);

JsonNode             *figment_lm_chat_request_build_openai (const FigmentLmChatRequest *self,
                                                            FigmentLmServerKind         kind,
                                                            const char                 *model);
JsonNode             *figment_lm_chat_request_build_native (const FigmentLmChatRequest *self,
                                                            const FigmentLmModel       *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmChatRequest, figment_lm_chat_request_free)

G_END_DECLS
