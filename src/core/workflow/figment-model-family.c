/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-model-family.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "workflow/figment-model-fit.h"

/*
 * What stands in the names of a family's files and classes once letters are small and everything but letters and digits
 * is gone. Whatever is part of another's name comes after it: "wan22" before "wan".
 */
static const struct
{
  const char *mark;
  const char *family;
} marks[] = {
  { "wan22", "Wan 2.2" },
  { "wan21", "Wan 2.1" },
  { "ltx2", "LTX-2" },
  { "ltxv", "LTX-Video" },
  { "ltxvideo", "LTX-Video" },
  { "hunyuan3d", "Hunyuan3D" },
  { "hunyuanvideo", "HunyuanVideo" },
  { "hunyuanimage", "HunyuanImage" },
  { "cogvideo", "CogVideoX" },
  { "mochi", "Mochi" },
  { "cosmospredict", "Cosmos" },
  { "svdxt", "SVD" },
  { "svdimg2vid", "SVD" },
  { "animatediff", "AnimateDiff" },
  { "qwenimageedit", "Qwen-Image-Edit" },
  { "qwenimage", "Qwen-Image" },
  { "zimage", "Z-Image" },
  { "flux2", "Flux.2" },
  { "fluxkontext", "Flux Kontext" },
  { "flux1kontext", "Flux Kontext" },
  { "chroma1", "Chroma" },
  { "chromaunlocked", "Chroma" },
  { "hidream", "HiDream" },
  { "omnigen", "OmniGen" },
  { "kolors", "Kolors" },
  { "lumina", "Lumina" },
  { "auraflow", "AuraFlow" },
  { "pixart", "PixArt" },
  { "stablecascade", "Stable Cascade" },
  { "acestep", "ACE-Step" },
  { "stableaudio", "Stable Audio" },
  { "flux", "Flux" },
  { "sd35", "SD 3.5" },
  { "stablediffusion35", "SD 3.5" },
  { "sd3", "SD 3" },
  { "sdxl", "SDXL" },
  { "pony", "SDXL" },
  { "illustrious", "SDXL" },
  { "noobai", "SDXL" },
  { "xlbase", "SDXL" },
  { "sd15", "SD 1.5" },
  { "v15pruned", "SD 1.5" },
  { "sd21", "SD 2.1" },
  { "v21768", "SD 2.1" },
  { "wan", "Wan" },
  { "ltx", "LTX-Video" },
};

static char *
squeeze (const char *name)
{
  GString *squeezed = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (squeezed, g_ascii_tolower (*name));
  return g_string_free (squeezed, FALSE);
}

/* Lowers @best to the first mark that stands in @name. */
static void
look (const char *name,
      gsize      *best)
{
  g_autofree char *squeezed = squeeze (name);

  for (gsize i = 0; i < *best; i++)
    if (strstr (squeezed, marks[i].mark) != NULL)
      *best = i;
}

static void
look_at_files (FigmentGraph *graph,
               const char   *id,
               gsize        *best)
{
  JsonObject *inputs = figment_graph_get_inputs (graph, id);
  JsonObjectIter iter;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init (&iter, inputs);
  while (json_object_iter_next (&iter, NULL, &value))
    {
      const char *text = figment_json_to_string (value);

      if (text != NULL && figment_model_is_file (text))
        look (text, best);
    }
}

/* Returns: (nullable): a static string */
const char *
figment_model_family_detect (FigmentGraph *graph)
{
  const char *const *ids;
  gsize best = G_N_ELEMENTS (marks);

  g_return_val_if_fail (graph != NULL, NULL);
  ids = figment_graph_get_ids (graph);
  for (guint i = 0; ids[i] != NULL; i++)
    look_at_files (graph, ids[i], &best);
  for (guint i = 0; ids[i] != NULL && best == G_N_ELEMENTS (marks); i++)
    if (figment_graph_get_class (graph, ids[i]) != NULL)
      look (figment_graph_get_class (graph, ids[i]), &best);
  return best < G_N_ELEMENTS (marks) ? marks[best].family : NULL;
}

/* Returns: (nullable): a static string; told by the name alone */
const char *
figment_model_family_of_file (const char *name)
{
  gsize best = G_N_ELEMENTS (marks);

  g_return_val_if_fail (name != NULL, NULL);
  look (name, &best);
  return best < G_N_ELEMENTS (marks) ? marks[best].family : NULL;
}
