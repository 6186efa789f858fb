/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "form-support.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

static void
fix_seed (FigmentForm *form)
{
  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_FIXED);
}

static guint64
get_seed (FigmentForm *form)
{
  return g_ascii_strtoull (figment_field_get_value (form_support_field (form, "seed")), NULL, 10);
}

/* What nobody touched goes as it stands, digit for digit. */
static void
test_request_untouched (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autofree char *text = figment_graph_to_text (figment_form_get_graph (form));
  g_autoptr(FigmentRequest) request = NULL;

  fix_seed (form);
  request = form_support_request (form);
  g_assert_cmpstr (request->graph, ==, text);
  g_assert_cmpint (request->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_cmpstr (request->original_prompt, ==, "a cat");
  g_assert_cmpstr (request->sent_prompt, ==, "a cat");
  g_assert_cmpstr (request->negative_prompt, ==, "");
  g_assert_cmpuint (request->input_files->len, ==, 0);
  g_assert_cmpstr (request->params, ==,
                   "{\"positive\":\"a cat\",\"negative\":\"\",\"width\":512,\"height\":768,\"batch\":1,\"steps\":20,"
                   "\"cfg\":8,\"sampler\":\"euler\",\"scheduler\":\"normal\",\"seed\":7,\"model\":\"a.safetensors\"}");
}

/* Each place gets the type that it takes. */
static void
test_request_types (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'here.png'}},"
    " '2': {'class_type': 'Odd', 'inputs': {'images': ['1', 0], 'on': true, 'rate': '24', 'level': 2, 'words': 5,"
    "   'strength': '1', 'seed': '3', 'deep': 1, 'extra': 7}},"
    " '3': {'class_type': 'Unknown', 'inputs': {'count': '12', 'flag': false, 'size': 1.5}}}",
    form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;

  fix_seed (form);
  form_support_set (form, "2.on", "false");
  form_support_set (form, "2.rate", "16");
  form_support_set (form, "2.level", "4");
  form_support_set (form, "2.words", "6");
  form_support_set (form, "2.strength", " 0.25");
  form_support_set (form, "seed", "4");
  form_support_set (form, "2.deep", "-9223372036854775807");
  form_support_set (form, "2.extra", "8.5");
  form_support_set (form, "3.count", "13");
  form_support_set (form, "3.flag", "true");
  form_support_set (form, "3.size", "2");
  request = form_support_request (form);
  form_support_assert_input (request, "2", "on", "false");
  form_support_assert_input (request, "2", "rate", "'16'");
  form_support_assert_input (request, "2", "level", "4");
  form_support_assert_input (request, "2", "words", "'6'");
  form_support_assert_input (request, "2", "strength", "0.25");
  form_support_assert_input (request, "2", "seed", "4");
  form_support_assert_input (request, "2", "deep", "-9223372036854775807");
  form_support_assert_input (request, "2", "extra", "8.5");
  form_support_assert_input (request, "3", "count", "'13'");
  form_support_assert_input (request, "3", "flag", "true");
  form_support_assert_input (request, "3", "size", "2");
  form_support_assert_input (request, "1", "image", "'here.png'");
  g_assert_cmpstr (request->params, ==,
                   "{\"seed\":4,\"2.on\":false,\"2.rate\":\"16\",\"2.level\":4,\"2.words\":\"6\",\"2.strength\":0.25,"
                   "\"2.deep\":-9223372036854775807,\"2.extra\":8.5,\"3.count\":\"13\",\"3.flag\":true,\"3.size\":2}");
  g_assert_cmpstr (request->original_prompt, ==, "");
  g_assert_null (request->negative_prompt);
}

/* A text that is set goes to all encoders of its node, and to all that had the same. */
static void
test_request_places (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': '%seed%', 'steps': '20', 'positive': ['p', 0]}},"
    " '2': {'class_type': 'KSampler', 'inputs': {'noise_seed': 5, 'steps': 20, 'positive': ['q', 0],"
    "   'latent_image': ['1', 0]}},"
    " 'p': {'class_type': 'CLIPTextEncodeSDXL', 'inputs': {'text_g': 'cat', 'text_l': 'a cat'}},"
    " 'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a cat'}},"
    " 'm': {'class_type': 'PowerLoader', 'inputs': {'lora_1': {'on': true, 'lora': 'a', 'strength': 0.5}}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['2', 0], 'm': ['m', 0]}}}",
    NULL);
  g_autoptr(FigmentRequest) request = NULL;

  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "positive"))->len, ==, 3);
  fix_seed (form);
  form_support_set (form, "positive", "a \"dog\"\nin fog");
  form_support_set (form, "seed", "18446744073709551615");
  form_support_set (form, "steps", "30");
  form_support_set (form, "lora", "b");
  request = form_support_request (form);
  form_support_assert_input (request, "p", "text_g", "'a \\'dog\\'\\nin fog'");
  form_support_assert_input (request, "p", "text_l", "'a \\'dog\\'\\nin fog'");
  form_support_assert_input (request, "q", "text", "'a \\'dog\\'\\nin fog'");
  form_support_assert_input (request, "1", "seed", "18446744073709551615");
  form_support_assert_input (request, "2", "noise_seed", "18446744073709551615");
  form_support_assert_input (request, "1", "steps", "'30'");
  form_support_assert_input (request, "2", "steps", "30");
  form_support_assert_input (request, "m", "lora_1", "{'on':true,'lora':'b','strength':0.5}");
  g_assert_nonnull (strstr (request->params, "\"lora\":\"b\""));
  g_assert_cmpstr (request->sent_prompt, ==, "a \"dog\"\nin fog");
}

/* Drawn anew for each, as large as the place takes, and left in the field. */
static void
test_request_random (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentForm) narrow = form_support_form (
    "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'here.png'}},"
    " '2': {'class_type': 'Odd', 'inputs': {'images': ['1', 0], 'on': true, 'seed': 3}}}",
    form_support_classes);
  g_autoptr(FigmentForm) unknown = form_support_form (form_support_plain, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = figment_form_build_requests (form, 200, &error);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 all = 0;
  guint counts[6] = { 0 };

  g_assert_no_error (error);
  for (guint i = 0; i < requests->len; i++)
    {
      FigmentRequest *request = g_ptr_array_index (requests, i);

      g_assert_true (g_hash_table_add (seen, request->graph));
      all |= g_ascii_strtoull (strstr (request->params, "\"seed\":") + 7, NULL, 10);
    }
  g_assert_cmphex (all, ==, G_MAXUINT64);
  form_support_assert_input (g_ptr_array_index (requests, 199), "3", "seed",
                             figment_field_get_value (form_support_field (form, "seed")));

  /* From 0 to 5, all of them, never the same twice in a row. */
  for (guint i = 0, last = 6; i < 300; i++)
    {
      figment_field_draw_seed (form_support_field (narrow, "seed"));
      g_assert_cmpuint (get_seed (narrow), <=, 5);
      g_assert_cmpuint (get_seed (narrow), !=, last);
      last = (guint) get_seed (narrow);
      counts[last]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_cmpuint (counts[i], >, 0);

  /* Nobody knows what the node takes. */
  for (guint i = 0; i < 100; i++)
    {
      figment_field_draw_seed (form_support_field (unknown, "seed"));
      g_assert_cmpuint (get_seed (unknown), <=, G_MAXUINT32);
    }
}

/* A seed that the server reads as float has digits enough up to 2^53 only; a lower limit is kept too. */
static void
test_request_ranges (void)
{
  static const char graph[] = "{'1': {'class_type': 'F', 'inputs': {'positive': 'x', 'seed': 1}},"
                              " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0]}}}";
  g_autoptr(FigmentForm) floats = form_support_form (
    graph, "{'F': {'input': {'required': {'seed': ['FLOAT', {'min': 0, 'max': 1e30}]}}, 'output': ['X']}}");
  g_autoptr(FigmentForm) high = form_support_form (
    graph, "{'F': {'input': {'required': {'seed': ['INT', {'min': 98, 'max': 99}]}}, 'output': ['X']}}");
  g_autoptr(FigmentForm) below = form_support_form (
    graph, "{'F': {'input': {'required': {'seed': ['INT', {'min': -9, 'max': 1}]}}, 'output': ['X']}}");
  gboolean large = FALSE;

  for (guint i = 0; i < 100; i++)
    {
      figment_field_draw_seed (form_support_field (floats, "seed"));
      g_assert_cmpuint (get_seed (floats), <=, G_GUINT64_CONSTANT (1) << 53);
      large = large || get_seed (floats) > G_MAXUINT32;
      figment_field_draw_seed (form_support_field (high, "seed"));
      g_assert_cmpuint (get_seed (high), >=, 98);
      g_assert_cmpuint (get_seed (high), <=, 99);
      figment_field_draw_seed (form_support_field (below, "seed"));
      g_assert_cmpuint (get_seed (below), <=, 1);
    }
  g_assert_true (large);
}

static void
assert_counts (FigmentForm *form,
               const char  *node_id,
               const char  *from,
               const char  *first,
               const char  *second,
               const char  *next)
{
  g_autoptr(GPtrArray) requests = NULL;
  g_autoptr(GError) error = NULL;

  form_support_set (form, "seed", from);
  requests = figment_form_build_requests (form, 2, &error);
  g_assert_no_error (error);
  form_support_assert_input (g_ptr_array_index (requests, 0), node_id, "seed", first);
  form_support_assert_input (g_ptr_array_index (requests, 1), node_id, "seed", second);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "seed")), ==, next);
}

static void
test_request_counting (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentForm) narrow = form_support_form (
    "{'1': {'class_type': 'F', 'inputs': {'positive': 'x', 'seed': 1}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0]}}}",
    "{'F': {'input': {'required': {'seed': ['INT', {'min': 97, 'max': 99}]}}, 'output': ['X']}}");
  FigmentField *seed = form_support_field (form, "seed");
  g_autoptr(GPtrArray) none = NULL;

  figment_field_set_seed_mode (seed, FIGMENT_SEED_INCREMENT);
  assert_counts (form, "3", "7", "7", "8", "9");
  assert_counts (form, "3", " 40 ", "40", "41", "42");
  assert_counts (form, "3", "18446744073709551615", "18446744073709551615", "0", "1");
  figment_field_set_seed_mode (form_support_field (narrow, "seed"), FIGMENT_SEED_INCREMENT);
  assert_counts (narrow, "1", "98", "98", "99", "97");
  none = figment_form_build_requests (form, 0, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (figment_field_get_value (seed), ==, "1");
  figment_field_set_seed_mode (seed, FIGMENT_SEED_FIXED);
  assert_counts (form, "3", "12", "12", "12", "12");
  figment_field_set_seed_mode (seed, FIGMENT_SEED_INCREMENT);
  form_support_set (form, "seed", "word");
  form_support_assert_refused (form, "Seed: “word” is not a number.");
}

static void
test_request_files (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'here.png'}},"
    " '2': {'class_type': 'LoadImage', 'inputs': {'image': ''}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'more': ['2', 0]}}}",
    NULL);
  g_autoptr(FigmentRequest) request = NULL;
  const FigmentInputFile *file;

  form_support_assert_refused (form, "Image 2: No file is chosen.");
  form_support_set (form, "2.image", "b.png");
  form_support_assert_refused (form, "Image 2: “b.png” is not the full path of a file.");
  form_support_set (form, "2.image", "/home/b.png");
  request = form_support_request (form);
  form_support_assert_input (request, "1", "image", "'here.png'");
  form_support_assert_input (request, "2", "image", "''");
  g_assert_cmpuint (request->input_files->len, ==, 1);
  file = g_ptr_array_index (request->input_files, 0);
  g_assert_cmpstr (file->node_id, ==, "2");
  g_assert_cmpstr (file->input, ==, "image");
  g_assert_cmpstr (file->path, ==, "/home/b.png");
  g_assert_cmpstr (request->params, ==, "{\"2.image\":\"/home/b.png\"}");
  /* A name that is not UTF-8 is sent like any other; it has no place in JSON. */
  form_support_set (form, "image_input", "/home/\xff.png");
  figment_request_unref (request);
  request = form_support_request (form);
  g_assert_cmpuint (request->input_files->len, ==, 2);
  g_assert_cmpstr (request->params, ==, "{\"2.image\":\"/home/b.png\"}");
}

/* Trouble is named by the control; the form stays as it was. */
static void
test_request_refused (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentForm) broken = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': -3, 'steps': '{{steps}}', 'cfg': 500, 'positive': 'x'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0]}}}",
    form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;
  g_autoptr(FigmentGraph) sent = NULL;
  guint64 drawn;

  form_support_set (form, "steps", "0");
  form_support_assert_refused (form, "Steps: 0 is less than the least that is allowed, 1.");
  g_assert_cmpuint (get_seed (form), ==, 7);
  form_support_set (form, "steps", "20");
  form_support_set (form, "3.denoise", "");
  form_support_assert_refused (form, "Sampler, Denoise: A number is missing.");
  /* What the author left is the server's to refuse. */
  g_assert_nonnull (figment_field_get_problem (form_support_field (broken, "steps")));
  fix_seed (broken);
  request = form_support_request (broken);
  form_support_assert_input (request, "1", "steps", "'{{steps}}'");
  /* A seed below zero would be drawn where nobody learns it. */
  sent = figment_graph_parse (request->graph, strlen (request->graph), NULL);
  g_assert_true (figment_json_to_uint64 (figment_graph_get_input (sent, "1", "seed"), &drawn));
  figment_field_set_seed_mode (form_support_field (broken, "seed"), FIGMENT_SEED_INCREMENT);
  form_support_assert_refused (broken, "Seed: -3 is less than the least that is allowed, 0.");
  form_support_set (broken, "steps", "5");
  figment_field_set_seed_mode (form_support_field (broken, "seed"), FIGMENT_SEED_RANDOM);
  figment_request_unref (request);
  request = form_support_request (broken);
  form_support_assert_input (request, "1", "steps", "5");
}

static void
test_request_overrides (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, NULL);
  g_autoptr(FigmentRequest) request = NULL;
  g_autoptr(GError) error = NULL;

  fix_seed (form);
  form_support_set (form, "steps", "30");
  g_assert_true (figment_form_override (form, "3", "steps", "40", &error));
  g_assert_true (figment_form_override (form, "6", "text", "a dog", &error));
  g_assert_true (figment_form_override (form, "3", "latent_image", "x", &error));
  g_assert_no_error (error);
  g_assert_false (figment_form_override (form, "3", "cfg", "much", &error));
  g_assert_nonnull (error);
  request = form_support_request (form);
  form_support_assert_input (request, "3", "steps", "40");
  form_support_assert_input (request, "3", "cfg", "8");
  form_support_assert_input (request, "3", "latent_image", "'x'");
  g_assert_cmpstr (request->sent_prompt, ==, "a dog");
  g_assert_nonnull (strstr (request->params, "\"3.steps\":40,\"6.text\":\"a dog\",\"3.latent_image\":\"x\"}"));
  figment_form_reset (form);
  fix_seed (form);
  figment_request_unref (request);
  request = form_support_request (form);
  form_support_assert_input (request, "3", "steps", "20");
}

static const char two_samplers[] =
  "{'1': {'class_type': 'KSamplerAdvanced', 'inputs': {'add_noise': 'enable', 'noise_seed': 7, 'steps': 20,"
  "   'start_at_step': 0, 'end_at_step': 10, 'positive': ['p', 0], 'latent_image': ['l', 0]}},"
  " '2': {'class_type': 'KSampler', 'inputs': {'seed': 8, 'steps': 20, 'positive': ['p', 0],"
  "   'latent_image': ['1', 0]}},"
  " '3': {'class_type': 'KSampler', 'inputs': {'seed': 500000, 'steps': 20, 'positive': ['p', 0],"
  "   'latent_image': ['2', 0]}},"
  " 'l': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},"
  " 'z': {'class_type': 'SizeTeller', 'inputs': {'width': 512, 'height': 768, 'images': ['3', 0]}},"
  " 'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a {red|blue} cat // note'}},"
  " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['z', 0], 'filename_prefix': '%p.text%'}}}";

/* Seeds that were close together stay so; others are the same. What has to go along with a role goes along. */
static void
test_request_together (void)
{
  g_autoptr(FigmentForm) form = form_support_form (two_samplers, NULL);
  g_autoptr(FigmentRequest) request = NULL;

  fix_seed (form);
  form_support_set (form, "seed", "100");
  form_support_set (form, "steps", "30");
  form_support_set (form, "width", "640");
  request = form_support_request (form);
  form_support_assert_input (request, "1", "noise_seed", "100");
  form_support_assert_input (request, "2", "seed", "101");
  form_support_assert_input (request, "3", "seed", "100");
  form_support_assert_input (request, "1", "end_at_step", "15");
  form_support_assert_input (request, "z", "width", "640");
  form_support_assert_input (request, "z", "height", "768");
  /* No seed is beyond what there is. */
  form_support_set (form, "seed", "18446744073709551615");
  figment_request_unref (request);
  request = form_support_request (form);
  form_support_assert_input (request, "2", "seed", "18446744073709551615");
  /* What is set itself does not go along. */
  form_support_set (form, "z.width", "32");
  form_support_set (form, "width", "768");
  figment_request_unref (request);
  request = form_support_request (form);
  form_support_assert_input (request, "z", "width", "32");
}

/* The words are drawn from the seed, and both what was typed and what was sent are kept. */
static void
test_request_words (void)
{
  static const char *const lists[] = { "animals", "hen", NULL };
  g_autoptr(FigmentForm) form = form_support_form (two_samplers, NULL);
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (lists);
  g_autoptr(FigmentRequest) first = NULL;
  g_autoptr(FigmentRequest) again = NULL;
  g_autoptr(GPtrArray) many = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *name = NULL;

  fix_seed (form);
  first = form_support_request (form);
  again = form_support_request (form);
  g_assert_cmpstr (first->original_prompt, ==, "a {red|blue} cat // note");
  g_assert_true (g_str_equal (first->sent_prompt, "a red cat ") || g_str_equal (first->sent_prompt, "a blue cat "));
  g_assert_cmpstr (first->sent_prompt, ==, again->sent_prompt);
  g_assert_nonnull (strstr (first->params, "{red|blue}"));
  name = g_strdup_printf ("'%s'", first->sent_prompt);
  form_support_assert_input (first, "p", "text", name);

  /* Several with one seed are not all the same. */
  figment_form_set_wildcards (form, wildcards);
  form_support_set (form, "positive", "{1|2|3|4} __animals__");
  many = figment_form_build_requests (form, 30, NULL);
  for (guint i = 0; i < many->len; i++)
    {
      const FigmentRequest *request = g_ptr_array_index (many, i);

      g_assert_true (g_str_has_suffix (request->sent_prompt, " hen"));
      g_hash_table_add (seen, request->sent_prompt);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 1);
}

static void
assert_seeds (FigmentForm *form,
              const char  *first,
              const char  *second,
              const char  *third)
{
  g_autoptr(FigmentRequest) request = form_support_request (form);

  form_support_assert_input (request, "1", "noise_seed", first);
  form_support_assert_input (request, "2", "seed", second);
  form_support_assert_input (request, "3", "seed", third);
}

/* Seeds go together as a person decided: the same, as far apart, or each for itself. */
static void
test_request_ties (void)
{
  g_autoptr(FigmentForm) form = form_support_form (two_samplers, NULL);
  FigmentField *own;

  fix_seed (form);
  form_support_set (form, "seed", "100");
  assert_seeds (form, "100", "101", "100");
  g_assert_true (figment_form_set_mapping (
    form, "{\"version\":1,\"ties\":[[\"2\",\"seed\",\"same\"],[\"3\",\"seed\",\"offset\"]]}", NULL));
  assert_seeds (form, "100", "100", "500093");
  /* Beyond the largest it goes on from the beginning; a value as the graph has it is written where it must be. */
  form_support_set (form, "seed", "18446744073709551615");
  assert_seeds (form, "18446744073709551615", "18446744073709551615", "499992");
  form_support_set (form, "seed", "7");
  assert_seeds (form, "7", "7", "500000");

  g_assert_true (figment_form_set_mapping (form, "{\"version\":1,\"ties\":[[\"2\",\"seed\",\"own\"]]}", NULL));
  own = form_support_field (form, "2.seed");
  g_assert_cmpint (figment_field_get_kind (own), ==, FIGMENT_FIELD_SEED);
  g_assert_false (figment_field_get_advanced (own));
  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "seed"))->len, ==, 2);
  figment_field_set_seed_mode (own, FIGMENT_SEED_FIXED);
  form_support_set (form, "2.seed", "55");
  assert_seeds (form, "7", "55", "500000");

  /* The first one can be for itself, too. */
  g_assert_true (figment_form_set_mapping (
    form, "{\"version\":1,\"ties\":[[\"1\",\"noise_seed\",\"own\"],[\"9\",\"x\",\"own\"],"
          "[\"2\",\"seed\",\"?\"],7]}", NULL));
  own = form_support_field (form, "1.noise_seed");
  figment_field_set_seed_mode (own, FIGMENT_SEED_FIXED);
  fix_seed (form);
  form_support_set (form, "1.noise_seed", "3");
  form_support_set (form, "seed", "4");
  assert_seeds (form, "3", "4", "4");
}

/* Words are drawn where a person says that the prompt stands, and no longer where it was found. */
static void
test_request_mapped_words (void)
{
  static const char mapping[] = "{\"version\":1,\"roles\":{\"positive\":[[\"9\",\"filename_prefix\"]]}}";
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, NULL);
  g_autoptr(FigmentRequest) request = NULL;

  g_assert_true (figment_form_set_mapping (form, mapping, NULL));
  form_support_set (form, "positive", "{a|a} cat");
  form_support_set (form, "6.text", "{b|b} dog");
  request = form_support_request (form);
  form_support_assert_input (request, "9", "filename_prefix", "'a cat'");
  form_support_assert_input (request, "6", "text", "'{b|b} dog'");
}

/* What the editor saved goes along with the values that are sent; what cannot be told apart stays. */
static void
test_request_editor (void)
{
  static const char editor[] =
    "{'id': 'x', 'nodes': [{'id': 1, 'type': 'KSampler', 'widgets_values': [7, 'randomize', 20, 20]},"
    " {'id': 2, 'type': 'CLIPTextEncode', 'widgets_values': ['cat']},"
    " {'id': 3, 'type': 'VHS', 'widgets_values': {'frame_rate': 8, 'other': null}},"
    " {'id': 4, 'type': 'u'}, {'id': 5, 'type': 'w'}, {'id': 6, 'type': 'w'}],"
    " 'definitions': {'subgraphs': [{'id': 'u', 'nodes': [{'id': 8, 'type': 'A', 'widgets_values': [1, 2.0]}]},"
    "   {'id': 'w', 'nodes': [{'id': 8, 'type': 'A', 'widgets_values': [1]}]}]}}";
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'steps': 20, 'cfg': 20, 'positive': ['2', 0]}},"
    " '2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['1', 0]}},"
    " '3': {'class_type': 'VHS_VideoCombine', 'inputs': {'frame_rate': 8, 'images': ['1', 0]}},"
    " '4:8': {'class_type': 'A', 'inputs': {'a': 1, 'b': 2, 'x': ['1', 0]}},"
    " '5:8': {'class_type': 'A', 'inputs': {'a': 1, 'x': ['1', 0]}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['4:8', 0], 'more': ['5:8', 0]}}}", NULL);
  g_autofree char *json = g_strdelimit (g_strdup (editor), "'", '"');
  g_autoptr(FigmentRequest) request = NULL;

  figment_form_set_editor (form, json);
  fix_seed (form);
  form_support_set (form, "seed", "18446744073709551615");
  form_support_set (form, "positive", "a \"dog\"");
  form_support_set (form, "cfg", "5");
  form_support_set (form, "fps", "12");
  form_support_set (form, "4:8.b", "3");
  form_support_set (form, "5:8.a", "9");
  request = form_support_request (form);
  g_assert_cmpstr (request->editor_graph, ==,
    "{\"id\":\"x\",\"nodes\":[{\"id\":1,\"type\":\"KSampler\",\"widgets_values\":[18446744073709551615,\"randomize\","
    "20,5]},{\"id\":2,\"type\":\"CLIPTextEncode\",\"widgets_values\":[\"a \\\"dog\\\"\"]},{\"id\":3,\"type\":\"VHS\","
    "\"widgets_values\":{\"frame_rate\":12,\"other\":null}},{\"id\":4,\"type\":\"u\"},{\"id\":5,\"type\":\"w\"},"
    "{\"id\":6,\"type\":\"w\"}],\"definitions\":{\"subgraphs\":[{\"id\":\"u\",\"nodes\":[{\"id\":8,\"type\":\"A\","
    "\"widgets_values\":[1,3]}]},{\"id\":\"w\",\"nodes\":[{\"id\":8,\"type\":\"A\",\"widgets_values\":[1]}]}]}}");
  figment_form_set_editor (form, "[1]");
  figment_request_unref (request);
  request = form_support_request (form);
  g_assert_null (request->editor_graph);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-request/untouched", test_request_untouched);
  g_test_add_func ("/workflow/form-request/types", test_request_types);
  g_test_add_func ("/workflow/form-request/places", test_request_places);
  g_test_add_func ("/workflow/form-request/random", test_request_random);
  g_test_add_func ("/workflow/form-request/ranges", test_request_ranges);
  g_test_add_func ("/workflow/form-request/counting", test_request_counting);
  g_test_add_func ("/workflow/form-request/files", test_request_files);
  g_test_add_func ("/workflow/form-request/refused", test_request_refused);
  g_test_add_func ("/workflow/form-request/overrides", test_request_overrides);
  g_test_add_func ("/workflow/form-request/together", test_request_together);
  g_test_add_func ("/workflow/form-request/words", test_request_words);
  g_test_add_func ("/workflow/form-request/mapped-words", test_request_mapped_words);
  g_test_add_func ("/workflow/form-request/ties", test_request_ties);
  g_test_add_func ("/workflow/form-request/editor", test_request_editor);
  return g_test_run ();
}
