/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-choices-private.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

struct _FigmentChoices
{
  grefcount        ref_count;

  FigmentCatalog  *catalog; /* (owned) keeps the texts in @json */
  const char     **json;    /* (owned) */
  char           **shown;   /* (owned) NULL terminated */
  guint            n;
  GHashTable      *index;   /* (owned) of @shown -> 1 + its place */
};

/* What a person reads for a choice: text without its quotes, anything else as JSON has it. */
static char *
show (const char *json)
{
  const gsize length = strlen (json);
  g_autoptr(JsonNode) value = NULL;
  const char *text;

  if (length < 2 || json[0] != '"')
    return g_strdup (json);
  if (memchr (json, '\\', length) == NULL)
    return g_strndup (json + 1, length - 2);
  value = figment_json_parse (json, length, NULL);
  text = figment_json_to_string (value);
  return g_strdup (text != NULL ? text : json);
}

/**
 * _figment_choices_new:
 * @json: (array length=n): JSON texts that @catalog owns
 */
FigmentChoices *
_figment_choices_new (FigmentCatalog    *catalog,
                      const char *const *json,
                      guint              n)
{
  FigmentChoices *self = g_new0 (FigmentChoices, 1);

  g_ref_count_init (&self->ref_count);
  self->catalog = figment_catalog_ref (catalog);
  self->json = g_memdup2 (json, n * sizeof *json);
  self->shown = g_new0 (char *, n + 1);
  self->n = n;
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    {
      self->shown[i] = show (json[i]);
      /* "1" and 1 look alike; the first of them is meant. */
      if (!g_hash_table_contains (self->index, self->shown[i]))
        g_hash_table_insert (self->index, self->shown[i], GUINT_TO_POINTER (i + 1));
    }
  return self;
}

/* Returns: (transfer full): the choices of @self that @other has too */
FigmentChoices *
_figment_choices_intersect (FigmentChoices *self,
                            FigmentChoices *other)
{
  g_autofree const char **json = g_new (const char *, self->n + 1);
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    if (g_hash_table_contains (other->index, self->shown[i]))
      json[n++] = self->json[i];
  return _figment_choices_new (self->catalog, json, n);
}

FigmentChoices *
_figment_choices_ref (FigmentChoices *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
_figment_choices_unref (FigmentChoices *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->index);
  g_strfreev (self->shown);
  g_free (self->json);
  figment_catalog_unref (self->catalog);
  g_free (self);
}

const char *const *
_figment_choices_get_shown (FigmentChoices *self)
{
  return (const char *const *) self->shown;
}

guint
_figment_choices_get_size (FigmentChoices *self)
{
  return self->n;
}

/* The JSON of a choice: by its text, or a number by its value, since Python takes 1.0 where 1 is on the list. */
static const char *
find (FigmentChoices *self,
      const char     *shown)
{
  const guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, shown));
  g_autoptr(JsonNode) number = NULL;
  double value;

  if (place > 0)
    return self->json[place - 1];
  number = figment_json_number_new (shown);
  if (!figment_json_to_double (number, &value))
    return NULL;
  for (guint i = 0; i < self->n; i++)
    {
      g_autoptr(JsonNode) choice = figment_json_number_new (self->json[i]);
      double other;

      if (figment_json_to_double (choice, &other) && other == value)
        return self->json[i];
    }
  return NULL;
}

gboolean
_figment_choices_has (FigmentChoices *self,
                      const char     *shown)
{
  return find (self, shown) != NULL;
}

/* Returns: (transfer full) (nullable): what @shown stands for, in its JSON type; %NULL when it is no choice */
JsonNode *
_figment_choices_dup_json (FigmentChoices *self,
                           const char     *shown)
{
  const char *json = find (self, shown);

  return json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;
}
