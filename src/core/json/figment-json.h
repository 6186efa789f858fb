/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Nesting that a document may have. json-glib crashes on 100 000 levels; ComfyUI's deepest real graphs use about ten.
 */
#define FIGMENT_JSON_MAX_DEPTH 512

/* Bytes that a document may have unless the caller says otherwise. */
#define FIGMENT_JSON_MAX_BYTES (64 * 1024 * 1024)

/**
 * FigmentJsonError:
 * @FIGMENT_JSON_ERROR_SYNTAX: not JSON; the message names line and column
 * @FIGMENT_JSON_ERROR_TRUNCATED: the text ends in the middle of a value
 * @FIGMENT_JSON_ERROR_DUPLICATE_KEY: an object names one member twice
 * @FIGMENT_JSON_ERROR_TOO_DEEP: more than %FIGMENT_JSON_MAX_DEPTH levels
 * @FIGMENT_JSON_ERROR_TOO_LARGE: more bytes than allowed
 * @FIGMENT_JSON_ERROR_ENCODING: not UTF-8
 */
typedef enum
{
  FIGMENT_JSON_ERROR_SYNTAX,
  FIGMENT_JSON_ERROR_TRUNCATED,
  FIGMENT_JSON_ERROR_DUPLICATE_KEY,
  FIGMENT_JSON_ERROR_TOO_DEEP,
  FIGMENT_JSON_ERROR_TOO_LARGE,
  FIGMENT_JSON_ERROR_ENCODING,
} FigmentJsonError;

#define FIGMENT_JSON_ERROR (figment_json_error_quark ())
GQuark figment_json_error_quark (void);

typedef enum
{
  FIGMENT_JSON_WRITE_COMPACT = 0,
  FIGMENT_JSON_WRITE_PRETTY = 1 << 0, /* two spaces a level */
  FIGMENT_JSON_WRITE_ASCII = 1 << 1,  /* everything beyond ASCII as \u escapes, like Python's json.dumps */
} FigmentJsonWriteFlags;

JsonNode *figment_json_parse       (const char             *data,
                                    gsize                   length,
                                    GError                **error);
JsonNode *figment_json_parse_full  (const char             *data,
                                    gsize                   length,
                                    gsize                   max_bytes,
                                    GError                **error);
JsonNode *figment_json_parse_bytes (GBytes                 *bytes,
                                    GError                **error);

char     *figment_json_write       (JsonNode               *node,
                                    FigmentJsonWriteFlags   flags,
                                    gsize                  *length);
GBytes   *figment_json_write_bytes (JsonNode               *node,
                                    FigmentJsonWriteFlags   flags);

G_END_DECLS
