/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/gallery/figment-generation-list.h"

#include "generation-store-support.h"

#define N_ROWS 130

typedef GenerationStoreFixture Fixture;

static FigmentGeneration *
add (Fixture    *fixture,
     const char *prompt)
{
  FigmentGeneration *generation = store_new_generation (prompt);

  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, NULL);
  g_assert_true (store_save (fixture->store, generation, NULL));
  return generation;
}

static gint64
get_id (FigmentGenerationList *list,
        guint                  position)
{
  g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (list), position);

  return generation != NULL ? figment_generation_get_id (generation) : 0;
}

static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  FigmentGenerationList *list;
  guint n = 0;

  for (guint i = 0; i < N_ROWS; i++)
    g_object_unref (add (fixture, "a fox"));
  list = figment_generation_list_new (fixture->store, NULL);
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, N_ROWS);
  while (figment_generation_list_load_more (list))
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_ROWS);
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpint (get_id (list, i), ==, N_ROWS - i);
  g_assert_finalize_object (list);
}

/* However many of them there are, the next page is looked at. */
static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(FigmentGeneration) done = add (fixture, "done");
  FigmentGenerationList *list;

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autoptr(FigmentGeneration) open = store_new_generation ("open");

      g_assert_true (store_save (fixture->store, open, NULL));
    }
  list = figment_generation_list_new (fixture->store, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (done));
  g_assert_finalize_object (list);
}

static void
refresh (FigmentGenerationList *list,
         FigmentGeneration     *generation)
{
  figment_generation_list_refresh (list, figment_generation_get_id (generation));
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentGeneration) fox = add (fixture, "a fox in snow");
  g_autoptr(FigmentGeneration) tower = add (fixture, "a tower"), hare = NULL;
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, "snow");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (fox));
  /* A new one comes in only if the words are found in it. */
  refresh (list, tower);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  hare = add (fixture, "snow and a hare");
  refresh (list, hare);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (hare));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_finalize_object (list);
}

static void
test_new (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "first");
  g_autoptr(FigmentGeneration) second = NULL, third = NULL, open = store_new_generation ("open");
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, NULL);

  second = add (fixture, "second");
  third = add (fixture, "third");
  g_assert_true (store_save (fixture->store, open, NULL));
  /* They may end in another order than that in which they were begun. */
  refresh (list, open);
  refresh (list, third);
  refresh (list, second);
  refresh (list, first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (third));
  g_assert_cmpint (get_id (list, 1), ==, figment_generation_get_id (second));
  g_assert_cmpint (get_id (list, 2), ==, figment_generation_get_id (first));
  g_assert_finalize_object (list);
}

/* What is tried again is still what it was, until it ends. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(FigmentGeneration) generation = add (fixture, "a fox");
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, NULL);

  figment_generation_enter_state (generation, FIGMENT_GENERATION_QUEUED, NULL);
  g_assert_true (store_save (fixture->store, generation, NULL));
  refresh (list, generation);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_finalize_object (list);
}

static void
save_trashed (Fixture           *fixture,
              FigmentGeneration *generation,
              gint64             at)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GAsyncResult) result = NULL;

  figment_generation_store_save_trashed_async (fixture->store, figment_generation_get_id (generation), none, at,
                                               store_result_cb, &result);
  g_assert_true (figment_generation_store_save_trashed_finish (fixture->store, store_wait (&result), NULL));
}

/* One that goes leaves the others where they are, and comes back to its place. */
static void
test_trashed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "a fox"), second = add (fixture, "a fox");
  g_autoptr(FigmentGeneration) third = add (fixture, "a fox");
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, GPOINTER_TO_INT (data) ? "fox" : NULL);

  g_signal_connect_swapped (fixture->store, "changed", G_CALLBACK (figment_generation_list_refresh), list);
  save_trashed (fixture, second, 7);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_cmpint (get_id (list, 1), ==, figment_generation_get_id (first));
  save_trashed (fixture, second, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  g_assert_cmpint (get_id (list, 1), ==, figment_generation_get_id (second));
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (third));
  g_signal_handlers_disconnect_by_data (fixture->store, list);
  g_assert_finalize_object (list);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/generation-list/pages", Fixture, NULL, generations_set_up, test_pages, generations_tear_down);
  g_test_add ("/generation-list/open", Fixture, NULL, generations_set_up, test_open, generations_tear_down);
  g_test_add ("/generation-list/search", Fixture, NULL, generations_set_up, test_search, generations_tear_down);
  g_test_add ("/generation-list/new", Fixture, NULL, generations_set_up, test_new, generations_tear_down);
  g_test_add ("/generation-list/again", Fixture, NULL, generations_set_up, test_again, generations_tear_down);
  g_test_add ("/generation-list/trashed", Fixture, NULL, generations_set_up, test_trashed, generations_tear_down);
  g_test_add ("/generation-list/trashed/search", Fixture, GINT_TO_POINTER (TRUE), generations_set_up,
              test_trashed, generations_tear_down);
  return g_test_run ();
}
