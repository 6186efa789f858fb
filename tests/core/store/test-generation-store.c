/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "generation-store-support.h"

#include <string.h>

typedef GenerationStoreFixture Fixture;

/* All that was asked for and all that has become of it comes back, also after closing. */
static void
test_store_round_trip (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(FigmentRequest) request = generations_new_full_request ();
  g_autoptr(FigmentGeneration) generation = figment_generation_new (request);
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  figment_generation_set_position (generation, 1.25);
  generations_save (fixture, generation);
  id = figment_generation_get_id (generation);
  g_assert_cmpint (id, ==, 1);
  figment_generation_set_prompt_id (generation, "0f8fad5b-d9cb-469f-a165-70867728950e");
  figment_generation_set_server (generation, "http://127.0.0.1:8188");
  figment_generation_enter_state (generation, FIGMENT_GENERATION_FAILED, "execution_error");
  figment_generation_set_error (generation, "No memory", "Traceback\n…");
  figment_generation_set_times (generation, 1000, 2000, 3000);
  figment_generation_set_favourite (generation, TRUE);
  figment_generation_set_cached (generation, TRUE);
  generations_save (fixture, generation);
  g_assert_cmpint (figment_generation_get_id (generation), ==, id);

  generations_close (fixture);
  fixture->database = store_open (fixture->base.path);
  fixture->store = figment_generation_store_new (fixture->database);
  back = figment_generation_store_load (fixture->store, id, &error);
  g_assert_no_error (error);
  generations_assert_same_request (request, figment_generation_get_request (back), TRUE);
  g_assert_cmpint (figment_generation_get_id (back), ==, id);
  g_assert_cmpfloat (figment_generation_get_position (back), ==, 1.25);
  g_assert_cmpstr (figment_generation_get_prompt_id (back), ==, "0f8fad5b-d9cb-469f-a165-70867728950e");
  g_assert_cmpstr (figment_generation_get_server (back), ==, "http://127.0.0.1:8188");
  g_assert_cmpint (figment_generation_get_state (back), ==, FIGMENT_GENERATION_FAILED);
  g_assert_cmpstr (figment_generation_get_evidence (back), ==, "execution_error");
  g_assert_cmpstr (figment_generation_get_error (back), ==, "No memory");
  g_assert_cmpstr (figment_generation_get_details (back), ==, "Traceback\n…");
  g_assert_cmpint (figment_generation_get_created_at (back), ==, 1000);
  g_assert_cmpint (figment_generation_get_started_at (back), ==, 2000);
  g_assert_cmpint (figment_generation_get_finished_at (back), ==, 3000);
  g_assert_true (figment_generation_get_favourite (back));
  g_assert_true (figment_generation_get_cached (back));
}

static void
test_store_load_nothing (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (figment_generation_store_load (fixture->store, 5, &error));
  g_assert_no_error (error);
}

/* The second save is asked for before the first has come back: one row, not two, and the later state wins. */
static void
test_store_save_twice_at_once (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GAsyncResult) first = NULL;

  figment_generation_store_save_async (fixture->store, generation, NULL, store_result_cb, &first);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_HELD, "paused");
  generations_save (fixture, generation);
  g_assert_nonnull (first);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM generations"), ==, 1);
  back = figment_generation_store_load (fixture->store, figment_generation_get_id (generation), NULL);
  g_assert_cmpint (figment_generation_get_state (back), ==, FIGMENT_GENERATION_HELD);
}

/* What is saved is what was true at the call, whatever happens to the object afterwards. */
static void
test_store_snapshot (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  figment_generation_store_save_async (fixture->store, generation, NULL, store_result_cb, &result);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_FAILED, "later");
  store_wait (&result);
  back = figment_generation_store_load (fixture->store, figment_generation_get_id (generation), NULL);
  g_assert_cmpint (figment_generation_get_state (back), ==, FIGMENT_GENERATION_QUEUED);
}

static void
test_store_transitions (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");

  generations_save (fixture, generation);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM transitions"), ==, 1);
  figment_generation_set_position (generation, 9);
  generations_save (fixture, generation);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM transitions"), ==, 1);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, NULL);
  generations_save (fixture, generation);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, "execution_start");
  generations_save (fixture, generation);
  generations_save (fixture, generation);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM transitions"), ==, 3);
  g_assert_cmpint (generations_count (fixture, "SELECT state = 'running' AND evidence = 'execution_start' AND at > 0"
                                   " FROM transitions ORDER BY id DESC"), ==, 1);
}

static void
test_store_sent (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *graph = NULL, *client_id = NULL;

  generations_save (fixture, generation);
  g_assert_null (figment_generation_store_dup_sent_graph (fixture->store, 1));
  g_assert_null (figment_generation_store_dup_client_id (fixture->store, 1));
  figment_generation_set_prompt_id (generation, "uuid");
  figment_generation_store_save_sent_async (fixture->store, generation, "{\"sent\":1}", "client", NULL, store_result_cb,
                                            &result);
  g_assert_true (figment_generation_store_save_sent_finish (fixture->store, store_wait (&result), &error));

  graph = figment_generation_store_dup_sent_graph (fixture->store, 1);
  g_assert_cmpstr (graph, ==, "{\"sent\":1}");
  client_id = figment_generation_store_dup_client_id (fixture->store, 1);
  g_assert_cmpstr (client_id, ==, "client");
  back = figment_generation_store_load (fixture->store, 1, NULL);
  g_assert_cmpint (figment_generation_get_state (back), ==, FIGMENT_GENERATION_SUBMITTED);
  g_assert_cmpstr (figment_generation_get_prompt_id (back), ==, "uuid");
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM transitions WHERE state = 'submitted'"), ==, 1);
}

static void
test_store_outputs (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentOutput) second = figment_output_new (&(FigmentOutputInfo) {
      .position = 1, .node_id = "12", .kind = FIGMENT_MEDIA_TEXT, .text = "seen: a fox" });
  g_autoptr(FigmentOutput) first = figment_output_new (&(FigmentOutputInfo) {
      .position = 0, .node_id = "9", .kind = FIGMENT_MEDIA_VIDEO, .path = "/tmp/\xff.mp4", .mime = "video/mp4",
      .width = 640, .height = 480, .duration_ms = 5000, .bytes = G_GINT64_CONSTANT (5000000000), .sha256 = "00ff",
      .favourite = TRUE, .trashed_at = 7 });
  g_autoptr(FigmentOutput) again = figment_output_new (&(FigmentOutputInfo) {
      .position = 0, .node_id = "9", .kind = FIGMENT_MEDIA_VIDEO, .path = "/tmp/moved.mp4" });
  g_autoptr(GPtrArray) trashed = NULL;
  const FigmentOutputInfo *info;

  generations_save (fixture, generation);
  g_assert_true (store_add_output (fixture->store, generation, second, &error));
  g_assert_true (store_add_output (fixture->store, generation, first, &error));
  g_assert_no_error (error);
  g_assert_cmpint (figment_output_get_info (second)->id, ==, 1);
  g_assert_cmpint (figment_output_get_info (first)->id, ==, 2);

  /* The one that is in the trash is not among its outputs, but can be asked for. */
  back = figment_generation_store_load (fixture->store, 1, &error);
  g_assert_cmpuint (g_list_model_get_n_items (figment_generation_get_outputs (back)), ==, 1);
  trashed = figment_generation_store_list_trashed (fixture->store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trashed->len, ==, 1);
  info = figment_output_get_info (trashed->pdata[0]);
  g_assert_cmpint (info->id, ==, 2);
  g_assert_cmpstr (info->node_id, ==, "9");
  g_assert_cmpint (info->kind, ==, FIGMENT_MEDIA_VIDEO);
  g_assert_cmpstr (info->path, ==, "/tmp/\xff.mp4");
  g_assert_cmpstr (info->mime, ==, "video/mp4");
  g_assert_null (info->text);
  g_assert_cmpint (info->width, ==, 640);
  g_assert_cmpint (info->height, ==, 480);
  g_assert_cmpint (info->duration_ms, ==, 5000);
  g_assert_cmpint (info->bytes, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpstr (info->sha256, ==, "00ff");
  g_assert_true (info->favourite);
  g_assert_cmpint (info->trashed_at, ==, 7);

  /* Once more at the same place: the same row with the new facts, and what the user did with it stays. */
  g_assert_true (store_add_output (fixture->store, generation, again, &error));
  g_assert_cmpint (figment_output_get_info (again)->id, ==, 2);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM outputs"), ==, 2);
  g_assert_cmpint (generations_count (fixture,
                                      "SELECT path = '/tmp/moved.mp4' AND favourite = 1 FROM outputs WHERE id = 2"),
                   ==, 1);
}

static void
test_store_output_of_nothing (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("never saved");
  g_autoptr(FigmentOutput) output = figment_output_new (&(FigmentOutputInfo) { .node_id = "9" });
  g_autoptr(GError) error = NULL;

  g_assert_false (store_add_output (fixture->store, generation, output, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_cmpint (figment_output_get_info (output)->id, ==, 0);
}

/* The queue's order is the position's, then the age's; what is over is not in it. */
static void
test_store_list_open (Fixture       *fixture,
                      gconstpointer  data)
{
  const double positions[] = { 3, 1, 2, 1, 0 };
  const gint64 expected[] = { 2, 4, 3, 1 };
  g_autoptr(GPtrArray) open = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");

      figment_generation_set_position (generation, positions[i]);
      figment_generation_enter_state (generation, i == 4 ? FIGMENT_GENERATION_DONE : (FigmentGenerationState) i, NULL);
      generations_save (fixture, generation);
    }
  open = figment_generation_store_list_open (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < open->len; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (open, i);

      g_assert_cmpint (figment_generation_get_id (generation), ==, expected[i]);
      g_assert_cmpstr (figment_generation_get_request (generation)->graph, ==, "{\"1\":{}}");
    }
}

/* Each state is open or final in the database as it is in the program. */
static void
test_store_open_states (Fixture       *fixture,
                        gconstpointer  data)
{
  for (int state = FIGMENT_GENERATION_QUEUED; state <= FIGMENT_GENERATION_LOST; state++)
    {
      g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
      g_autoptr(GPtrArray) before = figment_generation_store_list_open (fixture->store, NULL), after = NULL;

      figment_generation_enter_state (generation, state, NULL);
      generations_save (fixture, generation);
      after = figment_generation_store_list_open (fixture->store, NULL);
      g_assert_cmpint (after->len - before->len, ==, figment_generation_state_is_final (state) ? 0 : 1);
    }
}

static void
test_store_saved_after_deletion (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(GError) error = NULL;

  generations_save (fixture, generation);
  g_assert_true (store_write (fixture->database, "DELETE FROM generations", NULL));
  g_assert_false (store_save (fixture->store, generation, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM generations"), ==, 0);
}

/* A generation that found no room is saved by the next try, and never over the row of another. */
static void
test_store_full (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *graph = g_strnfill (500000, 'x');
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_OTHER, graph);
  g_autoptr(FigmentGeneration) large = figment_generation_new (request), small = store_new_generation ("small");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;
  gint64 pages = generations_count (fixture, "PRAGMA page_count");
  g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count = %d", (int) pages + 20);

  g_assert_true (store_write (fixture->database, limit, &error));
  g_assert_false (store_save (fixture->store, large, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_cmpint (figment_generation_get_id (large), ==, 0);
  generations_save (fixture, small);
  g_assert_cmpint (figment_generation_get_id (small), ==, 1);
  g_assert_true (store_write (fixture->database, "PRAGMA max_page_count = 100000", &error));
  generations_save (fixture, large);
  g_assert_cmpint (figment_generation_get_id (large), ==, 2);
  back = figment_generation_store_load (fixture->store, 1, NULL);
  g_assert_cmpstr (figment_generation_get_request (back)->original_prompt, ==, "small");
}

/* The insert goes through and its commit is what fails: the id that it had must not be used again for this
 * generation. */
static gboolean
fail_commit_on_thread (FigmentSqlite  *database,
                       gpointer        data,
                       GError        **error)
{
  return figment_sqlite_exec (
      database,
      "PRAGMA foreign_keys = ON;"
      "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
      "CREATE TABLE child (id REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);"
      "CREATE TRIGGER break AFTER INSERT ON transitions BEGIN INSERT INTO child VALUES (1); END",
      error);
}

static void
test_store_commit_fails (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(FigmentGeneration) unlucky = store_new_generation ("unlucky"), other = store_new_generation ("other");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint unused = 0;

  _figment_database_write_async (fixture->database, fail_commit_on_thread, NULL, &unused, NULL, NULL, store_result_cb,
                                 &result);
  g_assert_nonnull (_figment_database_write_finish (fixture->database, store_wait (&result), &error));
  g_assert_false (store_save (fixture->store, unlucky, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_clear_error (&error);
  g_assert_true (store_write (fixture->database, "DROP TRIGGER break", &error));
  generations_save (fixture, other);
  generations_save (fixture, unlucky);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM generations"), ==, 2);
  back = figment_generation_store_load (fixture->store, figment_generation_get_id (other), NULL);
  g_assert_cmpstr (figment_generation_get_request (back)->original_prompt, ==, "other");
}

static void
test_store_cancelled (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  figment_generation_store_save_async (fixture->store, generation, cancellable, store_result_cb, &result);
  g_assert_false (figment_generation_store_save_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM generations"), ==, 0);
}

static void
test_store_closed (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGenerationStore) store = g_object_ref (fixture->store);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_database_close_async (fixture->database, store_result_cb, &result);
  g_assert_false (store_save (store, generation, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (figment_generation_store_list_page (store, 0, 10, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_OPEN);
  g_assert_null (figment_generation_store_dup_sent_graph (store, 1));
  g_assert_cmpint (figment_generation_store_estimate (store, "w", "s", 1), ==, 0);
  g_assert_true (figment_database_close_finish (fixture->database, store_wait (&result), NULL));
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->database);
}

/* What a damaged file or another hand put into the rows does no harm. */
static void
test_store_hostile_rows (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;

  generations_save (fixture, generation);
  g_assert_true (
      store_write (fixture->database,
                   "UPDATE generations SET mode = 7, state = 'thinking', workflow_name = x'fffe00',"
                   "  input_files = '[[]', params = 'x', queue_position = 'first', created_at = 'long ago',"
                   "  prompt_id = CAST (x'ff' AS TEXT);"
                   "INSERT INTO outputs VALUES (1, 1, -5, NULL, 'hologram', NULL, NULL, 'w', 9e99, -1, -1, '', 2,"
                   "  'x', NULL)",
                   &error));
  g_assert_no_error (error);
  back = figment_generation_store_load (fixture->store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (figment_generation_get_state (back), ==, FIGMENT_GENERATION_LOST);
  g_assert_cmpint (figment_generation_get_request (back)->mode, ==, FIGMENT_MODE_OTHER);
  g_assert_cmpuint (figment_generation_get_request (back)->input_files->len, ==, 0);
  g_assert_true (g_utf8_validate (figment_generation_get_prompt_id (back), -1, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (figment_generation_get_outputs (back)), ==, 1);
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) \
  g_test_add ("/generation-store/" path, Fixture, NULL, generations_set_up, func, generations_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_store_round_trip);
  ADD ("load-nothing", test_store_load_nothing);
  ADD ("save-twice-at-once", test_store_save_twice_at_once);
  ADD ("snapshot", test_store_snapshot);
  ADD ("transitions", test_store_transitions);
  ADD ("sent", test_store_sent);
  ADD ("outputs", test_store_outputs);
  ADD ("output-of-nothing", test_store_output_of_nothing);
  ADD ("list-open", test_store_list_open);
  ADD ("open-states", test_store_open_states);
  ADD ("saved-after-deletion", test_store_saved_after_deletion);
  ADD ("full", test_store_full);
  ADD ("commit-fails", test_store_commit_fails);
  ADD ("cancelled", test_store_cancelled);
  ADD ("closed", test_store_closed);
  ADD ("hostile-rows", test_store_hostile_rows);
  return g_test_run ();
}
