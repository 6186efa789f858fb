/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "generation-store-support.h"

void
generations_set_up (GenerationStoreFixture *fixture,
                    gconstpointer           data)
{
  store_fixture_set_up (&fixture->base, data);
  fixture->database = store_open (fixture->base.path);
  fixture->store = figment_generation_store_new (fixture->database);
}

void
generations_close (GenerationStoreFixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  store_close (g_steal_pointer (&fixture->database));
}

void
generations_tear_down (GenerationStoreFixture *fixture,
                       gconstpointer           data)
{
  if (fixture->database != NULL)
    generations_close (fixture);
  store_fixture_tear_down (&fixture->base, data);
}

gint64
generations_count (GenerationStoreFixture *fixture,
                   const char             *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  figment_sqlite_get_number (_figment_database_get_reader (fixture->database, NULL), sql, &number, &error);
  g_assert_no_error (error);
  return number;
}

void
generations_save (GenerationStoreFixture *fixture,
                  FigmentGeneration      *generation)
{
  g_autoptr(GError) error = NULL;

  store_save (fixture->store, generation, &error);
  g_assert_no_error (error);
}

FigmentRequest *
generations_new_full_request (void)
{
  FigmentRequest *request =
      figment_request_new (FIGMENT_MODE_IMAGE_TO_VIDEO, "{\"3\":{\"seed\":18446744073709551615}}");

  request->workflow_name = g_strdup ("Wan 2.1");
  g_free (request->original_prompt);
  request->original_prompt = g_strdup ("ein „Fuchs“ \n 木");
  request->enhanced_prompt = g_strdup ("a fox, much better");
  request->negative_prompt = g_strdup ("blurry");
  g_free (request->sent_prompt);
  request->sent_prompt = g_strdup ("a fox in the graph");
  g_free (request->params);
  request->params = g_strdup ("{\"seed\":18446744073709551615}");
  request->editor_graph = g_strdup ("{\"nodes\":[]}");
  request->output_node_id = g_strdup ("9:1");
  request->output_dir = g_strdup ("/tmp/out \xff not utf-8");
  figment_request_add_input_file (request, "10", "image", "/tmp/a \"b\" ä.png");
  figment_request_add_input_file (request, "11", "mask", "/tmp/\xff.png");
  figment_request_fit_input_file (request, FIGMENT_FIT_CROP, 832, 480);
  return request;
}

void
generations_assert_same_request (FigmentRequest *a,
                                 FigmentRequest *b,
                                 gboolean        full)
{
  g_assert_cmpint (a->mode, ==, b->mode);
  g_assert_cmpint (a->workflow_id, ==, b->workflow_id);
  g_assert_cmpstr (a->workflow_name, ==, b->workflow_name);
  g_assert_cmpstr (a->original_prompt, ==, b->original_prompt);
  g_assert_cmpstr (a->enhanced_prompt, ==, b->enhanced_prompt);
  g_assert_cmpstr (a->negative_prompt, ==, b->negative_prompt);
  g_assert_cmpstr (a->sent_prompt, ==, b->sent_prompt);
  g_assert_cmpstr (a->params, ==, b->params);
  g_assert_cmpstr (a->output_node_id, ==, b->output_node_id);
  g_assert_cmpstr (a->output_dir, ==, b->output_dir);
  g_assert_cmpuint (a->input_files->len, ==, b->input_files->len);
  for (guint i = 0; i < a->input_files->len; i++)
    {
      FigmentInputFile *first = g_ptr_array_index (a->input_files, i), *second = g_ptr_array_index (b->input_files, i);

      g_assert_cmpstr (first->node_id, ==, second->node_id);
      g_assert_cmpstr (first->input, ==, second->input);
      g_assert_cmpstr (first->path, ==, second->path);
      g_assert_cmpint (first->fit, ==, second->fit);
      g_assert_cmpint (first->width, ==, second->width);
      g_assert_cmpint (first->height, ==, second->height);
    }
  g_assert_cmpstr (b->graph, ==, full ? a->graph : NULL);
  g_assert_cmpstr (b->editor_graph, ==, full ? a->editor_graph : NULL);
}
