/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-model-family.h"

static void
assert_family (const char *class_type,
               const char *file,
               const char *expected)
{
  g_autofree char *text =
    g_strdup_printf ("{\"1\":{\"class_type\":\"%s\",\"inputs\":{\"name\":\"%s\",\"vae\":\"ae.safetensors\"}}}",
                     class_type, file);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (figment_model_family_detect (graph), ==, expected);
}

/* Names as the publishers of the models give them. */
static void
test_files (void)
{
  assert_family ("UNETLoader", "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors", "Wan 2.2");
  assert_family ("UNETLoader", "wan2.1_t2v_1.3B_fp16.safetensors", "Wan 2.1");
  assert_family ("UnetLoaderGGUF", "Video/Wan2_2-I2V-A14B.gguf", "Wan 2.2");
  assert_family ("CheckpointLoaderSimple", "ltx-video-2b-v0.9.5.safetensors", "LTX-Video");
  assert_family ("CheckpointLoaderSimple", "v1-5-pruned-emaonly-fp16.safetensors", "SD 1.5");
  assert_family ("CheckpointLoaderSimple", "sd_xl_base_1.0.safetensors", "SDXL");
  assert_family ("CheckpointLoaderSimple", "sd3.5_large_fp8_scaled.safetensors", "SD 3.5");
  assert_family ("UNETLoader", "flux1-schnell.safetensors", "Flux");
  assert_family ("UNETLoader", "flux2_dev_fp8mixed.safetensors", "Flux.2");
  assert_family ("UNETLoader", "qwen_image_edit_2509_fp8_e4m3fn.safetensors", "Qwen-Image-Edit");
  assert_family ("UNETLoader", "z_image_turbo_bf16.safetensors", "Z-Image");
  assert_family ("ImageOnlyCheckpointLoader", "svd_xt.safetensors", "SVD");
}

/* Where files say nothing, classes do; prompts never do. */
static void
test_classes (void)
{
  assert_family ("WanImageToVideo", "x", "Wan");
  assert_family ("ADE_AnimateDiffLoaderGen1", "realisticVision.safetensors", "AnimateDiff");
  assert_family ("CheckpointLoaderSimple", "my_model.safetensors", NULL);
  assert_family ("CLIPTextEncode", "a flux of sdxl ponies", NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/model-family/files", test_files);
  g_test_add_func ("/workflow/model-family/classes", test_classes);
  return g_test_run ();
}
