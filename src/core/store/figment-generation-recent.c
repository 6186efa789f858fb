/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was made last, for making something else of it. */

#include "figment-generation-store.h"

/* Generations that are read at once, and how many times; about 0.1 ms each. */
#define PAGE 60
#define MAX_PAGES 20

static gboolean
has_kind (FigmentOutput          *output,
          const FigmentMediaKind *kinds,
          guint                   n_kinds)
{
  const FigmentOutputInfo *info = figment_output_get_info (output);

  for (guint i = 0; i < n_kinds; i++)
    if (info->kind == kinds[i])
      return info->path != NULL;
  return FALSE;
}

static void
add_results (FigmentGeneration      *generation,
             const FigmentMediaKind *kinds,
             guint                   n_kinds,
             GPtrArray              *results)
{
  GListModel *outputs = figment_generation_get_outputs (generation);
  const guint n = g_list_model_get_n_items (outputs);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);

      if (has_kind (output, kinds, n_kinds))
        g_ptr_array_add (results, figment_result_new (generation, output));
    }
}

/**
 * figment_generation_store_list_results:
 * @kinds: (array length=n_kinds): what they may be
 *
 * Returns: (transfer full) (element-type FigmentResult): results in files, those of the newest generation first and in
 *   their own order, at most @limit; or %NULL with @error. Whether a file is still there is not looked at.
 */
GPtrArray *
figment_generation_store_list_results (FigmentGenerationStore  *self,
                                       const FigmentMediaKind  *kinds,
                                       guint                    n_kinds,
                                       guint                    limit,
                                       GError                 **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 before = 0;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  for (guint i = 0; i < MAX_PAGES && results->len < limit; i++)
    {
      g_autoptr(GPtrArray) page = figment_generation_store_list_page (self, before, PAGE, error);

      if (page == NULL)
        return NULL;
      if (page->len == 0)
        break;
      before = figment_generation_get_id (page->pdata[page->len - 1]);
      for (guint j = 0; j < page->len && results->len < limit; j++)
        add_results (page->pdata[j], kinds, n_kinds, results);
    }
  if (results->len > limit)
    g_ptr_array_set_size (results, (int) limit);
  return g_steal_pointer (&results);
}
