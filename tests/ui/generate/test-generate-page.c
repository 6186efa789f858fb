/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "generate-support.h"

#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"
#include "ui/generate/figment-canvas.h"
#include "ui/form/figment-choice-popover.h"
#include "ui/form/figment-form-view.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/form/figment-prompt-row.h"
#include "workflow/figment-starter.h"

/* The page in a window, on a practice server of its own. */
typedef struct
{
  FigmentPracticeComfy *practice;
  FigmentTestSession   *session;
  GtkWidget            *window;
  GtkWidget            *page;
  FigmentCanvas        *canvas;
  FigmentFormView      *view;
} Fixture;

static void
open_page (Fixture     *self,
           FigmentMode  mode)
{
  GListModel *workflows = figment_session_get_workflows (self->session->session);
  guint n_starters;

  self->window = g_object_ref_sink (gtk_window_new ());
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 700);
  self->page = g_object_new (FIGMENT_TYPE_GENERATE_PAGE, "mode", mode, NULL);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  g_object_set (self->page, "session", self->session->session, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  self->canvas = FIGMENT_CANVAS (generate_support_get (self->page, FIGMENT_TYPE_CANVAS, 0));
  self->view = FIGMENT_FORM_VIEW (generate_support_get (self->page, FIGMENT_TYPE_FORM_VIEW, 0));
  generate_support_wait (figment_form_view_get_form (self->view) != NULL);
  /* Starters come one after the other, and the page begins with the one that comes first. */
  figment_starter_list (&n_starters);
  generate_support_wait (g_list_model_get_n_items (workflows) >= n_starters);
  generate_support_wait (!g_main_context_pending (NULL));
}

static void
close_page (Fixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->window);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->practice = figment_practice_comfy_new (NULL);
  figment_practice_comfy_start (self->practice, 0, &error);
  g_assert_no_error (error);
  figment_practice_comfy_set_step_ms (self->practice, 1);
  self->session = figment_test_session_new (figment_practice_comfy_get_url (self->practice));
  figment_queue_start (figment_session_get_queue (self->session->session));
  open_page (self, (FigmentMode) GPOINTER_TO_INT (data));
  /* Starters are for models that the practice server has by its catalog. */
  generate_support_wait (figment_session_get_catalog (self->session->session) != NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  close_page (self);
  figment_test_session_free (self->session);
  g_clear_object (&self->practice);
}

static void
activate (Fixture    *self,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (self->page, action, NULL));
}

static FigmentField *
get_field (Fixture     *self,
           FigmentRole  role)
{
  return figment_form_get_role_field (figment_form_view_get_form (self->view), role);
}

/* Returns: (transfer none): what the canvas holds besides keeps it */
static gpointer
get_object (FigmentCanvas *canvas,
            const char    *property)
{
  gpointer object;

  g_object_get (canvas, property, &object, NULL);
  if (object != NULL)
    g_object_unref (object);
  return object;
}

static void
test_page_generate (Fixture       *self,
                    gconstpointer  data)
{
  FigmentResult *result;
  const FigmentRequest *request;

  g_assert_null (get_object (self->canvas, "result"));
  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "a green bird");
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "live") != NULL);
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  result = get_object (self->canvas, "result");
  request = figment_generation_get_request (figment_result_get_generation (result));
  g_assert_cmpstr (request->original_prompt, ==, "a green bird");
  g_assert_cmpint ((int) request->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_cmpint (request->workflow_id, >, 0);
  g_assert_true (g_file_test (figment_result_get_path (result), G_FILE_TEST_EXISTS));
  g_assert_null (get_object (self->canvas, "trouble"));
}

/* Drop-downs have list views, too, but no other lies on its side. */
static GtkSelectionModel *
get_strip (Fixture *self)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *view = generate_support_get (GTK_WIDGET (self->canvas), GTK_TYPE_LIST_VIEW, i);

      if (gtk_orientable_get_orientation (GTK_ORIENTABLE (view)) == GTK_ORIENTATION_HORIZONTAL)
        return gtk_list_view_get_model (GTK_LIST_VIEW (view));
    }
}

static guint
count_results (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_strip (self)));
}

static guint
count_workflows (Fixture *self)
{
  return g_list_model_get_n_items (figment_session_get_workflows (self->session->session));
}

/* Returns: (transfer none) (nullable): one of that category; starters come one after the other */
static FigmentWorkflow *
find_workflow (Fixture     *self,
               FigmentMode  category)
{
  for (guint i = 0; i < count_workflows (self); i++)
    {
      g_autoptr(FigmentWorkflow) workflow =
        g_list_model_get_item (figment_session_get_workflows (self->session->session), i);

      if (figment_workflow_get_category (workflow) == category)
        return workflow;
    }
  return NULL;
}

static gboolean
is_first (Fixture         *self,
          FigmentWorkflow *workflow)
{
  g_autoptr(FigmentWorkflow) first =
    g_list_model_get_item (figment_session_get_workflows (self->session->session), 0);

  return first == workflow;
}

/* Using a workflow moves it in the list; that must not take the values that are not on disk yet. */
static void
test_page_use (Fixture       *self,
               gconstpointer  data)
{
  FigmentSession *session = self->session->session;
  FigmentForm *form = figment_form_view_get_form (self->view);
  FigmentWorkflow *own, *other;

  generate_support_wait (find_workflow (self, FIGMENT_MODE_TEXT_TO_VIDEO) != NULL);
  own = find_workflow (self, FIGMENT_MODE_TEXT_TO_IMAGE);
  other = find_workflow (self, FIGMENT_MODE_TEXT_TO_VIDEO);
  figment_session_use_workflow (session, other);
  generate_support_wait (is_first (self, other));

  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "not on disk");
  figment_session_use_workflow (session, own);
  generate_support_wait (is_first (self, own));
  g_assert_true (figment_form_view_get_form (self->view) == form);
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), ==, "not on disk");
}

/* The starter that needs the least is there in the end, whichever was on disk first. */
static void
test_page_first (Fixture       *self,
                 gconstpointer  data)
{
  const FigmentStarter *starter = figment_starter_find (FIGMENT_MODE_TEXT_TO_IMAGE);
  g_autoptr(GBytes) bytes = figment_starter_load (starter->id, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  FigmentWorkflow *workflow;

  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "live") != NULL);
  workflow = figment_session_find_workflow (
    self->session->session, figment_generation_get_request (get_object (self->canvas, "live"))->workflow_id);
  g_assert_cmpstr (figment_workflow_get_api_json (workflow), ==, text);
  generate_support_wait (get_object (self->canvas, "result") != NULL);
}

/* The workflows page, and others, choose the one to work with. */
static void
test_page_use_workflow (Fixture       *self,
                        gconstpointer  data)
{
  FigmentSession *session = self->session->session;
  FigmentForm *form = figment_form_view_get_form (self->view);
  FigmentWorkflow *own, *copy;

  own = find_workflow (self, FIGMENT_MODE_TEXT_TO_IMAGE);
  copy = figment_workflow_new ("Another", FIGMENT_MODE_TEXT_TO_IMAGE, figment_workflow_get_api_json (own));
  figment_workflow_store_add_async (figment_session_get_workflow_store (session), copy, NULL, NULL, NULL);
  generate_support_wait (figment_workflow_get_id (copy) != 0
                         && figment_session_find_workflow (session, figment_workflow_get_id (copy)) != NULL);

  g_assert_true (gtk_widget_activate_action (self->page, "page.use-workflow", "x", figment_workflow_get_id (copy)));
  g_assert_true (figment_form_view_get_form (self->view) != form);
  g_assert_true (gtk_widget_activate_action (self->page, "page.use-workflow", "x", G_MAXINT64));
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "live") != NULL);
  g_assert_cmpint (figment_generation_get_request (get_object (self->canvas, "live"))->workflow_id, ==,
                   figment_workflow_get_id (copy));
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  g_object_unref (copy);
}

/* Who looks at an older result keeps it; who follows gets the new one. */
static void
test_page_follow (Fixture       *self,
                  gconstpointer  data)
{
  FigmentResult *first, *second;

  activate (self, "page.generate");
  generate_support_wait (count_results (self) == 1);
  first = get_object (self->canvas, "result");
  activate (self, "page.generate");
  generate_support_wait (count_results (self) == 2);
  second = get_object (self->canvas, "result");
  g_assert_true (first != second);

  gtk_selection_model_select_item (get_strip (self), 1, TRUE);
  g_assert_true (get_object (self->canvas, "result") == first);
  figment_queue_add_async (figment_session_get_queue (self->session->session),
                           figment_generation_get_request (figment_result_get_generation (second)), FALSE, NULL, NULL,
                           NULL);
  generate_support_wait (count_results (self) == 3);
  g_assert_true (get_object (self->canvas, "result") == first);
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.follow", NULL);
  g_assert_true (get_object (self->canvas, "result") != first);
}

static void
test_page_trouble (Fixture       *self,
                   gconstpointer  data)
{
  FigmentGeneration *trouble;

  figment_practice_comfy_set_mood (self->practice, FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY);
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "trouble") != NULL);
  trouble = get_object (self->canvas, "trouble");
  g_assert_cmpint ((int) figment_generation_get_state (trouble), ==, FIGMENT_GENERATION_FAILED);
  g_assert_nonnull (figment_generation_get_error (trouble));

  figment_practice_comfy_set_mood (self->practice, FIGMENT_PRACTICE_MOOD_GOOD);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.try-again", NULL));
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  g_assert_null (get_object (self->canvas, "trouble"));
}

/* Whether the cursor is in the control of the field. */
static gboolean
has_focus_in (Fixture      *self,
              FigmentField *field)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, FIGMENT_TYPE_FIELD_ROW) : NULL;

  return row != NULL && figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) == field;
}

/* Values are there again, and a value that cannot be sent is said, not sent. */
static void
test_page_values (Fixture       *self,
                  gconstpointer  data)
{
  GtkRevealer *complaint = NULL;

  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "kept words");
  close_page (self);
  figment_test_session_close (self->session);
  figment_test_session_open (self->session, figment_practice_comfy_get_url (self->practice));
  open_page (self, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), ==, "kept words");

  figment_field_set_value (get_field (self, FIGMENT_ROLE_STEPS), "many");
  activate (self, "page.generate");
  g_assert_cmpuint (figment_queue_get_n_open (figment_session_get_queue (self->session->session)), ==, 0);
  g_assert_true (has_focus_in (self, get_field (self, FIGMENT_ROLE_STEPS)));
  for (guint i = 0; complaint == NULL; i++)
    {
      GtkRevealer *revealer = GTK_REVEALER (generate_support_get (self->page, GTK_TYPE_REVEALER, i));

      if (gtk_revealer_get_reveal_child (revealer) && GTK_IS_SCROLLED_WINDOW (gtk_revealer_get_child (revealer)))
        complaint = revealer;
    }
  activate (self, "page.reset");
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_STEPS)), ==, "20");
}

static void
test_page_reuse (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *seed = NULL;
  FigmentResult *result;
  gint64 id;

  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  result = get_object (self->canvas, "result");
  id = figment_generation_get_id (figment_result_get_generation (result));
  seed = g_strdup (figment_field_get_value (get_field (self, FIGMENT_ROLE_SEED)));
  figment_field_draw_seed (get_field (self, FIGMENT_ROLE_SEED));
  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "other words");
  g_assert_true (gtk_widget_activate_action (self->page, "page.reuse", "(xs)", id, "seed"));
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_SEED)), ==, seed);
  g_assert_cmpint ((int) figment_field_get_seed_mode (get_field (self, FIGMENT_ROLE_SEED)), ==, FIGMENT_SEED_FIXED);
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), ==, "other words");
  g_assert_true (gtk_widget_activate_action (self->page, "page.reuse", "(xs)", id, "all"));
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), !=, "other words");
}

/* What was generated with is offered again, and what it replaces is not lost. */
static void
test_page_history (Fixture       *self,
                   gconstpointer  data)
{
  GtkWidget *row = generate_support_get (self->page, FIGMENT_TYPE_PROMPT_ROW, 0);
  GtkWidget *button = generate_support_get (row, GTK_TYPE_MENU_BUTTON, 0);
  FigmentChoicePopover *popover = FIGMENT_CHOICE_POPOVER (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (generate_support_get (row, GTK_TYPE_TEXT_VIEW, 0)));
  GtkListView *list = GTK_LIST_VIEW (generate_support_get (GTK_WIDGET (popover), GTK_TYPE_LIST_VIEW, 0));
  g_autoptr(GtkStringObject) first = NULL;

  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "a green bird");
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  figment_field_set_value (get_field (self, FIGMENT_ROLE_POSITIVE), "hardly begun");

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  generate_support_wait (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  first = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (list)), 0);
  g_assert_cmpstr (gtk_string_object_get_string (first), ==, "a green bird");
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), ==, "a green bird");
  gtk_text_buffer_undo (buffer);
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_POSITIVE)), ==, "hardly begun");
}

/* A favourite is one wherever it is shown, and whoever made it one. */
static void
test_page_favourite (Fixture       *self,
                     gconstpointer  data)
{
  FigmentGenerationStore *store = figment_session_get_generations (self->session->session);
  FigmentGeneration *generation;
  g_autoptr(FigmentGeneration) loaded = NULL;

  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  generation = figment_result_get_generation (get_object (self->canvas, "result"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.favourite", NULL));
  generate_support_wait (figment_generation_get_favourite (generation));
  loaded = figment_generation_store_load (store, figment_generation_get_id (generation), NULL);
  g_assert_true (figment_generation_get_favourite (loaded));

  close_page (self);
  open_page (self, FIGMENT_MODE_TEXT_TO_IMAGE);
  gtk_selection_model_select_item (get_strip (self), 0, TRUE);
  generation = figment_result_get_generation (get_object (self->canvas, "result"));
  g_assert_true (figment_generation_get_favourite (generation));
  figment_generation_store_save_favourite_async (store, figment_generation_get_id (generation), FALSE, NULL, NULL);
  generate_support_wait (!figment_generation_get_favourite (generation));
}

/* A result leaves the strip when its file is in the trash, and comes back from there. */
static void
test_page_delete (Fixture       *self,
                  gconstpointer  data)
{
  FigmentResult *first, *second;
  g_autofree char *path = NULL;

  activate (self, "page.generate");
  generate_support_wait (count_results (self) == 1);
  activate (self, "page.generate");
  generate_support_wait (count_results (self) == 2);
  gtk_selection_model_select_item (get_strip (self), 1, TRUE);
  first = get_object (self->canvas, "result");
  path = g_strdup (figment_result_get_path (first));
  gtk_selection_model_select_item (get_strip (self), 0, TRUE);
  second = get_object (self->canvas, "result");
  gtk_selection_model_select_item (get_strip (self), 1, TRUE);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.delete", NULL));
  generate_support_wait (count_results (self) == 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (figment_output_get_info (figment_result_get_output (first))->trashed_at, >, 0);
  g_assert_true (get_object (self->canvas, "result") == second);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.undo-delete", NULL));
  generate_support_wait (count_results (self) == 2);
  generate_support_wait (get_object (self->canvas, "result") == first);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (figment_output_get_info (figment_result_get_output (first))->trashed_at, ==, 0);

  /* The last one: there is nothing left to show. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.delete", NULL));
  generate_support_wait (count_results (self) == 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.delete", NULL));
  generate_support_wait (count_results (self) == 0);
  g_assert_null (get_object (self->canvas, "result"));
}

/* The very same again: the server has the result already, which is said, and a new seed is offered. */
static void
test_page_cached (Fixture       *self,
                  gconstpointer  data)
{
  FigmentQueue *queue = figment_session_get_queue (self->session->session);

  figment_field_set_seed_mode (get_field (self, FIGMENT_ROLE_SEED), FIGMENT_SEED_FIXED);
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "result") != NULL);
  generate_support_wait (figment_queue_get_n_open (queue) == 0);
  activate (self, "page.generate");
  generate_support_wait (figment_queue_get_n_open (queue) > 0);
  generate_support_wait (figment_queue_get_n_open (queue) == 0);
  g_assert_null (get_object (self->canvas, "trouble"));
  g_assert_nonnull (get_object (self->canvas, "result"));
}

/* Asked for anew each time: a catalog may have put another field in its place. */
static gboolean
slot_has (Fixture    *self,
          const char *path)
{
  return g_str_equal (figment_field_get_value (get_field (self, FIGMENT_ROLE_IMAGE_INPUT)), path);
}

/* A picture from a result goes into the slot and becomes a video. */
static void
test_page_video (Fixture       *self,
                 gconstpointer  data)
{
  const guint8 pixels[] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autofree char *path = g_build_filename (self->session->folder, "picture.png", NULL);
  g_autofree char *words = g_build_filename (self->session->folder, "words.png", NULL);

  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_assert_true (g_file_set_contents (words, "these are words", -1, NULL));
  gtk_widget_activate_action (self->page, "page.take-picture", "s", path);
  generate_support_wait (slot_has (self, path));

  /* What is no picture is refused, whatever its name is. */
  gtk_widget_activate_action (self->page, "page.take-picture", "s", words);
  figment_field_set_value (get_field (self, FIGMENT_ROLE_FRAMES), "5");
  activate (self, "page.generate");
  generate_support_wait (get_object (self->canvas, "result") != NULL || get_object (self->canvas, "trouble") != NULL);
  g_assert_null (get_object (self->canvas, "trouble"));
  g_assert_cmpstr (figment_field_get_value (get_field (self, FIGMENT_ROLE_IMAGE_INPUT)), ==, path);
}

int
main (int    argc,
      char **argv)
{
  /* What is deleted goes to a trash of the test's own. Not by GLib's isolation: that hides the schemas, too. */
  g_autofree char *home = g_dir_make_tmp ("figment-home-XXXXXX", NULL);
  int status;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  generate_support_init (&argc, &argv);
#define ADD(path, mode, test) g_test_add (path, Fixture, GINT_TO_POINTER (mode), set_up, test, tear_down)
  ADD ("/generate/page/generate", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_generate);
  ADD ("/generate/page/use", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_use);
  ADD ("/generate/page/first", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_first);
  ADD ("/generate/page/use-workflow", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_use_workflow);
  ADD ("/generate/page/follow", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_follow);
  ADD ("/generate/page/trouble", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_trouble);
  ADD ("/generate/page/values", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_values);
  ADD ("/generate/page/reuse", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_reuse);
  ADD ("/generate/page/history", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_history);
  ADD ("/generate/page/favourite", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_favourite);
  ADD ("/generate/page/delete", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_delete);
  ADD ("/generate/page/cached", FIGMENT_MODE_TEXT_TO_IMAGE, test_page_cached);
  ADD ("/generate/page/video", FIGMENT_MODE_IMAGE_TO_VIDEO, test_page_video);
#undef ADD
  status = g_test_run ();
  figment_test_remove_folder (home);
  return status;
}
