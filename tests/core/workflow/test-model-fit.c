/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-model-fit.h"

/* @choices: names with blanks between them */
static void
assert_fit (const char *wanted,
            const char *choices,
            const char *expected)
{
  g_auto(GStrv) names = g_strsplit (choices, " ", -1);

  g_assert_cmpstr (figment_model_fit (wanted, (const char *const *) names), ==, expected);
}

/* The same model in another folder or precision. */
static void
test_same (void)
{
  assert_fit ("v1-5-pruned-emaonly-fp16.safetensors", "other.pt sd/v1-5-pruned-emaonly.safetensors",
              "sd/v1-5-pruned-emaonly.safetensors");
  assert_fit ("sd_xl_base_1.0.safetensors", "a.ckpt XL\\SD_XL_Base_1.0.safetensors", "XL\\SD_XL_Base_1.0.safetensors");
  assert_fit ("umt5_xxl_fp8_e4m3fn_scaled.safetensors", "clip_l.safetensors umt5_xxl_fp16.safetensors",
              "umt5_xxl_fp16.safetensors");
  assert_fit ("flux1-dev-fp8.safetensors", "flux1-schnell.safetensors flux1-dev.safetensors", "flux1-dev.safetensors");
}

/* One of the wrong kind does not do: the run would be wasted. */
static void
test_kinds (void)
{
  assert_fit ("wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors",
              "wan2.2_t2v_low_noise_14B_fp16.safetensors wan2.2_i2v_high_noise_14B_fp16.safetensors", NULL);
  assert_fit ("wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors",
              "wan2.2_t2v_low_noise_14B_fp16.safetensors wan2.2_t2v_high_noise_14B_fp16.safetensors",
              "wan2.2_t2v_high_noise_14B_fp16.safetensors");
  assert_fit ("wan_2.1_vae.safetensors", "wan2.2_vae.safetensors ae.safetensors", NULL);
  assert_fit ("flux1-schnell-fp8.safetensors", "flux1-dev-fp8.safetensors", NULL);
  assert_fit ("qwen_image_fp8_e4m3fn.safetensors", "qwen_image_edit_2509_fp8_e4m3fn.safetensors", NULL);
  assert_fit ("ae.safetensors", "", NULL);
}

/* Checkpoints that people have trained have names of their own. */
static void
test_trained (void)
{
  assert_fit ("v1-5-pruned-emaonly-fp16.safetensors", "sd_xl_base_1.0.safetensors dreamshaper_8.safetensors",
              "dreamshaper_8.safetensors");
  assert_fit ("v1-5-pruned-emaonly-fp16.safetensors", "flux1-dev-fp8.safetensors", NULL);
  assert_fit ("sd_xl_base_1.0.safetensors", "dreamshaper_8.safetensors juggernaut_sdxl_v9.safetensors",
              "juggernaut_sdxl_v9.safetensors");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/model-fit/same", test_same);
  g_test_add_func ("/workflow/model-fit/kinds", test_kinds);
  g_test_add_func ("/workflow/model-fit/trained", test_trained);
  return g_test_run ();
}
