/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-private.h"

#include <glib/gi18n-lib.h>

#include "figment-placeholder.h"
#include "json/figment-json-value.h"

/* How many placeholders a warning names. */
#define MAX_NAMED 6

/* Of [4, 0]: the id as text, when there is such a node. Returns: (transfer full) (nullable) */
static char *
get_number_link (JsonObject *graph,
                 JsonNode   *value)
{
  JsonArray *array = figment_json_to_array (value);
  g_autofree char *id = NULL;
  gint64 slot;

  if (array == NULL || json_array_get_length (array) != 2
      || !figment_json_to_int64 (json_array_get_element (array, 1), &slot) || slot < 0)
    return NULL;
  id = figment_json_dup_number (json_array_get_element (array, 0));
  return id != NULL && figment_json_get_object (graph, id) != NULL ? g_steal_pointer (&id) : NULL;
}

static guint
repair_node (JsonObject *graph,
             JsonObject *node)
{
  JsonObject *inputs = figment_json_get_object (node, "inputs");
  g_autoptr(GList) names = inputs != NULL ? json_object_get_members (inputs) : NULL;
  guint n = 0;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (inputs, l->data);
      g_autofree char *id = get_number_link (graph, value);
      JsonArray *link;

      if (id == NULL)
        continue;
      link = json_array_new ();
      json_array_add_string_element (link, id);
      json_array_add_element (link, figment_json_copy (json_array_get_element (json_node_get_array (value), 1)));
      json_object_set_array_member (inputs, l->data, link);
      n++;
    }
  return n;
}

/* Links whose node is a number, which a server refuses with an error of its own (KeyError, protocol §9). */
static JsonNode *
repair_links (JsonNode  *root,
              GPtrArray *warnings)
{
  g_autoptr(JsonNode) copy = figment_json_copy (root);
  JsonObject *graph = json_node_get_object (copy);
  JsonObjectIter iter;
  JsonNode *node;
  guint n = 0;

  json_object_iter_init (&iter, graph);
  while (json_object_iter_next (&iter, NULL, &node))
    n += repair_node (graph, figment_json_to_object (node));
  if (n == 0)
    return json_node_ref (root);
  g_ptr_array_add (warnings,
                   g_strdup_printf (ngettext ("%u link named its node by a number and was mended: ComfyUI takes texts "
                                              "only.",
                                              "%u links named their nodes by numbers and were mended: ComfyUI takes "
                                              "texts only.", n), n));
  return g_steal_pointer (&copy);
}

static void
note_placeholder (GString    *names,
                  guint      *n,
                  const char *text,
                  gsize       length,
                  const char *id,
                  const char *input)
{
  if ((*n)++ < MAX_NAMED)
    /* Translators: a placeholder like {{seed}}, a node's id, an input's name. */
    g_string_append_printf (names, _("%s%.*s (node %s, %s)"), names->len > 0 ? ", " : "", (int) length, text, id,
                            input);
}

static void
warn_of_placeholders (JsonNode  *root,
                      GPtrArray *warnings)
{
  g_autoptr(GString) names = g_string_new (NULL);
  JsonObjectIter nodes, inputs;
  const char *id, *input;
  JsonNode *node, *value;
  guint n = 0;

  json_object_iter_init_ordered (&nodes, json_node_get_object (root));
  while (json_object_iter_next_ordered (&nodes, &id, &node))
    {
      JsonObject *object = figment_json_get_object (figment_json_to_object (node), "inputs");

      if (object == NULL)
        continue;
      json_object_iter_init_ordered (&inputs, object);
      while (json_object_iter_next_ordered (&inputs, &input, &value))
        {
          const char *text = figment_json_to_string (value);
          const char *found;
          gsize length;

          if (text != NULL && figment_placeholder_is (text))
            note_placeholder (names, &n, text, strlen (text), id, input);
          else if (text != NULL && (found = figment_placeholder_find (text, &length)) != NULL)
            note_placeholder (names, &n, found, length, id, input);
        }
    }
  if (n > MAX_NAMED)
    g_string_append (names, "…");
  if (n > 0)
    g_ptr_array_add (warnings,
                     /* Translators: a list of places. */
                     g_strdup_printf (_("Placeholders stand where values belong, for another program to fill in: %s. "
                                        "Give them values before you generate."), names->str));
}

/**
 * _figment_import_repair:
 * @graph: in API format
 *
 * Returns: (transfer full): @graph, or a copy of it in which what can be mended without doubt is
 */
JsonNode *
_figment_import_repair (JsonNode  *graph,
                        GPtrArray *warnings)
{
  JsonNode *root = repair_links (graph, warnings);

  warn_of_placeholders (root, warnings);
  return root;
}
