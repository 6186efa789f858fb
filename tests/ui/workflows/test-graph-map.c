/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The map of a workflow. Needs a display and is skipped (77) without one. "test-graph-map --show FILE" shows the map of
 * a workflow in API format and stays open, to be looked at.
 */

#include "form-support.h"
#include "ui/workflows/figment-graph-map.h"
#include "ui/workflows/figment-graph-node.h"
#include "widget-support.h"

typedef struct
{
  GtkWindow       *window;
  FigmentGraphMap *map;
  FigmentForm     *form;
  GString         *activated;
} Fixture;

static void
node_activated_cb (FigmentGraphMap *map,
                   const char      *node_id,
                   Fixture         *fixture)
{
  g_string_append_printf (fixture->activated, "%s ", node_id);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->form = form_support_form (form_support_plain, NULL);
  fixture->map = FIGMENT_GRAPH_MAP (figment_graph_map_new ());
  fixture->activated = g_string_new (NULL);
  g_signal_connect (fixture->map, "node-activated", G_CALLBACK (node_activated_cb), fixture);
  figment_graph_map_set_form (fixture->map, fixture->form);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->map));
  fixture->window = widget_support_present (scroller, 600, 400);
  widget_support_draw (fixture->window, 2);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->form);
  g_string_free (fixture->activated, TRUE);
}

static GtkWidget *
find (Fixture    *fixture,
      const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->map)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (figment_graph_node_get_id (FIGMENT_GRAPH_NODE (child)), id))
      return child;
  g_assert_not_reached ();
}

static void
get_bounds (Fixture         *fixture,
            const char      *id,
            graphene_rect_t *bounds)
{
  g_assert_true (gtk_widget_compute_bounds (find (fixture, id), GTK_WIDGET (fixture->map), bounds));
}

/* Fitted to the window: all is seen, what feeds is left of what is fed. */
static void
test_fit (Fixture       *fixture,
          gconstpointer  user_data)
{
  graphene_rect_t loader, sampler, output;
  const graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (GTK_WIDGET (fixture->map)),
                                                   (float) gtk_widget_get_height (GTK_WIDGET (fixture->map)));

  get_bounds (fixture, "4", &loader);
  get_bounds (fixture, "3", &sampler);
  get_bounds (fixture, "9", &output);
  g_assert_cmpfloat (loader.origin.x + loader.size.width, <, sampler.origin.x);
  g_assert_cmpfloat (sampler.origin.x + sampler.size.width, <, output.origin.x);
  g_assert_true (graphene_rect_contains_rect (&view, &loader));
  g_assert_true (graphene_rect_contains_rect (&view, &output));
}

/* The colours say what the form uses a node for, and screen readers hear it. */
static void
test_marks (Fixture       *fixture,
            gconstpointer  user_data)
{
  FigmentField *prompt = figment_form_get_role_field (fixture->form, FIGMENT_ROLE_POSITIVE);

  g_assert_true (gtk_widget_has_css_class (find (fixture, "6"), "words"));
  g_assert_true (gtk_widget_has_css_class (find (fixture, "3"), "sampling"));
  g_assert_true (gtk_widget_has_css_class (find (fixture, "5"), "size"));
  g_assert_true (gtk_widget_has_css_class (find (fixture, "9"), "output"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (find (fixture, "6")), figment_field_get_label (prompt)));

  figment_graph_map_light (fixture->map, prompt);
  g_assert_true (gtk_widget_has_css_class (find (fixture, "6"), "lit"));
  g_assert_false (gtk_widget_has_css_class (find (fixture, "3"), "lit"));
  figment_graph_map_light (fixture->map, NULL);
  g_assert_false (gtk_widget_has_css_class (find (fixture, "6"), "lit"));
}

/* Zoomed, the middle of the view stays where it is, and what is lit comes into view. */
static void
test_zoom (Fixture       *fixture,
           gconstpointer  user_data)
{
  const graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (GTK_WIDGET (fixture->map)),
                                                   (float) gtk_widget_get_height (GTK_WIDGET (fixture->map)));
  graphene_rect_t sampler, before, after;

  figment_graph_map_set_zoom (fixture->map, 1.5);
  figment_graph_map_light (fixture->map, figment_form_get_role_field (fixture->form, FIGMENT_ROLE_SEED));
  widget_support_draw (fixture->window, 2);
  get_bounds (fixture, "3", &sampler);
  g_assert_true (graphene_rect_contains_rect (&view, &sampler));
  g_assert_cmpfloat (sampler.size.width, ==, 1.5f * 180);

  get_bounds (fixture, "3", &before);
  figment_graph_map_set_zoom (fixture->map, 1.2);
  widget_support_draw (fixture->window, 2);
  get_bounds (fixture, "3", &after);
  g_assert_cmpfloat_with_epsilon ((before.origin.x - view.size.width / 2) / 1.5,
                                  (after.origin.x - view.size.width / 2) / 1.2, 2);
}

/* Arrow keys go from node to node, also to those out of view; Return is a click. */
static void
test_keys (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWidget *map = GTK_WIDGET (fixture->map);

  figment_graph_map_set_zoom (fixture->map, 2);
  gtk_window_set_focus (fixture->window, NULL);
  g_assert_true (gtk_widget_child_focus (map, GTK_DIR_TAB_FORWARD));
  for (guint i = 0; i < 8; i++)
    {
      gtk_widget_child_focus (map, GTK_DIR_RIGHT);
      widget_support_draw (fixture->window, 2);
    }
  g_assert_true (gtk_widget_is_focus (find (fixture, "9")));
  g_assert_true (gtk_widget_get_mapped (find (fixture, "9")));
  g_assert_true (gtk_widget_activate_action (find (fixture, "9"), "node.activate", NULL));
  g_assert_cmpstr (fixture->activated->str, ==, "9 ");
  gtk_widget_child_focus (map, GTK_DIR_LEFT);
  g_assert_false (gtk_widget_is_focus (find (fixture, "9")));
  g_assert_false (gtk_widget_child_focus (map, GTK_DIR_TAB_FORWARD));
}

static void
decide (Fixture    *fixture,
        const char *json)
{
  g_autoptr(GError) error = NULL;

  figment_form_set_mapping (fixture->form, json, &error);
  g_assert_no_error (error);
  figment_graph_map_mark (fixture->map);
}

/* What a repair leaves as it was stays on the map, and the keyboard with it. */
static void
test_repaired (Fixture       *fixture,
               gconstpointer  user_data)
{
  GtkWidget *sampler = find (fixture, "3"), *output = find (fixture, "9");

  gtk_widget_grab_focus (sampler);
  decide (fixture,
          "{\"version\":1,\"repairs\":[{\"do\":\"set\",\"node\":\"3\",\"input\":\"steps\",\"value\":7}]}");
  g_assert_true (find (fixture, "3") == sampler);
  g_assert_true (gtk_widget_is_focus (sampler));
  decide (fixture, "{\"version\":1,\"repairs\":[{\"do\":\"remove\",\"node\":\"4\"}]}");
  g_assert_true (find (fixture, "9") == output);
  g_assert_true (gtk_widget_is_focus (sampler));
  decide (fixture, "{\"version\":1,\"repairs\":[{\"do\":\"remove\",\"node\":\"3\"}]}");
  widget_support_draw (fixture->window, 2);
  g_assert_true (FIGMENT_IS_GRAPH_NODE (gtk_window_get_focus (fixture->window)));
  decide (fixture, NULL);
  g_assert_true (gtk_widget_has_css_class (find (fixture, "3"), "sampling"));
  g_assert_true (find (fixture, "9") == output);
}

static G_NORETURN void
show (const char *path)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *map = figment_graph_map_new ();
  g_autofree char *text = NULL;
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();
  g_autoptr(GError) error = NULL;
  gsize length;
  gint64 started;

  if (!g_file_get_contents (path, &text, &length, &error)
      || (graph = figment_graph_parse (text, length, &error)) == NULL)
    g_error ("%s", error->message);
  gtk_css_provider_load_from_resource (style, "/io/github/figment_app/Figment/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style), 600);
  form = figment_form_new (graph, NULL);
  started = g_get_monotonic_time ();
  figment_graph_map_set_form (FIGMENT_GRAPH_MAP (map), form);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), map);
  widget_support_draw (widget_support_present (scroller, 1000, 700), 1);
  g_print ("%u nodes, shown after %.1f ms\n", figment_graph_get_n_nodes (graph),
           (g_get_monotonic_time () - started) / 1000.0);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  if (argc == 3 && g_str_equal (argv[1], "--show"))
    show (argv[2]);
  add ("/graph-map/fit", test_fit);
  add ("/graph-map/marks", test_marks);
  add ("/graph-map/zoom", test_zoom);
  add ("/graph-map/keys", test_keys);
  add ("/graph-map/repaired", test_repaired);
  return widget_support_run ();
}
