/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-importer.h"

#include <glib/gi18n-lib.h>

#include "figment-importer-private.h"
#include "json/figment-json.h"

/**
 * figment_importer_import:
 * @file_name: (nullable): for the messages; a path is cut to its last part
 *
 * Takes a graph in API format, bare or as the "prompt" of what was sent to POST /prompt.
 *
 * Returns: (transfer full): the graph, or %NULL with @error in %FIGMENT_WORKFLOW_ERROR that says what the file is and
 *   what to do
 */
FigmentGraph *
figment_importer_import (GBytes      *bytes,
                         const char  *file_name,
                         GError     **error)
{
  g_autofree char *base = file_name != NULL ? g_path_get_basename (file_name) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_strdup (_("This file"));
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  if (_figment_importer_refuse_bytes (bytes, name, error))
    return NULL;
  root = figment_json_parse_bytes (bytes, NULL);
  if (root == NULL)
    {
      _figment_importer_explain_text (bytes, name, error);
      return NULL;
    }
  return _figment_importer_find_graph (root, name, error);
}
