/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-starter.h"

#include "workflow/figment-starter-resources.h"

/* Of each mode those that need the least come first. Ids are kept in databases: none is ever used for another. */
static const FigmentStarter starters[] = {
  { "sd15", FIGMENT_MODE_TEXT_TO_IMAGE, "Stable Diffusion 1.5" },
  { "sdxl", FIGMENT_MODE_TEXT_TO_IMAGE, "Stable Diffusion XL" },
  { "z-image-turbo", FIGMENT_MODE_TEXT_TO_IMAGE, "Z-Image Turbo" },
  { "flux-schnell", FIGMENT_MODE_TEXT_TO_IMAGE, "Flux.1 schnell" },
  { "flux-dev", FIGMENT_MODE_TEXT_TO_IMAGE, "Flux.1 dev" },
  { "qwen-image", FIGMENT_MODE_TEXT_TO_IMAGE, "Qwen-Image" },
  { "wan21-text-to-video", FIGMENT_MODE_TEXT_TO_VIDEO, "Wan 2.1 1.3B" },
  { "ltx-text-to-video", FIGMENT_MODE_TEXT_TO_VIDEO, "LTX-Video" },
  { "wan22-5b-text-to-video", FIGMENT_MODE_TEXT_TO_VIDEO, "Wan 2.2 5B" },
  { "wan22-14b-text-to-video", FIGMENT_MODE_TEXT_TO_VIDEO, "Wan 2.2 14B" },
  { "wan21-image-to-video", FIGMENT_MODE_IMAGE_TO_VIDEO, "Wan 2.1 14B" },
  { "ltx-image-to-video", FIGMENT_MODE_IMAGE_TO_VIDEO, "LTX-Video" },
  { "svd", FIGMENT_MODE_IMAGE_TO_VIDEO, "Stable Video Diffusion" },
  { "wan22-5b-image-to-video", FIGMENT_MODE_IMAGE_TO_VIDEO, "Wan 2.2 5B" },
  { "wan22-14b-image-to-video", FIGMENT_MODE_IMAGE_TO_VIDEO, "Wan 2.2 14B" },
  { "sd15-image-to-image", FIGMENT_MODE_IMAGE_TO_IMAGE, "Stable Diffusion 1.5 repaint" },
  { "upscale", FIGMENT_MODE_UPSCALE, "RealESRGAN" },
};

const FigmentStarter *
figment_starter_list (guint *n_starters)
{
  g_return_val_if_fail (n_starters != NULL, NULL);
  *n_starters = G_N_ELEMENTS (starters);
  return starters;
}

const FigmentStarter *
figment_starter_find (FigmentMode mode)
{
  for (gsize i = 0; i < G_N_ELEMENTS (starters); i++)
    if (starters[i].mode == mode)
      return &starters[i];
  return NULL;
}

/* Returns: (transfer full): NULL with @error in %G_RESOURCE_ERROR if there is no such one */
GBytes *
figment_starter_load (const char  *id,
                      GError     **error)
{
  g_autofree char *path = g_strconcat ("/io/github/figment_app/Figment/starters/", id, ".json", NULL);

  return g_resource_lookup_data (figment_starter_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}
