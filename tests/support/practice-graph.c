/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-graph.h"

#include <glib/gstdio.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static gboolean
interrupted (FigmentPracticeContext *context)
{
  PracticeGraph *self = (PracticeGraph *) context;

  return self->interrupt_at > 0 && self->n_progress >= self->interrupt_at;
}

static void
progress (FigmentPracticeContext *context,
          double                  value,
          double                  max,
          GBytes                 *preview)
{
  PracticeGraph *self = (PracticeGraph *) context;

  self->n_progress++;
  self->last_value = value;
  self->last_max = max;
  if (preview != NULL)
    g_ptr_array_add (self->previews, g_bytes_ref (preview));
}

static void
image (FigmentPracticeContext *context,
       GBytes                 *png)
{
  g_ptr_array_add (((PracticeGraph *) context)->images, g_bytes_ref (png));
}

void
practice_graph_init (PracticeGraph *self)
{
  *self = (PracticeGraph) { 0 };
  self->folder = g_dir_make_tmp ("practice-nodes-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->input_dir = g_build_filename (self->folder, "input", NULL);
  self->output_dir = g_build_filename (self->folder, "output", NULL);
  self->temp_dir = g_build_filename (self->folder, "temp", NULL);
  g_assert_no_errno (g_mkdir (self->input_dir, 0755));
  g_assert_no_errno (g_mkdir (self->output_dir, 0755));
  g_assert_no_errno (g_mkdir (self->temp_dir, 0755));
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->previews = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->images = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->context.input_dir = self->input_dir;
  self->context.output_dir = self->output_dir;
  self->context.temp_dir = self->temp_dir;
  self->context.interrupted = interrupted;
  self->context.progress = progress;
  self->context.image = image;
}

void
practice_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      practice_remove_tree (child);
    }
  g_assert_no_errno (g_remove (path));
}

void
practice_graph_clear (PracticeGraph *self)
{
  practice_remove_tree (self->folder);
  g_clear_pointer (&self->results, g_hash_table_unref);
  g_clear_pointer (&self->previews, g_ptr_array_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->input_dir, g_free);
  g_clear_pointer (&self->output_dir, g_free);
  g_clear_pointer (&self->temp_dir, g_free);
}

static gboolean
run_node (PracticeGraph  *self,
          JsonObject     *graph,
          const char     *id,
          JsonNode      **ui,
          GError        **error)
{
  JsonObject *node = figment_json_get_object (graph, id), *inputs;
  g_autoptr(JsonObject) literals = json_object_new ();
  g_autoptr(GHashTable) links = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *outputs;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_assert_nonnull (node);
  inputs = figment_json_get_object (node, "inputs");
  json_object_iter_init (&iter, inputs);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonArray *link = figment_json_to_array (value);
      const char *from;

      if (link == NULL)
        {
          json_object_set_member (literals, name, figment_json_copy (value));
          continue;
        }
      from = json_array_get_string_element (link, 0);
      if (!g_hash_table_contains (self->results, from) && !run_node (self, graph, from, NULL, error))
        return FALSE;
      outputs = g_hash_table_lookup (self->results, from);
      g_assert_cmpuint (json_array_get_int_element (link, 1), <, outputs->len);
      g_hash_table_insert (links, (gpointer) name, g_ptr_array_index (outputs, json_array_get_int_element (link, 1)));
    }
  if (!figment_practice_nodes_execute (&self->context, id, figment_json_get_string (node, "class_type"), literals,
                                       links, &outputs, ui, error))
    return FALSE;
  g_hash_table_insert (self->results, g_strdup (id), outputs);
  return TRUE;
}

/* Runs @node_id of the API graph @graph and what it needs; nothing is kept from an earlier run. */
gboolean
practice_graph_run (PracticeGraph  *self,
                    const char     *graph,
                    const char     *node_id,
                    JsonNode      **ui,
                    GError        **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(JsonNode) root = figment_json_parse (graph, strlen (graph), &local);

  g_assert_no_error (local);
  g_hash_table_remove_all (self->results);
  g_ptr_array_set_size (self->previews, 0);
  g_ptr_array_set_size (self->images, 0);
  self->n_progress = 0;
  self->context.prompt = graph;
  return run_node (self, figment_json_to_object (root), node_id, ui, error);
}

/* As above, for a saving node that must not fail. Returns: (transfer full) (element-type filename): the files */
GPtrArray *
practice_graph_save (PracticeGraph *self,
                     const char    *graph,
                     const char    *node_id)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(JsonNode) ui = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *images;

  practice_graph_run (self, graph, node_id, &ui, &error);
  g_assert_no_error (error);
  images = figment_json_get_array (figment_json_to_object (ui), "images");
  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      JsonObject *item = json_array_get_object_element (images, i);
      const char *type = figment_json_get_string (item, "type");

      g_ptr_array_add (paths, g_build_filename (g_str_equal (type, "temp") ? self->temp_dir : self->output_dir,
                                                figment_json_get_string (item, "subfolder"),
                                                figment_json_get_string (item, "filename"), NULL));
    }
  return paths;
}
