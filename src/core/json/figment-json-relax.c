/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-json-relax.h"

#include <string.h>

#include "figment-json-private.h"
#include "figment-json.h"

/*
 * Text that people took for JSON, rewritten so that the strict reader takes it. Every piece keeps its line, so that
 * what the reader complains about is where it says.
 */

typedef struct
{
  const char        *at;
  const char        *end;
  GString           *out;     /* (owned) */
  gsize              comma;   /* where in @out a comma stands that nothing has followed yet, G_MAXSIZE: none */
  guint              depth;
  gboolean           whole;   /* the outermost value is complete */
  FigmentJsonRepair  repairs;
} Relaxer;

static inline gboolean
starts_with (const Relaxer *self,
             const char    *text)
{
  const gsize length = strlen (text);

  return (gsize) (self->end - self->at) >= length && memcmp (self->at, text, length) == 0;
}

/* Blanks in place of what is skipped, line ends as they are. */
static void
blank (Relaxer    *self,
       const char *end)
{
  for (; self->at < end; self->at++)
    if (*self->at == '\n' || *self->at == '\r')
      g_string_append_c (self->out, *self->at);
}

static gboolean
skip_comment (Relaxer *self)
{
  const char *end = NULL;

  if (starts_with (self, "/*"))
    {
      end = g_strstr_len (self->at + 2, self->end - self->at - 2, "*/");
      end = end != NULL ? end + 2 : self->end;
    }
  else if (starts_with (self, "//") || *self->at == '#')
    {
      end = memchr (self->at, '\n', (gsize) (self->end - self->at));
      end = end != NULL ? end : self->end;
    }
  if (end == NULL)
    return FALSE;
  self->repairs |= FIGMENT_JSON_REPAIR_COMMENTS;
  blank (self, end);
  return TRUE;
}

/* A character of a string, as JSON has it. */
static void
put_character (Relaxer *self,
               char     c)
{
  static const struct
  {
    char        character;
    const char *escape;
  } escapes[] = { { '\n', "\\n" }, { '\r', "\\r" }, { '\t', "\\t" }, { '"', "\\\"" } };

  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (c == escapes[i].character)
      {
        g_string_append (self->out, escapes[i].escape);
        return;
      }
  if ((guchar) c < 0x20)
    g_string_append_printf (self->out, "\\u%04x", (guint) (guchar) c);
  else
    g_string_append_c (self->out, c);
}

/* Just behind a backslash in a string of @quote. */
static void
put_escape (Relaxer *self,
            char     quote)
{
  if (strchr ("\"\\/bfnrtu", *self->at) != NULL)
    {
      g_string_append_c (self->out, '\\');
      g_string_append_c (self->out, *self->at++);
      return;
    }
  if (*self->at != quote)
    self->repairs |= FIGMENT_JSON_REPAIR_STRINGS;
  if (*self->at != '\'')
    g_string_append (self->out, "\\\\");
  put_character (self, *self->at++);
}

/* From the opening quote to the closing one of the same kind, or to the end. */
static void
put_string (Relaxer *self)
{
  const char quote = *self->at++;

  if (quote != '"')
    self->repairs |= FIGMENT_JSON_REPAIR_QUOTES;
  g_string_append_c (self->out, '"');
  while (self->at < self->end && *self->at != quote)
    {
      const char *run = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\'' && *self->at != '\\'
             && (guchar) *self->at >= 0x20)
        self->at++;
      if (self->at > run)
        g_string_append_len (self->out, run, self->at - run);
      if (self->at >= self->end || *self->at == quote)
        continue;
      if (*self->at == '\\' && self->at + 1 < self->end)
        {
          self->at++;
          put_escape (self, quote);
          continue;
        }
      if ((guchar) *self->at < 0x20)
        self->repairs |= FIGMENT_JSON_REPAIR_STRINGS;
      put_character (self, *self->at++);
    }
  if (self->at < self->end)
    {
      self->at++;
      g_string_append_c (self->out, '"');
    }
}

/* "{seed}", as Python's str.format fills it in: a name alone in braces, which no object is. */
static gsize
measure_field (Relaxer *self)
{
  const char *p = self->at;

  if (*p++ != '{')
    return 0;
  while (p < self->end && *p == ' ')
    p++;
  if (p >= self->end || !(g_ascii_isalpha (*p) || *p == '_'))
    return 0;
  while (p < self->end && (g_ascii_isalnum (*p) || *p == '_'))
    p++;
  while (p < self->end && *p == ' ')
    p++;
  return p < self->end && *p == '}' ? (gsize) (p - self->at) + 1 : 0;
}

/* How long the thing is that stands for a value and would be filled in by another program: 0, none */
static gsize
measure_placeholder (Relaxer *self)
{
  static const struct
  {
    const char *open;
    const char *close;
  } forms[] = { { "{{", "}}" }, { "${", "}" }, { "<%", "%>" }, { "%", "%" }, { "<", ">" } };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (starts_with (self, forms[i].open))
      {
        const char *begin = self->at + strlen (forms[i].open);
        const char *close = g_strstr_len (begin, MIN (self->end - begin, 100), forms[i].close);

        while (begin < self->end && *begin == ' ')
          begin++;
        /* A name, on one line. */
        if (close != NULL && close > begin && (g_ascii_isalpha (*begin) || *begin == '_')
            && memchr (begin, '\n', (gsize) (close - begin)) == NULL
            && memchr (begin, '"', (gsize) (close - begin)) == NULL)
          return (gsize) (close - self->at) + strlen (forms[i].close);
      }
  return measure_field (self);
}

static void
put_quoted (Relaxer           *self,
            gsize              length,
            FigmentJsonRepair  repair)
{
  self->repairs |= repair;
  g_string_append_c (self->out, '"');
  for (const char *end = self->at + length; self->at < end; self->at++)
    put_character (self, *self->at);
  g_string_append_c (self->out, '"');
}

static inline gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || (guchar) c >= 0x80;
}

/* Whether a colon follows, which makes a name of what stands here. */
static gboolean
is_name (Relaxer *self,
         gsize    length)
{
  const char *p = self->at + length;

  while (p < self->end && g_ascii_isspace (*p))
    p++;
  return p < self->end && *p == ':';
}

static void
put_word (Relaxer *self)
{
  static const struct
  {
    const char *word;
    const char *meant;
  } words[] = {
    { "true", "true" },     { "false", "false" }, { "null", "null" },      { "NaN", "NaN" },
    { "True", "true" },     { "False", "false" }, { "None", "null" },      { "nan", "NaN" },
    { "inf", "Infinity" },  { "Infinity", "Infinity" }, { "undefined", "null" },
  };
  gsize length = 0;

  while (self->at + length < self->end && is_word (self->at[length]))
    length++;
  if (!is_name (self, length))
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
      if (length == strlen (words[i].word) && memcmp (self->at, words[i].word, length) == 0)
        {
          if (!g_str_equal (words[i].word, words[i].meant))
            self->repairs |= FIGMENT_JSON_REPAIR_QUOTES;
          g_string_append (self->out, words[i].meant);
          self->at += length;
          return;
        }
  put_quoted (self, length, is_name (self, length) ? FIGMENT_JSON_REPAIR_QUOTES : FIGMENT_JSON_REPAIR_PLACEHOLDERS);
}

static inline gboolean
is_number_sign (char c)
{
  return c == '.' || c == '+' || c == '-';
}

/* ".5", "5.", "+5": numbers elsewhere. Digits stay what they are. */
static void
put_number (Relaxer *self)
{
  const char *first = self->at;
  const char *digits;

  if (*self->at == '+')
    self->at++;
  else if (*self->at == '-')
    g_string_append_c (self->out, *self->at++);
  if (self->at < self->end && *self->at == '.')
    g_string_append_c (self->out, '0');
  digits = self->at;
  while (self->at < self->end && (g_ascii_isalnum (*self->at) || is_number_sign (*self->at)))
    self->at++;
  g_string_append_len (self->out, digits, self->at - digits);
  if (self->at > digits && self->at[-1] == '.')
    g_string_append_c (self->out, '0');
  if (self->at == first)
    g_string_append_c (self->out, *self->at++);
}

static void
put_bracket (Relaxer *self)
{
  const char c = *self->at++;

  if (c == '{' || c == '[')
    self->depth++;
  else
    {
      if (self->comma != G_MAXSIZE)
        {
          self->out->str[self->comma] = ' ';
          self->repairs |= FIGMENT_JSON_REPAIR_COMMAS;
        }
      self->depth -= self->depth > 0;
      self->whole = self->depth == 0;
    }
  g_string_append_c (self->out, c);
}

/* One piece: a comment, a bracket, a string, a word … */
static void
put_piece (Relaxer *self)
{
  const gsize placeholder = measure_placeholder (self);

  if (placeholder > 0)
    put_quoted (self, placeholder, FIGMENT_JSON_REPAIR_PLACEHOLDERS);
  else if (strchr ("{}[]", *self->at) != NULL)
    put_bracket (self);
  else if (*self->at == '"' || *self->at == '\'')
    put_string (self);
  else if (g_ascii_isdigit (*self->at) || strchr ("+-.", *self->at) != NULL)
    put_number (self);
  else if (is_word (*self->at))
    put_word (self);
  else
    g_string_append_c (self->out, *self->at++);
}

/* Goes on to the end of the text, or of the first value when @first_only. */
static void
relax (Relaxer  *self,
       gboolean  first_only)
{
  while (self->at < self->end && !(first_only && self->whole))
    {
      if (g_ascii_isspace (*self->at))
        {
          g_string_append_c (self->out, *self->at++);
          continue;
        }
      if ((*self->at == '/' || *self->at == '#') && skip_comment (self))
        continue;
      if (*self->at == ',')
        {
          self->comma = self->out->len;
          g_string_append_c (self->out, *self->at++);
          continue;
        }
      put_piece (self);
      self->comma = G_MAXSIZE;
    }
}

static JsonNode *
parse_mended (Relaxer  *self,
              GError  **error)
{
  gboolean duplicates = FALSE;
  JsonNode *root = _figment_json_parse_last_wins (self->out->str, self->out->len, &duplicates, error);

  if (duplicates)
    self->repairs |= FIGMENT_JSON_REPAIR_DUPLICATES;
  return root;
}

/**
 * figment_json_parse_relaxed:
 * @data: (array length=length): UTF-8
 * @repairs: (out): %FIGMENT_JSON_REPAIR_NONE when the text was JSON as it is
 *
 * Reads a text that may be JSON only nearly.
 *
 * Returns: (transfer full): the tree, or %NULL with @error in %FIGMENT_JSON_ERROR, which speaks of the text as it is
 */
JsonNode *
figment_json_parse_relaxed (const char         *data,
                            gsize               length,
                            FigmentJsonRepair  *repairs,
                            GError            **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(GString) out = NULL;
  JsonNode *root = figment_json_parse (data, length, &reason);
  Relaxer self = { data, data + length, NULL, G_MAXSIZE, 0, FALSE, FIGMENT_JSON_REPAIR_NONE };

  *repairs = FIGMENT_JSON_REPAIR_NONE;
  if (root == NULL
      && (g_error_matches (reason, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_SYNTAX)
          || g_error_matches (reason, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_DUPLICATE_KEY)))
    {
      self.out = out = g_string_sized_new (length + 64);
      relax (&self, FALSE);
      root = parse_mended (&self, NULL);
      *repairs = self.repairs;
    }
  if (root == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return root;
}

/**
 * figment_json_parse_within:
 * @data: (array length=length): UTF-8 that begins with the bracket of a value, and goes on behind it
 * @used: (out): bytes up to the end of that value, or of what was taken for one
 * @repairs: (out)
 *
 * Returns: (transfer full) (nullable): the value
 */
JsonNode *
figment_json_parse_within (const char         *data,
                           gsize               length,
                           gsize              *used,
                           FigmentJsonRepair  *repairs)
{
  g_autoptr(GString) out = g_string_new (NULL);
  Relaxer self = { data, data + length, out, G_MAXSIZE, 0, FALSE, FIGMENT_JSON_REPAIR_NONE };
  JsonNode *root;

  relax (&self, TRUE);
  *used = (gsize) (self.at - data);
  root = self.whole ? parse_mended (&self, NULL) : NULL;
  *repairs = self.repairs;
  return root;
}
