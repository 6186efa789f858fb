/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-graph-prune.h"
#include "figment-model-fit.h"
#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* Places of one role beyond which a file means harm. */
#define MAX_PLACES 1000

/* Which places of one role are one control. */
typedef enum
{
  JOIN_EQUAL, /* those with the same value */
  JOIN_WORDS, /* also all of one node: the encoders of some models take the words several times */
  JOIN_NAMED, /* those with the same name and value: the role has several meanings */
  JOIN_ALL,
  JOIN_NONE,
} Join;

/* In the order to show. Fields after the first are advanced settings of their node, or stand beside the first. */
static const struct
{
  FigmentRole role;
  Join        join;
  gboolean    beside;
} layout[] = {
  { FIGMENT_ROLE_POSITIVE, JOIN_WORDS, TRUE },    { FIGMENT_ROLE_NEGATIVE, JOIN_WORDS, TRUE },
  { FIGMENT_ROLE_LYRICS, JOIN_WORDS, TRUE },      { FIGMENT_ROLE_IMAGE_INPUT, JOIN_NONE, TRUE },
  { FIGMENT_ROLE_MASK_INPUT, JOIN_NONE, TRUE },   { FIGMENT_ROLE_VIDEO_INPUT, JOIN_NONE, TRUE },
  { FIGMENT_ROLE_AUDIO_INPUT, JOIN_NONE, TRUE },  { FIGMENT_ROLE_WIDTH, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_HEIGHT, JOIN_EQUAL, FALSE },     { FIGMENT_ROLE_RESOLUTION, JOIN_NAMED, TRUE },
  { FIGMENT_ROLE_FRAMES, JOIN_EQUAL, FALSE },     { FIGMENT_ROLE_DURATION, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_FPS, JOIN_EQUAL, FALSE },        { FIGMENT_ROLE_BATCH, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_STEPS, JOIN_EQUAL, FALSE },      { FIGMENT_ROLE_CFG, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_GUIDANCE, JOIN_EQUAL, FALSE },   { FIGMENT_ROLE_SAMPLER, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_SCHEDULER, JOIN_EQUAL, FALSE },  { FIGMENT_ROLE_DENOISE, JOIN_EQUAL, FALSE },
  { FIGMENT_ROLE_SEED, JOIN_ALL, FALSE },         { FIGMENT_ROLE_MODEL, JOIN_EQUAL, TRUE },
  { FIGMENT_ROLE_LORA, JOIN_NONE, TRUE },
};

typedef struct
{
  FigmentFormSources *sources;
  GHashTable         *claimed; /* of FigmentPlace, borrowed from analysis or mapping: those that have a role's field */
  FigmentGraphLinks  *links;   /* (owned) (nullable) */
} Plan;

gboolean
_figment_form_is_media_role (int role)
{
  return role == FIGMENT_ROLE_IMAGE_INPUT || role == FIGMENT_ROLE_MASK_INPUT || role == FIGMENT_ROLE_VIDEO_INPUT
         || role == FIGMENT_ROLE_AUDIO_INPUT;
}

/* The places of @role that no role before it has. */
static GPtrArray *
claim_places (Plan        *plan,
              FigmentRole  role)
{
  g_autoptr(GPtrArray) all = _figment_form_map_places (plan->sources, role);
  GPtrArray *places = g_ptr_array_new ();

  for (guint i = 0; i < MIN (all->len, MAX_PLACES); i++)
    if (g_hash_table_add (plan->claimed, g_ptr_array_index (all, i)))
      g_ptr_array_add (places, g_ptr_array_index (all, i));
  return places;
}

static JsonNode *
get_value (Plan               *plan,
           const FigmentPlace *place)
{
  return figment_graph_get_input (plan->sources->graph, place->node_id, place->input);
}

static gboolean
takes_model (FigmentRole role)
{
  return role == FIGMENT_ROLE_MODEL || role == FIGMENT_ROLE_LORA;
}

/* Whether the place is a slot for a model's file that nothing is in. */
static gboolean
is_empty_slot (Plan               *plan,
               const FigmentPlace *place)
{
  g_autofree char *text = _figment_field_text_of_json (get_value (plan, place));

  return text == NULL || text[0] == '\0' || g_ascii_strcasecmp (text, "none") == 0;
}

/* Loaders may have fifty slots: those that hold something come first. */
static void
sort_slots (Plan      *plan,
            GPtrArray *places)
{
  g_autoptr(GPtrArray) empty = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    if (is_empty_slot (plan, g_ptr_array_index (places, i)))
      g_ptr_array_add (empty, g_ptr_array_index (places, i));
    else
      places->pdata[n++] = g_ptr_array_index (places, i);
  for (guint i = 0; i < empty->len; i++)
    places->pdata[n + i] = g_ptr_array_index (empty, i);
}

/* A value in a form that is the same text when it is the same value: 24 and 24.0 are. */
static char *
make_key (Plan               *plan,
          const FigmentPlace *place,
          Join                join)
{
  JsonNode *value = get_value (plan, place);
  g_autofree char *text = _figment_field_text_of_json (value);
  g_autoptr(JsonNode) number = figment_json_number_new (text);
  gint64 integer;

  if (figment_json_to_int64 (number, &integer))
    {
      g_free (text);
      text = g_strdup_printf ("%" G_GINT64_FORMAT, integer);
    }
  return join == JOIN_NAMED ? g_strconcat (place->input, "=", text, NULL) : g_steal_pointer (&text);
}

/* Words that a node puts together with others: in every part of it the prompt would stand several times. */
static gboolean
is_part (const FigmentPlace *place,
         Join                join)
{
  return join == JOIN_WORDS && place->confidence > FIGMENT_SURE_NAME && place->confidence < FIGMENT_SURE_LINKED;
}

/* How a person wants it to go along with the first of its control. */
static FigmentTie
get_tie (Plan               *plan,
         const FigmentPlace *place)
{
  FigmentMapping *mapping = plan->sources->mapping;

  return mapping != NULL ? figment_mapping_get_tie (mapping, place) : FIGMENT_TIE_DETECTED;
}

static void
move_to_front (GPtrArray *array,
               guint      index)
{
  gpointer item = array->pdata[index];

  memmove (array->pdata + 1, array->pdata, index * sizeof (gpointer));
  array->pdata[0] = item;
}

/* Returns: of GPtrArray of FigmentPlace: the places of one role, those of one control together */
static GPtrArray *
join_places (Plan      *plan,
             GPtrArray *places,
             Join       join)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GHashTable) by_value = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) by_node = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = NULL;
  guint index;

  for (guint i = 0; i < places->len; i++)
    {
      FigmentPlace *place = g_ptr_array_index (places, i);
      const gboolean alone = join == JOIN_NONE || is_part (place, join) || get_tie (plan, place) == FIGMENT_TIE_OWN;
      g_autofree char *key = alone ? NULL : make_key (plan, place, join);
      GPtrArray *group = NULL;

      if (join == JOIN_ALL && !alone)
        group = all;
      else if (join == JOIN_WORDS && !alone)
        group = g_hash_table_lookup (by_node, place->node_id);
      if (group == NULL && key != NULL)
        group = g_hash_table_lookup (by_value, key);
      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_ptr_array_add (groups, group);
          if (join == JOIN_ALL && !alone)
            all = group;
        }
      g_ptr_array_add (group, place);
      if (!alone)
        g_hash_table_insert (by_node, place->node_id, group);
      if (key != NULL && !g_hash_table_contains (by_value, key))
        g_hash_table_insert (by_value, g_steal_pointer (&key), group);
    }
  /* What is alone stands beside those that are together. */
  if (all != NULL && g_ptr_array_find (groups, all, &index))
    move_to_front (groups, index);
  return groups;
}

static gboolean
is_empty_text (Plan               *plan,
               const FigmentPlace *place)
{
  const char *text = figment_json_to_string (get_value (plan, place));

  return text != NULL && text[strspn (text, " \t\n")] == '\0';
}

/* How well a place stands for a whole prompt: surer is better, and words are better than none. */
static double
rate_words (Plan               *plan,
            const FigmentPlace *place)
{
  return place->confidence - (is_empty_text (plan, place) ? 0.01 : 0);
}

/* Puts the place that is shown in front of its group, and the prompt that a person most likely means before others. */
static void
sort_words (Plan      *plan,
            GPtrArray *groups)
{
  double best_group = -1;
  guint chosen = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      GPtrArray *group = g_ptr_array_index (groups, i);
      double best = -1;
      guint first = 0;

      for (guint j = 0; j < group->len; j++)
        if (rate_words (plan, g_ptr_array_index (group, j)) > best)
          {
            best = rate_words (plan, g_ptr_array_index (group, j));
            first = j;
          }
      move_to_front (group, first);
      if (best > best_group)
        {
          best_group = best;
          chosen = i;
        }
    }
  if (groups->len > 0)
    move_to_front (groups, chosen);
}

/* Whether the workflow can do without the file. */
static gboolean
is_optional (Plan               *plan,
             const FigmentPlace *place)
{
  FigmentFormSources *sources = plan->sources;

  if (sources->catalog == NULL)
    return FALSE;
  if (plan->links == NULL)
    plan->links = figment_graph_links_new (sources->graph);
  return figment_graph_can_prune (sources->graph, plan->links, sources->catalog, place->node_id);
}

/* Whether it is what the workflow is for: without its picture an image-to-video workflow would run as another one. */
static gboolean
is_essential (Plan        *plan,
              FigmentRole  role,
              guint        index)
{
  const FigmentMode mode = figment_analysis_get_mode (plan->sources->analysis);

  if (index > 0)
    return FALSE;
  if (role == FIGMENT_ROLE_VIDEO_INPUT)
    return mode == FIGMENT_MODE_VIDEO_TO_VIDEO;
  return role == FIGMENT_ROLE_IMAGE_INPUT
         && (mode == FIGMENT_MODE_IMAGE_TO_VIDEO || mode == FIGMENT_MODE_IMAGE_TO_IMAGE
             || mode == FIGMENT_MODE_UPSCALE);
}

static FigmentFieldSpec *
make_spec (Plan      *plan,
           GPtrArray *group,
           int        role)
{
  FigmentFieldSpec *spec = _figment_field_spec_new ();
  const FigmentPlace *first = g_ptr_array_index (group, 0);

  spec->role = role;
  for (guint i = 0; i < group->len; i++)
    {
      FigmentPlace *place = figment_place_copy (g_ptr_array_index (group, i));

      place->tie = get_tie (plan, place);
      g_ptr_array_add (spec->places, place);
    }
  spec->kind = _figment_form_choose_kind (plan->sources, first, role);
  spec->default_value = _figment_field_text_of_json (get_value (plan, first));
  if (spec->default_value == NULL)
    spec->default_value = g_strdup ("");
  _figment_form_set_limits (plan->sources, spec);
  spec->optional = _figment_form_is_media_role (role) && is_optional (plan, first);
  return spec;
}

/* Where one node has several of a role, and where the role has several meanings, the input's name says which it is. */
static char *
label_role (Plan               *plan,
            const FigmentPlace *first,
            FigmentRole         role,
            gboolean            advanced)
{
  if (role == FIGMENT_ROLE_RESOLUTION || (advanced && takes_model (role)))
    return _figment_form_dup_input_label (plan->sources, first);
  return g_strdup (figment_role_get_label (role));
}

/* Which half of the denoising the control belongs to, where two models share it. */
static const char *
get_stage (const FigmentFieldSpec *spec)
{
  const FigmentPlace *first = g_ptr_array_index (spec->places, 0);

  switch (first->stage)
    {
    case 1: return _("high noise");
    case 2: return _("low noise");
    default: return NULL;
    }
}

static char *
dup_title (Plan                   *plan,
           const FigmentFieldSpec *spec)
{
  const FigmentPlace *first = g_ptr_array_index (spec->places, 0);
  const char *stage = get_stage (spec);

  return stage != NULL ? g_strdup (stage) : _figment_form_dup_group (plan->sources, first->node_id);
}

/*
 * Controls of the same name side by side are told apart by what they are for or their nodes' titles, or by number where
 * these are alike. The main prompt is the prompt.
 */
static void
tell_apart (Plan      *plan,
            GPtrArray *specs)
{
  g_autoptr(GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < specs->len; i++)
    g_hash_table_add (titles, dup_title (plan, g_ptr_array_index (specs, i)));
  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);
      g_autofree char *title = dup_title (plan, spec);
      g_autofree char *label = NULL;

      if (specs->len == 1 || (i == 0 && spec->kind == FIGMENT_FIELD_PROMPT))
        continue;
      label = g_steal_pointer (&spec->label);
      if (g_hash_table_size (titles) == specs->len)
        /* Translators: the name of a control as “Image”, the title of its node. */
        spec->label = g_strdup_printf (_("%s (%s)"), label, title);
      else if (get_stage (spec) != NULL)
        /* Translators: the name of a control as “LoRA”, its number, “high noise” or “low noise”. */
        spec->label = g_strdup_printf (_("%s %u (%s)"), label, i + 1, title);
      else
        /* Translators: the name of a control as “Image”, its number. */
        spec->label = g_strdup_printf (_("%s %u"), label, i + 1);
    }
}

/* For fields after a role's first: words that are a part of the prompt, and slots that nothing is in, wait below. */
static gboolean
is_advanced (Plan                   *plan,
             const FigmentFieldSpec *spec,
             gsize                   row)
{
  const FigmentPlace *first = g_ptr_array_index (spec->places, 0);

  if (first->tie == FIGMENT_TIE_OWN)
    return FALSE;
  return !layout[row].beside || is_part (first, layout[row].join)
         || (takes_model (layout[row].role) && is_empty_slot (plan, first));
}

/* What a person put together is one control, whatever values are there now; several files stay several. */
static Join
choose_join (Plan  *plan,
             gsize  row)
{
  FigmentMapping *mapping = plan->sources->mapping;
  const Join join = layout[row].join;
  const gboolean chosen = mapping != NULL && figment_mapping_get_places (mapping, layout[row].role) != NULL;

  return chosen && join != JOIN_NONE ? JOIN_ALL : join;
}

static void
plan_role (Plan      *plan,
           GPtrArray *specs,
           gsize      row,
           GPtrArray *places)
{
  const FigmentRole role = layout[row].role;
  g_autoptr(GPtrArray) groups = NULL;
  g_autoptr(GPtrArray) beside = g_ptr_array_new ();

  if (takes_model (role))
    sort_slots (plan, places);
  groups = join_places (plan, places, choose_join (plan, row));
  if (layout[row].join == JOIN_WORDS)
    sort_words (plan, groups);
  for (guint i = 0; i < groups->len; i++)
    {
      FigmentFieldSpec *spec = make_spec (plan, g_ptr_array_index (groups, i), (int) role);
      const FigmentPlace *first = g_ptr_array_index (spec->places, 0);

      spec->optional = spec->optional && !is_essential (plan, role, i);
      spec->id = i == 0 ? g_strdup (figment_role_to_nick (role))
                        : g_strdup_printf ("%s.%s", first->node_id, first->input);
      spec->advanced = i > 0 && is_advanced (plan, spec, row);
      _figment_form_author_shown (plan->sources, spec);
      spec->label = label_role (plan, first, role, spec->advanced);
      _figment_form_map_shown (plan->sources, spec);
      g_ptr_array_add (specs, spec);
      if (!spec->advanced && layout[row].join != JOIN_NAMED)
        g_ptr_array_add (beside, spec);
    }
  tell_apart (plan, beside);
}

/* Ids are unique: node "a.b" with input "c" and node "a" with input "b.c" would have the same. */
static void
separate_ids (GPtrArray *specs)
{
  /* Id -> how many more have asked for it. */
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (seen, spec->id));
      g_autofree char *id = g_strdup (spec->id);

      while (g_hash_table_contains (seen, spec->id))
        {
          g_free (spec->id);
          spec->id = g_strdup_printf ("%s#%u", id, ++n);
        }
      g_hash_table_insert (seen, g_strdup (spec->id), NULL);
      g_hash_table_insert (seen, g_steal_pointer (&id), GUINT_TO_POINTER (n));
    }
}

/* Advanced fields of roles move to their node's others, and those are told apart where titles are alike. */
static GPtrArray *
take_advanced (GPtrArray *specs)
{
  GPtrArray *advanced = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);

      if (spec->advanced)
        g_ptr_array_add (advanced, spec);
      else
        specs->pdata[n++] = spec;
    }
  g_ptr_array_set_free_func (specs, NULL);
  g_ptr_array_set_size (specs, (int) n);
  g_ptr_array_set_free_func (specs, (GDestroyNotify) _figment_field_spec_free);
  return advanced;
}

/**
 * _figment_form_plan:
 *
 * Returns: (transfer full) (element-type FigmentFieldSpec): all fields of the graph in the order to show
 */
GPtrArray *
_figment_form_plan (FigmentFormSources *sources)
{
  /* A mask or video also counts as a picture that is sent; what it is called more exactly is what it is. */
  static const FigmentRole first[] = { FIGMENT_ROLE_MASK_INPUT, FIGMENT_ROLE_VIDEO_INPUT, FIGMENT_ROLE_AUDIO_INPUT };
  g_autoptr(GHashTable) claimed = g_hash_table_new (figment_place_hash, figment_place_equal);
  GPtrArray *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) _figment_field_spec_free);
  GPtrArray *places[FIGMENT_N_ROLES] = { NULL };
  Plan plan = { sources, claimed, NULL };
  g_autoptr(GPtrArray) advanced = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    places[first[i]] = claim_places (&plan, first[i]);
  for (gsize row = 0; row < G_N_ELEMENTS (layout); row++)
    if (places[layout[row].role] == NULL)
      places[layout[row].role] = claim_places (&plan, layout[row].role);
  for (gsize row = 0; row < G_N_ELEMENTS (layout); row++)
    {
      plan_role (&plan, specs, row, places[layout[row].role]);
      g_ptr_array_unref (places[layout[row].role]);
    }
  g_clear_pointer (&plan.links, figment_graph_links_free);

  advanced = take_advanced (specs);
  _figment_form_plan_others (sources, claimed, advanced, specs);
  separate_ids (specs);
  _figment_form_fill_placeholders (sources, specs);
  _figment_form_author (sources, specs);
  _figment_form_map (sources, specs);
  return specs;
}

/* What the server has instead of @wanted, which it has not. */
static const char *
find_instead (FigmentReplacements *replacements,
              gboolean             fits_models,
              const char          *wanted,
              const char *const   *choices)
{
  const char *found = figment_replacements_find (replacements, wanted, choices);

  return found == NULL && fits_models && figment_model_is_file (wanted) ? figment_model_fit (wanted, choices) : found;
}

/**
 * _figment_form_replace_missing:
 * @replacements: (nullable)
 * @fits_models: whether another model of the same kind will do
 *
 * A file that the server has not gives way to one that it has.
 */
void
_figment_form_replace_missing (GPtrArray           *specs,
                               FigmentReplacements *replacements,
                               gboolean             fits_models)
{
  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);
      const char *const *choices = spec->choices != NULL ? _figment_choices_get_shown (spec->choices) : NULL;
      const char *first = _figment_field_spec_get_first (spec);
      const char *instead;

      if (choices == NULL || first[0] == '\0' || g_strv_contains (choices, first))
        continue;
      instead = find_instead (replacements, fits_models && spec->preset == NULL, first, choices);
      if (instead != NULL)
        {
          g_free (spec->preset);
          spec->preset = g_strdup (instead);
        }
    }
}
