/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-replacements.h"

#include <string.h>

#include "figment-model-fit.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

struct _FigmentReplacements
{
  GHashTable *names; /* (owned) wanted -> taken */
};

FigmentReplacements *
figment_replacements_new (void)
{
  FigmentReplacements *self = g_new (FigmentReplacements, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * figment_replacements_parse:
 * @json: (nullable): what figment_replacements_to_json () wrote
 *
 * Returns: (transfer full): what is kept; nothing where @json is no such thing
 */
FigmentReplacements *
figment_replacements_parse (const char *json)
{
  FigmentReplacements *self = figment_replacements_new ();
  g_autoptr(JsonNode) root = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;
  JsonObject *object = figment_json_to_object (root);
  JsonObjectIter iter;
  const char *wanted;
  JsonNode *value;

  if (object == NULL)
    return self;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &wanted, &value))
    if (figment_json_to_string (value) != NULL)
      figment_replacements_set (self, wanted, figment_json_to_string (value));
  return self;
}

/* Returns: (transfer full) */
FigmentReplacements *
figment_replacements_copy (FigmentReplacements *self)
{
  FigmentReplacements *copy = figment_replacements_new ();
  GHashTableIter iter;
  gpointer wanted, taken;

  g_return_val_if_fail (self != NULL, NULL);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &wanted, &taken))
    figment_replacements_set (copy, wanted, taken);
  return copy;
}

gboolean
figment_replacements_equal (FigmentReplacements *self,
                            FigmentReplacements *other)
{
  const guint size = self != NULL ? g_hash_table_size (self->names) : 0;
  GHashTableIter iter;
  gpointer wanted, taken;

  if (size != (other != NULL ? g_hash_table_size (other->names) : 0))
    return FALSE;
  if (size == 0)
    return TRUE;
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &wanted, &taken))
    if (g_strcmp0 (figment_replacements_get (other, wanted), taken) != 0)
      return FALSE;
  return TRUE;
}

void
figment_replacements_free (FigmentReplacements *self)
{
  g_return_if_fail (self != NULL);
  g_hash_table_unref (self->names);
  g_free (self);
}

/* Returns: (transfer full): in the order of the names, so that the same is written the same */
char *
figment_replacements_to_json (FigmentReplacements *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);
  g_autoptr(GList) names = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  names = g_list_sort (g_hash_table_get_keys (self->names), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data, g_hash_table_lookup (self->names, l->data));
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

guint
figment_replacements_get_size (FigmentReplacements *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return g_hash_table_size (self->names);
}

void
figment_replacements_set (FigmentReplacements *self,
                          const char          *wanted,
                          const char          *taken)
{
  g_return_if_fail (self != NULL && wanted != NULL);
  if (taken != NULL)
    g_hash_table_insert (self->names, g_strdup (wanted), g_strdup (taken));
  else
    g_hash_table_remove (self->names, wanted);
}

/* Returns: (transfer none) (nullable) */
const char *
figment_replacements_get (FigmentReplacements *self,
                          const char          *wanted)
{
  g_return_val_if_fail (self != NULL && wanted != NULL, NULL);
  return g_hash_table_lookup (self->names, wanted);
}

/* Returns: (transfer none) (nullable): one of @choices */
const char *
figment_replacements_find (FigmentReplacements *self,
                           const char          *wanted,
                           const char *const   *choices)
{
  const char *kept = self != NULL ? figment_replacements_get (self, wanted) : NULL;

  g_return_val_if_fail (wanted != NULL && choices != NULL, NULL);
  for (guint i = 0; kept != NULL && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], kept))
      return choices[i];
  for (guint i = 0; choices[i] != NULL; i++)
    if (figment_model_is_same_path (choices[i], wanted))
      return choices[i];
  return NULL;
}
