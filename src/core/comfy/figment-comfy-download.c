/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-client.h"

#include <string.h>

#include "comfy/figment-comfy-client-private.h"
#include "net/figment-watchdog.h"

/*
 * GET /view into a file (protocol §11). Reading and writing overlap: while a thread of GIO writes one buffer, the other
 * is filled from the network. Large buffers: g_output_stream_splice_async with its 8 KiB takes eight times as long.
 */

#define CHUNK (512 * 1024)

/* Microseconds between two calls of the progress function. */
#define PROGRESS_INTERVAL (50 * 1000)

typedef struct
{
  FigmentComfyFile         *file;     /* (owned) */
  GFile                    *target;   /* (owned) */
  FigmentComfyProgressFunc  progress;
  gpointer                  progress_data;

  SoupMessage              *message;  /* (owned) (nullable) */
  FigmentWatchdog          *watchdog; /* (owned) (nullable) */
  GInputStream             *in;       /* (owned) (nullable) */
  GOutputStream            *out;      /* (owned) (nullable) */
  guint8                   *chunks[2]; /* (owned) (nullable) */
  guint                     current;  /* the chunk that is read into */
  gsize                     waiting;  /* bytes in the current chunk that wait for the other to be written */
  gboolean                  writing;
  gboolean                  ended;    /* nothing more will be read */
  GError                   *error;    /* (owned) (nullable) why not */

  goffset                   offset;   /* bytes of the target that were there before */
  goffset                   done;     /* bytes of the target that are written */
  goffset                   total;    /* -1 unknown */
  gint64                    told;     /* monotonic time of the last call of progress */
} DownloadData;

static void
download_data_free (DownloadData *data)
{
  figment_comfy_file_free (data->file);
  g_clear_object (&data->target);
  g_clear_object (&data->message);
  g_clear_pointer (&data->watchdog, figment_watchdog_free);
  g_clear_object (&data->in);
  g_clear_object (&data->out);
  g_free (data->chunks[0]);
  g_free (data->chunks[1]);
  g_clear_error (&data->error);
  g_free (data);
}

static void start_request (GTask *task);
static void read_some     (GTask *task);

static void
tell_progress (DownloadData *data,
               gboolean      now)
{
  const gint64 time = g_get_monotonic_time ();

  if (data->progress == NULL || (!now && time - data->told < PROGRESS_INTERVAL))
    return;
  data->told = time;
  data->progress (data->done, data->total, data->progress_data);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error) && data->error == NULL)
    data->error = g_steal_pointer (&error);
  g_clear_error (&error);
  if (data->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&data->error));
      return;
    }
  tell_progress (data, TRUE);
  g_task_return_boolean (task, TRUE);
}

/* Nothing is read or written any more. The file is closed before anybody hears of the end. */
static void
finish (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);

  if (data->in != NULL)
    g_input_stream_close_async (data->in, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_output_stream_close_async (data->out, G_PRIORITY_DEFAULT, NULL, closed_cb, g_object_ref (task));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  GError *error = NULL;
  gsize written = 0;

  data->writing = FALSE;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &written, &error))
    {
      /* A full disk is told as such, in G_IO_ERROR; it is worse news than whatever the network has. */
      g_clear_error (&data->error);
      data->error = error;
      data->waiting = 0;
      if (!data->ended)
        g_cancellable_cancel (figment_watchdog_get_cancellable (data->watchdog));
    }
  data->done += (goffset) written;
  tell_progress (data, FALSE);
  read_some (task);
}

/* Writes the chunk that has just been filled and goes on reading into the other. */
static void
write_waiting (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);
  const gsize n = data->waiting;

  data->waiting = 0;
  data->writing = TRUE;
  g_output_stream_write_all_async (data->out, data->chunks[data->current], n, G_PRIORITY_DEFAULT, NULL, written_cb,
                                   g_object_ref (task));
  data->current = 1 - data->current;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  FigmentComfyClient *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  figment_watchdog_feed (data->watchdog);
  if (n > 0 && data->error == NULL)
    {
      data->waiting = (gsize) n;
    }
  else
    {
      data->ended = TRUE;
      if (n < 0 && data->error == NULL)
        data->error = figment_http_translate_error (_figment_comfy_client_get_http (self), data->message, error,
                                                    figment_watchdog_has_barked (data->watchdog));
    }
  if (data->waiting > 0 && !data->writing)
    write_waiting (task);
  if (data->waiting == 0)
    read_some (task);
}

/* Reads on, unless both chunks are taken, or all is over. Called when a read or a write has come to its end. */
static void
read_some (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);

  if (data->waiting > 0 && !data->writing)
    {
      write_waiting (task);
    }
  else if (data->ended)
    {
      if (!data->writing)
        finish (task);
      return;
    }
  if (data->waiting == 0 && !g_input_stream_has_pending (data->in))
    g_input_stream_read_async (data->in, data->chunks[data->current], CHUNK, G_PRIORITY_DEFAULT,
                               figment_watchdog_get_cancellable (data->watchdog), read_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->out = G_OUTPUT_STREAM (g_file_append_to_finish (G_FILE (source), result, &error));
  if (data->out == NULL)
    {
      g_input_stream_close_async (data->in, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_task_return_error (task, error);
      return;
    }
  data->chunks[0] = g_malloc (CHUNK);
  data->chunks[1] = g_malloc (CHUNK);
  data->done = data->offset;
  tell_progress (data, TRUE);
  read_some (task);
}

static void
open_target (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);

  g_file_append_to_async (data->target, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL, opened_cb, g_object_ref (task));
}

/* The target is out of the way; @user_data's request starts anew, or its answer is written from the beginning. */
static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      if (data->in != NULL)
        g_input_stream_close_async (data->in, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  data->offset = 0;
  if (data->in != NULL)
    open_target (task);
  else
    start_request (task);
}

static void
delete_target (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);

  g_file_delete_async (data->target, G_PRIORITY_DEFAULT, NULL, deleted_cb, g_object_ref (task));
}

/* The length of the whole, which Content-Range names after a slash, with 416 too; -1 unknown. */
static goffset
get_whole_length (SoupMessage *message)
{
  const char *header = soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Range");
  const char *slash = header != NULL ? strrchr (header, '/') : NULL;
  guint64 length;

  if (slash == NULL || !g_ascii_string_to_unsigned (slash + 1, 10, 0, G_MAXINT64, &length, NULL))
    return -1;
  return (goffset) length;
}

/* Whether the server continues exactly where the target ends. */
static gboolean
is_continuation (DownloadData *data)
{
  goffset start;
  goffset end;
  goffset total;

  return soup_message_get_status (data->message) == SOUP_STATUS_PARTIAL_CONTENT
         && soup_message_headers_get_content_range (soup_message_get_response_headers (data->message), &start, &end,
                                                    &total)
         && start == data->offset;
}

static void
receive (GTask *task)
{
  DownloadData *data = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (data->message);
  const gboolean known = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH;
  const goffset rest = known ? soup_message_headers_get_content_length (headers) : -1;

  data->total = rest;
  if (data->offset == 0)
    {
      open_target (task);
    }
  else if (is_continuation (data))
    {
      data->total = known ? data->offset + rest : get_whole_length (data->message);
      open_target (task);
    }
  else if (soup_message_get_status (data->message) == SOUP_STATUS_PARTIAL_CONTENT)
    {
      /* Some other part than was asked for: useless. */
      g_input_stream_close_async (data->in, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_clear_object (&data->in);
      delete_target (task);
    }
  else
    {
      delete_target (task);
    }
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentHttp *http = FIGMENT_HTTP (source);
  DownloadData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  data->in = figment_http_send_finish (http, result, &error);
  figment_watchdog_feed (data->watchdog);
  if (data->in != NULL)
    {
      receive (task);
    }
  else if (figment_remote_error_get_status (error) == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE && data->offset > 0)
    {
      if (get_whole_length (data->message) == data->offset)
        {
          data->done = data->total = data->offset;
          tell_progress (data, TRUE);
          g_task_return_boolean (task, TRUE);
        }
      else
        {
          delete_target (task);
        }
    }
  else
    {
      g_task_return_error (task, figment_http_translate_error (http, data->message, error,
                                                               figment_watchdog_has_barked (data->watchdog)));
    }
}

static void
start_request (GTask *task)
{
  FigmentComfyClient *self = g_task_get_source_object (task);
  FigmentHttp *http = _figment_comfy_client_get_http (self);
  DownloadData *data = g_task_get_task_data (task);
  g_autofree char *uri = figment_endpoint_build_uri (figment_http_get_endpoint (http), "/api/view",
                                                     "filename", data->file->filename,
                                                     "subfolder", data->file->subfolder,
                                                     "type", figment_comfy_folder_to_string (data->file->folder), NULL);

  g_clear_object (&data->message);
  data->message = figment_http_build_message (http, SOUP_METHOD_GET, uri);
  /* A compressed answer would make nonsense of offsets and lengths. */
  soup_message_disable_feature (data->message, SOUP_TYPE_CONTENT_DECODER);
  if (data->offset > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (data->message), data->offset, -1);
  g_clear_pointer (&data->watchdog, figment_watchdog_free);
  data->watchdog = figment_watchdog_new (g_task_get_cancellable (task), _figment_comfy_client_get_transfer_time (self));
  figment_http_send_async (http, data->message, 0, figment_watchdog_get_cancellable (data->watchdog), sent_cb,
                           g_object_ref (task));
}

static void
sized_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  DownloadData *data = g_task_get_task_data (task);
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  data->offset = info != NULL ? g_file_info_get_size (info) : 0;
  start_request (task);
}

/**
 * figment_comfy_client_download_async:
 * @file: as an answer named it
 * @target: written in order, so that after any failure what is there is a sound beginning; calling again continues
 * behind it with a range. Whether it is a beginning of the same file is the caller's to know: the server ignores
 * If-Range
 * @progress: (nullable): called now and then until the callback
 *
 * Fails with %G_IO_ERROR for what the local disk refuses (%G_IO_ERROR_NO_SPACE), with %FIGMENT_REMOTE_ERROR_TIMEOUT
 * when nothing moves for two minutes; UNREACHABLE and TIMEOUT are worth another call.
 */
void
figment_comfy_client_download_async (FigmentComfyClient       *self,
                                     const FigmentComfyFile   *file,
                                     GFile                    *target,
                                     FigmentComfyProgressFunc  progress,
                                     gpointer                  progress_data,
                                     GCancellable             *cancellable,
                                     GAsyncReadyCallback       callback,
                                     gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  DownloadData *data = g_new0 (DownloadData, 1);

  g_task_set_source_tag (task, figment_comfy_client_download_async);
  data->file = figment_comfy_file_copy (file);
  data->target = g_object_ref (target);
  data->progress = progress;
  data->progress_data = progress_data;
  data->total = -1;
  g_task_set_task_data (task, data, (GDestroyNotify) download_data_free);
  g_file_query_info_async (target, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           cancellable, sized_cb, g_steal_pointer (&task));
}

gboolean
figment_comfy_client_download_finish (FigmentComfyClient  *self,
                                      GAsyncResult        *result,
                                      GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
