/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-digest.h"
#include "workflow/figment-sidecar.h"
#include "workflow/figment-workflow-error.h"

typedef struct
{
  GFile          *file;    /* (owned) (nullable) */
  GBytes         *bytes;   /* (owned) (nullable) in place of a file */
  char           *name;    /* (owned) (nullable) of @bytes */
  FigmentCatalog *catalog; /* (owned) (nullable) */
  GPtrArray      *library; /* (owned) of FigmentWorkflow; the thread reads of them what never changes, and keeps that
                            * with g_object_replace_data (), which is for any thread */
} LoadData;

static void
load_data_free (LoadData *data)
{
  g_clear_object (&data->file);
  g_clear_pointer (&data->bytes, g_bytes_unref);
  g_clear_pointer (&data->catalog, figment_catalog_unref);
  g_ptr_array_unref (data->library);
  g_free (data->name);
  g_free (data);
}

void
figment_workflow_file_free (FigmentWorkflowFile *self)
{
  g_clear_object (&self->workflow);
  g_clear_pointer (&self->import, figment_import_unref);
  g_clear_object (&self->known);
  g_strfreev (self->notes);
  g_free (self);
}

static FigmentImport *
import (LoadData      *data,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autofree char *base = data->file != NULL ? g_file_get_basename (data->file) : NULL;
  g_autoptr(GFileInputStream) stream = NULL;

  if (data->bytes != NULL)
    return figment_import_new (data->bytes, data->name, data->catalog, error);
  stream = g_file_read (data->file, cancellable, error);
  return stream != NULL ? figment_import_read (G_INPUT_STREAM (stream), base, data->catalog, cancellable, error) : NULL;
}

/*
 * Returns: (transfer none): of the graph, which never changes: it is made once, by whichever thread needs it first.
 * Empty where the graph cannot be read.
 */
static const char *
get_digest (FigmentWorkflow *workflow)
{
  static const char key[] = "figment-digest";
  const char *known = g_object_get_data (G_OBJECT (workflow), key);
  const char *text = figment_workflow_get_api_json (workflow);
  g_autoptr(FigmentGraph) graph = NULL;
  g_autofree char *digest = NULL;

  if (known != NULL)
    return known;
  graph = figment_graph_parse (text, strlen (text), NULL);
  digest = graph != NULL ? figment_graph_dup_digest (graph) : g_strdup ("");
  if (g_object_replace_data (G_OBJECT (workflow), key, NULL, digest, g_free, NULL))
    return g_steal_pointer (&digest);
  return g_object_get_data (G_OBJECT (workflow), key);
}

/* Returns: (transfer none) (nullable): the one of the library that does what @graph does */
static FigmentWorkflow *
find_known (GPtrArray    *library,
            FigmentGraph *graph,
            GCancellable *cancellable)
{
  g_autofree char *digest = figment_graph_dup_digest (graph);

  for (guint i = 0; i < library->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (strcmp (digest, get_digest (g_ptr_array_index (library, i))) == 0)
      return g_ptr_array_index (library, i);
  return NULL;
}

/* What is beside a file belongs to it. Returns: what is to be said about both */
static GStrv
look_beside (LoadData        *data,
             FigmentWorkflow *workflow,
             FigmentImport   *imported,
             FigmentAnalysis *analysis,
             GCancellable    *cancellable)
{
  const char *const *warnings = figment_import_get_warnings (imported);
  GPtrArray *notes = g_ptr_array_new ();

  for (guint i = 0; warnings[i] != NULL; i++)
    g_ptr_array_add (notes, g_strdup (warnings[i]));
  if (data->file != NULL)
    figment_sidecar_load (data->file, workflow, figment_import_get_graph (imported), analysis, cancellable, notes);
  g_ptr_array_add (notes, NULL);
  return (GStrv) g_ptr_array_free (notes, FALSE);
}

/* Somebody has taken one that belongs to a workflow for a workflow. */
static void
explain_sidecar (LoadData  *data,
                 GError   **error)
{
  g_autoptr(GFile) owner = data->file != NULL ? figment_sidecar_get_owner (data->file) : NULL;
  g_autofree char *base = owner != NULL ? g_file_get_basename (owner) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;

  if (name == NULL || !g_error_matches (*error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW))
    return;
  g_clear_error (error);
  g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
               /* Translators: the name of a file. */
               _("This is what Figment keeps beside “%s”. Import that file, and this one is taken along."), name);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  LoadData *data = task_data;
  GError *error = NULL;
  g_autoptr(FigmentImport) imported = import (data, cancellable, &error);
  g_autoptr(FigmentAnalysis) analysis = NULL;
  g_autofree char *text = NULL;
  g_autofree char *editor = NULL;
  FigmentWorkflowFile *result;
  FigmentWorkflow *known;

  if (imported == NULL)
    {
      explain_sidecar (data, &error);
      g_task_return_error (task, error);
      return;
    }
  analysis = figment_analysis_new_with_editor (figment_import_get_graph (imported), data->catalog,
                                               figment_import_get_editor (imported));
  text = figment_graph_to_text (figment_import_get_graph (imported));
  editor = figment_import_dup_editor_json (imported);
  known = find_known (data->library, figment_import_get_graph (imported), cancellable);

  result = g_new0 (FigmentWorkflowFile, 1);
  result->workflow =
      figment_workflow_new (figment_import_get_name (imported), figment_analysis_get_mode (analysis), text);
  figment_workflow_set_graph_json (result->workflow, editor);
  result->notes = look_beside (data, result->workflow, imported, analysis, cancellable);
  result->known = known != NULL ? g_object_ref (known) : NULL;
  result->import = g_steal_pointer (&imported);
  g_task_return_pointer (task, result, (GDestroyNotify) figment_workflow_file_free);
}

static GPtrArray *
list_library (GListModel *library)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; library != NULL && i < g_list_model_get_n_items (library); i++)
    g_ptr_array_add (list, g_list_model_get_item (library, i));
  return list;
}

/* @data: (transfer full). Cancelled, it returns at once, and what the thread still does is forgotten. */
static void
start (LoadData            *data,
       FigmentCatalog      *catalog,
       GListModel          *library,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  data->catalog = catalog != NULL ? figment_catalog_ref (catalog) : NULL;
  data->library = list_library (library);
  g_task_set_source_tag (task, figment_workflow_file_load_async);
  g_task_set_task_data (task, data, (GDestroyNotify) load_data_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * figment_workflow_file_load_async:
 * @catalog: (nullable): the server's; without it a workflow of the editor is converted as far as the file allows
 * @library: (nullable) (element-type FigmentWorkflow): in which the same workflow is looked for
 *
 * Reads and understands a file of any kind and size in a thread.
 */
void
figment_workflow_file_load_async (GFile              *file,
                                  FigmentCatalog     *catalog,
                                  GListModel         *library,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  LoadData *data = g_new0 (LoadData, 1);

  data->file = g_object_ref (file);
  start (data, catalog, library, cancellable, callback, user_data);
}

/**
 * figment_workflow_file_parse_async:
 * @bytes: what was pasted, or fetched from a server
 * @name: (nullable): what to call it
 *
 * The same for what is in memory already.
 */
void
figment_workflow_file_parse_async (GBytes              *bytes,
                                   const char          *name,
                                   FigmentCatalog      *catalog,
                                   GListModel          *library,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  LoadData *data = g_new0 (LoadData, 1);

  data->bytes = g_bytes_ref (bytes);
  data->name = g_strdup (name);
  start (data, catalog, library, cancellable, callback, user_data);
}

/**
 * figment_workflow_file_load_finish:
 *
 * Returns: (transfer full): the workflow, or %NULL with @error in %FIGMENT_WORKFLOW_ERROR or %G_IO_ERROR
 */
FigmentWorkflowFile *
figment_workflow_file_load_finish (GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
