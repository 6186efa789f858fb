/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-load.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "json/figment-json.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-starter.h"
#include "workflow/figment-workflow-error.h"

/**
 * figment_cli_load_file:
 * @catalog: (nullable): the server's
 */
FigmentImport *
figment_cli_load_file (const char      *path,
                       FigmentCatalog  *catalog,
                       GError         **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? figment_import_read (G_INPUT_STREAM (stream), name, catalog, NULL, error) : NULL;
}

/* What comes through a pipe comes once, so it is kept; not more than any workflow has. */
static GInputStream *
keep (GInputStream  *stream,
      GError       **error)
{
  g_autofree guint8 *data = NULL;
  gsize size;

  if (G_IS_SEEKABLE (stream) && g_seekable_can_seek (G_SEEKABLE (stream)))
    return g_object_ref (stream);
  data = g_malloc (FIGMENT_JSON_MAX_BYTES + 1);
  if (!g_input_stream_read_all (stream, data, FIGMENT_JSON_MAX_BYTES + 1, &size, NULL, error))
    return NULL;
  return g_memory_input_stream_new_from_data (g_steal_pointer (&data), (gssize) size, g_free);
}

static GInputStream *
open_file (const char  *path,
           GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? keep (G_INPUT_STREAM (stream), error) : NULL;
}

/**
 * figment_cli_open_workflow:
 * @name: (out) (transfer full): what to call it
 * @file_name: (out) (transfer full) (nullable)
 *
 * Returns: (transfer full): a stream that can be read more than once
 */
GInputStream *
figment_cli_open_workflow (const FigmentCliOptions  *options,
                           char                    **name,
                           char                    **file_name,
                           GError                  **error)
{
  const FigmentStarter *starter = figment_starter_find (options->mode);
  g_autoptr(GBytes) bytes = NULL;

  if (options->workflow != NULL)
    {
      *file_name = g_path_get_basename (options->workflow);
      *name = g_filename_display_name (*file_name);
      return open_file (options->workflow, error);
    }
  if (starter == NULL)
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                   _("Figment brings no workflow for “%s”; name one with --workflow"),
                   figment_mode_to_nick (options->mode));
      return NULL;
    }
  *file_name = g_strconcat (starter->id, ".json", NULL);
  bytes = figment_starter_load (starter->id, error);
  *name = g_strdup (starter->title);
  return bytes != NULL ? g_memory_input_stream_new_from_bytes (bytes) : NULL;
}

FigmentCatalog *
figment_cli_load_catalog (const char  *path,
                          GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr(GConverter) converter = NULL;
  g_autoptr(GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, error));
  g_autoptr(GInputStream) plain = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) bytes = NULL;
  FigmentCatalog *catalog;

  if (stream == NULL)
    return NULL;
  if (g_str_has_suffix (path, ".gz"))
    converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  plain = converter != NULL ? g_converter_input_stream_new (stream, converter) : g_object_ref (stream);
  if (g_output_stream_splice (memory, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  catalog = figment_catalog_parse (bytes, error);
  if (catalog == NULL)
    g_prefix_error (error, "%s: ", name);
  return catalog;
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
