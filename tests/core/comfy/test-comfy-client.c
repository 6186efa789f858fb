/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "comfy/figment-comfy-client.h"
#include "figment-fixtures.h"
#include "figment-test-server.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "net/figment-remote-error.h"

#define PROMPT_ID "01234567-89ab-4cde-8f01-23456789abcd"

typedef struct
{
  FigmentTestServer  *server; /* (owned) */
  FigmentComfyClient *client; /* (owned) */
  GAsyncResult       *result; /* (owned) (nullable) */
  GError             *error;  /* (owned) (nullable) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(FigmentEndpoint) endpoint = NULL;

  fixture->server = figment_test_server_new (FALSE);
  endpoint = figment_endpoint_new (figment_test_server_get_url (fixture->server), NULL, NULL, NULL);
  fixture->client = figment_comfy_client_new (endpoint);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->client);
  figment_test_server_free (fixture->server);
}

/* Waits for the call that was just started; its result is good until the next. */
static GAsyncResult *
wait_result (Fixture *fixture)
{
  g_clear_error (&fixture->error);
  return figment_test_wait (&fixture->result);
}

static void
start_over (Fixture *fixture)
{
  g_clear_object (&fixture->result);
}

#define CALL(fixture, call, ...)                                                                                       \
  (start_over (fixture),                                                                                               \
   figment_comfy_client_##call##_async ((fixture)->client, __VA_ARGS__, NULL, figment_test_store_cb,                   \
                                        &(fixture)->result),                                                           \
   figment_comfy_client_##call##_finish ((fixture)->client, wait_result (fixture), &(fixture)->error))

#define CALL_BARE(fixture, call) \
  (start_over (fixture), \
   figment_comfy_client_##call##_async ((fixture)->client, NULL, figment_test_store_cb, &(fixture)->result), \
   figment_comfy_client_##call##_finish ((fixture)->client, wait_result (fixture), &(fixture)->error))

static void
answer (Fixture    *fixture,
        const char *line,
        const char *body)
{
  figment_test_server_answer (fixture->server, line, 200, "application/json", body);
}

static JsonNode *
parse_last_body (Fixture *fixture)
{
  JsonNode *node = figment_json_parse_bytes (figment_test_server_last (fixture->server)->body, &fixture->error);

  g_assert_no_error (fixture->error);
  return node;
}

static FigmentComfySubmission *
submit (Fixture    *fixture,
        const char *graph)
{
  const FigmentComfyPrompt prompt = { graph, PROMPT_ID, "client \"1\"", " {\"id\":\"w\"}", TRUE, TRUE };

  return CALL (fixture, submit, &prompt);
}

static void
test_submit (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentComfySubmission) submission = NULL;
  g_autoptr(JsonNode) body = NULL;
  JsonObject *object;
  JsonObject *extra;

  answer (fixture, "POST /api/prompt", "{\"prompt_id\":\"" PROMPT_ID "\",\"number\":-3,\"node_errors\":{}}");
  submission = submit (fixture, "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{}}}");
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (submission->prompt_id, ==, PROMPT_ID);
  g_assert_cmpfloat (submission->number, ==, -3);
  g_assert_null (submission->warnings);

  body = parse_last_body (fixture);
  object = figment_json_to_object (body);
  extra = figment_json_get_object (object, "extra_data");
  g_assert_cmpstr (figment_json_get_string (object, "prompt_id"), ==, PROMPT_ID);
  g_assert_cmpstr (figment_json_get_string (object, "client_id"), ==, "client \"1\"");
  g_assert_true (figment_json_get_boolean (object, "front", FALSE));
  g_assert_nonnull (figment_json_get_object (figment_json_get_object (extra, "extra_pnginfo"), "workflow"));
}

static void
test_submit_plain (Fixture       *fixture,
                   gconstpointer  data)
{
  const FigmentComfyPrompt prompt = { .graph = "{}", .prompt_id = PROMPT_ID, .client_id = "c", .editor_graph = "null" };
  g_autoptr(FigmentComfySubmission) submission = NULL;
  g_autoptr(JsonNode) body = NULL;
  JsonObject *extra;

  answer (fixture, "POST /api/prompt", "{\"prompt_id\":\"p\"}");
  submission = CALL (fixture, submit, &prompt);
  g_assert_no_error (fixture->error);
  body = parse_last_body (fixture);
  extra = figment_json_get_object (figment_json_to_object (body), "extra_data");
  g_assert_null (figment_json_get (figment_json_to_object (body), "front"));
  g_assert_null (figment_json_get (extra, "extra_pnginfo"));
  g_assert_cmpstr (figment_json_get_string (extra, "preview_method"), ==, "none");
}

static void
test_trap_12 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(FigmentComfySubmission) submission = NULL;
  GBytes *body;
  g_autofree char *text = NULL;

  answer (fixture, "POST /api/prompt", "{\"prompt_id\":\"p\"}");
  submission = submit (fixture, "{\"3\":{\"inputs\":{\"seed\":18446744073709551615,\"cfg\":0.1}}}");
  body = figment_test_server_last (fixture->server)->body;
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_nonnull (strstr (text, "\"seed\":18446744073709551615,\"cfg\":0.1}"));
}

static void
test_trap_23 (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(FigmentComfySubmission) submission = NULL;
  g_autoptr(JsonNode) body = NULL;

  answer (fixture, "POST /api/prompt", "{\"prompt_id\":\"p\"}");
  submission = submit (fixture, "{}");
  body = parse_last_body (fixture);
  g_assert_cmpstr (figment_json_get_string (figment_json_get_object (figment_json_to_object (body), "extra_data"),
                                            "preview_method"), ==, "auto");
}

static void
test_submit_refused (Fixture       *fixture,
                     gconstpointer  data)
{
  const char *const body =
      "{\"error\":{\"type\":\"prompt_outputs_failed_validation\",\"message\":\"Prompt outputs failed "
      "validation\",\"details\":\"\"},\"node_errors\":{\"5\":{\"class_type\":\"CheckpointLoaderSimple\","
      "\"errors\":[{\"type\":\"value_not_in_list\",\"extra_info\":{\"input_name\":\"ckpt_name\","
      "\"received_value\":\"x\",\"input_config\":null}}]}}}";

  figment_test_server_answer (fixture->server, "POST /api/prompt", 400, "application/json", body);
  g_assert_null (submit (fixture, "{}"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED);
  g_assert_cmpstr (fixture->error->message, ==, "Node 5 (CheckpointLoaderSimple), ckpt_name: “x” is not on the server");
  g_assert_nonnull (strstr (figment_remote_error_get_details (fixture->error), "value_not_in_list"));
  g_assert_cmpuint (figment_remote_error_get_status (fixture->error), ==, 400);

  figment_test_server_answer (
      fixture->server, "POST /api/prompt", 400, "application/json",
      "{\"error\":{\"type\":\"invalid_prompt\",\"details\":\"Node ID '#3'\"},\"node_errors\":{}}");
  g_assert_null (submit (fixture, "{\"3\":{\"class_type\":\"Nope\"}}"));
  g_assert_true (g_str_has_prefix (fixture->error->message, "Node 3 (Nope): the server does not know"));

  figment_test_server_answer (fixture->server, "POST /api/prompt", 400, "text/html", "<html>");
  g_assert_null (submit (fixture, "{}"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED);
}

/* 500 may have queued all the same: the error says "server", and the prompt is found. */
static void
test_trap_11 (Fixture       *fixture,
              gconstpointer  data)
{
  FigmentComfyWhereabouts whereabouts;
  FigmentComfyHistory *history = NULL;

  figment_test_server_answer (fixture->server, "POST /api/prompt", 500, "text/plain", "Server got itself in trouble");
  answer (fixture, "GET /api/queue", "{\"queue_running\":[],\"queue_pending\":[[1,\"" PROMPT_ID "\",{},{},[]]]}");
  g_assert_null (submit (fixture, "{}"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_SERVER);

  g_clear_object (&fixture->result);
  figment_comfy_client_locate_async (fixture->client, PROMPT_ID, NULL, figment_test_store_cb, &fixture->result);
  g_assert_true (figment_comfy_client_locate_finish (fixture->client, wait_result (fixture), &whereabouts, &history,
                                                     &fixture->error));
  g_assert_cmpint (whereabouts, ==, FIGMENT_COMFY_WHEREABOUTS_PENDING);
}

static void
assert_last (Fixture    *fixture,
             const char *line,
             const char *body)
{
  FigmentTestRequest *request = figment_test_server_last (fixture->server);
  g_autofree char *text = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

  g_assert_cmpstr (request->line, ==, line);
  if (body != NULL)
    g_assert_cmpstr (text, ==, body);
}

/* Delete for what waits, interrupt for what runs, and never an interrupt without an id. */
static void
test_trap_22 (Fixture       *fixture,
              gconstpointer  data)
{
  const char *const ids[] = { "a", "b", NULL };

  figment_test_server_answer (fixture->server, "POST /api/queue", 200, NULL, NULL);
  figment_test_server_answer (fixture->server, "POST /api/interrupt", 200, NULL, NULL);
  figment_test_server_answer (fixture->server, "POST /api/free", 200, NULL, NULL);
  g_assert_true (CALL (fixture, delete_pending, ids));
  assert_last (fixture, "POST /api/queue", "{\"delete\":[\"a\",\"b\"]}");
  g_assert_true (CALL (fixture, delete_pending, NULL));
  assert_last (fixture, "POST /api/queue", "{\"clear\":true}");
  g_assert_true (CALL (fixture, interrupt, "a"));
  assert_last (fixture, "POST /api/interrupt", "{\"prompt_id\":\"a\"}");
  g_assert_true (CALL (fixture, free_memory, TRUE, FALSE));
  assert_last (fixture, "POST /api/free", "{\"unload_models\":true,\"free_memory\":false}");
}

/* /history/{id} says 200 {} for what it does not know. */
static void
test_trap_2 (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentComfyHistory) history = NULL;

  answer (fixture, "GET /api/history/p", "{}");
  g_assert_null (CALL (fixture, fetch_history, "p"));
  g_assert_no_error (fixture->error);

  answer (fixture, "GET /api/history/p", "{\"p\":{\"outputs\":{},\"status\":{\"status_str\":\"success\"}}}");
  history = CALL (fixture, fetch_history, "p");
  g_assert_cmpint (history->end, ==, FIGMENT_COMFY_END_SUCCESS);

  answer (fixture, "GET /api/history/p", "[]");
  g_assert_null (CALL (fixture, fetch_history, "p"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

/* An id goes into the path escaped: old servers let any text be one. */
static void
test_odd_id (Fixture       *fixture,
             gconstpointer  data)
{
  answer (fixture, "GET /api/history/not a uuid / ☃", "{}");
  g_assert_null (CALL (fixture, fetch_history, "not a uuid / ☃"));
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->server->requests->len, ==, 1);
}

static void
check_located (Fixture                 *fixture,
               FigmentComfyWhereabouts  expected)
{
  FigmentComfyWhereabouts whereabouts = FIGMENT_COMFY_WHEREABOUTS_UNKNOWN;
  FigmentComfyHistory *history = NULL;

  g_clear_object (&fixture->result);
  figment_comfy_client_locate_async (fixture->client, "p", NULL, figment_test_store_cb, &fixture->result);
  figment_comfy_client_locate_finish (fixture->client, wait_result (fixture), &whereabouts, &history, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (whereabouts, ==, expected);
  g_assert_true ((history != NULL) == (expected == FIGMENT_COMFY_WHEREABOUTS_ENDED));
  g_clear_pointer (&history, figment_comfy_history_free);
}

static void
test_locate (Fixture       *fixture,
             gconstpointer  data)
{
  FigmentComfyWhereabouts whereabouts;

  answer (fixture, "GET /api/history/p", "{}");
  answer (fixture, "GET /api/queue", "{\"queue_running\":[[1,\"p\",{},{},[]]],\"queue_pending\":[]}");
  check_located (fixture, FIGMENT_COMFY_WHEREABOUTS_RUNNING);
  g_assert_cmpuint (fixture->server->requests->len, ==, 1);
  answer (fixture, "GET /api/queue", "{\"queue_running\":[],\"queue_pending\":[[1,\"p\",{},{},[]]]}");
  check_located (fixture, FIGMENT_COMFY_WHEREABOUTS_PENDING);

  answer (fixture, "GET /api/queue", "{\"queue_running\":[],\"queue_pending\":[]}");
  g_ptr_array_set_size (fixture->server->requests, 0);
  check_located (fixture, FIGMENT_COMFY_WHEREABOUTS_UNKNOWN);
  /* The order is what makes it certain. */
  g_assert_cmpuint (fixture->server->requests->len, ==, 2);
  g_assert_cmpstr (((FigmentTestRequest *) g_ptr_array_index (fixture->server->requests, 0))->line, ==,
                   "GET /api/queue");
  answer (fixture, "GET /api/history/p", "{\"p\":{\"outputs\":{},\"status\":{\"status_str\":\"error\"}}}");
  check_located (fixture, FIGMENT_COMFY_WHEREABOUTS_ENDED);

  /* A server that answers rubbish has not forgotten the prompt. */
  answer (fixture, "GET /api/queue", "{}");
  g_clear_object (&fixture->result);
  figment_comfy_client_locate_async (fixture->client, "p", NULL, figment_test_store_cb, &fixture->result);
  g_assert_false (figment_comfy_client_locate_finish (fixture->client, wait_result (fixture), &whereabouts, NULL,
                                                      &fixture->error));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
test_probes (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentComfySystem) system = NULL;
  g_autoptr(JsonNode) features = NULL;
  g_autoptr(JsonNode) jobs = NULL;

  answer (fixture, "GET /api/system_stats", "{\"system\":{\"comfyui_version\":\"0.8.0\"},\"devices\":[]}");
  answer (fixture, "GET /api/features", "{\"max_upload_size\":104857600.0}");
  answer (fixture, "GET /api/jobs", "{\"jobs\":[]}");
  system = CALL_BARE (fixture, fetch_system);
  g_assert_cmpstr (system->version, ==, "0.8.0");
  features = CALL_BARE (fixture, fetch_features);
  g_assert_cmpint (figment_json_get_int64 (figment_json_to_object (features), "max_upload_size", 0), ==, 104857600);
  jobs = CALL (fixture, fetch_jobs, "pending,in_progress", 5, 10);
  g_assert_nonnull (jobs);
  assert_last (fixture, "GET /api/jobs?offset=10&limit=5&status=pending%2Cin_progress", NULL);
}

/* LM Studio answers 200 to everything, a router shows its login page: neither is a ComfyUI. */
static void
test_not_comfyui (Fixture       *fixture,
                  gconstpointer  data)
{
  answer (fixture, "GET /api/system_stats", "{\"error\":\"Unexpected endpoint or method. (GET /api/system_stats)\"}");
  g_assert_null (CALL_BARE (fixture, fetch_system));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  figment_test_server_answer (fixture->server, "GET /api/system_stats", 200, "text/html", "<html>Login</html>");
  g_assert_null (CALL_BARE (fixture, fetch_system));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
  /* 0.3.64 has no jobs. */
  g_assert_null (CALL (fixture, fetch_jobs, NULL, 0, 0));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND);
}

static void
test_models (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto(GStrv) folders = NULL;
  g_auto(GStrv) files = NULL;

  answer (fixture, "GET /api/models", "[\"checkpoints\",5,\"loras\"]");
  answer (fixture, "GET /api/models/my folder", "[\"sub/a.safetensors\"]");
  folders = CALL (fixture, fetch_models, NULL);
  g_assert_cmpuint (g_strv_length (folders), ==, 2);
  files = CALL (fixture, fetch_models, "my folder");
  g_assert_cmpstr (files[0], ==, "sub/a.safetensors");
  g_assert_null (CALL (fixture, fetch_models, "unknown"));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND);
}

static void
test_catalog (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GBytes) packed = NULL;
  g_autoptr(GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GInputStream) raw = NULL;
  g_autoptr(GInputStream) plain = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(FigmentCatalog) catalog = NULL;

  if (figment_fixture_skip ("comfyui"))
    return;
  packed = figment_fixture_load ("comfyui", "12-endpoints/object_info.json.gz");
  raw = g_memory_input_stream_new_from_bytes (packed);
  plain = g_converter_input_stream_new (raw, gunzip);
  body = g_input_stream_read_bytes (plain, 8 << 20, NULL, &fixture->error);
  g_assert_no_error (fixture->error);
  figment_test_server_answer_bytes (fixture->server, "GET /api/object_info", 200, "application/json", body);
  catalog = CALL_BARE (fixture, fetch_catalog);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (figment_catalog_get_n_classes (catalog), >, 400);

  answer (fixture, "GET /api/object_info", "[]");
  g_assert_null (CALL_BARE (fixture, fetch_catalog));
  g_assert_error (fixture->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  FigmentComfyWhereabouts whereabouts;

  answer (fixture, "GET /api/queue", "{\"queue_running\":[],\"queue_pending\":[]}");
  figment_comfy_client_locate_async (fixture->client, "p", cancellable, figment_test_store_cb, &fixture->result);
  g_cancellable_cancel (cancellable);
  g_assert_false (figment_comfy_client_locate_finish (fixture->client, wait_result (fixture), &whereabouts, NULL,
                                                      &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/comfy/client/submit", test_submit);
  ADD ("/comfy/client/submit-plain", test_submit_plain);
  ADD ("/comfy/client/submit-refused", test_submit_refused);
  ADD ("/comfy/client/odd-id", test_odd_id);
  ADD ("/comfy/client/locate", test_locate);
  ADD ("/comfy/client/probes", test_probes);
  ADD ("/comfy/client/not-comfyui", test_not_comfyui);
  ADD ("/comfy/client/models", test_models);
  ADD ("/comfy/client/catalog", test_catalog);
  ADD ("/comfy/client/cancel", test_cancel);
  ADD ("/comfy/trap-2/history-says-200", test_trap_2);
  ADD ("/comfy/trap-11/500-may-have-queued", test_trap_11);
  ADD ("/comfy/trap-12/seed-of-64-bits", test_trap_12);
  ADD ("/comfy/trap-22/delete-and-interrupt", test_trap_22);
  ADD ("/comfy/trap-23/previews-asked-for", test_trap_23);
  return g_test_run ();
}
