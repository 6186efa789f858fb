/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generation-search.h"

#include <string.h>

/* Beyond so many words with the same beginning the index is asked for the beginning itself, which reads all of them. */
#define MAX_COMPLETIONS 200

/* Beginnings of up to four letters have an index of their own, see figment-migrations.c. */
#define MAX_INDEXED_PREFIX 4

/* Whether the tokenizer finds anything in @word; what is all punctuation would make an empty phrase. */
static gboolean
has_token (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;
  return FALSE;
}

static gboolean
is_plain_ascii (const char *word)
{
  for (; *word != '\0'; word++)
    if (!g_ascii_isalnum (*word))
      return FALSE;
  return TRUE;
}

/* In quotes nothing has a meaning in FTS5's query language but the quote, which is doubled. */
static void
append_quoted (GString    *expression,
               const char *word)
{
  g_string_append_c (expression, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"')
        g_string_append_c (expression, '"');
      g_string_append_c (expression, *word);
    }
  g_string_append_c (expression, '"');
}

/*
 * The words of the index that begin with @prefix. Each is found with one leap: no term has a byte as low as 0x01, so
 * the term with one behind it stands right before the next. NULL in *@terms: there are too many.
 */
static gboolean
list_completions (FigmentSqlite  *database,
                  const char     *prefix,
                  GPtrArray     **terms,
                  GError        **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *from = g_strdup (prefix);
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "SELECT term FROM generation_terms WHERE term >= :from LIMIT 1", error);

  if (statement == NULL)
    return FALSE;
  while (found->len <= MAX_COMPLETIONS)
    {
      g_autofree char *term = NULL;
      FigmentStep step;

      figment_statement_bind_text (statement, ":from", from);
      step = figment_statement_step (statement, error);
      if (step == FIGMENT_STEP_FAILED)
        return FALSE;
      if (step == FIGMENT_STEP_ROW)
        term = figment_statement_dup_text (statement, 0);
      figment_statement_reset (statement);
      if (term == NULL || !g_str_has_prefix (term, prefix))
        {
          *terms = g_steal_pointer (&found);
          return TRUE;
        }
      g_free (from);
      from = g_strconcat (term, "\x01", NULL);
      g_ptr_array_add (found, g_steal_pointer (&term));
    }
  return TRUE;
}

/*
 * The word that is still being typed. To look for a beginning, FTS5 reads the occurrences of all words that have it
 * before it gives the first row: 40 ms for a common one among a million generations. For an "or" of whole words it
 * reads what it gives. Only ASCII words are completed so, because for them it is sure how the tokenizer writes them.
 */
static gboolean
append_beginning (GString        *expression,
                  FigmentSqlite  *database,
                  const char     *word,
                  GError        **error)
{
  g_autoptr(GPtrArray) terms = NULL;
  g_autofree char *prefix = g_ascii_strdown (word, -1);

  if (strlen (prefix) > MAX_INDEXED_PREFIX && is_plain_ascii (prefix)
      && !list_completions (database, prefix, &terms, error))
    return FALSE;
  if (terms == NULL || terms->len == 0)
    {
      append_quoted (expression, word);
      g_string_append_c (expression, '*');
      return TRUE;
    }
  g_string_append_c (expression, '(');
  for (guint i = 0; i < terms->len; i++)
    {
      g_string_append (expression, i > 0 ? " OR " : "");
      append_quoted (expression, g_ptr_array_index (terms, i));
    }
  g_string_append_c (expression, ')');
  return TRUE;
}

/**
 * figment_generation_search_build:
 * @words: what a person typed, anything at all
 * @expression: (out) (transfer full) (nullable): for MATCH; %NULL when there is no word in @words
 *
 * Rows match that have all words, the last one also as the beginning of a longer word. A word with punctuation in it
 * ("wan2.1") means its parts side by side.
 */
gboolean
figment_generation_search_build (FigmentSqlite  *database,
                                 const char     *words,
                                 char          **expression,
                                 GError        **error)
{
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  g_auto(GStrv) pieces = g_strsplit_set (valid, " \t\r\n\f\v", -1);
  g_autoptr(GString) built = g_string_new (NULL);
  const char *last = NULL;

  *expression = NULL;
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      if (!has_token (pieces[i]))
        continue;
      if (last != NULL)
        {
          append_quoted (built, last);
          g_string_append (built, " AND ");
        }
      last = pieces[i];
    }
  if (last == NULL)
    return TRUE;
  if (!append_beginning (built, database, last, error))
    return FALSE;
  *expression = g_string_free (g_steal_pointer (&built), FALSE);
  return TRUE;
}
