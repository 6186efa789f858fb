/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json/figment-json.h"

#include <string.h>

/*
 * Every JSON file of the recorded fixtures and of the workflow corpus: reads, and what is written reads back as the
 * same text. FIGMENT_SHARED names the folder that holds them; it is no part of the project.
 */

static const char *
shared_folder (void)
{
  const char *folder = g_getenv ("FIGMENT_SHARED");

  if (folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR))
    return folder;
  g_test_skip ("FIGMENT_SHARED names no folder: the recorded fixtures are not here");
  return NULL;
}

static void
assert_round_trip (const char *path,
                   const char *text,
                   gsize       length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = figment_json_parse (text, length, &error);
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  gsize once_length;

  g_test_message ("%s", path);
  g_assert_no_error (error);
  once = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, &once_length);
  again = figment_json_parse (once, once_length, &error);
  g_assert_no_error (error);
  twice = figment_json_write (again, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (once, ==, twice);
}

static void
assert_lines_round_trip (const char *path,
                         char       *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      assert_round_trip (path, lines[i], strlen (lines[i]));
}

/*
 * Walks @folder, and returns how many files it has read. lmstudio/chat_malformed_json* record broken requests on
 * purpose: the files themselves are JSON all the same.
 */
static guint
read_folder (const char *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          n += read_folder (path);
          continue;
        }
      if (!g_str_has_suffix (name, ".json") && !g_str_has_suffix (name, ".jsonl"))
        continue;
      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      if (g_str_has_suffix (name, ".jsonl"))
        assert_lines_round_trip (path, text);
      else
        assert_round_trip (path, text, length);
      n++;
    }
  return n;
}

static void
test_corpus_folder (gconstpointer data)
{
  const char *shared = shared_folder ();
  g_autofree char *folder = NULL;

  if (shared == NULL)
    return;
  folder = g_build_filename (shared, (const char *) data, NULL);
  g_assert_cmpuint (read_folder (folder), >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/json-corpus/comfyui", "fixtures/comfyui", test_corpus_folder);
  g_test_add_data_func ("/json-corpus/lmstudio", "fixtures/lmstudio", test_corpus_folder);
  g_test_add_data_func ("/json-corpus/api", "corpus/api", test_corpus_folder);
  g_test_add_data_func ("/json-corpus/graph", "corpus/graph", test_corpus_folder);

  return g_test_run ();
}
