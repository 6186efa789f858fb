/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-model-fit.h"
#include "figment-output-class.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Choices that are offered where none is sure. */
#define MAX_NEAR 5

/* Choices that are looked through: lists of a hundred thousand files are read, but not compared for each mistake. */
#define MAX_COMPARED 20000

/* Problems that are explained: nobody reads more, and a hostile file has any number of them. */
#define MAX_EXPLAINED 200

/* The name without folders; slashes turn with the system that the server runs on. */
static const char *
get_base (const char *name)
{
  const char *slash = strrchr (name, '/'), *backslash = strrchr (name, '\\');
  const char *last = slash == NULL || (backslash != NULL && backslash > slash) ? backslash : slash;

  return last != NULL ? last + 1 : name;
}

/* The text of a choice, or NULL for one that is none. */
static char *
dup_choice (const FigmentCatalogInput *input,
            guint                      index)
{
  g_autoptr(JsonNode) node = figment_json_parse (input->choices[index], strlen (input->choices[index]), NULL);

  return g_strdup (figment_json_to_string (node));
}

static guint
count_common (char **first,
              char **second)
{
  guint n = 0;

  for (guint i = 0; first[i] != NULL; i++)
    if (first[i][0] != '\0' && g_strv_contains ((const char *const *) second, first[i]))
      n++;
  return n;
}

static guint
count_words (char **words)
{
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += words[i][0] != '\0';
  return n;
}

/* The words of a file's name in lower case: "Wan2.1_T2V-14B.safetensors" has wan2, 1, t2v, 14b. */
static char **
split_words (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (get_base (name), -1);
  char *dot = strrchr (lower, '.');

  if (dot != NULL && strlen (dot) > 2)
    *dot = '\0';
  return g_strsplit_set (lower, "_- .()[]+", -1);
}

/* How alike two names are, 0 to 1: by the words that they share. */
static double
compare_names (char      **words,
               const char *other)
{
  g_auto(GStrv) others = split_words (other);
  const guint n = MAX (count_words (words), count_words (others));

  return n > 0 ? (double) count_common (words, others) / n : 0;
}

typedef struct
{
  char  *name; /* (owned) */
  double likeness;
} Near;

static int
compare_near (gconstpointer a,
              gconstpointer b)
{
  const Near *first = a, *second = b;

  return (first->likeness < second->likeness) - (first->likeness > second->likeness);
}

static void
near_clear (gpointer data)
{
  g_free (((Near *) data)->name);
}

/* The choices whose names are like @text, the likest first. */
static GArray *
find_near (const FigmentCatalogInput *input,
           const char                *text)
{
  GArray *near = g_array_new (FALSE, FALSE, sizeof (Near));
  g_auto(GStrv) words = split_words (text);

  g_array_set_clear_func (near, near_clear);
  for (guint i = 0; i < MIN (input->n_choices, MAX_COMPARED); i++)
    {
      Near one = { dup_choice (input, i), 0 };

      if (one.name != NULL)
        one.likeness = compare_names (words, one.name);
      if (one.likeness >= 0.4)
        g_array_append_val (near, one);
      else
        g_free (one.name);
    }
  g_array_sort (near, compare_near);
  return near;
}

/* The one choice that is the same file in another folder, or written with other slashes. */
static char *
find_same (const FigmentCatalogInput *input,
           const char                *text)
{
  g_autofree char *found = NULL;

  for (guint i = 0; i < MIN (input->n_choices, MAX_COMPARED); i++)
    {
      g_autofree char *choice = dup_choice (input, i);

      if (choice == NULL || !figment_model_is_same_file (choice, text))
        continue;
      if (found != NULL)
        return NULL;
      found = g_steal_pointer (&choice);
    }
  return g_steal_pointer (&found);
}

/* The link that the file carries for @name: nodes' properties.models: [{ "name", "url", "directory" }]. */
static char *
find_url_in (JsonObject *scope,
             const char *name)
{
  JsonArray *nodes = figment_json_get_array (scope, "nodes");

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (nodes, i));
      JsonArray *models = figment_json_get_array (figment_json_get_object (node, "properties"), "models");

      for (guint j = 0; models != NULL && j < json_array_get_length (models); j++)
        {
          JsonObject *model = figment_json_to_object (json_array_get_element (models, j));
          const char *url = figment_json_get_string (model, "url");

          if (g_strcmp0 (figment_json_get_string (model, "name"), name) == 0 && url != NULL
              && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
            return g_strdup (url);
        }
    }
  return NULL;
}

/* Looks through the outermost nodes and those of subgraphs. */
static char *
find_url (FigmentGraphCheck *self,
          const char        *name)
{
  JsonArray *definitions =
    figment_json_get_array (figment_json_get_object (self->editor, "definitions"), "subgraphs");
  char *url = find_url_in (self->editor, name);

  for (guint i = 0; url == NULL && definitions != NULL && i < json_array_get_length (definitions); i++)
    url = find_url_in (figment_json_to_object (json_array_get_element (definitions, i)), name);
  return url;
}

/* What could stand there instead of @text, and where it can be had. */
void
_figment_graph_check_explain_choice (FigmentGraphCheck         *self,
                                     FigmentProblem            *problem,
                                     const FigmentCatalogInput *input,
                                     const char                *text)
{
  g_autofree char *same = NULL;
  g_autoptr(GArray) near = NULL;

  problem->wanted = g_strdup (text);
  if (self->n_explained++ >= MAX_EXPLAINED)
    return;
  same = find_same (input, text);
  if (self->editor != NULL)
    problem->url = find_url (self, get_base (text));
  if (same != NULL)
    {
      _figment_problem_offer (problem, TRUE, figment_json_string_new (same));
      return;
    }
  near = find_near (input, text);
  for (guint i = 0; i < MIN (near->len, MAX_NEAR); i++)
    _figment_problem_offer (problem, FALSE, figment_json_string_new (g_array_index (near, Near, i).name));
  if (near->len == 0 && input->default_text != NULL)
    _figment_problem_offer (problem, FALSE,
                            figment_json_parse (input->default_text, strlen (input->default_text), NULL));
}

static JsonObject *
find_editor_node (JsonObject *scope,
                  const char *class_type)
{
  JsonArray *nodes = figment_json_get_array (scope, "nodes");

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = figment_json_to_object (json_array_get_element (nodes, i));

      if (g_strcmp0 (figment_json_get_string (node, "type"), class_type) == 0)
        return node;
    }
  return NULL;
}

/* The pack that a class comes from: properties.cnr_id of its nodes names one of the registry, aux_id a repository. */
static char *
find_pack (FigmentGraphCheck *self,
           const char        *class_type)
{
  JsonArray *definitions =
    figment_json_get_array (figment_json_get_object (self->editor, "definitions"), "subgraphs");
  JsonObject *node = find_editor_node (self->editor, class_type), *properties;
  const char *pack;

  for (guint i = 0; node == NULL && definitions != NULL && i < json_array_get_length (definitions); i++)
    node = find_editor_node (figment_json_to_object (json_array_get_element (definitions, i)), class_type);
  properties = figment_json_get_object (node, "properties");
  pack = figment_json_get_string (properties, "cnr_id");
  if (pack == NULL)
    pack = figment_json_get_string (properties, "aux_id");
  return pack != NULL && pack[0] != '\0' && !g_str_equal (pack, "comfy-core") ? g_strdup (pack) : NULL;
}

/* A name in brackets is the pack's: "Seed (rgthree)", "Primitive integer [Crystools]", "ShowText|pysssss". */
static char *
guess_pack (const char *class_type)
{
  const char *begin = strpbrk (class_type, "([|");
  gsize length;

  if (begin == NULL || begin == class_type)
    return NULL;
  length = strcspn (begin + 1, ")]");
  return length > 0 ? g_strndup (begin + 1, length) : NULL;
}

/* Which pack brings the class, and whether the workflow can do without the node. */
void
_figment_graph_check_explain_class (FigmentGraphCheck *self,
                                    FigmentProblem    *problem,
                                    guint              node)
{
  const char *class_type = figment_graph_get_class (self->graph, self->ids[node]);
  g_autofree char *message = NULL;
  FigmentOutputClass class;
  guint n;

  if (self->n_explained++ >= MAX_EXPLAINED)
    return;
  if (self->editor != NULL)
    problem->pack = find_pack (self, class_type);
  if (problem->pack == NULL)
    problem->pack = guess_pack (class_type);
  if (problem->pack != NULL)
    {
      message = problem->message;
      /* Translators: a sentence that says what is wrong, the name of an extension. */
      problem->message = g_strdup_printf (_("%s It comes with “%s”."), message, problem->pack);
    }
  figment_graph_links_consumers (self->links, node, &n);
  if (n == 0)
    _figment_problem_add_repair (problem, FIGMENT_REPAIR_REMOVE,
                                 figment_output_class_guess (class_type, NULL, &class) && class.preview,
                                 self->ids[node], NULL, NULL, g_strdup (_("Leave this node out")));
}

static const char *
find_free_id (FigmentGraph *graph,
              char         *buffer,
              gsize         size)
{
  for (guint i = figment_graph_get_n_nodes (graph) + 1;; i++)
    {
      g_snprintf (buffer, size, "%u", i);
      if (!figment_graph_has_node (graph, buffer)
          && figment_json_get (json_node_get_object (figment_graph_get_root (graph)), buffer) == NULL)
        return buffer;
    }
}

static JsonNode *
make_saver (const char *source)
{
  g_autoptr(JsonObject) node = json_object_new ();
  JsonObject *inputs = json_object_new ();
  JsonArray *link = json_array_new ();

  json_array_add_string_element (link, source);
  json_array_add_int_element (link, 0);
  json_object_set_string_member (inputs, "filename_prefix", "Figment");
  json_object_set_array_member (inputs, "images", link);
  json_object_set_string_member (node, "class_type", "SaveImage");
  json_object_set_object_member (node, "inputs", inputs);
  return json_node_init_object (json_node_alloc (), node);
}

/* Where pictures end nowhere, a node that saves them can be added. */
void
_figment_graph_check_offer_output (FigmentGraphCheck *self,
                                   FigmentProblem    *problem)
{
  for (guint i = 0; i < figment_graph_get_n_nodes (self->graph); i++)
    {
      const FigmentCatalogClass *class = _figment_graph_check_get_class (self, i);
      char free_id[16];
      guint n;

      figment_graph_links_consumers (self->links, i, &n);
      if (n > 0 || class == NULL || class->n_outputs == 0 || !g_str_equal (class->output_types[0], "IMAGE")
          || figment_catalog_lookup (self->catalog, "SaveImage") == NULL)
        continue;
      _figment_problem_add_repair (problem, FIGMENT_REPAIR_ADD, FALSE,
                                   find_free_id (self->graph, free_id, sizeof free_id), NULL,
                                   make_saver (self->ids[i]), g_strdup (_("Save the picture")));
      return;
    }
}
