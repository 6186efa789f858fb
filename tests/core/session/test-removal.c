/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <glib/gstdio.h>

#include "engine/figment-removal.h"
#include "store/figment-sqlite.h"

/* The home folder is the test's own, and so is its trash. */

typedef struct
{
  FigmentTestSession     *test;
  FigmentGenerationStore *store;
  FigmentGeneration      *generation; /* (owned) */
  FigmentOutput          *output;     /* (owned) (nullable) */
  char                   *path;       /* (owned) */
  guint                   n_signals;
  gint64                  last_at;
} Fixture;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
trashed_cb (Fixture *self,
            gint64   id,
            gint64   at)
{
  g_assert_cmpint (id, ==, figment_output_get_info (self->output)->id);
  self->n_signals++;
  self->last_at = at;
}

static void
add_output (Fixture                 *self,
            const FigmentOutputInfo *info)
{
  g_autoptr(GAsyncResult) added = NULL;

  self->output = figment_output_new (info);
  figment_generation_store_add_output_async (self->store, self->generation, self->output, NULL, result_cb, &added);
  g_assert_true (figment_generation_store_add_output_finish (self->store, wait_result (&added), NULL));
}

static void
save_as (Fixture                *self,
         FigmentGenerationState  state)
{
  g_autoptr(GAsyncResult) saved = NULL;

  figment_generation_enter_state (self->generation, state, NULL);
  figment_generation_store_save_async (self->store, self->generation, NULL, result_cb, &saved);
  g_assert_true (figment_generation_store_save_finish (self->store, wait_result (&saved), NULL));
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, "{}");

  self->test = figment_test_session_new ("http://127.0.0.1:9");
  self->store = figment_session_get_generations (self->test->session);
  g_free (request->original_prompt);
  request->original_prompt = g_strdup ("an owl");
  self->generation = figment_generation_new (request);
  self->path = g_build_filename (self->test->folder, "picture.png", NULL);
  g_assert_true (g_file_set_contents (self->path, "pixels", -1, NULL));
  g_signal_connect_swapped (self->store, "output-trashed", G_CALLBACK (trashed_cb), self);
  save_as (self, FIGMENT_GENERATION_DONE);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->output);
  g_clear_object (&self->generation);
  figment_test_session_free (self->test);
  g_free (self->path);
}

static gboolean
run (FigmentRemoval  *removal,
     gboolean         for_good,
     GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_removal_run_async (removal, for_good, result_cb, &result);
  return figment_removal_run_finish (removal, wait_result (&result), error);
}

static gboolean
undo (FigmentRemoval  *removal,
      GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  figment_removal_undo_async (removal, result_cb, &result);
  return figment_removal_undo_finish (removal, wait_result (&result), error);
}

static guint
count_outputs (Fixture *self)
{
  g_autoptr(FigmentGeneration) loaded =
    figment_generation_store_load (self->store, figment_generation_get_id (self->generation), NULL);

  return g_list_model_get_n_items (figment_generation_get_outputs (loaded));
}

/* What the database says of the one output: it is among those that are there, or in the trash since when. */
static gint64
load_trashed_at (Fixture *self)
{
  g_autoptr(GPtrArray) trashed =
    figment_generation_store_list_trashed (self->store, figment_generation_get_id (self->generation), NULL);

  g_assert_cmpuint (trashed->len + count_outputs (self), ==, 1);
  return trashed->len > 0 ? figment_output_get_info (trashed->pdata[0])->trashed_at : 0;
}

/* Whether a page and a search find the generation: always both, or neither. */
static gboolean
is_listed (Fixture *self)
{
  g_autoptr(GPtrArray) page = figment_generation_store_list_page (self->store, 0, 10, NULL);
  g_autoptr(GPtrArray) found = figment_generation_store_search (self->store, "owl", 0, 10, NULL);

  g_assert_cmpuint (page->len, ==, found->len);
  return page->len == 1;
}

static void
test_removal_undo (Fixture       *self,
                   gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_false (figment_removal_can_undo (removal));
  g_assert_true (run (removal, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (load_trashed_at (self), >, 0);
  g_assert_cmpint (figment_output_get_info (self->output)->trashed_at, ==, load_trashed_at (self));
  g_assert_cmpuint (self->n_signals, ==, 1);
  g_assert_cmpint (self->last_at, ==, load_trashed_at (self));

  g_assert_true (figment_removal_can_undo (removal));
  g_assert_true (undo (removal, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (load_trashed_at (self), ==, 0);
  g_assert_cmpint (figment_output_get_info (self->output)->trashed_at, ==, 0);
  g_assert_cmpuint (self->n_signals, ==, 2);
  g_assert_false (figment_removal_can_undo (removal));
}

/* Somebody else has deleted it: that is what was wanted. */
static void
test_removal_gone (Fixture       *self,
                   gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  g_unlink (self->path);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_true (run (removal, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (figment_removal_can_undo (removal));
  g_assert_cmpint (load_trashed_at (self), >, 0);
}

/* A text is in no file; it can be brought back all the same. */
static void
test_removal_text (Fixture       *self,
                   gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_TEXT, .text = "a fox" };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_true (run (removal, FALSE, &error));
  g_assert_cmpint (load_trashed_at (self), >, 0);
  g_assert_true (figment_removal_can_undo (removal));
  g_assert_true (undo (removal, &error));
  g_assert_cmpint (load_trashed_at (self), ==, 0);
}

/* As long as the file is where it was, nothing says that it is in the trash. */
static void
test_removal_fails (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (self->test->folder, "full", NULL);
  g_autofree char *inside = g_build_filename (folder, "file", NULL);
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = folder };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "x", -1, NULL));
  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_false (run (removal, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY);
  g_assert_cmpint (load_trashed_at (self), ==, 0);
  g_assert_cmpuint (self->n_signals, ==, 0);
}

static void
test_removal_for_good (Fixture       *self,
                       gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_true (run (removal, TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_false (figment_removal_can_undo (removal));
  g_assert_cmpint (load_trashed_at (self), >, 0);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Two files and a text go and come together, and the generation with them. */
static void
test_removal_whole (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *second_path = g_build_filename (self->test->folder, "second.png", NULL);
  const FigmentOutputInfo infos[] = {
    { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path, .position = 0 },
    { .kind = FIGMENT_MEDIA_IMAGE, .path = second_path, .position = 1 },
    { .kind = FIGMENT_MEDIA_TEXT, .text = "an owl", .position = 2 },
  };
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;
  guint n_changed = 0;

  g_signal_handlers_disconnect_by_data (self->store, self);
  g_signal_connect_swapped (self->store, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_true (g_file_set_contents (second_path, "more pixels", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      add_output (self, &infos[i]);
      g_ptr_array_add (outputs, g_steal_pointer (&self->output));
    }
  figment_generation_set_outputs (self->generation, outputs);
  removal = figment_removal_new (self->store, self->generation, NULL);
  g_assert_cmpuint (figment_removal_get_n (removal), ==, 3);

  g_assert_true (run (removal, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (second_path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_outputs (self), ==, 0);
  g_assert_false (is_listed (self));
  g_assert_true (figment_generation_store_is_trashed (self->store, figment_generation_get_id (self->generation)));
  g_assert_cmpuint (n_changed, ==, 1);

  g_assert_true (figment_removal_can_undo (removal));
  g_assert_true (undo (removal, &error));
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second_path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_outputs (self), ==, 3);
  g_assert_true (is_listed (self));
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_false (figment_removal_can_undo (removal));
}

/* The last output takes the generation along, and brings it back. */
static void
test_removal_last (Fixture       *self,
                   gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  g_assert_true (is_listed (self));
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_true (run (removal, FALSE, &error));
  g_assert_false (is_listed (self));
  g_assert_true (undo (removal, &error));
  g_assert_true (is_listed (self));
}

/* More outputs may come to one that has not ended: neither it nor what is there already may go. */
static void
test_removal_open (Fixture       *self,
                   gconstpointer  data)
{
  const FigmentGenerationState states[] = { FIGMENT_GENERATION_QUEUED, FIGMENT_GENERATION_RUNNING,
                                            FIGMENT_GENERATION_COLLECTING, FIGMENT_GENERATION_HELD };
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };

  add_output (self, &info);
  for (guint i = 0; i < G_N_ELEMENTS (states) * 2; i++)
    {
      g_autoptr(FigmentRemoval) removal =
        figment_removal_new (self->store, self->generation, i % 2 == 0 ? self->output : NULL);
      g_autoptr(GError) error = NULL;

      save_as (self, states[i / 2]);
      g_assert_false (run (removal, FALSE, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
      g_assert_cmpint (load_trashed_at (self), ==, 0);
    }
}

/* Nor does the store take the generation along whose last output was marked. */
static void
test_removal_open_marked (Fixture       *self,
                          gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  const gint64 id = figment_generation_get_id (self->generation);
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();
  g_autoptr(GAsyncResult) result = NULL;

  add_output (self, &info);
  g_ptr_array_add (outputs, self->output);
  save_as (self, FIGMENT_GENERATION_COLLECTING);
  figment_generation_store_save_trashed_async (self->store, id, outputs, 7, result_cb, &result);
  g_assert_true (figment_generation_store_save_trashed_finish (self->store, wait_result (&result), NULL));
  g_assert_cmpint (load_trashed_at (self), ==, 7);
  g_assert_false (figment_generation_store_is_trashed (self->store, id));
}

/* Makes the database refuse @event until it is lifted. */
static void
refuse (Fixture    *self,
        const char *event)
{
  g_autofree char *path = g_build_filename (self->test->data_dir, "figment.db", NULL);
  g_autofree char *sql = event != NULL ? g_strdup_printf ("CREATE TRIGGER refuse BEFORE %s BEGIN"
                                                          " SELECT RAISE (ABORT, 'no'); END", event)
                                       : g_strdup ("DROP TRIGGER refuse");
  g_autoptr(FigmentSqlite) database = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  database = figment_sqlite_open (path, &error);
  g_assert_no_error (error);
  figment_sqlite_exec (database, sql, &error);
  g_assert_no_error (error);
}

/* What the database does not know of is not in the trash either. */
static void
test_removal_not_saved (Fixture       *self,
                        gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  refuse (self, "UPDATE ON outputs");
  g_assert_false (run (removal, FALSE, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (load_trashed_at (self), ==, 0);
  g_assert_false (figment_removal_can_undo (removal));
  refuse (self, NULL);
  g_assert_true (run (removal, FALSE, NULL));
  g_assert_cmpint (load_trashed_at (self), >, 0);
}

static void
test_removal_nothing_not_saved (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr(FigmentRemoval) removal = figment_removal_new (self->store, self->generation, NULL);

  refuse (self, "INSERT ON trashed_generations");
  g_assert_false (run (removal, FALSE, NULL));
  g_assert_true (is_listed (self));
  g_assert_false (figment_removal_can_undo (removal));
}

/* What has the old name meanwhile is left alone, and so is what lies in the trash. */
static void
test_removal_place_taken (Fixture       *self,
                          gconstpointer  data)
{
  const FigmentOutputInfo info = { .kind = FIGMENT_MEDIA_IMAGE, .path = self->path };
  g_autoptr(FigmentRemoval) removal = NULL;
  g_autoptr(GError) error = NULL;

  add_output (self, &info);
  removal = figment_removal_new (self->store, self->generation, self->output);
  g_assert_true (run (removal, FALSE, &error));
  g_assert_true (g_file_set_contents (self->path, "another", -1, NULL));
  g_assert_false (undo (removal, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_cmpint (load_trashed_at (self), >, 0);
  g_clear_error (&error);

  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_true (figment_removal_can_undo (removal));
  g_assert_true (undo (removal, &error));
  g_assert_cmpint (load_trashed_at (self), ==, 0);
}

/* Of one that failed there is nothing but the row. */
static void
test_removal_nothing (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr(FigmentRemoval) removal = figment_removal_new (self->store, self->generation, NULL);
  g_autoptr(GError) error = NULL;

  save_as (self, FIGMENT_GENERATION_FAILED);
  g_assert_true (is_listed (self));
  g_assert_true (run (removal, FALSE, &error));
  g_assert_false (is_listed (self));
  g_assert_true (figment_removal_can_undo (removal));
  g_assert_true (undo (removal, &error));
  g_assert_true (is_listed (self));
}

/* What the queue shows follows, and what was thrown away is not offered there for another try. */
static void
test_removal_queue (Fixture       *self,
                    gconstpointer  data)
{
  FigmentQueue *queue = figment_session_get_queue (self->test->session);
  g_autoptr(FigmentGeneration) live = figment_test_session_add (self->test, "{}");
  const gint64 id = figment_generation_get_id (live);
  g_autoptr(FigmentGeneration) found = figment_queue_find (queue, id), gone = NULL;
  g_autoptr(FigmentRemoval) removal = figment_removal_new (self->store, live, NULL);
  g_autoptr(GAsyncResult) saved = NULL;

  g_assert_true (found == live);
  figment_generation_store_save_favourite_async (self->store, id, TRUE, result_cb, &saved);
  g_assert_true (figment_generation_store_save_favourite_finish (self->store, wait_result (&saved), NULL));
  g_assert_true (figment_generation_get_favourite (live));

  figment_queue_cancel (queue, live);
  g_assert_true (run (removal, FALSE, NULL));
  gone = figment_queue_find (queue, id);
  g_assert_null (gone);
}

int
main (int    argc,
      char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 loses the names of the folders, and the leak check finds them. */
  g_autofree char *home = g_dir_make_tmp ("figment-home-XXXXXX", NULL);
  int code;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/removal/undo", test_removal_undo);
  ADD ("/removal/gone", test_removal_gone);
  ADD ("/removal/text", test_removal_text);
  ADD ("/removal/fails", test_removal_fails);
  ADD ("/removal/for-good", test_removal_for_good);
  ADD ("/removal/whole", test_removal_whole);
  ADD ("/removal/last", test_removal_last);
  ADD ("/removal/open", test_removal_open);
  ADD ("/removal/open/marked", test_removal_open_marked);
  ADD ("/removal/not-saved", test_removal_not_saved);
  ADD ("/removal/nothing/not-saved", test_removal_nothing_not_saved);
  ADD ("/removal/place-taken", test_removal_place_taken);
  ADD ("/removal/nothing", test_removal_nothing);
  ADD ("/removal/queue", test_removal_queue);
#undef ADD
  code = g_test_run ();
  figment_test_remove_folder (home);
  return code;
}
