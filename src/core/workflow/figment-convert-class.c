/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "figment-convert-private.h"
#include "figment-known-nodes.h"
#include "json/figment-json-value.h"

/*
 * Nodes that exist in the editor alone: the server never hears of them. Those with links are passed through, an output
 * standing for the input of the same number (ComfyUI_frontend ExecutableNodeDTO.ts). Core: Note, MarkdownNote, Reroute,
 * PrimitiveNode; the others are packs': KJNodes, Easy-Use, rgthree, mtb.
 */
static const char *const virtual_classes[] = {
  "Note",
  "MarkdownNote",
  "Reroute",
  "PrimitiveNode",
  "SetNode",
  "GetNode",
  "easy setNode",
  "easy getNode",
  "easy bookmark",
  "Note Plus (mtb)",
  "Reroute (rgthree)",
  "Bookmark (rgthree)",
  "Label (rgthree)",
  "Fast Muter (rgthree)",
  "Fast Bypasser (rgthree)",
  "Fast Groups Muter (rgthree)",
  "Fast Groups Bypasser (rgthree)",
  "Fast Actions Button (rgthree)",
  "Mute / Bypass Repeater (rgthree)",
  "Mute / Bypass Relay (rgthree)",
  "Node Collector (rgthree)",
  "Random Unmuter (rgthree)",
};

static gboolean
has_links (FigmentEditorNode *node)
{
  for (guint i = 0; i < _figment_editor_get_n_slots (node->inputs); i++)
    if (figment_json_is_number (figment_json_get (_figment_editor_get_slot (node->inputs, i), "link")))
      return TRUE;
  for (guint i = 0; i < _figment_editor_get_n_slots (node->outputs); i++)
    {
      JsonArray *links = figment_json_get_array (_figment_editor_get_slot (node->outputs, i), "links");

      if (links != NULL && json_array_get_length (links) > 0)
        return TRUE;
    }
  return FALSE;
}

/*
 * Beside those of the list, a node that no server has named (the editor notes the class of a server's node in its
 * properties), that the catalog does not know and that is linked to nothing is decoration of a pack not met yet.
 */
gboolean
_figment_convert_is_virtual (FigmentConvert    *convert,
                             FigmentEditorNode *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (virtual_classes); i++)
    if (g_str_equal (node->type, virtual_classes[i]))
      return TRUE;
  return convert->catalog != NULL && figment_catalog_lookup (convert->catalog, node->type) == NULL
         && figment_known_nodes_find (node->type) == NULL
         && figment_json_get (figment_json_get_object (node->object, "properties"), "Node name for S&R") == NULL
         && !has_links (node);
}

gboolean
_figment_convert_is_primitive (FigmentEditorNode *node)
{
  return g_str_equal (node->type, "PrimitiveNode");
}

gboolean
_figment_convert_is_setter (FigmentEditorNode *node)
{
  return g_str_equal (node->type, "SetNode") || g_str_equal (node->type, "easy setNode");
}

gboolean
_figment_convert_is_getter (FigmentEditorNode *node)
{
  return g_str_equal (node->type, "GetNode") || g_str_equal (node->type, "easy getNode");
}

/* What the editor puts behind a seed (ComfyUI_frontend scripts/widgets.ts, addValueControlWidgets). */
gboolean
_figment_convert_is_control_word (JsonNode *value)
{
  static const char *const words[] = { "fixed", "increment", "decrement", "randomize", "increment-wrap", NULL };
  const char *text = figment_json_to_string (value);

  return text != NULL && g_strv_contains (words, text);
}

/* "control_after_generate", "461: control_after_generate", "control_filter_list" … */
gboolean
_figment_convert_is_control_name (const char *name)
{
  return strstr (name, "control_after_generate") != NULL || strstr (name, "control_before_generate") != NULL
         || strstr (name, "control_filter_list") != NULL;
}
