/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/figment-output.h"
#include "model/figment-request.h"

static void
test_request_fields (void)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_IMAGE_TO_VIDEO, "{\"1\":{}}");
  FigmentInputFile *file;

  g_assert_cmpint (request->mode, ==, FIGMENT_MODE_IMAGE_TO_VIDEO);
  g_assert_cmpstr (request->graph, ==, "{\"1\":{}}");
  g_assert_cmpstr (request->original_prompt, ==, "");
  g_assert_cmpstr (request->sent_prompt, ==, "");
  g_assert_cmpstr (request->params, ==, "{}");
  g_assert_null (request->negative_prompt);
  g_assert_cmpuint (request->input_files->len, ==, 0);

  figment_request_add_input_file (request, "10:3", "image", "/tmp/ä.png");
  figment_request_add_input_file (request, "11", "mask", "/tmp/m.png");
  g_assert_cmpuint (request->input_files->len, ==, 2);
  file = g_ptr_array_index (request->input_files, 0);
  g_assert_cmpstr (file->node_id, ==, "10:3");
  g_assert_cmpstr (file->input, ==, "image");
  g_assert_cmpstr (file->path, ==, "/tmp/ä.png");
}

static gpointer
ref_and_unref (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    figment_request_unref (figment_request_ref (data));
  return NULL;
}

static void
test_request_counts_across_threads (void)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_OTHER, NULL);
  GThread *thread = g_thread_new ("ref", ref_and_unref, request);

  ref_and_unref (request);
  g_thread_join (thread);
  g_assert_true (g_atomic_ref_count_compare (&request->ref_count, 1));
}

static void
test_request_boxed (void)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_OTHER, NULL);
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, FIGMENT_TYPE_REQUEST);
  g_value_set_boxed (&value, request);
  g_assert_true (g_value_get_boxed (&value) == request);
  g_assert_true (g_atomic_ref_count_compare (&request->ref_count, 2));
}

static void
test_output_copies (void)
{
  g_autofree char *path = g_strdup ("/tmp/a.png");
  const FigmentOutputInfo info = {
    .position = 2, .node_id = "9", .kind = FIGMENT_MEDIA_VIDEO, .path = path, .bytes = 7
  };
  FigmentOutput *output = figment_output_new (&info);
  guint notified = 0;

  path[0] = 'x';
  g_assert_cmpstr (figment_output_get_info (output)->path, ==, "/tmp/a.png");
  g_assert_cmpstr (figment_output_get_info (output)->node_id, ==, "9");
  g_assert_cmpint (figment_output_get_info (output)->kind, ==, FIGMENT_MEDIA_VIDEO);
  g_assert_cmpint (figment_output_get_info (output)->bytes, ==, 7);
  g_assert_null (figment_output_get_info (output)->sha256);

  g_signal_connect_swapped (output, "notify::id", G_CALLBACK (g_atomic_int_inc), &notified);
  figment_output_set_id (output, 5);
  figment_output_set_id (output, 5);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpint (figment_output_get_info (output)->id, ==, 5);
  g_assert_finalize_object (output);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/fields", test_request_fields);
  g_test_add_func ("/request/counts-across-threads", test_request_counts_across_threads);
  g_test_add_func ("/request/boxed", test_request_boxed);
  g_test_add_func ("/output/copies", test_output_copies);
  return g_test_run ();
}
