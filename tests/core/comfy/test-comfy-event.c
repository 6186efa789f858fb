/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "comfy/figment-comfy-event.h"
#include "json/figment-json-value.h"
#include "net/figment-remote-error.h"

static FigmentComfyEvent *
decode (const char *text)
{
  g_autoptr(GBytes) frame = g_bytes_new_static (text, strlen (text));
  g_autoptr(GError) error = NULL;
  FigmentComfyEvent *event = figment_comfy_event_decode_text (frame, &error);

  g_assert_no_error (error);
  g_assert_nonnull (event);
  return event;
}

/* A string literal with NULs in it as a frame on the heap, so that a sanitizer sees a read past its end. */
#define BINARY(literal) decode_binary (literal, sizeof (literal) - 1)

static FigmentComfyEvent *
decode_binary (const char *data,
               gsize       length)
{
  g_autoptr(GBytes) frame = g_bytes_new_take (g_memdup2 (data, length), length);
  g_autoptr(GError) error = NULL;
  FigmentComfyEvent *event = figment_comfy_event_decode_binary (frame, &error);

  if (event == NULL)
    g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  else
    g_assert_no_error (error);
  return event;
}

static void
test_status (void)
{
  g_autoptr(FigmentComfyEvent) first = decode ("{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":"
                                               "{\"queue_remaining\":3}},\"sid\":\"abc\"}}");
  g_autoptr(FigmentComfyEvent) bare = decode ("{\"type\":\"status\",\"data\":{}}");
  g_autoptr(FigmentComfyEvent) absurd = decode ("{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":"
                                                "{\"queue_remaining\":99999999999999999999}}}}");

  g_assert_cmpint (first->type, ==, FIGMENT_COMFY_EVENT_STATUS);
  g_assert_cmpint (first->queue_remaining, ==, 3);
  g_assert_cmpstr (first->sid, ==, "abc");
  g_assert_null (first->prompt_id);
  g_assert_cmpint (bare->queue_remaining, ==, -1);
  g_assert_null (bare->sid);
  g_assert_cmpint (absurd->queue_remaining, ==, -1);
}

static void
test_executing (void)
{
  g_autoptr(FigmentComfyEvent) start =
      decode ("{\"type\":\"executing\",\"data\":{\"node\":\"2.0.0.3\",\"display_node\":\"2\","
              "\"prompt_id\":\"p\"}}");
  g_autoptr(FigmentComfyEvent) end = decode ("{\"type\":\"executing\",\"data\":{\"node\":null,\"prompt_id\":\"p\"}}");
  g_autoptr(FigmentComfyEvent) resumed = decode ("{\"type\":\"executing\",\"data\":{\"node\":\"3\"}}");
  g_autoptr(FigmentComfyEvent) number = decode ("{\"type\":\"executing\",\"data\":{\"node\":3,\"prompt_id\":\"p\"}}");
  g_autoptr(FigmentComfyEvent) missing = decode ("{\"type\":\"executing\",\"data\":{\"prompt_id\":\"p\"}}");

  g_assert_cmpint (start->type, ==, FIGMENT_COMFY_EVENT_EXECUTING);
  g_assert_cmpstr (start->node_id, ==, "2.0.0.3");
  g_assert_cmpstr (start->display_node_id, ==, "2");
  g_assert_cmpint (end->type, ==, FIGMENT_COMFY_EVENT_EXECUTING);
  g_assert_null (end->node_id);
  g_assert_cmpstr (end->prompt_id, ==, "p");
  /* Replayed after a reconnect: without prompt and display node (trap 4). */
  g_assert_null (resumed->prompt_id);
  g_assert_cmpstr (resumed->display_node_id, ==, "3");
  /* Neither may look like the end of the prompt. */
  g_assert_cmpint (number->type, ==, FIGMENT_COMFY_EVENT_UNKNOWN);
  g_assert_cmpint (missing->type, ==, FIGMENT_COMFY_EVENT_UNKNOWN);
}

static void
test_progress (void)
{
  g_autoptr(FigmentComfyEvent) floats =
      decode ("{\"type\":\"progress\",\"data\":{\"value\":1.5,\"max\":20,\"prompt_id\":\"p\","
              "\"node\":\"3\"}}");
  g_autoptr(FigmentComfyEvent) state =
      decode ("{\"type\":\"progress_state\",\"data\":{\"prompt_id\":\"p\",\"nodes\":{\"4\":{"
              "\"value\":1,\"max\":1,\"state\":\"finished\",\"display_node_id\":\"4\"},"
              "\"3\":{\"value\":2,\"max\":20,\"state\":\"running\"},\"x\":7,"
              "\"9\":{\"state\":\"error\"}}}}");
  const FigmentComfyNodeProgress *entry;

  g_assert_cmpfloat (floats->value, ==, 1.5);
  g_assert_cmpfloat (floats->max, ==, 20);
  g_assert_cmpuint (state->nodes->len, ==, 3);
  entry = g_ptr_array_index (state->nodes, 0);
  g_assert_cmpstr (entry->node_id, ==, "4");
  g_assert_true (entry->finished);
  entry = g_ptr_array_index (state->nodes, 1);
  g_assert_cmpfloat (entry->max, ==, 20);
  g_assert_false (entry->finished);
  g_assert_null (entry->display_node_id);
  entry = g_ptr_array_index (state->nodes, 2);
  g_assert_true (entry->failed);
}

static void
test_trap_7 (void)
{
  g_autoptr(FigmentComfyEvent) blocked =
      decode ("{\"type\":\"execution_error\",\"data\":{\"prompt_id\":\"p\",\"node_id\":\"4\","
              "\"node_type\":\"X\",\"exception_type\":\"ExecutionBlocked\","
              "\"exception_message\":\"no\\n\",\"traceback\":[],\"executed\":[]}}");
  g_autoptr(FigmentComfyEvent) failed =
      decode ("{\"type\":\"execution_error\",\"data\":{\"prompt_id\":\"p\",\"node_id\":\"4\","
              "\"exception_type\":\"ValueError\",\"exception_message\":\"bad\\n\","
              "\"traceback\":[\"a\\n\",\"b\\n\"],\"timestamp\":1700000000001}}");

  g_assert_cmpint (blocked->type, ==, FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED);
  g_assert_cmpstr (blocked->exception_message, ==, "no");
  g_assert_null (blocked->traceback);
  g_assert_cmpint (failed->type, ==, FIGMENT_COMFY_EVENT_EXECUTION_ERROR);
  g_assert_cmpstr (failed->exception_message, ==, "bad");
  g_assert_cmpstr (failed->traceback, ==, "a\nb\n");
  g_assert_cmpint (failed->timestamp, ==, G_GINT64_CONSTANT (1700000000001));
}

static void
test_trap_13 (void)
{
  g_autoptr(FigmentComfyEvent) executed = decode ("{\"type\":\"executed\",\"data\":{\"node\":\"1\",\"prompt_id\":\"p\","
                                                  "\"output\":{\"nan\":[NaN,Infinity,-Infinity]}}}");
  g_autoptr(FigmentComfyEvent) progress = decode ("{\"type\":\"progress\",\"data\":{\"value\":NaN,\"max\":Infinity}}");

  g_assert_cmpint (executed->type, ==, FIGMENT_COMFY_EVENT_EXECUTED);
  g_assert_cmpuint (executed->outputs->files->len, ==, 0);
  g_assert_cmpfloat (progress->value, ==, 0);
  g_assert_cmpfloat (progress->max, ==, 0);
}

static void
test_executed_null (void)
{
  g_autoptr(FigmentComfyEvent) event = decode ("{\"type\":\"executed\",\"data\":{\"node\":\"1\",\"display_node\":\"1\","
                                               "\"output\":null,\"prompt_id\":\"p\"}}");

  g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_EXECUTED);
  g_assert_cmpuint (event->outputs->files->len, ==, 0);
}

static void
test_unknown (void)
{
  static const char *const cases[] = {
    "{\"type\":\"my.type\",\"data\":[1,2]}",
    "{\"type\":\"my.type\",\"data\":\"text\"}",
    "{\"type\":\"my.type\"}",
    "{\"type\":\"progress\",\"data\":7}",
    "{\"type\":\"status\",\"data\":null}",
    "{\"type\":\"progress_state\",\"data\":{}}",
    "{\"type\":\"executed\",\"data\":{\"node\":5}}",
    "{\"type\":\"\",\"data\":{}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(FigmentComfyEvent) event = decode (cases[i]);

      g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_UNKNOWN);
    }
}

static void
test_rubbish (void)
{
  static const char *const cases[] = { "",         "[]",           "{}",
                                       "null",     "{\"type\":5}", "{\"type\":\"status\"",
                                       "\xff\xfe", "hello",        "{\"data\":{}}" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) frame = g_bytes_new_static (cases[i], strlen (cases[i]));
      g_autoptr(GError) error = NULL;

      g_assert_null (figment_comfy_event_decode_text (frame, &error));
      g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
    }
}

/* Type-1 previews carry no ids. */
static void
test_trap_6 (void)
{
  g_autoptr(FigmentComfyEvent) jpeg = BINARY ("\0\0\0\1\0\0\0\1\xff\xd8\xff\xe0rest");
  g_autoptr(FigmentComfyEvent) png = BINARY ("\0\0\0\1\0\0\0\2\x89PNG\r\n\x1a\nrest");

  g_assert_cmpint (jpeg->type, ==, FIGMENT_COMFY_EVENT_PREVIEW);
  g_assert_cmpstr (jpeg->mime, ==, "image/jpeg");
  g_assert_cmpuint (g_bytes_get_size (jpeg->image), ==, 8);
  g_assert_null (jpeg->node_id);
  g_assert_null (jpeg->prompt_id);
  g_assert_cmpint (jpeg->frame_index, ==, -1);
  g_assert_cmpstr (png->mime, ==, "image/png");
}

#define METADATA "{\"node_id\":\"3.0.0.1\",\"prompt_id\":\"p\",\"display_node_id\":\"3\",\"image_type\":\"image/jpeg\"}"

static void
test_preview_with_metadata (void)
{
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  g_autoptr(FigmentComfyEvent) event = NULL;
  const guint8 length = (guint8) strlen (METADATA);
  const guint8 head[] = { 0, 0, 0, 4, 0, 0, 0, length };

  g_byte_array_append (frame, head, sizeof head);
  g_byte_array_append (frame, (const guint8 *) METADATA, length);
  g_byte_array_append (frame, (const guint8 *) "\xff\xd8\xff\xe0", 4);
  event = decode_binary ((const char *) frame->data, frame->len);
  g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_PREVIEW);
  g_assert_cmpstr (event->prompt_id, ==, "p");
  g_assert_cmpstr (event->node_id, ==, "3.0.0.1");
  g_assert_cmpstr (event->display_node_id, ==, "3");
  g_assert_cmpuint (g_bytes_get_size (event->image), ==, 4);

  /* Cut anywhere, it is an error, and nothing is read beyond the end. */
  for (guint n = 0; n < frame->len - 1; n++)
    {
      g_autoptr(FigmentComfyEvent) cut = decode_binary ((const char *) frame->data, n);

      g_assert_null (cut);
    }
}

static void
test_video_helper_suite (void)
{
  g_autoptr(FigmentComfyEvent) event = BINARY ("\0\0\0\1" "\0\0\0\1" "\0\0\0\7" "\2" "12" "\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                               "\xff\xd8\xff\xe0rest");
  g_autoptr(FigmentComfyEvent) long_id = BINARY ("\0\0\0\1" "\0\0\0\1" "\xff\xff\xff\xff" "\xff" "123456789012345"
                                                 "\xff\xd8\xff\xe0rest");
  g_autoptr(FigmentComfyEvent) headless = BINARY ("\0\0\0\1"
                                                   "\0\0\0\1"
                                                   "\0\0\0\7"
                                                   "\2"
                                                   "12"
                                                   "\0\0\0\0\0\0\0\0\0\0\0\0\0");
  g_autoptr(FigmentComfyEvent) neither = BINARY ("\0\0\0\1" "\0\0\0\1" "\0\0\0\7" "\2" "12" "\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                                 "rubbish");

  g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_PREVIEW);
  g_assert_cmpint (event->frame_index, ==, 7);
  g_assert_cmpstr (event->node_id, ==, "12");
  g_assert_cmpstr (event->mime, ==, "image/jpeg");
  g_assert_cmpuint (g_bytes_get_size (event->image), ==, 8);
  g_assert_cmpint (long_id->frame_index, ==, G_MAXINT);
  g_assert_cmpstr (long_id->node_id, ==, "123456789012345");
  g_assert_null (headless);
  g_assert_null (neither);
}

static void
test_text_frames (void)
{
  g_autoptr(FigmentComfyEvent) brief = BINARY ("\0\0\0\3\0\0\0\1" "1hello \xc3\xa9");
  g_autoptr(FigmentComfyEvent) full = BINARY ("\0\0\0\3\0\0\0\4" "pppp" "\0\0\0\2" "12" "hello");
  g_autoptr(FigmentComfyEvent) empty = BINARY ("\0\0\0\3\0\0\0\1" "1");
  g_autoptr(FigmentComfyEvent) invalid = BINARY ("\0\0\0\3\0\0\0\1" "1\xff\xfe");
  g_autoptr(FigmentComfyEvent) beyond = BINARY ("\0\0\0\3\0\0\0\x7f" "1hello");
  g_autoptr(FigmentComfyEvent) huge = BINARY ("\0\0\0\3\xff\xff\xff\xff" "1hello");

  g_assert_cmpint (brief->type, ==, FIGMENT_COMFY_EVENT_TEXT);
  g_assert_cmpstr (brief->node_id, ==, "1");
  g_assert_null (brief->prompt_id);
  g_assert_cmpstr (brief->text, ==, "hello é");
  g_assert_cmpstr (full->prompt_id, ==, "pppp");
  g_assert_cmpstr (full->node_id, ==, "12");
  g_assert_cmpstr (full->text, ==, "hello");
  g_assert_cmpstr (empty->text, ==, "");
  g_assert_true (g_utf8_validate (invalid->text, -1, NULL));
  g_assert_null (beyond);
  g_assert_null (huge);
}

static void
test_binary_odd (void)
{
  g_autoptr(FigmentComfyEvent) own = BINARY ("\0\0\0\x63whatever");
  g_autoptr(FigmentComfyEvent) two = BINARY ("\0\0\0\2\0\0\0\1\xff\xd8\xff");
  g_autoptr(FigmentComfyEvent) empty = BINARY ("");
  g_autoptr(FigmentComfyEvent) small = BINARY ("\0\0\1");
  g_autoptr(FigmentComfyEvent) bare = BINARY ("\0\0\0\1");
  g_autoptr(FigmentComfyEvent) hollow = BINARY ("\0\0\0\1\0\0\0\1");
  g_autoptr(FigmentComfyEvent) no_object = BINARY ("\0\0\0\4\0\0\0\2[]\xff\xd8\xff");

  g_assert_cmpint (own->type, ==, FIGMENT_COMFY_EVENT_UNKNOWN);
  g_assert_cmpstr (own->name, ==, "binary 99");
  g_assert_cmpint (two->type, ==, FIGMENT_COMFY_EVENT_UNKNOWN);
  g_assert_null (empty);
  g_assert_null (small);
  g_assert_null (bare);
  g_assert_null (hollow);
  g_assert_null (no_object);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comfy/event/status", test_status);
  g_test_add_func ("/comfy/event/executing", test_executing);
  g_test_add_func ("/comfy/event/progress", test_progress);
  g_test_add_func ("/comfy/event/executed-null", test_executed_null);
  g_test_add_func ("/comfy/event/unknown", test_unknown);
  g_test_add_func ("/comfy/event/rubbish", test_rubbish);
  g_test_add_func ("/comfy/event/preview-with-metadata", test_preview_with_metadata);
  g_test_add_func ("/comfy/event/video-helper-suite", test_video_helper_suite);
  g_test_add_func ("/comfy/event/text-frames", test_text_frames);
  g_test_add_func ("/comfy/event/binary-odd", test_binary_odd);
  g_test_add_func ("/comfy/trap-6/preview-without-ids", test_trap_6);
  g_test_add_func ("/comfy/trap-7/blocked-is-no-end", test_trap_7);
  g_test_add_func ("/comfy/trap-13/nan", test_trap_13);
  return g_test_run ();
}
