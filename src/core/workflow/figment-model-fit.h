/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the name ends like a file that holds a model. */
gboolean    figment_model_is_file      (const char         *name);

/* The same name in whatever folder; and the same folders too, written with the slashes of another system. */
gboolean    figment_model_is_same_file (const char         *first,
                                        const char         *second);
gboolean    figment_model_is_same_path (const char         *first,
                                        const char         *second);

/*
 * The file of @choices that does the work of @wanted, which is not among them: the same model in another folder or
 * precision, or another model of its kind where any does. NULL: none; one of the wrong kind would only waste a run.
 * Any thread.
 */
const char *figment_model_fit          (const char         *wanted,
                                        const char *const  *choices);

G_END_DECLS
