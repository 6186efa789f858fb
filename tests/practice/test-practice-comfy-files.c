/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "practice-test.h"

/* Uploads and /view. */

static char *
body_text (PracticeAnswer *answer)
{
  const gsize size = g_bytes_get_size (answer->body);

  return size > 0 ? g_strndup (g_bytes_get_data (answer->body, NULL), size) : g_strdup ("");
}

/* Uploads @contents with a part header as given. Returns: the answer's body, or its status when it has none */
static char *
upload (PracticeTest *test,
        const char   *disposition,
        const char   *contents,
        const char   *field,
        const char   *value)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/upload/image", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  g_string_append_printf (text, "--line\r\nContent-Disposition: form-data; name=\"image\"; %s\r\n"
                                "Content-Type: image/png\r\n\r\n%s\r\n", disposition, contents);
  if (field != NULL)
    g_string_append_printf (text, "--line\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", field, value);
  g_string_append (text, "--line--\r\n");
  bytes = g_bytes_new (text->str, text->len);
  soup_message_set_request_body_from_bytes (message, "multipart/form-data; boundary=line", bytes);
  answer = practice_test_send (test, message, &error);
  g_assert_no_error (error);
  return answer->status == 200 ? body_text (answer) : g_strdup_printf ("%u", answer->status);
}

static void
test_names (PracticeTest  *test,
            gconstpointer  data)
{
  g_autofree char *stem = g_strnfill (300, 'x');
  g_autofree char *long_name = g_strdup_printf ("filename=\"%s.png\"", stem);
  const struct
  {
    const char *disposition;
    const char *contents;
    const char *field;
    const char *value;
    const char *answer;
  } cases[] = {
    { "filename=\"a b.png\"", "1", NULL, NULL, "{\"name\":\"a b.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"a b.png\"", "1", NULL, NULL, "{\"name\":\"a b.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"a b.png\"", "2", NULL, NULL, "{\"name\":\"a b (1).png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"a b.png\"", "2", NULL, NULL, "{\"name\":\"a b (1).png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"a b.png\"", "3", "overwrite", "true",
      "{\"name\":\"a b.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"a b.png\"", "2", "overwrite", "false",
      "{\"name\":\"a b (1).png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"s.png\"", "1", "subfolder", "x/y", "{\"name\":\"s.png\",\"subfolder\":\"x/y\",\"type\":\"input\"}" },
    { "filename=\"s.png\"", "1", "subfolder", "x\\y",
      "{\"name\":\"s.png\",\"subfolder\":\"x\\\\y\",\"type\":\"input\"}" },
    { "filename=\"s.png\"", "1", "subfolder", "../..", "400" },
    { "filename=\"t.png\"", "1", "type", "temp", "{\"name\":\"t.png\",\"subfolder\":\"\",\"type\":\"temp\"}" },
    { "filename=\"t.png\"", "1", "type", "bogus", "500" },
    { "filename=\"../t.png\"", "1", NULL, NULL, "400" },
    { "filename=\"no/where.png\"", "1", NULL, NULL, "500" },
    { "filename=\"\"", "1", NULL, NULL, "500" },
    { "filename=\".\"", "1", NULL, NULL, "500" },
    { "filename=\"e-ü漢.png\"", "1", NULL, NULL,
      "{\"name\":\"e-\\u00fc\\u6f22.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename*=UTF-8''e-%C3%BC.png", "1", NULL, NULL,
      "{\"name\":\"e-\\u00fc.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"e-%C3%BC%20x.png\"", "1", NULL, NULL,
      "{\"name\":\"e-%C3%BC%20x.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"q\\\"uote.png\"", "1", NULL, NULL,
      "{\"name\":\"q\\\"uote.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=\"e\\back.png\"", "1", NULL, NULL, "{\"name\":\"eback.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { "filename=noquotes.png", "1", NULL, NULL, "{\"name\":\"noquotes.png\",\"subfolder\":\"\",\"type\":\"input\"}" },
    { long_name, "1", NULL, NULL, "500" },
    { "other=\"x\"", "1", NULL, NULL, "500" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = upload (test, cases[i].disposition, cases[i].contents, cases[i].field, cases[i].value);

      g_test_message ("%s", cases[i].disposition);
      g_assert_cmpstr (answer, ==, cases[i].answer);
    }
}

static void
write_file (PracticeTest *test,
            const char   *name,
            const char   *contents,
            gsize         length)
{
  g_autofree char *path = g_build_filename (figment_practice_comfy_get_folder (test->comfy), "output", name, NULL);

  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

static PracticeAnswer *
view (PracticeTest *test,
      const char   *method,
      const char   *query,
      const char   *header,
      const char   *value)
{
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/view", query, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GError) error = NULL;
  PracticeAnswer *answer;

  if (header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  answer = practice_test_send (test, message, &error);
  g_assert_no_error (error);
  return answer;
}

static void
test_view (PracticeTest  *test,
           gconstpointer  data)
{
  static const struct
  {
    const char *query;
    guint       status;
  } cases[] = {
    { "", 404 },
    { "?filename=", 400 },
    { "?filename=nope.png", 404 },
    { "?filename=../../etc/passwd", 400 },
    { "?filename=%2Fetc%2Fpasswd", 400 },
    { "?filename=two..dots.png", 400 },
    { "?filename=v.png&type=bogus", 400 },
    { "?filename=v.png&type=input", 404 },
    { "?filename=v.png", 200 },
    { "?filename=v.png%20%5Boutput%5D&type=input", 200 },
    { "?filename=v.png&subfolder=", 200 },
    { "?filename=v.png&subfolder=.", 200 },
    { "?filename=v.png&subfolder=nope", 404 },
    { "?filename=v.png&subfolder=..", 403 },
    { "?filename=v.png&subfolder=../input", 403 },
    { "?filename=v.png&subfolder=%2Fetc", 403 },
    { "?filename=sub/v.png&rand=0.1", 200 },
  };
  g_autoptr(PracticeAnswer) answer = NULL;

  write_file (test, "v.png", "0123456789", 10);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].query);
      answer = view (test, "GET", cases[i].query, NULL, NULL);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_clear_pointer (&answer, practice_answer_free);
    }
  answer = view (test, "HEAD", "?filename=v.png", NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (soup_message_headers_get_content_length (answer->headers), ==, 10);
  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Content-Disposition"), ==, "filename=\"v.png\"");
  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Content-Type"), ==, "image/png");
}

static void
test_ranges (PracticeTest  *test,
             gconstpointer  data)
{
  static const struct
  {
    const char *range;
    guint       status;
    const char *body;
    const char *content_range;
  } cases[] = {
    { "bytes=0-3", 206, "0123", "bytes 0-3/10" },
    { "bytes=7-", 206, "789", "bytes 7-9/10" },
    { "bytes=-2", 206, "89", "bytes 8-9/10" },
    { "bytes=8-99", 206, "89", "bytes 8-9/10" },
    { "bytes=0-0,5-9", 416, "", "bytes */10" },
    { "bytes=99-", 416, "", "bytes */10" },
    { "bytes=5-3", 416, "", "bytes */10" },
    { "bytes=-", 416, "", "bytes */10" },
    { "junk", 416, "", "bytes */10" },
  };
  g_autoptr(PracticeAnswer) answer = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *modified = NULL;

  write_file (test, "v.mp4", "0123456789", 10);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = NULL;

      g_test_message ("%s", cases[i].range);
      answer = view (test, "GET", "?filename=v.mp4", "Range", cases[i].range);
      body = body_text (answer);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (body, ==, cases[i].body);
      g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Content-Range"), ==, cases[i].content_range);
      g_clear_pointer (&answer, practice_answer_free);
    }
  answer = view (test, "GET", "?filename=v.mp4", NULL, NULL);
  etag = g_strdup (soup_message_headers_get_one (answer->headers, "Etag"));
  modified = g_strdup (soup_message_headers_get_one (answer->headers, "Last-Modified"));
  g_clear_pointer (&answer, practice_answer_free);
  answer = view (test, "GET", "?filename=v.mp4", "If-None-Match", etag);
  g_assert_cmpuint (answer->status, ==, 304);
  g_clear_pointer (&answer, practice_answer_free);
  answer = view (test, "GET", "?filename=v.mp4", "If-None-Match", "\"zzz\"");
  g_assert_cmpuint (answer->status, ==, 200);
  g_clear_pointer (&answer, practice_answer_free);
  answer = view (test, "GET", "?filename=v.mp4", "If-Modified-Since", modified);
  g_assert_cmpuint (answer->status, ==, 304);
}

static void
test_large (PracticeTest  *test,
            gconstpointer  data)
{
  const gsize length = 3 * 1024 * 1024 + 17;
  g_autofree char *contents = g_malloc (length);
  g_autoptr(PracticeAnswer) answer = NULL;

  for (gsize i = 0; i < length; i++)
    contents[i] = (char) (i * 31 + i / 256);
  write_file (test, "large.bin", contents, length);
  answer = view (test, "GET", "?filename=large.bin", NULL, NULL);
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), contents, length);
  g_clear_pointer (&answer, practice_answer_free);
  write_file (test, "empty.bin", "", 0);
  answer = view (test, "GET", "?filename=empty.bin", NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 0);
}

/* A download is cut at its half and can be resumed with a range. */
static void
test_cut_download (PracticeTest  *test,
                   gconstpointer  data)
{
  const gsize length = 2 * 1024 * 1024;
  g_autofree char *contents = g_malloc0 (length);
  g_autofree char *url = g_strconcat (figment_practice_comfy_get_url (test->comfy), "/view?filename=large.bin", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(PracticeAnswer) cut = NULL;
  g_autoptr(PracticeAnswer) rest = NULL;
  g_autoptr(GError) error = NULL;

  write_file (test, "large.bin", contents, length);
  figment_practice_comfy_set_mood (test->comfy, FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD);
  cut = practice_test_send (test, message, &error);
  g_assert_null (cut);
  g_assert_nonnull (error);
  rest = view (test, "GET", "?filename=large.bin", "Range", "bytes=1048576-");
  g_assert_cmpuint (rest->status, ==, 206);
  g_assert_cmpuint (g_bytes_get_size (rest->body), ==, length / 2);
}

static void
test_userdata (PracticeTest  *test,
               gconstpointer  data)
{
  g_autoptr(PracticeAnswer) put = practice_test_post (test, "/userdata/workflows%2Fa%20b.json", "{\"a\":1}");
  g_autoptr(PracticeAnswer) again =
      practice_test_post (test, "/userdata/workflows%2Fa%20b.json?overwrite=false", "{\"a\":2}");
  g_autoptr(PracticeAnswer) list = practice_test_get (test, "/api/userdata?dir=workflows&recurse=true");
  g_autoptr(PracticeAnswer) file = practice_test_get (test, "/userdata/workflows%2Fa%20b.json");
  g_autofree char *names = body_text (list);
  g_autofree char *contents = body_text (file);

  g_assert_cmpuint (put->status, ==, 200);
  g_assert_cmpuint (again->status, ==, 409);
  g_assert_cmpstr (names, ==, "[\"a b.json\"]");
  g_assert_cmpstr (contents, ==, "{\"a\":1}");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  practice_test_add ("/practice/files/upload-names", test_names);
  practice_test_add ("/practice/trap-29/view", test_view);
  practice_test_add ("/practice/files/ranges", test_ranges);
  practice_test_add ("/practice/files/large", test_large);
  practice_test_add ("/practice/moods/cut-download", test_cut_download);
  practice_test_add ("/practice/files/userdata", test_userdata);
  return g_test_run ();
}
