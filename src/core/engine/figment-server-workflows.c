/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-workflows.h"

#include <string.h>

#include "comfy/figment-comfy-answer.h"
#include "comfy/figment-comfy-workflows.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-digest.h"
#include "workflow/figment-import.h"

/* Runs that are looked through. */
#define MAX_RUNS 64

typedef struct
{
  GStrv     saved; /* (owned) */
  JsonNode *runs;  /* (owned) (nullable) */
} ListData;

static void
list_data_free (ListData *data)
{
  g_strfreev (data->saved);
  g_clear_pointer (&data->runs, json_node_unref);
  g_free (data);
}

void
figment_server_workflow_free (FigmentServerWorkflow *self)
{
  g_free (self->path);
  g_clear_pointer (&self->document, g_bytes_unref);
  g_free (self->prompt);
  g_free (self);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

static void
list_saved (char      **paths,
            GPtrArray  *list)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    if (g_utf8_validate (paths[i], -1, NULL))
      g_ptr_array_add (sorted, paths[i]);
  g_ptr_array_sort (sorted, compare_paths);
  for (guint i = 0; i < sorted->len; i++)
    {
      FigmentServerWorkflow *saved = g_new0 (FigmentServerWorkflow, 1);

      saved->path = g_strdup (g_ptr_array_index (sorted, i));
      g_ptr_array_add (list, saved);
    }
}

static char *
dup_prompt (FigmentGraph    *graph,
            FigmentAnalysis *analysis)
{
  GPtrArray *places = figment_analysis_get_places (analysis, FIGMENT_ROLE_POSITIVE);
  const FigmentPlace *place = places != NULL && places->len > 0 ? g_ptr_array_index (places, 0) : NULL;

  return place != NULL
             ? g_strdup (figment_json_to_string (figment_graph_get_input (graph, place->node_id, place->input)))
             : NULL;
}

/* @shapes: of the runs that are listed already. Returns: (transfer full) (nullable): NULL for another of those */
static FigmentServerWorkflow *
read_run (const char *prompt_id,
          JsonNode   *entry,
          GHashTable *shapes)
{
  g_autofree char *text = figment_json_write (entry, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_autoptr(GBytes) document = g_bytes_new_take (text, strlen (text));
  g_autoptr(FigmentComfyHistory) history = figment_comfy_history_parse (prompt_id, entry, NULL);
  g_autoptr(FigmentImport) import = NULL;
  g_autoptr(FigmentAnalysis) analysis = NULL;
  FigmentServerWorkflow *run;

  text = NULL;
  import = figment_import_new (document, NULL, NULL, NULL);
  if (import == NULL || !g_hash_table_add (shapes, figment_graph_dup_shape (figment_import_get_graph (import))))
    return NULL;
  analysis = figment_analysis_new_with_editor (figment_import_get_graph (import), NULL,
                                               figment_import_get_editor (import));
  run = g_new0 (FigmentServerWorkflow, 1);
  run->document = g_steal_pointer (&document);
  run->prompt = dup_prompt (figment_import_get_graph (import), analysis);
  run->mode = figment_analysis_get_mode (analysis);
  run->time_ms = history != NULL ? history->finished_ms : 0;
  return run;
}

static void
list_runs (JsonObject   *runs,
           GPtrArray    *list,
           GCancellable *cancellable)
{
  g_autoptr(GHashTable) shapes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GList) ids = json_object_get_members (runs);

  for (GList *l = g_list_last (ids); l != NULL && !g_cancellable_is_cancelled (cancellable); l = l->prev)
    {
      FigmentServerWorkflow *run = read_run (l->data, json_object_get_member (runs, l->data), shapes);

      if (run != NULL)
        g_ptr_array_add (list, run);
    }
}

static void
list_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  ListData *data = task_data;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_server_workflow_free);

  list_saved (data->saved, list);
  list_runs (json_node_get_object (data->runs), list, cancellable);
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

/* The thread's task has no source object, so that the client cannot end its life in the thread. */
static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *list = g_task_propagate_pointer (G_TASK (result), &error);

  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
fetch_runs_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  ListData *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GTask) listing = NULL;
  ListData *listed;

  data->runs = figment_comfy_client_fetch_runs_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  if (data->runs == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  listed = g_new0 (ListData, 1);
  listed->saved = g_steal_pointer (&data->saved);
  listed->runs = g_steal_pointer (&data->runs);
  listing = g_task_new (NULL, cancellable, listed_cb, g_steal_pointer (&task));
  g_task_set_source_tag (listing, fetch_runs_cb);
  g_task_set_task_data (listing, listed, (GDestroyNotify) list_data_free);
  g_task_run_in_thread (listing, list_in_thread);
}

static void
fetch_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentComfyClient *client = FIGMENT_COMFY_CLIENT (source);
  GCancellable *cancellable = g_task_get_cancellable (task);
  ListData *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->saved = figment_comfy_client_fetch_saved_finish (client, result, &error);
  if (data->saved == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  figment_comfy_client_fetch_runs_async (client, MAX_RUNS, cancellable, fetch_runs_cb, g_steal_pointer (&task));
}

void
figment_server_workflows_list_async (FigmentComfyClient  *client,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_server_workflows_list_async);
  g_task_set_task_data (task, g_new0 (ListData, 1), (GDestroyNotify) list_data_free);
  figment_comfy_client_fetch_saved_async (client, cancellable, fetch_saved_cb, task);
}

/* Returns: (transfer full) (element-type FigmentServerWorkflow) */
GPtrArray *
figment_server_workflows_list_finish (FigmentComfyClient *client,
                                      GAsyncResult       *result,
                                      GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
