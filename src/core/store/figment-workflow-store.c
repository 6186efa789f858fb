/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/figment-database-private.h"
#include "workflow/figment-model-family.h"

struct _FigmentWorkflowStore
{
  GObject          parent_instance;

  FigmentDatabase *database; /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowStore, figment_workflow_store, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_SAVED,
  SIGNAL_DELETED,
} FigmentWorkflowStoreSignal;
static guint signals[SIGNAL_DELETED + 1];

/* A workflow as it was when the call came; the object itself is touched on the main thread only. */
typedef struct
{
  FigmentWorkflow *workflow; /* (owned) (nullable) */
  gint64           id;
  char            *name;           /* (owned) */
  char            *description;    /* (owned) (nullable) */
  FigmentMode      category;
  char            *api_json;       /* (owned) */
  char            *graph_json;     /* (owned) (nullable) */
  char            *input_mappings; /* (owned) (nullable) */
  char            *output_node_id; /* (owned) (nullable) */
  char            *tags;           /* (owned) (nullable) */
  char            *family;         /* (owned) (nullable) */
  char            *starter;        /* (owned) (nullable) */
  GBytes          *thumbnail;      /* (owned) (nullable) */
  gint64           created_at;
  gint64           updated_at;
  gint64           last_used_at;
} WriteData;

static WriteData *
write_data_new (FigmentWorkflow *workflow)
{
  WriteData *data = g_new0 (WriteData, 1);

  data->workflow = g_object_ref (workflow);
  data->id = figment_workflow_get_id (workflow);
  data->name = g_strdup (figment_workflow_get_name (workflow));
  data->description = g_strdup (figment_workflow_get_description (workflow));
  data->category = figment_workflow_get_category (workflow);
  data->api_json = g_strdup (figment_workflow_get_api_json (workflow));
  data->graph_json = g_strdup (figment_workflow_get_graph_json (workflow));
  data->input_mappings = g_strdup (figment_workflow_get_input_mappings (workflow));
  data->output_node_id = g_strdup (figment_workflow_get_output_node_id (workflow));
  data->tags = g_strdup (figment_workflow_get_tags (workflow));
  data->family = g_strdup (figment_workflow_get_family (workflow));
  data->starter = g_strdup (figment_workflow_get_starter (workflow));
  data->thumbnail = figment_workflow_get_thumbnail (workflow);
  if (data->thumbnail != NULL)
    g_bytes_ref (data->thumbnail);
  data->created_at = figment_workflow_get_created_at (workflow);
  data->updated_at = figment_workflow_get_updated_at (workflow);
  data->last_used_at = figment_workflow_get_last_used_at (workflow);
  return data;
}

static void
write_data_free (gpointer user_data)
{
  WriteData *data = user_data;

  g_clear_object (&data->workflow);
  g_free (data->name);
  g_free (data->description);
  g_free (data->api_json);
  g_free (data->graph_json);
  g_free (data->input_mappings);
  g_free (data->output_node_id);
  g_free (data->tags);
  g_free (data->family);
  g_free (data->starter);
  g_clear_pointer (&data->thumbnail, g_bytes_unref);
  g_free (data);
}

/* On the store's thread. */

static void
bind_changeable (WriteData        *data,
                 FigmentStatement *statement)
{
  figment_statement_bind_text (statement, ":name", data->name);
  figment_statement_bind_text (statement, ":description", data->description);
  figment_statement_bind_text (statement, ":category", figment_mode_to_nick (data->category));
  figment_statement_bind_text (statement, ":graph_json", data->graph_json);
  figment_statement_bind_text (statement, ":input_mappings", data->input_mappings);
  figment_statement_bind_text (statement, ":output_node_id", data->output_node_id);
  figment_statement_bind_text (statement, ":tags", data->tags);
  figment_statement_bind_text (statement, ":family", data->family);
  figment_statement_bind_text (statement, ":starter", data->starter);
  figment_statement_bind_bytes (statement, ":thumbnail", data->thumbnail);
  figment_statement_bind_int64 (statement, ":created_at", data->created_at);
  figment_statement_bind_int64 (statement, ":updated_at", data->updated_at);
  figment_statement_bind_int64 (statement, ":last_used_at", data->last_used_at);
}

/* Here, since a large graph takes a while. */
static char *
detect_family (const char *api_json)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (api_json, strlen (api_json), NULL);

  return graph != NULL ? g_strdup (figment_model_family_detect (graph)) : NULL;
}

static gboolean
add_on_thread (FigmentSqlite  *database,
               gpointer        user_data,
               GError        **error)
{
  WriteData *data = user_data;
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "INSERT INTO workflows (name, description, category, api_json, graph_json, input_mappings, output_node_id,"
      "  tags, family, starter, thumbnail, created_at, updated_at, last_used_at)"
      " VALUES (:name, :description, :category, :api_json, :graph_json, :input_mappings, :output_node_id, :tags,"
      "  :family, :starter, :thumbnail, :created_at, :updated_at, :last_used_at)",
      error);

  if (statement == NULL)
    return FALSE;
  if (data->family == NULL)
    data->family = detect_family (data->api_json);
  bind_changeable (data, statement);
  figment_statement_bind_text (statement, ":api_json", data->api_json);
  if (!figment_statement_run (statement, error))
    return FALSE;
  data->id = figment_sqlite_get_last_id (database);
  return TRUE;
}

static gboolean
update_on_thread (FigmentSqlite  *database,
                  gpointer        user_data,
                  GError        **error)
{
  WriteData *data = user_data;
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "UPDATE workflows SET name = :name, description = :description, category = :category, graph_json = :graph_json,"
      "  input_mappings = :input_mappings, output_node_id = :output_node_id, tags = :tags,"
      "  family = :family, starter = :starter, thumbnail = :thumbnail, created_at = :created_at,"
      "  updated_at = :updated_at, last_used_at = :last_used_at WHERE id = :id",
      error);

  if (statement == NULL)
    return FALSE;
  bind_changeable (data, statement);
  figment_statement_bind_int64 (statement, ":id", data->id);
  if (!figment_statement_run (statement, error))
    return FALSE;
  if (figment_sqlite_get_changes (database) > 0)
    return TRUE;
  g_set_error_literal (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL,
                       _("This workflow is no longer in the database."));
  return FALSE;
}

static gboolean
delete_on_thread (FigmentSqlite  *database,
                  gpointer        user_data,
                  GError        **error)
{
  WriteData *data = user_data;
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "DELETE FROM workflows WHERE id = :id", error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", data->id);
  return figment_statement_run (statement, error);
}

/* Back on the main thread. */

static void
write_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  WriteData *data = _figment_database_write_finish (FIGMENT_DATABASE (source), result, &error);

  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (data->workflow != NULL)
    {
      figment_workflow_set_id (data->workflow, data->id);
      if (data->family != NULL)
        figment_workflow_set_family (data->workflow, data->family);
      g_signal_emit (g_task_get_source_object (task), signals[SIGNAL_SAVED], 0, data->workflow);
    }
  else
    g_signal_emit (g_task_get_source_object (task), signals[SIGNAL_DELETED], 0, data->id);
  g_task_return_boolean (task, TRUE);
}

static void
start_write (FigmentWorkflowStore *self,
             FigmentDatabaseFunc   func,
             WriteData            *data,
             GTask                *task)
{
  /* Whether it was cancelled in time is the database's to say. */
  g_task_set_check_cancellable (task, FALSE);
  _figment_database_write_async (self->database, func, NULL, data, write_data_free, g_task_get_cancellable (task),
                                 write_cb, task);
}

static void
figment_workflow_store_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_WORKFLOW_STORE (object)->database);
  G_OBJECT_CLASS (figment_workflow_store_parent_class)->dispose (object);
}

static void
figment_workflow_store_class_init (FigmentWorkflowStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_workflow_store_dispose;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", FIGMENT_TYPE_WORKFLOW_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FIGMENT_TYPE_WORKFLOW);
  signals[SIGNAL_DELETED] = g_signal_new ("deleted", FIGMENT_TYPE_WORKFLOW_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
figment_workflow_store_init (FigmentWorkflowStore *self)
{
}

FigmentWorkflowStore *
figment_workflow_store_new (FigmentDatabase *database)
{
  FigmentWorkflowStore *self;

  g_return_val_if_fail (FIGMENT_IS_DATABASE (database), NULL);

  self = g_object_new (FIGMENT_TYPE_WORKFLOW_STORE, NULL);
  self->database = g_object_ref (database);
  return self;
}

void
figment_workflow_store_add_async (FigmentWorkflowStore *self,
                                  FigmentWorkflow      *workflow,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_WORKFLOW_STORE (self));
  g_return_if_fail (FIGMENT_IS_WORKFLOW (workflow));
  g_return_if_fail (figment_workflow_get_id (workflow) == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_workflow_store_add_async);
  start_write (self, add_on_thread, write_data_new (workflow), task);
}

gboolean
figment_workflow_store_add_finish (FigmentWorkflowStore  *self,
                                   GAsyncResult          *result,
                                   GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
figment_workflow_store_update_async (FigmentWorkflowStore *self,
                                     FigmentWorkflow      *workflow,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_WORKFLOW_STORE (self));
  g_return_if_fail (FIGMENT_IS_WORKFLOW (workflow));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_workflow_store_update_async);
  start_write (self, update_on_thread, write_data_new (workflow), task);
}

gboolean
figment_workflow_store_update_finish (FigmentWorkflowStore  *self,
                                      GAsyncResult          *result,
                                      GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
figment_workflow_store_delete_async (FigmentWorkflowStore *self,
                                     gint64                id,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  WriteData *data;
  GTask *task;

  g_return_if_fail (FIGMENT_IS_WORKFLOW_STORE (self));

  data = g_new0 (WriteData, 1);
  data->id = id;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_workflow_store_delete_async);
  start_write (self, delete_on_thread, data, task);
}

gboolean
figment_workflow_store_delete_finish (FigmentWorkflowStore  *self,
                                      GAsyncResult          *result,
                                      GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

#define COLUMNS \
  "id, name, category, api_json, description, graph_json, input_mappings, output_node_id, thumbnail, created_at, " \
  "updated_at, last_used_at, tags, family, starter"

static FigmentWorkflow *
read_workflow (FigmentStatement *rows)
{
  g_autofree char *name = figment_statement_dup_text (rows, 1), *category = figment_statement_dup_text (rows, 2);
  g_autofree char *api_json = figment_statement_dup_text (rows, 3), *description = figment_statement_dup_text (rows, 4);
  g_autofree char *graph_json = figment_statement_dup_text (rows, 5);
  g_autofree char *input_mappings = figment_statement_dup_text (rows, 6);
  g_autofree char *output_node_id = figment_statement_dup_text (rows, 7);
  g_autofree char *tags = figment_statement_dup_text (rows, 12), *family = figment_statement_dup_text (rows, 13);
  g_autofree char *starter = figment_statement_dup_text (rows, 14);
  g_autoptr(GBytes) thumbnail = figment_statement_dup_bytes (rows, 8);
  FigmentWorkflow *workflow = figment_workflow_new (name, figment_mode_from_nick (category), api_json);

  figment_workflow_set_id (workflow, figment_statement_get_int64 (rows, 0));
  figment_workflow_set_description (workflow, description);
  figment_workflow_set_graph_json (workflow, graph_json);
  figment_workflow_set_input_mappings (workflow, input_mappings);
  figment_workflow_set_output_node_id (workflow, output_node_id);
  figment_workflow_set_thumbnail (workflow, thumbnail);
  figment_workflow_set_tags (workflow, tags);
  figment_workflow_set_family (workflow, family);
  figment_workflow_set_starter (workflow, starter);
  figment_workflow_set_times (workflow, figment_statement_get_int64 (rows, 9), figment_statement_get_int64 (rows, 10),
                              figment_statement_get_int64 (rows, 11));
  return workflow;
}

static GPtrArray *
read_workflows (FigmentStatement  *rows,
                GError           **error)
{
  g_autoptr(GPtrArray) workflows = g_ptr_array_new_with_free_func (g_object_unref);
  FigmentStep step;

  while ((step = figment_statement_step (rows, error)) == FIGMENT_STEP_ROW)
    g_ptr_array_add (workflows, read_workflow (rows));
  return step == FIGMENT_STEP_DONE ? g_steal_pointer (&workflows) : NULL;
}

GPtrArray *
figment_workflow_store_list (FigmentWorkflowStore  *self,
                             GError               **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows = figment_sqlite_prepare (reader, "SELECT " COLUMNS " FROM workflows ORDER BY name COLLATE NOCASE, id", error);
  return rows != NULL ? read_workflows (rows, error) : NULL;
}

/* Returns: (transfer full): the workflow; or %NULL, without @error where there is none of that id */
FigmentWorkflow *
figment_workflow_store_load (FigmentWorkflowStore  *self,
                             gint64                 id,
                             GError               **error)
{
  g_autoptr(FigmentStatement) rows = NULL;
  g_autoptr(GPtrArray) found = NULL;
  FigmentSqlite *reader;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, error);
  if (reader == NULL)
    return NULL;
  rows = figment_sqlite_prepare (reader, "SELECT " COLUMNS " FROM workflows WHERE id = :id", error);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":id", id);
  found = read_workflows (rows, error);
  return found != NULL && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

typedef struct
{
  gint64  id;
  char   *values; /* (owned) */
} ValuesData;

static void
values_data_free (gpointer user_data)
{
  ValuesData *data = user_data;

  g_free (data->values);
  g_free (data);
}

/* A workflow that was deleted a moment ago takes its values with it. */
static gboolean
save_values_on_thread (FigmentSqlite  *database,
                       gpointer        user_data,
                       GError        **error)
{
  ValuesData *data = user_data;
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "INSERT OR REPLACE INTO workflow_values (workflow_id, form)"
      "  SELECT id, :form FROM workflows WHERE id = :id",
      error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", data->id);
  figment_statement_bind_text (statement, ":form", data->values);
  return figment_statement_run (statement, error);
}

/**
 * figment_workflow_store_load_values:
 *
 * Returns: (transfer full) (nullable): the text last given to figment_workflow_store_save_values (), once it is on disk
 */
char *
figment_workflow_store_load_values (FigmentWorkflowStore *self,
                                    gint64                id)
{
  FigmentSqlite *reader;
  g_autoptr(FigmentStatement) rows = NULL;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_STORE (self), NULL);

  reader = _figment_database_get_reader (self->database, NULL);
  if (reader != NULL)
    rows = figment_sqlite_prepare (reader, "SELECT form FROM workflow_values WHERE workflow_id = :id", NULL);
  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":id", id);
  return figment_statement_step (rows, NULL) == FIGMENT_STEP_ROW ? figment_statement_dup_text (rows, 0) : NULL;
}

/**
 * figment_workflow_store_save_values:
 * @values: JSON; what it means is the caller's affair
 *
 * Nobody waits for this one; what was called before figment_database_close_async () is on disk when that has finished.
 */
void
figment_workflow_store_save_values (FigmentWorkflowStore *self,
                                    gint64                id,
                                    const char           *values)
{
  ValuesData *data;

  g_return_if_fail (FIGMENT_IS_WORKFLOW_STORE (self));
  g_return_if_fail (values != NULL);

  data = g_new0 (ValuesData, 1);
  data->id = id;
  data->values = g_strdup (values);
  _figment_database_write_async (self->database, save_values_on_thread, NULL, data, values_data_free, NULL, NULL, NULL);
}
