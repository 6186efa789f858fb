/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-load.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "json/figment-json.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-importer.h"
#include "workflow/figment-starter.h"
#include "workflow/figment-workflow-error.h"

/**
 * figment_cli_load_file:
 *
 * Reads no more than the JSON door lets through, whatever the file's size says: it may be a device or a pipe.
 */
FigmentGraph *
figment_cli_load_file (const char  *path,
                       GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr(GByteArray) contents = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  if (stream == NULL)
    return NULL;
  while (contents->len <= FIGMENT_JSON_MAX_BYTES)
    {
      guint8 buffer[64 * 1024];
      const gssize n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      g_byte_array_append (contents, buffer, (guint) n);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&contents));
  return figment_importer_import (bytes, name, error);
}

/**
 * figment_cli_load_workflow:
 * @name: (out) (transfer full): what to call it
 */
FigmentGraph *
figment_cli_load_workflow (const FigmentCliOptions  *options,
                           char                    **name,
                           GError                  **error)
{
  const FigmentStarter *starter = figment_starter_find (options->mode);
  g_autofree char *file_name = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (options->workflow != NULL)
    {
      g_autofree char *base = g_path_get_basename (options->workflow);

      *name = g_filename_display_name (base);
      return figment_cli_load_file (options->workflow, error);
    }
  if (starter == NULL)
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                   _("Figment brings no workflow for “%s”; name one with --workflow"),
                   figment_mode_to_nick (options->mode));
      return NULL;
    }
  file_name = g_strconcat (starter->id, ".json", NULL);
  bytes = figment_starter_load (starter->id, error);
  *name = g_strdup (starter->title);
  return bytes != NULL ? figment_importer_import (bytes, file_name, error) : NULL;
}

/* Returns: (transfer full) (nullable) */
char *
figment_cli_find_fatal (FigmentGraph   *graph,
                        FigmentCatalog *catalog)
{
  g_autoptr(GPtrArray) problems = figment_graph_check (graph, catalog);

  for (guint i = 0; i < problems->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == FIGMENT_PROBLEM_FATAL)
        return g_strdup (problem->message);
    }
  return NULL;
}
