/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "comfy/figment-comfy-workflows.h"
#include "engine/figment-server-workflows.h"
#include "figment-test-server.h"
#include "net/figment-remote-error.h"

/* A run of a workflow: its prompt, and what tells it from another workflow. */
#define GRAPH(text, sampler)                                                                                           \
  "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a.safetensors\"}},"                   \
  "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"clip\":[\"1\",1],\"text\":\"" text "\"}},"                   \
  "\"5\":{\"class_type\":\"" sampler "\",\"inputs\":{\"model\":[\"1\",0],\"positive\":[\"2\",0],\"seed\":1}},"         \
  "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"5\",0]}}}"
#define RUN(id, text, sampler, time)                                                                                   \
  "\"" id "\":{\"prompt\":[0,\"" id "\"," GRAPH (text, sampler) ",{},[\"7\"]],\"outputs\":{},"                         \
  "\"status\":{\"status_str\":\"success\",\"completed\":true,"                                                         \
  "\"messages\":[[\"execution_success\",{\"prompt_id\":\"" id "\",\"timestamp\":" time "}]]}}"

typedef struct
{
  FigmentTestServer  *server; /* (owned) */
  FigmentComfyClient *client; /* (owned) */
  GAsyncResult       *result; /* (owned) (nullable) */
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
  g_assert_finalize_object (fixture->client);
  figment_test_server_free (fixture->server);
}

static GPtrArray *
list (Fixture  *fixture,
      GError  **error)
{
  g_clear_object (&fixture->result);
  figment_server_workflows_list_async (fixture->client, NULL, figment_test_store_cb, &fixture->result);
  return figment_server_workflows_list_finish (fixture->client, figment_test_wait (&fixture->result), error);
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;
  const FigmentServerWorkflow *entry;

  figment_test_server_answer (fixture->server, "GET /api/userdata", 200, "application/json",
                              "[\"b.json\", \".index.txt\", {\"path\": \"a/c.json\", \"size\": 3}, 7]");
  figment_test_server_answer (fixture->server, "GET /api/history", 200, "application/json",
                              "{" RUN ("1", "a fox", "KSampler", "1000") ","
                              RUN ("2", "a hare", "Other", "2000") ","
                              RUN ("3", "an owl", "KSampler", "3000") ",\"4\":{\"prompt\":[]},\"5\":null}");
  found = list (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 4);

  /* Saved ones by name; only what is a workflow. */
  g_assert_cmpstr (((const FigmentServerWorkflow *) g_ptr_array_index (found, 0))->path, ==, "a/c.json");
  g_assert_cmpstr (((const FigmentServerWorkflow *) g_ptr_array_index (found, 1))->path, ==, "b.json");

  /* Runs, the newest first; the first fox differs from the owl in its text only. */
  entry = g_ptr_array_index (found, 2);
  g_assert_null (entry->path);
  g_assert_cmpstr (entry->prompt, ==, "an owl");
  g_assert_cmpint (entry->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_cmpint (entry->time_ms, ==, 3000);
  g_assert_cmpint (((const FigmentServerWorkflow *) g_ptr_array_index (found, 3))->time_ms, ==, 2000);
}

/* Nothing was ever saved, nothing was run. */
static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = NULL;

  figment_test_server_answer (fixture->server, "GET /api/userdata", 404, "text/plain", "Directory not found");
  figment_test_server_answer (fixture->server, "GET /api/history", 200, "application/json", "{}");
  found = list (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_trouble (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) saved = NULL;
  g_autoptr(GError) runs = NULL;

  figment_test_server_answer (fixture->server, "GET /api/userdata", 200, "application/json", "{}");
  g_assert_null (list (fixture, &saved));
  g_assert_error (saved, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);

  figment_test_server_answer (fixture->server, "GET /api/userdata", 200, "application/json", "[]");
  figment_test_server_answer (fixture->server, "GET /api/history", 200, "application/json", "[]");
  g_assert_null (list (fixture, &runs));
  g_assert_error (runs, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
test_fetch (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  figment_test_server_answer (fixture->server, "GET /api/userdata/workflows/a b/c.json", 200, "application/json",
                              "{ }");
  figment_comfy_client_fetch_saved_file_async (fixture->client, "a b/c.json", NULL, figment_test_store_cb,
                                               &fixture->result);
  bytes = figment_comfy_client_fetch_saved_file_finish (fixture->client, figment_test_wait (&fixture->result), &error);
  g_assert_cmpstr (figment_test_server_last (fixture->server)->line, ==,
                   "GET /api/userdata/workflows/a b/c.json");
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "{ }", 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server-workflows/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/server-workflows/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/server-workflows/trouble", Fixture, NULL, set_up, test_trouble, tear_down);
  g_test_add ("/server-workflows/fetch", Fixture, NULL, set_up, test_fetch, tear_down);
  return g_test_run ();
}
