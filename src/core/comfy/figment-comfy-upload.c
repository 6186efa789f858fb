/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "comfy/figment-comfy-client-private.h"
#include "comfy/figment-comfy-form-stream.h"
#include "json/figment-json-value.h"
#include "net/figment-watchdog.h"

/* POST /upload/image (protocol §11), which takes files of every kind. */

/* ComfyUI's --max-upload-size unless set otherwise; beyond it the server hangs up in the middle of the body. */
#define DEFAULT_LIMIT (100 * 1024 * 1024)

/* Bytes of a name that the server's disk surely takes, with room for " (1)". */
#define MAX_NAME 200

typedef struct
{
  char                     *name;      /* (owned) */
  char                     *subfolder; /* (owned) */
  FigmentComfyProgressFunc  progress;
  gpointer                  progress_data;
  SoupMessage              *message;   /* (owned) (nullable) */
  GFileInputStream         *file;      /* (owned) (nullable) */
  GInputStream             *body;      /* (owned) (nullable) */
  FigmentWatchdog          *watchdog;  /* (owned) (nullable) */
  goffset                   sent;
  goffset                   total;
} UploadData;

static void
upload_data_free (UploadData *data)
{
  g_free (data->name);
  g_free (data->subfolder);
  g_clear_object (&data->message);
  g_clear_object (&data->file);
  g_clear_object (&data->body);
  g_clear_pointer (&data->watchdog, figment_watchdog_free);
  g_free (data);
}

/* Shortens at a character's border and keeps the extension, by which the server tells the kind of file. */
static char *
shorten_name (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *extension = dot != NULL && strlen (dot) <= 16 ? dot : "";
  const gsize room = MAX_NAME - strlen (extension);
  const char *end = name;

  if (strlen (name) <= MAX_NAME)
    return g_strdup (name);
  while ((gsize) (g_utf8_next_char (end) - name) <= room)
    end = g_utf8_next_char (end);
  return g_strdup_printf ("%.*s%s", (int) (end - name), name, extension);
}

/*
 * A name that the server takes and gives back: it answers 500 to an empty or dotted one, swallows backslashes, and
 * refuses to show a file whose name holds ".." (trap 29).
 */
static char *
clean_name (const char *name,
            const char *fallback)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autoptr(GString) clean = g_string_new (valid);

  for (gsize i = 0; i < clean->len; i++)
    {
      if (g_ascii_iscntrl (clean->str[i]) || clean->str[i] == '\\')
        clean->str[i] = '_';
      if (clean->str[i] == '.' && clean->str[i + 1] == '.')
        clean->str[i] = '_';
    }
  if (clean->len == 0 || strcmp (clean->str, ".") == 0)
    return g_strdup (fallback);
  return shorten_name (clean->str);
}

/* Folders in front of the name belong to the subfolder; "..", "." and empty ones are left out. */
static char *
join_subfolder (const char *subfolder,
                const char *name)
{
  const char *slash = strrchr (name, '/');
  g_autofree char *directory = g_strndup (name, slash != NULL ? (gsize) (slash - name) : 0);
  g_autofree char *both = g_strconcat (subfolder != NULL ? subfolder : "", "/", directory, NULL);
  g_auto(GStrv) parts = g_strsplit (both, "/", -1);
  g_autoptr(GString) result = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = NULL;

      if (strcmp (parts[i], "..") == 0)
        continue;
      part = clean_name (parts[i], "");
      if (part[0] != '\0')
        g_string_append_printf (result, "%s%s", result->len > 0 ? "/" : "", part);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static void
append_field (GString    *head,
              const char *boundary,
              const char *name,
              const char *value)
{
  g_string_append_printf (head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, name,
                          value);
}

/* Raw UTF-8 in quotes, quotes escaped: the server takes percent escapes literally (08b-upload-filename-encodings). */
static GBytes *
build_head (UploadData *data,
            const char *boundary)
{
  g_auto(GStrv) parts = g_strsplit (data->name, "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\\\"", parts);
  GString *head = g_string_new (NULL);

  append_field (head, boundary, "type", "input");
  if (data->subfolder[0] != '\0')
    append_field (head, boundary, "subfolder", data->subfolder);
  g_string_append_printf (head, "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"%s\"\r\n"
                          "Content-Type: application/octet-stream\r\n\r\n", boundary, quoted);
  return g_string_free_to_bytes (head);
}

static void
wrote_cb (SoupMessage *message,
          guint        size,
          gpointer     user_data)
{
  UploadData *data = user_data;

  figment_watchdog_feed (data->watchdog);
  data->sent += size;
  if (data->progress != NULL)
    data->progress (MIN (data->sent, data->total), data->total, data->progress_data);
}

static void
restarted_cb (SoupMessage *message,
              gpointer     user_data)
{
  UploadData *data = user_data;

  data->sent = 0;
}

static GError *
explain_failure (FigmentComfyClient *self,
                 UploadData         *data,
                 const GError       *error)
{
  FigmentHttp *http = _figment_comfy_client_get_http (self);
  g_autofree char *size = NULL;
  GError *result;

  if (figment_comfy_form_stream_was_short (FIGMENT_COMFY_FORM_STREAM (data->body)))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                                _("The file became shorter while it was being sent."));
  if (!g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE) || data->sent == 0
      || data->total <= DEFAULT_LIMIT)
    return figment_http_translate_error (http, data->message, error, figment_watchdog_has_barked (data->watchdog));

  size = g_format_size ((guint64) data->total);
  result =
      figment_remote_error_new (FIGMENT_REMOTE_ERROR_TOO_LARGE,
                                _("The server hung up while a file of %s was being sent. It may take less than that "
                                   "(its option --max-upload-size)."),
                                size);
  figment_remote_error_set_details (result, figment_remote_error_get_details (error));
  return result;
}

static FigmentComfyFile *
parse_uploaded (JsonNode *node)
{
  JsonObject *object = figment_json_to_object (node);
  const char *name = object != NULL ? figment_json_get_string (object, "name") : NULL;

  if (name == NULL || name[0] == '\0')
    return NULL;
  return figment_comfy_file_new (name, figment_json_get_string (object, "subfolder"),
                                 figment_comfy_folder_from_string (figment_json_get_string (object, "type")));
}

static void
uploaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  UploadData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = figment_http_fetch_json_finish (FIGMENT_HTTP (source), result, &error);
  FigmentComfyFile *file;

  g_signal_handlers_disconnect_by_data (data->message, data);
  if (node == NULL)
    {
      g_task_return_error (task, explain_failure (g_task_get_source_object (task), data, error));
      return;
    }
  file = parse_uploaded (node);
  if (file != NULL)
    {
      _figment_comfy_client_tell_uploaded (g_task_get_source_object (task));
      g_task_return_pointer (task, file, (GDestroyNotify) figment_comfy_file_free);
    }
  else
    g_task_return_error (task,
                         figment_http_build_protocol_error (FIGMENT_HTTP (source), "POST /upload/image: no name"));
}

static void
start_upload (GTask *task)
{
  FigmentComfyClient *self = g_task_get_source_object (task);
  FigmentHttp *http = _figment_comfy_client_get_http (self);
  UploadData *data = g_task_get_task_data (task);
  g_autofree char *boundary = g_uuid_string_random ();
  g_autofree char *end = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  g_autofree char *content_type = g_strdup_printf ("multipart/form-data; boundary=\"%s\"", boundary);
  g_autofree char *uri = figment_endpoint_build_uri (figment_http_get_endpoint (http), "/api/upload/image", NULL);
  g_autoptr(GBytes) head = build_head (data, boundary);
  g_autoptr(GBytes) tail = g_bytes_new (end, strlen (end));

  data->message = figment_http_build_message (http, SOUP_METHOD_POST, uri);
  data->body = figment_comfy_form_stream_new (head, G_INPUT_STREAM (data->file), data->total, tail);
  soup_message_set_request_body (data->message, content_type, data->body,
                                 figment_comfy_form_stream_get_length (FIGMENT_COMFY_FORM_STREAM (data->body)));
  g_signal_connect (data->message, "wrote-body-data", G_CALLBACK (wrote_cb), data);
  g_signal_connect (data->message, "restarted", G_CALLBACK (restarted_cb), data);
  data->watchdog = figment_watchdog_new (g_task_get_cancellable (task), _figment_comfy_client_get_transfer_time (self));
  figment_http_fetch_json_async (http, data->message, 0, FIGMENT_HTTP_MAX_BODY,
                                 figment_watchdog_get_cancellable (data->watchdog), uploaded_cb, g_object_ref (task));
}

static void
sized_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  UploadData *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GFileInfo) info = g_file_input_stream_query_info_finish (G_FILE_INPUT_STREAM (source), result, &error);

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->total = g_file_info_get_size (info);
  start_upload (task);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  UploadData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  data->file = g_file_read_finish (G_FILE (source), result, &error);
  if (data->file == NULL)
    g_task_return_error (task, error);
  else
    g_file_input_stream_query_info_async (data->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_PRIORITY_DEFAULT, cancellable,
                                          sized_cb, g_steal_pointer (&task));
}

/**
 * figment_comfy_client_upload_async:
 * @file: read from disk piece by piece; memory stays flat whatever its size
 * @name: (nullable): what to call it there, in any characters; folders in it go to @subfolder. %NULL or empty: as on
 * disk
 * @subfolder: (nullable): in the server's input folder
 * @progress: (nullable): called with bytes sent and to be sent
 *
 * Never overwrites: the server finds another name when other bytes have this one. Fails with %G_IO_ERROR when the file
 * cannot be read.
 */
void
figment_comfy_client_upload_async (FigmentComfyClient       *self,
                                   GFile                    *file,
                                   const char               *name,
                                   const char               *subfolder,
                                   FigmentComfyProgressFunc  progress,
                                   gpointer                  progress_data,
                                   GCancellable             *cancellable,
                                   GAsyncReadyCallback       callback,
                                   gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *basename = g_file_get_basename (file);
  const char *full = name != NULL ? name : "";
  const char *slash = strrchr (full, '/');
  const char *last = slash != NULL ? slash + 1 : full;
  UploadData *data = g_new0 (UploadData, 1);

  g_task_set_source_tag (task, figment_comfy_client_upload_async);
  data->name = clean_name (last[0] != '\0' ? last : basename, "upload.bin");
  data->subfolder = join_subfolder (subfolder, full);
  data->progress = progress;
  data->progress_data = progress_data;
  g_task_set_task_data (task, data, (GDestroyNotify) upload_data_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, g_steal_pointer (&task));
}

/* Returns: (transfer full): the file as the server named it, which is what goes into the graph, or NULL with @error */
FigmentComfyFile *
figment_comfy_client_upload_finish (FigmentComfyClient  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
