/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/figment-estimate.h"
#include "json/figment-json-value.h"
#include "net/figment-remote-error.h"

/* How long the socket's last words may take to be followed by "executing: null", and how often a server that was away,
 * or has no socket, is asked. A run that the socket tells of is never polled. */
#define END_GRACE_MS 1000
#define LOOK_FIRST_MS 300
#define LOOK_LAST_MS 30000

/* Between execution_success and the history entry lie milliseconds (trap 1); after this many looks it is not coming. */
#define MAX_EMPTY_LOOKS 8

/* A connection that breaks so often while the prompt is sent does not break by chance. */
#define MAX_SENDS 3

/* The node that sends its results through the preview channel and leaves no trace in history (protocol §6). */
#define LIVE_CLASS "SaveImageWebsocket"

gboolean
_figment_job_is_away (const GError *error)
{
  return g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_CERTIFICATE)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_SERVER)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static gboolean
is_live_node (FigmentJob *self,
              const char *node_id)
{
  return node_id != NULL && figment_graph_has_node (self->graph, node_id)
         && g_strcmp0 (figment_graph_get_class (self->graph, node_id), LIVE_CLASS) == 0;
}

void
_figment_job_expect_live_images (FigmentJob *self)
{
  const FigmentRequest *request = figment_generation_get_request (self->generation);
  const char *folder = request->output_dir != NULL ? request->output_dir : self->library_dir;

  g_clear_object (&self->live);
  if (self->graph == NULL)
    return;
  for (const char *const *id = figment_graph_get_ids (self->graph); *id != NULL && self->live == NULL; id++)
    if (is_live_node (self, *id))
      self->live = figment_live_images_new (folder, figment_generation_get_prompt_id (self->generation));
}

/**
 * _figment_job_set_graph:
 * @graph: as it was, or will be, sent
 */
void
_figment_job_set_graph (FigmentJob *self,
                        const char *graph)
{
  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->progress, figment_run_progress_free);
  g_clear_pointer (&self->pace, figment_pace_free);
  self->pace = figment_pace_new ();
  self->graph = figment_graph_parse (graph, strlen (graph), NULL);
  if (self->graph == NULL)
    return;
  self->progress = figment_run_progress_new (self->graph);
  _figment_job_expect_live_images (self);
  g_autofree char *key = figment_estimate_dup_key (self->graph);
  self->whole_ms =
    figment_generation_store_estimate (self->store, key, figment_generation_get_server (self->generation),
                                       figment_estimate_get_work (self->graph));
}

static gint64
get_now (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
show_progress (FigmentJob *self)
{
  const double fraction = figment_run_progress_get_fraction (self->progress);
  const gboolean has_steps = figment_run_progress_has_steps (self->progress);

  figment_generation_set_run (self->generation, fraction, figment_run_progress_get_title (self->progress),
                              figment_run_progress_get_step (self->progress),
                              figment_run_progress_get_steps (self->progress));
  figment_generation_set_remaining (
    self->generation, figment_pace_get_remaining (self->pace, get_now (), has_steps, fraction, self->whole_ms));
}

static void
take_progress (FigmentJob              *self,
               const FigmentComfyEvent *event)
{
  const int step = figment_run_progress_get_step (self->progress);

  if (event->type == FIGMENT_COMFY_EVENT_PROGRESS && step > 0 && figment_run_progress_get_steps (self->progress) > 1)
    figment_pace_step (self->pace, get_now (), figment_run_progress_get_node_id (self->progress), step,
                       figment_run_progress_get_fraction (self->progress));
  else if (event->type == FIGMENT_COMFY_EVENT_EXECUTING)
    figment_pace_leave_steps (self->pace);
  show_progress (self);
}

static void
take_known (FigmentJob *self)
{
  self->n_unknown = 0;
  if (!figment_generation_get_accepted (self->generation))
    figment_generation_set_error (self->generation, NULL, NULL); /* the answer to the POST was wrong, or never came */
  _figment_job_accept (self);
}

static void
enter_running (FigmentJob *self,
               const char *evidence)
{
  take_known (self);
  if (figment_generation_get_state (self->generation) == FIGMENT_GENERATION_SUBMITTED)
    _figment_job_enter (self, FIGMENT_GENERATION_RUNNING, evidence);
}

static gboolean
end_grace_cb (gpointer user_data)
{
  FigmentJob *self = user_data;

  self->look_id = 0;
  _figment_job_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_in (FigmentJob *self,
         guint       milliseconds)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->look_id = g_timeout_add (milliseconds, end_grace_cb, self);
}

/**
 * _figment_job_look_later:
 *
 * Asks the server again, later and later the longer it has nothing to say.
 */
void
_figment_job_look_later (FigmentJob *self)
{
  const guint shift = MIN (self->n_looks, 7);

  self->n_looks++;
  look_in (self, MIN (LOOK_FIRST_MS << shift, LOOK_LAST_MS));
}

static void
take_image (FigmentJob              *self,
            const FigmentComfyEvent *event)
{
  const char *node = event->node_id != NULL ? event->node_id : figment_run_progress_get_node_id (self->progress);

  if (is_live_node (self, node))
    figment_live_images_add (self->live, event->image);
  else if (event->frame_index >= 0)
    {
      if (self->loop == NULL)
        self->loop = figment_preview_loop_new (self->generation);
      figment_preview_loop_take (self->loop, event->frame_index, event->image);
    }
  else
    {
      g_clear_pointer (&self->loop, figment_preview_loop_free);
      figment_generation_set_preview (self->generation, event->image);
    }
}

static gboolean
announces_loop (const FigmentComfyEvent *event)
{
  return event->type == FIGMENT_COMFY_EVENT_UNKNOWN && g_strcmp0 (event->name, "VHS_latentpreview") == 0;
}

static void
begin_loop (FigmentJob              *self,
            const FigmentComfyEvent *event)
{
  JsonObject *data = figment_json_to_object (event->data);

  if (data == NULL)
    return;
  if (self->loop == NULL)
    self->loop = figment_preview_loop_new (self->generation);
  figment_preview_loop_begin (self->loop, figment_json_get_int64 (data, "length", 0),
                              figment_json_get_double (data, "rate", 0));
}

/* A node of that class tells with each picture how many there are (websocket_image_save.py, ProgressBar). */
static void
take_announcement (FigmentJob              *self,
                   const FigmentComfyEvent *event)
{
  if (self->graph != NULL && is_live_node (self, event->node_id) && event->max >= 1 && event->max <= G_MAXINT)
    g_hash_table_insert (self->announced, g_strdup (event->node_id), GUINT_TO_POINTER ((guint) event->max));
}

static void
take_event (FigmentJob              *self,
            const FigmentComfyEvent *event)
{
  self->n_looks = 0;
  figment_run_record_feed (self->record, event);
  if (self->progress != NULL)
    {
      figment_run_progress_feed (self->progress, event);
      take_progress (self, event);
    }
  switch ((int) event->type)
    {
    case FIGMENT_COMFY_EVENT_EXECUTION_START:
      /* Only this tells when: whatever else is heard first may come late, after a restart of ours or of the socket. */
      figment_pace_begin (self->pace, get_now ());
      enter_running (self, _ ("The server started it"));
      break;
    case FIGMENT_COMFY_EVENT_PROGRESS:
      take_announcement (self, event);
      enter_running (self, _ ("The server reported progress"));
      break;
    case FIGMENT_COMFY_EVENT_PROGRESS_STATE: enter_running (self, _ ("The server reported progress")); break;
    case FIGMENT_COMFY_EVENT_PREVIEW:
      if (self->graph != NULL)
        take_image (self, event);
      break;
    case FIGMENT_COMFY_EVENT_UNKNOWN:
      if (announces_loop (event))
        begin_loop (self, event);
      break;
    case FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED:
      figment_generation_set_error (self->generation, _ ("A node held part of the workflow back"),
                                    event->exception_message);
      break;
    case FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS:
    case FIGMENT_COMFY_EVENT_EXECUTION_ERROR:
    case FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED:
      self->end_seen = TRUE;
      figment_pace_end (self->pace, get_now ());
      look_in (self, END_GRACE_MS);
      break;
    case FIGMENT_COMFY_EVENT_EXECUTING:
      if (event->node_id == NULL)
        {
          self->end_seen = TRUE;
          figment_pace_end (self->pace, get_now ());
          _figment_job_look (self);
        }
      else
        enter_running (self, _ ("The server works on it"));
      break;
    default: break;
    }
}

static void
event_cb (FigmentComfySocket *socket,
          FigmentComfyEvent  *event,
          FigmentJob         *self)
{
  const gboolean nameless =
    event->prompt_id == NULL
    && (event->type == FIGMENT_COMFY_EVENT_PREVIEW || event->type == FIGMENT_COMFY_EVENT_TEXT || announces_loop (event))
    && figment_generation_get_state (self->generation) == FIGMENT_GENERATION_RUNNING && !self->end_seen;

  /* Type 1 previews and texts carry no ids: they are ours only while our own prompt is the one that runs (trap 6). */
  if (!nameless && g_strcmp0 (event->prompt_id, figment_generation_get_prompt_id (self->generation)) != 0)
    return;
  take_event (self, event);
}

static void
socket_state_cb (FigmentComfySocket *socket,
                 GParamSpec         *pspec,
                 FigmentJob         *self)
{
  /* Nothing is replayed (trap 4), so what happened meanwhile has to be asked for; and while the socket is away, as
   * well. */
  if (figment_comfy_socket_get_state (socket) == FIGMENT_COMFY_SOCKET_OPEN)
    _figment_job_look (self);
  else if (self->look_id == 0)
    _figment_job_look_later (self);
}

static void
socket_silent_cb (FigmentComfySocket *socket,
                  FigmentJob         *self)
{
  self->silent = TRUE;
  _figment_job_look (self);
}

void
_figment_job_watch (FigmentJob *self)
{
  if (self->event_id != 0)
    return;
  self->event_id = g_signal_connect (self->socket, "event", G_CALLBACK (event_cb), self);
  self->state_id = g_signal_connect (self->socket, "notify::state", G_CALLBACK (socket_state_cb), self);
  self->silent_id = g_signal_connect (self->socket, "silent", G_CALLBACK (socket_silent_cb), self);
}

void
_figment_job_unwatch (FigmentJob *self)
{
  g_clear_pointer (&self->loop, figment_preview_loop_free);
  g_clear_signal_handler (&self->event_id, self->socket);
  g_clear_signal_handler (&self->state_id, self->socket);
  g_clear_signal_handler (&self->silent_id, self->socket);
  g_clear_handle_id (&self->look_id, g_source_remove);
}

/* The answer to the POST never came, or was a failure, and the server knows of nothing: it did not take it. */
static void
take_refusal (FigmentJob *self)
{
  const char *error = figment_generation_get_error (self->generation);

  if (error != NULL)
    _figment_job_end (self, FIGMENT_GENERATION_FAILED, _ ("The server did not take it"), error,
                      figment_generation_get_details (self->generation));
  else if (self->n_sends >= MAX_SENDS)
    _figment_job_end (self, FIGMENT_GENERATION_FAILED, _ ("The server did not take it"),
                      _ ("The connection broke each time it was sent. The server, or a proxy before it, may not take a "
                         "workflow of this size."),
                      NULL);
  else
    _figment_job_prepare (self);
}

static void
take_unknown (FigmentJob *self)
{
  const char *prompt_id = figment_generation_get_prompt_id (self->generation);

  self->n_unknown++;
  if (self->collector != NULL || self->history != NULL)
    _figment_job_collect (self, NULL); /* history is gone, but the files need not be */
  else if (figment_run_record_has_ended (self->record) && self->n_unknown >= MAX_EMPTY_LOOKS)
    /* Somebody cleared the history between the end of the run and our question; the socket's word is proof enough. */
    _figment_job_collect (self, figment_run_record_to_history (self->record, prompt_id));
  else if (figment_run_record_has_ended (self->record))
    look_in (self, LOOK_FIRST_MS);
  else if (self->cancelling && (self->posting || self->stopping))
    look_in (self, LOOK_FIRST_MS); /* it may yet arrive there; then it is taken out, when the answer comes */
  else if (self->cancelling)
    _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("The server has taken it out of its queue"), NULL, NULL);
  else if (self->n_unknown < 2)
    look_in (self, LOOK_FIRST_MS);
  else if (!figment_generation_get_accepted (self->generation))
    take_refusal (self);
  else
    _figment_job_collect (self, figment_run_record_to_history (self->record, prompt_id));
}

/*
 * It runs, and yet nothing is heard: a deaf socket (trap 3), or a server that loads a model. A new connection helps in
 * the one case and does little harm in the other; but pictures that are sent meanwhile would be gone, so a run that has
 * such keeps a connection that cannot be deaf.
 */
static void
take_silence (FigmentJob *self)
{
  self->silent = FALSE;
  if (self->live == NULL || figment_comfy_socket_may_be_deaf (self->socket))
    figment_comfy_socket_reconnect (self->socket);
}

static void
look_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(FigmentComfyHistory) history = NULL;
  g_autoptr(GError) error = NULL;
  FigmentComfyWhereabouts whereabouts;
  const gboolean found = figment_comfy_client_locate_finish (self->client, result, &whereabouts, &history, &error);
  const gboolean again = self->look_again;

  self->looking = FALSE;
  self->look_again = FALSE;
  if (self->over)
    return;
  if (!found)
    {
      g_debug ("where is %s: %s", figment_generation_get_prompt_id (self->generation), error->message);
      if (self->cancelling && _figment_job_is_away (error))
        _figment_job_end (self, FIGMENT_GENERATION_CANCELLED,
                          _ ("Cancelled while the server was away; it may still finish it there"), NULL, NULL);
      else
        _figment_job_look_later (self);
      return;
    }
  switch (whereabouts)
    {
    case FIGMENT_COMFY_WHEREABOUTS_ENDED:
      take_known (self);
      _figment_job_collect (self, g_steal_pointer (&history));
      return;
    case FIGMENT_COMFY_WHEREABOUTS_UNKNOWN: take_unknown (self); return;
    case FIGMENT_COMFY_WHEREABOUTS_RUNNING:
      take_known (self);
      enter_running (self, _ ("The server works on it"));
      if (self->silent)
        take_silence (self);
      break;
    case FIGMENT_COMFY_WHEREABOUTS_PENDING:
      take_known (self);
      self->silent = FALSE; /* behind other people's prompts, whose messages do not come to us */
      if (figment_generation_get_state (self->generation) == FIGMENT_GENERATION_SUBMITTED)
        _figment_job_enter (self, FIGMENT_GENERATION_SUBMITTED, _ ("It waits in the server's queue"));
      break;
    default: g_assert_not_reached ();
    }
  if (again)
    _figment_job_look (self);
  else if (self->end_seen)
    look_in (self, LOOK_FIRST_MS); /* over by its own word, and yet not in history: no event will tell when it is */
  else if (figment_comfy_socket_get_state (self->socket) != FIGMENT_COMFY_SOCKET_OPEN)
    _figment_job_look_later (self);
}

/**
 * _figment_job_look:
 *
 * Asks the server where the prompt is, in the order in which a live one is always found.
 */
void
_figment_job_look (FigmentJob *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->over)
    return;
  if (self->looking)
    {
      self->look_again = TRUE;
      return;
    }
  self->looking = TRUE;
  figment_comfy_client_locate_async (self->client, figment_generation_get_prompt_id (self->generation), NULL, look_cb,
                                     g_object_ref (self));
}
