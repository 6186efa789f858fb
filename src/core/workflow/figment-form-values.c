/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Ids have a dot or are a role's nick, so none of them is this. */
#define SEED_MODES "seed-modes"
#define FITS "fits"

/* Never unreferenced: its nicks are static strings. */
static GEnumClass *
get_mode_class (void)
{
  static GEnumClass *class;

  if (class == NULL)
    class = g_type_class_ref (FIGMENT_TYPE_SEED_MODE);
  return class;
}

/**
 * _figment_form_dup_json:
 *
 * Returns: (transfer full) (nullable): the value as it would go to the field's first place, but names alone where that
 *   holds an object; as text what has not the type of the place; %NULL for a file name that is not UTF-8
 */
JsonNode *
_figment_form_dup_json (FigmentForm  *self,
                        FigmentField *field,
                        const char   *value)
{
  const FigmentPlace *place = g_ptr_array_index (figment_field_get_places (field), 0);
  JsonNode *standing = figment_graph_get_input (self->graph, place->node_id, place->input);
  JsonNode *node = _figment_field_spec_make_json (_figment_field_get_spec (field), value,
                                                  figment_json_to_object (standing) != NULL ? NULL : standing,
                                                  _figment_form_lookup_input (self->graph, self->catalog, place));

  if (node == NULL && g_utf8_validate (value, -1, NULL))
    node = figment_json_string_new (value);
  return node;
}

/* Adds what is said of the files besides their names: which slots are left out, and how pictures are to fit. */
void
_figment_form_add_slots (FigmentForm *self,
                         JsonObject  *object)
{
  g_autoptr(JsonObject) fits = json_object_new ();

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      const FigmentFit fit = figment_field_get_fit (field);

      if (!figment_field_is_media (field))
        continue;
      if (figment_field_get_left_out (field))
        json_object_set_null_member (object, figment_field_get_id (field));
      if (fit != FIGMENT_FIT_NONE)
        json_object_set_string_member (fits, figment_field_get_id (field), figment_fit_to_nick (fit));
    }
  if (json_object_get_size (fits) > 0)
    json_object_set_object_member (object, FITS, g_steal_pointer (&fits));
}

/**
 * figment_form_save_values:
 *
 * Returns: (transfer full): a JSON object { field id: value, "seed-modes": { field id: "fixed" },
 *   "fits": { field id: "crop" } }
 */
char *
figment_form_save_values (FigmentForm *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);
  JsonObject *modes = json_object_new ();

  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      const FigmentSeedMode mode = figment_field_get_seed_mode (field);
      JsonNode *value = figment_field_is_changed (field)
                          ? _figment_form_dup_json (self, field, figment_field_get_value (field))
                          : NULL;

      if (figment_field_get_kind (field) == FIGMENT_FIELD_SEED
          && (value != NULL || mode != _figment_field_spec_get_mode (_figment_field_get_spec (field))))
        json_object_set_string_member (modes, figment_field_get_id (field),
                                       g_enum_get_value (get_mode_class (), (int) mode)->value_nick);
      if (value != NULL)
        json_object_set_member (object, figment_field_get_id (field), value);
    }
  if (json_object_get_size (modes) > 0)
    json_object_set_object_member (object, SEED_MODES, modes);
  else
    json_object_unref (modes);
  _figment_form_add_slots (self, object);
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

/* Fields of roles by the place that they alone write to: a value may have been set for the place, not the role. */
static GHashTable *
index_places (FigmentForm *self)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);
      GPtrArray *places = figment_field_get_places (field);
      const FigmentPlace *place = g_ptr_array_index (places, 0);

      if (places->len == 1 && figment_field_get_role (field) >= 0)
        g_hash_table_insert (index, g_strdup_printf ("%s.%s", place->node_id, place->input), field);
    }
  return index;
}

static void
load_value (FigmentField *field,
            JsonNode     *value,
            JsonObject   *modes)
{
  if (figment_field_is_media (field) && JSON_NODE_HOLDS_NULL (value))
    {
      figment_field_set_value (field, "");
      figment_field_set_left_out (field, TRUE);
      return;
    }
  g_autofree char *text = figment_json_to_object (value) == NULL ? _figment_field_text_of_json (value) : NULL;

  if (text == NULL)
    return;
  figment_field_set_value (field, text);
  if (figment_field_get_kind (field) == FIGMENT_FIELD_SEED
      && figment_json_get_string (modes, figment_field_get_id (field)) == NULL)
    figment_field_set_seed_mode (field, FIGMENT_SEED_FIXED);
}

static void
load_modes (FigmentForm *self,
            JsonObject  *modes)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, modes);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    {
      FigmentField *field = figment_form_get_field (self, id);
      const char *nick = figment_json_to_string (value);
      const GEnumValue *mode = nick != NULL ? g_enum_get_value_by_nick (get_mode_class (), nick) : NULL;

      if (field != NULL && mode != NULL && figment_field_get_kind (field) == FIGMENT_FIELD_SEED)
        figment_field_set_seed_mode (field, (FigmentSeedMode) mode->value);
    }
}

/* @fits: (nullable): */
static void
load_fits (FigmentForm *self,
           JsonObject  *fits)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;

  if (fits == NULL)
    return;
  json_object_iter_init_ordered (&iter, fits);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    {
      FigmentField *field = figment_form_get_field (self, id);

      if (field != NULL && figment_field_is_media (field))
        figment_field_set_fit (field, figment_fit_from_nick (figment_json_to_string (value)));
    }
}

/**
 * figment_form_load_values:
 * @json: what figment_form_save_values () gave, or the params of a request; anything else has no effect
 *
 * The next request is what that one was, as far as this form has the same fields.
 */
void
figment_form_load_values (FigmentForm *self,
                          const char  *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GHashTable) by_place = NULL;
  JsonObject *object, *modes;
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;

  g_return_if_fail (FIGMENT_IS_FORM (self) && json != NULL);
  root = figment_json_parse (json, strlen (json), &error);
  object = figment_json_to_object (root);
  if (object == NULL)
    {
      g_debug ("The values of a form are no JSON object: %s", error != NULL ? error->message : "another type");
      return;
    }
  by_place = index_places (self);
  modes = figment_json_get_object (object, SEED_MODES);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    {
      FigmentField *field = figment_form_get_field (self, id);

      if (field == NULL)
        field = g_hash_table_lookup (by_place, id);
      if (field != NULL)
        load_value (field, value, modes);
    }
  if (modes != NULL)
    load_modes (self, modes);
  load_fits (self, figment_json_get_object (object, FITS));
}

/* Everything as it stands in the graph, or as the user chose to begin with. */
void
figment_form_reset (FigmentForm *self)
{
  g_return_if_fail (FIGMENT_IS_FORM (self));
  g_ptr_array_set_size (self->overrides, 0);
  for (guint i = 0; i < self->fields->len; i++)
    {
      FigmentField *field = g_ptr_array_index (self->fields, i);

      figment_field_set_value (field, _figment_field_spec_get_first (_figment_field_get_spec (field)));
      figment_field_set_seed_mode (field, _figment_field_spec_get_mode (_figment_field_get_spec (field)));
      figment_field_set_fit (field, FIGMENT_FIT_NONE);
      figment_field_set_left_out (field, FALSE);
    }
}
