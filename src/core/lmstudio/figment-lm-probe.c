/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-client.h"

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"
#include "lmstudio/figment-lm-client-private.h"

/* What is asked in turn to find out what answers. */
typedef enum
{
  PROBE_LMSTUDIO_04,
  PROBE_LMSTUDIO_03,
  PROBE_OPENAI,
  PROBE_OLLAMA,
  PROBE_VERSION, /* the kind is known, only the version is not */
} ProbeStep;

typedef struct
{
  ProbeStep        step;
  FigmentLmServer *server;  /* (owned) as far as it is known */
  GError          *trouble; /* (owned) (nullable) the first answer that was no answer */
} ProbeData;

static void
probe_data_free (ProbeData *data)
{
  g_clear_pointer (&data->server, figment_lm_server_free);
  g_clear_error (&data->trouble);
  g_free (data);
}

static const char *
get_probe_path (const ProbeData *data)
{
  switch (data->step)
    {
    case PROBE_LMSTUDIO_04: return "/api/v1/models";
    case PROBE_LMSTUDIO_03: return "/api/v0/models";
    case PROBE_OPENAI: return "/v1/models";
    case PROBE_OLLAMA: return "/api/version";
    case PROBE_VERSION: return data->server->kind == FIGMENT_LM_SERVER_LLAMACPP ? "/props" : "/version";
    default: g_return_val_if_reached ("/");
    }
}

/* Asking further would bring the same, or hide what the user has to do. */
static gboolean
ends_probe (const GError *error)
{
  if (error->domain == FIGMENT_LM_ERROR)
    return error->code == FIGMENT_LM_ERROR_LOADING;
  if (error->domain != FIGMENT_REMOTE_ERROR)
    return TRUE;
  return error->code != FIGMENT_REMOTE_ERROR_NOT_FOUND && error->code != FIGMENT_REMOTE_ERROR_PROTOCOL &&
         error->code != FIGMENT_REMOTE_ERROR_REFUSED && error->code != FIGMENT_REMOTE_ERROR_SERVER &&
         error->code != FIGMENT_REMOTE_ERROR_TOO_LARGE;
}

static void
return_server (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  ProbeData *data = g_task_get_task_data (task);

  self->kind = data->server->kind;
  g_task_return_pointer (task, g_steal_pointer (&data->server), (GDestroyNotify) figment_lm_server_free);
}

/* Returns: whether the answer settles what the server is, or the version was all that was left to learn. */
static gboolean
judge_answer (ProbeData  *data,
              JsonObject *answer,
              const char *header)
{
  const char *version;
  FigmentLmServer *server = data->server;

  switch (data->step)
    {
    case PROBE_LMSTUDIO_04:
      if (!figment_lm_server_is_lmstudio_04 (answer))
        return FALSE;
      server->kind = FIGMENT_LM_SERVER_LMSTUDIO_04;
      server->version = g_strdup (_ ("0.4 or newer"));
      return TRUE;

    case PROBE_LMSTUDIO_03:
      if (!figment_lm_server_is_lmstudio_03 (answer))
        return FALSE;
      server->kind = FIGMENT_LM_SERVER_LMSTUDIO_03;
      server->version = g_strdup ("0.3");
      return TRUE;

    case PROBE_OPENAI:
      server->kind = figment_lm_server_identify_openai (answer, header);
      return FALSE;

    case PROBE_OLLAMA:
      version = figment_json_get_string (answer, "version");
      if (version == NULL)
        return server->kind != FIGMENT_LM_SERVER_UNKNOWN;
      server->kind = FIGMENT_LM_SERVER_OLLAMA;
      server->version = g_strdup (version);
      return TRUE;

    case PROBE_VERSION:
      version = figment_json_get_string (answer, "build_info");
      if (version == NULL)
        version = figment_json_get_string (answer, "version");
      server->version = g_strdup (version);
      return TRUE;

    default:
      g_return_val_if_reached (TRUE);
    }
}

static void probe_next (GTask *task);

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *header = NULL;
  FigmentLmClient *self = FIGMENT_LM_CLIENT (source);
  ProbeData *data = g_task_get_task_data (task);
  g_autoptr(JsonNode) node = _figment_lm_client_fetch_finish (self, result, &header, &error);
  gboolean known = FALSE;

  if (node != NULL)
    known = judge_answer (data, figment_json_to_object (node), header);
  else if (data->server->kind != FIGMENT_LM_SERVER_UNKNOWN)
    known = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else if (data->trouble == NULL)
    data->trouble = g_error_copy (error);

  if (known)
    {
      return_server (task);
    }
  else if (error != NULL && ends_probe (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (data->step < PROBE_OLLAMA)
    {
      data->step++;
      if (data->server->kind == FIGMENT_LM_SERVER_LLAMACPP || data->server->kind == FIGMENT_LM_SERVER_VLLM)
        data->step = PROBE_VERSION;
      probe_next (g_steal_pointer (&task));
    }
  else
    {
      GError *failure = figment_http_build_protocol_error (self->http, NULL);

      if (data->trouble != NULL)
        figment_remote_error_set_details (failure, data->trouble->message);
      g_task_return_error (task, failure);
    }
}

/* Takes the reference to @task. */
static void
probe_next (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);

  _figment_lm_client_fetch_async (self, SOUP_METHOD_GET, get_probe_path (g_task_get_task_data (task)), NULL,
                                  self->connect_ms, g_task_get_cancellable (task), probe_cb, task);
}

/**
 * figment_lm_client_probe_async:
 *
 * Finds out what answers, by the shape of its answers (LM Studio says 200 to every path).
 */
void
figment_lm_client_probe_async (FigmentLmClient     *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  ProbeData *data = g_new0 (ProbeData, 1);

  data->server = figment_lm_server_new (FIGMENT_LM_SERVER_UNKNOWN, NULL);
  g_task_set_source_tag (task, figment_lm_client_probe_async);
  g_task_set_task_data (task, data, (GDestroyNotify) probe_data_free);
  probe_next (task);
}

/* Returns: (transfer full): what answers, or %NULL with @error */
FigmentLmServer *
figment_lm_client_probe_finish (FigmentLmClient  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
