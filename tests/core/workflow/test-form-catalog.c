/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "form-support.h"

static void
assert_problem (FigmentForm *form,
                const char  *id,
                const char  *value,
                const char  *problem)
{
  form_support_set (form, id, value);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, id)), ==, value);
  g_assert_cmpstr (figment_field_get_problem (form_support_field (form, id)), ==, problem);
}

/* What is wrong with a value is said, and the value stays. */
static void
test_form_problems (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autofree char *longest = g_strnfill (100, '9');

  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_FIXED);
  assert_problem (form, "steps", "30", NULL);
  assert_problem (form, "steps", " 30.0 ", NULL);
  assert_problem (form, "steps", "30.5", "“30.5” is not a whole number.");
  assert_problem (form, "steps", "many", "“many” is not a number.");
  assert_problem (form, "steps", " ", "A number is missing.");
  assert_problem (form, "steps", "0", "0 is less than the least that is allowed, 1.");
  assert_problem (form, "steps", "10001", "10001 is more than the most that is allowed, 10000.");
  assert_problem (form, "cfg", "7.55", NULL);
  assert_problem (form, "cfg", "1e3", "1e3 is more than the most that is allowed, 100.");
  assert_problem (form, "cfg", "NaN", "“NaN” is not a number.");
  assert_problem (form, "seed", "18446744073709551615", NULL);
  assert_problem (form, "seed", "18446744073709551616",
                  "18446744073709551616 is more than the most that is allowed, 18446744073709551615.");
  assert_problem (form, "seed", "-1", "-1 is less than the least that is allowed, 0.");
  g_assert_true (g_str_has_suffix (longest, "99"));
  form_support_set (form, "seed", longest);
  g_assert_cmpuint (strlen (figment_field_get_problem (form_support_field (form, "seed"))), <, 150);
  assert_problem (form, "sampler", "heun", NULL);
  assert_problem (form, "sampler", "dpm_9", "“dpm_9” is not one of the server's choices.");
  assert_problem (form, "model", "c.safetensors", "“c.safetensors” is not on the server.");
  assert_problem (form, "positive", "", NULL);
  assert_problem (form, "9.filename_prefix", "\xff", "The text is not UTF-8.");
  /* A seed that will be drawn may be anything until then. */
  assert_problem (form, "seed", "-1", "-1 is less than the least that is allowed, 0.");
  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_RANDOM);
  g_assert_null (figment_field_get_problem (form_support_field (form, "seed")));
}

static void
test_form_kinds (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'sub/x.png'}},"
    " '2': {'class_type': 'Odd', 'inputs': {'images': ['1', 0], 'on': true, 'level': 2.0, 'rate': '24', 'deep': 0,"
    "   'far': 'x', 'seed': 1}}}",
    form_support_classes);

  assert_problem (form, "2.on", "maybe", "This can only be on or off.");
  assert_problem (form, "2.level", "2.0", NULL);
  assert_problem (form, "2.level", "3", "“3” is not one of the server's choices.");
  assert_problem (form, "2.rate", "24.0", "“24.0” is not on the server.");
  assert_problem (form, "2.deep", "-9223372036854775807", NULL);
  assert_problem (form, "2.deep", "9223372036854775808",
                  "9223372036854775808 is more than the most that is allowed, 9223372036854775807.");
  assert_problem (form, "2.far", "anything", NULL);
  assert_problem (form, "seed", "9", NULL);
  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_FIXED);
  assert_problem (form, "seed", "8", "8 is more than the most that is allowed, 5.");
  /* The server takes files that it does not list. */
  assert_problem (form, "image_input", "", NULL);
  assert_problem (form, "image_input", "/tmp/y.png", NULL);
  assert_problem (form, "image_input", "y.png", "“y.png” is not the full path of a file.");
}

typedef struct
{
  guint position, removed, added, n;
} Changes;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Changes *changes = user_data;

  *changes = (Changes) { position, removed, added, changes->n + 1 };
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  GHashTable *counts = user_data;
  const char *name = g_param_spec_get_name (pspec);
  const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

  g_hash_table_insert (counts, (gpointer) name, GUINT_TO_POINTER (n + 1));
}

static guint
get_count (GHashTable *counts,
           const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
}

/* A catalog that comes later: controls stay where they can, values always. */
static void
test_form_arrives (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, NULL);
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (form_support_classes);
  g_autoptr(FigmentCatalog) same = form_support_catalog (form_support_classes);
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  FigmentField *steps = form_support_field (form, "steps");
  g_autoptr(FigmentField) sampler = g_object_ref (form_support_field (form, "sampler"));
  Changes changes = { 0 };

  g_signal_connect (form, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  g_signal_connect (steps, "notify", G_CALLBACK (count_cb), counts);
  figment_field_set_value (steps, "20000");
  g_assert_null (figment_field_get_problem (steps));
  figment_field_set_value (sampler, "my_sampler");
  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_INCREMENT);

  figment_form_set_catalog (form, catalog);
  g_assert_true (form_support_field (form, "steps") == steps);
  g_assert_cmpstr (figment_field_get_value (steps), ==, "20000");
  g_assert_cmpstr (figment_field_get_problem (steps), ==, "20000 is more than the most that is allowed, 10000.");
  g_assert_cmpuint (get_count (counts, "value"), ==, 1);
  g_assert_cmpuint (get_count (counts, "max"), ==, 1);
  g_assert_cmpuint (get_count (counts, "problem"), ==, 1);
  g_assert_cmpuint (get_count (counts, "step"), ==, 0);
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (form, "seed")), ==, FIGMENT_SEED_INCREMENT);
  /* The sampler is a choice now, and so another field with the same value. */
  g_assert_true (form_support_field (form, "sampler") != sampler);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "sampler")), ==, "my_sampler");
  g_assert_cmpstr (figment_field_get_problem (form_support_field (form, "sampler")), ==,
                   "“my_sampler” is not one of the server's choices.");
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.position, ==, 7);
  g_assert_cmpuint (changes.removed, ==, 4);
  g_assert_cmpuint (changes.added, ==, 4);

  /* One that says the same says nothing. */
  g_hash_table_remove_all (counts);
  figment_form_set_catalog (form, same);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 0);

  figment_form_set_catalog (form, NULL);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "sampler")), ==, "my_sampler");
  g_assert_null (figment_field_get_problem (form_support_field (form, "sampler")));
  g_assert_null (figment_field_get_problem (steps));
}

/* A list that lost a model: the value is marked, not changed. */
static void
test_form_stale (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentCatalog) other = form_support_catalog (
    "{'CheckpointLoaderSimple': {'input': {'required': {'ckpt_name': [[]]}}, 'output': ['MODEL', 'CLIP', 'VAE']}}");
  FigmentField *model = form_support_field (form, "model");
  g_autoptr(FigmentRequest) request = NULL;

  figment_field_set_value (model, "b.safetensors");
  figment_form_set_catalog (form, other);
  g_assert_true (form_support_field (form, "model") == model);
  g_assert_cmpstr (figment_field_get_value (model), ==, "b.safetensors");
  g_assert_cmpstr (figment_field_get_problem (model), ==, "“b.safetensors” is not on the server.");
  /* The server may have it since, so it is asked. */
  request = form_support_request (form);
  form_support_assert_input (request, "4", "ckpt_name", "'b.safetensors'");
}

/* Several places: what all of them take. */
static void
test_form_tightest (void)
{
  g_autoptr(FigmentForm) form = form_support_form (
    "{'1': {'class_type': 'S', 'inputs': {'positive': 'x', 'seed': 1, 'steps': 5, 'sampler_name': 'b', 'cfg': 2}},"
    " '2': {'class_type': 'T', 'inputs': {'positive': 'x', 'seed': 1, 'steps': 5, 'sampler_name': 'b', 'cfg': 2,"
    "   'latent': ['1', 0]}}, '9': {'class_type': 'SaveImage', 'inputs': {'images': ['2', 0]}}}",
    "{'S': {'input': {'required': {'seed': ['INT', {'min': 0, 'max': 18446744073709551615}], 'steps': ['INT',"
    "   {'min': 1, 'max': 100, 'step': 1}], 'sampler_name': [['a', 'b', 'c']], 'cfg': ['FLOAT']}}, 'output': ['X']},"
    " 'T': {'input': {'required': {'seed': ['INT', {'min': 0, 'max': 4294967295}], 'steps': ['INT',"
    "   {'min': 4, 'max': 1000, 'step': 4}], 'sampler_name': [['c', 'b', 'd']], 'cfg': ['INT']}}, 'output': ['X']}}");
  FigmentField *field = form_support_field (form, "steps");

  g_assert_cmpuint (figment_field_get_places (field)->len, ==, 2);
  g_assert_cmpfloat (figment_field_get_min (field), ==, 4);
  g_assert_cmpfloat (figment_field_get_max (field), ==, 100);
  g_assert_cmpfloat (figment_field_get_step (field), ==, 4);
  g_assert_cmpstrv (figment_field_get_choices (form_support_field (form, "sampler")),
                    ((const char *[]) { "b", "c", NULL }));
  g_assert_cmpfloat (figment_field_get_max (form_support_field (form, "seed")), ==, 4294967295.0);
  g_assert_null (figment_field_get_max_text (form_support_field (form, "seed")));
  g_assert_cmpint (figment_field_get_kind (form_support_field (form, "cfg")), ==, FIGMENT_FIELD_INTEGER);
}

static void
test_form_properties (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  FigmentField *field = form_support_field (form, "3.denoise");
  g_autofree char *id = NULL, *label = NULL, *group = NULL, *value = NULL, *standard = NULL, *problem = NULL;
  g_auto(GStrv) choices = NULL;
  FigmentFieldKind kind;
  FigmentSeedMode mode;
  gboolean advanced;
  double max, step;
  int role;

  g_object_set (field, "value", "3", NULL);
  g_object_get (field, "id", &id, "role", &role, "kind", &kind, "label", &label, "group", &group, "advanced", &advanced,
                "max", &max, "step", &step, "default-value", &standard, "value", &value, "problem", &problem, NULL);
  g_assert_cmpstr (id, ==, "3.denoise");
  g_assert_cmpint (role, ==, -1);
  g_assert_cmpint (kind, ==, FIGMENT_FIELD_NUMBER);
  g_assert_cmpstr (label, ==, "Denoise");
  g_assert_cmpstr (group, ==, "Sampler");
  g_assert_true (advanced);
  g_assert_cmpfloat (max, ==, 1);
  g_assert_cmpfloat (step, ==, 0.01);
  g_assert_cmpstr (standard, ==, "1");
  g_assert_cmpstr (value, ==, "3");
  g_assert_cmpstr (problem, ==, "3 is more than the most that is allowed, 1.");
  g_object_get (form_support_field (form, "sampler"), "choices", &choices, NULL);
  g_assert_cmpstr (choices[2], ==, "heun");
  g_object_set (form_support_field (form, "seed"), "seed-mode", FIGMENT_SEED_FIXED, NULL);
  g_object_get (form_support_field (form, "seed"), "seed-mode", &mode, NULL);
  g_assert_cmpint (mode, ==, FIGMENT_SEED_FIXED);
}

/* What another program would have filled in begins with what the server begins with; a model only a person can name. */
static void
test_form_placeholders (void)
{
  static const char graph[] =
    "{'3': {'class_type': 'KSampler', 'inputs': {'model': ['4', 0], 'positive': ['6', 0], 'negative': ['7', 0],"
    "   'latent_image': ['4', 0], 'seed': '%seed%', 'steps': '{{STEPS}}', 'cfg': '%cfg%',"
    "   'sampler_name': '__SAMPLER__'}},"
    " '4': {'class_type': 'Loader', 'inputs': {'ckpt_name': '{{model}}'}},"
    " '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': '{{prompt}}', 'clip': ['4', 1]}},"
    " '7': {'class_type': 'CLIPTextEncode', 'inputs': {'text': '__animals__', 'clip': ['4', 1]}},"
    " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['3', 0], 'filename_prefix': '%Sampler.steps%'}}}";
  static const char classes[] =
    "{'KSampler': {'input': {'required': {'model': ['MODEL'], 'positive': ['CONDITIONING'],"
    "   'negative': ['CONDITIONING'], 'latent_image': ['LATENT'], 'seed': ['INT', {'default': 0, 'min': 0}],"
    "   'steps': ['INT', {'default': 20, 'min': 1}], 'cfg': ['FLOAT', {'default': 8.0}],"
    "   'sampler_name': [['euler', 'heun']]}}, 'output': ['LATENT']},"
    " 'Loader': {'input': {'required': {'ckpt_name': [['a.safetensors']]}}, 'output': ['MODEL', 'CLIP']},"
    " 'CLIPTextEncode': {'input': {'required': {'text': ['STRING', {'multiline': true}], 'clip': ['CLIP']}},"
    "   'output': ['CONDITIONING']},"
    " 'SaveImage': {'input': {'required': {'images': ['IMAGE'],"
    "   'filename_prefix': ['STRING', {'default': 'ComfyUI'}]}},"
    "   'output': [], 'output_node': true}}";
  g_autoptr(FigmentForm) form = form_support_form (graph, classes);
  g_autoptr(FigmentRequest) request = NULL;

  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "positive")), ==, "");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "negative")), ==, "__animals__");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "steps")), ==, "20");
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "sampler")), ==, "euler");
  g_assert_nonnull (figment_field_get_problem (form_support_field (form, "model")));
  form_support_set (form, "model", "a.safetensors");
  request = form_support_request (form);
  form_support_assert_input (request, "3", "steps", "20");
  form_support_assert_input (request, "3", "sampler_name", "\"euler\"");
  form_support_assert_input (request, "6", "text", "\"\"");
  form_support_assert_input (request, "9", "filename_prefix", "\"%Sampler.steps%\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-catalog/problems", test_form_problems);
  g_test_add_func ("/workflow/form-catalog/kinds", test_form_kinds);
  g_test_add_func ("/workflow/form-catalog/arrives", test_form_arrives);
  g_test_add_func ("/workflow/form-catalog/stale", test_form_stale);
  g_test_add_func ("/workflow/form-catalog/tightest", test_form_tightest);
  g_test_add_func ("/workflow/form-catalog/properties", test_form_properties);
  g_test_add_func ("/workflow/form-catalog/placeholders", test_form_placeholders);
  return g_test_run ();
}
