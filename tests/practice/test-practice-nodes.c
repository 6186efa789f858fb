/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "practice-graph.h"
#include "practice/figment-practice-nodes-private.h"

static JsonObject *
get_class (JsonNode   *catalog,
           const char *name)
{
  return figment_json_get_object (figment_json_to_object (catalog), name);
}

/* The options of input @name, old and new style alike. */
static JsonArray *
get_choices (JsonNode   *catalog,
             const char *class_type,
             const char *name)
{
  JsonObject *input = figment_json_get_object (get_class (catalog, class_type), "input");
  JsonArray *spec = figment_json_get_array (figment_json_get_object (input, "required"), name);
  JsonArray *list = figment_json_to_array (json_array_get_element (spec, 0));

  if (list != NULL)
    return list;
  return figment_json_get_array (figment_json_to_object (json_array_get_element (spec, 1)), "options");
}

static void
test_catalog_shape (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(JsonNode) catalog = NULL;
  g_autofree char *picture = NULL, *video = NULL, *text = NULL;
  JsonArray *images;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;

  practice_graph_init (&run);
  picture = g_build_filename (run.input_dir, "b.PNG", NULL);
  video = g_build_filename (run.input_dir, "clip.mp4", NULL);
  text = g_build_filename (run.input_dir, "note.txt", NULL);
  g_assert_true (g_file_set_contents (picture, "x", 1, NULL));
  g_assert_true (g_file_set_contents (video, "x", 1, NULL));
  g_assert_true (g_file_set_contents (text, "x", 1, NULL));

  catalog = figment_practice_nodes_object_info (run.input_dir);
  json_object_iter_init (&iter, figment_json_to_object (catalog));
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonObject *class = figment_json_to_object (node);
      JsonArray *output = figment_json_get_array (class, "output");

      n++;
      g_assert_cmpstr (figment_json_get_string (class, "name"), ==, name);
      g_assert_nonnull (figment_json_get_object (class, "input"));
      g_assert_nonnull (figment_json_get_object (class, "input_order"));
      g_assert_nonnull (output);
      g_assert_cmpuint (json_array_get_length (output), ==,
                        json_array_get_length (figment_json_get_array (class, "output_name")));
    }
  g_assert_cmpuint (n, >=, 45);
  images = get_choices (catalog, "LoadImage", "image");
  g_assert_cmpuint (json_array_get_length (images), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (images, 0), ==, "b.PNG");
  g_assert_cmpstr (json_array_get_string_element (get_choices (catalog, "LoadVideo", "file"), 0), ==, "clip.mp4");
  g_assert_cmpuint (json_array_get_length (get_choices (catalog, "CheckpointLoaderSimple", "ckpt_name")), >, 3);
  g_assert_cmpuint (json_array_get_length (get_choices (catalog, "TripleCLIPLoader", "clip_name1")), >, 3);
}

/* No mark of the stored catalog may reach a client. */
static void
test_catalog_filled (void)
{
  g_autoptr(JsonNode) catalog = figment_practice_nodes_object_info (NULL);
  g_autofree char *text = figment_json_write (catalog, FIGMENT_JSON_WRITE_COMPACT, NULL);

  g_assert_null (strstr (text, "\"@"));
  g_assert_nonnull (strstr (text, "18446744073709551615"));
}

/* What is recorded of the real server: the same classes have the same inputs, in the same order, and outputs. */
static void
test_catalog_recorded (void)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "/nowhere", "fixtures", "comfyui", "12-endpoints",
                                            "object_info.json.gz", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GInputStream) raw = (GInputStream *) g_file_read (file, NULL, NULL);
  g_autoptr(GConverter) gunzip = (GConverter *) g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) stream = raw != NULL ? g_converter_input_stream_new (raw, gunzip) : NULL;
  g_autoptr(GBytes) bytes = stream != NULL ? g_input_stream_read_bytes (stream, 8 * 1024 * 1024, NULL, NULL) : NULL;
  g_autoptr(JsonNode) recorded = NULL, catalog = figment_practice_nodes_object_info (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (bytes == NULL)
    {
      g_test_skip ("the recorded catalog is not here");
      return;
    }
  recorded = figment_json_parse_bytes (bytes, NULL);
  json_object_iter_init (&iter, figment_json_to_object (catalog));
  while (json_object_iter_next (&iter, &name, &node))
    {
      static const char *const members[] = { "input_order", "output", "output_name", "output_is_list", "output_node" };
      JsonObject *theirs = get_class (recorded, name);

      /* Comes from a file beside the core, which the recorded server did not have. */
      if (g_str_equal (name, "SaveImageWebsocket"))
        continue;
      g_assert_nonnull (theirs);
      for (guint i = 0; i < G_N_ELEMENTS (members); i++)
        g_assert_true (json_node_equal (figment_json_get (figment_json_to_object (node), members[i]),
                                        figment_json_get (theirs, members[i])));
    }
}

/* Where a value of each type may come from. */
static const struct
{
  const char *type;
  const char *class_type;
  guint       slot;
} makers[] = {
  { "MODEL", "CheckpointLoaderSimple", 0 }, { "CLIP", "CheckpointLoaderSimple", 1 },
  { "VAE", "CheckpointLoaderSimple", 2 },   { "CLIP_VISION", "CLIPVisionLoader", 0 },
  { "CONTROL_NET", "ControlNetLoader", 0 }, { "UPSCALE_MODEL", "UpscaleModelLoader", 0 },
  { "CONDITIONING", "CLIPTextEncode", 0 },  { "CLIP_VISION_OUTPUT", "CLIPVisionEncode", 0 },
  { "LATENT", "EmptyLatentImage", 0 },      { "IMAGE", "LoadImage", 0 },
  { "MASK", "LoadImage", 1 },               { "VIDEO", "CreateVideo", 0 },
  { "SIGMAS", "BasicScheduler", 0 },        { "SAMPLER", "KSamplerSelect", 0 },
  { "GUIDER", "CFGGuider", 0 },             { "NOISE", "RandomNoise", 0 },
  { "*", "PrimitiveInt", 0 },
};

static const char *add_node (JsonNode   *catalog,
                             JsonObject *graph,
                             const char *class_type);

/* A literal or a link for one input; small numbers, so that it is quick. */
static JsonNode *
make_input (JsonNode   *catalog,
            JsonObject *graph,
            const char *name,
            JsonArray  *spec)
{
  const char *type = figment_json_to_string (json_array_get_element (spec, 0));
  JsonObject *options =
      json_array_get_length (spec) > 1 ? figment_json_to_object (json_array_get_element (spec, 1)) : NULL;
  JsonArray *list = type == NULL ? figment_json_to_array (json_array_get_element (spec, 0))
                                 : g_str_equal (type, "COMBO") ? figment_json_get_array (options, "options") : NULL;
  JsonNode *node;

  if (list != NULL)
    return figment_json_copy (json_array_get_element (list, 0));
  if (g_str_equal (type, "STRING"))
    return figment_json_string_new ("every/node");
  if (g_str_equal (type, "INT") || g_str_equal (type, "FLOAT") || g_str_equal (type, "BOOLEAN"))
    {
      if (g_str_equal (name, "width") || g_str_equal (name, "height"))
        return figment_json_uint64_new (64);
      if (strstr (name, "length") != NULL || g_str_equal (name, "video_frames"))
        return figment_json_uint64_new (9);
      return options != NULL && json_object_has_member (options, "default")
                 ? json_object_dup_member (options, "default")
                 : figment_json_uint64_new (1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    if (g_str_equal (makers[i].type, type))
      {
        JsonArray *link = json_array_new ();

        json_array_add_string_element (link, add_node (catalog, graph, makers[i].class_type));
        json_array_add_int_element (link, makers[i].slot);
        node = json_node_new (JSON_NODE_ARRAY);
        json_node_take_array (node, link);
        return node;
      }
  g_error ("nothing makes %s", type);
}

/* Adds a node with all its inputs, optional ones but sound as well. Returns: its id, which is its class */
static const char *
add_node (JsonNode   *catalog,
          JsonObject *graph,
          const char *class_type)
{
  static const char *const sections[] = { "required", "optional" };
  JsonObject *input = figment_json_get_object (get_class (catalog, class_type), "input");
  JsonObject *node, *inputs;

  if (json_object_has_member (graph, class_type))
    return class_type;
  node = json_object_new ();
  inputs = json_object_new ();
  json_object_set_object_member (graph, class_type, node);
  json_object_set_string_member (node, "class_type", class_type);
  json_object_set_object_member (node, "inputs", inputs);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      JsonObject *section = figment_json_get_object (input, sections[i]);
      JsonObjectIter iter;
      const char *name;
      JsonNode *spec;

      if (section == NULL)
        continue;
      json_object_iter_init (&iter, section);
      while (json_object_iter_next (&iter, &name, &spec))
        if (!g_str_equal (name, "audio"))
          json_object_set_member (inputs, name, make_input (catalog, graph, name, figment_json_to_array (spec)));
    }
  return class_type;
}

static void
write_picture (const char *path,
               guint       width,
               guint       height)
{
  const gsize size = (gsize) width * height * 3;
  g_autofree guint8 *rgb = g_malloc (size);
  g_autoptr(GBytes) png = NULL;

  for (gsize i = 0; i < size; i++)
    rgb[i] = i / 3 % width * 255 / width;
  png = figment_practice_encode_png (rgb, width, height, NULL, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
}

/* Runs each class of the catalog: all are known, and give as many outputs, of the types, as the catalog says. */
static void
test_every_class (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(JsonNode) catalog = NULL;
  g_autofree char *picture = NULL, *video = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  practice_graph_init (&run);
  picture = g_build_filename (run.input_dir, "a.png", NULL);
  video = g_build_filename (run.input_dir, "a.webm", NULL);
  write_picture (picture, 48, 32);
  g_assert_true (g_file_set_contents (video, "x", 1, NULL));
  catalog = figment_practice_nodes_object_info (run.input_dir);
  json_object_iter_init (&iter, figment_json_to_object (catalog));
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonObject *graph = json_object_new ();
      g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), graph);
      JsonArray *types = figment_json_get_array (figment_json_to_object (node), "output");
      g_autofree char *text = NULL;
      g_autoptr(JsonNode) ui = NULL;
      g_autoptr(GError) error = NULL;
      GPtrArray *outputs;

      add_node (catalog, graph, name);
      json_object_unref (graph);
      text = figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
      practice_graph_run (&run, text, name, &ui, &error);
      g_test_message ("%s", name);
      g_assert_no_error (error);
      outputs = g_hash_table_lookup (run.results, name);
      g_assert_cmpuint (outputs->len, ==, json_array_get_length (types));
      for (guint i = 0; i < outputs->len; i++)
        g_assert_cmpstr (figment_practice_value_type_name (g_ptr_array_index (outputs, i)), ==,
                         json_array_get_string_element (types, i));
      if (figment_json_get_boolean (figment_json_to_object (node), "output_node", FALSE)
          && !g_str_equal (name, "SaveImageWebsocket"))
        g_assert_nonnull (ui);
    }
}

static void
test_unknown_class (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(GError) error = NULL;

  practice_graph_init (&run);
  g_assert_false (practice_graph_run (&run, "{\"1\":{\"class_type\":\"Nope\",\"inputs\":{}}}", "1", NULL, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "KeyError");
}

static void
test_missing_link (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(GError) error = NULL;

  practice_graph_init (&run);
  g_assert_false (practice_graph_run (&run, "{\"1\":{\"class_type\":\"VAEDecode\",\"inputs\":{}}}", "1", NULL, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "TypeError");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/nodes/catalog/shape", test_catalog_shape);
  g_test_add_func ("/practice/nodes/catalog/filled", test_catalog_filled);
  g_test_add_func ("/practice/nodes/catalog/recorded", test_catalog_recorded);
  g_test_add_func ("/practice/nodes/every-class", test_every_class);
  g_test_add_func ("/practice/nodes/unknown-class", test_unknown_class);
  g_test_add_func ("/practice/nodes/missing-link", test_missing_link);
  return g_test_run ();
}
