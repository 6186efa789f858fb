/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-support.h"

#include <string.h>

typedef struct
{
  StoreFixture            base;
  FigmentDatabase        *database;
  FigmentGenerationStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  store_fixture_set_up (&fixture->base, data);
  fixture->database = store_open (fixture->base.path);
  fixture->store = figment_generation_store_new (fixture->database);
}

static void
close_store (Fixture *fixture)
{
  g_assert_finalize_object (fixture->store);
  store_close (g_steal_pointer (&fixture->database));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->database != NULL)
    close_store (fixture);
  store_fixture_tear_down (&fixture->base, data);
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  figment_sqlite_get_number (_figment_database_get_reader (fixture->database, NULL), sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

static void
save (Fixture           *fixture,
      FigmentGeneration *generation)
{
  g_autoptr(GError) error = NULL;

  store_save (fixture->store, generation, &error);
  g_assert_no_error (error);
}

static FigmentRequest *
new_full_request (void)
{
  FigmentRequest *request =
      figment_request_new (FIGMENT_MODE_IMAGE_TO_VIDEO, "{\"3\":{\"seed\":18446744073709551615}}");

  request->workflow_name = g_strdup ("Wan 2.1");
  g_free (request->original_prompt);
  request->original_prompt = g_strdup ("ein „Fuchs“ \n 木");
  request->enhanced_prompt = g_strdup ("a fox, much better");
  request->negative_prompt = g_strdup ("blurry");
  g_free (request->sent_prompt);
  request->sent_prompt = g_strdup ("a fox in the graph");
  g_free (request->params);
  request->params = g_strdup ("{\"seed\":18446744073709551615}");
  request->editor_graph = g_strdup ("{\"nodes\":[]}");
  request->output_node_id = g_strdup ("9:1");
  request->output_dir = g_strdup ("/tmp/out \xff not utf-8");
  figment_request_add_input_file (request, "10", "image", "/tmp/a \"b\" ä.png");
  figment_request_add_input_file (request, "11", "mask", "/tmp/\xff.png");
  figment_request_fit_input_file (request, FIGMENT_FIT_CROP, 832, 480);
  return request;
}

static void
assert_same_request (FigmentRequest *a,
                     FigmentRequest *b,
                     gboolean        full)
{
  g_assert_cmpint (a->mode, ==, b->mode);
  g_assert_cmpint (a->workflow_id, ==, b->workflow_id);
  g_assert_cmpstr (a->workflow_name, ==, b->workflow_name);
  g_assert_cmpstr (a->original_prompt, ==, b->original_prompt);
  g_assert_cmpstr (a->enhanced_prompt, ==, b->enhanced_prompt);
  g_assert_cmpstr (a->negative_prompt, ==, b->negative_prompt);
  g_assert_cmpstr (a->sent_prompt, ==, b->sent_prompt);
  g_assert_cmpstr (a->params, ==, b->params);
  g_assert_cmpstr (a->output_node_id, ==, b->output_node_id);
  g_assert_cmpstr (a->output_dir, ==, b->output_dir);
  g_assert_cmpuint (a->input_files->len, ==, b->input_files->len);
  for (guint i = 0; i < a->input_files->len; i++)
    {
      FigmentInputFile *first = g_ptr_array_index (a->input_files, i), *second = g_ptr_array_index (b->input_files, i);

      g_assert_cmpstr (first->node_id, ==, second->node_id);
      g_assert_cmpstr (first->input, ==, second->input);
      g_assert_cmpstr (first->path, ==, second->path);
      g_assert_cmpint (first->fit, ==, second->fit);
      g_assert_cmpint (first->width, ==, second->width);
      g_assert_cmpint (first->height, ==, second->height);
    }
  g_assert_cmpstr (b->graph, ==, full ? a->graph : NULL);
  g_assert_cmpstr (b->editor_graph, ==, full ? a->editor_graph : NULL);
}

/* All that was asked for and all that has become of it comes back, also after closing. */
static void
test_store_round_trip (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(FigmentRequest) request = new_full_request ();
  g_autoptr(FigmentGeneration) generation = figment_generation_new (request);
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  figment_generation_set_position (generation, 1.25);
  save (fixture, generation);
  id = figment_generation_get_id (generation);
  g_assert_cmpint (id, ==, 1);
  figment_generation_set_prompt_id (generation, "0f8fad5b-d9cb-469f-a165-70867728950e");
  figment_generation_set_server (generation, "http://127.0.0.1:8188");
  figment_generation_enter_state (generation, FIGMENT_GENERATION_FAILED, "execution_error");
  figment_generation_set_error (generation, "No memory", "Traceback\n…");
  figment_generation_set_times (generation, 1000, 2000, 3000);
  figment_generation_set_favourite (generation, TRUE);
  figment_generation_set_cached (generation, TRUE);
  save (fixture, generation);
  g_assert_cmpint (figment_generation_get_id (generation), ==, id);

  close_store (fixture);
  fixture->database = store_open (fixture->base.path);
  fixture->store = figment_generation_store_new (fixture->database);
  back = figment_generation_store_load (fixture->store, id, &error);
  g_assert_no_error (error);
  assert_same_request (request, figment_generation_get_request (back), TRUE);
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
  save (fixture, generation);
  g_assert_nonnull (first);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM generations"), ==, 1);
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

  save (fixture, generation);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM transitions"), ==, 1);
  figment_generation_set_position (generation, 9);
  save (fixture, generation);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM transitions"), ==, 1);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, NULL);
  save (fixture, generation);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_RUNNING, "execution_start");
  save (fixture, generation);
  save (fixture, generation);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM transitions"), ==, 3);
  g_assert_cmpint (count (fixture, "SELECT state = 'running' AND evidence = 'execution_start' AND at > 0"
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

  save (fixture, generation);
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
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM transitions WHERE state = 'submitted'"), ==, 1);
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

  save (fixture, generation);
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
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM outputs"), ==, 2);
  g_assert_cmpint (count (fixture, "SELECT path = '/tmp/moved.mp4' AND favourite = 1 FROM outputs WHERE id = 2"), ==,
                   1);
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
      save (fixture, generation);
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
      save (fixture, generation);
      after = figment_generation_store_list_open (fixture->store, NULL);
      g_assert_cmpint (after->len - before->len, ==, figment_generation_state_is_final (state) ? 0 : 1);
    }
}

static void
assert_ids (GPtrArray    *generations,
            const gint64 *expected,
            guint         n_expected)
{
  g_assert_nonnull (generations);
  g_assert_cmpuint (generations->len, ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    g_assert_cmpint (figment_generation_get_id (g_ptr_array_index (generations, i)), ==, expected[i]);
}
#define ASSERT_IDS(list, ...) \
  assert_ids (list, (const gint64[]) { __VA_ARGS__ }, sizeof (const gint64[]) { __VA_ARGS__ } / sizeof (gint64))

static void
test_store_pages (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(FigmentRequest) request = new_full_request ();
  g_autoptr(FigmentOutput) output = figment_output_new (&(FigmentOutputInfo) { .node_id = "9", .path = "/tmp/a.png" });
  g_autoptr(GPtrArray) first = NULL, second = NULL, third = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(FigmentGeneration) generation = figment_generation_new (request);

      save (fixture, generation);
      if (i == 4)
        g_assert_true (store_add_output (fixture->store, generation, output, NULL));
    }
  first = figment_generation_store_list_page (fixture->store, 0, 2, NULL);
  ASSERT_IDS (first, 5, 4);
  second = figment_generation_store_list_page (fixture->store, 4, 2, NULL);
  ASSERT_IDS (second, 3, 2);
  third = figment_generation_store_list_page (fixture->store, 2, 2, NULL);
  ASSERT_IDS (third, 1);

  /* A page has what a card shows, which is everything but the graphs. */
  assert_same_request (request, figment_generation_get_request (g_ptr_array_index (first, 0)), FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (figment_generation_get_outputs (g_ptr_array_index (first, 0))), ==, 1);
}

static guint
search_up_to (Fixture    *fixture,
              const char *words,
              guint       limit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) found = figment_generation_store_search (fixture->store, words, 0, limit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (found);
  return found->len;
}

static guint
search (Fixture    *fixture,
        const char *words)
{
  return search_up_to (fixture, words, 60);
}

static void
test_store_search (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const prompts[] = { "red fox, portrait", "Portraits of foxes", "a portal", "école d'été wan2.1" };
  g_autoptr(FigmentRequest) request = new_full_request ();
  g_autoptr(FigmentGeneration) full = figment_generation_new (request);
  g_autoptr(GPtrArray) page = NULL, next = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr(FigmentGeneration) generation = store_new_generation (prompts[i]);

      save (fixture, generation);
    }
  save (fixture, full);

  g_assert_cmpuint (search (fixture, "portrait"), ==, 2);
  g_assert_cmpuint (search (fixture, "PORT"), ==, 3);
  g_assert_cmpuint (search (fixture, "por"), ==, 3);
  g_assert_cmpuint (search (fixture, "p"), ==, 3);
  g_assert_cmpuint (search (fixture, "portrait "), ==, 2);
  g_assert_cmpuint (search (fixture, "fox"), ==, 3);
  g_assert_cmpuint (search (fixture, "fox red"), ==, 1);
  g_assert_cmpuint (search (fixture, "fox purple"), ==, 0);
  /* Only the last word may be a beginning. */
  g_assert_cmpuint (search (fixture, "portr red"), ==, 0);
  g_assert_cmpuint (search (fixture, "ecole"), ==, 1);
  g_assert_cmpuint (search (fixture, "ÉCOL"), ==, 1);
  g_assert_cmpuint (search (fixture, "wan2.1"), ==, 1);
  g_assert_cmpuint (search (fixture, "d'été"), ==, 1);
  /* Every text is looked through, the workflow's name among them, and the graph is not. */
  g_assert_cmpuint (search (fixture, "wan 2.1"), ==, 1);
  g_assert_cmpuint (search (fixture, "better"), ==, 1);
  g_assert_cmpuint (search (fixture, "blurry"), ==, 1);
  g_assert_cmpuint (search (fixture, "graph"), ==, 1);
  g_assert_cmpuint (search (fixture, "seed"), ==, 0);
  g_assert_cmpuint (search (fixture, ""), ==, 5);
  g_assert_cmpuint (search (fixture, " \t\n"), ==, 5);

  page = figment_generation_store_search (fixture->store, "fox", 0, 2, NULL);
  ASSERT_IDS (page, 5, 2);
  next = figment_generation_store_search (fixture->store, "fox", 2, 2, NULL);
  ASSERT_IDS (next, 1);
}

/* Nothing that a person can type breaks the query, or means something in it. */
static void
test_store_search_rubbish (Fixture       *fixture,
                           gconstpointer  data)
{
  static const char *const rubbish[] = {
    "\"",
    "\"\"",
    "fox\"",
    "\"fox",
    "(",
    ")",
    "fox)",
    "*",
    "**",
    "fox*",
    "* fox",
    "^",
    "^fox",
    "-fox",
    "+",
    "fox +",
    "NEAR",
    "NEAR(fox red)",
    "AND",
    "OR",
    "NOT",
    "fox AND",
    "AND fox",
    "fox OR",
    "fox NOT red",
    "original_prompt:fox",
    "{a b}: fox",
    ":",
    ";",
    "'",
    "''",
    "fox';--",
    "\\",
    "%",
    "_",
    "…",
    "🦊",
    "木",
    "\xff\xfe",
    "fox \xff",
    ", . / ! ?",
    "a\x01"
    "b",
    "e\xcc\x81"
    "cole",
    "\xcc\x81",
    "²",
    "ﬁ",
    "\xe2\x80\x8b",
  };
  g_autoptr(FigmentGeneration) generation = store_new_generation ("red fox AND near, not (or)");

  save (fixture, generation);
  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    search (fixture, rubbish[i]);
  g_assert_cmpuint (search (fixture, "fox\""), ==, 1);
  g_assert_cmpuint (search (fixture, "fox AND"), ==, 1);
  g_assert_cmpuint (search (fixture, "fox NOT red"), ==, 1);
  g_assert_cmpuint (search (fixture, "(or)"), ==, 1);
  g_assert_cmpuint (search (fixture, "original_prompt:fox"), ==, 0);
  g_assert_cmpuint (search (fixture, "*"), ==, 0);
  g_assert_cmpuint (search (fixture, "fox , ."), ==, 1);
}

/* With more words of the same beginning than are listed (200), they are found all the same. */
static void
test_store_search_many_completions (Fixture       *fixture,
                                    gconstpointer  data)
{
  for (guint i = 0; i < 210; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("zebra%u", i);
      g_autoptr(FigmentGeneration) generation = store_new_generation (prompt);

      save (fixture, generation);
    }
  g_assert_cmpuint (search_up_to (fixture, "zebra", 1000), ==, 210);
  g_assert_cmpuint (search_up_to (fixture, "zebra1", 1000), ==, 111);
  g_assert_cmpuint (search_up_to (fixture, "zebra9", 1000), ==, 11);
}

/* The triggers keep the index in step with what happens to the rows. */
static void
test_store_search_in_step (Fixture       *fixture,
                           gconstpointer  data)
{
  static const char check_sql[] = "INSERT INTO generation_fts (generation_fts, rank) VALUES ('integrity-check', 1)";
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(GError) error = NULL;

  save (fixture, generation);
  g_assert_true (store_write (fixture->database, "UPDATE generations SET original_prompt = 'a wolf'", &error));
  g_assert_cmpuint (search (fixture, "fox"), ==, 0);
  g_assert_cmpuint (search (fixture, "wolf"), ==, 1);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, NULL);
  save (fixture, generation);
  g_assert_cmpuint (search (fixture, "wolf"), ==, 1);
  g_assert_true (store_write (fixture->database, check_sql, &error));
  g_assert_true (store_write (fixture->database, "DELETE FROM generations", &error));
  g_assert_cmpuint (search (fixture, "wolf"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM transitions"), ==, 0);
  g_assert_true (store_write (fixture->database, check_sql, &error));
  g_assert_no_error (error);
}

static void
test_store_saved_after_deletion (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(GError) error = NULL;

  save (fixture, generation);
  g_assert_true (store_write (fixture->database, "DELETE FROM generations", NULL));
  g_assert_false (store_save (fixture->store, generation, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM generations"), ==, 0);
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
  gint64 pages = count (fixture, "PRAGMA page_count");
  g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count = %d", (int) pages + 20);

  g_assert_true (store_write (fixture->database, limit, &error));
  g_assert_false (store_save (fixture->store, large, &error));
  g_assert_error (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_cmpint (figment_generation_get_id (large), ==, 0);
  save (fixture, small);
  g_assert_cmpint (figment_generation_get_id (small), ==, 1);
  g_assert_true (store_write (fixture->database, "PRAGMA max_page_count = 100000", &error));
  save (fixture, large);
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
  save (fixture, other);
  save (fixture, unlucky);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM generations"), ==, 2);
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
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM generations"), ==, 0);
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

static void
add_output_of (Fixture           *fixture,
               FigmentGeneration *generation,
               int                position,
               FigmentMediaKind   kind,
               const char        *path)
{
  const FigmentOutputInfo info = { .position = position, .kind = kind, .path = path };
  g_autoptr(FigmentOutput) output = figment_output_new (&info);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_generation_store_add_output_async (fixture->store, generation, output, NULL, store_result_cb, &result);
  figment_generation_store_add_output_finish (fixture->store, store_wait (&result), &error);
  g_assert_no_error (error);
}

static void
assert_results (Fixture                *fixture,
                const FigmentMediaKind *kinds,
                guint                   n_kinds,
                guint                   limit,
                const char             *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results =
    figment_generation_store_list_results (fixture->store, kinds, n_kinds, limit, &error);
  g_autoptr(GString) paths = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    g_string_append (paths, figment_result_get_path (results->pdata[i]));
  g_assert_cmpstr (paths->str, ==, expected);
}

/* Of the kinds that are wanted, the newest run first, in its own order. */
static void
test_store_results (Fixture       *fixture,
                    gconstpointer  data)
{
  const FigmentMediaKind pictures[] = { FIGMENT_MEDIA_IMAGE };
  const FigmentMediaKind moving[] = { FIGMENT_MEDIA_VIDEO, FIGMENT_MEDIA_ANIMATION };
  g_autoptr(FigmentGeneration) first = store_new_generation ("a"), second = store_new_generation ("b");

  assert_results (fixture, pictures, 1, 10, "");
  save (fixture, first);
  add_output_of (fixture, first, 0, FIGMENT_MEDIA_IMAGE, "/1");
  add_output_of (fixture, first, 1, FIGMENT_MEDIA_VIDEO, "/2");
  add_output_of (fixture, first, 2, FIGMENT_MEDIA_IMAGE, "/3");
  save (fixture, second);
  add_output_of (fixture, second, 0, FIGMENT_MEDIA_ANIMATION, "/4");
  add_output_of (fixture, second, 1, FIGMENT_MEDIA_IMAGE, "/5");
  add_output_of (fixture, second, 2, FIGMENT_MEDIA_TEXT, NULL);
  assert_results (fixture, pictures, 1, 10, "/5/1/3");
  assert_results (fixture, pictures, 1, 2, "/5/1");
  assert_results (fixture, moving, 2, 10, "/4/2");
}

static void
add_prompts (Fixture    *fixture,
             const char *positive,
             const char *negative)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  g_autoptr(FigmentGeneration) generation = NULL;

  g_free (request->original_prompt);
  request->original_prompt = g_strdup (positive);
  request->negative_prompt = g_strdup (negative);
  generation = figment_generation_new (request);
  save (fixture, generation);
}

static void
assert_prompts (Fixture    *fixture,
                gboolean    negative,
                guint       limit,
                const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) prompts = figment_generation_store_list_prompts (fixture->store, negative, limit, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv ("|", prompts);
  g_assert_cmpstr (joined, ==, expected);
}

/* Each text once, where it was used last. */
static void
test_store_prompts (Fixture       *fixture,
                    gconstpointer  data)
{
  assert_prompts (fixture, FALSE, 10, "");
  add_prompts (fixture, "a fox", "blur");
  add_prompts (fixture, "a bird,\nlarge", NULL);
  add_prompts (fixture, " \n", "");
  add_prompts (fixture, "a fox\n", "blur");
  add_prompts (fixture, "a dog", "text");
  add_prompts (fixture, "a fox", NULL);
  assert_prompts (fixture, FALSE, 10, "a fox|a dog|a bird,\nlarge");
  assert_prompts (fixture, FALSE, 2, "a fox|a dog");
  assert_prompts (fixture, TRUE, 10, "text|blur");
}

static void
add_duration (Fixture    *fixture,
              const char *key,
              const char *server,
              gint64      work,
              gint64      milliseconds)
{
  figment_generation_store_add_duration (fixture->store, key, server, work, milliseconds);
  g_assert_true (store_write (fixture->database, "SELECT 1", NULL)); /* comes after it in the queue */
}

static void
test_store_estimate (Fixture       *fixture,
                     gconstpointer  data)
{
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 100), ==, 0);
  add_duration (fixture, "w", "s", 100, 1000);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 100), ==, 1000);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 250), ==, 2500);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "other", 100), ==, 0);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "other", "s", 100), ==, 0);

  /* One that had to load the model first does not count for more than the others. */
  add_duration (fixture, "w", "s", 100, 60000);
  add_duration (fixture, "w", "s", 200, 2200);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 100), ==, 1100);

  /* What says nothing is not taken for a run; what is older than twenty runs is forgotten. */
  add_duration (fixture, "w", "s", 0, 5);
  add_duration (fixture, "w", "s", 5, 0);
  add_duration (fixture, "w", "s", -5, -5);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM durations"), ==, 3);
  add_duration (fixture, "other", "s", 1, 1);
  for (guint i = 0; i < 20; i++)
    add_duration (fixture, "w", "s", 10, 20);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 100), ==, 200);
  g_assert_cmpint (count (fixture, "SELECT count (*) FROM durations"), ==, 21);

  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 0), ==, 0);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", G_MAXINT64), ==, G_MAXINT64);
}

/* What a damaged file or another hand put into the rows does no harm. */
static void
test_store_hostile_rows (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = store_new_generation ("a fox");
  g_autoptr(FigmentGeneration) back = NULL;
  g_autoptr(GError) error = NULL;

  save (fixture, generation);
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
#define ADD(path, func) g_test_add ("/generation-store/" path, Fixture, NULL, set_up, func, tear_down)
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
  ADD ("pages", test_store_pages);
  ADD ("results", test_store_results);
  ADD ("prompts", test_store_prompts);
  ADD ("search", test_store_search);
  ADD ("search-rubbish", test_store_search_rubbish);
  ADD ("search-many-completions", test_store_search_many_completions);
  ADD ("search-in-step", test_store_search_in_step);
  ADD ("saved-after-deletion", test_store_saved_after_deletion);
  ADD ("full", test_store_full);
  ADD ("commit-fails", test_store_commit_fails);
  ADD ("cancelled", test_store_cancelled);
  ADD ("closed", test_store_closed);
  ADD ("estimate", test_store_estimate);
  ADD ("hostile-rows", test_store_hostile_rows);
  return g_test_run ();
}
