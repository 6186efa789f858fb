/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lmstudio/figment-sse.h"
#include "net/figment-remote-error.h"

/* All events of @stream as "name=data;" pieces, pushed in slices of @slice bytes. */
static char *
frame (const char *stream,
       gsize       length,
       gsize       slice)
{
  g_autoptr(FigmentSse) sse = figment_sse_new ();
  GString *result = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < length; i += slice)
    {
      figment_sse_push (sse, stream + i, MIN (slice, length - i), &error);
      g_assert_no_error (error);
    }
  figment_sse_finish (sse);
  for (;;)
    {
      g_autoptr(FigmentSseEvent) event = figment_sse_next (sse);

      if (event == NULL)
        break;
      g_assert_cmpuint (event->length, ==, strlen (event->data));
      g_string_append_printf (result, "%s=%s;", event->name, event->data);
    }
  return g_string_free (result, FALSE);
}

static void
assert_frames (const char *stream,
               const char *expected)
{
  for (gsize slice = 1; slice <= strlen (stream) + 1; slice++)
    {
      g_autofree char *events = frame (stream, strlen (stream), slice);

      g_assert_cmpstr (events, ==, expected);
    }
}

static void
test_sse_line_ends (void)
{
  assert_frames ("data: a\n\ndata: b\n\n", "message=a;message=b;");
  assert_frames ("data: a\r\n\r\ndata: b\r\n\r\n", "message=a;message=b;");
  assert_frames ("data: a\r\rdata: b\r\r", "message=a;message=b;");
  assert_frames ("data: a\r\n\ndata: b\n\r\n", "message=a;message=b;");
  assert_frames ("event: x\r\ndata: a\r\ndata: b\r\n\r\n", "x=a\nb;");
  assert_frames ("data: a\r\r\ndata: b\n\n", "message=a;message=b;");
}

static void
test_sse_fields (void)
{
  assert_frames ("data:a\n\ndata:  b\n\n", "message=a;message= b;");
  assert_frames ("data: a\ndata: b\ndata\n\n", "message=a\nb\n;");
  assert_frames ("event: x\ndata: {\"a\":1}\n\ndata: 2\n\n", "x={\"a\":1};message=2;");
  assert_frames (": comment\nid: 7\nretry: 100\ndata: a\n\n", "message=a;");
  assert_frames ("event: x\n\ndata: a\n\n", "message=a;");
  assert_frames ("data\n\n", "message=;");
  assert_frames ("\n\n\ndata: a:b\n\n\n", "message=a:b;");
}

static void
test_sse_bom (void)
{
  assert_frames ("\xef\xbb\xbf" "data: a\n\n", "message=a;");
  assert_frames ("data: \xef\xbb\xbf" "a\n\n", "message=\xef\xbb\xbf" "a;");
  /* The begin of a byte order mark that becomes none is part of the first line, which is no field then. */
  assert_frames ("\xef\xbb" "data: a\n\ndata: b\n\n", "message=b;");
}

static void
test_sse_end (void)
{
  assert_frames ("data: a\n\ndata: b\n", "message=a;message=b;");
  assert_frames ("data: a\n\ndata: b", "message=a;");
  assert_frames ("data: a\n\ndata: b\ndata: c", "message=a;");
  assert_frames ("data: a\r", "message=a;");
  assert_frames ("", "");
}

static void
test_sse_stray (void)
{
  static const char stream[] = "data: a\n\nproxy error: Failed to read connection";
  g_autoptr(FigmentSse) sse = figment_sse_new ();
  g_autoptr(FigmentSseEvent) event = NULL;

  g_assert_null (figment_sse_get_stray (sse));
  g_assert_true (figment_sse_push (sse, stream, strlen (stream), NULL));
  figment_sse_finish (sse);
  event = figment_sse_next (sse);
  g_assert_cmpstr (event->data, ==, "a");
  g_assert_null (figment_sse_next (sse));
  g_assert_cmpstr (figment_sse_get_stray (sse), ==, "proxy error: Failed to read connection");
}

/* An event of exactly the limit passes; one byte more, in one line or in many, is refused. */
static void
test_sse_limit (void)
{
  g_autofree char *line = g_strnfill (FIGMENT_SSE_MAX_EVENT - strlen ("data:"), 'x');
  g_autofree char *fits = g_strconcat ("data:", line, "\n\n", NULL);
  g_autofree char *wide = g_strconcat ("data: ", line, "\n\n", NULL);
  g_autoptr(FigmentSse) sse = figment_sse_new ();
  g_autoptr(FigmentSse) endless = figment_sse_new ();
  g_autoptr(FigmentSse) tall = figment_sse_new ();
  g_autoptr(GError) error = NULL;
  gboolean ok = TRUE;

  g_assert_true (figment_sse_push (sse, fits, strlen (fits), NULL));
  g_assert_false (figment_sse_push (endless, wide, strlen (wide), &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE);

  for (guint i = 0; ok && i < 3000; i++)
    ok = figment_sse_push (tall, fits, 1000, NULL) && figment_sse_push (tall, "\n", 1, NULL);
  g_assert_false (ok);
}

/* Whatever comes, nothing breaks, and the slicing makes no difference. */
static void
test_sse_random (void)
{
  static const char alphabet[] = "data: event\n\r\n\r:\xef\xbb\xbf x";

  for (guint round = 0; round < 2000; round++)
    {
      char stream[64];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof stream);
      g_autofree char *whole = NULL;
      g_autofree char *bytewise = NULL;

      for (gsize i = 0; i < length; i++)
        stream[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      whole = frame (stream, length, sizeof stream);
      bytewise = frame (stream, length, 1);
      g_assert_cmpstr (whole, ==, bytewise);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sse/line-ends", test_sse_line_ends);
  g_test_add_func ("/sse/fields", test_sse_fields);
  g_test_add_func ("/sse/bom", test_sse_bom);
  g_test_add_func ("/sse/end", test_sse_end);
  g_test_add_func ("/sse/stray", test_sse_stray);
  g_test_add_func ("/sse/limit", test_sse_limit);
  g_test_add_func ("/sse/random", test_sse_random);
  return g_test_run ();
}
