/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"
#include "workflow/figment-form-editor.h"

typedef struct
{
  FigmentForm       *form;
  FigmentFormEditor *editor;
  guint              n_steps;
} Fixture;

static void
json_cb (FigmentFormEditor *editor,
         GParamSpec        *pspec,
         Fixture           *fixture)
{
  fixture->n_steps++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->form = form_support_form (form_support_plain, form_support_classes);
  fixture->editor = figment_form_editor_new (fixture->form, NULL, NULL);
  g_signal_connect (fixture->editor, "notify::json", G_CALLBACK (json_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->editor);
  g_assert_finalize_object (fixture->form);
}

static FigmentField *
get (Fixture    *fixture,
     const char *id)
{
  return form_support_field (fixture->form, id);
}

static const char *
get_first_id (Fixture *fixture)
{
  g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (fixture->form), 0);

  return figment_field_get_id (field);
}

/* Each step shows at once, is told once, and goes back and forth; a new step forgets what was undone. */
static void
test_steps (Fixture       *fixture,
            gconstpointer  user_data)
{
  figment_form_editor_set_text (fixture->editor, get (fixture, "cfg"), FIGMENT_MAPPING_LABEL, "Strictness");
  figment_form_editor_move (fixture->editor, get (fixture, "seed"), 0);
  g_assert_cmpuint (fixture->n_steps, ==, 2);
  g_assert_cmpstr (figment_field_get_label (get (fixture, "cfg")), ==, "Strictness");
  g_assert_cmpstr (get_first_id (fixture), ==, "seed");
  /* Nothing new is no step. */
  figment_form_editor_move (fixture->editor, get (fixture, "seed"), 0);
  figment_form_editor_set_shown (fixture->editor, get (fixture, "seed"), FIGMENT_SHOWN_FORM);
  g_assert_cmpuint (fixture->n_steps, ==, 2);

  figment_form_editor_undo (fixture->editor);
  g_assert_cmpstr (get_first_id (fixture), ==, "positive");
  g_assert_cmpstr (figment_field_get_label (get (fixture, "cfg")), ==, "Strictness");
  figment_form_editor_undo (fixture->editor);
  figment_form_editor_undo (fixture->editor);
  g_assert_null (figment_form_editor_get_json (fixture->editor));
  g_assert_cmpstr (figment_field_get_label (get (fixture, "cfg")), ==, "Guidance (CFG)");
  figment_form_editor_redo (fixture->editor);
  g_assert_cmpstr (figment_field_get_label (get (fixture, "cfg")), ==, "Strictness");
  figment_form_editor_set_shown (fixture->editor, get (fixture, "steps"), FIGMENT_SHOWN_HIDDEN);
  figment_form_editor_redo (fixture->editor);
  g_assert_cmpstr (get_first_id (fixture), ==, "positive");
  g_assert_true (figment_field_get_hidden (get (fixture, "steps")));
}

/* What is written is read: the same form again. */
static void
test_kept (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(FigmentForm) other = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentFormEditor) again = NULL;
  g_autoptr(FigmentFormEditor) rubbish = NULL;

  figment_form_editor_set_shown (fixture->editor, get (fixture, "9.filename_prefix"), FIGMENT_SHOWN_FORM);
  figment_form_editor_move (fixture->editor, get (fixture, "9.filename_prefix"), 1);
  again = figment_form_editor_new (other, figment_form_editor_get_json (fixture->editor), NULL);
  g_assert_false (figment_field_get_advanced (form_support_field (other, "9.filename_prefix")));
  figment_form_editor_undo (again);
  g_assert_false (figment_field_get_advanced (form_support_field (other, "9.filename_prefix")));
  rubbish = figment_form_editor_new (other, "[", NULL);
  g_assert_true (figment_field_get_advanced (form_support_field (other, "9.filename_prefix")));
}

static void
test_places (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(FigmentPlace) prefix = figment_place_new ("9", "filename_prefix", 1, NULL);

  figment_form_editor_add_place (fixture->editor, get (fixture, "positive"), "9", "filename_prefix");
  g_assert_cmpuint (figment_field_get_places (get (fixture, "positive"))->len, ==, 2);
  g_assert_null (figment_form_get_field (fixture->form, "9.filename_prefix"));
  g_assert_true (figment_form_editor_is_decided (fixture->editor, get (fixture, "positive")));
  figment_form_editor_remove_place (fixture->editor, get (fixture, "positive"), prefix);
  g_assert_nonnull (figment_form_get_field (fixture->form, "9.filename_prefix"));
  /* The negative prompt's place goes over to the prompt, and comes back with a reset. */
  figment_form_editor_add_place (fixture->editor, get (fixture, "positive"), "7", "text");
  g_assert_null (figment_form_get_field (fixture->form, "negative"));
  figment_form_editor_undo (fixture->editor);
  g_assert_nonnull (figment_form_get_field (fixture->form, "negative"));
  figment_form_editor_reset (fixture->editor, get (fixture, "positive"));
  g_assert_false (figment_form_editor_is_decided (fixture->editor, get (fixture, "positive")));
  g_assert_cmpuint (figment_field_get_places (get (fixture, "positive"))->len, ==, 1);
}

static void
test_roles (Fixture       *fixture,
            gconstpointer  user_data)
{
  figment_form_editor_set_role (fixture->editor, get (fixture, "9.filename_prefix"), FIGMENT_ROLE_LYRICS);
  g_assert_cmpint (figment_field_get_role (get (fixture, "lyrics")), ==, FIGMENT_ROLE_LYRICS);
  figment_form_editor_set_role (fixture->editor, get (fixture, "lyrics"), -1);
  g_assert_true (figment_field_get_advanced (get (fixture, "9.filename_prefix")));
  figment_form_editor_set_role (fixture->editor, get (fixture, "negative"), -1);
  g_assert_null (figment_form_get_field (fixture->form, "negative"));
  g_assert_true (figment_field_get_advanced (get (fixture, "7.text")));
  figment_form_editor_reset_all (fixture->editor);
  g_assert_nonnull (figment_form_get_field (fixture->form, "negative"));
  g_assert_null (figment_form_editor_get_json (fixture->editor));
  figment_form_editor_undo (fixture->editor);
  g_assert_null (figment_form_get_field (fixture->form, "negative"));
}

/* Width and height stand in one row: whatever passes it passes both, and they move together. */
static void
test_rows (Fixture       *fixture,
           gconstpointer  user_data)
{
  guint n, row;

  row = figment_form_editor_find_row (fixture->editor, get (fixture, "width"), &n);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "height"), NULL), ==, row);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "batch"), NULL), ==, row + 1);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "9.filename_prefix"), NULL), ==,
                    G_MAXUINT);

  figment_form_editor_move (fixture->editor, get (fixture, "batch"), row);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "batch"), NULL), ==, row);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "width"), NULL), ==, row + 1);
  figment_form_editor_move (fixture->editor, get (fixture, "batch"), row + 1);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "batch"), NULL), ==, row + 1);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "height"), NULL), ==, row);

  figment_form_editor_move (fixture->editor, get (fixture, "height"), 0);
  g_assert_cmpstr (get_first_id (fixture), ==, "width");
  /* It was moved as well, and not only out of sight. */
  figment_form_editor_set_shown (fixture->editor, get (fixture, "width"), FIGMENT_SHOWN_HIDDEN);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "height"), NULL), ==, 0);
  figment_form_editor_undo (fixture->editor);
  figment_form_editor_move (fixture->editor, get (fixture, "width"), n);
  g_assert_cmpuint (figment_form_editor_find_row (fixture->editor, get (fixture, "height"), NULL), ==, n - 1);

  /* Where the width is not on the form, the height has a row of its own; what stays where it is takes no step. */
  figment_form_editor_set_shown (fixture->editor, get (fixture, "width"), FIGMENT_SHOWN_HIDDEN);
  row = figment_form_editor_find_row (fixture->editor, get (fixture, "height"), &n);
  g_assert_cmpuint (row, <, n);
  fixture->n_steps = 0;
  figment_form_editor_move (fixture->editor, get (fixture, "height"), row);
  g_assert_cmpuint (fixture->n_steps, ==, 0);
}

/* A seed gets a control of its own, and comes back to the others with a reset of that. */
static void
test_ties (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'model': ['4', 0], 'latent_image': ['2', 0]}},"
    " '2': {'class_type': 'KSampler', 'inputs': {'seed': 8, 'model': ['4', 0]}},"
    " '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'x'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'filename_prefix': 'x'}}}", NULL);
  g_autoptr(FigmentFormEditor) editor = figment_form_editor_new (form, NULL, NULL);
  FigmentField *seed = form_support_field (form, "seed");
  g_autoptr(FigmentPlace) second = figment_place_copy (g_ptr_array_index (figment_field_get_places (seed), 1));

  g_assert_cmpint (figment_form_get_tie (form, seed, second), ==, FIGMENT_TIE_OFFSET);
  g_assert_false (figment_form_editor_is_decided (editor, seed));
  figment_form_editor_set_tie (editor, second, FIGMENT_TIE_SAME);
  seed = form_support_field (form, "seed");
  g_assert_true (figment_form_editor_is_decided (editor, seed));
  g_assert_cmpint (figment_form_get_tie (form, seed, g_ptr_array_index (figment_field_get_places (seed), 1)), ==,
                   FIGMENT_TIE_SAME);
  figment_form_editor_set_tie (editor, second, FIGMENT_TIE_OWN);
  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "seed"))->len, ==, 1);
  g_assert_cmpint (figment_field_get_role (form_support_field (form, "2.seed")), ==, FIGMENT_ROLE_SEED);
  figment_form_editor_reset (editor, form_support_field (form, "2.seed"));
  g_assert_null (figment_form_get_field (form, "2.seed"));
  g_assert_null (figment_form_editor_get_json (editor));
}

static gboolean
can_undo (FigmentFormEditor *editor)
{
  gboolean can;

  g_object_get (editor, "can-undo", &can, NULL);
  return can;
}

/* What is said of the workflow is in the same row of steps as what its form is. */
static void
test_details (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new ("A", FIGMENT_MODE_TEXT_TO_IMAGE, "{}");
  g_autoptr(FigmentWorkflowDetails) details = figment_workflow_details_new (workflow);
  g_autoptr(FigmentFormEditor) editor = figment_form_editor_new (fixture->form, NULL, details);

  figment_form_editor_set_details (editor, details);
  g_assert_false (can_undo (editor));
  figment_workflow_details_set_text (&details->tags, "owl");
  figment_form_editor_set_details (editor, details);
  figment_form_editor_set_shown (editor, get (fixture, "steps"), FIGMENT_SHOWN_HIDDEN);
  g_assert_cmpstr (figment_form_editor_get_details (editor)->tags, ==, "owl");
  figment_form_editor_undo (editor);
  g_assert_cmpstr (figment_form_editor_get_details (editor)->tags, ==, "owl");
  g_assert_null (figment_form_editor_get_json (editor));
  figment_form_editor_undo (editor);
  g_assert_null (figment_form_editor_get_details (editor)->tags);
  g_assert_false (can_undo (editor));
  figment_form_editor_redo (editor);
  figment_form_editor_redo (editor);
  g_assert_cmpstr (figment_form_editor_get_details (editor)->tags, ==, "owl");
  g_assert_true (figment_field_get_hidden (get (fixture, "steps")));
  /* All controls as detected: what is said of the workflow stays. */
  figment_form_editor_reset_all (editor);
  g_assert_cmpstr (figment_form_editor_get_details (editor)->tags, ==, "owl");
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
  add ("/workflow/form-editor/steps", test_steps);
  add ("/workflow/form-editor/kept", test_kept);
  add ("/workflow/form-editor/places", test_places);
  add ("/workflow/form-editor/roles", test_roles);
  add ("/workflow/form-editor/rows", test_rows);
  add ("/workflow/form-editor/ties", test_ties);
  add ("/workflow/form-editor/details", test_details);
  return g_test_run ();
}
