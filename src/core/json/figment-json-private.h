/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * An exact number is a JsonNode holding a string that begins with the byte 0xff, followed by the number as it was
 * written. No string in a parsed document can begin with that byte, because it never occurs in UTF-8, so the two
 * cannot be confused.
 */
#define FIGMENT_JSON_EXACT_MARK '\xff'

const char *_figment_json_exact_text    (JsonNode   *node);
JsonNode   *_figment_json_number_parse  (const char *text,
                                         gsize       length);
JsonNode   *_figment_json_parse_last_wins
                                        (const char *data,
                                         gsize       length,
                                         gboolean   *duplicates,
                                         GError    **error);
void        _figment_json_format_double (double      value,
                                         char        buffer[32]);

G_END_DECLS
