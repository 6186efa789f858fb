/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "figment-test-session.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

static void
store_result_cb (GObject      *source,
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

FigmentTestSession *
figment_test_session_new (const char *url)
{
  FigmentTestSession *self = g_new0 (FigmentTestSession, 1);

  self->folder = g_dir_make_tmp ("figment-test-XXXXXX", NULL);
  self->data_dir = g_build_filename (self->folder, "data", NULL);
  self->library_dir = g_build_filename (self->folder, "library", NULL);
  figment_test_session_open (self, url);
  return self;
}

/* Opens, without starting the queue. */
void
figment_test_session_open (FigmentTestSession *self,
                           const char         *url)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = figment_endpoint_new (url, NULL, NULL, &error);
  const FigmentSessionOptions options = { self->data_dir, self->library_dir, endpoint };
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_no_error (error);
  figment_session_open_async (&options, NULL, store_result_cb, &result);
  self->session = figment_session_open_finish (wait_result (&result), &error);
  g_assert_no_error (error);
}

void
figment_test_session_close (FigmentTestSession *self)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (self->session == NULL)
    return;
  figment_session_close_async (self->session, store_result_cb, &result);
  figment_session_close_finish (self->session, wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_clear_object (&self->session);
}

static int
remove_entry (const char        *path,
              const struct stat *status,
              int                type,
              struct FTW        *ftw)
{
  return remove (path);
}

void
figment_test_remove_folder (const char *folder)
{
  nftw (folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void
figment_test_session_free (FigmentTestSession *self)
{
  figment_test_session_close (self);
  figment_test_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->data_dir);
  g_free (self->library_dir);
  g_free (self);
}

FigmentGeneration *
figment_test_session_add (FigmentTestSession *self,
                          const char         *graph)
{
  FigmentQueue *queue = figment_session_get_queue (self->session);
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, graph);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FigmentGeneration *generation;

  figment_queue_add_async (queue, request, FALSE, NULL, store_result_cb, &result);
  generation = figment_queue_add_finish (queue, wait_result (&result), &error);
  g_assert_no_error (error);
  return generation;
}

/* The test's own time limit ends a wait in vain. */
void
figment_test_wait_final (FigmentGeneration *generation)
{
  while (!figment_generation_state_is_final (figment_generation_get_state (generation)))
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  FigmentGenerationState state;
  gboolean               seen;
} WaitData;

static void
state_cb (FigmentGeneration *generation,
          GParamSpec        *pspec,
          WaitData          *data)
{
  data->seen |= figment_generation_get_state (generation) == data->state;
}

/* Until the state was reached, however shortly: one turn of the loop can hold several. */
void
figment_test_wait_state (FigmentGeneration     *generation,
                         FigmentGenerationState state)
{
  WaitData data = { state, figment_generation_get_state (generation) == state };
  const gulong id = g_signal_connect (generation, "notify::state", G_CALLBACK (state_cb), &data);

  while (!data.seen)
    {
      g_assert_false (figment_generation_state_is_final (figment_generation_get_state (generation)));
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (generation, id);
}

static void
list_files (const char *folder,
            const char *prefix,
            GPtrArray  *names)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = *prefix != '\0' ? g_build_filename (prefix, name, NULL) : g_strdup (name);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        list_files (path, *prefix != '\0' ? shown : "*", names);
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* All files below @folder, sorted, a blank between them; the first level of folders, which is named by the day, is
 * "*". */
char *
figment_test_list_files (const char *folder)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  list_files (folder, "", names);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}
