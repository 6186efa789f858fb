/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-finish.h"

#include <math.h>
#include <string.h>

#include "figment-dynamic-prompt.h"
#include "figment-file-pattern.h"
#include "json/figment-json-value.h"

/* Seeds that are drawn stay exact in ComfyUI's editor, which calculates in doubles. */
#define SEED_BITS 53

/* The new value of @role, where @binding has one for any of its places. */
static JsonNode *
find_value (FigmentAnalysis *analysis,
            FigmentRole      role,
            FigmentBinding  *binding)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);
      JsonNode *value = figment_binding_get (binding, place->node_id, place->input);

      if (value != NULL)
        return value;
    }
  return NULL;
}

void
figment_graph_follow (FigmentGraph    *graph,
                      FigmentAnalysis *analysis,
                      FigmentBinding  *binding)
{
  GPtrArray *followers;

  g_return_if_fail (graph != NULL && analysis != NULL && binding != NULL);
  followers = figment_analysis_get_followers (analysis);
  for (guint i = 0; i < followers->len; i++)
    {
      const FigmentFollower *follower = g_ptr_array_index (followers, i);
      JsonNode *value = find_value (analysis, follower->role, binding), *copy;
      double number;

      if (value == NULL || figment_binding_get (binding, follower->node_id, follower->input) != NULL
          || figment_graph_get_input (graph, follower->node_id, follower->input) == NULL
          || !figment_json_to_double (value, &number))
        continue;
      copy = follower->ratio == 1
               ? figment_json_copy (value)
               : json_node_init_int (json_node_alloc (), (gint64) round (CLAMP (number, 0, 1e9) * follower->ratio));
      figment_binding_set (binding, follower->node_id, follower->input, copy);
    }
}

typedef struct
{
  FigmentGraph        *graph;
  const FigmentFinish *finish;
  FigmentBinding      *binding;
  GPtrArray           *unknown; /* (nullable) */
} Finisher;

static void
resolve_words (Finisher   *self,
               const char *node_id,
               const char *input)
{
  const char *text = figment_json_to_string (figment_graph_get_input (self->graph, node_id, input));
  g_autofree char *words = NULL;

  if (text == NULL || !figment_dynamic_prompt_is (text))
    return;
  words = figment_dynamic_prompt_resolve (text, self->finish->seed, self->finish->wildcards, self->unknown);
  if (!g_str_equal (words, text))
    figment_binding_set (self->binding, node_id, input, figment_json_string_new (words));
}

/* @places: (element-type FigmentPlace) */
static void
resolve_places (Finisher  *self,
                GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      resolve_words (self, place->node_id, place->input);
    }
}

static void
resolve_name (Finisher   *self,
              const char *node_id,
              const char *input)
{
  const char *text = figment_json_to_string (figment_graph_get_input (self->graph, node_id, input));
  g_autofree char *name = NULL;

  if (text == NULL || strchr (text, '%') == NULL)
    return;
  name = figment_file_pattern_resolve (text, self->graph, self->finish->now);
  if (!g_str_equal (name, text))
    figment_binding_set (self->binding, node_id, input, figment_json_string_new (name));
}

/* As large as the input takes, and another for each node; the same again with the same seed of the generation. */
static void
draw_seed (Finisher                  *self,
           const char                *node_id,
           const char                *input,
           const FigmentCatalogInput *declared)
{
  JsonNode *value = figment_graph_get_input (self->graph, node_id, input);
  const guint32 seeds[] = { (guint32) self->finish->seed, (guint32) (self->finish->seed >> 32), g_str_hash (node_id) };
  guint64 limit = G_GUINT64_CONSTANT (1) << SEED_BITS, seed;
  gint64 number;
  GRand *rand;

  if (!figment_json_to_int64 (value, &number) || number >= 0)
    return;
  if (declared != NULL && declared->max >= 0 && declared->max < (double) limit - 1)
    limit = (guint64) declared->max + 1;
  rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  seed = ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand);
  g_rand_free (rand);
  figment_binding_set (self->binding, node_id, input, figment_json_uint64_new (seed % limit));
}

static void
finish_node (Finisher   *self,
             const char *id)
{
  const char *class_type = figment_graph_get_class (self->graph, id);
  FigmentCatalog *catalog = self->finish->catalog;
  const FigmentCatalogClass *class =
    catalog != NULL && class_type != NULL ? figment_catalog_lookup (catalog, class_type) : NULL;
  JsonObject *inputs = figment_graph_get_inputs (self->graph, id);
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    {
      const FigmentCatalogInput *declared = class != NULL ? figment_catalog_class_get_input (class, input) : NULL;

      if (figment_file_pattern_is_name (input))
        resolve_name (self, id, input);
      else if (declared != NULL && declared->dynamic_prompts)
        resolve_words (self, id, input);
      else if (g_str_equal (input, "seed") || g_str_equal (input, "noise_seed"))
        draw_seed (self, id, input, declared);
    }
}

FigmentGraph *
figment_graph_finish (FigmentGraph        *bound,
                      FigmentAnalysis     *analysis,
                      const FigmentFinish *finish,
                      GPtrArray           *unknown)
{
  static const FigmentRole roles[] = { FIGMENT_ROLE_POSITIVE, FIGMENT_ROLE_NEGATIVE, FIGMENT_ROLE_LYRICS };
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  Finisher self = { bound, finish, binding, unknown };

  g_return_val_if_fail (bound != NULL && analysis != NULL && finish != NULL, NULL);
  if (finish->words != NULL)
    resolve_places (&self, finish->words);
  for (gsize i = 0; finish->words == NULL && i < G_N_ELEMENTS (roles); i++)
    resolve_places (&self, figment_analysis_get_places (analysis, roles[i]));
  for (const char *const *id = figment_graph_get_ids (bound); *id != NULL; id++)
    finish_node (&self, *id);
  return figment_binding_get_size (binding) > 0 ? figment_binding_apply (binding, bound, NULL)
                                                : figment_graph_ref (bound);
}
