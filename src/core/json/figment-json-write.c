/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-json.h"

#include <math.h>

#include "figment-json-private.h"

/* The way out of the door: valid JSON, and every number digit for digit as it came in. Pure functions, any thread. */

typedef struct
{
  GString              *text; /* (owned) */
  FigmentJsonWriteFlags flags;
  guint                 depth;
} Writer;

static void write_value (Writer   *writer,
                         JsonNode *node);

static void
write_line (Writer *writer)
{
  if (!(writer->flags & FIGMENT_JSON_WRITE_PRETTY))
    return;
  g_string_append_c (writer->text, '\n');
  for (guint i = 0; i < writer->depth; i++)
    g_string_append (writer->text, "  ");
}

static void
write_string (Writer     *writer,
              const char *text)
{
  const gboolean ascii = (writer->flags & FIGMENT_JSON_WRITE_ASCII) != 0;
  const char *run = text, *p = text;

  g_string_append_c (writer->text, '"');
  while (*p != '\0')
    {
      const guchar byte = (guchar) *p;

      if (byte >= 0x20 && byte != '"' && byte != '\\' && (byte < 0x7f || (byte > 0x7f && !ascii)))
        {
          p++;
          continue;
        }
      g_string_append_len (writer->text, run, p - run);
      if (byte < 0x80)
        {
          switch (byte)
            {
            case '"': g_string_append (writer->text, "\\\""); break;
            case '\\': g_string_append (writer->text, "\\\\"); break;
            case '\n': g_string_append (writer->text, "\\n"); break;
            case '\r': g_string_append (writer->text, "\\r"); break;
            case '\t': g_string_append (writer->text, "\\t"); break;
            default: g_string_append_printf (writer->text, "\\u%04x", byte); break;
            }
          p++;
        }
      else
        {
          const gunichar c = g_utf8_get_char (p);

          if (c >= 0x10000)
            g_string_append_printf (writer->text, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                                    0xdc00 + ((c - 0x10000) & 0x3ff));
          else
            g_string_append_printf (writer->text, "\\u%04x", c);
          p = g_utf8_next_char (p);
        }
      run = p;
    }
  g_string_append_len (writer->text, run, p - run);
  g_string_append_c (writer->text, '"');
}

static void
write_object (Writer     *writer,
              JsonObject *object)
{
  const gboolean pretty = (writer->flags & FIGMENT_JSON_WRITE_PRETTY) != 0;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean first = TRUE;

  if (json_object_get_size (object) == 0)
    {
      g_string_append (writer->text, "{}");
      return;
    }
  g_string_append_c (writer->text, '{');
  writer->depth++;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (!first)
        g_string_append_c (writer->text, ',');
      first = FALSE;
      write_line (writer);
      write_string (writer, name);
      g_string_append (writer->text, pretty ? ": " : ":");
      write_value (writer, member);
    }
  writer->depth--;
  write_line (writer);
  g_string_append_c (writer->text, '}');
}

static void
write_array (Writer    *writer,
             JsonArray *array)
{
  const guint n = json_array_get_length (array);

  if (n == 0)
    {
      g_string_append (writer->text, "[]");
      return;
    }
  g_string_append_c (writer->text, '[');
  writer->depth++;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (writer->text, ',');
      write_line (writer);
      write_value (writer, json_array_get_element (array, i));
    }
  writer->depth--;
  write_line (writer);
  g_string_append_c (writer->text, ']');
}

static void
write_double (Writer *writer,
              double  value)
{
  char buffer[32];

  if (isnan (value))
    g_string_append (writer->text, "null");
  else if (isinf (value))
    g_string_append (writer->text, value < 0 ? "-1e999" : "1e999");
  else
    {
      _figment_json_format_double (value, buffer);
      g_string_append (writer->text, buffer);
    }
}

static void
write_value (Writer   *writer,
             JsonNode *node)
{
  const char *exact = _figment_json_exact_text (node);

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT: write_object (writer, json_node_get_object (node)); break;
    case JSON_NODE_ARRAY: write_array (writer, json_node_get_array (node)); break;
    case JSON_NODE_NULL: g_string_append (writer->text, "null"); break;
    case JSON_NODE_VALUE:
      if (exact != NULL)
        g_string_append (writer->text, exact);
      else if (json_node_get_value_type (node) == G_TYPE_STRING)
        write_string (writer, json_node_get_string (node));
      else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        g_string_append (writer->text, json_node_get_boolean (node) ? "true" : "false");
      else if (json_node_get_value_type (node) == G_TYPE_INT64)
        g_string_append_printf (writer->text, "%" G_GINT64_FORMAT, json_node_get_int (node));
      else
        write_double (writer, json_node_get_double (node));
      break;
    default: g_assert_not_reached ();
    }
}

/**
 * figment_json_write:
 * @node: a tree
 * @flags: how
 * @length: (out) (optional): bytes of the text
 *
 * Writes valid JSON. Numbers that were read come out digit for digit. JSON has no NaN and no Infinity: NaN becomes
 * null, Infinity the number 1e999, which Python reads as infinite again.
 *
 * Returns: (transfer full): the text, ending in NUL, without a line end
 */
char *
figment_json_write (JsonNode             *node,
                    FigmentJsonWriteFlags flags,
                    gsize                *length)
{
  Writer writer = { .flags = flags };

  g_return_val_if_fail (node != NULL, NULL);

  writer.text = g_string_sized_new (1024);
  write_value (&writer, node);
  if (length != NULL)
    *length = writer.text->len;
  return g_string_free (writer.text, FALSE);
}

/**
 * figment_json_write_bytes:
 *
 * As figment_json_write (), as a request body wants it.
 *
 * Returns: (transfer full): the text without a trailing NUL
 */
GBytes *
figment_json_write_bytes (JsonNode             *node,
                          FigmentJsonWriteFlags flags)
{
  gsize length;
  char *text = figment_json_write (node, flags, &length);

  return g_bytes_new_take (text, length);
}
