/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-doctor.h"

struct _FigmentDoctor
{
  GObject              parent_instance;

  FigmentCatalog      *catalog;      /* (owned) (nullable) the server is not known */
  FigmentReplacements *replacements; /* (owned) (nullable) */
  GHashTable          *charts;       /* (owned) FigmentWorkflow (weak) -> Chart (owned) */
  GQueue               waiting;      /* of FigmentWorkflow (owned), the next one first */
  FigmentWorkflow     *patient;      /* (owned) (nullable) the one that is looked at now */
};

/* What is known of one workflow. */
typedef struct
{
  FigmentCheckup *checkup;    /* (owned) (nullable) nothing yet */
  gboolean        fresh;      /* of the workflow and the server as they are now */
  gboolean        waits;
  gulong          handler_id;
  GPtrArray      *tasks;      /* (owned) of GTask, those that wait for the next result */
} Chart;

/* What the thread gets: its own. */
typedef struct
{
  char                *graph;        /* (owned) */
  char                *editor;       /* (owned) (nullable) */
  char                *mapping;      /* (owned) (nullable) */
  FigmentCatalog      *catalog;      /* (owned) */
  FigmentReplacements *replacements; /* (owned) (nullable) */
  gboolean             fits_models;
} CheckData;

G_DEFINE_FINAL_TYPE (FigmentDoctor, figment_doctor, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
} FigmentDoctorSignal;
static guint signals[SIGNAL_CHANGED + 1];

static void look_at_next (FigmentDoctor *self);

static void
chart_free (gpointer data)
{
  Chart *chart = data;

  g_clear_pointer (&chart->checkup, figment_checkup_unref);
  g_ptr_array_unref (chart->tasks);
  g_free (chart);
}

static void
check_data_free (CheckData *data)
{
  g_free (data->graph);
  g_free (data->editor);
  g_free (data->mapping);
  figment_catalog_unref (data->catalog);
  g_clear_pointer (&data->replacements, figment_replacements_free);
  g_free (data);
}

static void
check_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  const CheckData *data = task_data;
  const FigmentCheckupQuestion question = {
    data->graph, data->editor, data->mapping, data->catalog, data->replacements, data->fits_models,
  };

  g_task_return_pointer (task, figment_checkup_new (&question), (GDestroyNotify) figment_checkup_unref);
}

/* Moves those that wait to @tasks. */
static void
take_tasks (Chart     *chart,
            GPtrArray *tasks)
{
  g_ptr_array_extend_and_steal (tasks, g_steal_pointer (&chart->tasks));
  chart->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Last of all: whoever is answered may ask about others, or let go of them. @checkup: (nullable): no server is known */
static void
answer (GPtrArray      *tasks,
        FigmentCheckup *checkup)
{
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_pointer (g_ptr_array_index (tasks, i), checkup != NULL ? figment_checkup_ref (checkup) : NULL,
                           (GDestroyNotify) figment_checkup_unref);
}

static void
check_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentDoctor) self = user_data;
  g_autoptr(FigmentCheckup) checkup = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr(FigmentWorkflow) patient = g_steal_pointer (&self->patient);
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Chart *chart = patient != NULL ? g_hash_table_lookup (self->charts, patient) : NULL;
  const gboolean holds = chart != NULL && !chart->waits && self->catalog != NULL;

  /* Else it has to be looked at once more, with another server or after another change; or the server is gone. */
  if (holds)
    {
      g_clear_pointer (&chart->checkup, figment_checkup_unref);
      chart->checkup = figment_checkup_ref (checkup);
      chart->fresh = TRUE;
      take_tasks (chart, tasks);
    }
  look_at_next (self);
  if (holds || self->patient == NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, holds ? patient : NULL);
  answer (tasks, checkup);
}

static void
look_at_next (FigmentDoctor *self)
{
  g_autoptr(GTask) task = NULL;
  CheckData *data;

  if (self->patient != NULL || self->catalog == NULL || g_queue_is_empty (&self->waiting))
    return;
  self->patient = g_queue_pop_head (&self->waiting);
  ((Chart *) g_hash_table_lookup (self->charts, self->patient))->waits = FALSE;
  data = g_new0 (CheckData, 1);
  data->graph = g_strdup (figment_workflow_get_api_json (self->patient));
  data->editor = g_strdup (figment_workflow_get_graph_json (self->patient));
  data->mapping = g_strdup (figment_workflow_get_input_mappings (self->patient));
  data->catalog = figment_catalog_ref (self->catalog);
  data->replacements = self->replacements != NULL ? figment_replacements_copy (self->replacements) : NULL;
  data->fits_models = figment_workflow_get_starter (self->patient) != NULL;
  /* Without a source, which the thread might be the last to let go of. */
  task = g_task_new (NULL, NULL, check_cb, g_object_ref (self));
  g_task_set_source_tag (task, look_at_next);
  g_task_set_task_data (task, data, (GDestroyNotify) check_data_free);
  g_task_run_in_thread (task, check_in_thread);
}

static void
gone_cb (gpointer  user_data,
         GObject  *workflow)
{
  g_hash_table_remove (FIGMENT_DOCTOR (user_data)->charts, workflow);
}

/* @first: before the others that wait */
static void
wait_for (FigmentDoctor   *self,
          FigmentWorkflow *workflow,
          gboolean         first)
{
  Chart *chart = g_hash_table_lookup (self->charts, workflow);

  if (chart->waits && !first)
    return;
  if (chart->waits)
    g_queue_remove (&self->waiting, workflow);
  else
    g_object_ref (workflow);
  chart->waits = TRUE;
  if (first)
    g_queue_push_head (&self->waiting, workflow);
  else
    g_queue_push_tail (&self->waiting, workflow);
  look_at_next (self);
}

/* The user has changed it: whoever has asked before wants to know. */
static void
workflow_changed_cb (FigmentWorkflow *workflow,
                     GParamSpec      *pspec,
                     FigmentDoctor   *self)
{
  ((Chart *) g_hash_table_lookup (self->charts, workflow))->fresh = FALSE;
  if (self->catalog != NULL)
    wait_for (self, workflow, TRUE);
}

static Chart *
ensure_chart (FigmentDoctor   *self,
              FigmentWorkflow *workflow)
{
  Chart *chart = g_hash_table_lookup (self->charts, workflow);

  if (chart != NULL)
    return chart;
  chart = g_new0 (Chart, 1);
  chart->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  chart->handler_id = g_signal_connect (workflow, "notify::input-mappings", G_CALLBACK (workflow_changed_cb), self);
  g_object_weak_ref (G_OBJECT (workflow), gone_cb, self);
  g_hash_table_insert (self->charts, workflow, chart);
  return chart;
}

/* Tasks hold a reference, so none is left here. */
static void
figment_doctor_dispose (GObject *object)
{
  FigmentDoctor *self = FIGMENT_DOCTOR (object);
  GHashTableIter iter;
  gpointer workflow, chart;

  g_hash_table_iter_init (&iter, self->charts);
  while (g_hash_table_iter_next (&iter, &workflow, &chart))
    {
      g_signal_handler_disconnect (workflow, ((Chart *) chart)->handler_id);
      g_object_weak_unref (workflow, gone_cb, self);
    }
  g_hash_table_remove_all (self->charts);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->patient);
  G_OBJECT_CLASS (figment_doctor_parent_class)->dispose (object);
}

static void
figment_doctor_finalize (GObject *object)
{
  FigmentDoctor *self = FIGMENT_DOCTOR (object);

  g_hash_table_unref (self->charts);
  g_clear_pointer (&self->catalog, figment_catalog_unref);
  g_clear_pointer (&self->replacements, figment_replacements_free);
  G_OBJECT_CLASS (figment_doctor_parent_class)->finalize (object);
}

static void
figment_doctor_class_init (FigmentDoctorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_doctor_dispose;
  object_class->finalize = figment_doctor_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FIGMENT_TYPE_DOCTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, FIGMENT_TYPE_WORKFLOW);
}

static void
figment_doctor_init (FigmentDoctor *self)
{
  self->charts = g_hash_table_new_full (NULL, NULL, NULL, chart_free);
  g_queue_init (&self->waiting);
}

FigmentDoctor *
figment_doctor_new (void)
{
  return g_object_new (FIGMENT_TYPE_DOCTOR, NULL);
}

/* What was found on a server that is not known any more is forgotten. */
static void
forget_all (FigmentDoctor *self)
{
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer chart;

  g_hash_table_iter_init (&iter, self->charts);
  while (g_hash_table_iter_next (&iter, NULL, &chart))
    {
      ((Chart *) chart)->waits = FALSE;
      g_clear_pointer (&((Chart *) chart)->checkup, figment_checkup_unref);
      take_tasks (chart, tasks);
    }
  g_queue_clear_full (&self->waiting, g_object_unref);
  answer (tasks, NULL);
}

void
figment_doctor_set_server (FigmentDoctor       *self,
                           FigmentCatalog      *catalog,
                           FigmentReplacements *replacements)
{
  GHashTableIter iter;
  gpointer chart;

  g_return_if_fail (FIGMENT_IS_DOCTOR (self));
  if (self->catalog == catalog && figment_replacements_equal (self->replacements, replacements))
    return;
  if (catalog != NULL)
    figment_catalog_ref (catalog);
  g_clear_pointer (&self->catalog, figment_catalog_unref);
  self->catalog = catalog;
  g_clear_pointer (&self->replacements, figment_replacements_free);
  self->replacements = replacements != NULL ? figment_replacements_copy (replacements) : NULL;

  g_hash_table_iter_init (&iter, self->charts);
  while (g_hash_table_iter_next (&iter, NULL, &chart))
    ((Chart *) chart)->fresh = FALSE;
  if (catalog == NULL)
    forget_all (self);
  else if (self->patient != NULL)
    wait_for (self, self->patient, TRUE);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, NULL);
}

gboolean
figment_doctor_knows_server (FigmentDoctor *self)
{
  g_return_val_if_fail (FIGMENT_IS_DOCTOR (self), FALSE);
  return self->catalog != NULL;
}

gboolean
figment_doctor_is_busy (FigmentDoctor *self)
{
  g_return_val_if_fail (FIGMENT_IS_DOCTOR (self), FALSE);
  return self->patient != NULL;
}

/**
 * figment_doctor_get_checkup:
 *
 * Returns: (transfer none) (nullable)
 */
FigmentCheckup *
figment_doctor_get_checkup (FigmentDoctor   *self,
                            FigmentWorkflow *workflow)
{
  Chart *chart;

  g_return_val_if_fail (FIGMENT_IS_DOCTOR (self) && FIGMENT_IS_WORKFLOW (workflow), NULL);
  chart = ensure_chart (self, workflow);
  if (self->catalog != NULL && !chart->fresh && self->patient != workflow)
    wait_for (self, workflow, FALSE);
  return chart->checkup;
}

void
figment_doctor_check_async (FigmentDoctor       *self,
                            FigmentWorkflow     *workflow,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Chart *chart;

  g_return_if_fail (FIGMENT_IS_DOCTOR (self) && FIGMENT_IS_WORKFLOW (workflow));
  g_task_set_source_tag (task, figment_doctor_check_async);
  g_task_set_task_data (task, g_object_ref (workflow), g_object_unref);
  chart = ensure_chart (self, workflow);
  if (self->catalog == NULL || chart->fresh)
    {
      g_task_return_pointer (task, chart->fresh ? figment_checkup_ref (chart->checkup) : NULL,
                             (GDestroyNotify) figment_checkup_unref);
      return;
    }
  g_ptr_array_add (chart->tasks, g_steal_pointer (&task));
  if (self->patient != workflow)
    wait_for (self, workflow, TRUE);
}

/* Returns: (transfer full) (nullable): %NULL without @error: the server is not known */
FigmentCheckup *
figment_doctor_check_finish (FigmentDoctor *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
