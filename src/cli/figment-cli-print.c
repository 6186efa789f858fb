/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-print.h"

#include <stdio.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Returns: (transfer full): @text as valid UTF-8 whose only control characters are line ends and tabs */
char *
figment_cli_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) clean = g_string_sized_new (strlen (valid));

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      if (character == '\n' || character == '\t' || !g_unichar_iscntrl (character))
        g_string_append_unichar (clean, character);
    }
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* One line on standard output. g_print () converts to the terminal's character set. */
void
figment_cli_print (const char *format,
                   ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = figment_cli_clean (text);
  g_print ("%s\n", clean);
  fflush (stdout); /* a script reads along */
}

/* "figment-cli: …" on standard error. */
void
figment_cli_print_error (const char *format,
                         ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = figment_cli_clean (text);
  g_printerr ("figment-cli: %s\n", clean);
}

/* @object: (transfer full). JSON is UTF-8 whatever the locale says. */
void
figment_cli_print_json (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);

  json_object_unref (object);
  puts (text);
  fflush (stdout);
}

/* @node stays the caller's. */
void
figment_cli_print_pretty (JsonNode *node)
{
  g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_PRETTY, NULL);

  puts (text);
  fflush (stdout);
}

void
figment_cli_json_set (JsonObject *object,
                      const char *name,
                      const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (valid != NULL)
    json_object_set_member (object, name, figment_json_string_new (valid));
  else
    json_object_set_null_member (object, name);
}

/* @json: null where it is not JSON */
void
figment_cli_json_set_json (JsonObject *object,
                           const char *name,
                           const char *json)
{
  JsonNode *node = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;

  if (node != NULL)
    json_object_set_member (object, name, node);
  else
    json_object_set_null_member (object, name);
}

void
figment_cli_json_add (JsonArray  *array,
                      const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_array_add_element (array, figment_json_string_new (valid));
}
