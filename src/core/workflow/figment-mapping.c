/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-workflow-error.h"

#define VERSION 1

G_DEFINE_ENUM_TYPE (FigmentShown,
                    figment_shown,
                    G_DEFINE_ENUM_VALUE (FIGMENT_SHOWN_FORM, "form"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_SHOWN_ADVANCED, "advanced"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_SHOWN_HIDDEN, "hidden"))

static const char *const shown_nicks[] = { "form", "advanced", "hidden" };
static const char *const key_names[FIGMENT_N_MAPPING_KEYS] = { "label", "default", "min", "max" };

typedef struct
{
  char *texts[FIGMENT_N_MAPPING_KEYS]; /* (owned) (nullable) */
  int   shown;                         /* FigmentShown, or -1: as detected */
} Control;

struct _FigmentMapping
{
  GPtrArray  *places[FIGMENT_N_ROLES]; /* (owned) (nullable) of FigmentPlace; NULL: as detected */
  GHashTable *controls;                /* (owned) id (owned) -> Control (owned) */
  GStrv       order;                   /* (owned) (nullable) ids */
  GPtrArray  *repairs;                 /* (owned) of FigmentRepair */
  GHashTable *ties;                    /* (owned) FigmentPlace (owned) -> FigmentTie */
};

static void
control_free (gpointer data)
{
  Control *control = data;

  for (guint i = 0; i < FIGMENT_N_MAPPING_KEYS; i++)
    g_free (control->texts[i]);
  g_free (control);
}

static Control *
ensure_control (FigmentMapping *self,
                const char     *id)
{
  Control *control = g_hash_table_lookup (self->controls, id);

  if (control == NULL)
    {
      control = g_new0 (Control, 1);
      control->shown = -1;
      g_hash_table_insert (self->controls, g_strdup (id), control);
    }
  return control;
}

/* Returns: (transfer full) */
FigmentMapping *
figment_mapping_new (void)
{
  FigmentMapping *self = g_new0 (FigmentMapping, 1);

  self->controls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, control_free);
  self->repairs = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_repair_free);
  self->ties = _figment_mapping_new_ties ();
  return self;
}

void
figment_mapping_free (FigmentMapping *self)
{
  g_return_if_fail (self != NULL);
  for (guint i = 0; i < FIGMENT_N_ROLES; i++)
    g_clear_pointer (&self->places[i], g_ptr_array_unref);
  g_hash_table_unref (self->controls);
  g_strfreev (self->order);
  g_ptr_array_unref (self->repairs);
  g_hash_table_unref (self->ties);
  g_free (self);
}

static GPtrArray *
new_places (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) figment_place_free);
}

static void
parse_roles (FigmentMapping *self,
             JsonObject     *roles)
{
  for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
    {
      JsonArray *array = figment_json_get_array (roles, figment_role_to_nick (role));

      if (array == NULL)
        continue;
      self->places[role] = new_places ();
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonArray *pair = figment_json_to_array (json_array_get_element (array, i));
          const gboolean fits = pair != NULL && json_array_get_length (pair) == 2;
          const char *node = fits ? figment_json_to_string (json_array_get_element (pair, 0)) : NULL;
          const char *input = fits ? figment_json_to_string (json_array_get_element (pair, 1)) : NULL;

          if (node != NULL && input != NULL)
            g_ptr_array_add (self->places[role], figment_place_new (node, input, 1, _("You chose it.")));
        }
    }
}

static void
parse_controls (FigmentMapping *self,
                JsonObject     *controls)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;

  json_object_iter_init (&iter, controls);
  while (json_object_iter_next (&iter, &id, &value))
    {
      JsonObject *object = figment_json_to_object (value);
      const char *shown = figment_json_get_string (object, "shown");
      Control *control;

      if (object == NULL)
        continue;
      control = ensure_control (self, id);
      for (guint i = 0; i < FIGMENT_N_MAPPING_KEYS; i++)
        control->texts[i] = g_strdup (figment_json_get_string (object, key_names[i]));
      for (int i = 0; shown != NULL && i < (int) G_N_ELEMENTS (shown_nicks); i++)
        if (g_str_equal (shown, shown_nicks[i]))
          control->shown = i;
    }
}

static void
parse_order (FigmentMapping *self,
             JsonArray      *order)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (order); i++)
    {
      const char *id = figment_json_to_string (json_array_get_element (order, i));

      if (id != NULL)
        g_ptr_array_add (ids, (gpointer) id);
    }
  g_ptr_array_add (ids, NULL);
  self->order = g_strdupv ((char **) ids->pdata);
}

/**
 * figment_mapping_parse:
 * @json: (nullable): what figment_mapping_to_json () gave; %NULL and "" are nothing decided
 *
 * Returns: (transfer full) (nullable): %NULL with @error if it is no mapping, or one of a newer Figment
 */
FigmentMapping *
figment_mapping_parse (const char  *json,
                       GError     **error)
{
  g_autoptr(FigmentMapping) self = figment_mapping_new ();
  g_autoptr(JsonNode) root = NULL;
  JsonObject *object;

  if (json == NULL || json[0] == '\0')
    return g_steal_pointer (&self);
  root = figment_json_parse (json, strlen (json), error);
  if (root == NULL)
    return NULL;
  object = figment_json_to_object (root);
  if (object == NULL || figment_json_get_int64 (object, "version", 0) != VERSION)
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
                   _("These are not a workflow’s controls, or those of a newer Figment."));
      return NULL;
    }
  if (figment_json_get_object (object, "roles") != NULL)
    parse_roles (self, figment_json_get_object (object, "roles"));
  if (figment_json_get_object (object, "controls") != NULL)
    parse_controls (self, figment_json_get_object (object, "controls"));
  if (figment_json_get_array (object, "order") != NULL)
    parse_order (self, figment_json_get_array (object, "order"));
  if (figment_json_get_array (object, "repairs") != NULL)
    _figment_mapping_parse_repairs (self->repairs, figment_json_get_array (object, "repairs"));
  if (figment_json_get_array (object, "ties") != NULL)
    _figment_mapping_parse_ties (self->ties, figment_json_get_array (object, "ties"));
  return g_steal_pointer (&self);
}

gboolean
figment_mapping_is_empty (FigmentMapping *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  for (guint i = 0; i < FIGMENT_N_ROLES; i++)
    if (self->places[i] != NULL)
      return FALSE;
  return g_hash_table_size (self->controls) == 0 && self->order == NULL && self->repairs->len == 0
         && g_hash_table_size (self->ties) == 0;
}

static JsonObject *
write_roles (FigmentMapping *self)
{
  JsonObject *roles = json_object_new ();

  for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
    {
      JsonArray *array;

      if (self->places[role] == NULL)
        continue;
      array = json_array_new ();
      for (guint i = 0; i < self->places[role]->len; i++)
        {
          const FigmentPlace *place = g_ptr_array_index (self->places[role], i);
          JsonArray *pair = json_array_new ();

          json_array_add_string_element (pair, place->node_id);
          json_array_add_string_element (pair, place->input);
          json_array_add_array_element (array, pair);
        }
      json_object_set_array_member (roles, figment_role_to_nick (role), array);
    }
  return roles;
}

static JsonObject *
write_control (const Control *control)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < FIGMENT_N_MAPPING_KEYS; i++)
    if (control->texts[i] != NULL)
      json_object_set_string_member (object, key_names[i], control->texts[i]);
  if (control->shown >= 0)
    json_object_set_string_member (object, "shown", shown_nicks[control->shown]);
  return object;
}

static JsonObject *
write_controls (FigmentMapping *self)
{
  JsonObject *controls = json_object_new ();
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (self->controls), (GCompareFunc) strcmp);

  for (GList *l = ids; l != NULL; l = l->next)
    json_object_set_object_member (controls, l->data, write_control (g_hash_table_lookup (self->controls, l->data)));
  return controls;
}

/**
 * figment_mapping_to_json:
 *
 * Returns: (transfer full) (nullable): the same text for the same decisions; %NULL when nothing was decided
 */
char *
figment_mapping_to_json (FigmentMapping *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);

  g_return_val_if_fail (self != NULL, NULL);
  if (figment_mapping_is_empty (self))
    return NULL;
  json_object_set_int_member (object, "version", VERSION);
  json_object_set_object_member (object, "roles", write_roles (self));
  json_object_set_object_member (object, "controls", write_controls (self));
  if (self->order != NULL)
    {
      JsonArray *order = json_array_new ();

      for (guint i = 0; self->order[i] != NULL; i++)
        json_array_add_string_element (order, self->order[i]);
      json_object_set_array_member (object, "order", order);
    }
  if (self->repairs->len > 0)
    json_object_set_array_member (object, "repairs", _figment_mapping_write_repairs (self->repairs));
  if (g_hash_table_size (self->ties) > 0)
    json_object_set_array_member (object, "ties", _figment_mapping_write_ties (self->ties));
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

/* Returns: (transfer none) (nullable) (element-type FigmentPlace): %NULL: those that were detected; empty: none */
GPtrArray *
figment_mapping_get_places (FigmentMapping *self,
                            FigmentRole     role)
{
  g_return_val_if_fail (self != NULL && role < FIGMENT_N_ROLES, NULL);
  return self->places[role];
}

/**
 * figment_mapping_set_places:
 * @places: (nullable) (element-type FigmentPlace): copied; %NULL: those that are detected
 */
void
figment_mapping_set_places (FigmentMapping *self,
                            FigmentRole     role,
                            GPtrArray      *places)
{
  GPtrArray *copy = NULL;

  g_return_if_fail (self != NULL && role < FIGMENT_N_ROLES);
  if (places != NULL)
    {
      copy = new_places ();
      for (guint i = 0; i < places->len; i++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, i);

          g_ptr_array_add (copy, figment_place_new (place->node_id, place->input, 1, _("You chose it.")));
        }
    }
  g_clear_pointer (&self->places[role], g_ptr_array_unref);
  self->places[role] = copy;
}

/* Whether anything of the control is decided but its place in the order. */
gboolean
figment_mapping_has_control (FigmentMapping *self,
                             const char     *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, FALSE);
  return g_hash_table_contains (self->controls, id);
}

/* Returns: (transfer none) (nullable): %NULL: as detected */
const char *
figment_mapping_get_text (FigmentMapping    *self,
                          const char        *id,
                          FigmentMappingKey  key)
{
  const Control *control;

  g_return_val_if_fail (self != NULL && id != NULL && key < FIGMENT_N_MAPPING_KEYS, NULL);
  control = g_hash_table_lookup (self->controls, id);
  return control != NULL ? control->texts[key] : NULL;
}

/* Forgets a control of which nothing is decided any more. */
static void
tidy (FigmentMapping *self,
      const char     *id)
{
  const Control *control = g_hash_table_lookup (self->controls, id);

  for (guint i = 0; i < FIGMENT_N_MAPPING_KEYS; i++)
    if (control->texts[i] != NULL)
      return;
  if (control->shown < 0)
    g_hash_table_remove (self->controls, id);
}

/* @text: (nullable): %NULL: as detected */
void
figment_mapping_set_text (FigmentMapping    *self,
                          const char        *id,
                          FigmentMappingKey  key,
                          const char        *text)
{
  Control *control;
  char *copy = g_strdup (text);

  g_return_if_fail (self != NULL && id != NULL && key < FIGMENT_N_MAPPING_KEYS);
  control = ensure_control (self, id);
  g_free (control->texts[key]);
  control->texts[key] = copy;
  tidy (self, id);
}

/* Returns: whether it was decided where the control is shown */
gboolean
figment_mapping_get_shown (FigmentMapping *self,
                           const char     *id,
                           FigmentShown   *shown)
{
  const Control *control;

  g_return_val_if_fail (self != NULL && id != NULL && shown != NULL, FALSE);
  control = g_hash_table_lookup (self->controls, id);
  if (control == NULL || control->shown < 0)
    return FALSE;
  *shown = (FigmentShown) control->shown;
  return TRUE;
}

void
figment_mapping_set_shown (FigmentMapping *self,
                           const char     *id,
                           FigmentShown    shown)
{
  g_return_if_fail (self != NULL && id != NULL);
  ensure_control (self, id)->shown = (int) shown;
}

/* Returns: (transfer none) (nullable): ids of controls; those that it does not name keep their order and come after */
const char *const *
figment_mapping_get_order (FigmentMapping *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->order;
}

/* @ids: (nullable): %NULL: as detected */
void
figment_mapping_set_order (FigmentMapping    *self,
                           const char *const *ids)
{
  GStrv copy = g_strdupv ((char **) ids);

  g_return_if_fail (self != NULL);
  g_strfreev (self->order);
  self->order = copy;
}

void
figment_mapping_reset_control (FigmentMapping *self,
                               const char     *id)
{
  g_return_if_fail (self != NULL && id != NULL);
  g_hash_table_remove (self->controls, id);
}

/* Returns: (transfer none) (element-type FigmentRepair) */
GPtrArray *
figment_mapping_get_repairs (FigmentMapping *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->repairs;
}

GHashTable *
_figment_mapping_get_ties (FigmentMapping *self)
{
  return self->ties;
}
