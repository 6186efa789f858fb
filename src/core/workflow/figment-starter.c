/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-starter.h"

#include <glib/gi18n-lib.h>

#include "workflow/figment-starter-resources.h"

GBytes *
figment_starter_load (FigmentMode   mode,
                      GError      **error)
{
  g_autofree char *path =
    g_strconcat ("/io/github/figment_app/Figment/starters/", figment_mode_to_nick (mode), ".json", NULL);

  return g_resource_lookup_data (figment_starter_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

/*
 * Returns: (nullable): what the list of workflows calls it, in the user's language; %NULL for a mode without a
 * starter
 */
const char *
figment_starter_get_title (FigmentMode mode)
{
  switch ((int) mode)
    {
    case FIGMENT_MODE_TEXT_TO_IMAGE: return _("Stable Diffusion 1.5");
    case FIGMENT_MODE_TEXT_TO_VIDEO: return _("Wan 2.1 video");
    case FIGMENT_MODE_IMAGE_TO_VIDEO: return _("Wan 2.1 picture to video");
    default: return NULL;
    }
}
