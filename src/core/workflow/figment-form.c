/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <string.h>

#include "figment-binding.h"
#include "json/figment-json.h"

/* px; no server makes more */
#define MAX_LENGTH 16384

static void figment_form_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentForm,
                               figment_form,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, figment_form_list_model_init))

static GType
figment_form_get_item_type (GListModel *model)
{
  return FIGMENT_TYPE_FIELD;
}

static guint
figment_form_get_n_items (GListModel *model)
{
  return FIGMENT_FORM (model)->fields->len;
}

static gpointer
figment_form_get_item (GListModel *model,
                       guint       position)
{
  GPtrArray *fields = FIGMENT_FORM (model)->fields;

  return position < fields->len ? g_object_ref (g_ptr_array_index (fields, position)) : NULL;
}

static void
figment_form_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = figment_form_get_item_type;
  iface->get_n_items = figment_form_get_n_items;
  iface->get_item = figment_form_get_item;
}

static void
figment_form_finalize (GObject *object)
{
  FigmentForm *self = FIGMENT_FORM (object);

  g_clear_pointer (&self->editor, json_node_unref);
  g_clear_pointer (&self->editor_text, g_free);
  g_clear_pointer (&self->wildcards, figment_wildcards_unref);
  g_clear_pointer (&self->replacements, figment_replacements_free);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->overrides, g_ptr_array_unref);
  g_clear_pointer (&self->analysis, figment_analysis_unref);
  g_clear_pointer (&self->catalog, figment_catalog_unref);
  g_clear_pointer (&self->mapping, figment_mapping_free);
  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->original, figment_graph_unref);
  G_OBJECT_CLASS (figment_form_parent_class)->finalize (object);
}

static void
figment_form_class_init (FigmentFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_form_finalize;
}

static void
override_free (gpointer data)
{
  FigmentOverride *override = data;

  figment_place_free (override->place);
  g_free (override->text);
  g_free (override);
}

static void
figment_form_init (FigmentForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->overrides = g_ptr_array_new_with_free_func (override_free);
}

/* What a person changed goes with the place, even if its field is another one now. */
static void
inherit (FigmentField *field,
         FigmentField *old)
{
  if (!g_str_equal (figment_field_get_value (old), _figment_field_spec_get_first (_figment_field_get_spec (old))))
    figment_field_set_value (field, figment_field_get_value (old));
  if (figment_field_is_media (old) && figment_field_is_media (field))
    {
      figment_field_set_fit (field, figment_field_get_fit (old));
      figment_field_set_left_out (field, figment_field_get_left_out (old));
    }
  if (figment_field_get_kind (old) == FIGMENT_FIELD_SEED && figment_field_get_kind (field) == FIGMENT_FIELD_SEED)
    figment_field_set_seed_mode (field, figment_field_get_seed_mode (old));
}

/* @by_place: FigmentPlace -> FigmentField that shows it at present */
static FigmentField *
make_field (FigmentForm      *self,
            FigmentFieldSpec *spec,
            GHashTable       *by_place)
{
  FigmentField *old = g_hash_table_lookup (self->by_id, spec->id);
  FigmentField *field;

  if (old != NULL && _figment_field_can_become (old, spec))
    {
      _figment_field_become (old, spec);
      return g_object_ref (old);
    }
  if (old == NULL || !figment_place_equal (g_ptr_array_index (figment_field_get_places (old), 0),
                                           g_ptr_array_index (spec->places, 0)))
    old = g_hash_table_lookup (by_place, g_ptr_array_index (spec->places, 0));
  field = _figment_field_new (spec);
  if (old != NULL)
    inherit (field, old);
  return field;
}

/* Puts @fields in the place of those that were there, and says which are others now. */
static void
replace_fields (FigmentForm *self,
                GPtrArray   *fields)
{
  g_autoptr(GPtrArray) old = self->fields;
  const guint shorter = MIN (old->len, fields->len);
  guint start = 0, end = 0;

  while (start < shorter && old->pdata[start] == fields->pdata[start])
    start++;
  while (end < shorter - start && old->pdata[old->len - 1 - end] == fields->pdata[fields->len - 1 - end])
    end++;

  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < fields->len; i++)
    g_hash_table_insert (self->by_id, (gpointer) figment_field_get_id (g_ptr_array_index (fields, i)),
                         g_ptr_array_index (fields, i));
  self->fields = g_ptr_array_ref (fields);
  if (start < MAX (old->len, fields->len))
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end, fields->len - start - end);
}

/* Looks at the graph with the present catalog. */
static void
rebuild (FigmentForm *self)
{
  g_autoptr(FigmentAnalysis) analysis =
    figment_analysis_new_with_editor (self->graph, self->catalog, self->editor);
  g_autoptr(GHashTable) choices =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) _figment_choices_unref);
  g_autoptr(GHashTable) by_place = g_hash_table_new_full (figment_place_hash, figment_place_equal,
                                                          (GDestroyNotify) figment_place_free, NULL);
  g_autoptr(GPtrArray) old = g_ptr_array_ref (self->fields);
  g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (g_object_unref);
  FigmentFormSources sources = { self->graph, self->catalog, analysis, self->mapping, choices };
  g_autoptr(GPtrArray) specs = _figment_form_plan (&sources);

  _figment_form_replace_missing (specs, self->replacements, self->fits_models);
  for (guint i = 0; i < old->len; i++)
    {
      GPtrArray *places = figment_field_get_places (g_ptr_array_index (old, i));

      g_hash_table_insert (by_place, figment_place_copy (g_ptr_array_index (places, 0)), g_ptr_array_index (old, i));
    }
  g_ptr_array_set_free_func (specs, NULL);
  for (guint i = 0; i < specs->len; i++)
    g_ptr_array_add (fields, make_field (self, g_ptr_array_index (specs, i), by_place));
  g_clear_pointer (&self->analysis, figment_analysis_unref);
  self->analysis = g_steal_pointer (&analysis);
  replace_fields (self, fields);
}

/**
 * figment_form_new:
 * @catalog: (nullable): without it there are no ranges and choices
 *
 * Returns: (transfer full): the form, with all values as the graph has them
 */
FigmentForm *
figment_form_new (FigmentGraph   *graph,
                  FigmentCatalog *catalog)
{
  FigmentForm *self;

  g_return_val_if_fail (graph != NULL, NULL);
  self = g_object_new (FIGMENT_TYPE_FORM, NULL);
  self->original = figment_graph_ref (graph);
  self->graph = figment_graph_ref (graph);
  self->catalog = catalog != NULL ? figment_catalog_ref (catalog) : NULL;
  rebuild (self);
  return self;
}

/* Returns: (transfer none): the graph with what the mapping put right of it, of which another set has another graph */
FigmentGraph *
figment_form_get_graph (FigmentForm *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return self->graph;
}

/* Returns: (transfer none): the graph as it was given */
FigmentGraph *
figment_form_get_original (FigmentForm *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return self->original;
}

/* Returns: (transfer none): another one after each figment_form_set_catalog () */
FigmentAnalysis *
figment_form_get_analysis (FigmentForm *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return self->analysis;
}

FigmentMode
figment_form_get_mode (FigmentForm *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), FIGMENT_MODE_OTHER);
  return figment_analysis_get_mode (self->analysis);
}

/**
 * figment_form_set_catalog:
 * @catalog: (nullable):
 *
 * Fields that keep their kind and places stay the same objects; where the catalog tells more (that a text is one of
 * several choices, that a name is a file to send) a new field stands in the old one's place, and "items-changed" says
 * so.
 */
void
figment_form_set_catalog (FigmentForm    *self,
                          FigmentCatalog *catalog)
{
  g_return_if_fail (FIGMENT_IS_FORM (self));
  if (self->catalog == catalog)
    return;
  g_clear_pointer (&self->catalog, figment_catalog_unref);
  self->catalog = catalog != NULL ? figment_catalog_ref (catalog) : NULL;
  rebuild (self);
}

/**
 * figment_form_set_mapping:
 * @json: (nullable): what the user decided of the form, see FigmentMapping
 *
 * Like figment_form_set_catalog () it leaves alone what stays the same, and values that somebody has set.
 *
 * Returns: whether @json is a mapping; if not, with @error, nothing has changed
 */
gboolean
figment_form_set_mapping (FigmentForm  *self,
                          const char   *json,
                          GError      **error)
{
  FigmentMapping *mapping;

  g_return_val_if_fail (FIGMENT_IS_FORM (self), FALSE);
  mapping = figment_mapping_parse (json, error);
  if (mapping == NULL)
    return FALSE;
  if (!figment_mapping_same_repairs (mapping, self->mapping))
    {
      figment_graph_unref (self->graph);
      self->graph = figment_mapping_repair (mapping, self->original);
    }
  g_clear_pointer (&self->mapping, figment_mapping_free);
  self->mapping = mapping;
  rebuild (self);
  return TRUE;
}

/**
 * figment_form_set_editor:
 * @json: (nullable): the same workflow as ComfyUI's editor saves it, which has the form that its author made
 *
 * What is no such thing says nothing.
 */
void
figment_form_set_editor (FigmentForm *self,
                         const char  *json)
{
  JsonNode *editor = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;

  g_return_if_fail (FIGMENT_IS_FORM (self));
  if (editor == NULL && self->editor == NULL)
    return;
  g_clear_pointer (&self->editor, json_node_unref);
  g_free (self->editor_text);
  self->editor = editor;
  self->editor_text = editor != NULL ? g_strdup (json) : NULL;
  rebuild (self);
}

void
figment_form_set_wildcards (FigmentForm      *self,
                            FigmentWildcards *wildcards)
{
  g_return_if_fail (FIGMENT_IS_FORM (self));
  g_clear_pointer (&self->wildcards, figment_wildcards_unref);
  self->wildcards = wildcards != NULL ? figment_wildcards_ref (wildcards) : NULL;
}

void
figment_form_set_replacements (FigmentForm         *self,
                               FigmentReplacements *replacements)
{
  g_return_if_fail (FIGMENT_IS_FORM (self));
  if (figment_replacements_equal (replacements, self->replacements))
    return;
  g_clear_pointer (&self->replacements, figment_replacements_free);
  self->replacements = replacements != NULL ? figment_replacements_copy (replacements) : NULL;
  rebuild (self);
}

void
figment_form_set_fits_models (FigmentForm *self,
                              gboolean     fits_models)
{
  g_return_if_fail (FIGMENT_IS_FORM (self));
  if (self->fits_models == fits_models)
    return;
  self->fits_models = fits_models;
  rebuild (self);
}

/* Returns: (transfer none) (nullable): the field with that id */
FigmentField *
figment_form_get_field (FigmentForm *self,
                        const char  *id)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self) && id != NULL, NULL);
  return g_hash_table_lookup (self->by_id, id);
}

/* Returns: (transfer none) (nullable) */
FigmentField *
figment_form_find_field (FigmentForm *self,
                         const char  *node_id,
                         const char  *input)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self) && node_id != NULL && input != NULL, NULL);
  for (guint i = 0; i < self->fields->len; i++)
    {
      GPtrArray *places = figment_field_get_places (g_ptr_array_index (self->fields, i));

      for (guint j = 0; j < places->len; j++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, j);

          if (g_str_equal (place->node_id, node_id) && g_str_equal (place->input, input))
            return g_ptr_array_index (self->fields, i);
        }
    }
  return NULL;
}

/* Returns: (transfer none) (nullable): the first field of the role */
FigmentField *
figment_form_get_role_field (FigmentForm *self,
                             FigmentRole  role)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return g_hash_table_lookup (self->by_id, figment_role_to_nick (role));
}

static gboolean
is_on_form (FigmentField *field)
{
  return field != NULL && !figment_field_get_advanced (field) && !figment_field_get_hidden (field);
}

/* Returns: (transfer none): never one that has a leader itself */
FigmentField *
figment_form_get_leader (FigmentForm  *self,
                         FigmentField *field)
{
  FigmentField *width;

  g_return_val_if_fail (FIGMENT_IS_FORM (self) && FIGMENT_IS_FIELD (field), NULL);
  if (field != figment_form_get_role_field (self, FIGMENT_ROLE_HEIGHT) || !is_on_form (field))
    return field;
  width = figment_form_get_role_field (self, FIGMENT_ROLE_WIDTH);
  return is_on_form (width) ? width : field;
}

static gboolean
get_length (FigmentForm *self,
            FigmentRole  role,
            int         *length)
{
  FigmentField *field = figment_form_get_role_field (self, role);
  gint64 number;

  if (field == NULL
      || !g_ascii_string_to_signed (figment_field_get_value (field), 10, 1, MAX_LENGTH, &number, NULL))
    return FALSE;
  *length = (int) number;
  return TRUE;
}

/**
 * figment_form_get_size:
 * @width: (out): px
 * @height: (out): px
 *
 * Returns: whether the form says how large the result becomes
 */
gboolean
figment_form_get_size (FigmentForm *self,
                       int         *width,
                       int         *height)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), FALSE);
  return get_length (self, FIGMENT_ROLE_WIDTH, width) && get_length (self, FIGMENT_ROLE_HEIGHT, height);
}

/**
 * figment_form_override:
 * @text: turned into the type that stands there, as figment_binding_set_text () does
 *
 * Returns: whether it was taken; if not, @error is in %FIGMENT_WORKFLOW_ERROR
 */
gboolean
figment_form_override (FigmentForm  *self,
                       const char   *node_id,
                       const char   *input,
                       const char   *text,
                       GError      **error)
{
  g_autoptr(FigmentBinding) trial = figment_binding_new ();
  FigmentOverride *override;

  g_return_val_if_fail (FIGMENT_IS_FORM (self) && node_id != NULL && input != NULL && text != NULL, FALSE);
  if (!figment_binding_set_text (trial, self->graph, node_id, input, text, error))
    return FALSE;
  override = g_new (FigmentOverride, 1);
  *override = (FigmentOverride) { figment_place_new (node_id, input, 1, NULL), g_strdup (text) };
  g_ptr_array_add (self->overrides, override);
  return TRUE;
}
