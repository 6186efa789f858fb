/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-model.h"

#include <string.h>

#include "json/figment-json-value.h"

/* More than anybody has; a hostile list must not fill the memory. */
#define MAX_MODELS 5000

static void
figment_lm_instance_free (FigmentLmInstance *self)
{
  g_free (self->id);
  g_free (self);
}

static void
clear_model (gpointer data)
{
  FigmentLmModel *self = data;

  g_free (self->key);
  g_free (self->name);
  g_ptr_array_unref (self->instances);
  g_free (self->quantization);
  g_free (self->params);
  g_strfreev (self->reasoning_options);
}

FigmentLmModel *
figment_lm_model_ref (FigmentLmModel *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
figment_lm_model_unref (FigmentLmModel *self)
{
  g_atomic_rc_box_release_full (self, clear_model);
}

static FigmentLmModel *
new_model (const char *key,
           const char *name)
{
  FigmentLmModel *self = g_atomic_rc_box_new0 (FigmentLmModel);

  self->key = g_strdup (key);
  self->name = g_strdup (name != NULL && name[0] != '\0' ? name : key);
  self->instances = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_lm_instance_free);
  self->context_length = -1;
  self->max_context_length = -1;
  self->size_bytes = -1;
  return self;
}

static void
read_instances (FigmentLmModel *self,
                JsonArray      *instances)
{
  for (guint i = 0; instances != NULL && i < json_array_get_length (instances); i++)
    {
      JsonObject *item = figment_json_to_object (json_array_get_element (instances, i));
      const char *id = item != NULL ? figment_json_get_string (item, "id") : NULL;
      JsonObject *config = item != NULL ? figment_json_get_object (item, "config") : NULL;
      FigmentLmInstance *instance;

      if (id == NULL)
        continue;
      instance = g_new0 (FigmentLmInstance, 1);
      instance->id = g_strdup (id);
      instance->context_length = config != NULL ? figment_json_get_int64 (config, "context_length", -1) : -1;
      g_ptr_array_add (self->instances, instance);
    }

  self->is_loaded = self->instances->len > 0;
  if (self->is_loaded)
    self->context_length = ((FigmentLmInstance *) g_ptr_array_index (self->instances, 0))->context_length;
}

static char **
read_strings (JsonArray *array)
{
  GPtrArray *strings = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = figment_json_to_string (json_array_get_element (array, i));

      if (text != NULL)
        g_ptr_array_add (strings, g_strdup (text));
    }
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_free (strings, FALSE);
}

/* LM Studio's REST documentation, "List models" (GET /api/v1/models). */
static FigmentLmModel *
parse_lmstudio_04 (JsonObject *item)
{
  const char *key = figment_json_get_string (item, "key");
  JsonObject *quantization = figment_json_get_object (item, "quantization");
  JsonObject *capabilities = figment_json_get_object (item, "capabilities");
  JsonObject *reasoning = capabilities != NULL ? figment_json_get_object (capabilities, "reasoning") : NULL;
  FigmentLmModel *self;

  if (key == NULL)
    return NULL;

  self = new_model (key, figment_json_get_string (item, "display_name"));
  self->vision_known = TRUE;
  if (g_strcmp0 (figment_json_get_string (item, "type"), "embedding") == 0)
    self->type = FIGMENT_LM_MODEL_EMBEDDING;
  else if (capabilities != NULL && figment_json_get_boolean (capabilities, "vision", FALSE))
    self->type = FIGMENT_LM_MODEL_VLM;
  self->max_context_length = figment_json_get_int64 (item, "max_context_length", -1);
  self->size_bytes = figment_json_get_int64 (item, "size_bytes", -1);
  self->params = g_strdup (figment_json_get_string (item, "params_string"));
  if (quantization != NULL)
    self->quantization = g_strdup (figment_json_get_string (quantization, "name"));
  if (reasoning != NULL && figment_json_get_array (reasoning, "allowed_options") != NULL)
    self->reasoning_options = read_strings (figment_json_get_array (reasoning, "allowed_options"));
  read_instances (self, figment_json_get_array (item, "loaded_instances"));
  return self;
}

/* LM Studio's documentation of GET /api/v0/models. */
static FigmentLmModel *
parse_lmstudio_03 (JsonObject *item)
{
  const char *id = figment_json_get_string (item, "id");
  const char *type = figment_json_get_string (item, "type");
  FigmentLmModel *self;

  if (id == NULL)
    return NULL;

  self = new_model (id, NULL);
  self->vision_known = TRUE;
  if (g_strcmp0 (type, "embeddings") == 0)
    self->type = FIGMENT_LM_MODEL_EMBEDDING;
  else if (g_strcmp0 (type, "vlm") == 0)
    self->type = FIGMENT_LM_MODEL_VLM;
  self->is_loaded = g_strcmp0 (figment_json_get_string (item, "state"), "loaded") == 0;
  self->max_context_length = figment_json_get_int64 (item, "max_context_length", -1);
  if (self->is_loaded)
    self->context_length = figment_json_get_int64 (item, "loaded_context_length", -1);
  self->quantization = g_strdup (figment_json_get_string (item, "quantization"));
  return self;
}

/* llama.cpp names what a model takes; the image appears when its projector is loaded. */
static void
read_architecture (FigmentLmModel *self,
                   JsonObject     *architecture)
{
  JsonArray *modalities = figment_json_get_array (architecture, "input_modalities");

  for (guint i = 0; modalities != NULL && i < json_array_get_length (modalities); i++)
    {
      self->vision_known = TRUE;
      if (g_strcmp0 (figment_json_to_string (json_array_get_element (modalities, i)), "image") == 0)
        self->type = FIGMENT_LM_MODEL_VLM;
    }
}

/* GET /v1/models, with what llama.cpp (architecture, meta, status) and vLLM (max_model_len) add to it. */
static FigmentLmModel *
parse_openai (JsonObject *item)
{
  const char *id = figment_json_get_string (item, "id");
  g_autofree char *folded = id != NULL ? g_ascii_strdown (id, -1) : NULL;
  JsonObject *architecture = figment_json_get_object (item, "architecture");
  JsonObject *meta = figment_json_get_object (item, "meta");
  JsonObject *status = figment_json_get_object (item, "status");
  const char *state = status != NULL ? figment_json_get_string (status, "value") : NULL;
  FigmentLmModel *self;

  if (id == NULL)
    return NULL;

  self = new_model (id, NULL);
  self->is_loaded = state == NULL || g_str_equal (state, "loaded");
  self->is_loading = g_strcmp0 (state, "loading") == 0;
  self->max_context_length = figment_json_get_int64 (item, "max_model_len", -1);
  if (architecture != NULL)
    read_architecture (self, architecture);
  if (meta != NULL)
    {
      self->context_length = figment_json_get_int64 (meta, "n_ctx", -1);
      self->max_context_length = figment_json_get_int64 (meta, "n_ctx_train", -1);
      self->size_bytes = figment_json_get_int64 (meta, "size", -1);
      self->quantization = g_strdup (figment_json_get_string (meta, "ftype"));
    }
  /* Nothing in this form tells embedding models, which every server lists, but their names. */
  if (strstr (folded, "embed") != NULL)
    self->type = FIGMENT_LM_MODEL_EMBEDDING;
  return self;
}

/**
 * figment_lm_models_parse:
 * @kind: which server's list: /api/v1/models, /api/v0/models or /v1/models
 *
 * Returns: (transfer full) (nullable) (element-type FigmentLmModel): %NULL when @answer is no such list. Items that are
 *   not models are left out
 */
GPtrArray *
figment_lm_models_parse (FigmentLmServerKind  kind,
                         JsonObject          *answer)
{
  const gboolean is_04 = kind == FIGMENT_LM_SERVER_LMSTUDIO_04;
  JsonArray *items = figment_json_get_array (answer, is_04 ? "models" : "data");
  GPtrArray *models;

  if (items == NULL)
    return NULL;

  models = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_lm_model_unref);
  for (guint i = 0; i < MIN (json_array_get_length (items), MAX_MODELS); i++)
    {
      JsonObject *item = figment_json_to_object (json_array_get_element (items, i));
      FigmentLmModel *model = NULL;

      if (item != NULL && is_04)
        model = parse_lmstudio_04 (item);
      else if (item != NULL && kind == FIGMENT_LM_SERVER_LMSTUDIO_03)
        model = parse_lmstudio_03 (item);
      else if (item != NULL)
        model = parse_openai (item);
      if (model != NULL)
        g_ptr_array_add (models, model);
    }
  return models;
}

/* @key: of a model or of one of its instances. Returns: (transfer none) (nullable) */
FigmentLmModel *
figment_lm_models_find (GPtrArray  *models,
                        const char *key)
{
  for (guint i = 0; i < models->len; i++)
    {
      FigmentLmModel *model = g_ptr_array_index (models, i);

      if (g_str_equal (model->key, key))
        return model;
      for (guint j = 0; j < model->instances->len; j++)
        {
          if (g_str_equal (((FigmentLmInstance *) g_ptr_array_index (model->instances, j))->id, key))
            return model;
        }
    }
  return NULL;
}

/**
 * figment_lm_models_pick:
 * @preferred: (nullable): what the user chose
 *
 * Returns: (transfer none) (nullable): the model to ask: the preferred one if it is there, else the first that is
 *   loaded. Nothing is picked that would have to be loaded without having been asked for
 */
FigmentLmModel *
figment_lm_models_pick (GPtrArray  *models,
                        const char *preferred)
{
  FigmentLmModel *chosen = preferred != NULL ? figment_lm_models_find (models, preferred) : NULL;

  for (guint i = 0; chosen == NULL && i < models->len; i++)
    {
      FigmentLmModel *model = g_ptr_array_index (models, i);

      if (model->is_loaded && model->type != FIGMENT_LM_MODEL_EMBEDDING)
        chosen = model;
    }
  return chosen;
}
