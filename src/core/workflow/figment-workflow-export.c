/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-export.h"

#include <string.h>

#define ENDING ".json"
#define N_PARTS 3

typedef struct
{
  GFile *files[N_PARTS]; /* (owned) (nullable) */
  char  *texts[N_PARTS]; /* (owned) (nullable): NULL: there is no such part */
} ExportData;

static void
export_data_free (gpointer user_data)
{
  ExportData *data = user_data;

  for (guint i = 0; i < N_PARTS; i++)
    {
      g_clear_object (&data->files[i]);
      g_free (data->texts[i]);
    }
  g_free (data);
}

/* "a.json" and "editor" give "a.editor.json". */
static GFile *
find_beside (GFile      *file,
             const char *part)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = NULL;

  if (g_str_has_suffix (base, ENDING))
    base[strlen (base) - strlen (ENDING)] = '\0';
  name = g_strconcat (base, ".", part, ENDING, NULL);
  return g_file_get_child (folder, name);
}

static void
export_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  ExportData *data = task_data;
  GError *error = NULL;

  for (guint i = 0; i < N_PARTS; i++)
    if (data->texts[i] != NULL
        && !g_file_replace_contents (data->files[i], data->texts[i], strlen (data->texts[i]), NULL, TRUE,
                                     G_FILE_CREATE_NONE, NULL, cancellable, &error))
      {
        g_task_return_error (task, error);
        return;
      }
  g_task_return_boolean (task, TRUE);
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
  data->files[0] = g_object_ref (file);
  data->files[1] = find_beside (file, "editor");
  data->files[2] = find_beside (file, "figment");
  data->texts[0] = g_strdup (figment_workflow_get_api_json (workflow));
  data->texts[1] = g_strdup (figment_workflow_get_graph_json (workflow));
  data->texts[2] = g_strdup (figment_workflow_get_input_mappings (workflow));
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
