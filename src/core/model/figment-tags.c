/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-tags.h"

#include "model/figment-workflow.h"

GStrv
figment_tags_list (const char *tags)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) parts = g_strsplit (tags != NULL ? tags : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *tag = g_strstrip (parts[i]);

      if (tag[0] != '\0' && g_hash_table_add (seen, g_utf8_casefold (tag, -1)))
        g_strv_builder_add (builder, tag);
    }
  return g_strv_builder_end (builder);
}

char *
figment_tags_tidy (const char *tags)
{
  g_auto(GStrv) list = figment_tags_list (tags);

  return list[0] != NULL ? g_strjoinv (", ", list) : NULL;
}

gboolean
figment_tags_has (const char *tags,
                  const char *tag)
{
  g_auto(GStrv) list = figment_tags_list (tags);
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (tag != NULL, FALSE);
  wanted = g_utf8_casefold (tag, -1);
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_casefold (list[i], -1);

      if (g_str_equal (folded, wanted))
        return TRUE;
    }
  return FALSE;
}

char *
figment_tags_toggle (const char *tags,
                     const char *tag)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) list = figment_tags_list (tags);
  g_auto(GStrv) rest = NULL;

  g_return_val_if_fail (tag != NULL, NULL);
  for (guint i = 0; list[i] != NULL; i++)
    if (!figment_tags_has (list[i], tag))
      g_strv_builder_add (builder, list[i]);
  if (!figment_tags_has (tags, tag))
    g_strv_builder_add (builder, tag);
  rest = g_strv_builder_end (builder);
  return rest[0] != NULL ? g_strjoinv (", ", rest) : NULL;
}

static int
compare (gconstpointer first,
         gconstpointer second)
{
  return g_utf8_collate (*(const char *const *) first, *(const char *const *) second);
}

GStrv
figment_tags_collect (GListModel *workflows)
{
  g_autoptr(GString) all = g_string_new (NULL);
  GStrv list;

  g_return_val_if_fail (G_IS_LIST_MODEL (workflows), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (workflows, i);
      const char *tags = figment_workflow_get_tags (workflow);

      if (tags != NULL)
        g_string_append_printf (all, "%s,", tags);
    }
  list = figment_tags_list (all->str);
  qsort (list, g_strv_length (list), sizeof (char *), compare);
  return list;
}
