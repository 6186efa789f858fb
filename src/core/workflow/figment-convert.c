/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-convert.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "figment-convert-private.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"

/* How many names a sentence lists. */
#define MAX_LISTED 5

/* cg-use-everywhere's links, which are in no node: "extra.ue_links": [{ downstream, downstream_slot, upstream, … }]. */
static void
read_broadcasts (FigmentConvert *convert)
{
  JsonArray *links =
      figment_json_get_array (figment_json_get_object (convert->editor->root, "extra"), "ue_links");

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *object = figment_json_to_object (json_array_get_element (links, i));
      const gint64 from = figment_json_get_int64 (object, "upstream_slot", -1);
      const gint64 to = figment_json_get_int64 (object, "downstream_slot", -1);
      FigmentEditorLink link = { 0 };
      const char *controller;

      link.origin = _figment_editor_intern_id (convert->editor, figment_json_get (object, "upstream"));
      link.target = _figment_editor_intern_id (convert->editor, figment_json_get (object, "downstream"));
      controller = _figment_editor_intern_id (convert->editor, figment_json_get (object, "controller"));
      if (link.origin == NULL || link.target == NULL || from < 0 || from > G_MAXINT || to < 0 || to > G_MAXINT)
        continue;
      link.origin_slot = (guint) from;
      link.target_slot = (guint) to;
      g_hash_table_insert (convert->broadcast, g_strdup_printf ("%s\t%u", link.target, link.target_slot),
                           g_memdup2 (&link, sizeof link));
      if (controller != NULL)
        g_hash_table_add (convert->senders, (gpointer) controller);
    }
}

static gboolean
is_run (FigmentConvert    *convert,
        FigmentInstance   *instance,
        FigmentEditorNode *node)
{
  if (node->mode == FIGMENT_EDITOR_MODE_NEVER || node->mode == FIGMENT_EDITOR_MODE_BYPASS || node->definition != NULL
      || _figment_convert_is_virtual (convert, node))
    return FALSE;
  /* A node that only spreads its inputs, which the links above have done. */
  return instance->parent != NULL || !g_hash_table_contains (convert->senders, node->id)
         || _figment_editor_get_n_slots (node->outputs) > 0;
}

static JsonNode *
build_link (const FigmentSource *source)
{
  g_autofree char *id = g_strconcat (source->instance->prefix, source->node->id, NULL);
  g_autoptr(JsonArray) array = json_array_new ();

  json_array_add_string_element (array, id);
  json_array_add_int_element (array, source->slot);
  return json_node_init_array (json_node_alloc (), array);
}

static void
add_links (FigmentConvert    *convert,
           FigmentInstance   *instance,
           FigmentEditorNode *node,
           JsonObject        *inputs)
{
  for (guint i = 0; i < _figment_editor_get_n_slots (node->inputs); i++)
    {
      const char *name = _figment_editor_slot_get_name (_figment_editor_get_slot (node->inputs, i));
      FigmentSource source;

      if (name == NULL || _figment_convert_is_spent (convert))
        continue;
      source = _figment_convert_resolve (convert, instance, node, i);
      switch (source.kind)
        {
        case FIGMENT_SOURCE_LINK:
          if (is_run (convert, source.instance, source.node)
              && _figment_convert_spend (convert, strlen (name) + strlen (source.instance->prefix)))
            json_object_set_member (inputs, name, build_link (&source));
          break;
        case FIGMENT_SOURCE_VALUE: _figment_convert_set_literal (convert, inputs, name, source.value); break;
        case FIGMENT_SOURCE_GONE: json_object_remove_member (inputs, name); break;
        case FIGMENT_SOURCE_NOTHING:
        default: break;
        }
    }
}

static const char *
get_title (FigmentConvert    *convert,
           FigmentEditorNode *node)
{
  const FigmentCatalogClass *class =
      convert->catalog != NULL ? figment_catalog_lookup (convert->catalog, node->type) : NULL;

  if (node->title != NULL && node->title[0] != '\0')
    return node->title;
  return class != NULL ? class->display_name : node->type;
}

static JsonObject *
build_node (FigmentConvert    *convert,
            FigmentInstance   *instance,
            FigmentEditorNode *node)
{
  JsonObject *object = json_object_new (), *inputs = json_object_new (), *meta = json_object_new ();

  _figment_convert_add_widgets (convert, instance, node, inputs);
  add_links (convert, instance, node, inputs);
  json_object_set_object_member (object, "inputs", inputs);
  json_object_set_string_member (object, "class_type", node->type);
  json_object_set_string_member (meta, "title", get_title (convert, node));
  json_object_set_object_member (object, "_meta", meta);
  return object;
}

static void
build_scope (FigmentConvert  *convert,
             FigmentInstance *instance,
             JsonObject      *graph)
{
  for (guint i = 0; i < instance->scope->nodes->len && !_figment_convert_is_spent (convert); i++)
    {
      FigmentEditorNode *node = g_ptr_array_index (instance->scope->nodes, i);
      FigmentInstance *child = g_hash_table_lookup (instance->children, node);
      g_autofree char *id = NULL;

      if (child != NULL)
        build_scope (convert, child, graph);
      if (!is_run (convert, instance, node)
          || !_figment_convert_spend (convert, strlen (instance->prefix) + strlen (node->id) + strlen (node->type)
                                                   + strlen (get_title (convert, node))))
        continue;
      id = g_strconcat (instance->prefix, node->id, NULL);
      json_object_set_object_member (graph, id, build_node (convert, instance, node));
    }
}

/* "A, B, C and 4 more" */
static char *
list_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len && i < MAX_LISTED; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (names, i));
  if (names->len > MAX_LISTED)
    /* Translators: behind a list of names that is not complete. */
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", names->len - MAX_LISTED),
                            names->len - MAX_LISTED);
  return g_string_free (text, FALSE);
}

static void
add_warnings (FigmentConvert *convert,
              GPtrArray      *warnings)
{
  if (convert->unknown->len > 0)
    {
      g_autofree char *names = list_names (convert->unknown);

      /* Translators: a list of node classes. */
      g_ptr_array_add (warnings,
                       g_strdup_printf (_("The file does not say what the values of these nodes are called, so they "
                                          "were left out: %s. Import it again while a ComfyUI that has these nodes is "
                                          "connected."), names));
    }
  if (convert->misfits->len > 0)
    {
      g_autofree char *names = list_names (convert->misfits);

      /* Translators: a list of node classes. */
      g_ptr_array_add (warnings,
                       g_strdup_printf (_("These nodes have changed since the file was saved, so check their values: "
                                          "%s."), names));
    }
  if (convert->too_deep)
    g_ptr_array_add (warnings,
                     g_strdup (_("Subgraphs in this file contain themselves, are nested too deep or are too large; "
                                 "part of it was left out.")));
}

static void
convert_clear (FigmentConvert *convert)
{
  g_clear_pointer (&convert->outer, _figment_instance_free);
  g_clear_pointer (&convert->editor, _figment_editor_free);
  g_hash_table_unref (convert->broadcast);
  g_hash_table_unref (convert->senders);
  g_string_chunk_free (convert->strings);
  g_ptr_array_unref (convert->blocks);
  g_ptr_array_unref (convert->unknown);
  g_ptr_array_unref (convert->misfits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigmentConvert, convert_clear)

/**
 * figment_convert_editor:
 * @editor: a whole document of the editor's
 * @catalog: (nullable)
 *
 * Returns: (transfer full): the graph that would be sent, or %NULL with %FIGMENT_WORKFLOW_ERROR_BROKEN when nothing in
 *   the file runs
 */
FigmentGraph *
figment_convert_editor (JsonNode        *editor,
                        FigmentCatalog  *catalog,
                        GPtrArray       *warnings,
                        GError         **error)
{
  g_auto(FigmentConvert) convert = { .catalog = catalog };
  g_autoptr(JsonNode) root = NULL;
  JsonObject *graph = json_object_new ();

  g_return_val_if_fail (figment_json_to_object (editor) != NULL, NULL);
  convert.editor = _figment_editor_new (json_node_get_object (editor));
  convert.broadcast = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  convert.senders = g_hash_table_new (g_str_hash, g_str_equal);
  convert.strings = g_string_chunk_new (4096);
  convert.blocks = g_ptr_array_new_with_free_func (g_free);
  convert.unknown = g_ptr_array_new ();
  convert.misfits = g_ptr_array_new ();
  read_broadcasts (&convert);
  convert.outer = _figment_instance_new (&convert, NULL, NULL, convert.editor->outer, 0);
  build_scope (&convert, convert.outer, graph);
  root = json_node_init_object (json_node_alloc (), graph);
  json_object_unref (graph);
  if (json_object_get_size (graph) == 0)
    {
      g_set_error_literal (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BROKEN,
                           convert.editor->outer->nodes->len == 0
                               ? _("The workflow has no nodes.")
                               : _("Nothing in the workflow runs: its nodes are muted, bypassed, or notes."));
      return NULL;
    }
  add_warnings (&convert, warnings);
  return figment_graph_new (root, error);
}
