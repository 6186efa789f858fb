/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"
#include "workflow/figment-import.h"

/*
 * How much of what people labelled in real workflows the analysis finds: the table of the corpus' score.py, and the
 * files that miss. The corpus is no part of the project: FIGMENT_SHARED names the folder that has it.
 *
 * bench-accuracy [PREDICTIONS.json]: also writes what score.py reads.
 */

/* Goal, in per cent of graphs whose places are exactly the labelled ones. */
#define GOAL_CORE 97
#define GOAL_OTHER 95

/* Roles with fewer graphs say little. */
#define MIN_GRAPHS 10

typedef struct
{
  guint right;
  guint extra;
  guint missing;
  guint n_exact;
  guint n_graphs;
} Score;

/* What score.py wants: the roles, and "outputs" as a list of ids. */
static JsonObject *
predict (FigmentAnalysis *analysis)
{
  g_autoptr(JsonNode) json = figment_analysis_to_json (analysis);
  JsonNode *roles = figment_json_copy (json_object_get_member (json_node_get_object (json), "roles"));
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);
  JsonArray *ids = json_array_new ();
  JsonObject *object = json_object_ref (json_node_get_object (roles));

  json_node_unref (roles);
  json_object_remove_member (object, figment_role_to_nick (FIGMENT_ROLE_MODEL));
  json_object_remove_member (object, figment_role_to_nick (FIGMENT_ROLE_LORA));
  for (guint i = 0; i < outputs->len; i++)
    json_array_add_string_element (ids, ((const FigmentOutputNode *) g_ptr_array_index (outputs, i))->node_id);
  json_object_set_array_member (object, "outputs", ids);
  return object;
}

static void
add_key (GHashTable *set,
         JsonNode   *place)
{
  JsonArray *pair = figment_json_to_array (place);

  if (pair == NULL)
    g_hash_table_add (set, g_strdup (figment_json_to_string (place)));
  else
    g_hash_table_add (set, g_strconcat (figment_json_to_string (json_array_get_element (pair, 0)), "\n",
                                        figment_json_to_string (json_array_get_element (pair, 1)), NULL));
}

static GHashTable *
make_set (JsonArray *places)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; places != NULL && i < json_array_get_length (places); i++)
    add_key (set, json_array_get_element (places, i));
  return set;
}

/* The outputs of @label that are @required, or that are not. */
static JsonArray *
list_outputs (JsonObject *label,
              gboolean    required)
{
  JsonArray *outputs = figment_json_get_array (label, "outputs"), *ids = json_array_new ();

  for (guint i = 0; outputs != NULL && i < json_array_get_length (outputs); i++)
    {
      JsonObject *output = json_array_get_object_element (outputs, i);

      if (figment_json_get_boolean (output, "required", FALSE) == required)
        json_array_add_string_element (ids, figment_json_get_string (output, "node"));
    }
  return ids;
}

/* Counts what of @got is in @wanted; what is in @open counts for nothing. Returns whether it is exactly that. */
static gboolean
compare (Score     *score,
         JsonArray *got,
         JsonArray *wanted,
         JsonArray *open)
{
  g_autoptr(GHashTable) got_set = make_set (got);
  g_autoptr(GHashTable) wanted_set = make_set (wanted);
  g_autoptr(GHashTable) open_set = make_set (open);
  guint right = 0, extra = 0, missing;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, got_set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      right += g_hash_table_contains (wanted_set, key) && !g_hash_table_contains (open_set, key);
      extra += !g_hash_table_contains (wanted_set, key) && !g_hash_table_contains (open_set, key);
    }
  missing = g_hash_table_size (wanted_set) - right;
  score->right += right;
  score->extra += extra;
  score->missing += missing;
  score->n_exact += extra == 0 && missing == 0;
  score->n_graphs++;
  return extra == 0 && missing == 0;
}

static void
score_file (const char *id,
            JsonObject *label,
            JsonObject *prediction,
            Score      *scores)
{
  JsonObject *roles = figment_json_get_object (label, "roles"), *open = figment_json_get_object (label, "optional");
  g_autoptr(JsonArray) required = list_outputs (label, TRUE);
  g_autoptr(JsonArray) others = list_outputs (label, FALSE);
  g_autoptr(GString) misses = g_string_new (NULL);

  for (guint role = 0; role <= FIGMENT_N_ROLES; role++)
    {
      const gboolean is_output = role == FIGMENT_N_ROLES;
      const char *nick = is_output ? "outputs" : figment_role_to_nick ((FigmentRole) role);
      JsonArray *got = figment_json_get_array (prediction, nick);
      JsonArray *wanted = is_output ? required : figment_json_get_array (roles, nick);

      if (got == NULL && wanted == NULL)
        continue;
      if (!compare (&scores[role], got, wanted, is_output ? others : figment_json_get_array (open, nick)))
        g_string_append_printf (misses, " %s", nick);
    }
  if (misses->len > 0)
    g_print ("  misses %s:%s\n", id, misses->str);
}

static JsonObject *
read_object (const char *line)
{
  g_autoptr(JsonNode) node = figment_json_parse (line, strlen (line), NULL);
  JsonObject *object = figment_json_to_object (node);

  return object != NULL ? json_object_ref (object) : NULL;
}

static char **
read_lines (const char *corpus,
            const char *name)
{
  g_autofree char *path = g_build_filename (corpus, name, NULL);
  g_autofree char *data = NULL;

  if (!g_file_get_contents (path, &data, NULL, NULL))
    return NULL;
  return g_strsplit (g_strchomp (data), "\n", -1);
}

/* What the analysis says of every file of the corpus. */
static JsonObject *
predict_all (const char *corpus,
             char      **index)
{
  JsonObject *predictions = json_object_new ();

  for (guint i = 0; index[i] != NULL; i++)
    {
      g_autoptr(JsonObject) entry = read_object (index[i]);
      const char *id = figment_json_get_string (entry, "id");
      g_autofree char *name = g_strconcat (id, ".json", NULL);
      g_autofree char *path = g_build_filename (corpus, "api", name, NULL);
      g_autofree char *data = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(FigmentImport) import = NULL;
      g_autoptr(FigmentAnalysis) analysis = NULL;
      gsize size;

      if (g_file_get_contents (path, &data, &size, NULL))
        bytes = g_bytes_new (data, size);
      import = bytes != NULL ? figment_import_new (bytes, name, NULL, NULL) : NULL;
      if (import == NULL)
        {
          g_printerr ("%s cannot be read.\n", path);
          continue;
        }
      analysis = figment_analysis_new_with_editor (figment_import_get_graph (import), NULL,
                                                   figment_import_get_editor (import));
      json_object_set_object_member (predictions, id, predict (analysis));
    }
  return predictions;
}

static void
print_scores (const Score *scores)
{
  static const guint core[] = {
    FIGMENT_ROLE_POSITIVE, FIGMENT_ROLE_NEGATIVE, FIGMENT_ROLE_SEED, FIGMENT_ROLE_STEPS, FIGMENT_N_ROLES,
  };

  for (guint role = 0; role <= FIGMENT_N_ROLES; role++)
    {
      const Score *score = &scores[role];
      guint goal = GOAL_OTHER;

      if (score->n_graphs == 0)
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (core); i++)
        goal = core[i] == role ? GOAL_CORE : goal;
      g_print ("%-12s graphs %4u  exact %5.1f%%  precision %5.1f%%  recall %5.1f%%",
               role == FIGMENT_N_ROLES ? "outputs" : figment_role_to_nick ((FigmentRole) role), score->n_graphs,
               100.0 * score->n_exact / score->n_graphs, 100.0 * score->right / MAX (1, score->right + score->extra),
               100.0 * score->right / MAX (1, score->right + score->missing));
      if (score->n_graphs >= MIN_GRAPHS)
        g_print ("  (goal %u%%)", goal);
      g_print ("\n");
    }
}

int
main (int    argc,
      char **argv)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *corpus = g_build_filename (shared != NULL ? shared : "/nowhere", "corpus", NULL);
  g_auto(GStrv) index = read_lines (corpus, "index.jsonl");
  g_auto(GStrv) labels = read_lines (corpus, "labels.jsonl");
  g_autoptr(JsonObject) predictions = NULL;
  Score scores[FIGMENT_N_ROLES + 1] = { 0 };

  if (index == NULL || labels == NULL)
    {
      g_print ("The corpus is not here (FIGMENT_SHARED).\n");
      return 77;
    }
  predictions = predict_all (corpus, index);
  for (guint i = 0; labels[i] != NULL; i++)
    {
      g_autoptr(JsonObject) label = read_object (labels[i]);
      const char *id = figment_json_get_string (label, "id");
      JsonObject *prediction = figment_json_get_object (predictions, id);

      if (prediction != NULL)
        score_file (id, label, prediction, scores);
    }
  print_scores (scores);
  if (argc > 1)
    {
      g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), predictions);
      g_autofree char *text = figment_json_write (root, FIGMENT_JSON_WRITE_PRETTY, NULL);

      return g_file_set_contents (argv[1], text, -1, NULL) ? 0 : 1;
    }
  return 0;
}
