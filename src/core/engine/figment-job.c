/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-job.h"

#include <glib/gi18n-lib.h>

#include "engine/figment-estimate.h"
#include "engine/figment-job-private.h"
#include "net/figment-remote-error.h"

/* Fetching outputs is tried again this often before the job is set aside with its list of files, to be resumed. */
#define MAX_COLLECTS 30

/* The evidence from a cancellation to the end that the server tells of. */
#define STOPPING N_ ("Stopping …")

G_DEFINE_FINAL_TYPE (FigmentJob, figment_job, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_ACCEPTED,
  SIGNAL_FINISHED,
} FigmentJobSignal;
static guint signals[SIGNAL_FINISHED + 1];

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_finish (self->store, result, &error))
    g_debug ("generation %s is not saved: %s", figment_generation_get_prompt_id (self->generation), error->message);
}

void
_figment_job_save (FigmentJob *self)
{
  figment_generation_store_save_async (self->store, self->generation, NULL, save_cb, g_object_ref (self));
}

void
_figment_job_enter (FigmentJob            *self,
                    FigmentGenerationState state,
                    const char            *evidence)
{
  if (figment_generation_get_state (self->generation) == state
      && g_strcmp0 (figment_generation_get_evidence (self->generation), evidence) == 0)
    return;
  figment_generation_enter_state (self->generation, state, evidence);
  _figment_job_save (self);
}

/* The server is known to have it. */
void
_figment_job_accept (FigmentJob *self)
{
  if (figment_generation_get_accepted (self->generation))
    return;
  figment_generation_set_accepted (self->generation, TRUE);
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
}

static void
save_end_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_finish (self->store, result, &error))
    figment_generation_set_error (self->generation, error->message, NULL);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

/* Once: the state is written, then "finished" is emitted. */
void
_figment_job_end (FigmentJob            *self,
                  FigmentGenerationState state,
                  const char            *evidence,
                  const char            *error,
                  const char            *details)
{
  if (self->over)
    return;
  self->over = TRUE;
  _figment_job_unwatch (self);
  if (error != NULL)
    figment_generation_set_error (self->generation, error, details);
  figment_generation_enter_state (self->generation, state, evidence);
  if (self->live != NULL && self->collector == NULL && figment_generation_state_is_final (state))
    figment_live_images_discard (self->live);
  figment_generation_store_save_async (self->store, self->generation, NULL, save_end_cb, g_object_ref (self));
}

static void
remember_duration (FigmentJob *self)
{
  gint64 milliseconds;
  g_autofree char *key = NULL;

  if (self->graph == NULL || figment_generation_get_cached (self->generation))
    return;
  milliseconds = figment_pace_get_whole (self->pace, figment_run_progress_has_steps (self->progress));
  if (milliseconds <= 0)
    return;
  key = figment_estimate_dup_key (self->graph);
  figment_generation_store_add_duration (self->store, key, figment_generation_get_server (self->generation),
                                         figment_estimate_get_work (self->graph), milliseconds);
}

/* Pictures that come through the socket only are missing without a trace when it was away or deaf meanwhile. */
static char *
dup_missing (FigmentJob *self)
{
  const guint n_lost = self->live != NULL ? figment_live_images_get_n_lost (self->live) : 0;
  guint n_announced = 0;
  GHashTableIter iter;
  gpointer n;

  g_hash_table_iter_init (&iter, self->announced);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    n_announced += GPOINTER_TO_UINT (n);
  if (n_lost > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u picture that came through the connection could not be "
                                         "saved: %s", "%u pictures that came through the connection could not be "
                                         "saved: %s", n_lost),
                            n_lost, figment_live_images_get_error (self->live)->message);
  if (n_announced > self->n_live)
    return g_strdup_printf (_ ("Only %u of %u pictures came through the connection. Generate again, or let the "
                               "workflow save them on the server."),
                            self->n_live, n_announced);
  if (self->live != NULL && figment_collector_get_n_items (self->collector) == 0)
    return g_strdup (_ ("The workflow sends its pictures through the connection only, and none came. Generate again, "
                        "or let the workflow save them on the server."));
  return NULL;
}

static void
end_success (FigmentJob *self)
{
  const guint n = figment_collector_get_n_items (self->collector);
  const guint n_left_out = figment_collector_get_n_left_out (self->collector);
  g_autofree char *missing = dup_missing (self);
  g_autofree char *evidence = NULL;
  g_autofree char *left_out = NULL;

  if (self->progress != NULL)
    figment_generation_set_cached (self->generation, figment_run_progress_is_cached (self->progress));
  if (missing != NULL)
    {
      _figment_job_end (self, FIGMENT_GENERATION_FAILED, _ ("Pictures are missing"), missing, NULL);
      return;
    }
  if (n_left_out > 0)
    left_out = g_strdup_printf (_ ("The server names more files than are believed of one run; %u were left there"),
                                n_left_out);
  evidence = n == 0 ? g_strdup (_ ("The server finished it, but the workflow saves nothing"))
                    : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u output is saved", "%u outputs are saved", n),
                                       n);
  _figment_job_end (self, FIGMENT_GENERATION_DONE, evidence, left_out, NULL);
  remember_duration (self);
}

void
_figment_job_end_lost (FigmentJob *self)
{
  _figment_job_end (self, FIGMENT_GENERATION_LOST,
                    _ ("The server knows nothing of it any more. It was probably restarted, or the job was deleted "
                       "there. Nothing is wrong with your settings: try again."),
                    NULL, NULL);
}

static void
end_collected (FigmentJob *self)
{
  switch (figment_collector_get_end (self->collector))
    {
    case FIGMENT_COMFY_END_SUCCESS: end_success (self); break;
    case FIGMENT_COMFY_END_INTERRUPTED:
      _figment_job_end (self, FIGMENT_GENERATION_CANCELLED,
                        self->cancelling ? _ ("Cancelled") : _ ("It was stopped on the server"), NULL, NULL);
      break;
    case FIGMENT_COMFY_END_ERROR:
      _figment_job_end (self, FIGMENT_GENERATION_FAILED, _ ("The server reported an error"), NULL, NULL);
      break;
    case FIGMENT_COMFY_END_LOST: _figment_job_end_lost (self); break;
    default: g_assert_not_reached ();
    }
}

static void
collect_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(GError) error = NULL;

  self->collecting = FALSE;
  if (figment_collector_run_finish (self->collector, result, &error))
    {
      if (!self->over)
        end_collected (self);
      return;
    }
  if (self->over)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      figment_collector_discard (self->collector);
      _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("Cancelled while its outputs were fetched"), NULL, NULL);
    }
  else if (error->domain == FIGMENT_REMOTE_ERROR && _figment_job_is_away (error) && ++self->n_collects < MAX_COLLECTS)
    {
      _figment_job_watch (self);
      _figment_job_look_later (self);
    }
  else if (error->domain == FIGMENT_REMOTE_ERROR && !_figment_job_is_away (error)
           && figment_collector_get_end (self->collector) == FIGMENT_COMFY_END_LOST)
    _figment_job_end_lost (self);
  else if (error->domain == FIGMENT_REMOTE_ERROR && !_figment_job_is_away (error))
    _figment_job_end (self, FIGMENT_GENERATION_FAILED, _ ("An output could not be fetched"), error->message,
                      figment_remote_error_get_details (error));
  else
    /* The disk is full, or the like: the outputs still lie on the server, and the list of them in the store. */
    _figment_job_end (self, FIGMENT_GENERATION_HELD, _ ("Its outputs could not be saved"), error->message,
                      figment_remote_error_get_details (error));
}

static void
run_collector (FigmentJob *self)
{
  if (self->collecting)
    return;
  self->collecting = TRUE;
  figment_collector_run_async (self->collector, self->cancellable, collect_cb, g_object_ref (self));
}

static void
plan (FigmentJob *self,
      GPtrArray  *live)
{
  self->n_live = live != NULL ? live->len : 0;
  self->collector = figment_collector_new (self->client, self->store, self->generation, self->library_dir);
  figment_collector_plan (self->collector, self->history->end, self->history->outputs, live);
  figment_generation_enter_state (self->generation, FIGMENT_GENERATION_COLLECTING,
                                  self->history->end == FIGMENT_COMFY_END_LOST
                                    ? _ ("The server has forgotten it; what it had made is fetched")
                                    : _ ("The server has finished"));
  g_clear_pointer (&self->history, figment_comfy_history_free);
  run_collector (self);
}

static void
list_live_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(GPtrArray) live = figment_live_images_list_finish (FIGMENT_LIVE_IMAGES (source), result);

  if (!self->over)
    plan (self, live);
}

/**
 * _figment_job_collect:
 * @history: (nullable) (transfer full): how the run ended; %NULL: what was planned before is fetched on
 *
 * The server is done with it: bring home what it put out, also what it made before it failed.
 */
void
_figment_job_collect (FigmentJob          *self,
                      FigmentComfyHistory *history)
{
  g_autoptr(FigmentComfyHistory) owned = history;

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->collector != NULL)
    {
      run_collector (self);
      return;
    }
  if (self->history != NULL)
    return; /* the live pictures are being written */
  g_return_if_fail (owned != NULL);
  self->history = g_steal_pointer (&owned);
  if (self->history->error != NULL)
    figment_generation_set_error (self->generation, self->history->error, self->history->details);
  if (self->live != NULL)
    figment_live_images_list_async (self->live, list_live_cb, g_object_ref (self));
  else
    plan (self, NULL);
}

static void
cancel_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;

  /* Whatever the two answers were: where the prompt is now is asked next. */
  self->stopping = FALSE;
  if (!self->over)
    _figment_job_look (self);
}

static void
located_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  FigmentComfyWhereabouts whereabouts;

  if (figment_comfy_client_locate_finish (self->client, result, &whereabouts, NULL, NULL)
      && whereabouts == FIGMENT_COMFY_WHEREABOUTS_RUNNING)
    figment_comfy_client_interrupt_async (self->client, figment_generation_get_prompt_id (self->generation), NULL,
                                          cancel_cb, g_object_ref (self));
  else
    {
      self->stopping = FALSE;
      if (!self->over)
        _figment_job_look (self);
    }
}

static void
delete_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;

  figment_comfy_client_locate_async (self->client, figment_generation_get_prompt_id (self->generation), NULL,
                                     located_cb, g_object_ref (self));
}

/*
 * Deleting does nothing to a running prompt, and interrupting nothing to a waiting one: both, in this order (trap 22).
 * Servers from before September 2025 interrupt whatever runs, whoever is named (ComfyUI pull request 9607), so only a
 * prompt that is seen to run is interrupted.
 */
void
_figment_job_cancel_on_server (FigmentJob *self)
{
  const char *const ids[] = { figment_generation_get_prompt_id (self->generation), NULL };

  self->stopping = TRUE;
  figment_comfy_client_delete_pending_async (self->client, ids, NULL, delete_cb, g_object_ref (self));
}

static void
figment_job_dispose (GObject *object)
{
  FigmentJob *self = FIGMENT_JOB (object);

  if (self->socket != NULL)
    _figment_job_unwatch (self);
  _figment_job_drop_fitted (self);
  g_clear_object (&self->generation);
  g_clear_object (&self->client);
  g_clear_object (&self->socket);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->collector);
  g_clear_object (&self->live);
  G_OBJECT_CLASS (figment_job_parent_class)->dispose (object);
}

static void
figment_job_finalize (GObject *object)
{
  FigmentJob *self = FIGMENT_JOB (object);

  g_clear_pointer (&self->library_dir, g_free);
  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->progress, figment_run_progress_free);
  g_clear_pointer (&self->pace, figment_pace_free);
  g_clear_pointer (&self->uploaded, g_hash_table_unref);
  g_clear_pointer (&self->record, figment_run_record_free);
  g_clear_pointer (&self->announced, g_hash_table_unref);
  g_clear_pointer (&self->history, figment_comfy_history_free);
  G_OBJECT_CLASS (figment_job_parent_class)->finalize (object);
}

static void
figment_job_class_init (FigmentJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_job_dispose;
  object_class->finalize = figment_job_finalize;
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", FIGMENT_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", FIGMENT_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
figment_job_init (FigmentJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->uploaded = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->record = figment_run_record_new ();
  self->pace = figment_pace_new ();
  self->announced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * figment_job_new:
 * @generation: one that the store knows, in any state that is not final
 * @socket: may be closed; then the job asks by HTTP now and then
 * @library_dir: absolute
 *
 * Returns: (transfer full): does nothing until figment_job_start ()
 */
FigmentJob *
figment_job_new (FigmentGeneration      *generation,
                 FigmentComfyClient     *client,
                 FigmentComfySocket     *socket,
                 FigmentGenerationStore *store,
                 const char             *library_dir)
{
  FigmentJob *self = g_object_new (FIGMENT_TYPE_JOB, NULL);

  self->generation = g_object_ref (generation);
  self->client = g_object_ref (client);
  self->socket = g_object_ref (socket);
  self->store = g_object_ref (store);
  self->library_dir = g_strdup (library_dir);
  return self;
}

FigmentGeneration *
figment_job_get_generation (FigmentJob *self)
{
  return self->generation;
}

/* A list of files was written down before: only those are missing, whatever else is known. */
static gboolean
resume_collecting (FigmentJob *self,
                   const char *plan)
{
  g_autoptr(GError) error = NULL;

  self->collector = figment_collector_new (self->client, self->store, self->generation, self->library_dir);
  if (!figment_collector_restore (self->collector, plan, &error))
    {
      g_debug ("%s", error->message);
      g_clear_object (&self->collector);
      return FALSE;
    }
  if (figment_generation_get_state (self->generation) != FIGMENT_GENERATION_COLLECTING)
    figment_generation_enter_state (self->generation, FIGMENT_GENERATION_COLLECTING, _ ("Fetching its outputs again"));
  _figment_job_watch (self);
  run_collector (self);
  return TRUE;
}

/**
 * figment_job_start:
 *
 * Goes on from the generation's state.
 */
void
figment_job_start (FigmentJob *self)
{
  const FigmentGenerationState state = figment_generation_get_state (self->generation);
  const gint64 id = figment_generation_get_id (self->generation);
  g_autofree char *plan = figment_generation_store_dup_plan (self->store, id);
  g_autofree char *graph = NULL;

  if (plan != NULL && resume_collecting (self, plan))
    return;
  if (state != FIGMENT_GENERATION_SUBMITTED && state != FIGMENT_GENERATION_RUNNING
      && state != FIGMENT_GENERATION_COLLECTING)
    {
      _figment_job_prepare (self);
      return;
    }
  graph = figment_generation_store_dup_sent_graph (self->store, id);
  if (graph != NULL)
    _figment_job_set_graph (self, graph);
  _figment_job_watch (self);
  _figment_job_look (self);
}

/* Whether the user has cancelled @generation and the server has not said yet that it has ended. */
gboolean
figment_job_is_stopping (FigmentGeneration *generation)
{
  return !figment_generation_state_is_final (figment_generation_get_state (generation))
         && g_strcmp0 (figment_generation_get_evidence (generation), _ (STOPPING)) == 0;
}

/* Whether it is on its way to the server, so that what is sent now could come before it. */
gboolean
figment_job_is_submitting (FigmentJob *self)
{
  const FigmentGenerationState state = figment_generation_get_state (self->generation);

  return !figment_generation_get_accepted (self->generation)
         && (state == FIGMENT_GENERATION_QUEUED || state == FIGMENT_GENERATION_PREPARING
             || state == FIGMENT_GENERATION_SUBMITTED);
}

/**
 * figment_job_cancel:
 *
 * Stops it wherever it is. The end is reported when it has come: a run that was just finishing may still end as done.
 */
void
figment_job_cancel (FigmentJob *self)
{
  if (self->over || self->cancelling)
    return;
  self->cancelling = TRUE;
  g_cancellable_cancel (self->cancellable);
  switch ((int) figment_generation_get_state (self->generation))
    {
    case FIGMENT_GENERATION_SUBMITTED:
    case FIGMENT_GENERATION_RUNNING:
      _figment_job_enter (self, figment_generation_get_state (self->generation), _ (STOPPING));
      _figment_job_cancel_on_server (self);
      break;
    case FIGMENT_GENERATION_PREPARING:
    case FIGMENT_GENERATION_COLLECTING: break; /* the cancelled step ends it */
    default: _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("Cancelled"), NULL, NULL);
    }
}

/**
 * figment_job_abandon:
 *
 * Lets go without a word to the server and without an end: what is on disk is where the next start goes on.
 */
void
figment_job_abandon (FigmentJob *self)
{
  if (self->over)
    return;
  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  _figment_job_unwatch (self);
}
