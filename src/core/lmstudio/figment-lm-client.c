/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-client.h"

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"
#include "lmstudio/figment-lm-client-private.h"
#include "lmstudio/figment-lm-error-private.h"

/* A list of models with all their particulars stays far below. */
#define MAX_ANSWER (8 * 1024 * 1024)

/* Listing answers at once, except while the server is busy loading. */
#define LIST_MS 15000

/* A large model from a slow disk takes minutes; the user can cancel. */
#define LOAD_MS (20 * 60 * 1000)

#define UNLOAD_MS 60000

G_DEFINE_FINAL_TYPE (FigmentLmClient, figment_lm_client, G_TYPE_OBJECT)

static void
figment_lm_client_finalize (GObject *object)
{
  FigmentLmClient *self = FIGMENT_LM_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->endpoint, figment_endpoint_unref);
  G_OBJECT_CLASS (figment_lm_client_parent_class)->finalize (object);
}

static void
figment_lm_client_class_init (FigmentLmClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_lm_client_finalize;
}

static void
figment_lm_client_init (FigmentLmClient *self)
{
  self->connect_ms = 5000;
  self->first_ms = 300000;
  self->gap_ms = 60000;
}

/**
 * figment_lm_client_new:
 * @endpoint: where; a path of the interface at its end ("/v1") is taken off
 */
FigmentLmClient *
figment_lm_client_new (FigmentEndpoint *endpoint)
{
  FigmentLmClient *self;
  g_autofree char *address = NULL;

  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_LM_CLIENT, NULL);
  address = figment_lm_address_normalise (figment_endpoint_get_url (endpoint));
  if (g_str_equal (address, figment_endpoint_get_url (endpoint)))
    self->endpoint = figment_endpoint_ref (endpoint);
  else
    self->endpoint = figment_endpoint_new (address, figment_endpoint_get_headers (endpoint),
                                           figment_endpoint_get_fingerprint (endpoint), NULL);
  /* A valid address with a shorter path is a valid address. */
  g_assert (self->endpoint != NULL);
  self->http = figment_http_new (self->endpoint, figment_lm_server_kind_get_title (FIGMENT_LM_SERVER_UNKNOWN));
  return self;
}

FigmentEndpoint *
figment_lm_client_get_endpoint (FigmentLmClient *self)
{
  g_return_val_if_fail (FIGMENT_IS_LM_CLIENT (self), NULL);
  return self->endpoint;
}

/* What the last probe found, %FIGMENT_LM_SERVER_UNKNOWN before it. */
FigmentLmServerKind
figment_lm_client_get_kind (FigmentLmClient *self)
{
  g_return_val_if_fail (FIGMENT_IS_LM_CLIENT (self), FIGMENT_LM_SERVER_UNKNOWN);
  return self->kind;
}

/**
 * figment_lm_client_set_limits:
 * @connect_ms: until there is a connection; 5 seconds unless set
 * @first_ms: until the first piece of text, for the model may have to be loaded and the prompt read; 5 minutes
 * @gap_ms: between two pieces; 1 minute
 */
void
figment_lm_client_set_limits (FigmentLmClient *self,
                              guint            connect_ms,
                              guint            first_ms,
                              guint            gap_ms)
{
  g_return_if_fail (FIGMENT_IS_LM_CLIENT (self));

  self->connect_ms = connect_ms;
  self->first_ms = first_ms;
  self->gap_ms = gap_ms;
}

const char *
_figment_lm_client_get_title (FigmentLmClient *self)
{
  return figment_lm_server_kind_get_title (self->kind);
}

/* A complaint with a body is retold in the words of a language model's server. */
static GError *
retell (FigmentLmClient *self,
        const GError    *error)
{
  GBytes *body = error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_body (error) : NULL;
  guint status = error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_status (error) : 0;
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  if (status == 0)
    return g_error_copy (error);
  return _figment_lm_error_from_body (_figment_lm_client_get_title (self), status, text != NULL ? text : "", length);
}

static void
fetch_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  FigmentLmClient *self = g_task_get_source_object (task);
  g_autoptr(JsonNode) node = figment_http_fetch_json_finish (FIGMENT_HTTP (source), result, &error);
  JsonObject *answer = node != NULL ? figment_json_to_object (node) : NULL;

  if (node == NULL)
    g_task_return_error (task, retell (self, error));
  else if (answer == NULL)
    g_task_return_error (task, figment_http_build_protocol_error (self->http, "not a JSON object"));
  else if (_figment_lm_error_is_in (answer))
    g_task_return_error (task, _figment_lm_error_from_answer (_figment_lm_client_get_title (self), 200, answer));
  else
    g_task_return_pointer (task, g_steal_pointer (&node), (GDestroyNotify) json_node_unref);
}

/* @body: (nullable). */
void
_figment_lm_client_fetch_async (FigmentLmClient     *self,
                                const char          *method,
                                const char          *path,
                                JsonNode            *body,
                                guint                milliseconds,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uri = figment_endpoint_build_uri (self->endpoint, path, NULL);
  SoupMessage *message = figment_http_build_message (self->http, method, uri);

  g_task_set_source_tag (task, _figment_lm_client_fetch_async);
  g_task_set_task_data (task, message, g_object_unref);
  if (body != NULL)
    figment_http_set_json (message, body);
  figment_http_fetch_json_async (self->http, message, milliseconds, MAX_ANSWER, cancellable, fetch_cb,
                                 g_steal_pointer (&task));
}

/*
 * @server_header: (out) (optional) (nullable) (transfer full).
 *
 * Returns: (transfer full): an object that is no complaint, or %NULL with @error in words
 */
JsonNode *
_figment_lm_client_fetch_finish (FigmentLmClient  *self,
                                 GAsyncResult     *result,
                                 char            **server_header,
                                 GError          **error)
{
  SoupMessage *message = g_task_get_task_data (G_TASK (result));

  if (server_header != NULL)
    *server_header = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Server"));
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
list_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  FigmentLmClient *self = FIGMENT_LM_CLIENT (source);
  g_autoptr(JsonNode) node = _figment_lm_client_fetch_finish (self, result, NULL, &error);
  GPtrArray *models = node != NULL ? figment_lm_models_parse (self->kind, figment_json_to_object (node)) : NULL;

  if (node == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (models == NULL)
    g_task_return_error (task, figment_http_build_protocol_error (self->http, "not a list of models"));
  else
    g_task_return_pointer (task, models, (GDestroyNotify) g_ptr_array_unref);
}

/* Takes the reference to @task. */
static void
start_list (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  const char *path = "/v1/models";

  if (self->kind == FIGMENT_LM_SERVER_LMSTUDIO_04)
    path = "/api/v1/models";
  else if (self->kind == FIGMENT_LM_SERVER_LMSTUDIO_03)
    path = "/api/v0/models";
  _figment_lm_client_fetch_async (self, SOUP_METHOD_GET, path, NULL, LIST_MS, g_task_get_cancellable (task), list_cb,
                                  task);
}

static void
probe_for_list_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmServer) server = figment_lm_client_probe_finish (FIGMENT_LM_CLIENT (source), result, &error);

  if (server == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    start_list (g_steal_pointer (&task));
}

/**
 * figment_lm_client_list_models_async:
 *
 * Lists what the server offers, embedding models included. Probes first if nobody has.
 */
void
figment_lm_client_list_models_async (FigmentLmClient     *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_lm_client_list_models_async);
  if (self->kind == FIGMENT_LM_SERVER_UNKNOWN)
    figment_lm_client_probe_async (self, cancellable, probe_for_list_cb, task);
  else
    start_list (task);
}

/* Returns: (transfer full) (element-type FigmentLmModel): the models, perhaps none, or %NULL with @error */
GPtrArray *
figment_lm_client_list_models_finish (FigmentLmClient  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A request body of up to two members. */
static JsonNode *
build_body (const char *name,
            const char *value,
            const char *number_name,
            gint64      number)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, name, value);
  if (number_name != NULL)
    json_object_set_int_member (object, number_name, number);
  json_object_unref (object);
  return node;
}

typedef struct
{
  char  *model;          /* (owned) */
  guint  context_length; /* 0: the server's own */
} LoadData;

static void
load_data_free (LoadData *data)
{
  g_free (data->model);
  g_free (data);
}

static void
return_unsupported (GTask *task)
{
  FigmentLmClient *self = g_task_get_source_object (task);
  g_autofree char *message = g_strdup_printf (_ ("%s does not load or unload models on request. Do it there."),
                                              _figment_lm_client_get_title (self));

  g_task_return_error (task, _figment_lm_error_new (FIGMENT_LM_ERROR_UNSUPPORTED, NULL, message));
}

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  FigmentLmClient *self = FIGMENT_LM_CLIENT (source);
  g_autoptr(JsonNode) node = _figment_lm_client_fetch_finish (self, result, NULL, &error);
  const char *id = node != NULL ? figment_json_get_string (figment_json_to_object (node), "instance_id") : NULL;

  if (node == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (id == NULL)
    g_task_return_error (task, figment_http_build_protocol_error (self->http, "no instance_id"));
  else
    g_task_return_pointer (task, g_strdup (id), g_free);
}

/* Loading a loaded model a second time would make a second instance of it. */
static void
list_for_load_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  FigmentLmClient *self = FIGMENT_LM_CLIENT (source);
  LoadData *data = g_task_get_task_data (task);
  g_autoptr(GPtrArray) models = figment_lm_client_list_models_finish (self, result, &error);
  FigmentLmModel *model = models != NULL ? figment_lm_models_find (models, data->model) : NULL;

  if (models == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (self->kind != FIGMENT_LM_SERVER_LMSTUDIO_04)
    {
      return_unsupported (task);
    }
  else if (model != NULL && model->instances->len > 0)
    {
      const FigmentLmInstance *instance = g_ptr_array_index (model->instances, 0);

      g_task_return_pointer (task, g_strdup (instance->id), g_free);
    }
  else
    {
      g_autoptr(JsonNode) body = build_body ("model", data->model, data->context_length > 0 ? "context_length" : NULL,
                                             data->context_length);

      _figment_lm_client_fetch_async (self, SOUP_METHOD_POST, "/api/v1/models/load", body, LOAD_MS,
                                      g_task_get_cancellable (task), load_cb, g_object_ref (task));
    }
}

/**
 * figment_lm_client_load_async:
 * @model: key
 * @context_length: tokens, 0 for the server's own
 *
 * Loads a model, if no instance of it is loaded yet. LM Studio 0.4 alone can do that; it reports no progress here (a
 * chat with a model that is not loaded does), and such a model stays until it is unloaded.
 */
void
figment_lm_client_load_async (FigmentLmClient     *self,
                              const char          *model,
                              guint                context_length,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LoadData *data = g_new0 (LoadData, 1);

  data->model = g_strdup (model);
  data->context_length = context_length;
  g_task_set_source_tag (task, figment_lm_client_load_async);
  g_task_set_task_data (task, data, (GDestroyNotify) load_data_free);
  figment_lm_client_list_models_async (self, cancellable, list_for_load_cb, task);
}

/* Returns: (transfer full): the instance's id, for unloading it, or %NULL with @error */
char *
figment_lm_client_load_finish (FigmentLmClient  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
unload_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = _figment_lm_client_fetch_finish (FIGMENT_LM_CLIENT (source), result, NULL, &error);

  /* "model is not running", "unknown instance": what was wanted is so. */
  if (node != NULL || g_error_matches (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_REFUSED) ||
      g_error_matches (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_UNKNOWN_MODEL))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * figment_lm_client_unload_async:
 * @instance_id: of a loaded instance; for llama.cpp as a router and Ollama the model's key
 *
 * Frees the memory that a model takes. Kills an answer that it is giving. The server must have been probed.
 */
void
figment_lm_client_unload_async (FigmentLmClient     *self,
                                const char          *instance_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(JsonNode) body = NULL;
  const char *path = NULL;

  g_task_set_source_tag (task, figment_lm_client_unload_async);
  if (self->kind == FIGMENT_LM_SERVER_LMSTUDIO_04)
    {
      path = "/api/v1/models/unload";
      body = build_body ("instance_id", instance_id, NULL, 0);
    }
  else if (self->kind == FIGMENT_LM_SERVER_LLAMACPP)
    {
      path = "/models/unload";
      body = build_body ("model", instance_id, NULL, 0);
    }
  else if (self->kind == FIGMENT_LM_SERVER_OLLAMA)
    {
      path = "/api/generate";
      body = build_body ("model", instance_id, "keep_alive", 0);
    }

  if (path == NULL)
    return_unsupported (task);
  else
    _figment_lm_client_fetch_async (self, SOUP_METHOD_POST, path, body, UNLOAD_MS, cancellable, unload_cb,
                                    g_steal_pointer (&task));
}

/* Returns: whether the instance is gone */
gboolean
figment_lm_client_unload_finish (FigmentLmClient  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
