/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Reading and making values without surprises. json-glib's own getters warn or return rubbish when the type is not the
 * expected one, and know nothing of exact numbers; all JSON from a server or a file is read through these instead.
 * None of the getters changes anything, warns, or fails other than by its fallback value. Any thread.
 */

gboolean    figment_json_is_number       (JsonNode     *node);
gboolean    figment_json_is_string       (JsonNode     *node);
gboolean    figment_json_is_boolean      (JsonNode     *node);

gboolean    figment_json_to_int64        (JsonNode     *node,
                                          gint64       *value);
gboolean    figment_json_to_uint64       (JsonNode     *node,
                                          guint64      *value);
gboolean    figment_json_to_double       (JsonNode     *node,
                                          double       *value);
char       *figment_json_dup_number      (JsonNode     *node);
const char *figment_json_to_string       (JsonNode     *node);
JsonObject *figment_json_to_object       (JsonNode     *node);
JsonArray  *figment_json_to_array        (JsonNode     *node);

JsonNode   *figment_json_number_new      (const char   *text);
JsonNode   *figment_json_uint64_new      (guint64       value);
JsonNode   *figment_json_string_new      (const char   *text);
JsonNode   *figment_json_copy            (JsonNode     *node);

JsonNode   *figment_json_get             (JsonObject   *object,
                                          const char   *name);
const char *figment_json_get_string      (JsonObject   *object,
                                          const char   *name);
JsonObject *figment_json_get_object      (JsonObject   *object,
                                          const char   *name);
JsonArray  *figment_json_get_array       (JsonObject   *object,
                                          const char   *name);
gint64      figment_json_get_int64       (JsonObject   *object,
                                          const char   *name,
                                          gint64        fallback);
double      figment_json_get_double      (JsonObject   *object,
                                          const char   *name,
                                          double        fallback);
gboolean    figment_json_get_boolean     (JsonObject   *object,
                                          const char   *name,
                                          gboolean      fallback);

G_END_DECLS
