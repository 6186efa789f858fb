/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

/**
 * FigmentStarter:
 *
 * A workflow to begin with: made of nodes that come with ComfyUI, for models that its own templates use. Which files it
 * needs its graph says; where the server has another of their kind the form begins with that one. They run on the
 * practice server, too.
 */
typedef struct
{
  const char  *id;
  FigmentMode  mode;
  const char  *title; /* a name, not translated */
} FigmentStarter;

/* All are transfer none and static. Any thread. */
const FigmentStarter *figment_starter_list (guint        *n_starters);

/* The one that needs the least of those for @mode; NULL: there is none. */
const FigmentStarter *figment_starter_find (FigmentMode   mode);

/* Its graph in API format. */
GBytes               *figment_starter_load (const char   *id,
                                            GError      **error);

G_END_DECLS
