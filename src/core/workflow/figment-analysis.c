/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-analysis.h"

#include "figment-output-class.h"
#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Bytes of a class' name that words are looked for in, again for each input of a node. */
#define MAX_CLASS_NAME 250

struct _FigmentAnalysis
{
  gatomicrefcount  ref_count;

  FigmentMode      mode;
  GPtrArray       *places[FIGMENT_N_ROLES]; /* (owned) of FigmentPlace */
  GPtrArray       *outputs;                 /* (owned) of FigmentOutputNode */
  GPtrArray       *followers;               /* (owned) of FigmentFollower */
  FigmentAuthor   *author;                  /* (owned) */
};

/**
 * figment_role_to_nick:
 *
 * Returns: (transfer none): the role's word on the command line and in files
 */
const char *
figment_role_to_nick (FigmentRole role)
{
  static const char *const nicks[FIGMENT_N_ROLES] = {
    [FIGMENT_ROLE_POSITIVE] = "positive",
    [FIGMENT_ROLE_NEGATIVE] = "negative",
    [FIGMENT_ROLE_LYRICS] = "lyrics",
    [FIGMENT_ROLE_SEED] = "seed",
    [FIGMENT_ROLE_STEPS] = "steps",
    [FIGMENT_ROLE_CFG] = "cfg",
    [FIGMENT_ROLE_GUIDANCE] = "guidance",
    [FIGMENT_ROLE_SAMPLER] = "sampler",
    [FIGMENT_ROLE_SCHEDULER] = "scheduler",
    [FIGMENT_ROLE_DENOISE] = "denoise",
    [FIGMENT_ROLE_WIDTH] = "width",
    [FIGMENT_ROLE_HEIGHT] = "height",
    [FIGMENT_ROLE_RESOLUTION] = "resolution",
    [FIGMENT_ROLE_BATCH] = "batch",
    [FIGMENT_ROLE_FRAMES] = "frames",
    [FIGMENT_ROLE_DURATION] = "duration",
    [FIGMENT_ROLE_FPS] = "fps",
    [FIGMENT_ROLE_IMAGE_INPUT] = "image_input",
    [FIGMENT_ROLE_MASK_INPUT] = "mask_input",
    [FIGMENT_ROLE_VIDEO_INPUT] = "video_input",
    [FIGMENT_ROLE_AUDIO_INPUT] = "audio_input",
    [FIGMENT_ROLE_MODEL] = "model",
    [FIGMENT_ROLE_LORA] = "lora",
  };

  g_return_val_if_fail (role < FIGMENT_N_ROLES, "");
  return nicks[role];
}

FigmentFollower *
_figment_follower_new (const char  *node_id,
                       const char  *input,
                       FigmentRole  role,
                       double       ratio)
{
  FigmentFollower *self = g_new (FigmentFollower, 1);

  *self = (FigmentFollower) { g_strdup (node_id), g_strdup (input), role, ratio };
  return self;
}

static void
follower_free (gpointer data)
{
  FigmentFollower *follower = data;

  g_free (follower->node_id);
  g_free (follower->input);
  g_free (follower);
}

static void
output_free (gpointer data)
{
  FigmentOutputNode *output = data;

  g_free (output->node_id);
  g_free (output);
}

static void
add_output (FigmentAnalysis  *self,
            const char       *id,
            FigmentMediaKind  kind,
            gboolean          preview)
{
  FigmentOutputNode *output = g_new (FigmentOutputNode, 1);

  *output = (FigmentOutputNode) { .node_id = g_strdup (id), .kind = kind, .preview = preview };
  g_ptr_array_add (self->outputs, output);
}

/* Finds the outputs and marks what they need. Where nothing is known to put out, the ends of the graph count. */
static void
find_outputs (FigmentAnalysis *self,
              FigmentTrace    *trace)
{
  FigmentOutputClass class;
  guint n;

  for (guint i = 0; i < trace->n_nodes; i++)
    {
      figment_graph_links_consumers (trace->links, i, &n);
      if (!figment_output_node_guess (trace->graph, trace->ids[i], n == 0, trace->catalog, &class))
        continue;
      add_output (self, trace->ids[i], class.kind, class.preview);
      if (class.kind == FIGMENT_MEDIA_VIDEO || class.kind == FIGMENT_MEDIA_ANIMATION)
        trace->puts_video = TRUE;
      figment_graph_links_mark (trace->links, FALSE, i, trace->needed);
    }
  for (guint i = 0; self->outputs->len == 0 && i < trace->n_nodes; i++)
    {
      figment_graph_links_consumers (trace->links, i, &n);
      if (n == 0)
        figment_graph_links_mark (trace->links, FALSE, i, trace->needed);
    }
}

static gboolean
has (FigmentAnalysis *self,
     FigmentRole      role)
{
  return self->places[role]->len > 0;
}

static gboolean
puts_out (FigmentAnalysis  *self,
          FigmentMediaKind  kind)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (self->outputs, i);

      if (output->kind == kind && (!output->preview || kind == FIGMENT_MEDIA_3D || kind == FIGMENT_MEDIA_AUDIO))
        return TRUE;
    }
  return FALSE;
}

static gboolean
puts_only (FigmentAnalysis  *self,
           FigmentMediaKind  kind)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (((const FigmentOutputNode *) g_ptr_array_index (self->outputs, i))->kind != kind)
      return FALSE;
  return self->outputs->len > 0;
}

/* Workflows with pictures and video are video: the picture is a last frame or a preview. */
static FigmentMode
guess_mode (FigmentAnalysis *self,
            FigmentTrace    *trace)
{
  const gboolean samples = trace->has_main || has (self, FIGMENT_ROLE_POSITIVE);

  if (puts_out (self, FIGMENT_MEDIA_VIDEO) || puts_out (self, FIGMENT_MEDIA_ANIMATION))
    {
      if (has (self, FIGMENT_ROLE_VIDEO_INPUT))
        return FIGMENT_MODE_VIDEO_TO_VIDEO;
      return has (self, FIGMENT_ROLE_IMAGE_INPUT) ? FIGMENT_MODE_IMAGE_TO_VIDEO : FIGMENT_MODE_TEXT_TO_VIDEO;
    }
  if (puts_out (self, FIGMENT_MEDIA_3D))
    return FIGMENT_MODE_3D;
  if (puts_out (self, FIGMENT_MEDIA_AUDIO))
    return FIGMENT_MODE_AUDIO;
  if (!trace->has_main)
    for (guint i = 0; i < trace->n_nodes; i++)
      if (trace->needed[i] && _figment_trace_class_has (trace, i, "upscale"))
        return FIGMENT_MODE_UPSCALE;
  if (!samples || puts_only (self, FIGMENT_MEDIA_TEXT))
    return FIGMENT_MODE_OTHER;
  return has (self, FIGMENT_ROLE_IMAGE_INPUT) ? FIGMENT_MODE_IMAGE_TO_IMAGE : FIGMENT_MODE_TEXT_TO_IMAGE;
}

static void
choose_outputs (FigmentAnalysis *self)
{
  GPtrArray *chosen = figment_author_get_outputs (self->author);

  for (guint i = 0; i < self->outputs->len; i++)
    {
      FigmentOutputNode *output = g_ptr_array_index (self->outputs, i);

      output->chosen = g_ptr_array_find_with_equal_func (chosen, output->node_id, g_str_equal, NULL);
    }
}

/**
 * figment_analysis_new:
 * @catalog: (nullable): makes outputs and file inputs of unknown packs certain
 *
 * Any thread.
 *
 * Returns: (transfer full): what the graph's inputs are for
 */
FigmentAnalysis *
figment_analysis_new (FigmentGraph   *graph,
                      FigmentCatalog *catalog)
{
  return figment_analysis_new_with_editor (graph, catalog, NULL);
}

/**
 * figment_analysis_new_with_editor:
 * @catalog: (nullable): makes outputs and file inputs of unknown packs certain
 * @editor: (nullable): the same workflow as ComfyUI's editor saves it, which has the form that its author made
 *
 * Any thread.
 *
 * Returns: (transfer full): what the graph's inputs are for
 */
FigmentAnalysis *
figment_analysis_new_with_editor (FigmentGraph   *graph,
                                  FigmentCatalog *catalog,
                                  JsonNode       *editor)
{
  FigmentAnalysis *self = g_new0 (FigmentAnalysis, 1);
  const guint n_nodes = figment_graph_get_n_nodes (graph);
  g_autoptr(FigmentGraphLinks) links = figment_graph_links_new (graph);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) passed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autofree JsonObject **inputs = g_new (JsonObject *, n_nodes);
  g_auto(GStrv) classes = g_new0 (char *, n_nodes + 1);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint8 *needed = g_new0 (guint8, n_nodes);
  g_autofree guint8 *ranks = g_new0 (guint8, n_nodes);
  g_autofree guint8 *conditions = g_new0 (guint8, n_nodes);
  FigmentTrace trace = {
    .graph = graph,
    .catalog = catalog,
    .links = links,
    .ids = figment_graph_get_ids (graph),
    .n_nodes = n_nodes,
    .inputs = inputs,
    .classes = classes,
    .names = names,
    .needed = needed,
    .ranks = ranks,
    .conditions = conditions,
    .passed = passed,
    .ceiling = 1,
    .places = self->places,
    .followers = g_ptr_array_new_with_free_func (follower_free),
    .known = known,
  };

  g_atomic_ref_count_init (&self->ref_count);
  self->outputs = g_ptr_array_new_with_free_func (output_free);
  self->followers = trace.followers;
  for (guint i = 0; i < FIGMENT_N_ROLES; i++)
    self->places[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_place_free);
  g_ptr_array_set_size (names, (int) n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    {
      const char *class_type = _figment_trace_get_class (&trace, i);

      inputs[i] = figment_graph_get_inputs (graph, trace.ids[i]);
      classes[i] = g_ascii_strdown (class_type, (gssize) MIN (strlen (class_type), MAX_CLASS_NAME));
    }

  find_outputs (self, &trace);
  _figment_trace_samplers (&trace);
  _figment_trace_prompts (&trace);
  _figment_trace_settings (&trace);
  _figment_trace_rates (&trace);
  _figment_trace_sizes (&trace);
  _figment_trace_media (&trace);
  _figment_trace_models (&trace);
  self->author = figment_author_new (graph, editor);
  _figment_trace_author (&trace, self->author);
  _figment_trace_stages (&trace);
  _figment_trace_followers (&trace);
  choose_outputs (self);
  self->mode = guess_mode (self, &trace);
  return self;
}

FigmentAnalysis *
figment_analysis_ref (FigmentAnalysis *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_analysis_unref (FigmentAnalysis *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < FIGMENT_N_ROLES; i++)
    g_ptr_array_unref (self->places[i]);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->followers);
  figment_author_unref (self->author);
  g_free (self);
}

FigmentMode
figment_analysis_get_mode (FigmentAnalysis *self)
{
  g_return_val_if_fail (self != NULL, FIGMENT_MODE_OTHER);
  return self->mode;
}

/**
 * figment_analysis_get_places:
 *
 * Returns: (transfer none) (element-type FigmentPlace): where the role is, empty when nowhere
 */
GPtrArray *
figment_analysis_get_places (FigmentAnalysis *self,
                             FigmentRole      role)
{
  g_return_val_if_fail (self != NULL && role < FIGMENT_N_ROLES, NULL);
  return self->places[role];
}

/**
 * figment_analysis_get_outputs:
 *
 * Returns: (transfer none) (element-type FigmentOutputNode): the nodes that save or show something
 */
GPtrArray *
figment_analysis_get_outputs (FigmentAnalysis *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->outputs;
}

/**
 * figment_analysis_get_followers:
 *
 * Returns: (transfer none) (element-type FigmentFollower): what has to go along when a role's value is changed
 */
GPtrArray *
figment_analysis_get_followers (FigmentAnalysis *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->followers;
}

/**
 * figment_analysis_get_author:
 *
 * Returns: (transfer none): what the author of the workflow says of its form; it has no fields where nothing is said
 */
FigmentAuthor *
figment_analysis_get_author (FigmentAnalysis *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->author;
}

static JsonArray *
places_to_json (GPtrArray *places)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);
      JsonArray *pair = json_array_new ();

      json_array_add_string_element (pair, place->node_id);
      json_array_add_string_element (pair, place->input);
      json_array_add_array_element (array, pair);
    }
  return array;
}

/**
 * figment_analysis_to_json:
 *
 * Returns: (transfer full): { "mode", "roles": { "positive": [["6", "text"]] }, "outputs": [{ "node", "kind" }] }, with
 *   the roles that were found
 */
JsonNode *
figment_analysis_to_json (FigmentAnalysis *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonObject *roles = json_object_new ();
  JsonArray *outputs = json_array_new ();

  g_return_val_if_fail (self != NULL, NULL);
  for (guint i = 0; i < FIGMENT_N_ROLES; i++)
    if (self->places[i]->len > 0)
      json_object_set_array_member (roles, figment_role_to_nick ((FigmentRole) i), places_to_json (self->places[i]));
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (self->outputs, i);
      JsonObject *member = json_object_new ();

      json_object_set_string_member (member, "node", output->node_id);
      json_object_set_string_member (member, "kind", figment_media_kind_to_nick (output->kind));
      json_array_add_object_element (outputs, member);
    }
  json_object_set_string_member (object, "mode", figment_mode_to_nick (self->mode));
  json_object_set_object_member (object, "roles", roles);
  json_object_set_array_member (object, "outputs", outputs);
  return json_node_init_object (json_node_alloc (), object);
}
