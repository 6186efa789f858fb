/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

/*
 * The workflows to begin with, one for each of the three modes that have a page: made of nodes that come with ComfyUI,
 * for checkpoints that its own templates use. They run on the practice server, too. Any thread.
 */

/* Returns: (transfer full): the graph in API format; NULL with @error in %G_RESOURCE_ERROR for a mode without one. */
GBytes     *figment_starter_load      (FigmentMode   mode,
                                       GError      **error);
const char *figment_starter_get_title (FigmentMode   mode);

G_END_DECLS
