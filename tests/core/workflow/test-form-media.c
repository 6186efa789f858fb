/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "form-support.h"
#include "workflow/figment-graph-prune.h"

/* A picture that guides, which the workflow can do without: by way of a scaler that cannot. A mask that it can do
 * without, too, and a picture that it cannot. */
#define GRAPH(guide, mask, start)                                                                                    \
  "{'1': {'class_type': 'LoadImage', 'inputs': {'image': '" guide "'}},"                                             \
  " '2': {'class_type': 'Scale', 'inputs': {'image': ['1', 0], 'width': 640, 'height': 384}},"                       \
  " '3': {'class_type': 'LoadImageMask', 'inputs': {'image': '" mask "'}},"                                          \
  " '4': {'class_type': 'Guide', 'inputs': {'words': 'x', 'image': ['2', 0], 'mask': ['3', 0]}},"                    \
  " '5': {'class_type': 'Load', 'inputs': {'image': '" start "'}},"                                                  \
  " '6': {'class_type': 'Make', 'inputs': {'guide': ['4', 0], 'image': ['5', 0]}},"                                  \
  " '7': {'class_type': 'SaveImage', 'inputs': {'images': ['6', 0], 'filename_prefix': 'x'}}}"

static const char classes[] =
  "{'LoadImage': {'input': {'required': {'image': [['here.png'], {'image_upload': true}]}}, 'output': ['IMAGE']},"
  " 'Load': {'input': {'required': {'image': [['here.png'], {'image_upload': true}]}}, 'output': ['IMAGE']},"
  " 'LoadImageMask': {'input': {'required': {'image': [['here.png'], {'image_upload': true}]}}, 'output': ['MASK']},"
  " 'Scale': {'input': {'required': {'image': ['IMAGE'], 'width': ['INT'], 'height': ['INT']}}, 'output': ['IMAGE']},"
  " 'Guide': {'input': {'required': {'words': ['STRING']}, 'optional': {'image': ['IMAGE'], 'mask': ['MASK']}},"
  "   'output': ['GUIDE']},"
  " 'Make': {'input': {'required': {'guide': ['GUIDE'], 'image': ['IMAGE']}}, 'output': ['IMAGE']},"
  " 'SaveImage': {'input': {'required': {'images': ['IMAGE'], 'filename_prefix': ['STRING']}}, 'output': [],"
  "   'output_node': true}}";

/* The one that reads node @id; slots have no names of their own. */
static FigmentField *
find_slot (FigmentForm *form,
           const char  *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      const FigmentPlace *place = g_ptr_array_index (figment_field_get_places (field), 0);

      if (figment_field_is_media (field) && g_str_equal (place->node_id, id))
        return field;
    }
  g_error ("No slot reads node %s", id);
}

static gboolean
has_node (FigmentRequest *request,
          const char     *id)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (request->graph, strlen (request->graph), NULL);

  return figment_graph_has_node (graph, id);
}

static void
test_media_slots (void)
{
  g_autoptr(FigmentForm) form = form_support_form (GRAPH ("gone.png", "here.png", "gone.png"), classes);
  FigmentField *guide = find_slot (form, "1"), *mask = find_slot (form, "3"), *start = find_slot (form, "5");

  g_assert_true (figment_field_get_optional (guide));
  g_assert_true (figment_field_get_optional (mask));
  g_assert_false (figment_field_get_optional (start));
  g_assert_cmpint ((int) figment_field_get_slot (guide), ==, FIGMENT_SLOT_EMPTY);
  g_assert_cmpint ((int) figment_field_get_slot (mask), ==, FIGMENT_SLOT_SERVER);
  g_assert_cmpint ((int) figment_field_get_slot (start), ==, FIGMENT_SLOT_MISSING);
  g_assert_null (figment_field_get_problem (guide));
  g_assert_null (figment_field_get_problem (mask));
  g_assert_nonnull (strstr (figment_field_get_problem (start), "gone.png"));
  form_support_assert_refused (form,
    "Image (Load): No file is chosen, and “gone.png” of the workflow is not on the server.");

  figment_field_set_value (start, "/a/b.png");
  g_assert_cmpint ((int) figment_field_get_slot (start), ==, FIGMENT_SLOT_FILE);
  g_assert_null (figment_field_get_problem (start));
  figment_field_set_left_out (mask, TRUE);
  g_assert_cmpint ((int) figment_field_get_slot (mask), ==, FIGMENT_SLOT_EMPTY);
  figment_field_set_value (mask, "/a/m.png");
  g_assert_false (figment_field_get_left_out (mask));
}

/* Nothing is known of what the server has: all goes as it stands. */
static void
test_media_away (void)
{
  g_autoptr(FigmentForm) form = form_support_form (GRAPH ("gone.png", "here.png", "gone.png"), NULL);
  g_autoptr(FigmentRequest) request = form_support_request (form);

  g_assert_cmpint ((int) figment_field_get_slot (find_slot (form, "1")), ==, FIGMENT_SLOT_SERVER);
  g_assert_true (has_node (request, "1"));
}

static void
test_media_left_out (void)
{
  g_autoptr(FigmentForm) form = form_support_form (GRAPH ("gone.png", "here.png", "here.png"), classes);
  g_autoptr(FigmentRequest) request = form_support_request (form);
  g_autoptr(FigmentRequest) less = NULL;

  /* What is not there goes with what cannot run without it, and what can stays. */
  g_assert_false (has_node (request, "1"));
  g_assert_false (has_node (request, "2"));
  g_assert_true (has_node (request, "3"));
  form_support_assert_input (request, "4", "mask", "[\"3\",0]");
  form_support_assert_input (request, "4", "words", "\"x\"");
  form_support_assert_input (request, "6", "guide", "[\"4\",0]");
  g_assert_null (strstr (request->graph, "\"image\":[\"2\""));

  figment_field_set_left_out (find_slot (form, "3"), TRUE);
  less = form_support_request (form);
  g_assert_false (has_node (less, "3"));
  g_assert_null (strstr (less->graph, "mask"));

  /* It is left out the next time, too, and from what was asked for. */
  {
    g_autofree char *saved = figment_form_save_values (form);
    const char *sources[] = { saved, less->params };

    for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
      {
        g_autoptr(FigmentForm) other = form_support_form (GRAPH ("gone.png", "here.png", "here.png"), classes);

        figment_form_load_values (other, sources[i]);
        g_assert_true (figment_field_get_left_out (find_slot (other, "3")));
        figment_form_reset (other);
        g_assert_false (figment_field_get_left_out (find_slot (other, "3")));
      }
  }
}

/* A picture's fit goes with the size that the form has at that moment. */
static void
test_media_fit (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'3': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'steps': 20, 'positive': ['6', 0], 'negative': ['6', 0],"
    "  'latent_image': ['5', 0]}},"
    " '5': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},"
    " '6': {'class_type': 'Guide', 'inputs': {'text': 'a', 'image': ['1', 0]}},"
    " '1': {'class_type': 'LoadImage', 'inputs': {'image': 'here.png'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['3', 0]}}}",
    NULL);
  FigmentField *slot = find_slot (form, "1");
  g_autoptr(FigmentRequest) request = NULL, other = NULL;
  const FigmentInputFile *file;
  g_autofree char *saved = NULL;
  int width, height;

  g_assert_true (figment_form_get_size (form, &width, &height));
  g_assert_cmpint (width, ==, 512);
  g_assert_cmpint (height, ==, 768);
  figment_field_set_value (slot, "/a/b.png");
  request = form_support_request (form);
  file = g_ptr_array_index (request->input_files, 0);
  g_assert_cmpint (file->fit, ==, FIGMENT_FIT_NONE);

  figment_field_set_fit (slot, FIGMENT_FIT_CROP);
  form_support_set (form, "width", "1024");
  other = form_support_request (form);
  file = g_ptr_array_index (other->input_files, 0);
  g_assert_cmpstr (file->path, ==, "/a/b.png");
  g_assert_cmpint (file->fit, ==, FIGMENT_FIT_CROP);
  g_assert_cmpint (file->width, ==, 1024);
  g_assert_cmpint (file->height, ==, 768);

  saved = figment_form_save_values (form);
  figment_form_reset (form);
  g_assert_cmpint (figment_field_get_fit (slot), ==, FIGMENT_FIT_NONE);
  figment_form_load_values (form, saved);
  g_assert_cmpint (figment_field_get_fit (slot), ==, FIGMENT_FIT_CROP);
  figment_field_set_fit (slot, FIGMENT_FIT_NONE);
  figment_form_load_values (form, other->params);
  g_assert_cmpint (figment_field_get_fit (slot), ==, FIGMENT_FIT_CROP);

  /* No size to fit into. */
  form_support_set (form, "width", "");
  g_assert_false (figment_form_get_size (form, &width, &height));
}

/* What an image-to-video workflow is for is no option, whatever the server says of the input. */
static void
test_media_essential (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'3': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'steps': 20, 'positive': ['4', 0], 'negative': ['4', 1],"
    "  'latent_image': ['4', 2]}},"
    " '4': {'class_type': 'WanFirstLastFrameToVideo', 'inputs': {'positive': ['6', 0], 'negative': ['6', 0],"
    "  'width': 832, 'height': 480, 'length': 33, 'batch_size': 1, 'start_image': ['1', 0], 'end_image': ['2', 0]}},"
    " '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a'}},"
    " '1': {'class_type': 'LoadImage', 'inputs': {'image': 'gone.png'}},"
    " '2': {'class_type': 'LoadImage', 'inputs': {'image': 'gone.png'}},"
    " '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0]}},"
    " '9': {'class_type': 'SaveWEBM', 'inputs': {'images': ['8', 0], 'fps': 16}}}",
    "{'LoadImage': {'input': {'required': {'image': [['here.png'], {'image_upload': true}]}}, 'output': ['IMAGE']},"
    " 'WanFirstLastFrameToVideo': {'input': {'required': {'positive': ['CONDITIONING'], 'width': ['INT'],"
    "   'height': ['INT'], 'length': ['INT']}, 'optional': {'start_image': ['IMAGE'], 'end_image': ['IMAGE']}},"
    "   'output': ['CONDITIONING', 'CONDITIONING', 'LATENT']}}");

  g_assert_cmpint (figment_form_get_mode (form), ==, FIGMENT_MODE_IMAGE_TO_VIDEO);
  g_assert_false (figment_field_get_optional (find_slot (form, "1")));
  g_assert_true (figment_field_get_optional (find_slot (form, "2")));
  g_assert_nonnull (figment_field_get_problem (find_slot (form, "1")));
  g_assert_null (figment_field_get_problem (find_slot (form, "2")));
}

/* What the catalog does not know, and what a result hangs on, stays. */
static void
test_media_prune (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (GRAPH ("a", "b", "c"));
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (classes);
  g_autoptr(FigmentGraphLinks) links = figment_graph_links_new (graph);
  g_autoptr(FigmentGraph) unknown = form_support_graph (
    "{'1': {'class_type': 'LoadImage', 'inputs': {}}, '2': {'class_type': 'New', 'inputs': {'image': ['1', 0]}}}");
  g_autoptr(FigmentGraphLinks) unknown_links = figment_graph_links_new (unknown);
  g_autoptr(FigmentGraph) pruned = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (figment_graph_can_prune (graph, links, catalog, "1"));
  g_assert_true (figment_graph_can_prune (graph, links, catalog, "2"));
  g_assert_false (figment_graph_can_prune (graph, links, catalog, "5"));
  g_assert_false (figment_graph_can_prune (graph, links, catalog, "7"));
  g_assert_false (figment_graph_can_prune (graph, links, catalog, "none"));
  g_assert_false (figment_graph_can_prune (unknown, unknown_links, catalog, "1"));
  pruned = figment_graph_prune (graph, catalog, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_graph_get_n_nodes (pruned), ==, 5);
  g_assert_null (figment_graph_prune (graph, catalog, "5", &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-media/slots", test_media_slots);
  g_test_add_func ("/workflow/form-media/away", test_media_away);
  g_test_add_func ("/workflow/form-media/left-out", test_media_left_out);
  g_test_add_func ("/workflow/form-media/fit", test_media_fit);
  g_test_add_func ("/workflow/form-media/essential", test_media_essential);
  g_test_add_func ("/workflow/form-media/prune", test_media_prune);
  return g_test_run ();
}
