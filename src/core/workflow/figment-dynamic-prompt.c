/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-dynamic-prompt.h"

#include <stdlib.h>
#include <string.h>

/* Choices in choices, lists in lists: deeper is a circle, or means harm. */
#define MAX_DEPTH 32

/* Bytes that a text may grow to, and lists that it may draw from. */
#define MAX_LENGTH (1024 * 1024)
#define MAX_DRAWN 1000

/* Braces that do not close, after which none is looked for any more: each is looked for to the end of the text. */
#define MAX_OPEN 1000

typedef struct
{
  GRand            *rand;
  FigmentWildcards *wildcards; /* (nullable) */
  GPtrArray        *unknown;   /* (nullable) */
  guint             n_drawn;
  guint             n_open;
} Resolver;

/* One of the choices between braces. */
typedef struct
{
  const char *begin;
  gsize       length;
  double      weight;
} Choice;

static void resolve (Resolver   *self,
                     const char *text,
                     gsize       length,
                     guint       depth,
                     GString    *out);

/* Where the brace that opens at @begin closes; NULL where it does not. */
static const char *
find_end (const char *begin,
          const char *end)
{
  guint open = 0;

  for (const char *p = begin; p < end; p++)
    if (*p == '\\' && p + 1 < end)
      p++;
    else if (*p == '{')
      open++;
    else if (*p == '}' && --open == 0)
      return p;
  return NULL;
}

/* The choices between @begin and @end, split at the bars that are not within further braces. */
static GArray *
split_choices (const char *begin,
               const char *end)
{
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  const char *start = begin;
  guint open = 0;

  for (const char *p = begin; p <= end; p++)
    if (p < end && *p == '\\' && p + 1 < end)
      p++;
    else if (p < end && *p == '{')
      open++;
    else if (p < end && *p == '}')
      open--;
    else if (p == end || (*p == '|' && open == 0))
      {
        Choice choice = { start, (gsize) (p - start), 1 };
        const gsize digits = strspn (start, "0123456789.");
        g_autofree char *number = g_strndup (start, digits);

        if (digits > 0 && digits + 2 <= choice.length && strncmp (start + digits, "::", 2) == 0)
          {
            choice.weight = MAX (g_ascii_strtod (number, NULL), 0);
            choice.begin += digits + 2;
            choice.length -= digits + 2;
          }
        g_array_append_val (choices, choice);
        start = p + 1;
      }
  return choices;
}

/* Takes one choice by its weight out of @choices. */
static Choice
draw (Resolver *self,
      GArray   *choices)
{
  double sum = 0, place;
  guint index = 0;
  Choice choice;

  for (guint i = 0; i < choices->len; i++)
    sum += g_array_index (choices, Choice, i).weight;
  place = g_rand_double (self->rand) * sum;
  for (guint i = 0; i < choices->len; i++)
    {
      place -= g_array_index (choices, Choice, i).weight;
      index = i;
      if (place < 0)
        break;
    }
  choice = g_array_index (choices, Choice, index);
  g_array_remove_index (choices, index);
  return choice;
}

/*
 * How many of the choices are wanted, "2$$" or "1-3$$ and $$" before them; moves @begin behind that. Returns the text
 * to put between them.
 */
static char *
read_count (const char **begin,
            const char  *end,
            guint       *least,
            guint       *most)
{
  const char *p = *begin, *separator, *close;
  gulong first, last;
  char *next;

  *least = *most = 1;
  if (p >= end || !g_ascii_isdigit (*p))
    return NULL;
  first = last = strtoul (p, &next, 10);
  if (*next == '-' && g_ascii_isdigit (next[1]))
    last = strtoul (next + 1, &next, 10);
  *least = (guint) MIN (first, MAX_DRAWN);
  *most = (guint) MIN (last, MAX_DRAWN);
  if (next + 2 > end || strncmp (next, "$$", 2) != 0)
    {
      *least = *most = 1;
      return NULL;
    }
  separator = next + 2;
  close = g_strstr_len (separator, end - separator, "$$");
  if (close == NULL)
    {
      *begin = separator;
      return NULL;
    }
  *begin = close + 2;
  return g_strndup (separator, (gsize) (close - separator));
}

/* What stands between the braces. A single thing is no choice: braces are also JSON, which some models are told in. */
static void
resolve_braces (Resolver   *self,
                 const char *begin,
                 const char *end,
                 guint       depth,
                 GString    *out)
{
  guint least, most, n;
  g_autofree char *separator = read_count (&begin, end, &least, &most);
  g_autoptr(GArray) choices = split_choices (begin, end);

  if (choices->len == 1)
    {
      g_string_append_c (out, '{');
      resolve (self, begin, (gsize) (end - begin), depth + 1, out);
      g_string_append_c (out, '}');
      return;
    }
  if (least > most)
    least = most;
  n = least == most ? least : (guint) g_rand_int_range (self->rand, (gint32) least, (gint32) most + 1);
  for (guint i = 0; i < n && choices->len > 0; i++)
    {
      const Choice choice = draw (self, choices);

      if (i > 0)
        g_string_append (out, separator != NULL ? separator : ", ");
      resolve (self, choice.begin, choice.length, depth + 1, out);
    }
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || strchr ("-_/. ", c) != NULL || (guchar) c >= 0x80;
}

/* A list's name between two underscores at each side that begins at @begin; its end, or NULL where there is none. */
static const char *
find_name_end (const char *begin,
               const char *end)
{
  for (const char *p = begin; p + 1 < end && is_name (*p); p++)
    if (p > begin && p[0] == '_' && p[1] == '_')
      return begin[0] != ' ' && p[-1] != ' ' ? p : NULL;
  return NULL;
}

/* Whether the list was there. */
static gboolean
resolve_list (Resolver   *self,
              const char *begin,
              const char *end,
              guint       depth,
              GString    *out)
{
  g_autofree char *name = g_strndup (begin, (gsize) (end - begin));
  const char *const *lines;
  const char *line;
  guint n = 0;

  lines = self->wildcards != NULL ? figment_wildcards_get_lines (self->wildcards, name, &n) : NULL;
  if (n == 0 || self->n_drawn++ >= MAX_DRAWN)
    {
      if (lines == NULL && self->unknown != NULL
          && !g_ptr_array_find_with_equal_func (self->unknown, name, g_str_equal, NULL))
        g_ptr_array_add (self->unknown, g_steal_pointer (&name));
      return FALSE;
    }
  line = lines[g_rand_int_range (self->rand, 0, (gint32) n)];
  resolve (self, line, strlen (line), depth + 1, out);
  return TRUE;
}

static void
resolve (Resolver   *self,
         const char *text,
         gsize       length,
         guint       depth,
         GString    *out)
{
  const char *end = text + length;

  for (const char *p = text; p < end && out->len < MAX_LENGTH; p++)
    {
      const char *close = NULL;

      if (*p == '\\' && p + 1 < end && strchr ("{}|", p[1]) != NULL)
        g_string_append_c (out, *++p);
      else if (depth < MAX_DEPTH && *p == '{' && self->n_open < MAX_OPEN)
        {
          close = find_end (p, end);
          if (close != NULL)
            resolve_braces (self, p + 1, close, depth, out);
          else
            {
              self->n_open++;
              g_string_append_c (out, '{');
            }
          p = close != NULL ? close : p;
        }
      else if (depth < MAX_DEPTH && end - p > 4 && p[0] == '_' && p[1] == '_'
               && (close = find_name_end (p + 2, end)) != NULL)
        {
          if (!resolve_list (self, p + 2, close, depth, out))
            g_string_append_len (out, p, close + 2 - p);
          p = close + 1;
        }
      else
        g_string_append_c (out, *p);
    }
}

/* Where the comment that begins at @p ends; @p where none does. An address such as http://… is none. */
static const char *
skip_comment (const char *text,
              const char *p)
{
  const char *end;

  if (p[0] == '/' && p[1] == '*')
    {
      end = strstr (p + 2, "*/");
      return end != NULL ? end + 2 : p + strlen (p);
    }
  if (p[0] == '/' && p[1] == '/' && (p == text || g_ascii_isspace (p[-1])))
    return p + strcspn (p, "\n");
  return p;
}

static char *
strip_comments (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      const char *end = skip_comment (text, p);

      if (end == p)
        g_string_append_c (out, *p++);
      else
        p = end;
    }
  return g_string_free (out, FALSE);
}

/**
 * figment_dynamic_prompt_resolve:
 * @wildcards: (nullable)
 * @unknown: (nullable) (element-type utf8)
 *
 * Returns: (transfer full): the words to send
 */
char *
figment_dynamic_prompt_resolve (const char       *text,
                                guint64           seed,
                                FigmentWildcards *wildcards,
                                GPtrArray        *unknown)
{
  const guint32 seeds[] = { (guint32) seed, (guint32) (seed >> 32) };
  g_autofree char *stripped = NULL;
  GString *out = g_string_new (NULL);
  Resolver self = { .wildcards = wildcards, .unknown = unknown };
  const char *valid;

  g_return_val_if_fail (text != NULL, NULL);
  stripped = strip_comments (text);
  self.rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  resolve (&self, stripped, strlen (stripped), 0, out);
  g_rand_free (self.rand);
  /* Where it grew too long, it may have been cut in the middle of a character. */
  g_utf8_validate_len (out->str, out->len, &valid);
  g_string_truncate (out, (gsize) (valid - out->str));
  return g_string_free (out, FALSE);
}

/**
 * figment_dynamic_prompt_list_unknown:
 *
 * Returns: (transfer full): each name once, as it is written
 */
GStrv
figment_dynamic_prompt_list_unknown (const char       *text,
                                     FigmentWildcards *wildcards)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *stripped = NULL;
  const char *end;

  g_return_val_if_fail (text != NULL && wildcards != NULL, NULL);
  stripped = strip_comments (text);
  end = stripped + strlen (stripped);
  for (const char *p = stripped; end - p > 4; p++)
    {
      const char *close = p[0] == '_' && p[1] == '_' ? find_name_end (p + 2, end) : NULL;
      g_autofree char *name = close != NULL ? g_strndup (p + 2, (gsize) (close - p - 2)) : NULL;
      guint n;

      if (close == NULL)
        continue;
      if (figment_wildcards_get_lines (wildcards, name, &n) == NULL && g_hash_table_add (seen, g_strdup (name)))
        g_strv_builder_add (builder, name);
      p = close + 1;
    }
  return g_strv_builder_end (builder);
}

gboolean
figment_dynamic_prompt_is (const char *text)
{
  const char *end;

  g_return_val_if_fail (text != NULL, FALSE);
  end = text + strlen (text);
  if (strchr (text, '{') != NULL || strstr (text, "\\}") != NULL || strstr (text, "\\|") != NULL)
    return TRUE;
  for (const char *p = text; *p != '\0'; p++)
    if (skip_comment (text, p) != p
        || (p[0] == '_' && p[1] == '_' && find_name_end (p + 2, end) != NULL))
      return TRUE;
  return FALSE;
}
