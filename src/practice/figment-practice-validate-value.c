/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-validate-private.h"

#include <string.h>

#include "figment-practice-python.h"
#include "json/figment-json-value.h"

/* The part of ComfyUI execution.py, validate_inputs, that deals with values and not with links. */

/* Longer option lists are not sent back (ComfyUI execution.py, validate_inputs). */
#define MAX_OPTIONS_SHOWN 20

/* @extra_info: (transfer full) (nullable) */
JsonObject *
_figment_practice_error_new (const char *type,
                             const char *message,
                             const char *details,
                             JsonObject *extra_info)
{
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "type", type);
  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "details", details);
  json_object_set_object_member (error, "extra_info", extra_info != NULL ? extra_info : json_object_new ());
  return error;
}

static JsonNode *
input_config (const FigmentPracticeInput *input)
{
  JsonArray *array = json_array_sized_new (2);
  JsonNode *node;

  json_array_add_element (array, json_node_ref (input->type));
  json_array_add_object_element (array, input->options != NULL ? json_object_ref (input->options) : json_object_new ());
  node = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return node;
}

/* Returns: (transfer full): the beginning of an error's extra_info */
JsonObject *
_figment_practice_extra_info_new (const FigmentPracticeInput *input,
                                  gboolean                    with_config)
{
  JsonObject *extra_info = json_object_new ();

  json_object_set_string_member (extra_info, "input_name", input->name);
  if (with_config)
    json_object_set_member (extra_info, "input_config", input_config (input));
  return extra_info;
}

/* Returns: (transfer full) (nullable): the value as the declared type makes it, or NULL with an error noted */
static JsonNode *
convert_value (FigmentPracticeInput *input,
               JsonNode             *value)
{
  const char *type = figment_json_to_string (input->type);
  g_autoptr(GError) exception = NULL;
  JsonNode *converted = NULL;

  if (g_strcmp0 (type, "INT") == 0)
    converted = figment_practice_python_int (value, &exception);
  else if (g_strcmp0 (type, "FLOAT") == 0)
    converted = figment_practice_python_float (value, &exception);
  else if (g_strcmp0 (type, "BOOLEAN") == 0)
    converted = json_node_init_boolean (json_node_alloc (), figment_practice_python_bool (value));
  else if (g_strcmp0 (type, "STRING") == 0)
    {
      g_autofree char *text = figment_practice_python_str (value);

      converted = figment_json_string_new (text);
    }
  else
    {
      converted = json_node_ref (value);
    }
  if (converted == NULL)
    {
      g_autofree char *shown = figment_practice_python_str (value);
      g_autofree char *message = g_strdup_printf ("Failed to convert an input value to a %s value", type);
      g_autofree char *details = g_strdup_printf ("%s, %s, %s", input->name, shown, exception->message);
      JsonObject *extra_info = _figment_practice_extra_info_new (input, TRUE);

      json_object_set_member (extra_info, "received_value", json_node_ref (value));
      json_object_set_string_member (extra_info, "exception_message", exception->message);
      json_array_add_object_element (input->errors,
                                     _figment_practice_error_new ("invalid_input_type", message, details, extra_info));
    }
  return converted;
}

static gboolean
check_bound (FigmentPracticeInput *input,
             JsonNode             *value,
             const char           *name,
             int                   sign)
{
  JsonNode *bound = figment_json_get (input->options, name);
  g_autofree char *message = NULL;
  g_autofree char *is = NULL;
  g_autofree char *limit = NULL;
  JsonObject *extra_info;

  if (bound == NULL || figment_practice_python_compare (value, bound) * sign <= 0)
    return TRUE;
  is = figment_practice_python_str (value);
  limit = figment_practice_python_str (bound);
  message =
      g_strdup_printf (sign > 0 ? "Value %s bigger than max of %s" : "Value %s smaller than min of %s", is, limit);
  extra_info = _figment_practice_extra_info_new (input, TRUE);
  json_object_set_member (extra_info, "received_value", json_node_ref (value));
  json_array_add_object_element (
      input->errors, _figment_practice_error_new (sign > 0 ? "value_bigger_than_max" : "value_smaller_than_min",
                                                  message, input->name, extra_info));
  return FALSE;
}

static void
check_choice (FigmentPracticeInput *input,
              JsonNode             *value)
{
  JsonArray *choices = figment_json_to_array (input->type);
  const gboolean is_v3 = g_strcmp0 (figment_json_to_string (input->type), "COMBO") == 0;
  g_autofree char *is = NULL;
  g_autofree char *list = NULL;
  g_autofree char *details = NULL;
  JsonObject *extra_info;
  guint n;

  if (is_v3)
    choices = figment_json_get_array (input->options, "options");
  if (choices == NULL && !is_v3)
    return;
  n = choices != NULL ? json_array_get_length (choices) : 0;
  for (guint i = 0; i < n; i++)
    if (figment_practice_python_equal (json_array_get_element (choices, i), value))
      return;

  extra_info = _figment_practice_extra_info_new (input, n <= MAX_OPTIONS_SHOWN);
  if (n > MAX_OPTIONS_SHOWN)
    {
      json_object_set_null_member (extra_info, "input_config");
      list = g_strdup_printf ("(list of length %u)", n);
    }
  else if (choices != NULL)
    {
      g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), choices);

      list = figment_practice_python_str (node);
    }
  else
    {
      list = g_strdup ("[]");
    }
  is = figment_practice_python_str (value);
  details = g_strdup_printf ("%s: '%s' not in %s", input->name, is, list);
  json_object_set_member (extra_info, "received_value", json_node_ref (value));
  json_array_add_object_element (
      input->errors, _figment_practice_error_new ("value_not_in_list", "Value not in list", details, extra_info));
}

static void
check_file (FigmentPracticeInput   *input,
            FigmentPracticeFolders *folders,
            JsonNode               *value)
{
  g_autofree char *name = figment_practice_python_str (value);
  g_autofree char *path = figment_practice_folders_find (folders, name);
  const char *kind = figment_json_get_boolean (input->options, "video_upload", FALSE)   ? "video"
                     : figment_json_get_boolean (input->options, "audio_upload", FALSE) ? "audio"
                     : figment_json_get_boolean (input->options, "image_upload", FALSE) ? "image"
                                                                                        : NULL;
  g_autofree char *details = NULL;

  if (path != NULL)
    return;
  details = g_strdup_printf ("%s - Invalid %s%sfile: %s", input->name, kind != NULL ? kind : "",
                             kind != NULL ? " " : "", name);
  json_array_add_object_element (
      input->errors, _figment_practice_error_new ("custom_validation_failed", "Custom validation failed for node",
                                                  details, _figment_practice_extra_info_new (input, FALSE)));
}

/* Converts and checks an input that is not a link, and puts the converted value into @inputs. */
void
_figment_practice_check_literal (FigmentPracticeInput   *input,
                                 JsonArray              *spec,
                                 FigmentPracticeFolders *folders,
                                 JsonObject             *inputs,
                                 JsonNode               *value)
{
  JsonNode *wrapped = figment_json_get (figment_json_to_object (value), "__value__");
  g_autoptr(JsonNode) converted = convert_value (input, wrapped != NULL ? wrapped : value);

  if (converted == NULL)
    return;
  if (converted != value)
    json_object_set_member (inputs, input->name, json_node_ref (converted));
  if (figment_practice_is_upload (spec))
    check_file (input, folders, converted);
  else if (check_bound (input, converted, "min", -1) && check_bound (input, converted, "max", 1))
    check_choice (input, converted);
}

