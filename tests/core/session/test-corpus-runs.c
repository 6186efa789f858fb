/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "figment-test-media.h"
#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"
#include "workflow/figment-form.h"
#include "workflow/figment-import.h"

/*
 * Real workflows all the way: taken in, put right as the form asks for it, and run, small and short, on the practice
 * server, as far as that knows their nodes. They live outside the project.
 */

typedef struct
{
  FigmentPracticeComfy *server;
  FigmentTestSession   *test;
  char                 *picture; /* (owned) */
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  self->server = figment_practice_comfy_new (NULL);
  figment_practice_comfy_start (self->server, 0, &error);
  g_assert_no_error (error);
  self->test = figment_test_session_new (figment_practice_comfy_get_url (self->server));
  self->picture = figment_test_media_write ("picture.png", "png", 96, 64, FALSE);
  figment_queue_start (figment_session_get_queue (self->test->session));
  while (figment_session_get_catalog (self->test->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture      *self,
           gconstpointer user_data)
{
  figment_test_session_free (self->test);
  figment_practice_comfy_stop (self->server);
  g_assert_finalize_object (self->server);
  figment_test_media_clear ();
  g_free (self->picture);
}

static gboolean
knows_all (FigmentCatalog *catalog,
           FigmentGraph   *graph)
{
  const char *const *ids = figment_graph_get_ids (graph);

  for (guint i = 0; i < figment_graph_get_n_nodes (graph); i++)
    if (figment_catalog_lookup (catalog, figment_graph_get_class (graph, ids[i])) == NULL)
      return FALSE;
  return TRUE;
}

/* What a person does whom the form asks: a picture into each slot, and what the server has for what it has not. */
static void
fill_in (Fixture     *self,
         FigmentForm *form)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      const char *const *choices = figment_field_get_choices (field);

      if (figment_field_is_media (field) && figment_field_get_slot (field) != FIGMENT_SLOT_SERVER)
        figment_field_set_value (field, self->picture);
      else if (figment_field_get_problem (field) != NULL && choices != NULL && choices[0] != NULL)
        figment_field_set_value (field, choices[0]);
    }
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
run (Fixture     *self,
     FigmentForm *form)
{
  FigmentQueue *queue = figment_session_get_queue (self->test->session);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentRequest) request = figment_form_build_trial (form, &error);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(FigmentGeneration) generation = NULL;

  g_assert_no_error (error);
  figment_queue_add_async (queue, request, FALSE, NULL, added_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  generation = figment_queue_add_finish (queue, result, &error);
  g_assert_no_error (error);
  figment_test_wait_final (generation);
  g_assert_cmpstr (figment_generation_get_error (generation), ==, NULL);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (figment_generation_get_outputs (generation)), >, 0);
}

/* FALSE: it has nodes that the practice server does not know. */
static gboolean
try_file (Fixture    *self,
          const char *folder,
          const char *name)
{
  FigmentCatalog *catalog = figment_session_get_catalog (self->test->session);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(FigmentImport) import = NULL;
  g_autoptr(FigmentForm) form = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return FALSE;
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  import = figment_import_new (bytes, name, catalog, NULL);
  if (import == NULL || !knows_all (catalog, figment_import_get_graph (import)))
    return FALSE;
  g_test_message ("%s", name);
  form = figment_form_new (figment_import_get_graph (import), catalog);
  fill_in (self, form);
  run (self, form);
  return TRUE;
}

static void
test_folder (Fixture      *self,
             gconstpointer user_data)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus", user_data, NULL) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n_run = 0;

  if (dir == NULL)
    {
      g_test_skip ("FIGMENT_SHARED names no folder with workflows");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    n_run += try_file (self, folder, name);
  g_test_message ("%u ran", n_run);
  g_assert_cmpuint (n_run, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/corpus-runs/api", Fixture, "api", set_up, test_folder, tear_down);
  g_test_add ("/corpus-runs/editor", Fixture, "graph", set_up, test_folder, tear_down);
  return g_test_run ();
}
