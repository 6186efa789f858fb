/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of an input's name that a label shows; a hostile file may have any number. */
#define MAX_LABEL 60

/* Returns: (transfer none): in the language of the user */
const char *
figment_role_get_label (FigmentRole role)
{
  static const char *const labels[FIGMENT_N_ROLES] = {
    [FIGMENT_ROLE_POSITIVE] = N_("Prompt"),
    [FIGMENT_ROLE_NEGATIVE] = N_("Negative prompt"),
    [FIGMENT_ROLE_LYRICS] = N_("Lyrics"),
    [FIGMENT_ROLE_SEED] = N_("Seed"),
    [FIGMENT_ROLE_STEPS] = N_("Steps"),
    [FIGMENT_ROLE_CFG] = N_("Guidance (CFG)"),
    [FIGMENT_ROLE_GUIDANCE] = N_("Guidance"),
    [FIGMENT_ROLE_SAMPLER] = N_("Sampler"),
    [FIGMENT_ROLE_SCHEDULER] = N_("Scheduler"),
    [FIGMENT_ROLE_DENOISE] = N_("Denoising strength"),
    [FIGMENT_ROLE_WIDTH] = N_("Width"),
    [FIGMENT_ROLE_HEIGHT] = N_("Height"),
    [FIGMENT_ROLE_RESOLUTION] = N_("Resolution"),
    [FIGMENT_ROLE_BATCH] = N_("Batch size"),
    [FIGMENT_ROLE_FRAMES] = N_("Frames"),
    [FIGMENT_ROLE_DURATION] = N_("Duration"),
    [FIGMENT_ROLE_FPS] = N_("Frames per second"),
    [FIGMENT_ROLE_IMAGE_INPUT] = N_("Image"),
    [FIGMENT_ROLE_MASK_INPUT] = N_("Mask"),
    [FIGMENT_ROLE_VIDEO_INPUT] = N_("Video"),
    [FIGMENT_ROLE_AUDIO_INPUT] = N_("Audio"),
    [FIGMENT_ROLE_MODEL] = N_("Model"),
    [FIGMENT_ROLE_LORA] = N_("LoRA"),
  };

  return _(labels[role]);
}

static const char *
find_spelling (const char *word)
{
  static const char *const spellings[] = { "CFG", "VAE", "CLIP", "LoRA", "FPS", "CRF",
                                           "ID",  "URL", "RGB",  "GPU",  "UNet" };

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_ascii_strcasecmp (word, spellings[i]) == 0)
      return spellings[i];
  return NULL;
}

/* Returns: (transfer full): "start_at_step" as "Start at step"; parts behind a dot belong to what stands before it */
char *
_figment_form_make_readable (const char *input)
{
  g_autofree char *start = g_utf8_substring (input, 0, MIN (g_utf8_strlen (input, -1), MAX_LABEL));
  g_autofree char *spaced = g_strdelimit (g_strdup (start), "_\t\r\n", ' ');
  g_auto(GStrv) words = g_strsplit (spaced, " ", -1);
  g_autoptr(GString) label = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *spelling = find_spelling (words[i]);
      const char *dot = strchr (words[i], '.');

      if (words[i][0] == '\0')
        continue;
      if (label->len > 0)
        g_string_append_c (label, ' ');
      if (spelling != NULL)
        g_string_append (label, spelling);
      else if (dot != NULL && dot != words[i] && dot[1] != '\0')
        g_string_append_printf (label, "%.*s: %s", (int) (dot - words[i]), words[i], dot + 1);
      else
        g_string_append (label, words[i]);
    }
  if (label->len == 0)
    return g_strdup (input);
  label->str[0] = g_ascii_toupper (label->str[0]);
  return g_strdup (label->str);
}

/* Returns: (transfer full): what the server calls the input, or its name made readable */
char *
_figment_form_dup_input_label (FigmentFormSources *sources,
                               const FigmentPlace *place)
{
  const FigmentCatalogInput *input = _figment_form_lookup_input (sources->graph, sources->catalog, place);

  if (input != NULL && input->display_name != NULL && input->display_name[0] != '\0')
    return _figment_form_make_readable (input->display_name);
  return _figment_form_make_readable (place->input);
}

/* Returns: (transfer full): the node's title, or what the server or the file calls its class */
char *
_figment_form_dup_group (FigmentFormSources *sources,
                         const char         *node_id)
{
  const FigmentCatalogClass *class = _figment_form_lookup_class (sources->graph, sources->catalog, node_id);
  const char *name = figment_graph_get_class (sources->graph, node_id);
  char *title = figment_graph_dup_title (sources->graph, node_id);

  if (title != NULL)
    return title;
  if (class != NULL)
    return g_strdup (class->display_name);
  return g_strdup (name != NULL && name[0] != '\0' ? name : node_id);
}
