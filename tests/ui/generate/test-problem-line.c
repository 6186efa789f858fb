/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the page says of a workflow's problems on the present server. */

#include "generate-support.h"

#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/generate/figment-problem-line.h"
#include "ui/form/figment-form-view.h"

#define MISSING "old/v1-5-pruned-emaonly.safetensors"
#define THERE "v1-5-pruned-emaonly.safetensors"

static const char graph[] =
  "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"" MISSING "\"}},"
  "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"clip\":[\"1\",1],\"text\":\"a fox\"}},"
  "\"3\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"clip\":[\"1\",1],\"text\":\"\"}},"
  "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
  "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"1\",0],\"positive\":[\"2\",0],\"negative\":[\"3\",0],"
  "\"latent_image\":[\"4\",0],\"seed\":1,\"steps\":2,\"cfg\":7.5,\"sampler_name\":\"euler\","
  "\"scheduler\":\"normal\",\"denoise\":1}},"
  "\"6\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}},"
  "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"6\",0],\"filename_prefix\":\"fox\"}}}";

/* The page with one workflow and its problem, on the first of two servers that know the same. */
typedef struct
{
  FigmentPracticeComfy *servers[2];
  FigmentTestSession   *test;
  FigmentSession       *session; /* of @test */
  FigmentWorkflow      *workflow; /* (owned) as the session has it */
  GtkWidget            *window;
  GtkWidget            *page;
  GtkWidget            *line;
} Fixture;

static void
move (Fixture    *self,
      const char *url)
{
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, NULL, NULL, NULL);

  figment_session_set_comfy_endpoint (self->session, endpoint);
}

static gboolean
is_revealed (Fixture *self)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (generate_support_get (self->line, GTK_TYPE_REVEALER, 0)));
}

static gboolean
says (Fixture    *self,
      const char *text)
{
  GtkWidget *label = generate_support_get (self->line, GTK_TYPE_LABEL, 0);

  return is_revealed (self) && g_str_equal (gtk_label_get_label (GTK_LABEL (label)), text);
}

static FigmentField *
get_model (Fixture *self)
{
  FigmentFormView *view = FIGMENT_FORM_VIEW (generate_support_get (self->page, FIGMENT_TYPE_FORM_VIEW, 0));

  return figment_form_find_field (figment_form_view_get_form (view), "1", "ckpt_name");
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflow) workflow = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->servers); i++)
    {
      self->servers[i] = figment_practice_comfy_new (NULL);
      figment_practice_comfy_start (self->servers[i], 0, &error);
      g_assert_no_error (error);
    }
  self->test = figment_test_session_new (figment_practice_comfy_get_url (self->servers[0]));
  self->session = self->test->session;
  figment_queue_start (figment_session_get_queue (self->session));
  workflow = figment_workflow_new ("Fox", FIGMENT_MODE_TEXT_TO_IMAGE, graph);
  figment_workflow_store_add_async (figment_session_get_workflow_store (self->session), workflow, NULL, NULL, NULL);
  generate_support_wait (figment_workflow_get_id (workflow) != 0
                         && figment_session_find_workflow (self->session, figment_workflow_get_id (workflow)) != NULL);
  self->workflow = g_object_ref (figment_session_find_workflow (self->session, figment_workflow_get_id (workflow)));
  self->window = g_object_ref_sink (gtk_window_new ());
  self->page = g_object_new (FIGMENT_TYPE_GENERATE_PAGE, "mode", FIGMENT_MODE_TEXT_TO_IMAGE, NULL);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  g_object_set (self->page, "session", self->session, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  self->line = generate_support_get (self->page, FIGMENT_TYPE_PROBLEM_LINE, 0);
  gtk_widget_activate_action (self->page, "page.use-workflow", "x", figment_workflow_get_id (self->workflow));
  generate_support_wait (says (self, "Model needs another value on this server"));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->window);
  g_clear_object (&self->workflow);
  figment_test_session_free (self->test);
  for (guint i = 0; i < G_N_ELEMENTS (self->servers); i++)
    g_clear_object (&self->servers[i]);
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Nobody sees the page while the server is found; when it is shown the line knows the form as it is then. */
static void
test_line_found_unseen (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  move (self, "http://127.0.0.1:9");
  generate_support_wait (!is_revealed (self));
  gtk_widget_set_visible (self->page, FALSE);
  move (self, figment_practice_comfy_get_url (self->servers[0]));
  generate_support_wait (figment_session_get_catalog (self->session) != NULL);
  figment_doctor_check_async (figment_session_get_doctor (self->session), self->workflow, NULL, store_result_cb,
                              &result);
  generate_support_wait (result != NULL);
  g_assert_false (is_revealed (self));
  gtk_widget_set_visible (self->page, TRUE);
  g_assert_true (gtk_widget_get_mapped (self->line));
  g_assert_true (says (self, "Model needs another value on this server"));
}

static void
replace (Fixture *self)
{
  gtk_widget_activate_action (self->line, "problem.repair", NULL);
  generate_support_wait (says (self, "“" THERE "” is used in place of “" MISSING "”"));
  g_assert_cmpstr (figment_field_get_value (get_model (self)), ==, THERE);
  generate_support_wait (!figment_doctor_is_busy (figment_session_get_doctor (self->session)));
  g_assert_true (says (self, "“" THERE "” is used in place of “" MISSING "”"));
}

static const char *
get_taken (Fixture *self)
{
  return figment_replacements_get (figment_session_get_replacements (self->session), MISSING);
}

static void
test_line_replaced (Fixture       *self,
                    gconstpointer  data)
{
  replace (self);
  g_assert_cmpstr (get_taken (self), ==, THERE);
  gtk_widget_activate_action (self->line, "problem.undo", NULL);
  generate_support_wait (says (self, "Model needs another value on this server"));
  g_assert_null (get_taken (self));
}

/* By hand, after which nothing is used in place of what the workflow wants. */
static void
test_line_chosen_otherwise (Fixture       *self,
                            gconstpointer  data)
{
  const char *const *choices;
  guint i = 0;

  replace (self);
  choices = figment_field_get_choices (get_model (self));
  while (g_str_equal (choices[i], THERE))
    i++;
  figment_field_set_value (get_model (self), choices[i]);
  g_assert_false (is_revealed (self));
}

/* What was replaced on one server is not to be taken back on another. */
static void
test_line_other_server (Fixture       *self,
                        gconstpointer  data)
{
  figment_session_set_replacement (self->session, MISSING, "before.safetensors");
  replace (self);
  move (self, figment_practice_comfy_get_url (self->servers[1]));
  generate_support_wait (says (self, "Model needs another value on this server"));
  gtk_widget_activate_action (self->line, "problem.undo", NULL);
  g_assert_null (get_taken (self));
  move (self, figment_practice_comfy_get_url (self->servers[0]));
  g_assert_cmpstr (get_taken (self), ==, THERE);
  generate_support_wait (figment_session_get_catalog (self->session) != NULL);
  generate_support_wait (!figment_doctor_is_busy (figment_session_get_doctor (self->session)));
  g_assert_false (is_revealed (self));
}

int
main (int    argc,
      char **argv)
{
  generate_support_init (&argc, &argv);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/generate/problem-line/found-unseen", test_line_found_unseen);
  ADD ("/generate/problem-line/replaced", test_line_replaced);
  ADD ("/generate/problem-line/chosen-otherwise", test_line_chosen_otherwise);
  ADD ("/generate/problem-line/other-server", test_line_other_server);
#undef ADD
  return g_test_run ();
}
