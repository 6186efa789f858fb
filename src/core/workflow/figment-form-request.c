/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <glib/gi18n-lib.h>

#include "figment-binding.h"
#include "figment-editor-values.h"
#include "figment-graph-finish.h"
#include "figment-graph-prune.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* How far apart seeds are that belong together. */
#define MAX_OFFSET 1000

/* One seed on its way through the requests: the field gets it back when all of them are made. */
typedef struct
{
  FigmentField *field;   /* (owned) */
  guint64       counter; /* what comes next where it counts */
  char         *value;   /* (owned) (nullable) of the request at hand */
} Seed;

static void
seed_free (gpointer data)
{
  Seed *seed = data;

  g_object_unref (seed->field);
  g_free (seed->value);
  g_free (seed);
}

/* Returns: (transfer none) (nullable) */
FigmentField *
figment_form_get_blocking (FigmentForm *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  for (guint i = 0; i < self->fields->len; i++)
    if (_figment_field_blocks (g_ptr_array_index (self->fields, i)))
      return g_ptr_array_index (self->fields, i);
  return NULL;
}

static gboolean
check_fields (FigmentForm  *self,
              GError      **error)
{
  FigmentField *field = figment_form_get_blocking (self);
  const char *problem = field != NULL ? figment_field_get_problem (field) : NULL;

  if (field == NULL)
    return TRUE;
  if (problem == NULL)
    problem = _("The seed cannot be counted up.");
  if (figment_field_get_group (field) != NULL)
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
                 /* Translators: the title of a node, the name of a control, what is wrong with its value. */
                 C_("value", "%s, %s: %s"), figment_field_get_group (field), figment_field_get_label (field), problem);
  else
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
                 /* Translators: the name of a control, what is wrong with its value. */
                 C_("value", "%s: %s"), figment_field_get_label (field), problem);
  return FALSE;
}

/* The seeds that are other ones for each request, by field. */
static GHashTable *
begin_seeds (FigmentForm *self)
{
  GHashTable *seeds = g_hash_table_new_full (NULL, NULL, NULL, seed_free);

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      g_autoptr(JsonNode) number = NULL;
      g_autofree char *text = NULL;
      Seed *seed;

      if (figment_field_get_kind (field) != FIGMENT_FIELD_SEED
          || figment_field_get_seed_mode (field) == FIGMENT_SEED_FIXED)
        continue;
      text = g_strstrip (g_strdup (figment_field_get_value (field)));
      number = figment_json_number_new (text);
      seed = g_new0 (Seed, 1);
      seed->field = g_object_ref (field);
      seed->value = g_strdup (text);
      figment_json_to_uint64 (number, &seed->counter);
      g_hash_table_insert (seeds, field, seed);
    }
  return seeds;
}

static void
count_up (Seed *seed)
{
  const FigmentFieldSpec *spec = _figment_field_get_spec (seed->field);

  if (seed->counter < spec->seed_max)
    seed->counter++;
  else
    seed->counter = spec->min > 0 ? (guint64) spec->min : 0;
}

/* The seeds of the next request. */
static void
advance_seeds (GHashTable *seeds)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, seeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Seed *seed = value;
      const gboolean counts = figment_field_get_seed_mode (seed->field) == FIGMENT_SEED_INCREMENT;
      const guint64 next =
          counts ? seed->counter : _figment_field_spec_draw (_figment_field_get_spec (seed->field), seed->value);

      g_free (seed->value);
      seed->value = g_strdup_printf ("%" G_GUINT64_FORMAT, next);
      if (counts)
        count_up (seed);
    }
}

/* Leaves in the fields what was drawn last, or what comes next. */
static void
end_seeds (GHashTable *seeds)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, seeds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Seed *seed = value;

      if (figment_field_get_seed_mode (seed->field) == FIGMENT_SEED_INCREMENT)
        {
          g_free (seed->value);
          seed->value = g_strdup_printf ("%" G_GUINT64_FORMAT, seed->counter);
        }
      figment_field_set_value (seed->field, seed->value);
    }
}

static const char *
get_value (FigmentField *field,
           GHashTable   *seeds)
{
  const Seed *seed = g_hash_table_lookup (seeds, field);

  return seed != NULL ? seed->value : figment_field_get_value (field);
}

static gboolean
is_near (guint64 own,
         guint64 base)
{
  return own != base && (own > base ? own - base : base - own) <= MAX_OFFSET;
}

/**
 * figment_form_get_tie:
 * @place: of @field
 *
 * Returns: how its seed goes along with the first one of the control: never %FIGMENT_TIE_DETECTED
 */
FigmentTie
figment_form_get_tie (FigmentForm        *self,
                      FigmentField       *field,
                      const FigmentPlace *place)
{
  const FigmentPlace *first;
  guint64 base, own;

  g_return_val_if_fail (FIGMENT_IS_FORM (self) && FIGMENT_IS_FIELD (field) && place != NULL, FIGMENT_TIE_SAME);
  if (place->tie != FIGMENT_TIE_DETECTED)
    return place->tie;
  first = g_ptr_array_index (figment_field_get_places (field), 0);
  if (figment_field_get_kind (field) == FIGMENT_FIELD_SEED
      && figment_json_to_uint64 (figment_graph_get_input (self->graph, first->node_id, first->input), &base)
      && figment_json_to_uint64 (figment_graph_get_input (self->graph, place->node_id, place->input), &own)
      && is_near (own, base))
    return FIGMENT_TIE_OFFSET;
  return FIGMENT_TIE_SAME;
}

/* Whether there is a seed as far from @seed as @own is from @base. */
static gboolean
has_room (guint64 seed,
          guint64 own,
          guint64 base,
          guint64 last)
{
  return own >= base ? seed <= last && last - seed >= own - base : seed >= base - own;
}

/* @seed, as far on as @own is from @base; from the largest one it goes on with 0. */
static guint64
shift (guint64 seed,
       guint64 own,
       guint64 base,
       guint64 last)
{
  const guint64 n = last + 1; /* 0: all there are, and they wrap around by themselves */
  guint64 distance;

  if (n == 0)
    return seed + (own - base);
  distance = own >= base ? (own - base) % n : n - (base - own) % n;
  distance %= n;
  seed %= n;
  return seed >= n - distance ? seed - (n - distance) : seed + distance;
}

/*
 * Seeds of one control are the same, or as far apart as in the graph; where nobody decided that, and there is no room
 * for it, they are the same. @value: consumed
 */
static char *
keep_offset (FigmentForm        *self,
             FigmentField       *field,
             const FigmentPlace *place,
             char               *value)
{
  const FigmentPlace *first = g_ptr_array_index (figment_field_get_places (field), 0);
  const guint64 last = _figment_field_get_spec (field)->seed_max;
  guint64 base, own, seed;

  if (figment_field_get_kind (field) != FIGMENT_FIELD_SEED
      || figment_form_get_tie (self, field, place) != FIGMENT_TIE_OFFSET
      || !figment_json_to_uint64 (figment_graph_get_input (self->graph, first->node_id, first->input), &base)
      || !figment_json_to_uint64 (figment_graph_get_input (self->graph, place->node_id, place->input), &own)
      || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &seed, NULL)
      || (place->tie == FIGMENT_TIE_DETECTED && !has_room (seed, own, base, last)))
    return value;
  g_free (value);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, shift (seed, own, base, last));
}

/* Whether the graph has what the control says already, in all of its places. */
static gboolean
stands (FigmentField *field,
        const char   *value)
{
  GPtrArray *places = figment_field_get_places (field);

  if (!g_str_equal (value, figment_field_get_default_value (field)))
    return FALSE;
  for (guint i = 1; i < places->len; i++)
    if (((const FigmentPlace *) g_ptr_array_index (places, i))->tie == FIGMENT_TIE_SAME)
      return FALSE;
  return TRUE;
}

/* Every place gets the value in the type that it takes; what is the default stays as the graph has it. */
static void
bind_field (FigmentForm    *self,
            FigmentField   *field,
            const char     *value,
            FigmentBinding *binding)
{
  GPtrArray *places = figment_field_get_places (field);

  if (figment_field_is_media (field) || stands (field, value))
    return;
  for (guint i = 0; i < places->len; i++)
    {
      const FigmentPlace *place = g_ptr_array_index (places, i);
      g_autofree char *text = keep_offset (self, field, place, g_strdup (value));
      JsonNode *node =
        _figment_field_spec_make_json (_figment_field_get_spec (field), text,
                                       figment_graph_get_input (self->graph, place->node_id, place->input),
                                       _figment_form_lookup_input (self->graph, self->catalog, place));

      g_assert (node != NULL);
      figment_binding_set (binding, place->node_id, place->input, node);
    }
}

static FigmentGraph *
write_values (FigmentForm  *self,
              GHashTable   *seeds,
              GError      **error)
{
  g_autoptr(FigmentBinding) binding = figment_binding_new ();

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);

      bind_field (self, field, get_value (field, seeds), binding);
    }
  for (guint i = 0; i < self->overrides->len; i++)
    {
      const FigmentOverride *override = g_ptr_array_index (self->overrides, i);

      if (!figment_binding_set_text (binding, self->graph, override->place->node_id, override->place->input,
                                     override->text, error))
        return NULL;
    }
  figment_graph_follow (self->graph, self->analysis, binding);
  return figment_binding_apply (binding, self->graph, error);
}

/* Whether the workflow is to do without the file of the field. */
static gboolean
is_left_out (FigmentForm  *self,
             FigmentField *field)
{
  return self->catalog != NULL && figment_field_is_media (field) && figment_field_get_optional (field)
         && figment_field_get_slot (field) == FIGMENT_SLOT_EMPTY;
}

static FigmentGraph *
bind_graph (FigmentForm  *self,
            GHashTable   *seeds,
            GError      **error)
{
  g_autoptr(FigmentGraph) bound = write_values (self, seeds, error);

  for (guint i = 0; bound != NULL && i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      const FigmentPlace *place = g_ptr_array_index (figment_field_get_places (field), 0);
      g_autoptr(FigmentGraph) whole = NULL;

      /* It may have gone with another one already. */
      if (!is_left_out (self, field) || !figment_graph_has_node (bound, place->node_id))
        continue;
      whole = g_steal_pointer (&bound);
      bound = figment_graph_prune (whole, self->catalog, place->node_id, error);
    }
  return g_steal_pointer (&bound);
}

/* What a person sees at first, and what was set beyond it. A file that was not chosen is no value. */
static gboolean
is_worth_keeping (FigmentField *field)
{
  if (figment_field_is_media (field) || figment_field_get_advanced (field))
    return figment_field_is_changed (field)
           || (figment_field_get_kind (field) == FIGMENT_FIELD_SEED
               && figment_field_get_seed_mode (field) != FIGMENT_SEED_FIXED);
  return TRUE;
}

static char *
make_params (FigmentForm  *self,
             GHashTable   *seeds,
             FigmentGraph *bound)
{
  g_autoptr(JsonObject) params = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), params);

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      JsonNode *value =
          is_worth_keeping (field) ? _figment_form_dup_json (self, field, get_value (field, seeds)) : NULL;

      if (value != NULL)
        json_object_set_member (params, figment_field_get_id (field), value);
    }
  for (guint i = 0; i < self->overrides->len; i++)
    {
      const FigmentPlace *place = ((FigmentOverride *) g_ptr_array_index (self->overrides, i))->place;
      JsonNode *value = figment_graph_get_input (bound, place->node_id, place->input);
      g_autofree char *key = g_strdup_printf ("%s.%s", place->node_id, place->input);

      /* It may stand in a part that is left out. */
      if (value != NULL)
        json_object_set_member (params, key, figment_json_copy (value));
    }
  _figment_form_add_slots (self, params);
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

/* The words that stand in @bound where the field of @role is shown from; %NULL where there are none. */
static const char *
get_words (FigmentForm  *self,
           FigmentRole   role,
           FigmentGraph *bound)
{
  FigmentField *field = figment_form_get_role_field (self, role);
  const FigmentPlace *place = field != NULL ? g_ptr_array_index (figment_field_get_places (field), 0) : NULL;

  return place != NULL ? figment_json_to_string (figment_graph_get_input (bound, place->node_id, place->input)) : NULL;
}

static void
add_files (FigmentForm    *self,
           FigmentRequest *request)
{
  int width = 0, height = 0;

  figment_form_get_size (self, &width, &height);
  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      GPtrArray *places = figment_field_get_places (field);

      for (guint j = 0; figment_field_is_media (field) && figment_field_is_changed (field) && j < places->len; j++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, j);

          figment_request_add_input_file (request, place->node_id, place->input, figment_field_get_value (field));
          figment_request_fit_input_file (request, figment_field_get_fit (field), width, height);
        }
    }
}

/*
 * What the words are drawn from: the seed as it is sent, so that the same seed draws the same; @index tells apart the
 * requests that have the same.
 */
static guint64
get_word_seed (FigmentForm  *self,
               FigmentGraph *bound,
               guint         index)
{
  FigmentField *field = figment_form_get_role_field (self, FIGMENT_ROLE_SEED);
  const FigmentPlace *place = field != NULL ? g_ptr_array_index (figment_field_get_places (field), 0) : NULL;
  guint64 seed;

  if (place == NULL || !figment_json_to_uint64 (figment_graph_get_input (bound, place->node_id, place->input), &seed))
    return ((guint64) g_random_int () << 32) | g_random_int ();
  return figment_field_get_seed_mode (field) == FIGMENT_SEED_FIXED ? seed + index : seed;
}

/* Where prompts stand, be it that a person says so. */
static GPtrArray *
list_words (FigmentForm *self)
{
  GPtrArray *words = g_ptr_array_new ();

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      const int role = figment_field_get_role (field);

      if (role == FIGMENT_ROLE_POSITIVE || role == FIGMENT_ROLE_NEGATIVE || role == FIGMENT_ROLE_LYRICS)
        g_ptr_array_extend (words, figment_field_get_places (field), NULL, NULL);
    }
  return words;
}

static FigmentGraph *
finish_graph (FigmentForm  *self,
              FigmentGraph *bound,
              guint         index)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GPtrArray) words = list_words (self);
  const FigmentFinish finish = { get_word_seed (self, bound, index), self->wildcards, now, self->catalog, words };

  return figment_graph_finish (bound, self->analysis, &finish, NULL);
}

static void
replace_words (char       **words,
               const char  *text)
{
  if (text == NULL)
    return;
  g_free (*words);
  *words = g_strdup (text);
}

/* @index: how many were made before it at the same time */
static FigmentRequest *
make_request (FigmentForm  *self,
              GHashTable   *seeds,
              guint         index,
              GError      **error)
{
  g_autoptr(FigmentGraph) bound = bind_graph (self, seeds, error);
  g_autoptr(FigmentGraph) sent = bound != NULL ? finish_graph (self, bound, index) : NULL;
  g_autofree char *text = sent != NULL ? figment_graph_to_text (sent) : NULL;
  FigmentRequest *request;

  if (sent == NULL)
    return NULL;
  request = figment_request_new (figment_form_get_mode (self), text);
  replace_words (&request->original_prompt, get_words (self, FIGMENT_ROLE_POSITIVE, bound));
  replace_words (&request->sent_prompt, get_words (self, FIGMENT_ROLE_POSITIVE, sent));
  request->negative_prompt = g_strdup (get_words (self, FIGMENT_ROLE_NEGATIVE, sent));
  g_free (request->params);
  request->params = make_params (self, seeds, bound);
  request->editor_graph = figment_editor_write_values (self->editor_text, self->original, sent);
  add_files (self, request);
  return request;
}

/**
 * figment_form_build_requests:
 *
 * Names, folders and what else is not of the graph the caller fills in. With an error the form stays as it is.
 *
 * Returns: (transfer full) (element-type FigmentRequest): @count requests, or %NULL with @error in
 *   %FIGMENT_WORKFLOW_ERROR
 */
GPtrArray *
figment_form_build_requests (FigmentForm  *self,
                             guint         count,
                             GError      **error)
{
  g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_request_unref);
  g_autoptr(GHashTable) seeds = NULL;

  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  if (!check_fields (self, error))
    return NULL;
  seeds = begin_seeds (self);
  for (guint i = 0; i < count; i++)
    {
      FigmentRequest *request;

      advance_seeds (seeds);
      request = make_request (self, seeds, i, error);
      if (request == NULL)
        return NULL;
      g_ptr_array_add (requests, request);
    }
  if (count > 0)
    end_seeds (seeds);
  return g_steal_pointer (&requests);
}
