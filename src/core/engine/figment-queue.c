/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue.h"

#include <glib/gi18n-lib.h>

#include "engine/figment-job.h"
#include "engine/figment-live-images.h"
#include "engine/figment-queue-private.h"

typedef enum
{
  PROP_PAUSED = 1,
  PROP_IN_FLIGHT,
  PROP_RESUME,
  PROP_N_OPEN,
} FigmentQueueProperty;
static GParamSpec *props[PROP_N_OPEN + 1];

typedef enum
{
  SIGNAL_FINISHED
} FigmentQueueSignal;
static guint signals[SIGNAL_FINISHED + 1];

static void figment_queue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentQueue,
                               figment_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, figment_queue_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return FIGMENT_TYPE_GENERATION;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (FIGMENT_QUEUE (model)->items));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (FIGMENT_QUEUE (model)->items), position);
}

static void
figment_queue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

void
_figment_queue_emit_finished (FigmentQueue      *self,
                              FigmentGeneration *generation)
{
  figment_claims_release (self->claims, figment_generation_get_prompt_id (generation));
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, generation);
}

static int
compare_items (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  FigmentGeneration *first = (FigmentGeneration *) a, *second = (FigmentGeneration *) b;
  const double difference = figment_generation_get_position (first) - figment_generation_get_position (second);
  const gint64 ids = figment_generation_get_id (first) - figment_generation_get_id (second);

  if (difference < 0 || difference > 0)
    return difference < 0 ? -1 : 1;
  return ids < 0 ? -1 : ids > 0;
}

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    g_debug ("queue: %s", error->message);
}

void
_figment_queue_enter (FigmentQueue          *self,
                      FigmentGeneration     *generation,
                      FigmentGenerationState state,
                      const char            *evidence)
{
  figment_generation_enter_state (generation, state, evidence);
  figment_generation_store_save_async (self->store, generation, NULL, save_cb, NULL);
}

static void
count (FigmentQueue *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  gboolean submitted = FALSE;
  guint n_open = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      n_open += !figment_generation_state_is_final (state);
      submitted |= state == FIGMENT_GENERATION_SUBMITTED || state == FIGMENT_GENERATION_RUNNING;
    }
  figment_comfy_socket_set_keep_client_id (self->socket, submitted);
  figment_comfy_socket_set_expect_traffic (self->socket, submitted);
  if (n_open == self->n_open)
    return;
  self->n_open = n_open;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_OPEN]);
}

static void
state_cb (FigmentGeneration *generation,
          GParamSpec        *pspec,
          FigmentQueue      *self)
{
  count (self);
}

void
_figment_queue_append (FigmentQueue      *self,
                       FigmentGeneration *generation)
{
  g_signal_connect_object (generation, "notify::state", G_CALLBACK (state_cb), self, 0);
  g_list_store_insert_sorted (self->items, generation, compare_items, NULL);
  count (self);
}

static void
figment_queue_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  FigmentQueue *self = FIGMENT_QUEUE (object);

  switch ((FigmentQueueProperty) prop_id)
    {
    case PROP_PAUSED: g_value_set_boolean (value, self->paused); break;
    case PROP_IN_FLIGHT: g_value_set_uint (value, self->in_flight); break;
    case PROP_RESUME: g_value_set_boolean (value, self->resume); break;
    case PROP_N_OPEN: g_value_set_uint (value, self->n_open); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  FigmentQueue *self = FIGMENT_QUEUE (object);

  switch ((FigmentQueueProperty) prop_id)
    {
    case PROP_PAUSED: figment_queue_set_paused (self, g_value_get_boolean (value)); break;
    case PROP_IN_FLIGHT: figment_queue_set_in_flight (self, g_value_get_uint (value)); break;
    case PROP_RESUME: figment_queue_set_resume (self, g_value_get_boolean (value)); break;
    case PROP_N_OPEN:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_dispose (GObject *object)
{
  FigmentQueue *self = FIGMENT_QUEUE (object);

  figment_queue_stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->socket);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (figment_queue_parent_class)->dispose (object);
}

static void
figment_queue_finalize (GObject *object)
{
  FigmentQueue *self = FIGMENT_QUEUE (object);

  g_clear_object (&self->items);
  g_clear_pointer (&self->jobs, g_hash_table_unref);
  g_clear_pointer (&self->away, g_hash_table_unref);
  g_clear_pointer (&self->library_dir, g_free);
  G_OBJECT_CLASS (figment_queue_parent_class)->finalize (object);
}

static void
figment_queue_class_init (FigmentQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_queue_get_property;
  object_class->set_property = figment_queue_set_property;
  object_class->dispose = figment_queue_dispose;
  object_class->finalize = figment_queue_finalize;

  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  props[PROP_IN_FLIGHT] = g_param_spec_uint ("in-flight", NULL, NULL, 1, 2, 2, flags | G_PARAM_WRITABLE);
  props[PROP_RESUME] = g_param_spec_boolean ("resume", NULL, NULL, TRUE, flags | G_PARAM_WRITABLE);
  props[PROP_N_OPEN] = g_param_spec_uint ("n-open", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_FINISHED] = g_signal_new ("finished", FIGMENT_TYPE_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, FIGMENT_TYPE_GENERATION);
}

static void
figment_queue_init (FigmentQueue *self)
{
  self->in_flight = 2;
  self->retry_delay = FIGMENT_QUEUE_RETRY_DELAY;
  self->resume = TRUE;
  self->items = g_list_store_new (FIGMENT_TYPE_GENERATION);
  self->jobs = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->away = g_hash_table_new (NULL, NULL);
  g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed), self);
}

/**
 * figment_queue_new:
 * @claims: must outlive the queue
 * @library_dir: absolute
 *
 * Returns: (transfer full): empty; see figment_queue_load ()
 */
FigmentQueue *
figment_queue_new (FigmentComfyClient     *client,
                   FigmentComfySocket     *socket,
                   FigmentGenerationStore *store,
                   FigmentClaims          *claims,
                   const char             *library_dir)
{
  FigmentQueue *self = g_object_new (FIGMENT_TYPE_QUEUE, NULL);

  self->client = g_object_ref (client);
  self->socket = g_object_ref (socket);
  self->store = g_object_ref (store);
  self->claims = claims;
  self->library_dir = g_strdup (library_dir);
  g_signal_connect_object (socket, "notify::state", G_CALLBACK (_figment_queue_socket_cb), self, 0);
  g_signal_connect_object (socket, "notify::error", G_CALLBACK (_figment_queue_socket_cb), self, 0);
  return self;
}

static void
add_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentQueue *self = g_task_get_source_object (task);
  FigmentGeneration *generation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!figment_generation_store_save_finish (self->store, result, &error))
    {
      figment_claims_release (self->claims, figment_generation_get_prompt_id (generation));
      g_task_return_error (task, error);
      return;
    }
  _figment_queue_append (self, generation);
  g_task_return_pointer (task, g_object_ref (generation), g_object_unref);
  _figment_queue_feed (self);
}

static double
get_end_position (FigmentQueue *self,
                  gboolean      front)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  double first = 0, last = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      first = MIN (first, figment_generation_get_position (generation));
      last = MAX (last, figment_generation_get_position (generation));
    }
  return front ? first - 1 : last + 1;
}

/**
 * figment_queue_add_async:
 * @request: complete
 * @front: before everything that waits
 *
 * Finishes when the generation is on disk; it is sent afterwards, when its turn has come.
 */
void
figment_queue_add_async (FigmentQueue       *self,
                         FigmentRequest     *request,
                         gboolean            front,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  FigmentGeneration *generation = figment_generation_new (request);
  g_autofree char *prompt_id = g_uuid_string_random ();

  g_task_set_source_tag (task, figment_queue_add_async);
  g_task_set_task_data (task, generation, g_object_unref);
  figment_generation_set_prompt_id (generation, prompt_id);
  figment_generation_set_server (generation,
                                 figment_endpoint_get_url (figment_comfy_client_get_endpoint (self->client)));
  figment_generation_set_position (generation, get_end_position (self, front));
  figment_claims_take (self->claims, prompt_id);
  figment_generation_store_save_async (self->store, generation, cancellable, add_cb, g_steal_pointer (&task));
}

/**
 * figment_queue_add_finish:
 *
 * Returns: (transfer full): the generation, or %NULL with @error in %FIGMENT_STORE_ERROR
 */
FigmentGeneration *
figment_queue_add_finish (FigmentQueue *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Pictures that came through the socket before: no job is left to collect them. */
static void
discard_live_images (FigmentQueue      *self,
                     FigmentGeneration *generation)
{
  const FigmentRequest *request = figment_generation_get_request (generation);
  g_autoptr(FigmentLiveImages) live =
    figment_live_images_new (request->output_dir != NULL ? request->output_dir : self->library_dir,
                             figment_generation_get_prompt_id (generation));

  figment_live_images_discard (live);
}

/* A queue that goes meanwhile has nobody left to tell, nor its claims. */
typedef struct
{
  GWeakRef           queue;
  FigmentGeneration *generation; /* (owned) */
} CancelData;

static void
save_cancelled_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  CancelData *data = user_data;
  g_autoptr(FigmentQueue) self = g_weak_ref_get (&data->queue);
  g_autoptr(FigmentGeneration) generation = data->generation;
  g_autoptr(GError) error = NULL;

  g_weak_ref_clear (&data->queue);
  g_free (data);
  if (!figment_generation_store_save_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    figment_generation_set_error (generation, error->message, NULL);
  /* Tried again meanwhile, it has not ended. */
  if (self != NULL && figment_generation_get_state (generation) == FIGMENT_GENERATION_CANCELLED)
    _figment_queue_emit_finished (self, generation);
}

/**
 * figment_queue_cancel:
 *
 * Takes a waiting one out at once; one that the server has is stopped there, and ends when the server says so.
 */
void
figment_queue_cancel (FigmentQueue      *self,
                      FigmentGeneration *generation)
{
  FigmentJob *job = g_hash_table_lookup (self->jobs, generation);
  CancelData *data;

  if (figment_generation_state_is_final (figment_generation_get_state (generation)))
    return;
  if (job != NULL)
    {
      figment_job_cancel (job);
      return;
    }
  g_hash_table_remove (self->away, generation);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_CANCELLED,
                                  figment_generation_get_accepted (generation)
                                    ? _ ("Cancelled while its server was away; it may still finish it there")
                                    : _ ("Cancelled before it was sent"));
  if (figment_generation_get_accepted (generation))
    discard_live_images (self, generation);
  data = g_new0 (CancelData, 1);
  g_weak_ref_init (&data->queue, self);
  data->generation = g_object_ref (generation);
  figment_generation_store_save_async (self->store, generation, NULL, save_cancelled_cb, data);
}

static void
save_plan_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_plan_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    g_debug ("queue: %s", error->message);
}

/**
 * figment_queue_retry:
 *
 * Lets one that was held, lost, cancelled or failed, or was sent to another server, wait again. It gets a new prompt
 * id, so that the server cannot take it for the old one, unless only its outputs are missing.
 *
 * Returns: %FALSE if it is done, or under way
 */
gboolean
figment_queue_retry (FigmentQueue      *self,
                     FigmentGeneration *generation)
{
  const FigmentGenerationState state = figment_generation_get_state (generation);
  FigmentJob *job = g_hash_table_lookup (self->jobs, generation);
  g_autofree char *prompt_id = NULL;
  guint index;

  /* One that is under way has a job, unless it was sent to a server that Figment is not connected to now. */
  if (state == FIGMENT_GENERATION_DONE || state == FIGMENT_GENERATION_QUEUED
      || (job != NULL && state != FIGMENT_GENERATION_HELD && !figment_generation_state_is_final (state)))
    return FALSE;
  if (job != NULL)
    {
      /* Its end is still being written; nobody waits for that any more. */
      g_signal_handlers_disconnect_by_data (job, self);
      g_hash_table_remove (self->jobs, generation);
    }
  g_hash_table_remove (self->away, generation);
  figment_generation_set_error (generation, NULL, NULL);
  if (state != FIGMENT_GENERATION_HELD)
    {
      prompt_id = g_uuid_string_random ();
      figment_claims_release (self->claims, figment_generation_get_prompt_id (generation));
      figment_generation_set_prompt_id (generation, prompt_id);
      figment_generation_set_accepted (generation, FALSE);
      figment_claims_take (self->claims, prompt_id);
    }
  figment_generation_enter_state (generation, FIGMENT_GENERATION_QUEUED, _ ("To be tried again"));
  if (state != FIGMENT_GENERATION_HELD)
    figment_generation_store_save_plan_async (self->store, generation, NULL, NULL, save_plan_cb, NULL);
  else
    figment_generation_store_save_async (self->store, generation, NULL, save_cb, NULL);
  if (!g_list_store_find (self->items, generation, &index))
    _figment_queue_append (self, generation);
  _figment_queue_feed (self);
  return TRUE;
}

/**
 * figment_queue_move:
 * @index: its new place in the list
 *
 * Only changes what has not been sent yet.
 */
void
figment_queue_move (FigmentQueue      *self,
                    FigmentGeneration *generation,
                    guint              index)
{
  GListModel *model = G_LIST_MODEL (self->items);
  g_autoptr(FigmentGeneration) moved = g_object_ref (generation);
  g_autoptr(FigmentGeneration) before = NULL, after = NULL;
  double position;
  guint at;

  if (!g_list_store_find (self->items, generation, &at) || at == index)
    return;
  g_list_store_remove (self->items, at);
  index = MIN (index, g_list_model_get_n_items (model));
  before = index > 0 ? g_list_model_get_item (model, index - 1) : NULL;
  after = g_list_model_get_item (model, index);
  if (before != NULL && after != NULL)
    position = (figment_generation_get_position (before) + figment_generation_get_position (after)) / 2;
  else if (before != NULL)
    position = figment_generation_get_position (before) + 1;
  else
    position = after != NULL ? figment_generation_get_position (after) - 1 : 0;
  figment_generation_set_position (generation, position);
  g_list_store_insert (self->items, index, generation);
  figment_generation_store_save_async (self->store, generation, NULL, save_cb, NULL);
}

static void
forget_at (FigmentQueue *self,
           guint         index)
{
  g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), index);

  if (!figment_generation_state_is_final (figment_generation_get_state (generation)))
    return;
  g_signal_handlers_disconnect_by_data (generation, self);
  g_list_store_remove (self->items, index);
}

/**
 * figment_queue_clear_finished:
 *
 * Takes those that have ended out of the list; the store keeps them.
 */
void
figment_queue_clear_finished (FigmentQueue *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->items)); i > 0; i--)
    forget_at (self, i - 1);
}

/* The same with one of them. */
void
figment_queue_forget (FigmentQueue      *self,
                      FigmentGeneration *generation)
{
  guint index;

  g_return_if_fail (FIGMENT_IS_QUEUE (self));

  if (g_list_store_find (self->items, generation, &index))
    forget_at (self, index);
}

/* Returns: (transfer full) (nullable): the one of that row id */
FigmentGeneration *
figment_queue_find (FigmentQueue *self,
                    gint64        id)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  g_return_val_if_fail (FIGMENT_IS_QUEUE (self), NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (figment_generation_get_id (generation) == id)
        return g_steal_pointer (&generation);
    }
  return NULL;
}

gboolean
figment_queue_get_paused (FigmentQueue *self)
{
  g_return_val_if_fail (FIGMENT_IS_QUEUE (self), FALSE);
  return self->paused;
}

/**
 * figment_queue_set_paused:
 *
 * What the server already has goes on; nothing more is sent until the pause ends. Remembered.
 */
void
figment_queue_set_paused (FigmentQueue *self,
                          gboolean      paused)
{
  g_return_if_fail (FIGMENT_IS_QUEUE (self));
  if (self->paused == paused)
    return;
  self->paused = paused;
  figment_generation_store_set_setting (self->store, FIGMENT_QUEUE_PAUSED_KEY, paused ? "1" : "0");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
  _figment_queue_feed (self);
}

guint
figment_queue_get_in_flight (FigmentQueue *self)
{
  g_return_val_if_fail (FIGMENT_IS_QUEUE (self), 0);
  return self->in_flight;
}

void
figment_queue_set_in_flight (FigmentQueue *self,
                             guint         in_flight)
{
  g_return_if_fail (FIGMENT_IS_QUEUE (self));
  g_return_if_fail (in_flight >= 1 && in_flight <= 2);
  if (self->in_flight == in_flight)
    return;
  self->in_flight = in_flight;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_FLIGHT]);
  _figment_queue_feed (self);
}

gboolean
figment_queue_get_resume (FigmentQueue *self)
{
  g_return_val_if_fail (FIGMENT_IS_QUEUE (self), FALSE);
  return self->resume;
}

/**
 * figment_queue_set_resume:
 * @resume: %FALSE: what was held while the server was away stays held until figment_queue_retry ()
 */
void
figment_queue_set_resume (FigmentQueue *self,
                          gboolean      resume)
{
  g_return_if_fail (FIGMENT_IS_QUEUE (self));
  if (self->resume == resume)
    return;
  self->resume = resume;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESUME]);
  _figment_queue_socket_cb (self->socket, NULL, self);
}

/**
 * figment_queue_set_library_dir:
 * @library_dir: absolute; for what is sent from now on
 */
void
figment_queue_set_library_dir (FigmentQueue *self,
                               const char   *library_dir)
{
  g_return_if_fail (FIGMENT_IS_QUEUE (self));
  g_return_if_fail (library_dir != NULL);
  g_free (self->library_dir);
  self->library_dir = g_strdup (library_dir);
}

guint
figment_queue_get_n_open (FigmentQueue *self)
{
  g_return_val_if_fail (FIGMENT_IS_QUEUE (self), 0);
  return self->n_open;
}
