/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-request.h"

#include <string.h>

#include <glib/gi18n.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"
#include "workflow/figment-binding.h"

/* The options that go to wherever the analysis finds their role. */
typedef struct
{
  FigmentRole role;
  const char *option;
  const char *value; /* (nullable) */
} RoleValue;

#define N_ROLE_VALUES 6

static void
list_role_values (const FigmentCliOptions *options,
                  RoleValue                values[N_ROLE_VALUES])
{
  const RoleValue all[N_ROLE_VALUES] = {
    { FIGMENT_ROLE_POSITIVE, "--prompt", options->prompt }, { FIGMENT_ROLE_NEGATIVE, "--negative", options->negative },
    { FIGMENT_ROLE_STEPS, "--steps", options->steps },      { FIGMENT_ROLE_CFG, "--cfg", options->cfg },
    { FIGMENT_ROLE_WIDTH, "--size", options->width },       { FIGMENT_ROLE_HEIGHT, "--size", options->height },
  };

  memcpy (values, all, sizeof all);
}

static void
set_missing_role_error (GError     **error,
                        const char  *option)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("This workflow has nothing that %s could set; “figment-cli workflow analyse” shows what it has"),
               option);
}

static gboolean
bind_role (FigmentBinding   *binding,
           FigmentGraph     *graph,
           FigmentAnalysis  *analysis,
           const RoleValue  *value,
           GError          **error)
{
  GPtrArray *places = figment_analysis_get_places (analysis, value->role);

  if (value->value == NULL)
    return TRUE;
  if (places == NULL || places->len == 0)
    {
      set_missing_role_error (error, value->option);
      return FALSE;
    }
  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      if (!figment_binding_set_text (binding, graph, place->node_id, place->input, value->value, error))
        {
          g_prefix_error (error, "%s: ", value->option);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * figment_cli_split_set:
 * @value: (out): points into @set
 */
gboolean
figment_cli_split_set (FigmentGraph  *graph,
                       const char    *set,
                       char         **node_id,
                       char         **input,
                       const char   **value,
                       GError       **error)
{
  const char *equals = strchr (set, '=');
  g_autofree char *key = g_strndup (set, equals != NULL ? (gsize) (equals - set) : strlen (set));

  for (char *dot = strrchr (key, '.'); equals != NULL && dot != NULL; dot = g_strrstr_len (key, dot - key, "."))
    {
      g_autofree char *id = g_strndup (key, (gsize) (dot - key));

      if (!figment_graph_has_node (graph, id) || dot[1] == '\0')
        continue;
      *node_id = g_steal_pointer (&id);
      *input = g_strdup (dot + 1);
      *value = equals + 1;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--set %s: the workflow has no such node"), set);
  return FALSE;
}

static gboolean
bind_sets (FigmentBinding           *binding,
           FigmentGraph             *graph,
           const FigmentCliOptions  *options,
           GError                  **error)
{
  for (guint i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
    {
      g_autofree char *node_id = NULL;
      g_autofree char *input = NULL;
      const char *value;

      if (!figment_cli_split_set (graph, options->sets[i], &node_id, &input, &value, error))
        return FALSE;
      if (!figment_binding_set_text (binding, graph, node_id, input, value, error))
        {
          g_prefix_error (error, "--set %s: ", options->sets[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Every place gets the same seed, as their values were one control in the form. */
static gboolean
bind_seed (FigmentBinding   *binding,
           FigmentGraph     *graph,
           FigmentAnalysis  *analysis,
           const char       *seed,
           GError          **error)
{
  const RoleValue value = { FIGMENT_ROLE_SEED, "--seed", seed };

  return bind_role (binding, graph, analysis, &value, error);
}

static gboolean
add_images (FigmentRequest           *request,
            FigmentAnalysis          *analysis,
            const FigmentCliOptions  *options,
            GError                  **error)
{
  GPtrArray *places = figment_analysis_get_places (analysis, FIGMENT_ROLE_IMAGE_INPUT);
  const guint n_places = places != NULL ? places->len : 0;
  const guint n_images = options->images != NULL ? g_strv_length (options->images) : 0;

  if (n_images > 0 && n_places == 0)
    {
      set_missing_role_error (error, "--image");
      return FALSE;
    }
  if (n_images > n_places)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   g_dngettext (GETTEXT_PACKAGE, "This workflow takes %u picture, not %u",
                                "This workflow takes %u pictures, not %u", n_places),
                   n_places, n_images);
      return FALSE;
    }
  for (guint i = 0; i < n_images; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);

      figment_request_add_input_file (request, place->node_id, place->input, options->images[i]);
    }
  return TRUE;
}

/* What stands in @graph at the first place of @role; NULL where there is no text. */
static const char *
get_role_text (FigmentGraph    *graph,
               FigmentAnalysis *analysis,
               FigmentRole      role)
{
  GPtrArray *places = figment_analysis_get_places (analysis, role);
  const FigmentPlace *place = places != NULL && places->len > 0 ? g_ptr_array_index (places, 0) : NULL;
  JsonNode *node = place != NULL ? figment_graph_get_input (graph, place->node_id, place->input) : NULL;

  return node != NULL ? figment_json_to_string (node) : NULL;
}

static void
add_param (JsonObject   *params,
           const char   *name,
           FigmentGraph *graph,
           const char   *node_id,
           const char   *input)
{
  JsonNode *value = figment_graph_get_input (graph, node_id, input);

  if (value != NULL)
    json_object_set_member (params, name, figment_json_copy (value));
}

/* What was set, with the values that are really in the graph: enough to ask for the same again. */
static char *
build_params (FigmentGraph            *graph,
              FigmentAnalysis         *analysis,
              const FigmentCliOptions *options)
{
  g_autoptr(JsonObject) params = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), params);
  RoleValue values[N_ROLE_VALUES];
  GPtrArray *seeds = figment_analysis_get_places (analysis, FIGMENT_ROLE_SEED);

  list_role_values (options, values);
  for (guint i = 0; i < N_ROLE_VALUES; i++)
    if (values[i].value != NULL)
      {
        const FigmentPlace *place = g_ptr_array_index (figment_analysis_get_places (analysis, values[i].role), 0);

        add_param (params, figment_role_to_nick (values[i].role), graph, place->node_id, place->input);
      }
  if (seeds != NULL && seeds->len > 0)
    {
      const FigmentPlace *place = g_ptr_array_index (seeds, 0);

      add_param (params, figment_role_to_nick (FIGMENT_ROLE_SEED), graph, place->node_id, place->input);
    }
  for (guint i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
    {
      g_autofree char *node_id = NULL;
      g_autofree char *input = NULL;
      g_autofree char *key = NULL;
      const char *value;

      if (!figment_cli_split_set (graph, options->sets[i], &node_id, &input, &value, NULL))
        continue;
      key = g_strdup_printf ("%s.%s", node_id, input);
      add_param (params, key, graph, node_id, input);
    }
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

static FigmentRequest *
build_request (FigmentGraph             *graph,
               FigmentAnalysis          *analysis,
               const char               *workflow_name,
               const FigmentCliOptions  *options,
               const char               *seed,
               GError                  **error)
{
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  g_autoptr(FigmentGraph) bound = NULL;
  g_autoptr(FigmentRequest) request = NULL;
  g_autofree char *text = NULL;
  RoleValue values[N_ROLE_VALUES];
  const char *sent;

  list_role_values (options, values);
  for (guint i = 0; i < N_ROLE_VALUES; i++)
    if (!bind_role (binding, graph, analysis, &values[i], error))
      return NULL;
  if (!bind_seed (binding, graph, analysis, seed, error) || !bind_sets (binding, graph, options, error))
    return NULL;
  bound = figment_binding_apply (binding, graph, error);
  if (bound == NULL)
    return NULL;

  text = figment_graph_to_text (bound);
  request = figment_request_new (figment_analysis_get_mode (analysis), text);
  if (!add_images (request, analysis, options, error))
    return NULL;
  sent = get_role_text (bound, analysis, FIGMENT_ROLE_POSITIVE);
  g_free (request->sent_prompt);
  request->sent_prompt = g_strdup (sent != NULL ? sent : "");
  g_free (request->original_prompt);
  request->original_prompt = g_strdup (options->prompt != NULL ? options->prompt : request->sent_prompt);
  request->negative_prompt = g_strdup (get_role_text (bound, analysis, FIGMENT_ROLE_NEGATIVE));
  request->workflow_name = g_strdup (workflow_name);
  request->output_dir = g_strdup (options->output);
  g_free (request->params);
  request->params = build_params (bound, analysis, options);
  return g_steal_pointer (&request);
}

/**
 * figment_cli_build_requests:
 *
 * A workflow that has a seed gets a drawn one where the command line names none: the server would answer an unchanged
 * graph from its cache, without an output. 32 bits, since some samplers take no more.
 *
 * Returns: (transfer full): FigmentRequest; %NULL with @error in %G_OPTION_ERROR or %FIGMENT_WORKFLOW_ERROR
 */
GPtrArray *
figment_cli_build_requests (FigmentGraph             *graph,
                            const char               *workflow_name,
                            const FigmentCliOptions  *options,
                            GError                  **error)
{
  g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_request_unref);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  GPtrArray *places = figment_analysis_get_places (analysis, FIGMENT_ROLE_SEED);
  const gboolean seeded = options->seed != NULL || (places != NULL && places->len > 0);
  const guint64 first = options->seed != NULL ? g_ascii_strtoull (options->seed, NULL, 10) : g_random_int ();

  for (int i = 0; i < options->count; i++)
    {
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, first + (guint64) i); /* wraps round at 2^64 */
      FigmentRequest *request = build_request (graph, analysis, workflow_name, options, seeded ? seed : NULL, error);

      if (request == NULL)
        return NULL;
      g_ptr_array_add (requests, request);
    }
  return g_steal_pointer (&requests);
}
