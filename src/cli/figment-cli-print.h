/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * All that figment-cli says. Results go to standard output, everything else to standard error, so that
 * path=$(figment-cli generate …) works. Text from servers and files may hold escape sequences that would drive the
 * terminal; it passes through figment_cli_clean () first.
 */
char *figment_cli_clean         (const char *text);
void  figment_cli_print         (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void  figment_cli_print_error   (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void  figment_cli_print_json    (JsonObject *object);
void  figment_cli_print_pretty  (JsonNode   *node);

/* A member that is null where @value is; one that is JSON itself; an element. Text that is not UTF-8 is made so. */
void  figment_cli_json_set      (JsonObject *object,
                                 const char *name,
                                 const char *value);
void  figment_cli_json_set_json (JsonObject *object,
                                 const char *name,
                                 const char *json);
void  figment_cli_json_add      (JsonArray  *array,
                                 const char *value);

G_END_DECLS
