/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/gst.h>
#include <string.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "practice-graph.h"
#include "practice/figment-practice-nodes-bytes.h"
#include "practice/figment-practice-nodes-private.h"

/* A graph that paints %d frames of %d × %d and hands them to node "9", whose class and further inputs follow. */
#define GRAPH                                                                                                          \
  "{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"practice-sd15.safetensors\"}},"       \
  "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"batch_size\":%d,\"width\":%d,\"height\":%d}},"             \
  "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"f\xc3\xbc\x72 "                                     \
  "\xf0\x9f\x8e\xa8\",\"clip\":[\"4\",1]}},"                                                                           \
  "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":18446744073709551615,\"steps\":2,\"cfg\":7.0,"              \
  "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],\"positive\":[\"6\",0],"    \
  "\"negative\":[\"6\",0],\"latent_image\":[\"5\",0]}},"                                                               \
  "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"                         \
  "\"7\":{\"class_type\":\"CreateVideo\",\"inputs\":{\"images\":[\"8\",0],\"fps\":8.0}},"                              \
  "\"9\":{\"class_type\":\"%s\",\"inputs\":{%s}}}"

static char *
make_graph (guint       n_frames,
            guint       width,
            guint       height,
            const char *class_type,
            const char *inputs)
{
  return g_strdup_printf (GRAPH, n_frames, width, height, class_type, inputs);
}

/* One still of 64 × 64 saved under @prefix. Returns: (transfer full): the names of the files, with their folders */
static GPtrArray *
save_still (PracticeGraph *run,
            const char    *prefix)
{
  g_autofree char *inputs = g_strdup_printf ("\"images\":[\"8\",0],\"filename_prefix\":\"%s\"", prefix);
  g_autofree char *graph = make_graph (1, 64, 64, "SaveImage", inputs);

  return practice_graph_save (run, graph, "9");
}

static void
assert_saved_as (PracticeGraph *run,
                 const char    *prefix,
                 const char    *expected)
{
  g_autoptr(GPtrArray) paths = save_still (run, prefix);
  g_autofree char *path = g_build_filename (run->output_dir, expected, NULL);

  g_assert_cmpuint (paths->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (paths, 0), ==, path);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
touch (PracticeGraph *run,
       const char    *name)
{
  g_autofree char *path = g_build_filename (run->output_dir, name, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
test_counter (void)
{
  g_auto(PracticeGraph) run = { 0 };

  practice_graph_init (&run);
  assert_saved_as (&run, "a", "a_00001_.png");
  assert_saved_as (&run, "a", "a_00002_.png");
  /* All extensions count together; other prefixes and other forms of number do not count. */
  touch (&run, "a_00017_.webp");
  touch (&run, "a_00090.png");
  touch (&run, "ab_00099_.png");
  touch (&run, "a_x_00099_.png");
  assert_saved_as (&run, "a", "a_00018_.png");
  assert_saved_as (&run, "b", "b_00001_.png");
}

static void
test_prefix (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *year = NULL, *expected = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  practice_graph_init (&run);
  assert_saved_as (&run, "deep/er/%width%x%height%", "deep/er/64x64_00001_.png");
  assert_saved_as (&run, "x%batch_num%y", "x0y_00001_.png");
  assert_saved_as (&run, "stays %date:yyyy%", "stays %date:yyyy%_00001_.png");
  assert_saved_as (&run, "in/../out", "out_00001_.png");
  assert_saved_as (&run, "trailing/", "trailing_00001_.png");
  year = g_date_time_format (now, "%Y");
  expected = g_strdup_printf ("%s_00001_.png", year);
  assert_saved_as (&run, "%year%", expected);
}

static void
test_prefix_hostile (void)
{
  static const char *const prefixes[] = { "../x", "/etc/x", "a/../../x", "..", "", ".", "a/.." };
  g_auto(PracticeGraph) run = { 0 };

  practice_graph_init (&run);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *inputs
        = g_strdup_printf ("\"images\":[\"8\",0],\"filename_prefix\":\"%s\"", prefixes[i]);
      g_autofree char *graph = make_graph (1, 64, 64, "SaveImage", inputs);
      g_autoptr(GError) error = NULL;

      g_assert_false (practice_graph_run (&run, graph, "9", NULL, &error));
      g_assert_cmpstr (g_quark_to_string (error->domain), ==, "Exception");
    }
}

static void
test_batch (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph
    = make_graph (3, 64, 64, "SaveImage", "\"images\":[\"8\",0],\"filename_prefix\":\"s/%batch_num%\"");
  g_autoptr(JsonNode) ui = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  practice_graph_init (&run);
  practice_graph_run (&run, graph, "9", &ui, &error);
  g_assert_no_error (error);
  text = figment_json_write (ui, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (text, ==,
                   "{\"images\":[{\"filename\":\"0_00001_.png\",\"subfolder\":\"s\",\"type\":\"output\"},"
                   "{\"filename\":\"1_00002_.png\",\"subfolder\":\"s\",\"type\":\"output\"},"
                   "{\"filename\":\"2_00003_.png\",\"subfolder\":\"s\",\"type\":\"output\"}]}");
}

static void
test_preview_image (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (2, 64, 64, "PreviewImage", "\"images\":[\"8\",0]");
  g_autoptr(GPtrArray) paths = NULL;
  g_autofree char *name = NULL;

  practice_graph_init (&run);
  paths = practice_graph_save (&run, graph, "9");
  g_assert_cmpuint (paths->len, ==, 2);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (paths, 0), run.temp_dir));
  name = g_path_get_basename (g_ptr_array_index (paths, 1));
  g_assert_true (g_regex_match_simple ("^ComfyUI_temp_[a-z]{5}_00002_\\.png$", name, 0, 0));
}

/* In the mood for it, each preview is more than a megabyte, and another one than the last. */
static void
test_flood (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (1, 64, 64, "PreviewImage", "\"images\":[\"8\",0]");
  g_autoptr(GPtrArray) paths = NULL;

  practice_graph_init (&run);
  run.context.preview_size = 512;
  run.context.flood = TRUE;
  paths = practice_graph_save (&run, graph, "9");
  g_assert_cmpuint (run.previews->len, >=, 2);
  for (guint i = 0; i < run.previews->len; i++)
    g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (run.previews, i)), >=, 1000000);
  g_assert_false (g_bytes_equal (g_ptr_array_index (run.previews, 0), g_ptr_array_index (run.previews, 1)));
}

/* The chunks of a PNG: "IHDR tEXt:prompt tEXt:workflow IDAT IEND"; the text of @wanted in @text. */
static char *
list_chunks (const guint8  *data,
             gsize          size,
             const char    *wanted,
             char         **text)
{
  GString *list = g_string_new (NULL);

  for (gsize at = 8; at + 12 <= size;)
    {
      const guint32 length = figment_practice_read_be32 (data + at);
      const char *content = (const char *) data + at + 8;
      g_autofree char *type = g_strndup ((const char *) data + at + 4, 4);

      g_assert_cmpuint (length, <=, size - at - 12);
      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", type);
      if (g_str_equal (type, "tEXt") || g_str_equal (type, "comf"))
        {
          g_string_append_printf (list, ":%s", content);
          if (g_strcmp0 (content, wanted) == 0)
            *text = g_strndup (content + strlen (content) + 1, length - strlen (content) - 1);
        }
      at += length + 12;
    }
  return g_string_free (list, FALSE);
}

static gboolean
contains (gconstpointer data,
          gsize         size,
          const char   *text)
{
  const gsize length = strlen (text);

  for (gsize at = 0; at + length <= size; at++)
    if (memcmp ((const char *) data + at, text, length) == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
make_extra (void)
{
  JsonObject *extra = json_object_new (), *workflow = json_object_new ();

  json_object_set_string_member (workflow, "id", "\xc3\xa4");
  json_object_set_object_member (extra, "workflow", workflow);
  return extra;
}

static void
test_png_texts (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(JsonObject) extra = make_extra ();
  g_autoptr(GPtrArray) paths = NULL;
  g_autoptr(JsonNode) prompt = NULL;
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL, *chunks = NULL, *text = NULL;
  JsonObject *node;
  guint64 seed;
  gsize size;

  practice_graph_init (&run);
  run.context.extra_pnginfo = extra;
  paths = save_still (&run, "a");
  g_assert_true (g_file_get_contents (g_ptr_array_index (paths, 0), &contents, &size, NULL));
  chunks = list_chunks ((const guint8 *) contents, size, "prompt", &text);
  g_assert_true (g_str_has_prefix (chunks, "IHDR tEXt:prompt tEXt:workflow "));
  g_assert_true (g_str_has_suffix (chunks, " IDAT IEND"));
  g_assert_true (g_str_is_ascii (text));

  prompt = figment_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  node = figment_json_get_object (figment_json_get_object (figment_json_to_object (prompt), "3"), "inputs");
  g_assert_true (figment_json_to_uint64 (figment_json_get (node, "seed"), &seed));
  g_assert_true (seed == G_MAXUINT64);
  node = figment_json_get_object (figment_json_get_object (figment_json_to_object (prompt), "6"), "inputs");
  g_assert_cmpstr (figment_json_get_string (node, "text"), ==, "f\xc3\xbcr \xf0\x9f\x8e\xa8");

  /* libpng checks the sums of the chunks. */
  pixbuf = gdk_pixbuf_new_from_file (g_ptr_array_index (paths, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 64);
  g_assert_cmpstr (gdk_pixbuf_get_option (pixbuf, "tEXt::workflow"), ==, "{\"id\":\"\\u00e4\"}");
}

/* Runs a LoadImage of @name. Returns: (transfer full) (nullable): the type of the error */
static char *
load (PracticeGraph *run,
      const char    *name)
{
  g_autofree char *graph
    = g_strdup_printf ("{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"%s\"}}}", name);
  g_autoptr(GError) error = NULL;

  if (practice_graph_run (run, graph, "1", NULL, &error))
    return NULL;
  return g_strdup (g_quark_to_string (error->domain));
}

static void
test_apng (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (
      3, 64, 32, "SaveAnimatedPNG", "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"fps\":6.0,\"compress_level\":4");
  g_autoptr(GPtrArray) paths = NULL;
  g_autofree char *contents = NULL, *chunks = NULL, *text = NULL, *problem = NULL;
  gsize size;

  practice_graph_init (&run);
  paths = practice_graph_save (&run, graph, "9");
  g_assert_true (g_file_get_contents (g_ptr_array_index (paths, 0), &contents, &size, NULL));
  chunks = list_chunks ((const guint8 *) contents, size, "prompt", &text);
  g_assert_cmpstr (chunks, ==, "IHDR acTL fcTL IDAT fcTL fdAT fcTL fdAT comf:prompt IEND");
  problem = load (&run, "a_00001_.png [output]");
  g_assert_null (problem);
}

static void
check_webp (guint       n_frames,
            const char *expected_ui,
            gboolean    prefixed)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph
    = make_graph (n_frames, 64, 48, "SaveAnimatedWEBP",
                  "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"fps\":8.0,\"lossless\":false,\"quality\":80,"
                  "\"method\":\"default\"");
  g_autoptr(JsonObject) extra = make_extra ();
  g_autoptr(JsonNode) ui = NULL;
  g_autofree char *path = NULL, *contents = NULL, *text = NULL;
  WebPChunkIterator exif;
  WebPDemuxer *demuxer;
  WebPData data;

  practice_graph_init (&run);
  run.context.extra_pnginfo = extra;
  g_assert_true (practice_graph_run (&run, graph, "9", &ui, NULL));
  text = figment_json_write (ui, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (text, ==, expected_ui);
  path = g_build_filename (run.output_dir, "a_00001_.webp", NULL);
  g_assert_true (g_file_get_contents (path, &contents, &data.size, NULL));
  data.bytes = (const guint8 *) contents;
  demuxer = WebPDemux (&data);
  g_assert_nonnull (demuxer);
  g_assert_cmpuint (WebPDemuxGetI (demuxer, WEBP_FF_FRAME_COUNT), ==, n_frames);
  g_assert_cmpuint (WebPDemuxGetI (demuxer, WEBP_FF_CANVAS_WIDTH), ==, 64);
  g_assert_cmpuint (WebPDemuxGetI (demuxer, WEBP_FF_CANVAS_HEIGHT), ==, 48);
  g_assert_true (WebPDemuxGetChunk (demuxer, "EXIF", 1, &exif));
  g_assert_cmpint (memcmp (exif.chunk.bytes, "Exif\0\0MM\0*", 10) == 0, ==, prefixed);
  g_assert_cmpint (memcmp (exif.chunk.bytes, "MM\0*", 4) == 0, ==, !prefixed);
  g_assert_true (contains (exif.chunk.bytes, exif.chunk.size, "prompt:{"));
  g_assert_true (contains (exif.chunk.bytes, exif.chunk.size, "workflow:{\"id\""));
  WebPDemuxReleaseChunkIterator (&exif);
  WebPDemuxDelete (demuxer);
}

static void
test_webp (void)
{
  check_webp (5, "{\"images\":[{\"filename\":\"a_00001_.webp\",\"subfolder\":\"\",\"type\":\"output\"}],"
                 "\"animated\":[true]}", TRUE);
}

static void
test_webp_single (void)
{
  check_webp (1, "{\"images\":[{\"filename\":\"a_00001_.webp\",\"subfolder\":\"\",\"type\":\"output\"}]}", FALSE);
}

static gboolean
has_element (const char *name)
{
  g_autoptr(GstElementFactory) factory = NULL;

  gst_init (NULL, NULL);
  factory = gst_element_factory_find (name);
  return factory != NULL;
}

/* Saves a clip of 9 frames, 72 × 56 px, and plays it back: as many frames, and the same ones. */
static void
check_video (const char *class_type,
             const char *inputs,
             const char *name,
             const char *tag)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (9, 72, 56, class_type, inputs), *path = NULL, *contents = NULL, *text = NULL;
  g_autoptr(FigmentPracticeFrames) frames = NULL;
  g_autoptr(JsonNode) ui = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *painted = g_malloc (72 * 56 * 3), *played = g_malloc (72 * 56 * 3);
  FigmentPracticeCall call = { .context = &run.context };
  FigmentPracticeValue *source;
  double fps, sum = 0;
  gsize size;

  practice_graph_init (&run);
  practice_graph_run (&run, graph, "9", &ui, &error);
  g_assert_no_error (error);
  text = figment_json_write (ui, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_true (g_str_has_suffix (text, ",\"animated\":[true]}"));
  path = g_build_filename (run.output_dir, name, NULL);
  frames = figment_practice_decode_video (&call, path, &fps, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_practice_frames_get_n (frames), ==, 9);
  g_assert_cmpuint (figment_practice_frames_get_width (frames), ==, 72);
  g_assert_cmpuint (figment_practice_frames_get_height (frames), ==, 56);
  g_assert_cmpfloat_with_epsilon (fps, 8, 0.01);

  source = g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (run.results, "8"), 0);
  figment_practice_frames_render (source->frames, 4, painted);
  figment_practice_frames_render (frames, 4, played);
  for (guint i = 0; i < 72 * 56 * 3; i++)
    sum += ABS (painted[i] - played[i]);
  g_assert_cmpfloat (sum / (72 * 56 * 3), <, 12);

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_true (contains (contents, size, tag));
  g_assert_true (contains (contents, size, "18446744073709551615"));
}

static void
test_webm (void)
{
  if (!has_element ("vp9enc") || !has_element ("vp9dec"))
    g_test_skip ("GStreamer has no VP9 here");
  else
    check_video ("SaveWEBM",
                 "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"codec\":\"vp9\",\"fps\":8.0,\"crf\":20.0",
                 "a_00001_.webm", "PROMPT");
}

static void
test_mp4 (void)
{
  if (!has_element ("mp4mux"))
    g_test_skip ("GStreamer has no MP4 here");
  else
    check_video ("SaveVideo",
                 "\"video\":[\"7\",0],\"filename_prefix\":\"video/a\",\"format\":\"auto\",\"codec\":\"auto\"",
                 "video/a_00001_.mp4", "mdtaprompt");
}

static void
test_video_back (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (5, 64, 64, "SaveWEBM",
                                       "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"codec\":\"vp9\",\"fps\":8.0,"
                                       "\"crf\":20.0");
  g_autoptr(GPtrArray) paths = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *outputs;

  if (!has_element ("vp9enc") || !has_element ("vp9dec"))
    {
      g_test_skip ("GStreamer has no VP9 here");
      return;
    }
  practice_graph_init (&run);
  paths = practice_graph_save (&run, graph, "9");
  practice_graph_run (&run,
                      "{\"1\":{\"class_type\":\"LoadVideo\",\"inputs\":{\"file\":\"a_00001_.webm [output]\"}},"
                      "\"2\":{\"class_type\":\"GetVideoComponents\",\"inputs\":{\"video\":[\"1\",0]}}}",
                      "2", NULL, &error);
  g_assert_no_error (error);
  outputs = g_hash_table_lookup (run.results, "2");
  g_assert_cmpuint (figment_practice_frames_get_n (((FigmentPracticeValue *) g_ptr_array_index (outputs, 0))->frames),
                    ==, 5);
}

static void
test_video_rubbish (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  practice_graph_init (&run);
  path = g_build_filename (run.input_dir, "x.mp4", NULL);
  g_assert_true (g_file_set_contents (path, "this is no video", -1, NULL));
  g_assert_false (practice_graph_run (&run,
                                      "{\"1\":{\"class_type\":\"LoadVideo\",\"inputs\":{\"file\":\"x.mp4\"}},"
                                      "\"2\":{\"class_type\":\"GetVideoComponents\",\"inputs\":{\"video\":[\"1\",0]}}}",
                                      "2", NULL, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "av.error.InvalidDataError");
}

static void
test_websocket (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (2, 64, 64, "SaveImageWebsocket", "\"images\":[\"8\",0]");
  g_autofree char *chunks = NULL;
  g_autoptr(JsonNode) ui = NULL;
  GBytes *png;

  practice_graph_init (&run);
  g_assert_true (practice_graph_run (&run, graph, "9", &ui, NULL));
  g_assert_null (ui);
  g_assert_cmpuint (run.images->len, ==, 2);
  png = g_ptr_array_index (run.images, 0);
  chunks = list_chunks (g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL, NULL);
  g_assert_null (strstr (chunks, "tEXt"));
}

static void
test_text (void)
{
  static const char *const cases[][2] = {
    { "\"source\":\"s\xc3\xa4tze\"", "{\"text\":[\"s\xc3\xa4tze\"]}" },
    { "\"source\":18446744073709551615", "{\"text\":[\"18446744073709551615\"]}" },
    { "\"source\":true", "{\"text\":[\"True\"]}" },
  };
  g_auto(PracticeGraph) run = { 0 };

  practice_graph_init (&run);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *graph = make_graph (1, 64, 64, "PreviewAny", cases[i][0]), *text = NULL;
      g_autoptr(JsonNode) ui = NULL;

      g_assert_true (practice_graph_run (&run, graph, "9", &ui, NULL));
      text = figment_json_write (ui, FIGMENT_JSON_WRITE_COMPACT, NULL);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
put (const char    *folder,
     const char    *name,
     gconstpointer  data,
     gsize          size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0755));
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

static void
test_load (void)
{
  static const guint8 rgba[4 * 4] = { 255, 0, 0, 255, 0, 255, 0, 0, 0, 0, 255, 128, 9, 9, 9, 255 };
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *png_error = NULL, *webp_error = NULL, *temp_error = NULL, *deep_error = NULL;
  g_autoptr(GdkPixbuf) pixbuf
    = gdk_pixbuf_new_from_data (rgba, GDK_COLORSPACE_RGB, TRUE, 8, 2, 2, 8, NULL, NULL);
  g_autofree char *png = NULL;
  guint8 *webp, pixels[12], mask[12];
  GPtrArray *outputs;
  gsize size;

  practice_graph_init (&run);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &size, "png", NULL, NULL));
  put (run.input_dir, "a.png", png, size);
  put (run.input_dir, "sub/deep/a.png", png, size);
  put (run.temp_dir, "t.png", png, size);
  size = WebPEncodeLosslessRGBA (rgba, 2, 2, 8, &webp);
  put (run.input_dir, "a.webp", webp, size);
  WebPFree (webp);

  png_error = load (&run, "a.png");
  g_assert_null (png_error);
  outputs = g_hash_table_lookup (run.results, "1");
  figment_practice_frames_render (((FigmentPracticeValue *) g_ptr_array_index (outputs, 0))->frames, 0, pixels);
  figment_practice_frames_render (((FigmentPracticeValue *) g_ptr_array_index (outputs, 1))->frames, 0, mask);
  g_assert_cmpuint (pixels[0], ==, 255);
  g_assert_cmpuint (pixels[4], ==, 255);
  g_assert_cmpuint (mask[0], ==, 0);
  g_assert_cmpuint (mask[3], ==, 255);
  g_assert_cmpuint (mask[6], ==, 127);
  webp_error = load (&run, "a.webp");
  g_assert_null (webp_error);
  temp_error = load (&run, "t.png [temp]");
  g_assert_null (temp_error);
  deep_error = load (&run, "sub/deep/a.png");
  g_assert_null (deep_error);
}

static void
test_load_fails (void)
{
  static const guint8 bomb[] = { 'G', 'I', 'F', '8',  '9',  'a',  0xff, 0xff, 0xff, 0xff, 0,    0,    0, ',', 0,
                                 0,   0,   0,   0xff, 0xff, 0xff, 0xff, 0,    2,    2,    0x4c, 0x01, 0, ';' };
  static const char *const cases[][2] = {
    { "text.png", "PIL.UnidentifiedImageError" },
    { "cut.png", "OSError" },
    { "cut.webp", "OSError" },
    { "bomb.gif", "torch.OutOfMemoryError" },
    { "absent.png", "FileNotFoundError" },
    { "../temp/x.png", "ValueError" },
    { "/etc/passwd", "ValueError" },
    { "", "ValueError" },
  };
  g_auto(PracticeGraph) run = { 0 };
  g_autofree guint8 *rgb = g_malloc0 (64 * 64 * 3);
  g_autoptr(GBytes) png = figment_practice_encode_png (rgb, 64, 64, NULL, NULL);
  guint8 *webp;
  gsize size;

  practice_graph_init (&run);
  put (run.input_dir, "text.png", "no picture at all", 17);
  put (run.input_dir, "cut.png", g_bytes_get_data (png, NULL), 60);
  size = WebPEncodeLosslessRGB (rgb, 64, 64, 64 * 3, &webp);
  put (run.input_dir, "cut.webp", webp, size / 2);
  WebPFree (webp);
  put (run.input_dir, "bomb.gif", bomb, sizeof bomb);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *type = load (&run, cases[i][0]);

      g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (type, ==, cases[i][1]);
    }
}

static void
test_disk_full (void)
{
  static const char *const cases[][2] = {
    { "SaveImage", "\"images\":[\"8\",0],\"filename_prefix\":\"a\"" },
    { "SaveAnimatedPNG", "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"fps\":6.0" },
    { "SaveVideo", "\"video\":[\"7\",0],\"filename_prefix\":\"a\"" },
  };
  g_auto(PracticeGraph) run = { 0 };

  practice_graph_init (&run);
  run.context.disk_full = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *graph = make_graph (2, 64, 64, cases[i][0], cases[i][1]);
      g_autoptr(GError) error = NULL;

      g_assert_false (practice_graph_run (&run, graph, "9", NULL, &error));
      g_assert_cmpstr (g_quark_to_string (error->domain), ==, "OSError");
    }
}

/* A stop while frames are encoded leaves no half file behind. */
static void
test_video_interrupted (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = make_graph (400, 256, 256, "SaveWEBM",
                                       "\"images\":[\"8\",0],\"filename_prefix\":\"a\",\"codec\":\"vp9\",\"fps\":8.0");
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;

  practice_graph_init (&run);
  /* The sampler makes two calls, so it is through when the answer turns. */
  g_assert_true (practice_graph_run (&run, graph, "8", NULL, &error));
  run.interrupt_at = 2;
  g_assert_false (practice_graph_run (&run, graph, "9", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (run.output_dir, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/files/counter", test_counter);
  g_test_add_func ("/practice/files/prefix", test_prefix);
  g_test_add_func ("/practice/files/prefix/hostile", test_prefix_hostile);
  g_test_add_func ("/practice/files/batch", test_batch);
  g_test_add_func ("/practice/files/preview-image", test_preview_image);
  g_test_add_func ("/practice/files/flood", test_flood);
  g_test_add_func ("/practice/files/png-texts", test_png_texts);
  g_test_add_func ("/practice/files/apng", test_apng);
  g_test_add_func ("/practice/files/webp", test_webp);
  g_test_add_func ("/practice/files/webp/single", test_webp_single);
  g_test_add_func ("/practice/files/webm", test_webm);
  g_test_add_func ("/practice/files/mp4", test_mp4);
  g_test_add_func ("/practice/files/video-back", test_video_back);
  g_test_add_func ("/practice/files/video-rubbish", test_video_rubbish);
  g_test_add_func ("/practice/files/video-interrupted", test_video_interrupted);
  g_test_add_func ("/practice/files/websocket", test_websocket);
  g_test_add_func ("/practice/files/text", test_text);
  g_test_add_func ("/practice/files/load", test_load);
  g_test_add_func ("/practice/files/load/fails", test_load_fails);
  g_test_add_func ("/practice/files/disk-full", test_disk_full);
  return g_test_run ();
}
