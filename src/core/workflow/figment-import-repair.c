/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-private.h"

#include <glib/gi18n-lib.h>

#include "figment-placeholder.h"
#include "json/figment-json-value.h"

/* How many placeholders a warning names. */
#define MAX_NAMED 6

typedef struct
{
  JsonObject     *graph;
  FigmentCatalog *catalog;   /* (nullable) */
  gboolean        linked;    /* some node is linked to another as it has to be */
  gboolean        mend;      /* or count only */
  guint           n_numbers; /* so far */
  guint           n_names;
} Repair;

/* [id, slot], whether there is such a node or not. */
static gboolean
is_link (JsonNode *value)
{
  JsonArray *array = figment_json_to_array (value);
  gint64 slot;

  return array != NULL && json_array_get_length (array) == 2
         && figment_json_to_int64 (json_array_get_element (array, 1), &slot) && slot >= 0;
}

/* Of [4, 0]: the id as text, when there is such a node. Returns: (transfer full) (nullable) */
static char *
get_number_link (JsonObject *graph,
                 JsonNode   *value)
{
  g_autofree char *id =
      is_link (value) ? figment_json_dup_number (json_array_get_element (json_node_get_array (value), 0)) : NULL;

  return id != NULL && figment_json_get_object (graph, id) != NULL ? g_steal_pointer (&id) : NULL;
}

static const FigmentCatalogClass *
get_class (Repair     *repair,
           JsonObject *node)
{
  const char *class_type = figment_json_get_string (node, "class_type");

  return repair->catalog != NULL && class_type != NULL ? figment_catalog_lookup (repair->catalog, class_type) : NULL;
}

/*
 * "image": "load_image", the id of a node and nothing else, where a link belongs: so the server says, or it says
 * nothing and no node of the file is linked in any other way.
 */
static gboolean
names_node (Repair     *repair,
            JsonObject *node,
            const char *name,
            const char *text)
{
  const FigmentCatalogClass *class = get_class (repair, node);
  const FigmentCatalogInput *input = class != NULL ? figment_catalog_class_get_input (class, name) : NULL;

  if (text == NULL || figment_json_get_object (repair->graph, text) == NULL)
    return FALSE;
  if (input != NULL)
    return input->kind == FIGMENT_CATALOG_LINK;
  return !repair->linked && !g_ascii_isdigit (text[0]);
}

/* The first output of what @id names that fits; the first of all where nobody knows. */
static guint
choose_slot (Repair     *repair,
             JsonObject *node,
             const char *name,
             const char *id)
{
  const FigmentCatalogClass *class = get_class (repair, node);
  const FigmentCatalogClass *source = get_class (repair, figment_json_get_object (repair->graph, id));
  const FigmentCatalogInput *input = class != NULL ? figment_catalog_class_get_input (class, name) : NULL;

  for (guint i = 0; input != NULL && source != NULL && i < source->n_outputs; i++)
    if (g_str_equal (source->output_types[i], input->type))
      return i;
  return 0;
}

static void
set_link (Repair     *repair,
          JsonObject *inputs,
          const char *name,
          const char *id,
          gint64      slot)
{
  JsonArray *link;

  if (!repair->mend)
    return;
  link = json_array_new ();
  json_array_add_string_element (link, id);
  json_array_add_int_element (link, slot);
  json_object_set_array_member (inputs, name, link);
}

static void
repair_node (Repair     *repair,
             JsonObject *node)
{
  JsonObject *inputs = figment_json_get_object (node, "inputs");
  g_autoptr(GList) names = inputs != NULL ? json_object_get_members (inputs) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (inputs, l->data);
      const char *text = figment_json_to_string (value);
      g_autofree char *id = get_number_link (repair->graph, value);
      gint64 slot;

      if (id != NULL && figment_json_to_int64 (json_array_get_element (json_node_get_array (value), 1), &slot))
        {
          set_link (repair, inputs, l->data, id, slot);
          repair->n_numbers++;
        }
      else if (names_node (repair, node, l->data, text))
        {
          id = g_strdup (text);
          set_link (repair, inputs, l->data, id, choose_slot (repair, node, l->data, id));
          repair->n_names++;
        }
    }
}

static gboolean
has_link (JsonObject *node)
{
  JsonObject *inputs = figment_json_get_object (node, "inputs");
  JsonObjectIter iter;
  JsonNode *value;

  if (inputs == NULL)
    return FALSE;
  json_object_iter_init (&iter, inputs);
  while (json_object_iter_next (&iter, NULL, &value))
    if (is_link (value))
      return TRUE;
  return FALSE;
}

static void
repair_nodes (Repair   *repair,
              JsonNode *root)
{
  JsonObjectIter iter;
  JsonNode *node;

  repair->graph = json_node_get_object (root);
  repair->n_numbers = repair->n_names = 0;
  json_object_iter_init (&iter, repair->graph);
  while (!repair->linked && json_object_iter_next (&iter, NULL, &node))
    repair->linked = has_link (figment_json_to_object (node));
  json_object_iter_init (&iter, repair->graph);
  while (json_object_iter_next (&iter, NULL, &node))
    repair_node (repair, figment_json_to_object (node));
}

/* Links as people write them by hand: the server refuses them, in words of its own (KeyError, protocol §9). */
static JsonNode *
repair_links (JsonNode       *root,
              FigmentCatalog *catalog,
              GPtrArray      *warnings)
{
  g_autoptr(JsonNode) copy = NULL;
  Repair repair = { .catalog = catalog };

  repair_nodes (&repair, root);
  if (repair.n_numbers + repair.n_names == 0)
    return json_node_ref (root);
  copy = figment_json_copy (root);
  repair.mend = TRUE;
  repair_nodes (&repair, copy);
  if (repair.n_numbers > 0)
    g_ptr_array_add (warnings,
                     g_strdup_printf (ngettext ("%u link named its node by a number and was mended: ComfyUI takes "
                                                "texts only.",
                                                "%u links named their nodes by numbers and were mended: ComfyUI takes "
                                                "texts only.", repair.n_numbers), repair.n_numbers));
  if (repair.n_names > 0)
    g_ptr_array_add (warnings,
                     g_strdup_printf (ngettext ("%u input held nothing but the name of a node, and was linked to that "
                                                "node.",
                                                "%u inputs held nothing but the names of nodes, and were linked to "
                                                "those nodes.", repair.n_names), repair.n_names));
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
 * @catalog: (nullable): the server's
 *
 * Returns: (transfer full): @graph, or a copy of it in which what can be mended without doubt is
 */
JsonNode *
_figment_import_repair (JsonNode       *graph,
                        FigmentCatalog *catalog,
                        GPtrArray      *warnings)
{
  JsonNode *root = repair_links (graph, catalog, warnings);

  warn_of_placeholders (root, warnings);
  return root;
}
