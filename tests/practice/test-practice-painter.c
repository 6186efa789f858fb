/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "practice-graph.h"
#include "practice/figment-practice-nodes-private.h"

#define SIZE 96

/* Text to image with everything that the picture should depend on, each at its plain value. */
#define CHECKPOINT \
  "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"practice-sd15.safetensors\"}}"
#define LATENT "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":96,\"height\":96,\"batch_size\":2}}"
#define POSITIVE "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a lighthouse\",\"clip\":[\"4\",1]}}"
#define NEGATIVE "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"blurry\",\"clip\":[\"4\",1]}}"
#define SAMPLER \
  "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":18446744073709551615,\"steps\":12,\"cfg\":7.0," \
  "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],\"positive\":[\"6\",0]," \
  "\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}}"
#define DECODE "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}}"
#define GRAPH "{" CHECKPOINT "," LATENT "," POSITIVE "," NEGATIVE "," SAMPLER "," DECODE "}"

/* @graph with the first @from replaced. */
static char *
change (const char *graph,
        const char *from,
        const char *to)
{
  g_autoptr(GString) text = g_string_new (graph);

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static FigmentPracticeFrames *
decode (PracticeGraph *run,
        const char    *graph)
{
  g_autoptr(GError) error = NULL;
  FigmentPracticeValue *value;

  practice_graph_run (run, graph, "8", NULL, &error);
  g_assert_no_error (error);
  value = g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (run->results, "8"), 0);
  return figment_practice_frames_ref (value->frames);
}

/* The pixels above the label, which tells the numbers anyhow. */
static GBytes *
get_picture (FigmentPracticeFrames *frames,
             guint                  index)
{
  const guint width = figment_practice_frames_get_width (frames), height = figment_practice_frames_get_height (frames);
  g_autofree guint8 *rgb = g_malloc ((gsize) width * height * 3);

  figment_practice_frames_render (frames, index, rgb);
  return g_bytes_new (rgb, (gsize) width * (height * 2 / 3) * 3);
}

static GBytes *
paint (PracticeGraph *run,
       const char    *graph)
{
  g_autoptr(FigmentPracticeFrames) frames = decode (run, graph);

  return get_picture (frames, 0);
}

static double
difference (GBytes *a,
            GBytes *b)
{
  const guint8 *x = g_bytes_get_data (a, NULL), *y = g_bytes_get_data (b, NULL);
  const gsize size = g_bytes_get_size (a);
  double sum = 0;

  g_assert_cmpuint (size, ==, g_bytes_get_size (b));
  for (gsize i = 0; i < size; i++)
    sum += ABS (x[i] - y[i]);
  return sum / size;
}

static void
test_same (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(GBytes) first = NULL, second = NULL;

  practice_graph_init (&run);
  first = paint (&run, GRAPH);
  second = paint (&run, GRAPH);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), g_bytes_get_size (first), g_bytes_get_data (second, NULL),
                   g_bytes_get_size (second));
}

static void
test_depends (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } changes[] = {
    { "a lighthouse", "a lighthouse!" },
    { "blurry", "sharp" },
    { "blurry", "" },
    { "18446744073709551615", "18446744073709551614" },
    { "18446744073709551615", "0" },
    { "\"steps\":12", "\"steps\":20" },
    { "\"cfg\":7.0", "\"cfg\":3" },
    { "euler", "heun" },
    { "\"scheduler\":\"normal\"", "\"scheduler\":\"karras\"" },
    { "practice-sd15", "practice-sdxl" },
    { "\"denoise\":1.0", "\"denoise\":0.4" },
  };
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(GBytes) plain = NULL;

  practice_graph_init (&run);
  plain = paint (&run, GRAPH);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *graph = change (GRAPH, changes[i].from, changes[i].to);
      g_autoptr(GBytes) other = paint (&run, graph);

      g_test_message ("%s -> %s: %.2f", changes[i].from, changes[i].to, difference (plain, other));
      g_assert_cmpfloat (difference (plain, other), >, 0.3);
    }
}

static void
test_guidance (void)
{
  const char *guided = "\"positive\":[\"9\",0]";
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autoptr(GBytes) a = NULL, b = NULL;

  practice_graph_init (&run);
  first = change (GRAPH, "\"positive\":[\"6\",0]", guided);
  second = change (
      first, "{", "{\"9\":{\"class_type\":\"FluxGuidance\",\"inputs\":{\"guidance\":3.5,\"conditioning\":[\"6\",0]}},");
  third = change (second, "3.5", "1.0");
  a = paint (&run, second);
  b = paint (&run, third);
  g_assert_cmpfloat (difference (a, b), >, 0.3);
}

static void
test_batch (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(FigmentPracticeFrames) frames = NULL;
  g_autoptr(GBytes) first = NULL, second = NULL;

  practice_graph_init (&run);
  frames = decode (&run, GRAPH);
  g_assert_cmpuint (figment_practice_frames_get_n (frames), ==, 2);
  g_assert_cmpuint (figment_practice_frames_get_width (frames), ==, SIZE);
  first = get_picture (frames, 0);
  second = get_picture (frames, 1);
  g_assert_cmpfloat (difference (first, second), >, 1);
}

/* Writes an input picture of one grey and returns the graph that paints over it. */
static char *
make_over_graph (PracticeGraph *run,
                 const char    *name,
                 guint8         level,
                 double         denoise)
{
  g_autofree char *path = g_build_filename (run->input_dir, name, NULL), *strength = NULL;
  g_autofree guint8 *rgb = g_malloc (SIZE * SIZE * 3);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autoptr(GBytes) png = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  memset (rgb, level, SIZE * SIZE * 3);
  png = figment_practice_encode_png (rgb, SIZE, SIZE, NULL, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
  strength = g_strdup_printf ("\"denoise\":%s", g_ascii_dtostr (number, sizeof number, denoise));
  first = g_strdup_printf ("{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"%s\"}},"
                           "\"2\":{\"class_type\":\"VAEEncode\",\"inputs\":{\"pixels\":[\"1\",0],\"vae\":[\"4\",2]}},",
                           name);
  second = change (GRAPH, "{", first);
  third = change (second, "\"latent_image\":[\"5\",0]", "\"latent_image\":[\"2\",0]");
  return change (third, "\"denoise\":1.0", strength);
}

static void
test_over (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *black = NULL, *white = NULL, *stronger = NULL;
  g_autoptr(GBytes) plain = NULL, a = NULL, b = NULL, c = NULL;

  practice_graph_init (&run);
  black = make_over_graph (&run, "black.png", 0, 0.5);
  white = make_over_graph (&run, "white.png", 255, 0.5);
  stronger = make_over_graph (&run, "white.png", 255, 0.9);
  plain = paint (&run, GRAPH);
  a = paint (&run, black);
  b = paint (&run, white);
  c = paint (&run, stronger);
  g_assert_cmpfloat (difference (a, b), >, 50);
  g_assert_cmpfloat (difference (c, plain), <, difference (b, plain));
}

static char *
make_clip_graph (PracticeGraph *run,
                 gboolean       from_picture)
{
  g_autofree char *path = g_build_filename (run->input_dir, "start.png", NULL), *first = NULL;
  g_autofree guint8 *rgb = g_malloc (SIZE * SIZE * 3);
  g_autoptr(GBytes) png = NULL;

  for (guint i = 0; i < SIZE * SIZE * 3; i++)
    rgb[i] = i / 3 / SIZE / 8 % 2 == i / 3 % SIZE / 8 % 2 ? 220 : 30;
  png = figment_practice_encode_png (rgb, SIZE, SIZE, NULL, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
  if (!from_picture)
    return change (GRAPH, LATENT, "\"5\":{\"class_type\":\"EmptyHunyuanLatentVideo\",\"inputs\":{\"width\":96,"
                                  "\"height\":96,\"length\":33,\"batch_size\":1}}");
  first = change (GRAPH, LATENT, "\"5\":{\"class_type\":\"WanImageToVideo\",\"inputs\":{\"width\":96,\"height\":96,"
                                 "\"length\":35,\"batch_size\":1,\"positive\":[\"6\",0],\"negative\":[\"7\",0],"
                                 "\"vae\":[\"4\",2],\"start_image\":[\"1\",0]}},"
                                 "\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"start.png\"}}");
  return change (first, "\"latent_image\":[\"5\",0]", "\"latent_image\":[\"5\",2]");
}

/* Neighbours are alike, the last and the first too: it moves, and it loops. */
static void
check_motion (FigmentPracticeFrames *frames)
{
  const guint n = figment_practice_frames_get_n (frames);
  g_autoptr(GBytes) first = get_picture (frames, 0), second = get_picture (frames, 1);
  g_autoptr(GBytes) middle = get_picture (frames, n / 2), last = get_picture (frames, n - 1);

  g_assert_cmpuint (n, ==, 33);
  g_assert_cmpfloat (difference (first, second), >, 0.01);
  g_assert_cmpfloat (difference (first, middle), >, difference (first, second) * 2);
  g_assert_cmpfloat (difference (first, last), <, difference (first, middle) / 2);
}

static void
test_clip (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = NULL;
  g_autoptr(FigmentPracticeFrames) frames = NULL;

  practice_graph_init (&run);
  graph = make_clip_graph (&run, FALSE);
  frames = decode (&run, graph);
  check_motion (frames);
}

static void
test_clip_from_picture (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = NULL;
  g_autoptr(FigmentPracticeFrames) frames = NULL;
  g_autoptr(GBytes) first = NULL, picture = NULL;
  FigmentPracticeValue *loaded;

  practice_graph_init (&run);
  graph = make_clip_graph (&run, TRUE);
  frames = decode (&run, graph);
  check_motion (frames);
  loaded = g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (run.results, "1"), 0);
  first = get_picture (frames, 0);
  picture = get_picture (loaded->frames, 0);
  g_assert_cmpfloat (difference (first, picture), <, 1);
}

/* A ribbon of near-black with white letters lies at the foot of every picture. */
static void
test_label (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(FigmentPracticeFrames) frames = NULL;
  g_autofree guint8 *rgb = g_malloc (SIZE * SIZE * 3);
  guint n_white = 0;

  practice_graph_init (&run);
  frames = decode (&run, GRAPH);
  figment_practice_frames_render (frames, 0, rgb);
  for (guint i = SIZE * (SIZE * 2 / 3); i < SIZE * SIZE; i++)
    n_white += rgb[i * 3] == 255 && rgb[i * 3 + 1] == 255 && rgb[i * 3 + 2] == 255;
  g_assert_cmpuint (n_white, >, 100);
}

static void
test_previews (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(FigmentPracticeFrames) frames = NULL;

  practice_graph_init (&run);
  run.context.preview_size = 64;
  frames = decode (&run, GRAPH);
  g_assert_cmpuint (run.n_progress, ==, 12);
  g_assert_cmpfloat (run.last_value, ==, 12);
  g_assert_cmpfloat (run.last_max, ==, 12);
  g_assert_cmpuint (run.previews->len, ==, 12);
  for (guint i = 0; i < run.previews->len; i += 11)
    {
      g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
      g_autoptr(GError) error = NULL;

      gdk_pixbuf_loader_write_bytes (loader, g_ptr_array_index (run.previews, i), &error);
      g_assert_no_error (error);
      gdk_pixbuf_loader_close (loader, &error);
      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (gdk_pixbuf_loader_get_pixbuf (loader)), ==, 64);
    }
  /* What is sharper takes more bytes. */
  g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (run.previews, 0)), <,
                    g_bytes_get_size (g_ptr_array_index (run.previews, 11)));
}

static void
test_interrupt (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autoptr(GError) error = NULL;

  practice_graph_init (&run);
  run.interrupt_at = 3;
  /* Long enough that a run which does not stop is seen by the test's time limit. */
  run.context.step_ms = 30;
  g_assert_false (practice_graph_run (&run, GRAPH, "8", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (run.n_progress, ==, 3);
}

static void
test_two_stages (void)
{
  const char *stages
    = "\"3\":{\"class_type\":\"KSamplerAdvanced\",\"inputs\":{\"add_noise\":\"disable\",\"noise_seed\":5,\"steps\":10,"
      "\"cfg\":7.0,\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"model\":[\"4\",0],\"positive\":[\"6\",0],"
      "\"negative\":[\"7\",0],\"latent_image\":[\"2\",0],\"start_at_step\":4,\"end_at_step\":10000,"
      "\"return_with_leftover_noise\":\"disable\"}},"
      "\"2\":{\"class_type\":\"KSamplerAdvanced\",\"inputs\":{\"add_noise\":\"enable\",\"noise_seed\":77,\"steps\":10,"
      "\"cfg\":7.0,\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"model\":[\"4\",0],\"positive\":[\"6\",0],"
      "\"negative\":[\"7\",0],\"latent_image\":[\"5\",0],\"start_at_step\":0,\"end_at_step\":4,"
      "\"return_with_leftover_noise\":\"enable\"}}";
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = NULL;
  g_autoptr(FigmentPracticeFrames) frames = NULL;

  practice_graph_init (&run);
  graph = change (GRAPH, SAMPLER, stages);
  frames = decode (&run, graph);
  g_assert_cmpuint (run.n_progress, ==, 10);
  g_assert_cmpfloat (run.last_max, ==, 6);
  /* The second stage goes on with what the first began. */
  g_assert_true (figment_practice_frames_get_recipe (frames)->seed == 77);
}

static void
test_out_of_memory (void)
{
  g_auto(PracticeGraph) run = { 0 };
  g_autofree char *graph = change (GRAPH, "\"width\":96", "\"width\":16384");
  g_autofree char *larger = change (graph, "\"height\":96", "\"height\":16384");
  g_autoptr(GError) error = NULL, mood = NULL;

  practice_graph_init (&run);
  g_assert_false (practice_graph_run (&run, larger, "8", NULL, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "torch.OutOfMemoryError");
  run.context.out_of_memory = TRUE;
  g_assert_false (practice_graph_run (&run, GRAPH, "8", NULL, &mood));
  g_assert_cmpstr (g_quark_to_string (mood->domain), ==, "torch.OutOfMemoryError");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/painter/same", test_same);
  g_test_add_func ("/practice/painter/depends", test_depends);
  g_test_add_func ("/practice/painter/guidance", test_guidance);
  g_test_add_func ("/practice/painter/batch", test_batch);
  g_test_add_func ("/practice/painter/over", test_over);
  g_test_add_func ("/practice/painter/clip", test_clip);
  g_test_add_func ("/practice/painter/clip-from-picture", test_clip_from_picture);
  g_test_add_func ("/practice/painter/label", test_label);
  g_test_add_func ("/practice/painter/previews", test_previews);
  g_test_add_func ("/practice/painter/interrupt", test_interrupt);
  g_test_add_func ("/practice/painter/two-stages", test_two_stages);
  g_test_add_func ("/practice/painter/out-of-memory", test_out_of_memory);
  return g_test_run ();
}
