/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis-rule.h"

#include <string.h>

#include "form-support.h"

static FigmentRole
get_role (const char *nick)
{
  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    if (g_str_equal (figment_role_to_nick ((FigmentRole) role), nick))
      return (FigmentRole) role;
  g_error ("There is no role “%s”.", nick);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
list_places (FigmentAnalysis *analysis,
             FigmentRole      role)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      g_assert_cmpfloat (place->confidence, >, 0);
      g_assert_cmpfloat (place->confidence, <=, 1);
      g_assert_nonnull (place->reason);
      g_ptr_array_add (names, g_strconcat (place->node_id, ".", place->input, NULL));
    }
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

void
analysis_assert_roles (FigmentAnalysis *analysis,
                       const char      *expected)
{
  g_auto(GStrv) parts = g_strsplit (expected, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (parts[i], ":", 2);
      g_autofree char *found = list_places (analysis, get_role (g_strstrip (pair[0])));

      g_assert_cmpstr (found, ==, g_strstrip (pair[1]));
    }
}

static void
test_rule (gconstpointer data)
{
  const AnalysisRule *rule = data;
  g_autoptr(FigmentGraph) graph = form_support_graph (rule->graph);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);

  analysis_assert_roles (analysis, rule->expected);
}

void
analysis_rules_add (const char         *prefix,
                    const AnalysisRule *rules,
                    gsize               n_rules)
{
  for (gsize i = 0; i < n_rules; i++)
    {
      g_autofree char *path = g_strconcat (prefix, "/", rules[i].path, NULL);

      g_test_add_data_func (path, &rules[i], test_rule);
    }
}
