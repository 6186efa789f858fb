/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "figment-practice-server.h"

/* GET /view: ComfyUI server.py, view_image, and what aiohttp's FileResponse makes of it. */

#define CHUNK_BYTES (256 * 1024)

static const struct
{
  const char *extension;
  const char *mime_type;
} mime_types[] = {
  { ".png", "image/png" },   { ".jpg", "image/jpeg" },  { ".jpeg", "image/jpeg" }, { ".webp", "image/webp" },
  { ".gif", "image/gif" },   { ".svg", "image/svg+xml" }, { ".mp4", "video/mp4" },   { ".webm", "video/webm" },
  { ".mkv", "video/x-matroska" }, { ".mov", "video/quicktime" }, { ".wav", "audio/x-wav" },  { ".mp3", "audio/mpeg" },
  { ".flac", "audio/flac" }, { ".opus", "audio/opus" }, { ".ogg", "audio/ogg" },   { ".txt", "text/plain" },
  { ".json", "application/json" }, { ".glb", "model/gltf-binary" },
};

/* A file on its way to a client, a chunk at a time. */
typedef struct
{
  SoupServerMessage *message; /* (unowned) it owns this */
  GInputStream      *input;   /* (owned) */
  goffset            left;    /* bytes that are still to be sent */
  gboolean           cut;     /* end the connection after them */
} Stream;

static void
stream_free (gpointer  data,
             GClosure *closure)
{
  Stream *stream = data;

  g_clear_object (&stream->input);
  g_free (stream);
}

static void
drop_connection (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
send_chunk (Stream *stream)
{
  const gsize wanted = (gsize) MIN (stream->left, CHUNK_BYTES);
  g_autoptr(GBytes) chunk = NULL;

  if (wanted == 0)
    {
      if (stream->cut)
        drop_connection (stream->message);
      return;
    }
  chunk = g_input_stream_read_bytes (stream->input, wanted, NULL, NULL);
  if (chunk == NULL || g_bytes_get_size (chunk) == 0)
    {
      /* The file has shrunk since it was opened: the promised length cannot be kept. */
      drop_connection (stream->message);
      return;
    }
  stream->left -= (goffset) g_bytes_get_size (chunk);
  soup_message_body_append_bytes (soup_server_message_get_response_body (stream->message), chunk);
  soup_server_message_unpause (stream->message);
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                Stream            *stream)
{
  send_chunk (stream);
}

static const char *
find_mime_type (const char *name)
{
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (mime_types); i++)
    if (g_ascii_strcasecmp (dot, mime_types[i].extension) == 0)
      return mime_types[i].mime_type;
  return "application/octet-stream";
}

/*
 * Reads a Range header as aiohttp does: one range, "a-b", "a-" or "-n".
 * @start, @end: (out): first byte, and the one after the last
 *
 * Returns: %FALSE when the answer is 416
 */
static gboolean
parse_range (const char *header,
             goffset     size,
             goffset    *start,
             goffset    *end)
{
  g_autoptr(GRegex) regex = g_regex_new ("^bytes=([0-9]{0,18})-([0-9]{0,18})$", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (!g_regex_match (regex, header, 0, &match))
    return FALSE;
  first = g_match_info_fetch (match, 1);
  last = g_match_info_fetch (match, 2);
  if (*first == '\0' && *last == '\0')
    return FALSE;
  *end = size;
  if (*first == '\0')
    {
      *start = MAX (size - g_ascii_strtoll (last, NULL, 10), 0);
    }
  else
    {
      *start = g_ascii_strtoll (first, NULL, 10);
      if (*last != '\0')
        *end = MIN (g_ascii_strtoll (last, NULL, 10) + 1, size);
    }
  return *start < *end;
}

static gboolean
is_unchanged (SoupMessageHeaders *request,
              const char         *etag,
              gint64              mtime)
{
  const char *none_match = soup_message_headers_get_list (request, "If-None-Match");
  const char *since = soup_message_headers_get_one (request, "If-Modified-Since");
  g_autoptr(GDateTime) date = NULL;

  if (none_match != NULL)
    return strstr (none_match, etag) != NULL || strcmp (none_match, "*") == 0;
  date = since != NULL ? soup_date_time_new_from_http_string (since) : NULL;
  return date != NULL && mtime <= g_date_time_to_unix (date);
}

static void
start_stream (FigmentPracticeExchange *exchange,
              const char              *path,
              goffset                  start,
              goffset                  end)
{
  SoupServerMessage *message = exchange->message;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) input = g_file_read (file, NULL, NULL);
  Stream *stream;

  if (input == NULL || !g_seekable_seek (G_SEEKABLE (input), start, G_SEEK_SET, NULL, NULL))
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  stream = g_new0 (Stream, 1);
  stream->message = message;
  stream->input = G_INPUT_STREAM (g_steal_pointer (&input));
  stream->left = end - start;
  /* A range is served whole, so that a client gets on when it resumes. */
  if (exchange->server->mood == FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD && soup_server_message_get_status (message) == 200)
    {
      stream->left /= 2;
      stream->cut = TRUE;
    }
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CONTENT_LENGTH);
  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message), end - start);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), stream, stream_free, 0);
  if (soup_server_message_get_method (message) != SOUP_METHOD_HEAD)
    send_chunk (stream);
}

static void
serve_file (FigmentPracticeExchange *exchange,
            const char              *path)
{
  SoupMessageHeaders *request = soup_server_message_get_request_headers (exchange->message);
  SoupMessageHeaders *response = soup_server_message_get_response_headers (exchange->message);
  const char *range = soup_message_headers_get_one (request, "Range");
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *disposition = g_strdup_printf ("filename=\"%s\"", name);
  g_autofree char *etag = NULL;
  g_autofree char *modified = NULL;
  g_autoptr(GDateTime) date = NULL;
  GStatBuf info;
  goffset start = 0;
  goffset end;

  if (g_stat (path, &info) != 0)
    {
      figment_practice_exchange_empty (exchange, 404);
      return;
    }
  end = info.st_size;
  etag = g_strdup_printf ("\"%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x\"",
                          (guint64) info.st_mtim.tv_sec * 1000000000 + (guint64) info.st_mtim.tv_nsec,
                          (guint64) info.st_size);
  date = g_date_time_new_from_unix_utc (info.st_mtim.tv_sec);
  modified = soup_date_time_to_string (date, SOUP_DATE_HTTP);
  soup_message_headers_replace (response, "Content-Disposition", disposition);
  soup_message_headers_replace (response, "Content-Type", find_mime_type (name));
  if (is_unchanged (request, etag, info.st_mtim.tv_sec))
    {
      soup_message_headers_replace (response, "Etag", etag);
      soup_message_headers_replace (response, "Last-Modified", modified);
      soup_server_message_set_status (exchange->message, 304, NULL);
      return;
    }
  if (range != NULL && !parse_range (range, info.st_size, &start, &end))
    {
      g_autofree char *all = g_strdup_printf ("bytes */%" G_GOFFSET_FORMAT, (goffset) info.st_size);

      soup_message_headers_replace (response, "Content-Range", all);
      figment_practice_exchange_empty (exchange, 416);
      return;
    }
  soup_message_headers_replace (response, "Etag", etag);
  soup_message_headers_replace (response, "Last-Modified", modified);
  soup_message_headers_replace (response, "Accept-Ranges", "bytes");
  if (range != NULL)
    soup_message_headers_set_content_range (response, start, end - 1, info.st_size);
  soup_server_message_set_status (exchange->message, range != NULL ? 206 : 200, NULL);
  start_stream (exchange, path, start, end);
}

/* Returns: (transfer full): @name without the parts that make it point elsewhere */
static char *
tame_name (const char *name)
{
  g_autofree char *slashed = g_strdelimit (g_strdup (name), "\\", '/');
  g_auto(GStrv) parts = g_strsplit (slashed, "/", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && strcmp (parts[i], "..") != 0 && strcmp (parts[i], ".") != 0)
      g_ptr_array_add (kept, parts[i]);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv ("/", (char **) kept->pdata);
}

/* GET /view */
void
figment_practice_get_view (FigmentPracticeExchange *exchange)
{
  const char *given = g_hash_table_lookup (exchange->query, "filename");
  const char *kind = g_hash_table_lookup (exchange->query, "type");
  const gboolean hostile = exchange->server->mood == FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES;
  g_autofree char *subfolder = g_strdup (g_hash_table_lookup (exchange->query, "subfolder"));
  g_autofree char *name = NULL;
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;
  const char *folder;
  const char *type;

  if (given == NULL)
    {
      figment_practice_exchange_empty (exchange, 404);
      return;
    }
  name = figment_practice_folders_split_name (given, &type);
  if (hostile)
    {
      g_autofree char *tame_folder = subfolder != NULL ? tame_name (subfolder) : NULL;
      g_autofree char *tame = tame_name (name);

      g_free (g_steal_pointer (&name));
      g_free (g_steal_pointer (&subfolder));
      name = g_steal_pointer (&tame);
      subfolder = g_steal_pointer (&tame_folder);
    }
  folder = figment_practice_folders_of_type (&exchange->server->folders, type != NULL   ? type
                                                                         : kind != NULL ? kind
                                                                                        : "output");
  if (*name == '\0' || *name == '/' || strstr (name, "..") != NULL || folder == NULL)
    {
      figment_practice_exchange_empty (exchange, 400);
      return;
    }
  base = g_path_get_basename (name);
  path = figment_practice_folders_join (folder, subfolder, NULL);
  if (path == NULL)
    {
      figment_practice_exchange_empty (exchange, 403);
      return;
    }
  g_free (path);
  path = figment_practice_folders_join (folder, subfolder, base);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    figment_practice_exchange_empty (exchange, 404);
  else
    serve_file (exchange, path);
}
