/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lmstudio/figment-lm-decoder.h"
#include "lmstudio/figment-lm-error.h"
#include "net/figment-remote-error.h"
#include "lm-fixture.h"

/* What a person who reads the recording expects of it. */
typedef struct
{
  const char      *name;
  const char      *text;      /* (nullable): part of the answer */
  const char      *reasoning; /* (nullable): part of the thoughts */
  FigmentLmFinish  finish;
  gboolean         is_remote; /* the error is in FIGMENT_REMOTE_ERROR */
  int              code;      /* of the error, -1: none */
} Expectation;

#define LM(code_) .code = (int) FIGMENT_LM_ERROR_##code_
#define REMOTE(code_) .is_remote = TRUE, .code = (int) FIGMENT_REMOTE_ERROR_##code_
#define STOP(words) .text = words, .finish = FIGMENT_LM_FINISH_STOP, .code = -1
#define LENGTH(words) .text = words, .finish = FIGMENT_LM_FINISH_LENGTH, .code = -1

static const Expectation expectations[] = {
  { "auth_missing_401", REMOTE (UNAUTHORIZED) },
  { "auth_missing_stream_401", REMOTE (UNAUTHORIZED) },
  { "auth_ok", LENGTH (" A small red fox pauses") },
  { "auth_wrong_401", REMOTE (UNAUTHORIZED) },
  { "chat_bad_role_type", LM (REFUSED) },
  { "chat_context_overflow", LM (CONTEXT) },
  { "chat_context_overflow_stream", LM (CONTEXT) },
  { "chat_empty_body", LM (REFUSED) },
  { "chat_image_nonvision", LM (NO_VISION) },
  { "chat_image_nonvision_stream", LM (NO_VISION) },
  { "chat_json_object", LENGTH ("{\" Rain beads") },
  { "chat_json_schema", STOP ("\"negative_prompt\":") },
  { "chat_json_schema_bad", LM (REFUSED) },
  { "chat_json_schema_cut_by_length", LENGTH ("{\"prompt\":") },
  { "chat_json_schema_stream", STOP ("{\"prompt\":\"") },
  { "chat_malformed_json", LM (REFUSED) },
  { "chat_malformed_json_stream", LM (REFUSED) },
  { "chat_missing_messages", LM (REFUSED) },
  /* This little model writes an end of thoughts all of itself: what stands before is thought. */
  { "chat_nonstream", STOP (" Handheld framing"), .reasoning = " A small red fox" },
  { "chat_nonstream_length", LENGTH ("Warm lamplight leaks") },
  { "chat_reasoning_cut_in_think", LM (ONLY_THOUGHTS), .reasoning = " okay, user wants" },
  { "chat_reasoning_nonstream", STOP (" Cinematic wide composition"), .reasoning = " okay, user wants" },
  { "chat_reasoning_off_kwargs", STOP ("."), .reasoning = "" },
  { "chat_reasoning_stream", STOP (" Cinematic wide composition"), .reasoning = " okay, user wants richer" },
  { "chat_stream_cancel_fin", LM (BROKE_OFF), .text = " A small red fox pauses" },
  { "chat_stream_cancel_rst", LM (BROKE_OFF), .text = " A small red fox pauses" },
  { "chat_stream_length", LENGTH (" A small red fox pauses") },
  { "chat_stream_no_usage", STOP (" Handheld framing"), .reasoning = " A small red fox" },
  { "chat_stream_slow", STOP (" Handheld framing"), .reasoning = " A small red fox" },
  { "chat_stream_stop_sequence", STOP (" Her emerald dress ripples") },
  { "chat_stream_usage", STOP (" Handheld framing"), .reasoning = " A small red fox" },
  { "chat_think_tags_in_content", STOP (" Cinematic wide composition"), .reasoning = " okay, user wants richer" },
  { "chat_unicode_prompt", LENGTH (" Handheld framing"), .reasoning = " A small red fox" },
  { "chat_unknown_model", LENGTH (" A small red fox pauses") },
  { "lmstudio_synth_auth_401", REMOTE (UNAUTHORIZED) },
  { "lmstudio_synth_chat_context_overflow_200", LM (CONTEXT) },
  { "lmstudio_synth_chat_silent_empty", LM (EMPTY) },
  { "lmstudio_synth_chat_stream", STOP ("A red fox.") },
  { "lmstudio_synth_chat_stream_reasoning_field", STOP ("A red fox."), .reasoning = "Keep it short." },
  { "lmstudio_synth_image_not_supported", LM (NO_VISION) },
  { "lmstudio_synth_json_object_400", LM (REFUSED) },
  { "lmstudio_synth_load_failed", LM (LOAD_FAILED) },
  { "lmstudio_synth_no_model_400", LM (NO_MODEL) },
  { "lmstudio_synth_no_model_404", LM (NO_MODEL) },
  { "lmstudio_synth_reasoning_field", STOP ("A red fox at dawn."), .reasoning = "Keep it short." },
  { "lmstudio_synth_schema_in_reasoning", LM (ONLY_THOUGHTS), .reasoning = "{\"prompt\": \"A red fox\"}" },
  { "lmstudio_synth_stream_crlf_bom", .text = "A fox.", .finish = FIGMENT_LM_FINISH_OTHER, .code = -1 },
  { "lmstudio_synth_unknown_endpoint_200", REMOTE (NOT_FOUND) },
  { "lmstudio_synth_unknown_model_404", LM (UNKNOWN_MODEL) },
  { "lmstudio_synth_v1_chat_cold", STOP ("A small red fox at dawn, caf\u00e9 light."), .reasoning = "Keep it short." },
  { "lmstudio_synth_v1_chat_error", LM (BROKE_OFF) },
  { "lmstudio_synth_v1_unrecognized_key", LM (REFUSED) },
  { "loading_503_chat", LM (LOADING) },
  { "loading_503_chat_stream", LM (LOADING) },
  /* Of another interface that Figment does not use; its events mean nothing to us, and there is no end that we know. */
  { "responses_stream", LM (BROKE_OFF) },
  { "router_chat_jit_stream", LENGTH (" A small red fox pauses") },
  { "router_chat_no_model_field", LM (REFUSED) },
  { "router_chat_unknown_model", LM (UNKNOWN_MODEL) },
  { "router_jit_evicts", LENGTH (" A small red fox pauses") },
  { "router_unload_midstream_victim", LM (BROKE_OFF), .text = " A small red fox pauses" },
  { "server_killed_midstream", LM (BROKE_OFF), .text = " A small red fox pauses" },
  { "wrong_method_get_chat", REMOTE (NOT_FOUND) },
  { "wrong_path_404", REMOTE (NOT_FOUND) },
};

/* All that a viewer of the deltas ends up with. */
typedef struct
{
  GString         *text;
  GString         *reasoning;
  GString         *steps; /* loading and reading */
  FigmentLmFinish  finish;
  FigmentLmUsage   usage;
  GError          *error;
} Outcome;

static void
free_string (GString *string)
{
  g_string_free (string, TRUE);
}

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->text, free_string);
  g_clear_pointer (&outcome->reasoning, free_string);
  g_clear_pointer (&outcome->steps, free_string);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
take_deltas (FigmentLmDecoder *decoder,
             Outcome          *outcome)
{
  for (;;)
    {
      g_autoptr(FigmentLmDelta) delta = figment_lm_decoder_next (decoder);

      if (delta == NULL)
        return;
      g_assert_true (delta->text == NULL || g_utf8_validate (delta->text, -1, NULL));
      switch (delta->kind)
        {
        case FIGMENT_LM_DELTA_MODEL: g_string_append_printf (outcome->steps, "model %s;", delta->text); break;
        case FIGMENT_LM_DELTA_LOADING: g_string_append_printf (outcome->steps, "load %.1f;", delta->progress); break;
        case FIGMENT_LM_DELTA_READING: g_string_append_printf (outcome->steps, "read %.1f;", delta->progress); break;
        case FIGMENT_LM_DELTA_REASONING: g_string_append (outcome->reasoning, delta->text); break;
        case FIGMENT_LM_DELTA_TEXT: g_string_append (outcome->text, delta->text); break;
        case FIGMENT_LM_DELTA_TEXT_WAS_REASONING:
          g_string_append (outcome->reasoning, outcome->text->str);
          g_string_truncate (outcome->text, 0);
          break;
        case FIGMENT_LM_DELTA_FINISH: outcome->finish = delta->finish; break;
        case FIGMENT_LM_DELTA_USAGE: outcome->usage = delta->usage; break;
        default: g_assert_not_reached ();
        }
    }
}

/* @slices: (nullable): lengths of the pieces; otherwise each has @slice bytes. */
static void
decode (LmFixture *fixture,
        GArray    *slices,
        gsize      slice,
        Outcome   *outcome)
{
  g_autoptr(FigmentLmDecoder) decoder = figment_lm_decoder_new ("LM Studio");
  g_autoptr(FigmentLmReply) reply = NULL;
  gsize length;
  const char *body = g_bytes_get_data (fixture->body, &length);
  gboolean ok = TRUE;

  *outcome = (Outcome) { .text = g_string_new (NULL), .reasoning = g_string_new (NULL), .steps = g_string_new (NULL) };
  figment_lm_usage_init (&outcome->usage);
  if (!g_str_has_prefix (fixture->type, "text/event-stream"))
    ok = figment_lm_decoder_push_json (decoder, fixture->status, body, length, &outcome->error);

  for (gsize at = 0, i = 0; ok && g_str_has_prefix (fixture->type, "text/event-stream") && at < length; i++)
    {
      gsize piece = slices != NULL ? g_array_index (slices, gsize, i) : slice;

      ok = figment_lm_decoder_push (decoder, body + at, MIN (piece, length - at), &outcome->error);
      take_deltas (decoder, outcome);
      at += piece;
    }

  if (ok)
    reply = figment_lm_decoder_finish (decoder, &outcome->error);
  take_deltas (decoder, outcome);
  g_assert_true ((reply == NULL) == (outcome->error != NULL));
  if (reply != NULL)
    {
      g_assert_cmpstr (reply->text, ==, outcome->text->str);
      g_assert_cmpstr (reply->reasoning, ==, outcome->reasoning->str);
      g_assert_cmpint (reply->usage.reply_tokens, ==, outcome->usage.reply_tokens);
    }
}

static void
assert_same (const Outcome *a,
             const Outcome *b)
{
  g_assert_cmpstr (a->text->str, ==, b->text->str);
  g_assert_cmpstr (a->reasoning->str, ==, b->reasoning->str);
  g_assert_cmpstr (a->steps->str, ==, b->steps->str);
  g_assert_cmpint (a->finish, ==, b->finish);
  g_assert_cmpint (a->usage.prompt_tokens, ==, b->usage.prompt_tokens);
  g_assert_cmpint (a->usage.reply_tokens, ==, b->usage.reply_tokens);
  g_assert_cmpstr (a->error != NULL ? a->error->message : NULL, ==, b->error != NULL ? b->error->message : NULL);
}

static void
assert_expected (const Expectation *expected,
                 const Outcome     *outcome)
{
  const GQuark domain = expected->is_remote ? FIGMENT_REMOTE_ERROR : FIGMENT_LM_ERROR;

  if (expected->code < 0)
    g_assert_no_error (outcome->error);
  else
    g_assert_error (outcome->error, domain, expected->code);

  if (expected->text != NULL)
    g_assert_nonnull (strstr (outcome->text->str, expected->text));
  else
    g_assert_cmpstr (outcome->text->str, ==, "");
  if (expected->reasoning != NULL)
    g_assert_nonnull (strstr (outcome->reasoning->str, expected->reasoning));
  else
    g_assert_cmpstr (outcome->reasoning->str, ==, "");
  if (expected->code < 0)
    g_assert_cmpint (outcome->finish, ==, expected->finish == FIGMENT_LM_FINISH_OTHER ? FIGMENT_LM_FINISH_NONE
                                                                                     : expected->finish);
}

static void
test_replay_case (gconstpointer data)
{
  static const gsize slices[] = { 1, 2, 7, 100 };
  const Expectation *expected = data;
  g_autofree char *folder = lm_fixture_dup_folder ();
  g_autoptr(LmFixture) fixture = NULL;
  g_auto(Outcome) whole = { NULL };
  g_auto(Outcome) recorded = { NULL };

  if (folder == NULL)
    return;
  fixture = lm_fixture_load (folder, expected->name);
  g_assert_nonnull (fixture);

  decode (fixture, NULL, G_MAXINT, &whole);
  assert_expected (expected, &whole);
  decode (fixture, fixture->slices, 0, &recorded);
  assert_same (&whole, &recorded);
  for (guint i = 0; i < G_N_ELEMENTS (slices); i++)
    {
      g_auto(Outcome) sliced = { NULL };

      decode (fixture, NULL, slices[i], &sliced);
      assert_same (&whole, &sliced);
    }
}

/* Progress, model and counts of the two forms. */
static void
test_replay_figures (void)
{
  g_autofree char *folder = lm_fixture_dup_folder ();
  g_autoptr(LmFixture) cold = NULL;
  g_autoptr(LmFixture) usage = NULL;
  g_auto(Outcome) native = { NULL };
  g_auto(Outcome) openai = { NULL };

  if (folder == NULL)
    return;
  cold = lm_fixture_load (folder, "lmstudio_synth_v1_chat_cold");
  decode (cold, NULL, 5, &native);
  g_assert_cmpstr (native.steps->str, ==,
                   "model google/gemma-4-26b-a4b;load 0.0;load 0.1;load 0.2;load 0.3;load 0.4;load 0.5;load 0.6;load "
                   "0.7;load 0.8;load 0.9;load 1.0;load 1.0;read 0.0;read 0.5;read 1.0;");
  g_assert_cmpint (native.usage.prompt_tokens, ==, 40);
  g_assert_cmpint (native.usage.reply_tokens, ==, 16);
  g_assert_cmpint (native.usage.reasoning_tokens, ==, 4);
  g_assert_cmpfloat (native.usage.tokens_per_second, ==, 43.7);
  g_assert_cmpfloat (native.usage.load_seconds, ==, 2.09);

  usage = lm_fixture_load (folder, "chat_stream_usage");
  decode (usage, NULL, 5, &openai);
  g_assert_cmpstr (openai.steps->str, ==, "model prompt-toy;");
  g_assert_cmpint (openai.usage.prompt_tokens, ==, 97);
  g_assert_cmpint (openai.usage.reply_tokens, ==, 96);
  g_assert_cmpfloat (openai.usage.tokens_per_second, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lm-replay/%s", expectations[i].name);

      g_test_add_data_func (path, &expectations[i], test_replay_case);
    }
  g_test_add_func ("/lm-replay/figures", test_replay_figures);
  return g_test_run ();
}
