/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lmstudio/figment-lm-server.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_LM_MODEL_LLM,
  FIGMENT_LM_MODEL_VLM,       /* sees images */
  FIGMENT_LM_MODEL_EMBEDDING, /* makes vectors and no text; not to be offered */
} FigmentLmModelType;

/* A model that is loaded; LM Studio may hold one model several times. */
typedef struct
{
  char   *id;             /* what unloading wants */
  gint64  context_length; /* tokens, -1 unknown */
} FigmentLmInstance;

/**
 * FigmentLmModel:
 * @key: what a request names
 * @name: what people read
 * @type: @FIGMENT_LM_MODEL_LLM also where the server does not say
 * @is_loaded: answers without loading first. True of servers that do not say, since they load by themselves
 * @is_loading: is being loaded at the moment (llama.cpp as a router)
 * @vision_known: whether @type tells if the model sees
 * @instances: (element-type FigmentLmInstance): empty where the server has no such thing
 * @context_length: usable tokens as it is loaded, -1 unknown or not loaded
 * @max_context_length: tokens that it could be loaded with, -1 unknown
 * @size_bytes: of its file, -1 unknown
 * @quantization: (nullable): "Q4_K_M"
 * @params: (nullable): "26B"
 * @reasoning_options: (nullable): what the native chat allows as "reasoning"; %NULL when it cannot be set
 *
 * A model that a server offers. Immutable, reference counted, any thread.
 */
typedef struct
{
  char               *key;
  char               *name;
  FigmentLmModelType  type;
  gboolean            is_loaded;
  gboolean            is_loading;
  gboolean            vision_known;
  GPtrArray          *instances;
  gint64              context_length;
  gint64              max_context_length;
  gint64              size_bytes;
  char               *quantization;
  char               *params;
  char              **reasoning_options;
} FigmentLmModel;

FigmentLmModel *figment_lm_model_ref   (FigmentLmModel      *self);
void            figment_lm_model_unref (FigmentLmModel      *self);

GPtrArray      *figment_lm_models_parse (FigmentLmServerKind  kind,
                                         JsonObject          *answer);
FigmentLmModel *figment_lm_models_find  (GPtrArray           *models,
                                         const char          *key);
FigmentLmModel *figment_lm_models_pick  (GPtrArray           *models,
                                         const char          *preferred);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmModel, figment_lm_model_unref)

G_END_DECLS
