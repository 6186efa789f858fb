/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-export.h"

#include <string.h>

#include "figment-sidecar.h"

#define N_PARTS 3

typedef struct
{
  GFile *file;           /* (owned) */
  char  *texts[N_PARTS]; /* (owned) (nullable): NULL: there is no such part */
  guint  last[N_PARTS];  /* the highest number there is of each, 0: none */
  char  *mappings;       /* (owned) (nullable) */
  FigmentWorkflowDetails *details; /* (owned) */
} ExportData;

/* What they are called beside the first, which has the name that was chosen. */
static const char *const parts[N_PARTS] = { NULL, FIGMENT_SIDECAR_EDITOR, FIGMENT_SIDECAR_CONTROLS };

static void
export_data_free (gpointer user_data)
{
  ExportData *data = user_data;

  g_object_unref (data->file);
  for (guint i = 0; i < N_PARTS; i++)
    g_free (data->texts[i]);
  g_free (data->mappings);
  figment_workflow_details_free (data->details);
  g_free (data);
}

static gboolean
fill (GFileOutputStream  *stream,
      const char         *text,
      GCancellable       *cancellable,
      GError            **error)
{
  return g_output_stream_write_all (G_OUTPUT_STREAM (stream), text, strlen (text), NULL, cancellable, error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

/* Nobody was asked about files of these names, so none that is there is touched. */
static gboolean
write_beside (ExportData    *data,
              guint          i,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GFile) beside = NULL;
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autofree char *name = NULL;

  for (guint number = data->last[i] + 1; ; number++)
    {
      g_clear_error (error);
      g_clear_object (&beside);
      beside = figment_sidecar_get_file (data->file, parts[i], MIN (number, FIGMENT_SIDECAR_MAX_NUMBER));
      stream = g_file_create (beside, G_FILE_CREATE_NONE, cancellable, error);
      /* Another export may have been faster. */
      if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_EXISTS) || number >= FIGMENT_SIDECAR_MAX_NUMBER)
        break;
    }
  if (stream != NULL && fill (stream, data->texts[i], cancellable, error))
    return TRUE;
  if (stream != NULL)
    g_file_delete (beside, NULL, NULL);
  name = g_file_get_basename (beside);
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

/*
 * Returns: (nullable): %NULL where the graph says it all, and none of an earlier export is there, which would be taken
 * for what belongs to this one
 */
static char *
write_sidecar (ExportData *data)
{
  gboolean says;
  const gboolean editor = data->texts[1] != NULL;
  g_autofree char *text = figment_sidecar_write (data->details, data->texts[0], data->mappings, editor, &says);

  return says || data->last[1] > 0 || data->last[2] > 0 ? g_steal_pointer (&text) : NULL;
}

static void
export_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  ExportData *data = task_data;
  GError *error = NULL;

  gboolean written = g_file_replace_contents (data->file, data->texts[0], strlen (data->texts[0]), NULL, TRUE,
                                              G_FILE_CREATE_NONE, NULL, cancellable, &error);

  figment_sidecar_find_last (data->file, cancellable, &data->last[1], &data->last[2]);
  if (written)
    data->texts[2] = write_sidecar (data);
  for (guint i = 1; written && i < N_PARTS; i++)
    written = data->texts[i] == NULL || write_beside (data, i, cancellable, &error);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
figment_workflow_export_async (FigmentWorkflow     *workflow,
                               GFile               *file,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (workflow, cancellable, callback, user_data);
  ExportData *data;

  g_return_if_fail (FIGMENT_IS_WORKFLOW (workflow));
  g_return_if_fail (G_IS_FILE (file));

  data = g_new0 (ExportData, 1);
  data->file = g_object_ref (file);
  data->texts[0] = g_strdup (figment_workflow_get_api_json (workflow));
  data->texts[1] = g_strdup (figment_workflow_get_graph_json (workflow));
  data->mappings = g_strdup (figment_workflow_get_input_mappings (workflow));
  data->details = figment_workflow_details_new (workflow);
  g_task_set_source_tag (task, figment_workflow_export_async);
  g_task_set_task_data (task, data, export_data_free);
  g_task_run_in_thread (task, export_in_thread);
}

/* Returns: whether all of it is written; if not, @error is in %G_IO_ERROR */
gboolean
figment_workflow_export_finish (FigmentWorkflow  *workflow,
                                GAsyncResult     *result,
                                GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workflow), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
