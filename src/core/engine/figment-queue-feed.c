/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue.h"

#include <glib/gi18n-lib.h>

#include "engine/figment-job.h"
#include "engine/figment-queue-private.h"
#include "net/figment-remote-error.h"

/* Milliseconds. */
#define MAX_RETRY_DELAY (5 * 60 * 1000)

/* The part of the queue that deals with the server: who is sent when, and what happens while it is away. */

static void job_finished_cb (FigmentJob   *job,
                             FigmentQueue *self);

static void
job_accepted_cb (FigmentJob   *job,
                 FigmentQueue *self)
{
  /* The server may have put another id in the place of ours. */
  figment_claims_take (self->claims, figment_generation_get_prompt_id (figment_job_get_generation (job)));
  _figment_queue_feed (self);
}

static void
start_job (FigmentQueue      *self,
           FigmentGeneration *generation)
{
  FigmentJob *job =
    figment_job_new (generation, self->client, self->socket, self->store, self->library_dir);

  g_signal_connect_object (job, "accepted", G_CALLBACK (job_accepted_cb), self, 0);
  g_signal_connect_object (job, "finished", G_CALLBACK (job_finished_cb), self, 0);
  g_hash_table_insert (self->jobs, generation, job);
  figment_job_start (job);
}

/* Whether the server can be given work: its socket is open, or it answers HTTP and only has no websocket to offer. */
static gboolean
is_available (FigmentQueue *self)
{
  const GError *error = figment_comfy_socket_get_error (self->socket);

  return figment_comfy_socket_get_state (self->socket) == FIGMENT_COMFY_SOCKET_OPEN
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED);
}

static void
hold_queued (FigmentQueue *self,
             const char   *evidence)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (figment_generation_get_state (generation) != FIGMENT_GENERATION_QUEUED
          || g_hash_table_contains (self->jobs, generation))
        continue;
      g_hash_table_add (self->away, generation);
      _figment_queue_enter (self, generation, FIGMENT_GENERATION_HELD, evidence);
    }
}

static void
release_held (FigmentQueue *self,
              const char   *evidence)
{
  GHashTableIter iter;
  FigmentGeneration *generation;

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->away);
  while (g_hash_table_iter_next (&iter, (gpointer *) &generation, NULL))
    {
      g_hash_table_iter_remove (&iter);
      if (figment_generation_get_state (generation) == FIGMENT_GENERATION_HELD)
        _figment_queue_enter (self, generation, FIGMENT_GENERATION_QUEUED, evidence);
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  FigmentQueue *self = user_data;

  self->retry_id = 0;
  if (self->resume && is_available (self))
    release_held (self, _ ("To be tried again"));
  _figment_queue_feed (self);
  return G_SOURCE_REMOVE;
}

/* One transfer broke, or the disk is full, while the socket is well: no event tells when another try is worth it. */
static void
retry_later (FigmentQueue *self)
{
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add (self->retry_delay, retry_cb, self);
  self->retry_delay = MIN (self->retry_delay * 2, MAX_RETRY_DELAY);
}

static void
job_finished_cb (FigmentJob   *job,
                 FigmentQueue *self)
{
  g_autoptr(FigmentGeneration) generation = g_object_ref (figment_job_get_generation (job));

  g_hash_table_remove (self->jobs, generation);
  if (figment_generation_state_is_final (figment_generation_get_state (generation)))
    {
      self->retry_delay = FIGMENT_QUEUE_RETRY_DELAY;
      _figment_queue_emit_finished (self, generation);
    }
  else
    {
      g_hash_table_add (self->away, generation);
      if (is_available (self))
        retry_later (self);
    }
  _figment_queue_feed (self);
}

static FigmentGeneration *
find_next (FigmentQueue *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (figment_generation_get_state (generation) == FIGMENT_GENERATION_QUEUED
          && !g_hash_table_contains (self->jobs, generation))
        return g_steal_pointer (&generation);
    }
  return NULL;
}

/* Two requests on two connections can overtake one another, and the server runs what comes first: one at a time. */
static gboolean
is_submitting (FigmentQueue *self)
{
  GHashTableIter iter;
  FigmentJob *job;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &job))
    if (figment_job_is_submitting (job))
      return TRUE;
  return FALSE;
}

void
_figment_queue_feed (FigmentQueue *self)
{
  const GError *error = figment_comfy_socket_get_error (self->socket);

  if (!self->started)
    return;
  if (!is_available (self))
    {
      if (error != NULL)
        hold_queued (self, error->message);
      return;
    }
  while (!self->paused && g_hash_table_size (self->jobs) < self->in_flight && !is_submitting (self))
    {
      g_autoptr(FigmentGeneration) generation = find_next (self);

      if (generation == NULL)
        break;
      figment_generation_set_server (generation,
                                     figment_endpoint_get_url (figment_comfy_client_get_endpoint (self->client)));
      start_job (self, generation);
    }
}

void
_figment_queue_socket_cb (FigmentComfySocket *socket,
                          GParamSpec         *pspec,
                          FigmentQueue       *self)
{
  if (self->started && self->resume && is_available (self))
    release_held (self, _ ("The server is back"));
  _figment_queue_feed (self);
}

static gboolean
is_under_way (FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_SUBMITTED || state == FIGMENT_GENERATION_RUNNING
         || state == FIGMENT_GENERATION_COLLECTING;
}

/**
 * figment_queue_load:
 *
 * Takes over what is not finished and what no other process looks after. What never reached the server waits again.
 *
 * Returns: %FALSE with @error in %FIGMENT_STORE_ERROR
 */
gboolean
figment_queue_load (FigmentQueue *self,
                    GError      **error)
{
  g_autoptr(GPtrArray) open = figment_generation_store_list_open (self->store, error);
  g_autofree char *paused = figment_generation_store_dup_setting (self->store, FIGMENT_QUEUE_PAUSED_KEY);

  if (open == NULL)
    return FALSE;
  self->paused = g_strcmp0 (paused, "1") == 0;
  for (guint i = 0; i < open->len; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (open, i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      if (!figment_claims_take (self->claims, figment_generation_get_prompt_id (generation)))
        continue;
      if (state != FIGMENT_GENERATION_QUEUED && !is_under_way (state))
        _figment_queue_enter (self, generation, FIGMENT_GENERATION_QUEUED, _ ("Waits again since Figment was started"));
      _figment_queue_append (self, generation);
    }
  return TRUE;
}

/* Comes back under the client id that the running prompts were sent with, so that their messages reach us (trap 4). */
static void
take_client_id (FigmentQueue      *self,
                FigmentGeneration *generation)
{
  g_autofree char *client_id =
    figment_generation_store_dup_client_id (self->store, figment_generation_get_id (generation));

  if (client_id != NULL)
    figment_comfy_socket_set_client_id (self->socket, client_id);
}

/**
 * figment_queue_start:
 *
 * Opens the socket, goes on with what was under way at this server, and begins to feed it. After figment_queue_stop ()
 * it may be another server.
 */
void
figment_queue_start (FigmentQueue *self)
{
  const char *server = figment_endpoint_get_url (figment_comfy_client_get_endpoint (self->client));
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  if (self->started)
    return;
  self->started = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (figment_generation_get_state (generation) == FIGMENT_GENERATION_PREPARING)
        _figment_queue_enter (self, generation, FIGMENT_GENERATION_QUEUED, _ ("Waits again for its turn"));
      if (!is_under_way (figment_generation_get_state (generation)))
        continue;
      if (g_strcmp0 (figment_generation_get_server (generation), server) == 0)
        {
          take_client_id (self, generation);
          start_job (self, generation);
        }
      else
        {
          g_autofree char *evidence =
            g_strdup_printf (_ ("It was sent to %s. Connect to that server again to fetch it, or try it again here."),
                             figment_generation_get_server (generation));

          _figment_queue_enter (self, generation, figment_generation_get_state (generation), evidence);
        }
    }
  figment_comfy_socket_start (self->socket);
  _figment_queue_feed (self);
}

/**
 * figment_queue_stop:
 *
 * Lets go of everything; nothing is cancelled, and the next start goes on where this one stopped.
 */
void
figment_queue_stop (FigmentQueue *self)
{
  GHashTableIter iter;
  FigmentJob *job;

  self->started = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &job))
    figment_job_abandon (job);
  g_hash_table_remove_all (self->jobs);
  if (self->socket != NULL)
    figment_comfy_socket_stop (self->socket);
}
