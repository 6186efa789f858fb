/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was written before, for writing it again. */

#include "figment-generation-store.h"

#include "store/figment-database-private.h"
#include "store/figment-generation-store-private.h"

/* Generations that are looked through, about 2 ms of reading. */
#define DEPTH "2000"

/**
 * figment_generation_store_list_prompts:
 * @negative: what must not be in it, in place of what should be
 *
 * Returns: (transfer full) (array zero-terminated=1): what the user typed, each text once, the newest first and at most
 *   @limit; or %NULL with @error
 */
char **
figment_generation_store_list_prompts (FigmentGenerationStore  *self,
                                       gboolean                 negative,
                                       guint                    limit,
                                       GError                 **error)
{
  const char *query = negative ? "SELECT negative_prompt FROM generations ORDER BY id DESC LIMIT " DEPTH
                               : "SELECT original_prompt FROM generations ORDER BY id DESC LIMIT " DEPTH;
  g_autoptr(GPtrArray) prompts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  FigmentSqlite *reader;
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentStep step = FIGMENT_STEP_DONE;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), error);
  rows = reader != NULL ? figment_sqlite_prepare (reader, query, error) : NULL;
  if (rows == NULL)
    return NULL;
  while (prompts->len < limit && (step = figment_statement_step (rows, error)) == FIGMENT_STEP_ROW)
    {
      g_autofree char *text = figment_statement_dup_text (rows, 0);

      if (text == NULL || g_strstrip (text)[0] == '\0' || g_hash_table_contains (seen, text))
        continue;
      g_hash_table_add (seen, text);
      g_ptr_array_add (prompts, g_steal_pointer (&text));
    }
  if (step == FIGMENT_STEP_FAILED)
    return NULL;
  g_ptr_array_add (prompts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&prompts), FALSE);
}
