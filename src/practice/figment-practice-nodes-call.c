/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include "json/figment-json-value.h"

/* Returns: (transfer none) (nullable): the literal of input @name, or what a linked primitive carries */
JsonNode *
figment_practice_call_json (FigmentPracticeCall *call,
                            const char          *name)
{
  FigmentPracticeValue *value = figment_practice_call_peek (call, name);

  if (value != NULL)
    return value->json;
  return call->inputs != NULL ? figment_json_get (call->inputs, name) : NULL;
}

guint64
figment_practice_call_uint (FigmentPracticeCall *call,
                            const char          *name,
                            guint64              fallback)
{
  JsonNode *json = figment_practice_call_json (call, name);
  guint64 value;
  double real;

  if (json != NULL && figment_json_to_uint64 (json, &value))
    return value;
  if (json != NULL && figment_json_to_double (json, &real))
    return real > 0 ? (guint64) MIN (real, 9e18) : 0;
  return fallback;
}

double
figment_practice_call_double (FigmentPracticeCall *call,
                              const char          *name,
                              double               fallback)
{
  JsonNode *json = figment_practice_call_json (call, name);
  double value;

  return json != NULL && figment_json_to_double (json, &value) ? value : fallback;
}

gboolean
figment_practice_call_boolean (FigmentPracticeCall *call,
                               const char          *name,
                               gboolean             fallback)
{
  JsonNode *json = figment_practice_call_json (call, name);

  return json != NULL && figment_json_is_boolean (json) ? json_node_get_boolean (json) : fallback;
}

/* Returns: (transfer none): never NULL unless @fallback is */
const char *
figment_practice_call_string (FigmentPracticeCall *call,
                              const char          *name,
                              const char          *fallback)
{
  JsonNode *json = figment_practice_call_json (call, name);
  const char *text = json != NULL ? figment_json_to_string (json) : NULL;

  return text != NULL ? text : fallback;
}

/* Returns: (transfer none) (nullable): what is linked to @name, whatever it is */
FigmentPracticeValue *
figment_practice_call_peek (FigmentPracticeCall *call,
                            const char          *name)
{
  return call->links != NULL ? g_hash_table_lookup (call->links, name) : NULL;
}

/* Returns: (transfer none): what is linked to @name, NULL with an error when it is missing or of another kind */
FigmentPracticeValue *
figment_practice_call_value (FigmentPracticeCall  *call,
                             const char           *name,
                             FigmentPracticeKind   kind,
                             GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_peek (call, name);

  if (value == NULL)
    g_set_error (error, g_quark_from_static_string ("TypeError"), 0, "%s: missing required argument: '%s'",
                 call->class_type, name);
  else if (value->kind != kind)
    g_set_error (error, g_quark_from_static_string ("TypeError"), 0, "%s: '%s' is of the wrong type: %s",
                 call->class_type, name, figment_practice_value_type_name (value));
  else
    return value;
  return NULL;
}

/* Makes @value, (transfer full), the next output. Always %TRUE, for the last line of a node. */
gboolean
figment_practice_call_give (FigmentPracticeCall  *call,
                            FigmentPracticeValue *value)
{
  g_ptr_array_add (call->outputs, value);
  return TRUE;
}

/* %TRUE with %G_IO_ERROR_CANCELLED when the run is to stop. */
gboolean
figment_practice_call_interrupted (FigmentPracticeCall  *call,
                                   GError              **error)
{
  if (call->context->interrupted == NULL || !call->context->interrupted (call->context))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Processing interrupted");
  return TRUE;
}

gboolean
figment_practice_check_size (guint64   width,
                             guint64   height,
                             GError  **error)
{
  if (width < FIGMENT_PRACTICE_MAX_PIXELS && height < FIGMENT_PRACTICE_MAX_PIXELS
      && width * height <= FIGMENT_PRACTICE_MAX_PIXELS)
    return TRUE;
  g_set_error (error, FIGMENT_PRACTICE_MEMORY_ERROR, 0,
               "Allocation on device: %" G_GUINT64_FORMAT " x %" G_GUINT64_FORMAT " pixels", width, height);
  return FALSE;
}
