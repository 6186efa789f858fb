/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What is known of common node classes without a server: their widgets, in the order in which ComfyUI's editor keeps
 * the values. From ComfyUI and some seventy packs; a class changes now and then, so a server's own word counts more.
 */
typedef struct
{
  const char *name;
  gsize       length;  /* of @name, which does not end in NUL */
  char        kind;    /* i, f, s, b: number, fraction, text, yes or no; c: choice; a: any; u: a button, no input */
  gboolean    control; /* what becomes of it after a run is chosen beside it */
  gboolean    forced;  /* a link; older versions of the editor kept a value all the same */
} FigmentKnownWidget;

const char *figment_known_nodes_find (const char          *class_type);
gboolean    figment_known_nodes_next (const char         **widgets,
                                      FigmentKnownWidget  *widget);

G_END_DECLS
