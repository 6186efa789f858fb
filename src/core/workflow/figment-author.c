/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-author-private.h"

#include <math.h>
#include <string.h>

/* Links that are followed to a literal, and controls beyond which a file means harm. */
#define MAX_HOPS 16
#define MAX_FIELDS 1000

struct _FigmentAuthor
{
  gatomicrefcount  ref_count;

  GPtrArray       *fields;  /* (owned) of FigmentAuthorField */
  GPtrArray       *outputs; /* (owned) of char */
};

static void
field_free (gpointer data)
{
  FigmentAuthorField *field = data;

  g_free (field->node_id);
  g_free (field->input);
  g_free (field->label);
  g_free (field->description);
  g_free (field->group);
  g_free (field);
}

/* The one input of a node that a link leads on by: of a primitive or reroute. */
static const char *
find_only_input (FigmentGraph *graph,
                 const char   *node_id)
{
  static const char *const values[] = { "value", "string", "text", "int", "float", "number", "boolean" };
  JsonObject *inputs = figment_graph_get_inputs (graph, node_id);
  g_autoptr(GList) names = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (figment_graph_get_input (graph, node_id, values[i]) != NULL)
      return values[i];
  if (inputs == NULL || json_object_get_size (inputs) != 1)
    return NULL;
  names = json_object_get_members (inputs);
  return names->data;
}

/**
 * _figment_author_add_field:
 *
 * Returns: (transfer none) (nullable): the new field, or %NULL where there is no literal, or it is a field already
 */
FigmentAuthorField *
_figment_author_add_field (FigmentAuthorReader *self,
                           FigmentAuthorSource  source,
                           const char          *node_id,
                           const char          *input)
{
  FigmentAuthorField *field;
  const char *next;
  g_autofree char *key = NULL;

  for (guint hops = 0; (next = figment_graph_get_link (self->graph, node_id, input, NULL)) != NULL; hops++)
    {
      node_id = next;
      input = figment_graph_has_node (self->graph, node_id) && hops < MAX_HOPS
                ? find_only_input (self->graph, node_id) : NULL;
      if (input == NULL)
        return NULL;
    }
  if (figment_graph_get_input (self->graph, node_id, input) == NULL || self->fields->len >= MAX_FIELDS)
    return NULL;
  key = g_strconcat (node_id, "\n", input, NULL);
  if (!g_hash_table_add (self->known, g_steal_pointer (&key)))
    return NULL;
  field = g_new0 (FigmentAuthorField, 1);
  *field = (FigmentAuthorField) { .node_id = g_strdup (node_id), .input = g_strdup (input), .source = source,
                                  .min = NAN, .max = NAN, .step = NAN };
  g_ptr_array_add (self->fields, field);
  return field;
}

void
_figment_author_add_output (FigmentAuthorReader *self,
                            const char          *node_id)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (g_str_equal (g_ptr_array_index (self->outputs, i), node_id))
      return;
  if (figment_graph_has_node (self->graph, node_id))
    g_ptr_array_add (self->outputs, g_strdup (node_id));
}

/**
 * figment_author_new:
 * @editor: (nullable): the workflow as ComfyUI's editor saves it; its nodes have the ids that they have in @graph, or
 *   stand in subgraphs
 *
 * Any thread. The form of App mode is complete: with it marks do not count.
 *
 * Returns: (transfer full): what is said; no fields where nothing is
 */
FigmentAuthor *
figment_author_new (FigmentGraph *graph,
                    JsonNode     *editor)
{
  FigmentAuthor *self = g_new0 (FigmentAuthor, 1);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  FigmentAuthorReader reader = { .graph = graph, .known = known };

  g_atomic_ref_count_init (&self->ref_count);
  self->fields = reader.fields = g_ptr_array_new_with_free_func (field_free);
  self->outputs = reader.outputs = g_ptr_array_new_with_free_func (g_free);
  if (editor != NULL)
    _figment_author_read_app (&reader, editor);
  if (self->fields->len > 0)
    return self;
  _figment_author_read_nodes (&reader);
  _figment_author_read_titles (&reader);
  _figment_author_read_placeholders (&reader);
  return self;
}

FigmentAuthor *
figment_author_ref (FigmentAuthor *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_author_unref (FigmentAuthor *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->outputs);
  g_free (self);
}

/**
 * figment_author_get_fields:
 *
 * Returns: (transfer none) (element-type FigmentAuthorField): the controls in the author's order
 */
GPtrArray *
figment_author_get_fields (FigmentAuthor *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->fields;
}

/**
 * figment_author_get_outputs:
 *
 * Returns: (transfer none) (element-type utf8): ids of the nodes whose results count
 */
GPtrArray *
figment_author_get_outputs (FigmentAuthor *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->outputs;
}
