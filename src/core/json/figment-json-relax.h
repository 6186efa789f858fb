/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentJsonRepair:
 *
 * What a text had to have mended before it was JSON. Nothing is guessed that could change a value.
 */
typedef enum
{
  FIGMENT_JSON_REPAIR_NONE = 0,
  FIGMENT_JSON_REPAIR_COMMENTS = 1 << 0,     /* // … and # … to the end of the line, and slash-star */
  FIGMENT_JSON_REPAIR_COMMAS = 1 << 1,       /* one too many before a bracket that closes */
  FIGMENT_JSON_REPAIR_QUOTES = 1 << 2,       /* 'single' or no quotes, True, None: from Python or JavaScript */
  FIGMENT_JSON_REPAIR_PLACEHOLDERS = 1 << 3, /* {{seed}}, %seed%, SEED where a value belongs: they become strings */
  FIGMENT_JSON_REPAIR_STRINGS = 1 << 4,      /* line breaks and odd escapes within strings */
  FIGMENT_JSON_REPAIR_DUPLICATES = 1 << 5,   /* a member that is given twice: the last one counts */
  FIGMENT_JSON_REPAIR_SURROUNDINGS = 1 << 6, /* other text before or behind the value */
} FigmentJsonRepair;

JsonNode *figment_json_parse_relaxed (const char         *data,
                                      gsize               length,
                                      FigmentJsonRepair  *repairs,
                                      GError            **error);
JsonNode *figment_json_parse_within  (const char         *data,
                                      gsize               length,
                                      gsize              *used,
                                      FigmentJsonRepair  *repairs);

G_END_DECLS
