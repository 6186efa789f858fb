/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

#include "engine/figment-doctor.h"

typedef struct
{
  FigmentDoctor       *doctor;
  FigmentCatalog      *catalog;
  FigmentReplacements *replacements;
  FigmentWorkflow     *workflow; /* its model is missing */
  guint                n_about;  /* "changed" that were about @workflow */
  guint                n_all;    /* "changed" that were about all */
} Fixture;

static void
changed_cb (FigmentDoctor   *doctor,
            FigmentWorkflow *workflow,
            Fixture         *fixture)
{
  fixture->n_about += workflow == fixture->workflow;
  fixture->n_all += workflow == NULL;
}

static FigmentWorkflow *
make_workflow (const char *model)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (form_support_plain);
  g_autofree char *text = figment_graph_to_text (graph);
  g_auto(GStrv) parts = g_strsplit (text, "a.safetensors", 2);
  g_autofree char *changed = g_strjoin (model, parts[0], parts[1], NULL);

  return figment_workflow_new ("A workflow", FIGMENT_MODE_TEXT_TO_IMAGE, changed);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->doctor = figment_doctor_new ();
  fixture->catalog = form_support_catalog (form_support_classes);
  fixture->replacements = figment_replacements_new ();
  fixture->workflow = make_workflow ("old/b.safetensors");
  g_signal_connect (fixture->doctor, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
wait_for_all (Fixture *fixture)
{
  while (figment_doctor_is_busy (fixture->doctor))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  wait_for_all (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->doctor);
  g_assert_finalize_object (fixture->workflow);
  figment_replacements_free (fixture->replacements);
  figment_catalog_unref (fixture->catalog);
}

static void
set_server (Fixture *fixture)
{
  figment_doctor_set_server (fixture->doctor, fixture->catalog, fixture->replacements);
}

/* The number of problems; -1: nothing is known. */
static int
ask (Fixture *fixture)
{
  FigmentCheckup *checkup = figment_doctor_get_checkup (fixture->doctor, fixture->workflow);

  return checkup != NULL ? (int) figment_checkup_get_n_problems (checkup) : -1;
}

/* Looks once, and not again before something has changed. */
static void
test_kept (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_cmpint (ask (fixture), ==, -1);
  g_assert_false (figment_doctor_is_busy (fixture->doctor));
  set_server (fixture);
  g_assert_cmpuint (fixture->n_all, ==, 1);
  g_assert_cmpint (ask (fixture), ==, -1);
  g_assert_cmpint (ask (fixture), ==, -1);
  wait_for_all (fixture);
  g_assert_cmpuint (fixture->n_about, ==, 1);
  g_assert_cmpint (ask (fixture), ==, 1);
  set_server (fixture); /* the same */
  g_assert_cmpint (ask (fixture), ==, 1);
  g_assert_false (figment_doctor_is_busy (fixture->doctor));
  g_assert_cmpuint (fixture->n_all, ==, 1);
}

/* Another server, another choice for the same one, another workflow: each is looked at anew. */
static void
test_anew (Fixture       *fixture,
           gconstpointer  user_data)
{
  set_server (fixture);
  ask (fixture);
  wait_for_all (fixture);
  figment_replacements_set (fixture->replacements, "old/b.safetensors", "b.safetensors");
  set_server (fixture);
  g_assert_cmpint (ask (fixture), ==, 1); /* the last that is known */
  g_assert_true (figment_doctor_is_busy (fixture->doctor));
  wait_for_all (fixture);
  g_assert_cmpint (ask (fixture), ==, 0);

  figment_workflow_set_input_mappings (
    fixture->workflow, "{\"version\":1,\"repairs\":[{\"do\":\"set\",\"node\":\"3\",\"input\":\"steps\",\"value\":0}]}");
  g_assert_true (figment_doctor_is_busy (fixture->doctor)); /* nobody has to ask again */
  wait_for_all (fixture);
  g_assert_cmpint (ask (fixture), ==, 1);

  figment_doctor_set_server (fixture->doctor, NULL, NULL);
  g_assert_cmpint (ask (fixture), ==, -1);
  g_assert_false (figment_doctor_is_busy (fixture->doctor));
}

/* What changes while it is looked at is looked at again; a server that goes leaves nothing behind. */
static void
test_meanwhile (Fixture       *fixture,
                gconstpointer  user_data)
{
  set_server (fixture);
  ask (fixture);
  figment_replacements_set (fixture->replacements, "old/b.safetensors", "b.safetensors");
  set_server (fixture);
  wait_for_all (fixture);
  g_assert_cmpuint (fixture->n_about, ==, 1);
  g_assert_cmpint (ask (fixture), ==, 0);

  figment_replacements_set (fixture->replacements, "old/b.safetensors", NULL);
  set_server (fixture);
  ask (fixture);
  figment_doctor_set_server (fixture->doctor, NULL, NULL);
  wait_for_all (fixture);
  g_assert_cmpint (ask (fixture), ==, -1);
  g_assert_cmpuint (fixture->n_about, ==, 1);
}

static void
note_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentCheckup) checkup = figment_doctor_check_finish (FIGMENT_DOCTOR (source), result, &error);
  GArray *answers = user_data;
  const int n = checkup != NULL ? (int) figment_checkup_get_n_problems (checkup) : -1;

  g_assert_no_error (error);
  g_array_append_val (answers, n);
}

static void
wait_for_answers (GArray *answers,
                  guint   n)
{
  while (answers->len < n)
    g_main_context_iteration (NULL, TRUE);
}

/* Who asks for it gets it before the crowd, and the answer of now; without a server at once. */
static void
test_asked (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GArray) answers = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);

  figment_doctor_check_async (fixture->doctor, fixture->workflow, NULL, note_cb, answers);
  wait_for_answers (answers, 1);
  g_assert_cmpint (g_array_index (answers, int, 0), ==, -1);

  set_server (fixture);
  for (guint i = 0; i < 50; i++)
    {
      g_ptr_array_add (crowd, make_workflow ("a.safetensors"));
      figment_doctor_get_checkup (fixture->doctor, g_ptr_array_index (crowd, i));
    }
  ask (fixture);
  figment_doctor_check_async (fixture->doctor, fixture->workflow, NULL, note_cb, answers);
  wait_for_answers (answers, 2);
  g_assert_cmpint (g_array_index (answers, int, 1), ==, 1);
  g_assert_true (figment_doctor_is_busy (fixture->doctor));
  g_assert_null (figment_doctor_get_checkup (fixture->doctor, g_ptr_array_index (crowd, 49)));
  figment_doctor_check_async (fixture->doctor, fixture->workflow, NULL, note_cb, answers);
  wait_for_answers (answers, 3);
  g_assert_cmpint (g_array_index (answers, int, 2), ==, 1);

  figment_doctor_check_async (fixture->doctor, g_ptr_array_index (crowd, 49), NULL, note_cb, answers);
  figment_doctor_set_server (fixture->doctor, NULL, NULL);
  wait_for_answers (answers, 4);
  g_assert_cmpint (g_array_index (answers, int, 3), ==, -1);
}

/* A workflow that is deleted is forgotten. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  user_data)
{
  FigmentWorkflow *other = make_workflow ("a.safetensors");

  set_server (fixture);
  figment_doctor_get_checkup (fixture->doctor, other);
  wait_for_all (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (other);
  g_assert_cmpint (ask (fixture), ==, -1);
}

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/doctor/kept", test_kept);
  add ("/doctor/anew", test_anew);
  add ("/doctor/meanwhile", test_meanwhile);
  add ("/doctor/asked", test_asked);
  add ("/doctor/gone", test_gone);
  return g_test_run ();
}
