/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/gallery/figment-generation-list.h"

#include "store-support.h"

#define N_ROWS 130

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
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->store);
  store_close (g_steal_pointer (&fixture->database));
  store_fixture_tear_down (&fixture->base, data);
}

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
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(FigmentGeneration) fox = add (fixture, "a fox in snow");
  g_autoptr(FigmentGeneration) tower = add (fixture, "a tower");
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, "snow");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (fox));
  /* Whether its words are found in the new one only the store knows. */
  figment_generation_list_add_new (list, tower);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_finalize_object (list);
}

static void
test_add_new (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(FigmentGeneration) first = add (fixture, "first");
  g_autoptr(FigmentGeneration) second = NULL, third = NULL;
  FigmentGenerationList *list = figment_generation_list_new (fixture->store, NULL);

  second = add (fixture, "second");
  third = add (fixture, "third");
  /* They may end in another order than that in which they were begun. */
  figment_generation_list_add_new (list, third);
  figment_generation_list_add_new (list, second);
  figment_generation_list_add_new (list, first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  g_assert_cmpint (get_id (list, 0), ==, figment_generation_get_id (third));
  g_assert_cmpint (get_id (list, 1), ==, figment_generation_get_id (second));
  g_assert_cmpint (get_id (list, 2), ==, figment_generation_get_id (first));
  g_assert_finalize_object (list);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/generation-list/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/generation-list/open", Fixture, NULL, set_up, test_open, tear_down);
  g_test_add ("/generation-list/search", Fixture, NULL, set_up, test_search, tear_down);
  g_test_add ("/generation-list/add-new", Fixture, NULL, set_up, test_add_new, tear_down);
  return g_test_run ();
}
