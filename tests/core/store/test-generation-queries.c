/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store is asked for: pages, searches, results, prompts, how long something will take. */

#include "generation-store-support.h"

#include <string.h>

typedef GenerationStoreFixture Fixture;

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
  g_autoptr(FigmentRequest) request = generations_new_full_request ();
  g_autoptr(FigmentOutput) output = figment_output_new (&(FigmentOutputInfo) { .node_id = "9", .path = "/tmp/a.png" });
  g_autoptr(GPtrArray) first = NULL, second = NULL, third = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(FigmentGeneration) generation = figment_generation_new (request);

      generations_save (fixture, generation);
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
  generations_assert_same_request (request, figment_generation_get_request (g_ptr_array_index (first, 0)), FALSE);
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
  g_autoptr(FigmentRequest) request = generations_new_full_request ();
  g_autoptr(FigmentGeneration) full = figment_generation_new (request);
  g_autoptr(GPtrArray) page = NULL, next = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr(FigmentGeneration) generation = store_new_generation (prompts[i]);

      generations_save (fixture, generation);
    }
  generations_save (fixture, full);

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

  generations_save (fixture, generation);
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

      generations_save (fixture, generation);
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

  generations_save (fixture, generation);
  g_assert_true (store_write (fixture->database, "UPDATE generations SET original_prompt = 'a wolf'", &error));
  g_assert_cmpuint (search (fixture, "fox"), ==, 0);
  g_assert_cmpuint (search (fixture, "wolf"), ==, 1);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, NULL);
  generations_save (fixture, generation);
  g_assert_cmpuint (search (fixture, "wolf"), ==, 1);
  g_assert_true (store_write (fixture->database, check_sql, &error));
  g_assert_true (store_write (fixture->database, "DELETE FROM generations", &error));
  g_assert_cmpuint (search (fixture, "wolf"), ==, 0);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM transitions"), ==, 0);
  g_assert_true (store_write (fixture->database, check_sql, &error));
  g_assert_no_error (error);
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
  generations_save (fixture, first);
  add_output_of (fixture, first, 0, FIGMENT_MEDIA_IMAGE, "/1");
  add_output_of (fixture, first, 1, FIGMENT_MEDIA_VIDEO, "/2");
  add_output_of (fixture, first, 2, FIGMENT_MEDIA_IMAGE, "/3");
  generations_save (fixture, second);
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
  generations_save (fixture, generation);
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
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM durations"), ==, 3);
  add_duration (fixture, "other", "s", 1, 1);
  for (guint i = 0; i < 20; i++)
    add_duration (fixture, "w", "s", 10, 20);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 100), ==, 200);
  g_assert_cmpint (generations_count (fixture, "SELECT count (*) FROM durations"), ==, 21);

  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", 0), ==, 0);
  g_assert_cmpint (figment_generation_store_estimate (fixture->store, "w", "s", G_MAXINT64), ==, G_MAXINT64);
}

int
main (int    argc,
      char **argv)
{
#define ADD(path, func) \
  g_test_add ("/generation-store/" path, Fixture, NULL, generations_set_up, func, generations_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("pages", test_store_pages);
  ADD ("results", test_store_results);
  ADD ("prompts", test_store_prompts);
  ADD ("search", test_store_search);
  ADD ("search-rubbish", test_store_search_rubbish);
  ADD ("search-many-completions", test_store_search_many_completions);
  ADD ("search-in-step", test_store_search_in_step);
  ADD ("estimate", test_store_estimate);
  return g_test_run ();
}
