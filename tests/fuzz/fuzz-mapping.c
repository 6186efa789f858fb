/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "workflow/figment-form.h"
#include "workflow/figment-mapping.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* The nodes that the seeds name. */
static const char plain[] =
  "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"4\",0],\"seed\":7,\"steps\":20,\"cfg\":8,"
  "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1,\"positive\":[\"6\",0],\"negative\":[\"7\",0],"
  "\"latent_image\":[\"5\",0]}},"
  "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a.safetensors\"}},"
  "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":768,\"batch_size\":1}},"
  "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a cat\",\"clip\":[\"4\",1]}},"
  "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"4\",1]}},"
  "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"8\",0],\"filename_prefix\":\"x\"}}}";

/* What is written is read as the same, and has not more repairs than a mapping may have. */
static void
write_back (FigmentMapping *mapping)
{
  g_autofree char *text = figment_mapping_to_json (mapping);
  g_autoptr(FigmentMapping) again = figment_mapping_parse (text, NULL);
  g_autofree char *text_again = again != NULL ? figment_mapping_to_json (again) : NULL;

  g_assert_nonnull (again);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_true (figment_mapping_same_repairs (mapping, again));
  g_assert_cmpuint (figment_mapping_get_repairs (mapping)->len, <=, FIGMENT_MAPPING_MAX_REPAIRS);
}

/* @graph stays as it is, what comes of it is a graph, and what was to be left out is left out. */
static void
repair (FigmentMapping *mapping,
        FigmentGraph   *graph)
{
  GPtrArray *repairs = figment_mapping_get_repairs (mapping);
  g_autofree char *before = figment_graph_to_text (graph);
  g_autoptr(FigmentGraph) repaired = figment_mapping_repair (mapping, graph);
  g_autofree char *after = figment_graph_to_text (graph);
  g_autofree char *text = figment_graph_to_text (repaired);
  g_autoptr(FigmentGraph) again = figment_graph_parse (text, strlen (text), NULL);

  g_assert_cmpstr (after, ==, before);
  g_assert_nonnull (again);
  g_assert_cmpuint (figment_graph_get_n_nodes (again), ==, figment_graph_get_n_nodes (repaired));
  for (guint i = 0; repaired != graph && i < repairs->len; i++)
    {
      const FigmentRepair *one = g_ptr_array_index (repairs, i);

      if (one->kind == FIGMENT_REPAIR_REMOVE && figment_graph_has_node (graph, one->node_id))
        g_assert_false (figment_graph_has_node (repaired, one->node_id));
    }
}

/* The bytes are what somebody decided of a workflow, out of a file that lies beside it: read, repair, show, send. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *json = g_strndup ((const char *) data, length);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentMapping) mapping = figment_mapping_parse (json, &error);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (plain, strlen (plain), NULL);
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GPtrArray) requests = NULL;

  if (mapping == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  write_back (mapping);
  repair (mapping, graph);

  form = figment_form_new (graph, NULL);
  g_assert_true (figment_form_set_mapping (form, json, NULL));
  requests = figment_form_build_requests (form, 1, &error);
  g_assert_true ((requests != NULL) == (error == NULL));
  for (guint i = 0; requests != NULL && i < requests->len; i++)
    {
      const FigmentRequest *request = g_ptr_array_index (requests, i);
      g_autoptr(FigmentGraph) bound = figment_graph_parse (request->graph, strlen (request->graph), &error);

      g_assert_no_error (error);
      g_assert_nonnull (bound);
    }
  return 0;
}
