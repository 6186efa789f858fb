/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What stands where a value belongs until another program fills it in: {{seed}}, ${seed}, %seed%, __SEED__, <SEED>,
 * PARAM_INT_SEED. Told by its form alone; pure.
 */
gboolean    figment_placeholder_is  (const char *text);

/* The same within a longer text, where only {{…}} is plain enough. */
const char *figment_placeholder_find (const char *text,
                                      gsize      *length);

G_END_DECLS
