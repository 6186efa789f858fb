/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-convert.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* A server's nodes of every kind that the converter reads. */
static const char object_info[] =
  "{\"KSampler\":{\"input\":{\"required\":{\"seed\":[\"INT\",{\"control_after_generate\":true}],\"steps\":[\"INT\"],"
  "\"cfg\":[\"FLOAT\"],\"sampler_name\":[[\"euler\",\"fixed\"]]}}},"
  "\"LoadImage\":{\"input\":{\"required\":{\"image\":[[\"a\"],{\"image_upload\":true}]},"
  "\"optional\":{\"x\":[\"STRING\",{\"forceInput\":true}]}}},"
  "\"D\":{\"input\":{\"required\":{\"how\":[\"COMFY_DYNAMICCOMBO_V3\",{\"options\":[{\"key\":\"k\","
  "\"inputs\":{\"required\":{\"n\":[\"INT\"],\"how\":[\"COMFY_DYNAMICCOMBO_V3\","
  "{\"options\":[{\"key\":\"k\",\"inputs\":{}}]}]}}}]}],"
  "\"rows\":[\"COMFY_DYNAMICGROUP_V3\",{\"template\":{\"required\":{\"w\":[\"FLOAT\"]}}}]}}}}";

static FigmentCatalog *
get_catalog (void)
{
  static FigmentCatalog *catalog;

  if (catalog == NULL)
    {
      g_autoptr(JsonNode) root = figment_json_parse (object_info, strlen (object_info), NULL);

      catalog = figment_catalog_new (root, NULL);
    }
  return catalog;
}

/* The bytes are a workflow of the editor: with a server's word and without, it becomes a graph that can be written. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(JsonNode) editor = figment_json_parse ((const char *) data, length, NULL);

  if (editor == NULL || !JSON_NODE_HOLDS_OBJECT (editor))
    return 0;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) error = NULL;
      g_autoptr(FigmentGraph) graph = figment_convert_editor (editor, i == 0 ? NULL : get_catalog (), warnings, &error);
      g_autofree char *text = graph != NULL ? figment_graph_to_text (graph) : NULL;
      g_autoptr(FigmentGraph) again = text != NULL ? figment_graph_parse (text, strlen (text), &error) : NULL;

      g_assert_true ((graph != NULL) == (error == NULL));
      g_assert_true (graph == NULL || again != NULL);
      for (guint k = 0; k < warnings->len; k++)
        g_assert_true (g_utf8_validate (g_ptr_array_index (warnings, k), -1, NULL));
    }
  return 0;
}
