/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"

/*
 * Analyses every API file of a corpus and writes what was found in the form that the corpus' score.py reads. Not a
 * test: bench-analysis CORPUS PREDICTIONS.json
 */

/* Goes down @path, as in ".tests[0].input.workflow", through objects, lists, and JSON that is written as text. */
static JsonNode *
unwrap (JsonNode   *root,
        const char *path)
{
  JsonNode *value = json_node_ref (root);

  while (value != NULL && path != NULL && *path != '\0')
    {
      const gboolean index = *path == '[';
      const gsize length = strcspn (path + 1, index ? "]" : ".[");
      g_autofree char *part = g_strndup (path + 1, length);
      JsonArray *array = figment_json_to_array (value);
      JsonNode *inner = index ? (array != NULL ? json_array_get_element (array, (guint) atoi (part)) : NULL)
                              : figment_json_get (figment_json_to_object (value), part);
      const char *text = figment_json_to_string (inner);

      if (text != NULL)
        inner = figment_json_parse (text, strlen (text), NULL);
      else if (inner != NULL)
        json_node_ref (inner);
      json_node_unref (value);
      value = inner;
      path += 1 + length + (index ? 1 : 0);
    }
  return value;
}

/* What score.py wants: the roles, and "outputs" as a list of ids; previews only when nothing is saved. */
static JsonNode *
make_prediction (FigmentAnalysis *analysis)
{
  g_autoptr(JsonNode) json = figment_analysis_to_json (analysis);
  JsonNode *roles = figment_json_copy (json_object_get_member (json_node_get_object (json), "roles"));
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);
  JsonArray *ids = json_array_new ();
  gboolean saves = FALSE;

  json_object_remove_member (json_node_get_object (roles), "model");
  json_object_remove_member (json_node_get_object (roles), "lora");
  for (guint i = 0; i < outputs->len; i++)
    saves = saves || !((const FigmentOutputNode *) g_ptr_array_index (outputs, i))->preview;
  for (guint i = 0; i < outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (outputs, i);

      if (!saves || !output->preview)
        json_array_add_string_element (ids, output->node_id);
    }
  json_object_set_array_member (json_node_get_object (roles), "outputs", ids);
  return roles;
}

static gint64
analyse (const char *corpus,
         JsonObject *entry,
         JsonObject *predictions)
{
  const char *id = figment_json_get_string (entry, "id");
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_build_filename (corpus, "api", name, NULL);
  g_autofree char *data = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(JsonNode) inner = NULL;
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentAnalysis) analysis = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begin, microseconds;
  gsize size;

  if (g_file_get_contents (path, &data, &size, &error))
    root = figment_json_parse (data, size, &error);
  inner = root != NULL ? unwrap (root, figment_json_get_string (entry, "wrapper_path")) : NULL;
  graph = inner != NULL ? figment_graph_new (inner, &error) : NULL;
  if (graph == NULL)
    {
      g_printerr ("%s: %s\n", id, error != NULL ? error->message : "not found");
      return 0;
    }
  begin = g_get_monotonic_time ();
  analysis = figment_analysis_new (graph, NULL);
  microseconds = g_get_monotonic_time () - begin;
  json_object_set_member (predictions, id, make_prediction (analysis));
  return microseconds;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *index_path = argc == 3 ? g_build_filename (argv[1], "index.jsonl", NULL) : NULL;
  g_autofree char *index = NULL;
  g_autofree char *written = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(JsonObject) predictions = json_object_new ();
  g_autoptr(JsonNode) result = NULL;
  gint64 sum = 0, worst = 0;
  guint n = 0;

  if (argc != 3 || !g_file_get_contents (index_path, &index, NULL, NULL))
    {
      g_printerr ("Usage: bench-analysis CORPUS PREDICTIONS.json\n");
      return 2;
    }
  lines = g_strsplit (index, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) line = figment_json_parse (lines[i], strlen (lines[i]), NULL);
      const gint64 microseconds = line != NULL ? analyse (argv[1], figment_json_to_object (line), predictions) : 0;

      n += line != NULL;
      sum += microseconds;
      worst = MAX (worst, microseconds);
    }
  result = json_node_init_object (json_node_alloc (), predictions);
  written = figment_json_write (result, FIGMENT_JSON_WRITE_PRETTY, NULL);
  if (!g_file_set_contents (argv[2], written, -1, NULL))
    return 1;
  g_print ("%u files, %.1f ms in all, %.2f ms the slowest\n", n, sum / 1e3, worst / 1e3);
  return 0;
}
