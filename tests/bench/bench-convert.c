/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <gio/gio.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-convert.h"
#include "workflow/figment-known-nodes.h"

/*
 * Converts files of ComfyUI's editor that have a twin in API format, and says where the two differ. An input that the
 * twin does not have, with the default that the server gives it, is none of the differences: the class has gained it
 * since the twin was exported, and a server of now would be sent it. Not a test:
 *
 *   bench-convert [-v] [-c OBJECT_INFO.json[.gz]] CORPUS     the pairs that graph/index.jsonl names ("api_pair")
 *   bench-convert [-v] [-c OBJECT_INFO.json[.gz]] FOLDER     NAME.ui.json beside NAME.api.json
 *
 * A twin was exported at another time than its editor form was saved, so not every difference is a fault.
 */

static gboolean verbose;

typedef struct
{
  guint n_pairs;
  guint n_equal;       /* nodes, literals and links all the same */
  guint n_known;       /* pairs whose classes the catalog or the table of known nodes has, all of them */
  guint n_known_equal;
  guint n_inputs;
  guint n_different;
  guint n_gained;      /* inputs that the twin does not have, with their defaults */
} Sums;

static JsonNode *
load (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  JsonNode *root = NULL;

  if (stream != NULL && g_str_has_suffix (path, ".gz"))
    {
      g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      GInputStream *inflated = g_converter_input_stream_new (stream, converter);

      g_object_unref (stream);
      stream = inflated;
    }
  if (stream != NULL
      && g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error) >= 0)
    root = figment_json_parse (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                               g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)), &error);
  if (root == NULL)
    g_printerr ("%s: %s\n", path, error->message);
  return root;
}

static gboolean
is_same (JsonNode *a,
         JsonNode *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  double x, y;
  guint64 u, v;

  if (figment_json_to_uint64 (a, &u) && figment_json_to_uint64 (b, &v))
    return u == v;
  if (figment_json_to_double (a, &x) && figment_json_to_double (b, &y))
    return x == y;
  first = figment_json_write (a, FIGMENT_JSON_WRITE_COMPACT, NULL);
  second = figment_json_write (b, FIGMENT_JSON_WRITE_COMPACT, NULL);
  return g_str_equal (first, second);
}

/* What only the editor has: the state of a button or a player, which the server ignores. */
static gboolean
is_decoration (const char *name)
{
  return g_strrstr (name, "upload") != NULL || g_str_equal (name, "audioUI") || g_str_has_prefix (name, "preview")
         || g_strrstr (name, "Wildcard") != NULL;
}

static void
say (const char *id,
     const char *class_type,
     const char *name,
     const char *what,
     JsonNode   *ours,
     JsonNode   *theirs)
{
  g_autofree char *a = ours != NULL ? figment_json_write (ours, FIGMENT_JSON_WRITE_COMPACT, NULL) : g_strdup ("-");
  g_autofree char *b = theirs != NULL ? figment_json_write (theirs, FIGMENT_JSON_WRITE_COMPACT, NULL) : g_strdup ("-");

  if (verbose)
    g_print ("    %s %s %s: %s (%.60s | %.60s)\n", id, class_type != NULL ? class_type : "", name, what, a, b);
}

static gboolean
is_gained (FigmentCatalog *catalog,
           const char     *class_type,
           const char     *name,
           JsonNode       *value)
{
  const FigmentCatalogClass *class =
      catalog != NULL && class_type != NULL ? figment_catalog_lookup (catalog, class_type) : NULL;
  const FigmentCatalogInput *input = class != NULL ? figment_catalog_class_get_input (class, name) : NULL;
  const char *text = input == NULL                ? NULL
                     : input->default_text != NULL ? input->default_text
                     : input->n_choices > 0        ? input->choices[0]
                                                   : NULL;
  g_autoptr(JsonNode) fallback = text != NULL ? figment_json_parse (text, strlen (text), NULL) : NULL;

  return fallback != NULL && is_same (fallback, value);
}

static guint
compare_inputs (const char     *id,
                JsonObject     *ours,
                JsonObject     *theirs,
                FigmentCatalog *catalog,
                Sums           *sums)
{
  JsonObject *a = figment_json_get_object (ours, "inputs"), *b = figment_json_get_object (theirs, "inputs");
  const char *class_type = figment_json_get_string (theirs, "class_type");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  guint n = 0;

  if (a == NULL || b == NULL)
    return 1;
  json_object_iter_init_ordered (&iter, b);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonNode *other = figment_json_get (a, name);

      sums->n_inputs++;
      if ((other != NULL && is_same (value, other)) || is_decoration (name))
        continue;
      say (id, class_type, name, other == NULL ? "missing" : "differs", other, value);
      n++;
    }
  json_object_iter_init_ordered (&iter, a);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!json_object_has_member (b, name) && is_gained (catalog, class_type, name, value))
      sums->n_gained++;
    else if (!json_object_has_member (b, name) && !is_decoration (name))
      {
        say (id, class_type, name, "too many", value, NULL);
        n++;
      }
  return n;
}

static guint
compare (JsonObject     *ours,
         JsonObject     *theirs,
         FigmentCatalog *catalog,
         Sums           *sums)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;
  guint n = 0;

  json_object_iter_init_ordered (&iter, theirs);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    {
      JsonObject *node = figment_json_to_object (value), *other = figment_json_get_object (ours, id);

      if (figment_json_get_string (node, "class_type") == NULL)
        continue;
      if (other == NULL
          || g_strcmp0 (figment_json_get_string (other, "class_type"), figment_json_get_string (node, "class_type"))
                 != 0)
        {
          say (id, figment_json_get_string (node, "class_type"), "", "node missing", NULL, NULL);
          n++;
          continue;
        }
      n += compare_inputs (id, other, node, catalog, sums);
    }
  json_object_iter_init_ordered (&iter, ours);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    if (!json_object_has_member (theirs, id))
      {
        say (id, figment_json_get_string (figment_json_to_object (value), "class_type"), "", "node too many", NULL,
             NULL);
        n++;
      }
  return n;
}

static gboolean
is_known (JsonObject     *graph,
          FigmentCatalog *catalog)
{
  JsonObjectIter iter;
  JsonNode *value;

  json_object_iter_init (&iter, graph);
  while (json_object_iter_next (&iter, NULL, &value))
    {
      const char *class_type = figment_json_get_string (figment_json_to_object (value), "class_type");

      if (class_type != NULL && (catalog == NULL || figment_catalog_lookup (catalog, class_type) == NULL)
          && figment_known_nodes_find (class_type) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
check_pair (const char     *name,
            const char     *editor_path,
            const char     *api_path,
            FigmentCatalog *catalog,
            Sums           *sums)
{
  g_autoptr(JsonNode) editor = load (editor_path);
  g_autoptr(JsonNode) api = load (api_path);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = NULL;
  gint64 begin = g_get_monotonic_time ();
  const guint n_gained = sums->n_gained;
  gboolean known;
  guint n;

  if (editor == NULL || figment_json_to_object (api) == NULL)
    return;
  graph = figment_convert_editor (editor, catalog, warnings, &error);
  begin = g_get_monotonic_time () - begin;
  sums->n_pairs++;
  if (graph == NULL)
    {
      g_print ("%s: %s\n", name, error->message);
      return;
    }
  n = compare (figment_json_to_object (figment_graph_get_root (graph)), json_node_get_object (api), catalog, sums);
  known = is_known (json_node_get_object (api), catalog);
  sums->n_equal += n == 0;
  sums->n_known += known;
  sums->n_known_equal += known && n == 0;
  sums->n_different += n;
  g_print ("%-60s %3u nodes  %3u differences  %3u gained  %5.2f ms%s\n", name, figment_graph_get_n_nodes (graph), n,
           sums->n_gained - n_gained, begin / 1e3, known ? "" : "  (classes unknown)");
  for (guint i = 0; verbose && i < warnings->len; i++)
    g_print ("    warning: %s\n", (const char *) g_ptr_array_index (warnings, i));
}

static void
check_corpus (const char     *corpus,
              const char     *index,
              FigmentCatalog *catalog,
              Sums           *sums)
{
  g_auto(GStrv) lines = g_strsplit (index, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) line = figment_json_parse (lines[i], strlen (lines[i]), NULL);
      const char *id = figment_json_get_string (figment_json_to_object (line), "id");
      const char *pair = figment_json_get_string (figment_json_to_object (line), "api_pair");
      g_autofree char *editor_path = pair != NULL ? g_strdup_printf ("%s/graph/%s.json", corpus, id) : NULL;
      g_autofree char *api_path = pair != NULL ? g_strdup_printf ("%s/api/%s.json", corpus, pair) : NULL;
      g_autofree char *name = pair != NULL ? g_strdup_printf ("%s - %s", id, pair) : NULL;

      if (pair != NULL)
        check_pair (name, editor_path, api_path, catalog, sums);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
check_folder (const char     *folder,
              FigmentCatalog *catalog,
              Sums           *sums)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (entry, ".ui.json"))
      g_ptr_array_add (names, g_strndup (entry, strlen (entry) - strlen (".ui.json")));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *editor_path = g_strdup_printf ("%s/%s.ui.json", folder, name);
      g_autofree char *api_path = g_strdup_printf ("%s/%s.api.json", folder, name);

      check_pair (name, editor_path, api_path, catalog, sums);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *object_info = NULL;
  GOptionEntry entries[] = {
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "name each difference", NULL },
    { "catalog", 'c', 0, G_OPTION_ARG_FILENAME, &object_info, "what GET /object_info answered", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("CORPUS|FOLDER");
  g_autoptr(JsonNode) info = NULL;
  g_autoptr(FigmentCatalog) catalog = NULL;
  g_autofree char *index_path = NULL;
  g_autofree char *index = NULL;
  Sums sums = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 2)
    {
      g_printerr ("Usage: bench-convert [-v] [-c OBJECT_INFO.json[.gz]] CORPUS|FOLDER\n");
      return 2;
    }
  info = object_info != NULL ? load (object_info) : NULL;
  catalog = info != NULL ? figment_catalog_new (info, NULL) : NULL;
  if (object_info != NULL && catalog == NULL)
    return 1;
  index_path = g_build_filename (argv[1], "graph", "index.jsonl", NULL);
  if (g_file_get_contents (index_path, &index, NULL, NULL))
    check_corpus (argv[1], index, catalog, &sums);
  else
    check_folder (argv[1], catalog, &sums);
  g_print ("%u pairs, %u the same; of %u whose classes are known %u the same; %u of %u inputs differ, %u gained\n",
           sums.n_pairs, sums.n_equal, sums.n_known, sums.n_known_equal, sums.n_different, sums.n_inputs,
           sums.n_gained);
  return 0;
}
