/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "comfy/figment-comfy-client-private.h"
#include "figment-test-server.h"
#include "net/figment-remote-error.h"

/* Uploads and downloads. */

#define SIZE (3 * 1024 * 1024 + 17)

typedef struct
{
  FigmentTestServer  *server; /* (owned) */
  FigmentComfyClient *client; /* (owned) */
  char               *dir;    /* (owned) */
  GFile              *local;  /* (owned) */
  GBytes             *data;   /* (owned) what the server has */
  GAsyncResult       *result; /* (owned) (nullable) */
  GError             *error;  /* (owned) (nullable) */
  gint64              done;   /* of the last progress */
  gint64              total;
  guint               n_progress;
} Fixture;

static FigmentComfyClient *
make_client (const char *url)
{
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, NULL, NULL, NULL);

  return figment_comfy_client_new (endpoint);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  guint8 *bytes = g_malloc (SIZE);
  g_autofree char *path = NULL;

  for (gsize i = 0; i < SIZE; i++)
    bytes[i] = (guint8) (i * 31 + (i >> 8) * 7 + (i >> 16));
  fixture->data = g_bytes_new_take (bytes, SIZE);
  fixture->server = figment_test_server_new (FALSE);
  fixture->client = make_client (figment_test_server_get_url (fixture->server));
  fixture->dir = g_dir_make_tmp ("figment-test-XXXXXX", NULL);
  path = g_build_filename (fixture->dir, "local.bin", NULL);
  fixture->local = g_file_new_for_path (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->client);
  figment_test_server_free (fixture->server);
  g_file_delete (fixture->local, NULL, NULL);
  g_rmdir (fixture->dir);
  g_clear_object (&fixture->local);
  g_bytes_unref (fixture->data);
  g_free (fixture->dir);
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->done = done;
  fixture->total = total;
  fixture->n_progress++;
}

static gboolean
download (Fixture            *fixture,
          FigmentComfyClient *client,
          const char         *filename)
{
  g_autoptr(FigmentComfyFile) file = figment_comfy_file_new (filename, "sub\\é", FIGMENT_COMFY_FOLDER_TEMP);

  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  figment_comfy_client_download_async (client, file, fixture->local, progress_cb, fixture, NULL, figment_test_store_cb,
                                       &fixture->result);
  return figment_comfy_client_download_finish (client, figment_test_wait (&fixture->result), &fixture->error);
}

static void
put_local (Fixture *fixture,
           gsize    length,
           guint8   flaw)
{
  g_autofree guint8 *bytes = g_malloc0 (length + 1);

  memcpy (bytes, g_bytes_get_data (fixture->data, NULL), MIN (length, SIZE));
  bytes[0] ^= flaw;
  g_file_set_contents (g_file_peek_path (fixture->local), (const char *) bytes, (gssize) length, NULL);
}

static void
assert_local (Fixture *fixture,
              gsize    length)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;

  g_file_get_contents (g_file_peek_path (fixture->local), &bytes, &n, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (n, ==, length);
  g_assert_cmpint (memcmp (bytes, g_bytes_get_data (fixture->data, NULL), n), ==, 0);
}

/* How the scripted /view treats ranges. */
typedef enum { RANGES_GOOD, RANGES_IGNORED, RANGES_WRONG } Ranges;

static Ranges ranges;

static void
view_handler (FigmentTestServer *server,
              SoupServerMessage *message,
              gpointer           user_data)
{
  Fixture *fixture = user_data;
  const char *header = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Range");
  SoupMessageHeaders *response = soup_server_message_get_response_headers (message);
  gsize start = header != NULL && ranges != RANGES_IGNORED
                  ? (gsize) g_ascii_strtoull (header + strlen ("bytes="), NULL, 10) : 0;
  g_autoptr(GBytes) part = NULL;

  /* Else SoupServer would cut the range out of it a second time. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  if (start > 0 && ranges == RANGES_WRONG)
    start--;
  if (start >= SIZE)
    {
      soup_server_message_set_status (message, 416, NULL);
      soup_message_headers_append (response, "Content-Range", "bytes */3145745");
      return;
    }
  part = g_bytes_new_from_bytes (fixture->data, start, SIZE - start);
  soup_server_message_set_status (message, start > 0 ? 206 : 200, NULL);
  if (start > 0)
    soup_message_headers_set_content_range (response, (goffset) start, SIZE - 1, SIZE);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), part);
}

static void
serve_view (Fixture *fixture,
            Ranges   how)
{
  G_STATIC_ASSERT (SIZE == 3145745);
  ranges = how;
  figment_test_server_handle (fixture->server, "GET /api/view", view_handler, fixture);
}

static const char *
get_range (Fixture *fixture,
           guint    index)
{
  FigmentTestRequest *request = g_ptr_array_index (fixture->server->requests, index);

  return soup_message_headers_get_one (request->headers, "Range");
}

static void
test_download (Fixture       *fixture,
               gconstpointer  data)
{
  serve_view (fixture, RANGES_GOOD);
  g_assert_true (download (fixture, fixture->client, "a b&c.png"));
  g_assert_no_error (fixture->error);
  assert_local (fixture, SIZE);
  g_assert_cmpstr (figment_test_server_last (fixture->server)->line, ==,
                   "GET /api/view?filename=a%20b%26c.png&subfolder=sub%5C%C3%A9&type=temp");
  g_assert_null (get_range (fixture, 0));
  g_assert_cmpint (fixture->done, ==, SIZE);
  g_assert_cmpint (fixture->total, ==, SIZE);
}

static void
test_resume (Fixture       *fixture,
             gconstpointer  data)
{
  serve_view (fixture, RANGES_GOOD);
  put_local (fixture, 1000000, 0);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  g_assert_no_error (fixture->error);
  assert_local (fixture, SIZE);
  g_assert_cmpstr (get_range (fixture, 0), ==, "bytes=1000000-");
  g_assert_cmpint (fixture->total, ==, SIZE);
}

/* 200 instead of 206: what was there is no beginning any more. */
static void
test_resume_ignored (Fixture       *fixture,
                     gconstpointer  data)
{
  serve_view (fixture, RANGES_IGNORED);
  put_local (fixture, 1000000, 1);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  assert_local (fixture, SIZE);
}

static void
test_resume_wrong_range (Fixture       *fixture,
                         gconstpointer  data)
{
  serve_view (fixture, RANGES_WRONG);
  put_local (fixture, 1000000, 1);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  assert_local (fixture, SIZE);
  g_assert_cmpuint (fixture->server->requests->len, ==, 2);
  g_assert_null (get_range (fixture, 1));
}

static void
test_resume_complete (Fixture       *fixture,
                      gconstpointer  data)
{
  serve_view (fixture, RANGES_GOOD);
  put_local (fixture, SIZE, 0);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  assert_local (fixture, SIZE);
  g_assert_cmpuint (fixture->server->requests->len, ==, 1);
  g_assert_cmpint (fixture->done, ==, SIZE);
}

static void
test_resume_too_long (Fixture       *fixture,
                      gconstpointer  data)
{
  serve_view (fixture, RANGES_GOOD);
  put_local (fixture, SIZE + 5, 1);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  assert_local (fixture, SIZE);
  g_assert_cmpuint (fixture->server->requests->len, ==, 2);
}

/* Cut in the middle: an error worth another try, and what is there is a beginning that the next call continues. */
static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GString) bytes = g_string_new ("HTTP/1.1 200 OK\r\nContent-Length: 3145745\r\n\r\n");
  g_autoptr(FigmentRawServer) raw = NULL;
  FigmentComfyClient *cut;

  g_string_append_len (bytes, g_bytes_get_data (fixture->data, NULL), 100000);
  raw = figment_raw_server_new (bytes->str, (gssize) bytes->len, FIGMENT_RAW_CLOSE);
  cut = make_client (raw->url);
  g_assert_false (download (fixture, cut, "a.png"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE);
  g_clear_error (&fixture->error);
  assert_local (fixture, 100000);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (cut);

  serve_view (fixture, RANGES_GOOD);
  g_assert_true (download (fixture, fixture->client, "a.png"));
  assert_local (fixture, SIZE);
  g_assert_cmpstr (get_range (fixture, 0), ==, "bytes=100000-");
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentRawServer) raw = figment_raw_server_new ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", -1,
                                                            FIGMENT_RAW_HANG);
  FigmentComfyClient *client = make_client (raw->url);

  _figment_comfy_client_set_transfer_time (client, 50);
  g_assert_false (download (fixture, client, "a.png"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (client);
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_false (download (fixture, fixture->client, "a.png"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND);
  g_assert_false (g_file_query_exists (fixture->local, NULL));
}

static void
test_no_folder (Fixture       *fixture,
                gconstpointer  data)
{
  GFile *sound = fixture->local;

  serve_view (fixture, RANGES_GOOD);
  fixture->local = g_file_new_for_path ("/proc/no/such/folder/file");
  g_assert_false (download (fixture, fixture->client, "a.png"));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_object_unref (fixture->local);
  fixture->local = sound;
}

/* The disk's word must come through: the engine tells people to make room. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  GFile *sound = fixture->local;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no /dev/full");
      return;
    }
  serve_view (fixture, RANGES_GOOD);
  fixture->local = g_file_new_for_path ("/dev/full");
  g_assert_false (download (fixture, fixture->client, "a.png"));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_object_unref (fixture->local);
  fixture->local = sound;
}

static void
cancelling_progress (gint64   done,
                     gint64   total,
                     gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_download_cancel (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(FigmentComfyFile) file = figment_comfy_file_new ("a.png", "", FIGMENT_COMFY_FOLDER_OUTPUT);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  serve_view (fixture, RANGES_GOOD);
  figment_comfy_client_download_async (fixture->client, file, fixture->local, cancelling_progress, cancellable,
                                       cancellable, figment_test_store_cb, &fixture->result);
  g_assert_false (figment_comfy_client_download_finish (fixture->client, figment_test_wait (&fixture->result),
                                                        &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static FigmentComfyFile *
upload (Fixture    *fixture,
        const char *name,
        const char *subfolder)
{
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  figment_comfy_client_upload_async (fixture->client, fixture->local, name, subfolder, progress_cb, fixture, NULL,
                                     figment_test_store_cb, &fixture->result);
  return figment_comfy_client_upload_finish (fixture->client, figment_test_wait (&fixture->result), &fixture->error);
}

/*
 * A parameter as aiohttp reads it: in quotes, a backslash takes the next character as it is, and percent escapes are no
 * escapes (08b-upload-filename-encodings). soup_message_headers_get_content_disposition () would clean a file name: of
 * its folders, and since libsoup 3.8 of its quotes.
 */
static char *
dup_parameter (const char *disposition,
               const char *name)
{
  g_autofree char *start = g_strdup_printf ("; %s=\"", name);
  const char *from = strstr (disposition, start);
  GString *value;

  if (from == NULL)
    return NULL;
  value = g_string_new (NULL);
  for (from += strlen (start); *from != '"'; from++)
    {
      if (*from == '\\')
        from++;
      g_assert_cmpint (*from, !=, '\0');
      g_string_append_c (value, *from);
    }
  g_assert_true (from[1] == '\0' || from[1] == ';');
  return g_string_free (value, FALSE);
}

/* The parts of the last upload, taken apart by a parser of other people's making. */
static GHashTable *
parse_form (Fixture *fixture)
{
  FigmentTestRequest *request = figment_test_server_last (fixture->server);
  g_autoptr(SoupMultipart) form = soup_multipart_new_from_message (request->headers, request->body);
  GHashTable *parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  g_assert_nonnull (form);
  for (int i = 0; i < soup_multipart_get_length (form); i++)
    {
      SoupMessageHeaders *headers;
      GBytes *body;
      g_autofree char *filename = NULL;
      const char *disposition;

      soup_multipart_get_part (form, i, &headers, &body);
      disposition = soup_message_headers_get_one (headers, "Content-Disposition");
      g_assert_true (g_str_has_prefix (disposition, "form-data; "));
      filename = dup_parameter (disposition, "filename");
      if (filename != NULL)
        g_hash_table_insert (parts, g_strdup ("filename"), g_bytes_new (filename, strlen (filename)));
      g_hash_table_insert (parts, dup_parameter (disposition, "name"), g_bytes_ref (body));
    }
  return parts;
}

static char *
dup_part (GHashTable *parts,
          const char *name)
{
  GBytes *body = g_hash_table_lookup (parts, name);

  return body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;
}

static void
answer_upload (Fixture *fixture)
{
  figment_test_server_answer (fixture->server, "POST /api/upload/image", 200, "application/json",
                              "{\"name\":\"local (1).bin\",\"subfolder\":\"s\",\"type\":\"input\"}");
}

static void
test_upload (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentComfyFile) file = NULL;
  g_autoptr(GHashTable) parts = NULL;
  g_autofree char *type = NULL;
  g_autofree char *value = NULL;
  GBytes *image;

  answer_upload (fixture);
  put_local (fixture, SIZE, 0);
  file = upload (fixture, NULL, NULL);
  g_assert_no_error (fixture->error);
  /* The server's word on the name counts. */
  value = figment_comfy_file_dup_value (file);
  g_assert_cmpstr (value, ==, "s/local (1).bin");
  parts = parse_form (fixture);
  type = dup_part (parts, "type");
  g_assert_cmpstr (type, ==, "input");
  g_assert_false (g_hash_table_contains (parts, "subfolder"));
  image = g_hash_table_lookup (parts, "image");
  g_assert_true (g_bytes_equal (image, fixture->data));
  g_assert_cmpint (fixture->done, ==, SIZE);
  g_assert_cmpint (fixture->total, ==, SIZE);
  g_assert_cmpuint (fixture->n_progress, >, 2);
}

static void
test_upload_names (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *subfolder;
    const char *sent_name;
    const char *sent_subfolder;
  } cases[] = {
    { "plain.png", NULL, "plain.png", NULL },
    { "é漢字 %41.png", "", "é漢字 %41.png", NULL },
    { "say \"hi\".png", NULL, "say \"hi\".png", NULL },
    { "a/b/c.png", "x", "c.png", "x/a/b" },
    { "../../etc/passwd", "../..", "passwd", "etc" },
    { "/abs/c.png", "/x//./y/", "c.png", "x/y/abs" },
    { "", NULL, "local.bin", NULL },
    { NULL, NULL, "local.bin", NULL },
    { "folder/", NULL, "local.bin", "folder" },
    { ".", NULL, "upload.bin", NULL },
    { "..", NULL, "_.", NULL },
    { "comfy..png", NULL, "comfy_.png", NULL },
    { "back\\slash.png", NULL, "back_slash.png", NULL },
    { "line\r\nbreak.png", NULL, "line__break.png", NULL },
    { "bad\xff.png", NULL, "bad\xef\xbf\xbd.png", NULL },
  };

  answer_upload (fixture);
  put_local (fixture, 10, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(FigmentComfyFile) file = upload (fixture, cases[i].name, cases[i].subfolder);
      g_autoptr(GHashTable) parts = NULL;
      g_autofree char *name = NULL;
      g_autofree char *subfolder = NULL;

      g_assert_no_error (fixture->error);
      parts = parse_form (fixture);
      name = dup_part (parts, "filename");
      subfolder = dup_part (parts, "subfolder");
      g_assert_cmpstr (name, ==, cases[i].sent_name);
      g_assert_cmpstr (subfolder, ==, cases[i].sent_subfolder);
    }
}

static void
test_upload_long_name (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autoptr(FigmentComfyFile) file = NULL;
  g_autoptr(GHashTable) parts = NULL;
  g_autofree char *sent = NULL;

  for (guint i = 0; i < 150; i++)
    g_string_append (name, "漢");
  g_string_append (name, ".webm");
  answer_upload (fixture);
  put_local (fixture, 10, 0);
  file = upload (fixture, name->str, NULL);
  parts = parse_form (fixture);
  sent = dup_part (parts, "filename");
  g_assert_cmpuint (strlen (sent), <=, 200);
  g_assert_cmpuint (strlen (sent), >, 190);
  g_assert_true (g_str_has_suffix (sent, "漢.webm"));
  g_assert_true (g_utf8_validate (sent, -1, NULL));
}

static void
test_trap_29 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(FigmentComfyFile) file = NULL;
  g_autoptr(GHashTable) parts = NULL;
  g_autofree char *sent = NULL;

  answer_upload (fixture);
  put_local (fixture, 10, 0);
  file = upload (fixture, "a....b..png", NULL);
  parts = parse_form (fixture);
  sent = dup_part (parts, "filename");
  g_assert_null (strstr (sent, ".."));
}

static void
test_upload_fails (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_null (upload (fixture, "a.png", NULL));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  put_local (fixture, 10, 0);
  figment_test_server_answer (fixture->server, "POST /api/upload/image", 413, "text/plain",
                              "Maximum request body size");
  g_assert_null (upload (fixture, "a.png", NULL));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE);
  figment_test_server_answer (fixture->server, "POST /api/upload/image", 200, "application/json", "{\"name\":\"\"}");
  g_assert_null (upload (fixture, "a.png", NULL));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
test_upload_silent (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(FigmentRawServer) raw = figment_raw_server_new ("", 0, FIGMENT_RAW_HANG);
  FigmentComfyClient *sound = fixture->client;

  fixture->client = make_client (raw->url);
  _figment_comfy_client_set_transfer_time (fixture->client, 50);
  put_local (fixture, 1000, 0);
  g_assert_null (upload (fixture, "a.png", NULL));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->client);
  fixture->client = sound;
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/comfy/download/whole", test_download);
  ADD ("/comfy/download/resume", test_resume);
  ADD ("/comfy/download/resume-ignored", test_resume_ignored);
  ADD ("/comfy/download/resume-wrong-range", test_resume_wrong_range);
  ADD ("/comfy/download/resume-complete", test_resume_complete);
  ADD ("/comfy/download/resume-too-long", test_resume_too_long);
  ADD ("/comfy/download/cut", test_cut);
  ADD ("/comfy/download/silent", test_silent);
  ADD ("/comfy/download/missing", test_missing);
  ADD ("/comfy/download/no-folder", test_no_folder);
  ADD ("/comfy/download/full-disk", test_full_disk);
  ADD ("/comfy/download/cancel", test_download_cancel);
  ADD ("/comfy/upload/whole", test_upload);
  ADD ("/comfy/upload/names", test_upload_names);
  ADD ("/comfy/upload/long-name", test_upload_long_name);
  ADD ("/comfy/upload/fails", test_upload_fails);
  ADD ("/comfy/upload/silent", test_upload_silent);
  ADD ("/comfy/trap-29/dots-in-names", test_trap_29);
  return g_test_run ();
}
