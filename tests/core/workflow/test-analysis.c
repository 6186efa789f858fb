/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"
#include "workflow/figment-output-class.h"

#define SAMPLER(positive, negative, latent)                                                                            \
  "{\"class_type\": \"KSampler\", \"inputs\": {\"model\": [\"4\", 0], \"seed\": 7, \"steps\": 20, \"cfg\": 8.0,"       \
  " \"sampler_name\": \"euler\", \"scheduler\": \"normal\", \"denoise\": 1, \"positive\": " positive                   \
  ", \"negative\": " negative ", \"latent_image\": " latent "}}"
#define TAIL                                                                                                           \
  "\"8\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"3\", 0], \"vae\": [\"4\", 2]}},"                \
  " \"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"8\", 0]}},"                                     \
  " \"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"a.safetensors\"}}"
#define TEXT(words) "{\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": " words ", \"clip\": [\"4\", 1]}}"
#define LATENT                                                                                                         \
  "{\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": 512, \"height\": 768, \"batch_size\": 1}}"

static FigmentAnalysis *
analyse (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return figment_analysis_new (graph, NULL);
}

/* @expected: the places as "node.input", separated by spaces. */
static void
assert_role (FigmentAnalysis *analysis,
             FigmentRole      role,
             const char      *expected)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      g_string_append_printf (found, "%s%s.%s", i > 0 ? " " : "", place->node_id, place->input);
      g_assert_cmpfloat (place->confidence, >, 0);
      g_assert_cmpfloat (place->confidence, <=, 1);
      g_assert_cmpint (place->reason[0], !=, '\0');
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_analysis_plain (void)
{
  g_autoptr(FigmentAnalysis) analysis = analyse ("{\"3\": " SAMPLER (
      "[\"6\", 0]", "[\"7\", 0]", "[\"5\", 0]") ","
                                                " \"5\": " LATENT
                                                ", \"6\": " TEXT ("\"cat\"") ", \"7\": " TEXT ("\"\"") "," TAIL "}");
  g_autoptr(JsonNode) json = figment_analysis_to_json (analysis);
  g_autofree char *written = figment_json_write (json, FIGMENT_JSON_WRITE_COMPACT, NULL);
  const FigmentPlace *place;

  g_assert_cmpstr (
      written, ==,
      "{\"mode\":\"text-to-image\",\"roles\":{\"positive\":[[\"6\",\"text\"]],\"negative\":[[\"7\",\"text\"]],"
      "\"seed\":[[\"3\",\"seed\"]],\"steps\":[[\"3\",\"steps\"]],\"cfg\":[[\"3\",\"cfg\"]],"
      "\"sampler\":[[\"3\",\"sampler_name\"]],\"scheduler\":[[\"3\",\"scheduler\"]],"
      "\"width\":[[\"5\",\"width\"]],\"height\":[[\"5\",\"height\"]],\"batch\":[[\"5\",\"batch_size\"]],"
      "\"model\":[[\"4\",\"ckpt_name\"]]},\"outputs\":[{\"node\":\"9\",\"kind\":\"image\"}]}");
  place = g_ptr_array_index (figment_analysis_get_places (analysis, FIGMENT_ROLE_POSITIVE), 0);
  g_assert_cmpstr (place->reason, ==, "The positive side of Node 3 (KSampler) leads back to this text.");
}

static void
test_analysis_links (void)
{
  /* Words over a concatenation, a seed and a width over primitives, a formula that nobody can invert. */
  g_autoptr(FigmentAnalysis) analysis = analyse (
      "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": [\"1:2\", 0], \"steps\": [\"sum\", 0], "
      "\"denoise\": 0.5,"
      "   \"positive\": [\"6\", 0], \"negative\": [\"zero\", 0], \"latent_image\": [\"5\", 0]}},"
      " \"sum\": {\"class_type\": \"Add\", \"inputs\": {\"a\": 1, \"b\": 2}},"
      " \"1:2\": {\"class_type\": \"PrimitiveInt\", \"inputs\": {\"value\": 5}},"
      " \"5\": {\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": [\"w\", 0], \"height\": 768, "
      "\"batch_size\": 1}},"
      " \"w\": {\"class_type\": \"ComfySwitchNode\", \"inputs\": {\"switch\": false, \"on_true\": [\"no\", 0],"
      "   \"on_false\": [\"yes\", 0]}}, \"no\": {\"class_type\": \"PrimitiveInt\", \"inputs\": {\"value\": 1}},"
      " \"yes\": {\"class_type\": \"PrimitiveInt\", \"inputs\": {\"value\": 2}},"
      " \"zero\": {\"class_type\": \"ConditioningZeroOut\", \"inputs\": {\"conditioning\": [\"6\", 0]}},"
      " \"6\": " TEXT ("[\"cat\", 0]") ","
                                       " \"cat\": {\"class_type\": \"StringConcatenate\", \"inputs\": {\"string_a\": "
                                       "[\"p\", 0], \"string_b\": \"style\","
                                       "   \"delimiter\": \",\"}},"
                                       " \"p\": {\"class_type\": \"PrimitiveStringMultiline\", \"inputs\": {\"value\": "
                                       "\"dog\"}}, " TAIL "}");
  const FigmentPlace *place;

  assert_role (analysis, FIGMENT_ROLE_POSITIVE, "cat.string_b p.value");
  place = g_ptr_array_index (figment_analysis_get_places (analysis, FIGMENT_ROLE_POSITIVE), 0);
  g_assert_cmpfloat (place->confidence, ==, 0.7);
  place = g_ptr_array_index (figment_analysis_get_places (analysis, FIGMENT_ROLE_SEED), 0);
  g_assert_cmpfloat (place->confidence, ==, 0.85);
  g_assert_cmpstr (place->reason, ==, "Node 3 (KSampler) has its seed linked to this.");
  assert_role (analysis, FIGMENT_ROLE_NEGATIVE, "");
  assert_role (analysis, FIGMENT_ROLE_SEED, "1:2.value");
  assert_role (analysis, FIGMENT_ROLE_STEPS, "");
  assert_role (analysis, FIGMENT_ROLE_WIDTH, "yes.value");
  assert_role (analysis, FIGMENT_ROLE_DENOISE, "3.denoise");
}

static void
test_analysis_sides (void)
{
  /* One node passes both prompts on; the other has a model in front of them. */
  g_autoptr(FigmentAnalysis) control = analyse ("{\"3\": " SAMPLER (
      "[\"c\", 0]", "[\"c\", 1]", "[\"5\", 0]") ", \"5\": " LATENT ","
                                                " \"c\": {\"class_type\": \"ControlNetApplyAdvanced\", \"inputs\": "
                                                "{\"positive\": [\"6\", 0], \"negative\": [\"7\", 0]}},"
                                                " \"6\": " TEXT ("\"cat\"") ", \"7\": " TEXT ("\"bad\"") ", " TAIL "}");
  g_autoptr(FigmentAnalysis) identity = analyse (
    "{\"3\": " SAMPLER ("[\"c\", 1]", "[\"c\", 2]", "[\"5\", 0]") ", \"5\": " LATENT ","
    " \"c\": {\"class_type\": \"ApplyInstantID\", \"inputs\": {\"positive\": [\"6\", 0], \"negative\": [\"7\", 0]}},"
    " \"6\": " TEXT ("\"cat\"") ", \"7\": " TEXT ("\"bad\"") ", " TAIL "}");

  assert_role (control, FIGMENT_ROLE_POSITIVE, "6.text");
  assert_role (control, FIGMENT_ROLE_NEGATIVE, "7.text");
  assert_role (identity, FIGMENT_ROLE_POSITIVE, "6.text");
  assert_role (identity, FIGMENT_ROLE_NEGATIVE, "7.text");
}

static void
test_analysis_custom_sampler (void)
{
  g_autoptr(FigmentAnalysis) analysis = analyse (
      "{\"3\": {\"class_type\": \"SamplerCustomAdvanced\", \"inputs\": {\"noise\": [\"n\", 0], \"guider\": [\"g\", 0],"
      "   \"sampler\": [\"k\", 0], \"sigmas\": [\"s\", 0], \"latent_image\": [\"5\", 0]}},"
      " \"n\": {\"class_type\": \"RandomNoise\", \"inputs\": {\"noise_seed\": 18446744073709551615}},"
      " \"k\": {\"class_type\": \"KSamplerSelect\", \"inputs\": {\"sampler_name\": \"euler\"}},"
      " \"s\": {\"class_type\": \"BasicScheduler\", \"inputs\": {\"scheduler\": \"simple\", \"steps\": 20, "
      "\"denoise\": 1}},"
      " \"g\": {\"class_type\": \"BasicGuider\", \"inputs\": {\"model\": [\"4\", 0], \"conditioning\": [\"f\", 0]}},"
      " \"f\": {\"class_type\": \"FluxGuidance\", \"inputs\": {\"guidance\": 3.5, \"conditioning\": [\"6\", 0]}},"
      " \"5\": " LATENT
      ", \"6\": {\"class_type\": \"CLIPTextEncodeFlux\", \"inputs\": {\"clip_l\": \"a\", \"t5xxl\": \"b\"}}, " TAIL
      "}");

  assert_role (analysis, FIGMENT_ROLE_POSITIVE, "6.clip_l 6.t5xxl");
  assert_role (analysis, FIGMENT_ROLE_NEGATIVE, "");
  assert_role (analysis, FIGMENT_ROLE_SEED, "n.noise_seed");
  assert_role (analysis, FIGMENT_ROLE_STEPS, "s.steps");
  assert_role (analysis, FIGMENT_ROLE_SAMPLER, "k.sampler_name");
  assert_role (analysis, FIGMENT_ROLE_SCHEDULER, "s.scheduler");
  assert_role (analysis, FIGMENT_ROLE_GUIDANCE, "f.guidance");
  assert_role (analysis, FIGMENT_ROLE_CFG, "");
  assert_role (analysis, FIGMENT_ROLE_DENOISE, "");
  assert_role (analysis, FIGMENT_ROLE_WIDTH, "5.width");
}

static void
test_analysis_video (void)
{
  g_autoptr(FigmentAnalysis) analysis = analyse (
    "{\"3\": {\"class_type\": \"KSamplerAdvanced\", \"inputs\": {\"add_noise\": \"enable\", \"noise_seed\": 1,"
    "   \"positive\": [\"i\", 0], \"negative\": [\"i\", 1], \"latent_image\": [\"i\", 2], \"steps\": 4}},"
    " \"2\": {\"class_type\": \"KSamplerAdvanced\", \"inputs\": {\"add_noise\": \"disable\", \"noise_seed\": 2,"
    "   \"positive\": [\"i\", 0], \"negative\": [\"i\", 1], \"latent_image\": [\"3\", 0], \"steps\": 4}},"
    " \"i\": {\"class_type\": \"WanImageToVideo\", \"inputs\": {\"positive\": [\"6\", 0], \"negative\": [\"7\", 0],"
    "   \"width\": 832, \"height\": 480, \"length\": 81, \"batch_size\": 1, \"start_image\": [\"l\", 0]}},"
    " \"l\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}},"
    " \"8\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"2\", 0]}},"
    " \"v\": {\"class_type\": \"CreateVideo\", \"inputs\": {\"images\": [\"8\", 0], \"fps\": 16}},"
    " \"9\": {\"class_type\": \"SaveVideo\", \"inputs\": {\"video\": [\"v\", 0]}},"
    " \"6\": " TEXT ("\"cat\"") ", \"7\": " TEXT ("\"bad\"") "}");

  assert_role (analysis, FIGMENT_ROLE_SEED, "3.noise_seed");
  assert_role (analysis, FIGMENT_ROLE_STEPS, "3.steps 2.steps");
  assert_role (analysis, FIGMENT_ROLE_FRAMES, "i.length");
  assert_role (analysis, FIGMENT_ROLE_FPS, "v.fps");
  assert_role (analysis, FIGMENT_ROLE_IMAGE_INPUT, "l.image");
  assert_role (analysis, FIGMENT_ROLE_POSITIVE, "6.text");
  assert_role (analysis, FIGMENT_ROLE_NEGATIVE, "7.text");
  g_assert_cmpint ((int) figment_analysis_get_mode (analysis), ==, (int) FIGMENT_MODE_IMAGE_TO_VIDEO);
}

static void
test_analysis_secondary (void)
{
  static const char detailer[] = "\"d\": {\"class_type\": \"FaceDetailer\", \"inputs\": {\"image\": [\"8\", 0], "
                                 "\"seed\": 9, \"steps\": 5, \"denoise\": 0.4,"
                                 " \"positive\": [\"6\", 0], \"negative\": [\"7\", 0], \"bbox_detector\": [\"b\", 0]}},"
                                 " \"o\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"d\", 0]}}";
  g_autofree char *with_main =
      g_strconcat ("{\"3\": " SAMPLER ("[\"6\", 0]", "[\"7\", 0]", "[\"5\", 0]") ", \"5\": " LATENT ", \"6\": " TEXT (
                       "\"cat\"") ", \"7\": " TEXT ("\"\"") ", " TAIL ", ",
                   detailer, "}", NULL);
  g_autofree char *alone =
      g_strconcat ("{\"6\": " TEXT ("\"cat\"") ", \"7\": " TEXT ("\"\"") ", ", detailer, "}", NULL);
  g_autoptr(FigmentAnalysis) both = analyse (with_main);
  g_autoptr(FigmentAnalysis) only = analyse (alone);

  assert_role (both, FIGMENT_ROLE_SEED, "3.seed");
  assert_role (both, FIGMENT_ROLE_DENOISE, "");
  assert_role (only, FIGMENT_ROLE_SEED, "d.seed");
  assert_role (only, FIGMENT_ROLE_DENOISE, "d.denoise");
  assert_role (only, FIGMENT_ROLE_POSITIVE, "6.text");
}

static void
test_analysis_unneeded (void)
{
  g_autoptr(FigmentAnalysis) analysis =
      analyse ("{\"3\": " SAMPLER ("[\"6\", 0]", "[\"6\", 0]", "[\"5\", 0]") ", \"5\": " LATENT ", \"6\": " TEXT (
          "\"cat\"") ", " TAIL ","
                     " \"x\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}},"
                     " \"y\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 3, \"positive\": [\"6\", 0]}}}");

  assert_role (analysis, FIGMENT_ROLE_IMAGE_INPUT, "");
  assert_role (analysis, FIGMENT_ROLE_SEED, "3.seed");
  assert_role (analysis, FIGMENT_ROLE_POSITIVE, "6.text");
  /* What both sides get is the positive prompt: such models have no use for another. */
  assert_role (analysis, FIGMENT_ROLE_NEGATIVE, "");
}

/* Loops and chains as long as a file may hold end, and do not use up the stack. */
static void
test_analysis_hostile (void)
{
  g_autoptr(GString) text = g_string_new (
      "{\"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"3\", 0]}},"
      " \"3\": " SAMPLER (
          "[\"c0\", 0]", "[\"c0\", 0]",
          "[\"l\", 0]") ","
                        " \"l\": {\"class_type\": \"LatentUpscale\", \"inputs\": {\"samples\": [\"l\", 0],"
                        "   \"width\": [\"l\", 0], \"height\": [\"l\", 0]}}");
  g_autoptr(FigmentAnalysis) analysis = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, ", \"c%u\": {\"class_type\": \"ConditioningCombine\", \"inputs\": {"
                            "\"conditioning_1\": [\"c%u\", 0], \"conditioning_2\": [\"c0\", 0]}}", i, (i + 1) % 50000);
  g_string_append_c (text, '}');
  analysis = analyse (text->str);
  assert_role (analysis, FIGMENT_ROLE_POSITIVE, "");
  assert_role (analysis, FIGMENT_ROLE_SEED, "3.seed");
}

static void
test_analysis_catalog (void)
{
  static const char info[] =
      "{\"Mine\": {\"input\": {\"required\": {\"file\": [[], {\"image_upload\": true}]}}, \"output\": [],"
      " \"output_node\": true}, \"SaveNothing\": {\"input\": {}, \"output\": []}}";
  static const char text[] = "{\"1\": {\"class_type\": \"Mine\", \"inputs\": {\"file\": \"a.png\"}},"
                             " \"2\": {\"class_type\": \"SaveNothing\", \"inputs\": {}}}";
  g_autoptr(JsonNode) root = figment_json_parse (info, strlen (info), NULL);
  g_autoptr(FigmentCatalog) catalog = figment_catalog_new (root, NULL);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), NULL);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, catalog);
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);

  assert_role (analysis, FIGMENT_ROLE_IMAGE_INPUT, "1.file");
  g_assert_cmpuint (outputs->len, ==, 1);
  g_assert_cmpstr (((const FigmentOutputNode *) g_ptr_array_index (outputs, 0))->node_id, ==, "1");
}

static void
test_output_class (void)
{
  static const struct
  {
    const char       *class_type;
    FigmentMediaKind  kind;
    gboolean          preview;
  } known[] = {
    { "SaveImage", FIGMENT_MEDIA_IMAGE, FALSE },       { "PreviewImage", FIGMENT_MEDIA_IMAGE, TRUE },
    { "Image Save", FIGMENT_MEDIA_IMAGE, FALSE },      { "VHS_VideoCombine", FIGMENT_MEDIA_VIDEO, FALSE },
    { "SaveAnimatedWEBP", FIGMENT_MEDIA_ANIMATION, FALSE }, { "SaveWEBM", FIGMENT_MEDIA_VIDEO, FALSE },
    { "SaveAudioMP3", FIGMENT_MEDIA_AUDIO, FALSE },    { "ShowText|pysssss", FIGMENT_MEDIA_TEXT, TRUE },
    { "SaveGLB", FIGMENT_MEDIA_3D, FALSE },            { "SaveLatent", FIGMENT_MEDIA_LATENT, FALSE },
  };
  static const char *const others[] = { "KSampler", "LoadImage", "CreateVideo", "String Literal (Image Saver)" };
  FigmentOutputClass class;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (figment_output_class_guess (known[i].class_type, NULL, &class));
      g_assert_cmpint ((int) class.kind, ==, (int) known[i].kind);
      g_assert_cmpint (class.preview, ==, known[i].preview);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (figment_output_class_guess (others[i], NULL, &class));
  g_assert_false (figment_output_class_guess (NULL, NULL, &class));
}

typedef struct
{
  guint n_graphs;
  guint n_exact;
} Score;

/* Whether the places of @role are the labelled ones, apart from what the label leaves open. */
static gboolean
is_exact (FigmentAnalysis *analysis,
          FigmentRole      role,
          JsonObject      *label)
{
  const char *nick = figment_role_to_nick (role);
  JsonArray *wanted = figment_json_get_array (figment_json_get_object (label, "roles"), nick);
  JsonArray *open = figment_json_get_array (figment_json_get_object (label, "optional"), nick);
  GPtrArray *places = figment_analysis_get_places (analysis, role);
  guint n_right = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);
      JsonArray *lists[] = { wanted, open };
      guint found = G_N_ELEMENTS (lists);

      for (guint j = 0; j < G_N_ELEMENTS (lists); j++)
        for (guint k = 0; lists[j] != NULL && k < json_array_get_length (lists[j]); k++)
          {
            JsonArray *pair = figment_json_to_array (json_array_get_element (lists[j], k));

            if (g_strcmp0 (figment_json_to_string (json_array_get_element (pair, 0)), place->node_id) == 0
                && g_strcmp0 (figment_json_to_string (json_array_get_element (pair, 1)), place->input) == 0)
              found = MIN (found, j);
          }
      if (found == G_N_ELEMENTS (lists))
        return FALSE;
      n_right += found == 0;
    }
  return n_right == (wanted != NULL ? json_array_get_length (wanted) : 0);
}

/* Every place must hold a literal of the graph. */
static void
check_places (FigmentAnalysis *analysis,
              FigmentGraph    *graph)
{
  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    {
      GPtrArray *places = figment_analysis_get_places (analysis, (FigmentRole) role);

      for (guint i = 0; i < places->len; i++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, i);

          g_assert_nonnull (figment_graph_get_input (graph, place->node_id, place->input));
          g_assert_null (figment_graph_get_link (graph, place->node_id, place->input, NULL));
        }
    }
}

static void
test_analysis_corpus (void)
{
  static const FigmentRole roles[] = { FIGMENT_ROLE_POSITIVE,   FIGMENT_ROLE_NEGATIVE, FIGMENT_ROLE_SEED,
                                       FIGMENT_ROLE_STEPS,      FIGMENT_ROLE_CFG,      FIGMENT_ROLE_WIDTH,
                                       FIGMENT_ROLE_IMAGE_INPUT };
  Score scores[G_N_ELEMENTS (roles)] = { 0 };
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *corpus = g_build_filename (shared != NULL ? shared : "/nowhere", "corpus", NULL);
  g_autofree char *path = g_build_filename (corpus, "labels.jsonl", NULL);
  g_autofree char *labels = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &labels, NULL, NULL))
    {
      g_test_skip ("The corpus is not here (FIGMENT_SHARED).");
      return;
    }
  lines = g_strsplit (g_strchomp (labels), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) line = figment_json_parse (lines[i], strlen (lines[i]), NULL);
      JsonObject *label = figment_json_to_object (line);
      g_autofree char *name = g_strconcat (figment_json_get_string (label, "id"), ".json", NULL);
      g_autofree char *file = g_build_filename (corpus, "api", name, NULL);
      g_autofree char *data = NULL;
      g_autoptr(FigmentGraph) graph = NULL;
      g_autoptr(FigmentAnalysis) analysis = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (file, &data, &size, NULL));
      graph = figment_graph_parse (data, size, NULL);
      /* A few are wrapped; taking them out is the importer's. */
      if (graph == NULL)
        continue;
      analysis = figment_analysis_new (graph, NULL);
      check_places (analysis, graph);
      for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
        {
          scores[j].n_graphs++;
          scores[j].n_exact += is_exact (analysis, roles[j], label);
        }
    }
  for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
    {
      g_test_message ("%s: %u of %u", figment_role_to_nick (roles[j]), scores[j].n_exact, scores[j].n_graphs);
      g_assert_cmpuint (scores[j].n_graphs, >, 150);
      g_assert_cmpuint (scores[j].n_exact * 100, >=, scores[j].n_graphs * 92);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/analysis/plain", test_analysis_plain);
  g_test_add_func ("/workflow/analysis/links", test_analysis_links);
  g_test_add_func ("/workflow/analysis/sides", test_analysis_sides);
  g_test_add_func ("/workflow/analysis/custom-sampler", test_analysis_custom_sampler);
  g_test_add_func ("/workflow/analysis/video", test_analysis_video);
  g_test_add_func ("/workflow/analysis/secondary", test_analysis_secondary);
  g_test_add_func ("/workflow/analysis/unneeded", test_analysis_unneeded);
  g_test_add_func ("/workflow/analysis/hostile", test_analysis_hostile);
  g_test_add_func ("/workflow/analysis/catalog", test_analysis_catalog);
  g_test_add_func ("/workflow/analysis/output-class", test_output_class);
  g_test_add_func ("/workflow/analysis/corpus", test_analysis_corpus);
  return g_test_run ();
}
