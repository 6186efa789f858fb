/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-file.h"

#include <glib/gi18n-lib.h>

#include "workflow/figment-analysis.h"
#include "workflow/figment-importer.h"
#include "workflow/figment-workflow-error.h"

/* Bytes; workflows have up to 2 MB, and no film that somebody drops here by mistake is read whole. */
#define MAX_SIZE (32 * 1024 * 1024)

typedef struct
{
  GFile          *file;    /* (owned) */
  FigmentCatalog *catalog; /* (owned) (nullable) */
} LoadData;

static void
load_data_free (LoadData *data)
{
  g_object_unref (data->file);
  g_clear_pointer (&data->catalog, figment_catalog_unref);
  g_free (data);
}

/* One byte more than is allowed, so that too much can be told from just enough. */
static GBytes *
read_file (GFile        *file,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr(GByteArray) array = g_byte_array_new ();
  guint8 buffer[64 * 1024];
  gssize n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, cancellable, error)) > 0)
    {
      g_byte_array_append (array, buffer, (guint) n);
      if (array->len > MAX_SIZE)
        {
          g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                       _("The file is larger than %d MB, which no workflow is"), MAX_SIZE / 1024 / 1024);
          return NULL;
        }
    }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&array)) : NULL;
}

static char *
build_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_strdup ("");

  if (g_str_has_suffix (name, ".json"))
    name[strlen (name) - strlen (".json")] = '\0';
  g_strdelimit (name, "\n\r\t", ' ');
  g_strstrip (name);
  return g_strdup (name[0] != '\0' ? name : _("Workflow"));
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  LoadData *data = task_data;
  GError *error = NULL;
  g_autofree char *base = g_file_get_basename (data->file);
  g_autofree char *name = build_name (data->file);
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = read_file (data->file, cancellable, &error);
  g_autoptr(FigmentGraph) graph = bytes != NULL ? figment_importer_import (bytes, base, &error) : NULL;
  g_autoptr(FigmentAnalysis) analysis = NULL;

  if (graph == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  analysis = figment_analysis_new (graph, data->catalog);
  text = figment_graph_to_text (graph);
  g_task_return_pointer (task, figment_workflow_new (name, figment_analysis_get_mode (analysis), text), g_object_unref);
}

/**
 * figment_workflow_file_load_async:
 * @catalog: (nullable): helps to tell the mode
 *
 * Reads and understands a file in a thread. The workflow has the file's name and is not in the store yet.
 */
void
figment_workflow_file_load_async (GFile              *file,
                                  FigmentCatalog     *catalog,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  LoadData *data = g_new0 (LoadData, 1);

  data->file = g_object_ref (file);
  data->catalog = catalog != NULL ? figment_catalog_ref (catalog) : NULL;
  g_task_set_source_tag (task, figment_workflow_file_load_async);
  g_task_set_task_data (task, data, (GDestroyNotify) load_data_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * figment_workflow_file_load_finish:
 *
 * Returns: (transfer full): the workflow, or %NULL with @error in %FIGMENT_WORKFLOW_ERROR or %G_IO_ERROR
 */
FigmentWorkflow *
figment_workflow_file_load_finish (GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
