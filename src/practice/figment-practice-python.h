/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * ComfyUI is written in Python, and its answers show how Python turns one value into another and what it says when it
 * cannot. These functions do the same with JSON values. An "exception" is a GError whose domain's name is the
 * exception's type.
 */

#define FIGMENT_PRACTICE_EXCEPTION(type) (g_quark_from_static_string (type))

char     *figment_practice_python_str     (JsonNode    *node);
char     *figment_practice_python_repr    (JsonNode    *node);
JsonNode *figment_practice_python_int     (JsonNode    *node,
                                           GError     **error);
JsonNode *figment_practice_python_float   (JsonNode    *node,
                                           GError     **error);
gboolean  figment_practice_python_bool    (JsonNode    *node);
gboolean  figment_practice_python_equal   (JsonNode    *a,
                                           JsonNode    *b);
int       figment_practice_python_compare (JsonNode    *a,
                                           JsonNode    *b);

G_END_DECLS
