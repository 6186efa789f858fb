/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-fixtures.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* @set is "comfyui" or "lmstudio". */
char *
figment_fixture_dup_dir (const char *set)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");

  return g_build_filename (shared != NULL ? shared : "", "fixtures", set, NULL);
}

/* Returns: whether the test has been marked as skipped and must return */
gboolean
figment_fixture_skip (const char *set)
{
  g_autofree char *dir = figment_fixture_dup_dir (set);

  if (g_file_test (dir, G_FILE_TEST_IS_DIR))
    return FALSE;
  g_test_skip ("FIGMENT_SHARED names no folder with recorded traffic");
  return TRUE;
}

GBytes *
figment_fixture_load (const char *set,
                      const char *path)
{
  g_autofree char *dir = figment_fixture_dup_dir (set);
  g_autofree char *full = g_build_filename (dir, path, NULL);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize length;

  g_file_get_contents (full, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static guint
read_rows (const char            *set,
           const char            *scenario,
           const char            *file,
           FigmentFixtureRowFunc  func,
           gpointer               user_data)
{
  g_autofree char *path = g_build_filename (scenario, file, NULL);
  g_autoptr(GBytes) bytes = figment_fixture_load (set, path);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;

      if (lines[i][0] == '\0')
        continue;
      node = figment_json_parse (lines[i], strlen (lines[i]), &error);
      g_assert_no_error (error);
      func (scenario, file, figment_json_to_object (node), user_data);
      n++;
    }
  return n;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (const char *dir)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) handle = g_dir_open (dir, 0, NULL);
  const char *name;

  while (handle != NULL && (name = g_dir_read_name (handle)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/*
 * Calls @func for each row of the .jsonl files whose name begins with @prefix ("ws", "http"), in @scenario or, when
 * that is NULL, in all. Returns: the number of rows
 */
guint
figment_fixture_foreach (const char            *set,
                         const char            *scenario,
                         const char            *prefix,
                         FigmentFixtureRowFunc  func,
                         gpointer               user_data)
{
  g_autofree char *dir = figment_fixture_dup_dir (set);
  g_autoptr(GPtrArray) scenarios = list_names (dir);
  guint n = 0;

  for (guint i = 0; i < scenarios->len; i++)
    {
      const char *name = g_ptr_array_index (scenarios, i);
      g_autofree char *folder = g_build_filename (dir, name, NULL);
      g_autoptr(GPtrArray) files = NULL;

      if (scenario != NULL && strcmp (name, scenario) != 0)
        continue;
      files = list_names (folder);
      for (guint k = 0; k < files->len; k++)
        {
          const char *file = g_ptr_array_index (files, k);

          if (g_str_has_prefix (file, prefix) && g_str_has_suffix (file, ".jsonl"))
            n += read_rows (set, name, file, func, user_data);
        }
    }
  return n;
}
