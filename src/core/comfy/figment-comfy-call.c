/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-call-private.h"

#include "comfy/figment-comfy-client-private.h"

typedef struct
{
  FigmentComfyParseFunc  parse;
  GDestroyNotify         destroy;
  char                  *subject; /* (owned) (nullable) what is asked for, such as a prompt's id */
} CallData;

static void
call_data_free (CallData *data)
{
  g_free (data->subject);
  g_free (data);
}

static void
call_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CallData *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = figment_http_fetch_json_finish (FIGMENT_HTTP (source), result, &error);
  gpointer parsed = NULL;

  if (node != NULL)
    parsed = data->parse (node, data->subject, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, parsed, data->destroy);
}

/* Returns: (transfer full): a task for _figment_comfy_call_start () */
GTask *
_figment_comfy_call_new (FigmentComfyClient    *client,
                         FigmentComfyParseFunc  parse,
                         GDestroyNotify         destroy,
                         const char            *subject,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  CallData *data = g_new0 (CallData, 1);

  data->parse = parse;
  data->destroy = destroy;
  data->subject = g_strdup (subject);
  g_task_set_source_tag (task, _figment_comfy_call_new); /* the callers put their own in its place */
  g_task_set_task_data (task, data, (GDestroyNotify) call_data_free);
  return task;
}

/* GETs @uri. Takes the reference to @task. */
void
_figment_comfy_call_start (GTask      *task,
                           const char *uri,
                           guint       milliseconds)
{
  FigmentHttp *http = _figment_comfy_client_get_http (g_task_get_source_object (task));
  g_autoptr(SoupMessage) message = figment_http_build_message (http, SOUP_METHOD_GET, uri);

  figment_http_fetch_json_async (http, message, milliseconds, FIGMENT_HTTP_MAX_BODY, g_task_get_cancellable (task),
                                 call_cb, task);
}

char *
_figment_comfy_call_build_uri (FigmentComfyClient *client,
                               const char         *path)
{
  return figment_endpoint_build_uri (figment_comfy_client_get_endpoint (client), path, NULL);
}

/* A path that ends in something from outside. */
char *
_figment_comfy_call_build_uri_to (FigmentComfyClient *client,
                                  const char         *path,
                                  const char         *segment)
{
  g_autofree char *escaped = g_uri_escape_string (segment, NULL, FALSE);
  g_autofree char *full = g_strconcat (path, escaped, NULL);

  return _figment_comfy_call_build_uri (client, full);
}
