/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentLmServerKind:
 * @FIGMENT_LM_SERVER_UNKNOWN: not asked yet
 * @FIGMENT_LM_SERVER_LMSTUDIO_04: LM Studio 0.4 or newer: /api/v1 with instances, loading and load progress
 * @FIGMENT_LM_SERVER_LMSTUDIO_03: LM Studio from 0.3.6 on: /api/v0 with states; nothing can be loaded over HTTP
 * @FIGMENT_LM_SERVER_LLAMACPP: llama-server, with one model or as a router
 * @FIGMENT_LM_SERVER_OLLAMA: Ollama
 * @FIGMENT_LM_SERVER_VLLM: vLLM
 * @FIGMENT_LM_SERVER_GENERIC: anything else that lists models and answers chats at /v1
 */
typedef enum
{
  FIGMENT_LM_SERVER_UNKNOWN,
  FIGMENT_LM_SERVER_LMSTUDIO_04,
  FIGMENT_LM_SERVER_LMSTUDIO_03,
  FIGMENT_LM_SERVER_LLAMACPP,
  FIGMENT_LM_SERVER_OLLAMA,
  FIGMENT_LM_SERVER_VLLM,
  FIGMENT_LM_SERVER_GENERIC,
} FigmentLmServerKind;

/**
 * FigmentLmServer:
 * @kind: what it is
 * @version: (nullable): as the server tells it, or what is known of it ("0.4 or newer")
 *
 * What answers at an address.
 */
typedef struct
{
  FigmentLmServerKind  kind;
  char                *version;
} FigmentLmServer;

FigmentLmServer     *figment_lm_server_new             (FigmentLmServerKind    kind,
                                                        const char            *version);
void                 figment_lm_server_free            (FigmentLmServer       *self);

const char          *figment_lm_server_kind_get_title  (FigmentLmServerKind    kind);

/* By the shape of an answer, since every path of LM Studio answers 200. */
gboolean             figment_lm_server_is_lmstudio_04  (JsonObject            *answer);
gboolean             figment_lm_server_is_lmstudio_03  (JsonObject            *answer);
FigmentLmServerKind  figment_lm_server_identify_openai (JsonObject            *answer,
                                                        const char            *server_header);

char                *figment_lm_address_normalise      (const char            *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmServer, figment_lm_server_free)

G_END_DECLS
