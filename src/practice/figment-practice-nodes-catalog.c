/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <string.h>

#include "figment-practice-resources.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

#define CATALOG_PATH "/io/github/figment_app/Figment/practice/nodes.json"

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* By extension, as the real server does (folder_paths.py, filter_files_content_types). */
static gboolean
is_of_kind (const char *name,
            const char *kind)
{
  static const char *const images[] = { ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", NULL };
  static const char *const videos[] = { ".mp4", ".webm", ".mkv", ".mov", ".avi", ".m4v", NULL };
  const char *const *extensions = g_str_equal (kind, "video") ? videos : images;
  g_autofree char *folded = g_ascii_strdown (name, -1);

  for (guint i = 0; extensions[i] != NULL; i++)
    if (g_str_has_suffix (folded, extensions[i]))
      return TRUE;
  return FALSE;
}

/*
 * The files of @kind ("image", "video") on the first level of @input_dir, sorted; the real nodes show no more either
 * (ComfyUI nodes.py, LoadImage.INPUT_TYPES).
 */
static JsonArray *
list_files (const char *input_dir,
            const char *kind)
{
  JsonArray *array = json_array_new ();
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = input_dir != NULL ? g_dir_open (input_dir, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (input_dir, name, NULL);

      if (g_utf8_validate (name, -1, NULL) && is_of_kind (name, kind) && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (names, i));
  return array;
}

/* The list that "@name" in the stored catalog stands for. */
static JsonArray *
resolve_choices (JsonObject *choices,
                 const char *name,
                 const char *input_dir)
{
  if (g_str_has_prefix (name, "@input:"))
    return list_files (input_dir, name + strlen ("@input:"));
  return json_array_ref (figment_json_get_array (choices, name + 1));
}

static void
fill_choices (JsonArray  *spec,
              JsonObject *choices,
              const char *input_dir)
{
  const char *type = figment_json_to_string (json_array_get_element (spec, 0));
  JsonObject *options =
      json_array_get_length (spec) > 1 ? figment_json_to_object (json_array_get_element (spec, 1)) : NULL;
  const char *listed = options != NULL ? figment_json_get_string (options, "options") : NULL;

  if (listed != NULL)
    json_object_set_array_member (options, "options", resolve_choices (choices, listed, input_dir));
  if (type != NULL && type[0] == '@')
    {
      JsonNode *rest = options != NULL ? json_array_dup_element (spec, 1) : NULL;
      JsonArray *list = resolve_choices (choices, type, input_dir);

      while (json_array_get_length (spec) > 0)
        json_array_remove_element (spec, 0);
      json_array_add_array_element (spec, list);
      if (rest != NULL)
        json_array_add_element (spec, rest);
    }
}

static void
fill_section (JsonObject *section,
              JsonObject *choices,
              const char *input_dir)
{
  JsonObjectIter iter;
  JsonNode *spec;

  json_object_iter_init (&iter, section);
  while (json_object_iter_next (&iter, NULL, &spec))
    if (figment_json_to_array (spec) != NULL)
      fill_choices (figment_json_to_array (spec), choices, input_dir);
}

/* Returns: (transfer full): an object keyed by class, with real lists; any thread */
JsonNode *
figment_practice_nodes_object_info (const char *input_dir)
{
  static const char *const sections[] = { "required", "optional" };
  g_autoptr(GBytes) bytes
    = g_resource_lookup_data (figment_practice_get_resource (), CATALOG_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr(JsonNode) catalog = bytes != NULL ? figment_json_parse_bytes (bytes, NULL) : NULL;
  JsonObject *choices, *nodes;
  JsonObjectIter iter;
  JsonNode *node;

  g_return_val_if_fail (catalog != NULL, NULL);

  choices = figment_json_get_object (figment_json_to_object (catalog), "choices");
  nodes = figment_json_get_object (figment_json_to_object (catalog), "nodes");
  json_object_iter_init (&iter, nodes);
  while (json_object_iter_next (&iter, NULL, &node))
    for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
      {
        JsonObject *input = figment_json_get_object (figment_json_to_object (node), "input");
        JsonObject *section = figment_json_get_object (input, sections[i]);

        if (section != NULL)
          fill_section (section, choices, input_dir);
      }
  return json_object_dup_member (figment_json_to_object (catalog), "nodes");
}
