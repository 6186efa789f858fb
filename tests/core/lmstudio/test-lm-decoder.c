/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lmstudio/figment-lm-decoder.h"
#include "lmstudio/figment-lm-error.h"
#include "net/figment-remote-error.h"

/* Decodes a stream of content deltas, given as JSON string literals without their quotes, and ends it properly. */
static FigmentLmReply *
decode_contents (const char *const *contents,
                 GError           **error)
{
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autoptr(GString) stream = g_string_new (NULL);

  for (guint i = 0; contents[i] != NULL; i++)
    g_string_append_printf (stream, "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n", contents[i]);
  g_string_append (stream, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
  if (!figment_lm_decoder_push (decoder, stream->str, stream->len, error))
    return NULL;
  return figment_lm_decoder_finish (decoder, error);
}

static void
assert_contents (const char *const *contents,
                 const char        *text,
                 const char        *reasoning)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = decode_contents (contents, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, text);
  g_assert_cmpstr (reply->reasoning, ==, reasoning);
}

#define CONTENTS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void
test_decoder_think_tags (void)
{
  assert_contents (CONTENTS ("<think>a</think>b"), "b", "a");
  assert_contents (CONTENTS ("<th", "ink", ">a</", "think", ">b"), "b", "a");
  assert_contents (CONTENTS ("<", "t", "h", "i", "n", "k", ">", "a", "<", "/", "t", "h", "i", "n", "k", ">", "b"),
                   "b", "a");
  assert_contents (CONTENTS ("<thinking>a</thinking>b"), "b", "a");
  assert_contents (CONTENTS ("<thought>a</thought>b"), "b", "a");
  assert_contents (CONTENTS ("[THINK]a[/THINK]b"), "b", "a");
  assert_contents (CONTENTS ("<think>a</think>b<think>c</think>d"), "bd", "ac");
  assert_contents (CONTENTS (" \\n<think>a</think>b"), " \nb", "a");
}

static void
test_decoder_no_tags (void)
{
  assert_contents (CONTENTS ("a < b, [c] <thin", " air> <t"), "a < b, [c] <thin air> <t", "");
  assert_contents (CONTENTS ("<<think>a</think>b"), "<b", "a");
  assert_contents (CONTENTS ("a", "<th"), "a<th", "");
}

/* A template opened the thoughts, so only their end is in the stream: what was text until then was none. */
static void
test_decoder_starts_in_mid_thought (void)
{
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  static const char stream[] = "data: {\"choices\":[{\"delta\":{\"content\":\"hm\"}}]}\n\n"
                               "data: {\"choices\":[{\"delta\":{\"content\":\"</think>fox\"}}]}\n\n";
  static const FigmentLmDeltaKind kinds[] = { FIGMENT_LM_DELTA_TEXT, FIGMENT_LM_DELTA_TEXT_WAS_REASONING,
                                              FIGMENT_LM_DELTA_TEXT };

  g_assert_true (figment_lm_decoder_push (decoder, stream, strlen (stream), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(FigmentLmDelta) delta = figment_lm_decoder_next (decoder);

      g_assert_cmpint (delta->kind, ==, kinds[i]);
    }
  g_assert_null (figment_lm_decoder_next (decoder));
  assert_contents (CONTENTS ("hm</thi", "nk>fox"), "fox", "hm");
}

static void
test_decoder_unclosed_thought (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = decode_contents (CONTENTS ("<think>a"), &error);

  g_assert_null (reply);
  g_assert_error (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_ONLY_THOUGHTS);
}

/* Half a character in one delta, as raw bytes, and the rest in the next. */
static void
test_decoder_split_utf8 (void)
{
  assert_contents (CONTENTS ("caf\xc3", "\xa9!"), "caf\u00e9!", "");
  assert_contents (CONTENTS ("\xf0", "\x9f", "\xa6", "\x8a"), "\U0001f98a", "");
  assert_contents (CONTENTS ("a\xc3", "b"), "a\ufffdb", "");
  assert_contents (CONTENTS ("a\xc3"), "a\ufffd", "");
  assert_contents (CONTENTS ("a\xff\xc3", "\xa9"), "a\ufffd\u00e9", "");
  assert_contents (CONTENTS ("<think>\xc3", "\xa9</think>\xe2\x82", "\xac"), "\u20ac", "\u00e9");
}

static void
test_decoder_blank_is_empty (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = decode_contents (CONTENTS (" \\n "), &error);

  g_assert_null (reply);
  g_assert_error (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_EMPTY);
}

static void
assert_fails (const char *stream,
              GQuark      domain,
              int         code)
{
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autoptr(FigmentLmReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  if (figment_lm_decoder_push (decoder, stream, strlen (stream), &error))
    reply = figment_lm_decoder_finish (decoder, &error);
  g_assert_null (reply);
  g_assert_error (error, domain, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_decoder_failures (void)
{
  const GQuark lm = FIGMENT_LM_ERROR;
  const GQuark remote = FIGMENT_REMOTE_ERROR;

  assert_fails ("", lm, FIGMENT_LM_ERROR_BROKE_OFF);
  assert_fails ("data: rubbish\n\n", remote, FIGMENT_REMOTE_ERROR_PROTOCOL);
  assert_fails ("data: 7\n\n", remote, FIGMENT_REMOTE_ERROR_PROTOCOL);
  assert_fails ("data: [1]\n\n", remote, FIGMENT_REMOTE_ERROR_PROTOCOL);
  assert_fails ("<html>hello</html>\n\n", lm, FIGMENT_LM_ERROR_BROKE_OFF);
  assert_fails ("data: {\"error\":\"Model is unloaded.\"}\n\n", lm, FIGMENT_LM_ERROR_BROKE_OFF);
  assert_fails ("event: error\ndata: {\"message\":\"No models loaded\"}\n\n", lm, FIGMENT_LM_ERROR_NO_MODEL);
  assert_fails ("event: error\ndata: out of luck\n\n", lm, FIGMENT_LM_ERROR_REFUSED);
  assert_fails ("data: {\"error\":{\"message\":7}}\n\n", lm, FIGMENT_LM_ERROR_REFUSED);
}

/* Members of every wrong type are passed over; null and absent are the same. */
static void
test_decoder_odd_types (void)
{
  static const char stream[] =
    "data: {\"choices\":null,\"usage\":null,\"error\":null}\n\n"
    "data: {\"choices\":[7],\"model\":7}\n\n"
    "data: {\"choices\":[{\"delta\":7,\"finish_reason\":7}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":7,\"reasoning_content\":{}}}],\"usage\":7,\"timings\":[]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"fox\"},7,{\"text\":null}]}}]}\n\n"
    "data: {\"type\":7}\n\ndata: {\"type\":\"chat.end\",\"result\":7}\n\n"
    "data: {\"type\":\"model_load.progress\",\"progress\":NaN}\n\n"
    "event: ping\ndata: rubbish\n\n"
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":1.0}}\n\n"
    "data: [DONE]\n\ndata: rubbish\n\n";
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autoptr(FigmentLmReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (figment_lm_decoder_push (decoder, stream, strlen (stream), &error));
  g_assert_true (figment_lm_decoder_is_done (decoder));
  reply = figment_lm_decoder_finish (decoder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, "fox");
  g_assert_null (reply->model);
  g_assert_cmpint (reply->finish, ==, FIGMENT_LM_FINISH_OTHER);
}

/* A model that repeats itself for ever is stopped before the memory is full. */
static void
test_decoder_endless (void)
{
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autofree char *words = g_strnfill (500000, 'a');
  g_autofree char *event = g_strdup_printf ("data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n", words);
  g_autoptr(GError) error = NULL;
  guint i = 0;

  while (i < 20 && figment_lm_decoder_push (decoder, event, strlen (event), &error))
    i++;
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE);
}

static void
test_decoder_error_texts (void)
{
  static const char overflow[] = "{\"error\":{\"code\":400,\"message\":\"request exceeds the available context size\","
                                 "\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":44084,\"n_ctx\":1024}}";
  static const char detail[] = "{\"detail\":\"Not Found\"}";
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autoptr(GError) context = NULL;
  g_autoptr(GError) missing = NULL;

  g_assert_false (figment_lm_decoder_push_json (decoder, 400, overflow, strlen (overflow), &context));
  g_assert_nonnull (strstr (context->message, "44084"));
  g_assert_nonnull (strstr (context->message, "1024"));
  g_assert_cmpstr (figment_lm_error_get_details (context), ==, "request exceeds the available context size");

  g_assert_false (figment_lm_decoder_push_json (decoder, 404, detail, strlen (detail), &missing));
  g_assert_error (missing, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "Not Found"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lm-decoder/think-tags", test_decoder_think_tags);
  g_test_add_func ("/lm-decoder/no-tags", test_decoder_no_tags);
  g_test_add_func ("/lm-decoder/starts-in-mid-thought", test_decoder_starts_in_mid_thought);
  g_test_add_func ("/lm-decoder/unclosed-thought", test_decoder_unclosed_thought);
  g_test_add_func ("/lm-decoder/split-utf8", test_decoder_split_utf8);
  g_test_add_func ("/lm-decoder/blank-is-empty", test_decoder_blank_is_empty);
  g_test_add_func ("/lm-decoder/failures", test_decoder_failures);
  g_test_add_func ("/lm-decoder/odd-types", test_decoder_odd_types);
  g_test_add_func ("/lm-decoder/endless", test_decoder_endless);
  g_test_add_func ("/lm-decoder/error-texts", test_decoder_error_texts);
  return g_test_run ();
}
