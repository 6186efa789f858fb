/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

static void
assert_saved (FigmentForm *form,
              const char  *expected)
{
  g_autofree char *saved = figment_form_save_values (form);

  g_assert_cmpstr (saved, ==, expected);
}

static const char *
get_value (FigmentForm *form,
           const char  *id)
{
  return figment_field_get_value (form_support_field (form, id));
}

/* What differs from the file, and nothing else; and back again. */
static void
test_values_round (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentForm) other = form_support_form (form_support_plain, form_support_classes);
  g_autofree char *saved = NULL;

  assert_saved (form, "{}");
  form_support_set (form, "positive", "a dog");
  form_support_set (form, "cfg", "half");
  form_support_set (form, "seed", "18446744073709551615");
  form_support_set (form, "3.denoise", "0.50");
  form_support_set (form, "model", "gone.safetensors");
  assert_saved (form, "{\"positive\":\"a dog\",\"cfg\":\"half\",\"seed\":18446744073709551615,"
                      "\"model\":\"gone.safetensors\",\"3.denoise\":0.50,\"seed-modes\":{\"seed\":\"random\"}}");
  figment_field_set_seed_mode (form_support_field (form, "seed"), FIGMENT_SEED_INCREMENT);
  saved = figment_form_save_values (form);
  figment_form_load_values (other, saved);
  assert_saved (other, saved);
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (other, "seed")), ==, FIGMENT_SEED_INCREMENT);

  figment_form_reset (form);
  assert_saved (form, "{}");
  g_assert_cmpstr (get_value (form, "seed"), ==, "7");
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (form, "seed")), ==, FIGMENT_SEED_RANDOM);
}

/* The params of a request make the same request again, seed and all. */
static void
test_values_reuse (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentForm) other = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;
  g_autoptr(FigmentRequest) again = NULL;

  form_support_set (form, "positive", "a dog");
  form_support_set (form, "9.filename_prefix", "y");
  form_support_set (form, "sampler", "heun");
  request = form_support_request (form);
  form_support_set (other, "negative", "left over");
  figment_form_load_values (other, request->params);
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (other, "seed")), ==, FIGMENT_SEED_FIXED);
  again = form_support_request (other);
  g_assert_cmpstr (again->graph, ==, request->graph);
  g_assert_cmpstr (again->params, ==, request->params);
}

/* Values that were set for a place, and whatever else may stand in a file. */
static void
test_values_foreign (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  static const char *const rubbish[] = {
    "", "[]", "null", "{\"steps\":", "{\"steps\":{\"lora\":\"x\"},\"cfg\":[1],\"seed\":null}",
    "{\"nothing\":1,\"3.model\":\"x\",\"seed-modes\":{\"seed\":\"often\",\"steps\":\"fixed\",\"x\":\"fixed\"}}",
    "{\"seed-modes\":[\"seed\"]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rubbish); i++)
    {
      figment_form_load_values (form, rubbish[i]);
      assert_saved (form, "{}");
    }
  figment_form_load_values (form, "{\"3.steps\":31,\"4.ckpt_name\":\"b.safetensors\",\"3.denoise\":false}");
  g_assert_cmpstr (get_value (form, "steps"), ==, "31");
  g_assert_cmpstr (get_value (form, "model"), ==, "b.safetensors");
  g_assert_cmpstr (get_value (form, "3.denoise"), ==, "false");
  g_assert_cmpstr (figment_field_get_problem (form_support_field (form, "3.denoise")), ==, "“false” is not a number.");
  /* Only the mode. */
  figment_form_load_values (form, "{\"seed-modes\":{\"seed\":\"fixed\"}}");
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (form, "seed")), ==, FIGMENT_SEED_FIXED);
  g_assert_cmpstr (get_value (form, "seed"), ==, "7");
}

/* Typed choices and switches, files. */
static void
test_values_typed (void)
{
  static const char graph[] = "{'1': {'class_type': 'LoadImage', 'inputs': {'image': 'here.png'}},"
                              " '2': {'class_type': 'Odd', 'inputs': {'images': ['1', 0], 'on': true, 'level': 2,"
                              "   'rate': '24', 'seed': 1}}, '3': {'class_type': 'Odd', 'inputs': {'images': ['1', 0],"
                              "   'prompt_seed': 5}}}";
  g_autoptr(FigmentForm) form = form_support_form (graph, form_support_classes);
  g_autoptr(FigmentForm) other = form_support_form (graph, form_support_classes);
  static const char expected[] = "{\"image_input\":\"/home/a.png\",\"2.on\":false,\"2.rate\":\"16\",\"2.level\":4,"
                                 "\"seed-modes\":{\"3.prompt_seed\":\"random\"}}";

  form_support_set (form, "2.on", "false");
  form_support_set (form, "2.level", "4");
  form_support_set (form, "2.rate", "16");
  form_support_set (form, "image_input", "/home/a.png");
  /* Seeds of other things than the picture stay as the author left them until told otherwise. */
  g_assert_cmpint (figment_field_get_kind (form_support_field (form, "3.prompt_seed")), ==, FIGMENT_FIELD_SEED);
  g_assert_cmpint (figment_field_get_seed_mode (form_support_field (form, "3.prompt_seed")), ==, FIGMENT_SEED_FIXED);
  figment_field_set_seed_mode (form_support_field (form, "3.prompt_seed"), FIGMENT_SEED_RANDOM);
  assert_saved (form, expected);
  figment_form_load_values (other, expected);
  assert_saved (other, expected);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-values/round", test_values_round);
  g_test_add_func ("/workflow/form-values/reuse", test_values_reuse);
  g_test_add_func ("/workflow/form-values/foreign", test_values_foreign);
  g_test_add_func ("/workflow/form-values/typed", test_values_typed);
  return g_test_run ();
}
