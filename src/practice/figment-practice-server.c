/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-server.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Binary frames: ComfyUI protocol.py, BinaryEventTypes. */
enum
{
  FRAME_PREVIEW_IMAGE = 1,
  FRAME_TEXT = 3,
  FRAME_PREVIEW_IMAGE_WITH_METADATA = 4,
};

/* The formats inside FRAME_PREVIEW_IMAGE. */
enum
{
  FORMAT_JPEG = 1,
  FORMAT_PNG = 2,
};

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

/* Returns: (transfer full): what ComfyUI 0.8.0 can do, as in /features and in the answer to feature_flags */
JsonNode *
figment_practice_server_features (void)
{
  JsonObject *features = json_object_new ();
  JsonObject *extension = json_object_new ();
  JsonObject *manager = json_object_new ();

  json_object_set_boolean_member (features, "supports_preview_metadata", TRUE);
  json_object_set_int_member (features, "max_upload_size", FIGMENT_PRACTICE_MAX_BODY);
  json_object_set_boolean_member (manager, "supports_v4", TRUE);
  json_object_set_object_member (extension, "manager", manager);
  json_object_set_object_member (features, "extension", extension);
  return take_object (features);
}

/* Returns: (transfer full): {"exec_info":{"queue_remaining":n}} */
JsonNode *
figment_practice_server_exec_info (FigmentPracticeServer *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *info = json_object_new ();

  json_object_set_int_member (info, "queue_remaining", figment_practice_queue_get_remaining (self->queue));
  json_object_set_object_member (object, "exec_info", info);
  return take_object (object);
}

/* Tells everybody how many prompts there are. */
void
figment_practice_server_send_status (FigmentPracticeServer *self)
{
  JsonObject *data = json_object_new ();

  json_object_set_member (data, "status", figment_practice_server_exec_info (self));
  figment_practice_hub_send (self->hub, NULL, "status", take_object (data));
}

/* Empties queue and history and drops all sockets, as if the process had died. The current run goes on unheard. */
static void
forget (FigmentPracticeServer *self)
{
  if (self->run != NULL)
    {
      g_atomic_int_set (&self->run->cancelled, TRUE);
      figment_practice_executor_interrupt (self->executor);
    }
  figment_practice_executor_drop_cache (self->executor);
  figment_practice_queue_forget (self->queue);
  figment_practice_hub_cut (self->hub);
  g_clear_pointer (&self->last_node, g_free);
}

/* Lets the moods of mid-run strike, once in each run. Returns: whether the run has been forgotten */
static gboolean
strike (FigmentPracticeServer *self)
{
  if (self->has_struck)
    return FALSE;
  if (self->mood == FIGMENT_PRACTICE_MOOD_CUT_SOCKET)
    {
      self->has_struck = TRUE;
      figment_practice_hub_cut (self->hub);
    }
  else if (self->mood == FIGMENT_PRACTICE_MOOD_FORGET)
    {
      self->has_struck = TRUE;
      forget (self);
      return TRUE;
    }
  return FALSE;
}

static void
append_size (GByteArray *bytes,
             gsize       size)
{
  const guint32 big_endian = GUINT32_TO_BE ((guint32) size);

  g_byte_array_append (bytes, (const guint8 *) &big_endian, sizeof big_endian);
}

static void
send_image_with_metadata (FigmentPracticeServer *self,
                          FigmentPracticeEvent  *event,
                          const char            *mime_type)
{
  JsonObject *object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *metadata = NULL;

  json_object_set_string_member (object, "node_id", event->node_id);
  json_object_set_string_member (object, "prompt_id", event->run->prompt_id);
  json_object_set_string_member (object, "display_node_id", event->node_id);
  json_object_set_null_member (object, "parent_node_id");
  json_object_set_string_member (object, "real_node_id", event->node_id);
  json_object_set_string_member (object, "image_type", mime_type);
  node = take_object (object);
  metadata = figment_json_write (node, FIGMENT_JSON_WRITE_ASCII, NULL);
  append_size (payload, strlen (metadata));
  g_byte_array_append (payload, (const guint8 *) metadata, (guint) strlen (metadata));
  g_byte_array_append (payload, g_bytes_get_data (event->bytes, NULL), (guint) g_bytes_get_size (event->bytes));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
  figment_practice_hub_send_binary (self->hub, event->run->client_id, FRAME_PREVIEW_IMAGE_WITH_METADATA, bytes);
}

static void
send_image (FigmentPracticeServer *self,
            FigmentPracticeEvent  *event,
            guint                  format)
{
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  append_size (payload, format);
  g_byte_array_append (payload, g_bytes_get_data (event->bytes, NULL), (guint) g_bytes_get_size (event->bytes));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
  figment_practice_hub_send_binary (self->hub, event->run->client_id, FRAME_PREVIEW_IMAGE, bytes);
}

/* With feature flags the preview comes before its progress, else after it (ComfyUI main.py, hijack_progress). */
static void
send_progress (FigmentPracticeServer *self,
               FigmentPracticeEvent  *event)
{
  const char *client_id = event->run->client_id;
  const gboolean metadata = figment_practice_hub_has_preview_metadata (self->hub, client_id);

  figment_practice_hub_send (self->hub, client_id, "progress_state", g_steal_pointer (&event->state));
  if (event->data == NULL)
    return;
  if (event->bytes != NULL && metadata)
    send_image_with_metadata (self, event, "image/jpeg");
  figment_practice_hub_send (self->hub, client_id, "progress", g_steal_pointer (&event->data));
  if (event->bytes != NULL && !metadata)
    send_image (self, event, FORMAT_JPEG);
  strike (self);
}

static void
send_text (FigmentPracticeServer *self,
           FigmentPracticeEvent  *event)
{
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  append_size (payload, strlen (event->node_id));
  g_byte_array_append (payload, (const guint8 *) event->node_id, (guint) strlen (event->node_id));
  g_byte_array_append (payload, g_bytes_get_data (event->bytes, NULL), (guint) g_bytes_get_size (event->bytes));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
  figment_practice_hub_send_binary (self->hub, event->run->client_id, FRAME_TEXT, bytes);
}

static void
send_message (FigmentPracticeServer *self,
              FigmentPracticeEvent  *event)
{
  if (strcmp (event->type, "executing") == 0)
    {
      g_free (self->last_node);
      self->last_node = g_strdup (figment_json_get_string (figment_json_to_object (event->data), "display_node"));
    }
  if (strcmp (event->type, "executed") == 0 || strcmp (event->type, "execution_success") == 0)
    if (strike (self))
      return;
  if (event->run->client_id != NULL || event->broadcast)
    figment_practice_hub_send (self->hub, event->run->client_id, event->type, g_steal_pointer (&event->data));
}

/* ComfyUI main.py, prompt_worker: first the history, then the status to all, then executing null to the owner. */
static void
finish_run (FigmentPracticeServer *self,
            FigmentPracticeEvent  *event)
{
  JsonObject *status = figment_json_get_object (figment_json_to_object (event->data), "status");
  const gboolean success = figment_json_get_boolean (status, "completed", FALSE);
  JsonObject *data;

  g_clear_pointer (&self->last_node, g_free);
  figment_practice_queue_finish (self->queue, g_steal_pointer (&event->data));
  if (success)
    g_atomic_int_inc (&self->n_executed);
  figment_practice_server_send_status (self);
  if (event->run->client_id == NULL)
    return;
  data = json_object_new ();
  json_object_set_null_member (data, "node");
  json_object_set_string_member (data, "prompt_id", event->run->prompt_id);
  figment_practice_hub_send (self->hub, event->run->client_id, "executing", take_object (data));
}

static void
take_event (FigmentPracticeServer *self,
            FigmentPracticeEvent  *event)
{
  const gboolean cancelled = g_atomic_int_get (&event->run->cancelled);

  if (event->kind == FIGMENT_PRACTICE_EVENT_DONE)
    {
      g_clear_pointer (&self->run, figment_practice_run_unref);
      if (!cancelled)
        finish_run (self, event);
      figment_practice_server_wake (self);
      return;
    }
  if (cancelled)
    return;
  switch (event->kind)
    {
    case FIGMENT_PRACTICE_EVENT_MESSAGE:
      send_message (self, event);
      break;
    case FIGMENT_PRACTICE_EVENT_PROGRESS:
      send_progress (self, event);
      break;
    case FIGMENT_PRACTICE_EVENT_TEXT:
      send_text (self, event);
      break;
    case FIGMENT_PRACTICE_EVENT_IMAGE:
      if (figment_practice_hub_has_preview_metadata (self->hub, event->run->client_id))
        send_image_with_metadata (self, event, "image/png");
      else
        send_image (self, event, FORMAT_PNG);
      break;
    case FIGMENT_PRACTICE_EVENT_DONE:
    default:
      g_assert_not_reached ();
    }
}

typedef struct
{
  FigmentPracticeServer *server;
  FigmentPracticeEvent  *event;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  figment_practice_event_free (delivery->event);
  g_free (delivery);
}

static gboolean
delivery_cb (gpointer data)
{
  Delivery *delivery = data;

  take_event (delivery->server, delivery->event);
  return G_SOURCE_REMOVE;
}

/* Executor thread: hands the event over to the server's. */
static void
event_cb (FigmentPracticeEvent *event,
          gpointer              user_data)
{
  FigmentPracticeServer *self = user_data;
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr(GSource) source = g_idle_source_new ();

  delivery->server = self;
  delivery->event = event;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, delivery_cb, delivery, delivery_free);
  g_source_attach (source, self->context);
}

static gboolean
dispatch_cb (gpointer user_data)
{
  FigmentPracticeServer *self = user_data;
  FigmentPracticeItem *item;

  g_clear_pointer (&self->dispatch, g_source_unref);
  if (self->run != NULL)
    return G_SOURCE_REMOVE;
  item = figment_practice_queue_take (self->queue);
  if (item == NULL)
    return G_SOURCE_REMOVE;
  self->has_struck = FALSE;
  self->run = figment_practice_run_new (item);
  figment_practice_server_send_status (self);
  figment_practice_executor_push (self->executor, figment_practice_run_ref (self->run));
  return G_SOURCE_REMOVE;
}

/* Has the next prompt taken, once the executor is free and the answer to the current request is on its way. */
void
figment_practice_server_wake (FigmentPracticeServer *self)
{
  if (self->run != NULL || self->dispatch != NULL || self->queue->pending->len == 0)
    return;
  self->dispatch = g_idle_source_new ();
  g_source_set_priority (self->dispatch, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->dispatch, dispatch_cb, self, NULL);
  g_source_attach (self->dispatch, self->context);
}

/* ComfyUI server.py, websocket_handler: the first frame, and the node that runs now if the prompt is the newcomer's. */
static void
websocket_cb (SoupServer              *soup,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  FigmentPracticeServer *self = user_data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr(GHashTable) form = query != NULL ? soup_form_decode (query) : NULL;
  const char *client_id = form != NULL ? g_hash_table_lookup (form, "clientId") : NULL;
  g_autofree char *sid = NULL;
  JsonObject *data = json_object_new ();

  sid = figment_practice_hub_add (self->hub, connection, soup_server_message_get_socket (message), client_id);
  json_object_set_member (data, "status", figment_practice_server_exec_info (self));
  json_object_set_string_member (data, "sid", sid);
  /* A socket that has gone silent did say this much. */
  figment_practice_hub_set_silent (self->hub, FALSE);
  figment_practice_hub_send (self->hub, sid, "status", take_object (data));
  if (self->last_node != NULL && self->run != NULL && g_strcmp0 (self->run->client_id, sid) == 0)
    {
      data = json_object_new ();
      json_object_set_string_member (data, "node", self->last_node);
      figment_practice_hub_send (self->hub, sid, "executing", take_object (data));
    }
  figment_practice_hub_set_silent (self->hub, self->mood == FIGMENT_PRACTICE_MOOD_SILENT_SOCKET);
}

/* Returns: (transfer full) (nullable): a socket that listens on 127.0.0.1; sets the port it has got */
static GSocket *
listen_on (FigmentPracticeServer  *self,
           guint16                 port,
           GError                **error)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, wanted, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  address = g_socket_get_local_address (socket, error);
  if (address == NULL)
    return NULL;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return g_steal_pointer (&socket);
}

static gboolean
open_port (FigmentPracticeServer  *self,
           guint16                 port,
           GError                **error)
{
  g_autoptr(GSocket) socket = listen_on (self, port, error);

  if (socket == NULL)
    return FALSE;
  /* Ids and file names in paths may have encoded slashes. */
  self->soup = soup_server_new ("server-header", "figment-practice", "raw-paths", TRUE, NULL);
  figment_practice_routes_install (self);
  soup_server_add_websocket_handler (self->soup, "/ws", NULL, NULL, websocket_cb, self, NULL);
  soup_server_add_websocket_handler (self->soup, "/api/ws", NULL, NULL, websocket_cb, self, NULL);
  return soup_server_listen_socket (self->soup, socket, 0, error);
}

static void
source_free (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
close_port (FigmentPracticeServer *self)
{
  g_hash_table_remove_all (self->delays);
  if (self->soup == NULL)
    return;
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
}

/* Called in the thread whose default context is @context, like everything here. @port: 0 takes a free one. */
FigmentPracticeServer *
figment_practice_server_new (GMainContext  *context,
                             const char    *folder,
                             guint16        port,
                             GError       **error)
{
  FigmentPracticeServer *self = g_new0 (FigmentPracticeServer, 1);
  g_autoptr(JsonNode) features = figment_practice_server_features ();

  self->context = g_main_context_ref (context);
  self->delays = g_hash_table_new_full (NULL, NULL, source_free, NULL);
  self->hub = figment_practice_hub_new (features);
  self->queue = figment_practice_queue_new ();
  if (!figment_practice_folders_open (&self->folders, folder, error) || !open_port (self, port, error))
    {
      figment_practice_server_free (self);
      return NULL;
    }
  self->executor = figment_practice_executor_new (&self->folders, event_cb, self);
  return self;
}

void
figment_practice_server_free (FigmentPracticeServer *self)
{
  if (self->executor != NULL)
    {
      forget (self);
      figment_practice_executor_free (self->executor);
    }
  close_port (self);
  figment_practice_hub_cut (self->hub);
  /* Events of the executor that are still on their way, and the last turn of streams that have just been closed. */
  while (g_main_context_pending (self->context))
    g_main_context_iteration (self->context, FALSE);
  if (self->dispatch != NULL)
    source_free (g_steal_pointer (&self->dispatch));
  g_clear_pointer (&self->run, figment_practice_run_unref);
  g_hash_table_unref (self->delays);
  figment_practice_hub_free (self->hub);
  figment_practice_queue_free (self->queue);
  figment_practice_folders_clear (&self->folders);
  g_main_context_unref (self->context);
  g_free (self->last_node);
  g_free (self->token);
  g_free (self);
}

/* As if the process had been killed and started again on the same port: nothing is left but input/ and output/. */
gboolean
figment_practice_server_restart (FigmentPracticeServer  *self,
                                 GError                **error)
{
  forget (self);
  close_port (self);
  figment_practice_folders_wipe (self->folders.temp);
  g_mkdir_with_parents (self->folders.temp, 0700);
  return open_port (self, self->port, error);
}

void
figment_practice_server_set_mood (FigmentPracticeServer *self,
                                  FigmentPracticeMood    mood)
{
  self->mood = mood;
  self->has_struck = FALSE;
  figment_practice_hub_set_silent (self->hub, mood == FIGMENT_PRACTICE_MOOD_SILENT_SOCKET);
  figment_practice_executor_set_mood (self->executor, mood);
}
