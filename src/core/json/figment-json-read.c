/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "figment-json-private.h"
#include "figment-json-value.h"

/*
 * The one door for JSON. json-glib keeps the tree; reading and writing are done here, because its own reader turns
 * 18446744073709551615 into -1, refuses the bare NaN and Infinity that ComfyUI writes, and overflows the stack on deep
 * nesting (json-glib 1.6.6, measured). Pure functions, any thread.
 */

G_DEFINE_QUARK (figment-json-error-quark, figment_json_error)

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint       depth;
  GString    *scratch; /* (owned) unescaped text: the names of the objects being read, then the newest string */
  gboolean    last_wins;  /* a member that is given twice is no error */
  gboolean    duplicates; /* there was one */
  GError    **error;
} Reader;

static JsonNode *read_value (Reader *reader);

/* Columns count characters, as editors do. Scans from the start: only ever called once, for the error. */
static void
find_place (Reader *reader,
            guint  *line,
            guint  *column)
{
  *line = 1;
  *column = 1;
  for (const char *p = reader->start; p < reader->at; p++)
    if (*p == '\n')
      {
        (*line)++;
        *column = 1;
      }
    else if (((guchar) *p & 0xc0) != 0x80)
      (*column)++;
}

static JsonNode *fail (Reader          *reader,
                       FigmentJsonError code,
                       const char      *format,
                       ...) G_GNUC_PRINTF (3, 4);

static JsonNode *
fail (Reader          *reader,
      FigmentJsonError code,
      const char      *format,
      ...)
{
  g_autofree char *what = NULL;
  guint line, column;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  find_place (reader, &line, &column);
  /* Translators: %s says what is wrong with a file's text; then come two numbers */
  g_set_error (reader->error, FIGMENT_JSON_ERROR, code, _ ("%s (line %u, column %u)"), what, line, column);
  return NULL;
}

static JsonNode *
fail_here (Reader *reader)
{
  gunichar c;

  if (reader->at >= reader->end)
    return fail (reader, FIGMENT_JSON_ERROR_TRUNCATED, "%s", _ ("The text ends in the middle of a value"));
  c = g_utf8_get_char (reader->at); /* the whole text has been validated */
  if (g_unichar_isprint (c))
    {
      char text[7] = { 0 };

      g_unichar_to_utf8 (c, text);
      return fail (reader, FIGMENT_JSON_ERROR_SYNTAX, _ ("Unexpected “%s”"), text);
    }
  return fail (reader, FIGMENT_JSON_ERROR_SYNTAX, _ ("Unexpected character U+%04X"), c);
}

static inline void
skip_space (Reader *reader)
{
  while (reader->at < reader->end
         && (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t'))
    reader->at++;
}

static gboolean
read_hex4 (Reader   *reader,
           gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      const int digit = reader->at < reader->end ? g_ascii_xdigit_value (*reader->at) : -1;

      if (digit < 0)
        return FALSE;
      *unit = *unit << 4 | (gunichar) digit;
      reader->at++;
    }
  return TRUE;
}

/*
 * Just behind "\u". A surrogate without its partner, and NUL, cannot stand in a C string of UTF-8: they become U+FFFD.
 */
static gboolean
read_unicode_escape (Reader *reader)
{
  gunichar unit, low;

  if (!read_hex4 (reader, &unit))
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' && reader->at[1] == 'u')
    {
      const char *back = reader->at;

      reader->at += 2;
      if (!read_hex4 (reader, &low))
        return FALSE;
      if (low >= 0xdc00 && low < 0xe000)
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      else
        reader->at = back;
    }
  if (unit == 0 || (unit >= 0xd800 && unit < 0xe000))
    unit = 0xfffd;
  g_string_append_unichar (reader->scratch, unit);
  return TRUE;
}

/*
 * From the opening quote. Appends the text and a NUL to the scratch, whose length the caller sets back when it has used
 * the text. Returns whether there was a string, as every reader here after having set the error.
 */
static gboolean
read_string (Reader *reader)
{
  reader->at++;
  for (;;)
    {
      const char *run = reader->at;

      while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\' && (guchar) *reader->at >= 0x20)
        reader->at++;
      if (reader->at > run)
        g_string_append_len (reader->scratch, run, reader->at - run);
      if (reader->at >= reader->end)
        return fail_here (reader) != NULL;
      if (*reader->at == '"')
        {
          reader->at++;
          g_string_append_c (reader->scratch, '\0');
          return TRUE;
        }
      if (*reader->at != '\\')
        return fail_here (reader) != NULL;
      if (++reader->at >= reader->end)
        return fail_here (reader) != NULL;
      switch (*reader->at++)
        {
        case '"': g_string_append_c (reader->scratch, '"'); break;
        case '\\': g_string_append_c (reader->scratch, '\\'); break;
        case '/': g_string_append_c (reader->scratch, '/'); break;
        case 'b': g_string_append_c (reader->scratch, '\b'); break;
        case 'f': g_string_append_c (reader->scratch, '\f'); break;
        case 'n': g_string_append_c (reader->scratch, '\n'); break;
        case 'r': g_string_append_c (reader->scratch, '\r'); break;
        case 't': g_string_append_c (reader->scratch, '\t'); break;
        case 'u':
          if (!read_unicode_escape (reader))
            return fail_here (reader) != NULL;
          break;
        default:
          reader->at--;
          return fail_here (reader) != NULL;
        }
    }
}

static gboolean
skip_digits (Reader *reader)
{
  const char *first = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > first;
}

static gboolean
skip_word (Reader     *reader,
           const char *word)
{
  for (; *word != '\0'; word++, reader->at++)
    if (reader->at >= reader->end || *reader->at != *word)
      return FALSE;
  return TRUE;
}

static JsonNode *
read_number (Reader *reader)
{
  const char *first = reader->at;

  if (*reader->at == '-')
    reader->at++;
  if (reader->at < reader->end && *reader->at == 'I')
    {
      if (!skip_word (reader, "Infinity"))
        return fail_here (reader);
      return json_node_init_double (json_node_alloc (), *first == '-' ? -INFINITY : INFINITY);
    }
  if (reader->at < reader->end && *reader->at == '0')
    reader->at++;
  else if (!skip_digits (reader))
    return fail_here (reader);
  if (reader->at < reader->end && *reader->at == '.')
    {
      reader->at++;
      if (!skip_digits (reader))
        return fail_here (reader);
    }
  if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E'))
    {
      reader->at++;
      if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
        reader->at++;
      if (!skip_digits (reader))
        return fail_here (reader);
    }
  return _figment_json_number_parse (first, (gsize) (reader->at - first));
}

static gboolean
enter (Reader *reader)
{
  if (reader->depth >= FIGMENT_JSON_MAX_DEPTH)
    {
      fail (reader, FIGMENT_JSON_ERROR_TOO_DEEP, _ ("Nested more than %d levels deep"), FIGMENT_JSON_MAX_DEPTH);
      return FALSE;
    }
  reader->depth++;
  reader->at++;
  return TRUE;
}

static JsonNode *
read_array (Reader *reader)
{
  g_autoptr(JsonArray) array = NULL;

  if (!enter (reader))
    return NULL;
  array = json_array_new ();
  skip_space (reader);
  if (reader->at < reader->end && *reader->at == ']')
    reader->at++;
  else
    for (;;)
      {
        JsonNode *element = read_value (reader);

        if (element == NULL)
          return NULL;
        json_array_add_element (array, element);
        skip_space (reader);
        if (reader->at >= reader->end || (*reader->at != ',' && *reader->at != ']'))
          return fail_here (reader);
        if (*reader->at++ == ']')
          break;
      }
  reader->depth--;
  return json_node_init_array (json_node_alloc (), array);
}

/* A duplicate shows by the object not growing, which saves looking each name up beforehand. */
static gboolean
add_member (Reader     *reader,
            JsonObject *object,
            gsize       name,
            const char *place,
            JsonNode   *value)
{
  const guint size = json_object_get_size (object);
  const char *text = reader->scratch->str + name;

  json_object_set_member (object, text, value);
  if (json_object_get_size (object) == size && reader->last_wins)
    reader->duplicates = TRUE;
  else if (json_object_get_size (object) == size)
    {
      g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 60));

      reader->at = place;
      fail (reader, FIGMENT_JSON_ERROR_DUPLICATE_KEY, _ ("“%s” is given twice in one object"), shown);
      return FALSE;
    }
  g_string_truncate (reader->scratch, name);
  return TRUE;
}

static gboolean
read_member (Reader     *reader,
             JsonObject *object)
{
  const gsize name = reader->scratch->len;
  const char *place;
  JsonNode *value;

  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != '"')
    return fail_here (reader) != NULL;
  place = reader->at;
  if (!read_string (reader))
    return FALSE;
  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != ':')
    return fail_here (reader) != NULL;
  reader->at++;
  value = read_value (reader);
  return value != NULL && add_member (reader, object, name, place, value);
}

static JsonNode *
read_object (Reader *reader)
{
  g_autoptr(JsonObject) object = NULL;

  if (!enter (reader))
    return NULL;
  object = json_object_new ();
  skip_space (reader);
  if (reader->at < reader->end && *reader->at == '}')
    reader->at++;
  else
    for (;;)
      {
        if (!read_member (reader, object))
          return NULL;
        skip_space (reader);
        if (reader->at >= reader->end || (*reader->at != ',' && *reader->at != '}'))
          return fail_here (reader);
        if (*reader->at++ == '}')
          break;
      }
  reader->depth--;
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_string_value (Reader *reader)
{
  const gsize text = reader->scratch->len;
  JsonNode *node;

  if (!read_string (reader))
    return NULL;
  node = json_node_init_string (json_node_alloc (), reader->scratch->str + text);
  g_string_truncate (reader->scratch, text);
  return node;
}

static JsonNode *
read_value (Reader *reader)
{
  skip_space (reader);
  if (reader->at >= reader->end)
    return fail_here (reader);
  switch (*reader->at)
    {
    case '{': return read_object (reader);
    case '[': return read_array (reader);
    case '"': return read_string_value (reader);
    case 't':
      return skip_word (reader, "true") ? json_node_init_boolean (json_node_alloc (), TRUE) : fail_here (reader);
    case 'f':
      return skip_word (reader, "false") ? json_node_init_boolean (json_node_alloc (), FALSE) : fail_here (reader);
    case 'n': return skip_word (reader, "null") ? json_node_init_null (json_node_alloc ()) : fail_here (reader);
    case 'N':
      return skip_word (reader, "NaN") ? json_node_init_double (json_node_alloc (), NAN) : fail_here (reader);
    case 'I':
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number (reader);
    default: return fail_here (reader);
    }
}

static JsonNode *
read_document (Reader     *reader,
               const char *data,
               gsize       length,
               gsize       max_bytes)
{
  g_autoptr(JsonNode) root = NULL;
  const char *bad;

  if (data == NULL)
    data = "";
  reader->start = reader->at = data;
  reader->end = data + length;
  if (length > max_bytes)
    {
      g_autofree char *size = g_format_size (length);
      g_autofree char *limit = g_format_size (max_bytes);

      g_set_error (reader->error, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TOO_LARGE,
                   _ ("The text has %s, more than the %s that are accepted"), size, limit);
      return NULL;
    }
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    reader->start = reader->at = data + 3;
  /* NUL bytes count as invalid here, and so cannot cut a string short further down. */
  if (!g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at), &bad))
    {
      /* A last character that is begun and not finished comes from cutting, not from another encoding. */
      const gboolean cut = *bad != '\0' && g_utf8_get_char_validated (bad, reader->end - bad) == (gunichar) -2;

      reader->at = cut ? reader->end : bad;
      return cut ? fail_here (reader)
                 : fail (reader, FIGMENT_JSON_ERROR_ENCODING, "%s", _ ("The text is not UTF-8"));
    }

  reader->scratch = g_string_sized_new (256);
  root = read_value (reader);
  if (root != NULL)
    {
      skip_space (reader);
      if (reader->at < reader->end)
        {
          g_clear_pointer (&root, json_node_unref);
          fail_here (reader);
        }
    }
  g_string_free (reader->scratch, TRUE);
  return g_steal_pointer (&root);
}

/**
 * figment_json_parse_full:
 * @data: (array length=length): a whole document; need not end in NUL
 * @length: bytes of @data
 * @max_bytes: refuse more bytes than this
 *
 * Reads one JSON value. A byte order mark and the bare words NaN, Infinity and -Infinity are accepted. Numbers that
 * json-glib cannot hold exactly keep their text; read them through figment-json-value.h.
 *
 * Returns: (transfer full): the tree, or %NULL with @error in %FIGMENT_JSON_ERROR, whose message names line and column
 */
JsonNode *
figment_json_parse_full (const char *data,
                         gsize       length,
                         gsize       max_bytes,
                         GError    **error)
{
  Reader reader = { .error = error };

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  return read_document (&reader, data, length, max_bytes);
}

/* As figment_json_parse (), but of a member that is given twice the last one counts, as in Python and JavaScript. */
JsonNode *
_figment_json_parse_last_wins (const char  *data,
                               gsize        length,
                               gboolean    *duplicates,
                               GError     **error)
{
  Reader reader = { .last_wins = TRUE, .error = error };
  JsonNode *root = read_document (&reader, data, length, FIGMENT_JSON_MAX_BYTES);

  *duplicates = reader.duplicates;
  return root;
}

/**
 * figment_json_parse:
 *
 * As figment_json_parse_full () with %FIGMENT_JSON_MAX_BYTES.
 *
 * Returns: (transfer full): the tree, or %NULL with @error in %FIGMENT_JSON_ERROR
 */
JsonNode *
figment_json_parse (const char *data,
                    gsize       length,
                    GError    **error)
{
  return figment_json_parse_full (data, length, FIGMENT_JSON_MAX_BYTES, error);
}

/**
 * figment_json_parse_bytes:
 *
 * As figment_json_parse ().
 *
 * Returns: (transfer full): the tree, or %NULL with @error in %FIGMENT_JSON_ERROR
 */
JsonNode *
figment_json_parse_bytes (GBytes  *bytes,
                          GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return figment_json_parse (data, length, error);
}
