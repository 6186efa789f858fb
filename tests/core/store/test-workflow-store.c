/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include "store/figment-workflow-store.h"

static gboolean
add (FigmentWorkflowStore *store,
     FigmentWorkflow      *workflow)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_workflow_store_add_async (store, workflow, NULL, store_result_cb, &result);
  figment_workflow_store_add_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);
  return error == NULL;
}

static gboolean
update (FigmentWorkflowStore  *store,
        FigmentWorkflow       *workflow,
        GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_workflow_store_update_async (store, workflow, NULL, store_result_cb, &result);
  return figment_workflow_store_update_finish (store, store_wait (&result), error);
}

static void
test_workflows_round_trip (StoreFixture  *fixture,
                           gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(FigmentWorkflowStore) store = figment_workflow_store_new (database);
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("Flux", FIGMENT_MODE_IMAGE_TO_IMAGE, "{\"1\":{}}");
  g_autoptr(FigmentWorkflow) back = NULL, changed = NULL;
  g_autoptr(GBytes) thumbnail = g_bytes_new_static ("\0PNG", 4);
  g_autoptr(GError) error = NULL;

  add (store, workflow);
  g_assert_cmpint (figment_workflow_get_id (workflow), ==, 1);
  back = figment_workflow_store_load (store, 1, &error);
  g_assert_cmpstr (figment_workflow_get_name (back), ==, "Flux");
  g_assert_cmpstr (figment_workflow_get_api_json (back), ==, "{\"1\":{}}");
  g_assert_null (figment_workflow_get_description (back));
  g_assert_null (figment_workflow_get_thumbnail (back));
  g_assert_cmpint (figment_workflow_get_created_at (back), ==, figment_workflow_get_created_at (workflow));

  figment_workflow_set_name (workflow, "Flux 2");
  figment_workflow_set_description (workflow, "for pictures");
  figment_workflow_set_category (workflow, FIGMENT_MODE_UPSCALE);
  figment_workflow_set_graph_json (workflow, "{\"nodes\":[]}");
  figment_workflow_set_input_mappings (workflow, "{\"positive\":[]}");
  figment_workflow_set_output_node_id (workflow, "9");
  figment_workflow_set_thumbnail (workflow, thumbnail);
  figment_workflow_set_tags (workflow, "night, client");
  figment_workflow_set_times (workflow, 1, 2, 3);
  g_assert_true (update (store, workflow, &error));
  changed = figment_workflow_store_load (store, 1, &error);
  g_assert_cmpstr (figment_workflow_get_name (changed), ==, "Flux 2");
  g_assert_cmpstr (figment_workflow_get_description (changed), ==, "for pictures");
  g_assert_cmpint (figment_workflow_get_category (changed), ==, FIGMENT_MODE_UPSCALE);
  g_assert_cmpstr (figment_workflow_get_api_json (changed), ==, "{\"1\":{}}");
  g_assert_cmpstr (figment_workflow_get_graph_json (changed), ==, "{\"nodes\":[]}");
  g_assert_cmpstr (figment_workflow_get_input_mappings (changed), ==, "{\"positive\":[]}");
  g_assert_cmpstr (figment_workflow_get_output_node_id (changed), ==, "9");
  g_assert_true (g_bytes_equal (figment_workflow_get_thumbnail (changed), thumbnail));
  g_assert_cmpstr (figment_workflow_get_tags (changed), ==, "night, client");
  g_assert_cmpint (figment_workflow_get_created_at (changed), ==, 1);
  g_assert_cmpint (figment_workflow_get_updated_at (changed), ==, 2);
  g_assert_cmpint (figment_workflow_get_last_used_at (changed), ==, 3);
  g_assert_no_error (error);
  g_clear_object (&store);
  store_close (database);
}

static void
test_workflows_list (StoreFixture  *fixture,
                     gconstpointer  data)
{
  static const char *const names[] = { "wan", "Flux", "aura" };
  static const char *const expected[] = { "aura", "Flux", "wan" };
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(FigmentWorkflowStore) store = figment_workflow_store_new (database);
  g_autoptr(GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(FigmentWorkflow) workflow = figment_workflow_new (names[i], FIGMENT_MODE_OTHER, "{}");

      add (store, workflow);
    }
  list = figment_workflow_store_list (store, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (figment_workflow_get_name (g_ptr_array_index (list, i)), ==, expected[i]);
  g_clear_object (&store);
  store_close (database);
}

/* Its generations stay and keep its name; one that is queued for it afterwards is kept, too. */
static void
test_workflows_delete (StoreFixture  *fixture,
                       gconstpointer  data)
{
  FigmentDatabase *database = store_open (fixture->path);
  g_autoptr(FigmentWorkflowStore) store = figment_workflow_store_new (database);
  g_autoptr(FigmentGenerationStore) generations = figment_generation_store_new (database);
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("Flux", FIGMENT_MODE_OTHER, "{}");
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_OTHER, "{}");
  g_autoptr(FigmentGeneration) before = NULL, after = NULL, back = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add (store, workflow);
  request->workflow_id = 1;
  request->workflow_name = g_strdup ("Flux");
  before = figment_generation_new (request);
  after = figment_generation_new (request);
  g_assert_true (store_save (generations, before, &error));
  g_clear_object (&back);
  back = figment_generation_store_load (generations, 1, &error);
  g_assert_cmpint (figment_generation_get_request (back)->workflow_id, ==, 1);

  figment_workflow_store_delete_async (store, 1, NULL, store_result_cb, &result);
  g_assert_true (figment_workflow_store_delete_finish (store, store_wait (&result), &error));
  g_assert_true (store_save (generations, after, &error));
  g_assert_no_error (error);
  for (gint64 id = 1; id <= 2; id++)
    {
      g_clear_object (&back);
      back = figment_generation_store_load (generations, id, &error);
      g_assert_cmpint (figment_generation_get_request (back)->workflow_id, ==, 0);
      g_assert_cmpstr (figment_generation_get_request (back)->workflow_name, ==, "Flux");
    }
  g_assert_null (figment_workflow_store_load (store, 1, &error));
  g_assert_no_error (error);
  g_assert_false (update (store, workflow, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_clear_object (&result);
  g_clear_object (&store);
  g_clear_object (&generations);
  store_close (database);
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_workflows_properties (void)
{
  FigmentWorkflow *workflow = figment_workflow_new ("Flux", FIGMENT_MODE_OTHER, "{}");
  g_autofree char *name = NULL, *api_json = NULL;
  FigmentMode category;
  guint notified = 0;

  g_signal_connect (workflow, "notify", G_CALLBACK (notify_cb), &notified);
  figment_workflow_set_name (workflow, "Flux");
  figment_workflow_set_category (workflow, FIGMENT_MODE_OTHER);
  g_assert_cmpuint (notified, ==, 0);
  figment_workflow_set_name (workflow, "Wan");
  figment_workflow_set_category (workflow, FIGMENT_MODE_AUDIO);
  g_assert_cmpuint (notified, ==, 2);
  g_object_get (workflow, "name", &name, "category", &category, "api-json", &api_json, NULL);
  g_assert_cmpstr (name, ==, "Wan");
  g_assert_cmpint (category, ==, FIGMENT_MODE_AUDIO);
  g_assert_cmpstr (api_json, ==, "{}");
  g_assert_finalize_object (workflow);
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) g_test_add (path, StoreFixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/workflow-store/round-trip", test_workflows_round_trip);
  ADD ("/workflow-store/list", test_workflows_list);
  ADD ("/workflow-store/delete", test_workflows_delete);
  g_test_add_func ("/workflow/properties", test_workflows_properties);
  return g_test_run ();
}
