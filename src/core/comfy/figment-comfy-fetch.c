/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-client.h"

#include "comfy/figment-comfy-answer-private.h"
#include "comfy/figment-comfy-call-private.h"
#include "comfy/figment-comfy-client-private.h"
#include "json/figment-json-value.h"

/* What the client only asks: jobs, system, features, models, catalog. */

static gpointer
parse_object (JsonNode    *node,
              const char  *subject,
              GError     **error)
{
  if (figment_json_to_object (node) != NULL)
    return json_node_ref (node);
  _figment_comfy_refuse_answer (error, "not an object");
  return NULL;
}

/**
 * figment_comfy_client_fetch_jobs_async:
 * @status: (nullable): "pending,in_progress,completed,failed" or some of them
 * @limit: how many, 0 for all
 */
void
figment_comfy_client_fetch_jobs_async (FigmentComfyClient  *self,
                                       const char          *status,
                                       guint                limit,
                                       guint                offset,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_object, (GDestroyNotify) json_node_unref, NULL, cancellable,
                                         callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/jobs");
  g_autoptr(GString) query = g_string_new (uri);

  g_task_set_source_tag (task, figment_comfy_client_fetch_jobs_async);
  g_string_append_printf (query, "?offset=%u", offset);
  if (limit > 0)
    g_string_append_printf (query, "&limit=%u", limit);
  if (status != NULL)
    {
      g_string_append (query, "&status=");
      g_string_append_uri_escaped (query, status, NULL, FALSE);
    }
  _figment_comfy_call_start (task, query->str, FIGMENT_COMFY_CALL_TIME);
}

/* Returns: (transfer full): the answer as sent, an object, or NULL with @error */
JsonNode *
figment_comfy_client_fetch_jobs_finish (FigmentComfyClient  *self,
                                        GAsyncResult        *result,
                                        GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
parse_system (JsonNode    *node,
              const char  *subject,
              GError     **error)
{
  return figment_comfy_system_parse (node, error);
}

void
figment_comfy_client_fetch_system_async (FigmentComfyClient  *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_system, (GDestroyNotify) figment_comfy_system_free, NULL,
                                         cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/system_stats");

  g_task_set_source_tag (task, figment_comfy_client_fetch_system_async);
  _figment_comfy_call_start (task, uri, FIGMENT_COMFY_PROBE_TIME);
}

/* Returns: (transfer full): the system, or NULL with @error: PROTOCOL when something else answers there */
FigmentComfySystem *
figment_comfy_client_fetch_system_finish (FigmentComfyClient  *self,
                                          GAsyncResult        *result,
                                          GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
figment_comfy_client_fetch_features_async (FigmentComfyClient  *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_object, (GDestroyNotify) json_node_unref, NULL, cancellable,
                                         callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/features");

  g_task_set_source_tag (task, figment_comfy_client_fetch_features_async);
  _figment_comfy_call_start (task, uri, FIGMENT_COMFY_PROBE_TIME);
}

/* Returns: (transfer full): the answer as sent, an object, or NULL with @error */
JsonNode *
figment_comfy_client_fetch_features_finish (FigmentComfyClient  *self,
                                            GAsyncResult        *result,
                                            GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
parse_strings (JsonNode    *node,
               const char  *subject,
               GError     **error)
{
  JsonArray *list = figment_json_to_array (node);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (list == NULL)
    {
      _figment_comfy_refuse_answer (error, "GET /models: not a list");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      const char *text = figment_json_to_string (json_array_get_element (list, i));

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/**
 * figment_comfy_client_fetch_models_async:
 * @folder: (nullable): "checkpoints", "loras" …; %NULL asks for the folders' names
 */
void
figment_comfy_client_fetch_models_async (FigmentComfyClient  *self,
                                         const char          *folder,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_strings, (GDestroyNotify) g_strfreev, NULL, cancellable, callback,
                                         user_data);
  g_autofree char *uri = folder != NULL ? _figment_comfy_call_build_uri_to (self, "/api/models/", folder)
                                        : _figment_comfy_call_build_uri (self, "/api/models");

  g_task_set_source_tag (task, figment_comfy_client_fetch_models_async);
  _figment_comfy_call_start (task, uri, FIGMENT_COMFY_CALL_TIME);
}

/* Returns: (transfer full): names, or NULL with @error: NOT_FOUND for an unknown folder */
GStrv
figment_comfy_client_fetch_models_finish (FigmentComfyClient  *self,
                                          GAsyncResult        *result,
                                          GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The thread's task has no source object, so that the client cannot end its life in the thread. */
static void
catalog_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  FigmentCatalog *catalog = figment_catalog_parse (task_data, &error);

  if (catalog != NULL)
    g_task_return_pointer (task, catalog, (GDestroyNotify) figment_catalog_unref);
  else
    g_task_return_error (task, error);
}

static void
catalog_parsed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentHttp *http = _figment_comfy_client_get_http (g_task_get_source_object (task));
  g_autoptr(GError) error = NULL;
  FigmentCatalog *catalog = g_task_propagate_pointer (G_TASK (result), &error);

  if (catalog != NULL)
    g_task_return_pointer (task, catalog, (GDestroyNotify) figment_catalog_unref);
  else
    g_task_return_error (task, figment_http_build_protocol_error (http, error->message));
}

static void
fetch_object_info_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GBytes *body = figment_http_fetch_finish (FIGMENT_HTTP (source), result, &error);

  if (body != NULL)
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * figment_comfy_client_fetch_object_info_async:
 *
 * GET /object_info as it comes, for those who keep it; figment_catalog_parse () reads it, in a thread because it is
 * large. The server gives no notice of new models or uploads (trap 30): fetch again.
 */
void
figment_comfy_client_fetch_object_info_async (FigmentComfyClient  *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/object_info");
  FigmentHttp *http = _figment_comfy_client_get_http (self);
  g_autoptr(SoupMessage) message = figment_http_build_message (http, SOUP_METHOD_GET, uri);

  g_task_set_source_tag (task, figment_comfy_client_fetch_object_info_async);
  figment_http_fetch_async (http, message, FIGMENT_COMFY_CATALOG_TIME, FIGMENT_HTTP_MAX_BODY, cancellable,
                            fetch_object_info_cb, task);
}

/* Returns: (transfer full): the body, or NULL with @error */
GBytes *
figment_comfy_client_fetch_object_info_finish (FigmentComfyClient  *self,
                                               GAsyncResult        *result,
                                               GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fetch_catalog_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentComfyClient *self = FIGMENT_COMFY_CLIENT (source);
  GError *error = NULL;
  g_autoptr(GBytes) body = figment_comfy_client_fetch_object_info_finish (self, result, &error);
  g_autoptr(GTask) parsing = NULL;

  if (body == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  parsing = g_task_new (NULL, NULL, catalog_parsed_cb, g_steal_pointer (&task));
  g_task_set_source_tag (parsing, fetch_catalog_cb);
  g_task_set_task_data (parsing, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (parsing, catalog_thread);
}

/**
 * figment_comfy_client_fetch_catalog_async:
 *
 * As figment_comfy_client_fetch_object_info_async (), parsed in a thread.
 */
void
figment_comfy_client_fetch_catalog_async (FigmentComfyClient  *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_comfy_client_fetch_catalog_async);
  figment_comfy_client_fetch_object_info_async (self, cancellable, fetch_catalog_cb, task);
}

/* Returns: (transfer full): what the server can do, or NULL with @error */
FigmentCatalog *
figment_comfy_client_fetch_catalog_finish (FigmentComfyClient  *self,
                                           GAsyncResult        *result,
                                           GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
