/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found of workflows. Needs a display and is skipped (77) without one. */

#include <adwaita.h>

#include "ui/workflows/figment-workflow-finder.h"
#include "widget-support.h"

typedef struct
{
  FigmentDoctor *doctor;
  GListStore    *workflows;
  GtkWindow     *window;
  GtkWidget     *finder;
  GListModel    *found;
  guint          n_changes; /* of @found */
} Fixture;

static void
add (Fixture    *self,
     const char *name,
     const char *tags)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new (name, FIGMENT_MODE_TEXT_TO_IMAGE, "{}");

  figment_workflow_set_tags (workflow, tags);
  g_list_store_append (self->workflows, workflow);
}

static void
changed_cb (Fixture *self)
{
  self->n_changes++;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->doctor = figment_doctor_new ();
  self->workflows = g_list_store_new (FIGMENT_TYPE_WORKFLOW);
  add (self, "Fox", "animals");
  add (self, "House", "buildings");
  self->finder = g_object_new (FIGMENT_TYPE_WORKFLOW_FINDER, NULL);
  self->found = figment_workflow_finder_find (FIGMENT_WORKFLOW_FINDER (self->finder), self->doctor,
                                              G_LIST_MODEL (self->workflows));
  g_signal_connect_swapped (self->found, "items-changed", G_CALLBACK (changed_cb), self);
  self->window = widget_support_present (self->finder, 400, 300);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (self->window);
  g_clear_object (&self->found);
  g_clear_object (&self->workflows);
  g_clear_object (&self->doctor);
}

/* What folds, within what tells it to. */
static GtkWidget *
get_rows (Fixture *self)
{
  return gtk_widget_get_first_child (gtk_widget_get_first_child (self->finder));
}

static GtkDropDown *
get_order (Fixture *self)
{
  return GTK_DROP_DOWN (gtk_widget_get_last_child (gtk_widget_get_last_child (get_rows (self))));
}

/* The second of three. */
static GtkDropDown *
get_tags (Fixture *self)
{
  return GTK_DROP_DOWN (gtk_widget_get_prev_sibling (GTK_WIDGET (get_order (self))));
}

static void
assert_found (Fixture    *self,
              const char *name)
{
  g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (self->found, 0);

  g_assert_cmpuint (g_list_model_get_n_items (self->found), ==, 1);
  g_assert_cmpstr (figment_workflow_get_name (workflow), ==, name);
}

/* What is added, and has another tag, is not found for a moment, and lets what is found stand. */
static void
test_finder_tag_stays (Fixture       *self,
                       gconstpointer  data)
{
  GListModel *choices;

  gtk_drop_down_set_selected (get_tags (self), 2);
  assert_found (self, "House");
  self->n_changes = 0;
  add (self, "Train", "aardvarks");
  g_assert_cmpuint (gtk_drop_down_get_selected (get_tags (self)), ==, 3);
  assert_found (self, "House");
  g_assert_cmpuint (self->n_changes, ==, 0);

  choices = gtk_drop_down_get_model (get_tags (self));
  add (self, "Owl", "animals");
  g_assert_true (gtk_drop_down_get_model (get_tags (self)) == choices);
  g_assert_cmpuint (self->n_changes, ==, 0);

  /* With its last workflow the tag goes, and everything is found. */
  g_list_store_remove (self->workflows, 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_tags (self)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (self->found), ==, 3);
}

static void
test_finder_long_tag (Fixture       *self,
                      gconstpointer  data)
{
  g_autofree char *tag = g_strnfill (400, 'w');
  int before, after;

  gtk_widget_measure (get_rows (self), GTK_ORIENTATION_HORIZONTAL, -1, &before, NULL, NULL, NULL);
  add (self, "Long", tag);
  gtk_drop_down_set_selected (get_tags (self), 3);
  assert_found (self, "Long");
  gtk_widget_measure (get_rows (self), GTK_ORIENTATION_HORIZONTAL, -1, &after, NULL, NULL, NULL);
  g_test_message ("%d px, then %d", before, after);
  g_assert_cmpint (after, <=, before);
}

static const char *
get_name (Fixture *self,
          guint    position)
{
  g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (self->found, position);

  return figment_workflow_get_name (workflow); /* which the list has, too */
}

/* One that was just brought is not looked for below those that were used; one that Figment brings may be. */
static void
test_finder_brought (Fixture       *self,
                     gconstpointer  data)
{
  const gint64 times[][2] = { { 1000, 2000 }, { 3000, 0 }, { 4000, 0 } }; /* of being made and used */

  add (self, "Starter", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (G_LIST_MODEL (self->workflows), i);

      figment_workflow_set_starter (workflow, i == 2 ? "sd15" : NULL);
      figment_workflow_set_times (workflow, times[i][0], 0, times[i][1]);
    }
  figment_workflow_finder_refresh (FIGMENT_WORKFLOW_FINDER (self->finder));
  g_assert_cmpstr (get_name (self, 0), ==, "House");
  g_assert_cmpstr (get_name (self, 1), ==, "Fox");
  g_assert_cmpstr (get_name (self, 2), ==, "Starter");
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/workflows/finder/tag-stays", test_finder_tag_stays);
  ADD ("/workflows/finder/long-tag", test_finder_long_tag);
  ADD ("/workflows/finder/brought", test_finder_brought);
#undef ADD
  return g_test_run ();
}
