/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "form-support.h"

static void
assert_list (FigmentForm *form,
             const char  *expected)
{
  g_autofree char *list = form_support_list (form);

  g_assert_cmpstr (list, ==, expected);
}

/* Without a catalog: by role, then by what stands there. Links and the editor's leftovers are no fields. */
static void
test_form_plain (void)
{
  FigmentForm *form = form_support_form (form_support_plain, NULL);
  FigmentField *field = form_support_field (form, "seed");

  assert_list (form, "positive prompt Prompt\n"
                     "negative prompt Negative prompt\n"
                     "width integer Width\n"
                     "height integer Height\n"
                     "batch integer Batch size\n"
                     "steps integer Steps\n"
                     "cfg number Guidance (CFG)\n"
                     "sampler text Sampler\n"
                     "scheduler text Scheduler\n"
                     "seed seed Seed\n"
                     "model text Model\n"
                     "3.denoise number Sampler: Denoise\n"
                     "9.filename_prefix text SaveImage: Filename prefix\n");
  g_assert_cmpint (figment_form_get_mode (form), ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_true (figment_form_get_role_field (form, FIGMENT_ROLE_SEED) == field);
  g_assert_null (figment_form_get_role_field (form, FIGMENT_ROLE_LORA));
  g_assert_null (figment_form_get_field (form, "3.model"));
  g_assert_cmpstr (figment_field_get_value (field), ==, "7");
  g_assert_cmpint (figment_field_get_seed_mode (field), ==, FIGMENT_SEED_RANDOM);
  g_assert_cmpstr (figment_field_get_max_text (field), ==, "18446744073709551615");
  g_assert_true (isnan (figment_field_get_max (form_support_field (form, "steps"))));
  g_assert_null (figment_field_get_choices (form_support_field (form, "sampler")));
  g_assert_cmpint (figment_field_get_role (form_support_field (form, "3.denoise")), ==, -1);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (form), 13));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (form)) == FIGMENT_TYPE_FIELD);
  g_assert_finalize_object (form);
}

static const char odd_graph[] =
  "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'x.png', 'upload': 'image'}},"
  " '2': {'class_type': 'Odd', 'inputs': {'extra': 'e', 'strength': 1, 'words': 'w', 'level': 2, 'rate': '24',"
  "   'on': 0, 'images': ['1', 0], 'seed': 3, 'list': [1, 2], 'none': null, 'far': 'away', 'deep': -4}},"
  " '3': {'class_type': 'Odd', 'inputs': {'images': ['1', 0], 'on': 'false'}, '_meta': {'title': 'Odd node'}}}";

/* With a catalog: its order, kinds, words and limits. */
static void
test_form_classes (void)
{
  g_autoptr(FigmentForm) form = form_support_form (odd_graph, form_support_classes);
  FigmentField *field;

  assert_list (form, "image_input image Image\n"
                     "seed seed Seed\n"
                     "2.on switch Odd node: On\n"
                     "2.rate choice Odd node: Rate\n"
                     "2.level choice Odd node: Level\n"
                     "2.words prompt Odd node: More words\n"
                     "2.strength number Odd node: Strength\n"
                     "2.far text Odd node: Far\n"
                     "2.deep integer Odd node: Deep\n"
                     "2.extra text Odd node: Extra\n"
                     "3.on switch Odd node (3): On\n");
  field = form_support_field (form, "2.level");
  g_assert_cmpstrv (figment_field_get_choices (field), ((const char *[]) { "1", "2", "4", NULL }));
  g_assert_cmpstr (figment_field_get_tooltip (form_support_field (form, "2.rate")), ==, "How fast");
  g_assert_cmpstr (figment_field_get_max_text (form_support_field (form, "2.deep")), ==, "9223372036854775807");
  field = form_support_field (form, "2.strength");
  g_assert_true (isnan (figment_field_get_min (field)));
  g_assert_cmpfloat (figment_field_get_max (field), ==, 2);
  /* As Python takes them: 0 is false, and a text that is not empty is true. */
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "2.on")), ==, "false");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "3.on")), ==, "true");
  field = form_support_field (form, "image_input");
  g_assert_cmpstr (figment_field_get_value (field), ==, "");
  g_assert_cmpstr (figment_field_get_default_value (field), ==, "x.png");
}

#define SAMPLER(id, values, positive, latent)                                                                          \
  "'" id "': {'class_type': 'KSampler', 'inputs': {" values ", 'positive': " positive ", "                             \
  "'latent_image': ['" latent "', 0]}}"

/* Places of one role: together where their values agree, apart where the author made them differ. */
static void
test_form_joins (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{" SAMPLER ("1", "'seed': 1, 'steps': 20, 'cfg': 8, 'scheduler': 'simple'", "['p', 0]", "l") ","
    SAMPLER ("2", "'seed': 2, 'steps': 10, 'cfg': 8.0, 'scheduler': 'simple'", "['p', 0]", "1") ","
    "'l': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 8, 'height': 16, 'batch_size': 1}},"
    "'p': {'class_type': 'CLIPTextEncodeSDXL', 'inputs': {'text_g': '', 'text_l': 'cat'}},"
    "'9': {'class_type': 'SaveImage', 'inputs': {'images': ['2', 0]}}}",
    NULL);
  FigmentField *field = form_support_field (form, "positive");
  const FigmentPlace *place = g_ptr_array_index (figment_field_get_places (field), 0);

  assert_list (form, "positive prompt Prompt\n"
                     "width integer Width\n"
                     "height integer Height\n"
                     "batch integer Batch size\n"
                     "steps integer Steps\n"
                     "cfg number Guidance (CFG)\n"
                     "scheduler text Scheduler\n"
                     "seed seed Seed\n"
                     "2.steps integer KSampler: Steps\n");
  g_assert_cmpuint (figment_field_get_places (field)->len, ==, 2);
  g_assert_cmpstr (place->input, ==, "text_l");
  g_assert_cmpstr (figment_field_get_value (field), ==, "cat");
  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "cfg"))->len, ==, 2);
  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "seed"))->len, ==, 2);
  g_assert_cmpuint (figment_field_get_places (form_support_field (form, "steps"))->len, ==, 1);
  g_assert_cmpint (figment_field_get_role (form_support_field (form, "2.steps")), ==, FIGMENT_ROLE_STEPS);
}

/* Each picture and each model has a control; a part of a prompt, and slots that nothing is in, wait below. */
static void
test_form_beside (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{" SAMPLER ("1", "'seed': 1", "['c', 0]", "v") ","
    "'c': {'class_type': 'ConditioningCombine', 'inputs': {'conditioning_1': ['p', 0], 'conditioning_2': ['q', 0]}},"
    "'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': ['s', 0]}},"
    "'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a dog'}, '_meta': {'title': 'Second'}},"
    "'s': {'class_type': 'StringConcatenate', 'inputs': {'string_a': 'in oil', 'string_b': 'on wood'}},"
    "'v': {'class_type': 'VAEEncode', 'inputs': {'pixels': ['i', 0], 'other': ['j', 0]}},"
    "'i': {'class_type': 'LoadImage', 'inputs': {'image': 'x.png'}},"
    "'j': {'class_type': 'LoadImage', 'inputs': {'image': 'x.png'}},"
    "'m': {'class_type': 'LoraStacker', 'inputs': {'lora_name_1': 'None', 'lora_name_2': 'l.safetensors',"
    "  'lora_name_3': 'None'}},"
    "'n': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'high.safetensors'}, '_meta': {'title': 'High'}},"
    "'o': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'low.safetensors'}, '_meta': {'title': 'Low'}},"
    "'9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'a': ['m', 0], 'b': ['n', 0], 'c': ['o', 0]}}}",
    NULL);

  assert_list (form, "positive prompt Prompt\n"
                     "image_input image Image 1\n"
                     "j.image image Image 2\n"
                     "seed seed Seed\n"
                     "model text Model (High)\n"
                     "o.unet_name text Model (Low)\n"
                     "lora text LoRA\n"
                     "s.string_a prompt StringConcatenate: Prompt\n"
                     "s.string_b prompt StringConcatenate: Prompt\n"
                     "m.lora_name_1 text LoraStacker: LoRA name 1\n"
                     "m.lora_name_3 text LoraStacker: LoRA name 3\n");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "positive")), ==, "a dog");
}

/* Prompts of several nodes: the main one is the one with words in it. */
static void
test_form_prompts (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{" SAMPLER ("1", "'seed': 1", "['c', 0]", "v") ","
    "'c': {'class_type': 'ConditioningCombine', 'inputs': {'conditioning_1': ['p', 0], 'conditioning_2': ['q', 0]}},"
    "'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': ' '}, '_meta': {'title': 'First'}},"
    "'q': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a dog'}, '_meta': {'title': 'Second'}},"
    "'9': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0]}}}",
    NULL);

  assert_list (form, "positive prompt Prompt\n"
                     "p.text prompt Prompt (First)\n"
                     "seed seed Seed\n");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "positive")), ==, "a dog");
}

/* A server's class says that a file is a mask or video; that it is sent up like a picture does not make it one. */
static void
test_form_media (void)
{
  static const char classes[] =
    "{'LoadImageMask': {'input': {'required': {'image': [['m.png'], {'image_upload': true}]}}, 'output': ['MASK']},"
    " 'Pack_LoadVideo': {'input': {'required': {'video': [['v.mp4'], {'video_upload': true}]}}, 'output': ['IMAGE']},"
    " 'Use': {'input': {'required': {'video': ['IMAGE']}, 'optional': {'mask': ['MASK'], 'image': ['IMAGE']}},"
    "   'output': [], 'output_node': true},"
    " 'LoadImage': {'input': {'required': {'image': [[], {'image_upload': true}]}}, 'output': ['IMAGE']},"
    " 'PackReader': {'input': {'required': {'file': [['s.wav'], {'audio_upload': true}]}}, 'output': ['AUDIO']}}";
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'LoadImageMask', 'inputs': {'image': 'm.png'}},"
    " '2': {'class_type': 'Pack_LoadVideo', 'inputs': {'video': 'v.mp4'}},"
    " '3': {'class_type': 'LoadImage', 'inputs': {'image': 'gone.png'}},"
    " '4': {'class_type': 'PackReader', 'inputs': {'file': 's.wav'}},"
    " '5': {'class_type': 'LoadImageFromPath', 'inputs': {'image_path': '/srv/a.png'}},"
    " '9': {'class_type': 'Use', 'inputs': {'mask': ['1', 0], 'video': ['2', 0], 'image': ['3', 0], 'sound': ['4', 0],"
    "   'more': ['5', 0]}}}",
    classes);

  assert_list (form, "image_input image Image (LoadImage)\n"
                     "5.image_path text Image (LoadImageFromPath)\n"
                     "mask_input mask Mask\n"
                     "video_input video Video\n"
                     "audio_input audio Audio\n");
  g_assert_true (figment_field_get_optional (form_support_field (form, "mask_input")));
  g_assert_true (figment_field_get_optional (form_support_field (form, "image_input")));
  g_assert_false (figment_field_get_optional (form_support_field (form, "video_input")));
  g_assert_false (figment_field_get_optional (form_support_field (form, "audio_input")));
  g_assert_null (figment_field_get_problem (form_support_field (form, "mask_input")));
  g_assert_null (figment_field_get_problem (form_support_field (form, "image_input")));
}

static void
test_form_ids (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'a.b': {'class_type': 'X', 'inputs': {'c': 1}}, 'a': {'class_type': 'X', 'inputs': {'b.c': 2, '': 3}}}", NULL);

  assert_list (form, "a.b.c number X: C\n"
                     "a.b.c#1 number X (a): B: c\n"
                     "a. number X (a): \n");
  form_support_set (form, "a.b.c#1", "5");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "a.b.c")), ==, "1");
}

/* A node with more inputs than any real one, titles of several lines: the form stays usable. */
static void
test_form_hostile (void)
{
  g_autoptr(GString) text = g_string_new ("{'1': {'class_type': 'KSampler', '_meta': {'title': 'a\\nb'}, 'inputs': {");
  g_autoptr(FigmentForm) form = NULL;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "'i%u': %u, ", i, i);
  g_string_append (text, "'positive': 'x', 'seed': 4}}}");
  form = form_support_form (text->str, form_support_classes);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (form)), <=, 1100);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "seed")), ==, "4");
  g_assert_cmpstr (figment_field_get_group (form_support_field (form, "1.i5")), ==, "a b");
}

/* The author's form of App mode: only what is on it, in its order, with its words; the rest waits below. */
static void
test_form_app_mode (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, NULL);
  FigmentField *field;

  figment_form_set_editor (form, "{\"nodes\": [], \"extra\": {\"linearData\": {\"inputs\": [[3, \"steps\"],"
                                 " [9, \"filename_prefix\"], [6, \"text\", {\"description\": \"what to paint\"}]]}}}");
  assert_list (form, "steps integer Steps\n"
                     "9.filename_prefix text Filename prefix\n"
                     "positive prompt Prompt\n"
                     "seed seed Sampler: Seed\n"
                     "cfg number Sampler: Guidance (CFG)\n"
                     "sampler text Sampler: Sampler\n"
                     "scheduler text Sampler: Scheduler\n"
                     "3.denoise number Sampler: Denoise\n"
                     "model text CheckpointLoaderSimple: Ckpt name\n"
                     "width integer EmptyLatentImage: Width\n"
                     "height integer EmptyLatentImage: Height\n"
                     "batch integer EmptyLatentImage: Batch size\n"
                     "negative prompt CLIPTextEncode: Negative prompt\n");
  field = form_support_field (form, "positive");
  g_assert_cmpstr (figment_field_get_tooltip (field), ==, "what to paint");
  figment_form_set_editor (form, "rubbish");
  g_assert_false (figment_field_get_advanced (form_support_field (form, "seed")));
  g_assert_true (figment_field_get_advanced (form_support_field (form, "9.filename_prefix")));
}

/* Each control is looked for anew: those before it do not use up the search. */
static void
test_form_app_mode_many (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'7:3': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'steps': 20, 'positive': ['7:6', 0]}},"
    " '7:6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['7:3', 0]}}}", NULL);
  g_autoptr(GString) text = g_string_new ("{\"nodes\": [{\"id\": 7, \"type\": \"S\"}],"
                                          "\"definitions\": {\"subgraphs\": [{\"id\": \"S\", \"nodes\": []}]},"
                                          "\"extra\": {\"linearData\": {\"inputs\": [");

  for (guint i = 0; i < 300; i++)
    g_string_append (text, "[\"S:3\", \"steps\"],");
  g_string_append (text, "[\"S:6\", \"text\", {\"description\": \"what to paint\"}]]}}}");
  figment_form_set_editor (form, text->str);
  g_assert_cmpstr (figment_field_get_tooltip (form_support_field (form, "positive")), ==, "what to paint");
}

/* Marks of other programs add to what is found, and call it by their names. */
static void
test_form_marks (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSampler', 'inputs': {'seed': 7, 'steps': 20, 'positive': ['2', 0]}},"
    " '2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}},"
    " '3': {'class_type': 'Glow', 'inputs': {'images': ['1', 0], 'power': 3, 'other': 4},"
    "   '_meta': {'title': '$glow_power.power:How much it glows'}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['3', 0]}}}", NULL);

  assert_list (form, "positive prompt Prompt\n"
                     "steps integer Steps\n"
                     "seed seed Seed\n"
                     "3.power number Glow power\n"
                     "3.other number $glow_power.power:How much it glows: Other\n");
  g_assert_cmpstr (figment_field_get_tooltip (form_support_field (form, "3.power")), ==, "How much it glows");
}

/* Two models that share the denoising are told apart by their halves of it. */
static void
test_form_stages (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'KSamplerAdvanced', 'inputs': {'noise_seed': 1, 'start_at_step': 0, 'end_at_step': 10,"
    "   'model': ['3', 0], 'positive': ['0', 0], 'latent_image': ['10', 0]}},"
    " '2': {'class_type': 'KSamplerAdvanced', 'inputs': {'noise_seed': 1, 'start_at_step': 10, 'end_at_step': 20,"
    "   'model': ['4', 0], 'positive': ['0', 0], 'latent_image': ['1', 0]}},"
    " '0': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}},"
    " '10': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 512}},"
    " '3': {'class_type': 'LoraLoaderModelOnly', 'inputs': {'lora_name': 'a', 'model': ['5', 0]}},"
    " '4': {'class_type': 'LoraLoaderModelOnly', 'inputs': {'lora_name': 'b', 'model': ['6', 0]}},"
    " '5': {'class_type': 'LoraLoaderModelOnly', 'inputs': {'lora_name': 'c', 'model': ['7', 0]}},"
    " '6': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'low.safetensors'}},"
    " '7': {'class_type': 'UNETLoader', 'inputs': {'unet_name': 'high.safetensors'}},"
    " '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['2', 0]}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['8', 0]}}}", NULL);
  static const struct
  {
    const char *value;
    const char *label;
  } fields[] = {
    { "high.safetensors", "Model (high noise)" }, { "low.safetensors", "Model (low noise)" },
    { "a", "LoRA 1 (high noise)" }, { "b", "LoRA 2 (low noise)" }, { "c", "LoRA 3 (high noise)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (form)); j++)
        {
          g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), j);

          if (!g_str_equal (figment_field_get_value (field), fields[i].value))
            continue;
          g_assert_cmpstr (figment_field_get_label (field), ==, fields[i].label);
          found = TRUE;
        }
      g_assert_true (found);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form/plain", test_form_plain);
  g_test_add_func ("/workflow/form/classes", test_form_classes);
  g_test_add_func ("/workflow/form/joins", test_form_joins);
  g_test_add_func ("/workflow/form/beside", test_form_beside);
  g_test_add_func ("/workflow/form/prompts", test_form_prompts);
  g_test_add_func ("/workflow/form/media", test_form_media);
  g_test_add_func ("/workflow/form/ids", test_form_ids);
  g_test_add_func ("/workflow/form/hostile", test_form_hostile);
  g_test_add_func ("/workflow/form/app-mode", test_form_app_mode);
  g_test_add_func ("/workflow/form/app-mode-many", test_form_app_mode_many);
  g_test_add_func ("/workflow/form/marks", test_form_marks);
  g_test_add_func ("/workflow/form/stages", test_form_stages);
  return g_test_run ();
}
