/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-workflows.h"

#include "comfy/figment-comfy-answer-private.h"
#include "comfy/figment-comfy-call-private.h"
#include "comfy/figment-comfy-client-private.h"
#include "json/figment-json-value.h"
#include "net/figment-remote-error.h"

/* Where the editor saves them (ComfyUI_frontend stores/workflowStore.ts, basePath). */
#define FOLDER "workflows"

/* GET /userdata: a list of paths, or of objects with one (protocol §2). */
static gpointer
parse_saved (JsonNode    *node,
             const char  *subject,
             GError     **error)
{
  JsonArray *list = figment_json_to_array (node);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (list == NULL)
    {
      _figment_comfy_refuse_answer (error, "GET /userdata: not a list");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *entry = json_array_get_element (list, i);
      const char *path = figment_json_to_string (entry);

      if (path == NULL && figment_json_to_object (entry) != NULL)
        path = figment_json_get_string (json_node_get_object (entry), "path");
      if (path != NULL && g_str_has_suffix (path, ".json"))
        g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

void
figment_comfy_client_fetch_saved_async (FigmentComfyClient  *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task =
      _figment_comfy_call_new (self, parse_saved, (GDestroyNotify) g_strfreev, NULL, cancellable, callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/userdata");
  g_autofree char *full = g_strconcat (uri, "?dir=" FOLDER "&recurse=true", NULL);

  g_task_set_source_tag (task, figment_comfy_client_fetch_saved_async);
  _figment_comfy_call_start (task, full, FIGMENT_COMFY_CALL_TIME);
}

/* Returns: (transfer full) */
GStrv
figment_comfy_client_fetch_saved_finish (FigmentComfyClient  *self,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  g_autoptr(GError) reason = NULL;
  GStrv paths;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  paths = g_task_propagate_pointer (G_TASK (result), &reason);
  /* The folder is made when the first one is saved. */
  if (g_error_matches (reason, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND))
    return g_new0 (char *, 1);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return paths;
}

static void
fetch_file_cb (GObject      *source,
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

void
figment_comfy_client_fetch_saved_file_async (FigmentComfyClient  *self,
                                             const char          *path,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *full = g_strconcat (FOLDER "/", path, NULL);
  /* One segment, its slashes escaped (protocol §2). */
  g_autofree char *uri = _figment_comfy_call_build_uri_to (self, "/api/userdata/", full);
  FigmentHttp *http = _figment_comfy_client_get_http (self);
  g_autoptr(SoupMessage) message = figment_http_build_message (http, SOUP_METHOD_GET, uri);

  g_task_set_source_tag (task, figment_comfy_client_fetch_saved_file_async);
  figment_http_fetch_async (http, message, FIGMENT_COMFY_CALL_TIME, FIGMENT_HTTP_MAX_BODY, cancellable, fetch_file_cb,
                            task);
}

/* Returns: (transfer full) */
GBytes *
figment_comfy_client_fetch_saved_file_finish (FigmentComfyClient  *self,
                                              GAsyncResult        *result,
                                              GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
parse_runs (JsonNode    *node,
            const char  *subject,
            GError     **error)
{
  if (figment_json_to_object (node) != NULL)
    return json_node_ref (node);
  _figment_comfy_refuse_answer (error, "GET /history: not an object");
  return NULL;
}

void
figment_comfy_client_fetch_runs_async (FigmentComfyClient  *self,
                                       guint                limit,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task = _figment_comfy_call_new (self, parse_runs, (GDestroyNotify) json_node_unref, NULL, cancellable,
                                         callback, user_data);
  g_autofree char *uri = _figment_comfy_call_build_uri (self, "/api/history");
  g_autofree char *full = g_strdup_printf ("%s?max_items=%u", uri, limit);

  g_task_set_source_tag (task, figment_comfy_client_fetch_runs_async);
  _figment_comfy_call_start (task, full, FIGMENT_COMFY_CALL_TIME);
}

/* Returns: (transfer full) */
JsonNode *
figment_comfy_client_fetch_runs_finish (FigmentComfyClient  *self,
                                        GAsyncResult        *result,
                                        GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
