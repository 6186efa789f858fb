/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-server.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"

/* Not "localhost": LM Studio listens on IPv4 alone. */
#define DEFAULT_ADDRESS "http://127.0.0.1:1234"

FigmentLmServer *
figment_lm_server_new (FigmentLmServerKind  kind,
                       const char          *version)
{
  FigmentLmServer *self = g_new0 (FigmentLmServer, 1);

  self->kind = kind;
  self->version = g_strdup (version);
  return self;
}

void
figment_lm_server_free (FigmentLmServer *self)
{
  g_free (self->version);
  g_free (self);
}

/* How messages call the server: what it is, or what one expects while it has not been asked. */
const char *
figment_lm_server_kind_get_title (FigmentLmServerKind kind)
{
  switch (kind)
    {
    case FIGMENT_LM_SERVER_UNKNOWN:
    case FIGMENT_LM_SERVER_LMSTUDIO_04:
    case FIGMENT_LM_SERVER_LMSTUDIO_03: return "LM Studio";
    case FIGMENT_LM_SERVER_LLAMACPP: return "llama.cpp";
    case FIGMENT_LM_SERVER_OLLAMA: return "Ollama";
    case FIGMENT_LM_SERVER_VLLM: return "vLLM";
    case FIGMENT_LM_SERVER_GENERIC: return _ ("The language model server");
    default: g_return_val_if_reached ("LM Studio");
    }
}

/* Returns: (nullable): the first object of an array that must not be absent */
static gboolean
peek_first (JsonObject  *answer,
            const char  *name,
            JsonObject **first)
{
  JsonArray *array = figment_json_get_array (answer, name);

  *first = NULL;
  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > 0)
    *first = figment_json_to_object (json_array_get_element (array, 0));
  return TRUE;
}

/* @answer: of GET /api/v1/models. llama.cpp has a list "models" too (on /v1/models), with names in place of keys. */
gboolean
figment_lm_server_is_lmstudio_04 (JsonObject *answer)
{
  JsonObject *first;

  if (!peek_first (answer, "models", &first))
    return FALSE;
  if (first == NULL)
    return json_array_get_length (figment_json_get_array (answer, "models")) == 0;
  return figment_json_get_string (first, "key") != NULL;
}

/* @answer: of GET /api/v0/models. */
gboolean
figment_lm_server_is_lmstudio_03 (JsonObject *answer)
{
  JsonObject *first;

  if (!peek_first (answer, "data", &first))
    return FALSE;
  if (first == NULL)
    return json_array_get_length (figment_json_get_array (answer, "data")) == 0;
  return figment_json_get_string (first, "state") != NULL;
}

/**
 * figment_lm_server_identify_openai:
 * @answer: of GET /v1/models
 * @server_header: (nullable): "Server" of that answer
 *
 * Returns: %FIGMENT_LM_SERVER_UNKNOWN when this is no list of models; %FIGMENT_LM_SERVER_GENERIC may still be Ollama
 */
FigmentLmServerKind
figment_lm_server_identify_openai (JsonObject *answer,
                                   const char *server_header)
{
  JsonObject *first;
  const char *owner;

  if (!peek_first (answer, "data", &first))
    return FIGMENT_LM_SERVER_UNKNOWN;

  owner = first != NULL ? figment_json_get_string (first, "owned_by") : NULL;
  if (g_strcmp0 (owner, "llamacpp") == 0 || (server_header != NULL && g_str_has_prefix (server_header, "llama.cpp")))
    return FIGMENT_LM_SERVER_LLAMACPP;
  if (g_strcmp0 (owner, "vllm") == 0 || (first != NULL && figment_json_get (first, "max_model_len") != NULL))
    return FIGMENT_LM_SERVER_VLLM;
  return FIGMENT_LM_SERVER_GENERIC;
}

static void
strip_slashes (char *address)
{
  while (g_str_has_suffix (address, "/") && !g_str_has_suffix (address, "://"))
    address[strlen (address) - 1] = '\0';
}

/**
 * figment_lm_address_normalise:
 * @address: as a person types it, often copied from a manual with the path of the interface
 *
 * Returns: (transfer full): the same without /v1, /api/v1, /api/v0 and slashes at its end; LM Studio's usual address
 *   when nothing is left
 */
char *
figment_lm_address_normalise (const char *address)
{
  static const char *const suffixes[] = { "/chat/completions", "/models", "/api/v1", "/api/v0", "/v1" };
  g_autofree char *result = g_strstrip (g_strdup (address));

  strip_slashes (result);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (g_str_has_suffix (result, suffixes[i]))
        {
          result[strlen (result) - strlen (suffixes[i])] = '\0';
          strip_slashes (result);
        }
    }
  return result[0] != '\0' ? g_steal_pointer (&result) : g_strdup (DEFAULT_ADDRESS);
}
