/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "ui/widgets/figment-list-head.h"

#define SIZE 6

/* A list that is kept up by what is told, as a list of widgets is. */
typedef struct
{
  GListStore      *store;
  FigmentListHead *head;
  GPtrArray       *mirror;
  guint            n_new; /* items that had to be put in */
} Fixture;

static void
changed_cb (Fixture    *self,
            guint       position,
            guint       removed,
            guint       added,
            GListModel *list)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->mirror, (int) (position + i), g_list_model_get_item (list, position + i));
  self->n_new += added;
  /* Whoever is told may look at all of it. */
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, self->mirror->len);
  for (guint i = 0; i < self->mirror->len; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);

      g_assert_true (item == g_ptr_array_index (self->mirror, i));
    }
}

static void
splice (Fixture *self,
        guint    position,
        guint    removed,
        guint    added)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (items, g_simple_action_new ("item", NULL));
  g_list_store_splice (self->store, position, removed, items->pdata, added);
}

static void
assert_same (Fixture *self,
             guint    size)
{
  const guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->store)), size);

  g_assert_cmpuint (self->mirror->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) wanted = g_list_model_get_item (G_LIST_MODEL (self->store), i);
      g_autoptr(GObject) given = g_list_model_get_item (G_LIST_MODEL (self->head), i);

      g_assert_true (wanted == given);
      g_assert_true (wanted == g_ptr_array_index (self->mirror, i));
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (self->head), n));
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->store = g_list_store_new (G_TYPE_SIMPLE_ACTION);
  self->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  self->head = figment_list_head_new (g_object_ref (G_LIST_MODEL (self->store)), SIZE);
  g_signal_connect_swapped (self->head, "items-changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->head);
  g_object_unref (self->store);
  g_ptr_array_unref (self->mirror);
}

/* Whatever comes and goes, and wherever. */
static void
test_any (Fixture       *self,
          gconstpointer  data)
{
  for (guint i = 0; i < 5000; i++)
    {
      const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
      const guint position = (guint) g_test_rand_int_range (0, (int) n + 1);
      const guint removed = (guint) g_test_rand_int_range (0, (int) MIN (n - position, 9) + 1);

      splice (self, position, removed, (guint) g_test_rand_int_range (0, n > 20 ? 3 : 9));
      assert_same (self, SIZE);
    }
}

/* One more at the top is one more, and what was there stays. */
static void
test_least (Fixture       *self,
            gconstpointer  data)
{
  splice (self, 0, 0, 10);
  self->n_new = 0;
  splice (self, 0, 0, 1);
  g_assert_cmpuint (self->n_new, ==, 1);
  splice (self, 2, 1, 0);
  g_assert_cmpuint (self->n_new, ==, 2);
  splice (self, 8, 1, 1);
  g_assert_cmpuint (self->n_new, ==, 2);
  assert_same (self, SIZE);
}

static void
test_grow (Fixture       *self,
           gconstpointer  data)
{
  splice (self, 0, 0, 15);
  figment_list_head_grow (self->head);
  g_assert_true (figment_list_head_is_short (self->head));
  assert_same (self, 2 * SIZE);
  figment_list_head_grow (self->head);
  g_assert_false (figment_list_head_is_short (self->head));
  splice (self, 3, 0, SIZE);
  assert_same (self, G_MAXUINT);
}

/* As when all is sorted anew: no more of them at once than at first. */
static void
test_many_at_once (Fixture       *self,
                   gconstpointer  data)
{
  splice (self, 0, 0, 15);
  figment_list_head_grow (self->head);
  figment_list_head_grow (self->head);
  self->n_new = 0;
  splice (self, 3, 12, 20);
  g_assert_cmpuint (self->n_new, ==, SIZE);
  assert_same (self, 3 + SIZE);
  while (figment_list_head_is_short (self->head))
    figment_list_head_grow (self->head);
  assert_same (self, G_MAXUINT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/list-head/any", Fixture, NULL, set_up, test_any, tear_down);
  g_test_add ("/list-head/least", Fixture, NULL, set_up, test_least, tear_down);
  g_test_add ("/list-head/grow", Fixture, NULL, set_up, test_grow, tear_down);
  g_test_add ("/list-head/many-at-once", Fixture, NULL, set_up, test_many_at_once, tear_down);
  return g_test_run ();
}
