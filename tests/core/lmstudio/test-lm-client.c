/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "figment-test-server.h"
#include "lmstudio/figment-lm-client.h"
#include "net/figment-remote-error.h"
#include "practice/figment-practice-lm.h"

#define WRITER "figment/practice-writer-1b"
#define THINKER "figment/practice-thinker-2b"
#define EYE "figment/practice-eye-2b"
#define PNG "data:image/png;base64,iVBORw0KGgo="

typedef struct
{
  FigmentPracticeLm *server; /* (nullable) */
  FigmentLmClient   *client;
  GCancellable      *cancellable;
  GString           *text;
  GString           *reasoning;
  GString           *steps;
  double             loading;      /* the last progress, must not fall */
  guint              cancel_after; /* deltas of any kind, 0: never */
  guint              n_deltas;
} Fixture;

static FigmentLmClient *
new_client (const char *url,
            const char *token)
{
  g_autofree char *header = token != NULL ? g_strdup_printf ("Authorization: Bearer %s", token) : NULL;
  const char *headers[] = { header, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, headers, NULL, &error);

  g_assert_no_error (error);
  return figment_lm_client_new (endpoint);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = figment_practice_lm_new ();
  figment_practice_lm_set_word_ms (fixture->server, 1);
  figment_practice_lm_start (fixture->server, 0, &error);
  g_assert_no_error (error);
  fixture->client = new_client (figment_practice_lm_get_url (fixture->server), NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->text = g_string_new (NULL);
  fixture->reasoning = g_string_new (NULL);
  fixture->steps = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->server);
  g_assert_finalize_object (fixture->cancellable);
  g_string_free (fixture->text, TRUE);
  g_string_free (fixture->reasoning, TRUE);
  g_string_free (fixture->steps, TRUE);
}

static FigmentLmServer *
probe (FigmentLmClient *client,
       GError         **error)
{
  GAsyncResult *stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_lm_client_probe_async (client, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  return figment_lm_client_probe_finish (client, result, error);
}

static GPtrArray *
list_models (FigmentLmClient *client,
             GError         **error)
{
  GAsyncResult *stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_lm_client_list_models_async (client, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  return figment_lm_client_list_models_finish (client, result, error);
}

static char *
load (FigmentLmClient *client,
      const char      *model,
      GError         **error)
{
  GAsyncResult *stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_lm_client_load_async (client, model, 0, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  return figment_lm_client_load_finish (client, result, error);
}

static gboolean
unload (FigmentLmClient *client,
        const char      *instance,
        GError         **error)
{
  GAsyncResult *stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_lm_client_unload_async (client, instance, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  return figment_lm_client_unload_finish (client, result, error);
}

static void
delta_cb (const FigmentLmDelta *delta,
          gpointer              user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (g_cancellable_is_cancelled (fixture->cancellable));
  switch (delta->kind)
    {
    case FIGMENT_LM_DELTA_TEXT: g_string_append (fixture->text, delta->text); break;
    case FIGMENT_LM_DELTA_REASONING: g_string_append (fixture->reasoning, delta->text); break;
    case FIGMENT_LM_DELTA_LOADING:
      g_assert_cmpfloat (delta->progress, >=, fixture->loading);
      fixture->loading = delta->progress;
      break;
    case FIGMENT_LM_DELTA_READING: g_string_append (fixture->steps, "read;"); break;
    case FIGMENT_LM_DELTA_MODEL: g_string_append_printf (fixture->steps, "model %s;", delta->text); break;
    case FIGMENT_LM_DELTA_FINISH: g_string_append (fixture->steps, "finish;"); break;
    case FIGMENT_LM_DELTA_USAGE: g_string_append (fixture->steps, "usage;"); break;
    case FIGMENT_LM_DELTA_TEXT_WAS_REASONING:
    default: g_assert_not_reached ();
    }
  fixture->n_deltas++;
  if (fixture->n_deltas == fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
}

static FigmentLmReply *
chat (Fixture                    *fixture,
      const FigmentLmChatRequest *request,
      GError                    **error)
{
  GAsyncResult *stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_lm_client_chat_async (fixture->client, request, delta_cb, fixture, fixture->cancellable,
                                figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  return figment_lm_client_chat_finish (fixture->client, result, error);
}

static FigmentLmReply *
ask (Fixture    *fixture,
     const char *model,
     GError    **error)
{
  FigmentLmChatRequest request = FIGMENT_LM_CHAT_REQUEST_INIT;

  request.model = model;
  request.system = "Make it richer.";
  request.user = "a red fox";
  return chat (fixture, &request, error);
}

static void
assert_ask_fails (Fixture    *fixture,
                  const char *model,
                  GQuark      domain,
                  int         code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = ask (fixture, model, &error);

  g_assert_null (reply);
  g_assert_error (error, domain, code);
}

static void
assert_last_request (Fixture    *fixture,
                     const char *begin,
                     const char *part)
{
  g_autofree char *request = figment_practice_lm_dup_request (fixture->server);

  g_assert_true (g_str_has_prefix (request, begin));
  g_assert_nonnull (strstr (request, part));
}

static void
test_client_probe (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(FigmentLmServer) new_server = NULL;
  g_autoptr(FigmentLmServer) old_server = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (figment_lm_client_get_kind (fixture->client), ==, FIGMENT_LM_SERVER_UNKNOWN);
  new_server = probe (fixture->client, &error);
  g_assert_no_error (error);
  g_assert_cmpint (new_server->kind, ==, FIGMENT_LM_SERVER_LMSTUDIO_04);
  g_assert_cmpint (figment_lm_client_get_kind (fixture->client), ==, FIGMENT_LM_SERVER_LMSTUDIO_04);

  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_OLD);
  old_server = probe (fixture->client, &error);
  g_assert_no_error (error);
  g_assert_cmpint (old_server->kind, ==, FIGMENT_LM_SERVER_LMSTUDIO_03);
}

#define LOADING "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}"

/* What other servers answer, by path; any path that is not named is 404. */
typedef struct
{
  const char          *name;
  const char          *line;
  const char          *body;
  const char          *version_line; /* (nullable) */
  const char          *version_body;
  FigmentLmServerKind  kind;
  const char          *version;      /* (nullable) */
} OtherServer;

static const OtherServer other_servers[] = {
  { "llamacpp", "GET /v1/models",
    "{\"models\":[{\"name\":\"toy\"}],\"data\":[{\"id\":\"toy\",\"owned_by\":\"llamacpp\"}]}",
    "GET /props", "{\"build_info\":\"b11669\"}", FIGMENT_LM_SERVER_LLAMACPP, "b11669" },
  { "vllm", "GET /v1/models", "{\"data\":[{\"id\":\"toy\",\"owned_by\":\"vllm\",\"max_model_len\":4096}]}",
    "GET /version", "{\"version\":\"0.9.1\"}", FIGMENT_LM_SERVER_VLLM, "0.9.1" },
  { "ollama", "GET /v1/models", "{\"object\":\"list\",\"data\":[{\"id\":\"toy\",\"owned_by\":\"library\"}]}",
    "GET /api/version", "{\"version\":\"0.12.3\"}", FIGMENT_LM_SERVER_OLLAMA, "0.12.3" },
  { "generic", "GET /v1/models", "{\"data\":[{\"id\":\"toy\"}]}", NULL, NULL, FIGMENT_LM_SERVER_GENERIC, NULL },
};

static void
test_client_probe_other (gconstpointer data)
{
  const OtherServer *other = data;
  g_autoptr(FigmentTestServer) server = figment_test_server_new (FALSE);
  g_autofree char *url = g_strconcat (figment_test_server_get_url (server), "/v1/", NULL);
  g_autoptr(FigmentLmClient) client = new_client (url, NULL);
  g_autoptr(FigmentLmServer) found = NULL;
  g_autoptr(GPtrArray) models = NULL;
  g_autoptr(GError) error = NULL;

  figment_test_server_answer (server, other->line, 200, "application/json", other->body);
  if (other->version_line != NULL)
    figment_test_server_answer (server, other->version_line, 200, "application/json", other->version_body);
  found = probe (client, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->kind, ==, other->kind);
  g_assert_cmpstr (found->version, ==, other->version);

  models = list_models (client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (((FigmentLmModel *) g_ptr_array_index (models, 0))->key, ==, "toy");
}

static void
assert_probe_fails (FigmentLmClient *client,
                    GQuark           domain,
                    int              code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmServer) server = probe (client, &error);

  g_assert_null (server);
  g_assert_error (error, domain, code);
}

static void
test_client_probe_failures (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *dead = figment_test_dup_dead_url ();
  g_autoptr(FigmentLmClient) nobody = new_client (dead, NULL);
  g_autoptr(FigmentTestServer) starting = figment_test_server_new (FALSE);
  g_autoptr(FigmentLmClient) early = new_client (figment_test_server_get_url (starting), NULL);

  assert_probe_fails (nobody, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE);

  figment_test_server_answer (starting, "GET /api/v1/models", 503, "application/json", LOADING);
  assert_probe_fails (early, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_LOADING);

  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_RUBBISH);
  assert_probe_fails (fixture->client, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_500);
  assert_probe_fails (fixture->client, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_NO_AUTH);
  assert_probe_fails (fixture->client, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED);
}

static void
test_client_token (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(FigmentLmClient) known = new_client (figment_practice_lm_get_url (fixture->server), "sk-lm-abcd:efgh");
  g_autoptr(FigmentLmServer) server = NULL;
  g_autoptr(GError) error = NULL;

  figment_practice_lm_set_token (fixture->server, "sk-lm-abcd:efgh");
  assert_probe_fails (fixture->client, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED);
  assert_ask_fails (fixture, WRITER, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED);
  server = probe (known, &error);
  g_assert_no_error (error);
}

static void
test_client_list (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) models = list_models (fixture->client, &error);
  FigmentLmModel *thinker;

  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 4);
  thinker = figment_lm_models_find (models, THINKER);
  g_assert_nonnull (thinker);
  g_assert_true (g_strv_contains ((const char *const *) thinker->reasoning_options, "off"));
  g_assert_false (thinker->is_loaded);
  g_assert_cmpstr (figment_lm_models_pick (models, NULL)->key, ==, WRITER);
  g_assert_cmpint (figment_lm_models_find (models, EYE)->type, ==, FIGMENT_LM_MODEL_VLM);
}

static void
test_client_chat_warm (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = ask (fixture, WRITER, &error);
  g_autoptr(FigmentLmReply) again = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (reply->text, "a red fox, "));
  g_assert_cmpstr (reply->text, ==, fixture->text->str);
  g_assert_cmpstr (reply->reasoning, ==, "");
  g_assert_cmpstr (reply->model, ==, WRITER);
  g_assert_cmpint (reply->finish, ==, FIGMENT_LM_FINISH_STOP);
  g_assert_cmpint (reply->usage.prompt_tokens, ==, 10);
  g_assert_cmpstr (fixture->steps->str, ==, "model " WRITER ";finish;usage;");
  assert_last_request (fixture, "POST /v1/chat/completions\n", "\"role\":\"system\"");

  /* Without a name the loaded model is asked, and the same words bring the same answer. */
  again = ask (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->text, ==, reply->text);
  g_assert_cmpstr (again->model, ==, WRITER);
}

/* A model that is not loaded is asked where loading shows its progress. */
static void
test_client_chat_cold (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmReply) reply = ask (fixture, THINKER, &error);
  g_autoptr(GPtrArray) models = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, fixture->text->str);
  g_assert_cmpstr (reply->reasoning, ==, fixture->reasoning->str);
  g_assert_true (g_str_has_prefix (reply->reasoning, "The practice model"));
  g_assert_cmpfloat (fixture->loading, ==, 1);
  assert_last_request (fixture, "POST /api/v1/chat\n", "\"store\":false");
  models = list_models (fixture->client, &error);
  g_assert_true (figment_lm_models_find (models, THINKER)->is_loaded);
}

static void
test_client_chat_reasoning_off (Fixture       *fixture,
                                gconstpointer  data)
{
  FigmentLmChatRequest request = FIGMENT_LM_CHAT_REQUEST_INIT;
  g_autoptr(FigmentLmReply) cold = NULL;
  g_autoptr(FigmentLmReply) warm = NULL;
  g_autoptr(GError) error = NULL;

  request.model = THINKER;
  request.user = "a red fox";
  request.reasoning_off = TRUE;
  cold = chat (fixture, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cold->reasoning, ==, "");
  assert_last_request (fixture, "POST /api/v1/chat\n", "\"reasoning\":\"off\"");
  warm = chat (fixture, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (warm->reasoning, ==, "");
  assert_last_request (fixture, "POST /v1/chat/completions\n", "\"enable_thinking\":false");
}

static void
test_client_chat_image (Fixture       *fixture,
                        gconstpointer  data)
{
  const char *images[] = { PNG, NULL };
  FigmentLmChatRequest request = FIGMENT_LM_CHAT_REQUEST_INIT;
  g_autoptr(FigmentLmReply) seen = NULL;
  g_autoptr(FigmentLmReply) again = NULL;
  g_autoptr(FigmentLmReply) blind = NULL;
  g_autoptr(GError) error = NULL;

  request.user = "it moves";
  request.images = images;
  request.model = EYE;
  seen = chat (fixture, &request, &error);
  g_assert_no_error (error);
  assert_last_request (fixture, "POST /api/v1/chat\n", PNG);
  again = chat (fixture, &request, &error);
  g_assert_no_error (error);
  assert_last_request (fixture, "POST /v1/chat/completions\n", PNG);

  request.model = WRITER;
  blind = chat (fixture, &request, &error);
  g_assert_null (blind);
  g_assert_error (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_NO_VISION);
}

/* The server loads nothing by itself, so the client does, once, and asks again. */
static void
test_client_chat_loads (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(FigmentLmReply) reply = NULL;
  g_autoptr(GPtrArray) models = NULL;
  g_autoptr(GError) error = NULL;

  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_NO_MODEL);
  assert_ask_fails (fixture, NULL, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_NO_MODEL);
  reply = ask (fixture, WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (reply->text, "a red fox, "));
  models = list_models (fixture->client, &error);
  g_assert_cmpuint (figment_lm_models_find (models, WRITER)->instances->len, ==, 1);
}

static void
test_client_chat_failures (Fixture       *fixture,
                           gconstpointer  data)
{
  assert_ask_fails (fixture, "nobody/has-this", FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_UNKNOWN_MODEL);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_EMPTY);
  assert_ask_fails (fixture, WRITER, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_EMPTY);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_CONTEXT);
  assert_ask_fails (fixture, WRITER, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_CONTEXT);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_NO_LOAD);
  assert_ask_fails (fixture, THINKER, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_LOAD_FAILED);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_RUBBISH);
  assert_ask_fails (fixture, WRITER, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_500);
  assert_ask_fails (fixture, WRITER, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_SERVER);
  g_assert_cmpuint (fixture->text->len, ==, 0);
  figment_practice_lm_stop (fixture->server);
  assert_ask_fails (fixture, WRITER, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE);
}

static void
test_client_chat_cut (Fixture       *fixture,
                      gconstpointer  data)
{
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_CUT);
  assert_ask_fails (fixture, WRITER, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_BROKE_OFF);
  g_assert_true (g_str_has_prefix (fixture->text->str, "a red fox, "));
}

static void
wait_until_idle (FigmentPracticeLm *server)
{
  while (figment_practice_lm_get_n_streams (server) > 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static void
test_client_chat_silent (Fixture       *fixture,
                         gconstpointer  data)
{
  figment_lm_client_set_limits (fixture->client, 5000, 50, 5000);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_SILENT);
  assert_ask_fails (fixture, WRITER, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT);
}

static void
test_client_chat_stuck (Fixture       *fixture,
                        gconstpointer  data)
{
  figment_lm_client_set_limits (fixture->client, 5000, 5000, 50);
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_STUCK);
  assert_ask_fails (fixture, WRITER, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_BROKE_OFF);
  g_assert_cmpuint (fixture->text->len, >, 0);
}

/* Cancelling in the middle of thoughts without end: the caller hears no more, and the server stops. */
static void
test_client_chat_cancel (Fixture       *fixture,
                         gconstpointer  data)
{
  fixture->cancel_after = 5;
  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_THINKS);
  assert_ask_fails (fixture, WRITER, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_deltas, ==, 5);
  wait_until_idle (fixture->server);
}

static void
test_client_chat_cancel_at_once (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_cancellable_cancel (fixture->cancellable);
  assert_ask_fails (fixture, WRITER, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_client_load (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GPtrArray) models = NULL;
  g_autoptr(GError) error = NULL;

  first = load (fixture->client, EYE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, EYE);
  second = load (fixture->client, EYE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, EYE);
  g_assert_true (unload (fixture->client, first, &error));
  models = list_models (fixture->client, &error);
  g_assert_false (figment_lm_models_find (models, EYE)->is_loaded);
  /* What is gone already is gone. */
  g_assert_true (unload (fixture->client, first, &error));
  g_assert_no_error (error);

  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_NO_LOAD);
  g_assert_null (load (fixture->client, EYE, &error));
  g_assert_error (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_LOAD_FAILED);
}

static void
test_client_load_unsupported (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) load_error = NULL;
  g_autoptr(GError) unload_error = NULL;

  figment_practice_lm_set_mood (fixture->server, FIGMENT_PRACTICE_LM_MOOD_OLD);
  g_assert_null (load (fixture->client, EYE, &load_error));
  g_assert_error (load_error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_UNSUPPORTED);
  g_assert_false (unload (fixture->client, EYE, &unload_error));
  g_assert_error (unload_error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_UNSUPPORTED);
}

/* A llama.cpp whose chat path answers as the test says. */
static FigmentTestServer *
new_llamacpp (Fixture    *fixture,
              guint       status,
              const char *type,
              const char *body)
{
  FigmentTestServer *server = figment_test_server_new (FALSE);

  figment_test_server_answer (server, "GET /v1/models", 200, "application/json",
                              "{\"data\":[{\"id\":\"toy\",\"owned_by\":\"llamacpp\"}]}");
  figment_test_server_answer (server, "POST /v1/chat/completions", status, type, body);
  g_clear_object (&fixture->client);
  fixture->client = new_client (figment_test_server_get_url (server), NULL);
  return server;
}

static FigmentLmReply *
ask_llamacpp (Fixture    *fixture,
              guint       status,
              const char *type,
              const char *body,
              GError    **error)
{
  FigmentTestServer *server = new_llamacpp (fixture, status, type, body);
  FigmentLmReply *reply = ask (fixture, "toy", error);

  figment_test_server_free (server);
  return reply;
}

/* Some proxies do not stream, some do not say that they do. */
static void
test_client_chat_not_a_stream (Fixture       *fixture,
                               gconstpointer  data)
{
  static const char whole[] = "{\"choices\":[{\"message\":{\"content\":\"fox\"},\"finish_reason\":\"stop\"}]}";
  static const char stream[] = "data: {\"choices\":[{\"delta\":{\"content\":\"fox\"},\"finish_reason\":\"stop\"}]}\n\n";
  g_autoptr(FigmentLmReply) unstreamed = NULL;
  g_autoptr(FigmentLmReply) mislabelled = NULL;
  g_autoptr(GError) error = NULL;

  unstreamed = ask_llamacpp (fixture, 200, "application/json", whole, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (unstreamed->text, ==, "fox");
  mislabelled = ask_llamacpp (fixture, 200, "text/plain", stream, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mislabelled->text, ==, "fox");
  g_assert_null (ask_llamacpp (fixture, 429, "text/plain", "too many", &error));
  g_assert_error (error, FIGMENT_LM_ERROR, FIGMENT_LM_ERROR_REFUSED);
}

static void
loading_cb (FigmentTestServer *server,
            SoupServerMessage *message,
            gpointer           user_data)
{
  static const char answer[] = "data: {\"choices\":[{\"delta\":{\"content\":\"fox\"},\"finish_reason\":\"stop\"}]}\n\n";
  guint *n_asked = user_data;
  const gboolean first = (*n_asked)++ == 0;

  soup_server_message_set_status (message, first ? 503 : 200, NULL);
  soup_server_message_set_response (message, first ? "application/json" : "text/event-stream", SOUP_MEMORY_STATIC,
                                    first ? LOADING : answer, strlen (first ? LOADING : answer));
}

/* llama.cpp says 503 while it loads: it is asked until it is ready, then the question is put once more. */
static void
test_client_chat_waits (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(FigmentTestServer) server = new_llamacpp (fixture, 200, "text/plain", "");
  g_autoptr(FigmentLmReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  guint n_asked = 0;

  figment_test_server_handle (server, "POST /v1/chat/completions", loading_cb, &n_asked);
  reply = ask (fixture, "toy", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, "fox");
  g_assert_cmpuint (n_asked, ==, 2);
}

#define ADD(path, function) g_test_add ("/lm-client/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("probe", test_client_probe);
  for (guint i = 0; i < G_N_ELEMENTS (other_servers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lm-client/probe/%s", other_servers[i].name);

      g_test_add_data_func (path, &other_servers[i], test_client_probe_other);
    }
  ADD ("probe-failures", test_client_probe_failures);
  ADD ("token", test_client_token);
  ADD ("list", test_client_list);
  ADD ("chat/warm", test_client_chat_warm);
  ADD ("chat/cold", test_client_chat_cold);
  ADD ("chat/reasoning-off", test_client_chat_reasoning_off);
  ADD ("chat/image", test_client_chat_image);
  ADD ("chat/loads", test_client_chat_loads);
  ADD ("chat/failures", test_client_chat_failures);
  ADD ("chat/cut", test_client_chat_cut);
  ADD ("chat/silent", test_client_chat_silent);
  ADD ("chat/stuck", test_client_chat_stuck);
  ADD ("chat/cancel", test_client_chat_cancel);
  ADD ("chat/cancel-at-once", test_client_chat_cancel_at_once);
  ADD ("chat/not-a-stream", test_client_chat_not_a_stream);
  ADD ("chat/waits", test_client_chat_waits);
  ADD ("load", test_client_load);
  ADD ("load-unsupported", test_client_load_unsupported);
  return g_test_run ();
}
