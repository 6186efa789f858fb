/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "json/figment-json-value.h"

/* What a value takes besides its text. */
#define VALUE_BYTES 32

/*
 * A definition's nodes are written out once for each node that stands for it, and so is the text in them: ten megabytes
 * in a file of ten megabytes may ask for many gigabytes.
 *
 * Returns: whether there is room for @n_bytes; if not, the conversion takes in nothing from here on
 */
gboolean
_figment_convert_spend (FigmentConvert *convert,
                        gsize           n_bytes)
{
  if (n_bytes > FIGMENT_CONVERT_MAX_BYTES - convert->n_bytes)
    {
      convert->n_bytes = FIGMENT_CONVERT_MAX_BYTES;
      convert->too_deep = TRUE;
      return FALSE;
    }
  convert->n_bytes += n_bytes;
  return TRUE;
}

gboolean
_figment_convert_is_spent (FigmentConvert *convert)
{
  return convert->n_bytes >= FIGMENT_CONVERT_MAX_BYTES;
}

static gboolean
spend_members (FigmentConvert *convert,
               JsonObject     *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &member))
    if (!_figment_convert_spend (convert, strlen (name)) || !_figment_convert_spend_value (convert, member))
      return FALSE;
  return TRUE;
}

/* The same for a copy of @value. */
gboolean
_figment_convert_spend_value (FigmentConvert *convert,
                              JsonNode       *value)
{
  const char *text = figment_json_to_string (value);
  JsonArray *array = figment_json_to_array (value);
  JsonObject *object = figment_json_to_object (value);

  if (_figment_convert_is_spent (convert)
      || !_figment_convert_spend (convert, VALUE_BYTES + (text != NULL ? strlen (text) : 0)))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!_figment_convert_spend_value (convert, json_array_get_element (array, i)))
      return FALSE;
  return object == NULL || spend_members (convert, object);
}
