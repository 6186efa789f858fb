/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-graph-layout.h"

static FigmentGraph *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return graph;
}

static const FigmentGraphBox *
find (FigmentGraphLayout *layout,
      const char         *id)
{
  guint n;
  const FigmentGraphBox *boxes = figment_graph_layout_get_boxes (layout, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (boxes[i].node_id, id))
      return &boxes[i];
  g_assert_not_reached ();
}

/* Every line runs to the right but in loops, no two boxes overlap, and all lie within the map. */
static void
check (FigmentGraphLayout *layout,
       gboolean            has_loop)
{
  guint n_boxes, n_lines;
  const FigmentGraphBox *boxes = figment_graph_layout_get_boxes (layout, &n_boxes);
  const FigmentGraphLine *lines = figment_graph_layout_get_lines (layout, &n_lines);

  for (guint i = 0; i < n_lines && !has_loop; i++)
    g_assert_cmpfloat (boxes[lines[i].from].x + FIGMENT_GRAPH_BOX_WIDTH, <, boxes[lines[i].to].x);
  for (guint i = 0; i < n_boxes; i++)
    {
      g_assert_cmpfloat (boxes[i].x, >=, 0);
      g_assert_cmpfloat (boxes[i].y, >=, 0);
      g_assert_cmpfloat (boxes[i].x + FIGMENT_GRAPH_BOX_WIDTH, <=, figment_graph_layout_get_width (layout));
      g_assert_cmpfloat (boxes[i].y + boxes[i].height, <=, figment_graph_layout_get_height (layout));
      for (guint j = 0; j < i; j++)
        if (boxes[i].layer == boxes[j].layer)
          g_assert_true (boxes[i].y + boxes[i].height < boxes[j].y || boxes[j].y + boxes[j].height < boxes[i].y);
    }
}

static void
test_text_to_image (void)
{
  g_autoptr(FigmentGraph) graph =
    parse ("{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a\"}},"
           "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512}},"
           "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"fox\",\"clip\":[\"4\",1]}},"
           "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"4\",1]}},"
           "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"4\",0],\"positive\":[\"6\",0],"
           "\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}},"
           "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
           "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"8\",0]}}}");
  g_autoptr(FigmentGraphLayout) layout = figment_graph_layout_new (graph);
  guint n;

  check (layout, FALSE);
  figment_graph_layout_get_lines (layout, &n);
  g_assert_cmpuint (n, ==, 9);
  g_assert_cmpuint (find (layout, "4")->layer, ==, 0);
  /* It takes nothing, and stands beside what needs it. */
  g_assert_cmpuint (find (layout, "5")->layer, ==, 1);
  g_assert_cmpuint (find (layout, "3")->layer, ==, 2);
  g_assert_cmpuint (find (layout, "9")->layer, ==, 4);
  g_assert_cmpfloat (find (layout, "3")->height, >, find (layout, "9")->height);
}

static void
test_loops (void)
{
  g_autoptr(FigmentGraph) graph = parse ("{\"1\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"3\",0]}},"
                                         "\"2\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"1\",0]}},"
                                         "\"3\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"2\",0]}},"
                                         "\"4\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"4\",0]}},"
                                         "\"5\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"nowhere\",0]}}}");
  g_autoptr(FigmentGraphLayout) layout = figment_graph_layout_new (graph);
  guint n;

  check (layout, TRUE);
  figment_graph_layout_get_boxes (layout, &n);
  g_assert_cmpuint (n, ==, 5);
  figment_graph_layout_get_lines (layout, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (find (layout, "2")->layer, ==, find (layout, "1")->layer + 1);
}

static void
test_single (void)
{
  g_autoptr(FigmentGraph) graph = parse ("{\"1\":{\"class_type\":\"A\",\"inputs\":{}}}");
  g_autoptr(FigmentGraphLayout) layout = figment_graph_layout_new (graph);

  check (layout, FALSE);
  g_assert_cmpfloat (figment_graph_layout_get_width (layout), ==, FIGMENT_GRAPH_BOX_WIDTH);
  g_assert_cmpfloat (figment_graph_layout_get_height (layout), ==, find (layout, "1")->height);
}

/* A chain as long as any file, and a fan: neither recursion nor a layer with many boxes may break it. */
static void
test_large (void)
{
  g_autoptr(GString) text = g_string_new ("{\"0\":{\"class_type\":\"A\",\"inputs\":{}}");
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentGraphLayout) layout = NULL;

  for (guint i = 1; i < 2000; i++)
    g_string_append_printf (text, ",\"%u\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"%u\",0]}}", i,
                            i < 1500 ? i - 1 : i % 3);
  g_string_append_c (text, '}');
  graph = parse (text->str);
  layout = figment_graph_layout_new (graph);
  check (layout, FALSE);
  g_assert_cmpuint (find (layout, "1499")->layer, ==, 1499);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-layout/text-to-image", test_text_to_image);
  g_test_add_func ("/graph-layout/loops", test_loops);
  g_test_add_func ("/graph-layout/single", test_single);
  g_test_add_func ("/graph-layout/large", test_large);
  return g_test_run ();
}
