/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-hub.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* A longer frame from a client is answered by closing with code 1009, as aiohttp does by default. */
#define MAX_INCOMING_BYTES (4 * 1024 * 1024)

typedef struct
{
  FigmentPracticeHub      *hub;         /* (unowned) */
  SoupWebsocketConnection *connection;  /* (owned) */
  GSocket                 *socket;      /* (owned) below the connection, to cut it without a close frame */
  char                    *client_id;   /* (owned) */
  gboolean                 is_gone;     /* it has closed, the entry in the table has been taken away */
  gboolean                 heard;       /* a message has been taken; only the first one can be feature_flags */
} Client;

struct _FigmentPracticeHub
{
  GPtrArray  *clients;         /* (owned) every open socket, deaf ones too */
  GHashTable *table;           /* (owned) client id -> Client that gets the frames */
  GHashTable *with_metadata;   /* (owned) set of client ids that want previews of type 4 */
  JsonNode   *server_features; /* (owned) */
  gboolean    silent;
};

static void
client_free (Client *client)
{
  g_signal_handlers_disconnect_by_data (client->connection, client);
  g_clear_object (&client->connection);
  g_clear_object (&client->socket);
  g_free (client->client_id);
  g_free (client);
}

static void
send_text (Client     *client,
           const char *text)
{
  if (soup_websocket_connection_get_state (client->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (client->connection, text);
}

/* ComfyUI server.py, websocket_handler: whoever closes takes the id's entry away, even if it is another socket's. */
static void
closing_cb (SoupWebsocketConnection *connection,
            Client                  *client)
{
  FigmentPracticeHub *self = client->hub;

  if (client->is_gone)
    return;
  client->is_gone = TRUE;
  g_hash_table_remove (self->table, client->client_id);
  g_hash_table_remove (self->with_metadata, client->client_id);
}

static void
closed_cb (SoupWebsocketConnection *connection,
           Client                  *client)
{
  closing_cb (connection, client);
  g_ptr_array_remove (client->hub->clients, client);
}

static void
message_cb (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *message,
            Client                  *client)
{
  FigmentPracticeHub *self = client->hub;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;

  if (type != SOUP_WEBSOCKET_DATA_TEXT || client->heard)
    return;
  node = figment_json_parse_bytes (message, NULL);
  if (node == NULL)
    return;
  client->heard = TRUE;
  object = figment_json_to_object (node);
  if (g_strcmp0 (figment_json_get_string (object, "type"), "feature_flags") != 0)
    return;
  if (figment_json_get_boolean (figment_json_get_object (object, "data"), "supports_preview_metadata", FALSE))
    g_hash_table_add (self->with_metadata, g_strdup (client->client_id));
  else
    g_hash_table_remove (self->with_metadata, client->client_id);
  figment_practice_hub_send (self, client->client_id, "feature_flags", figment_json_copy (self->server_features));
}

FigmentPracticeHub *
figment_practice_hub_new (JsonNode *server_features)
{
  FigmentPracticeHub *self = g_new0 (FigmentPracticeHub, 1);

  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->with_metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server_features = figment_json_copy (server_features);
  return self;
}

void
figment_practice_hub_free (FigmentPracticeHub *self)
{
  figment_practice_hub_cut (self);
  g_ptr_array_unref (self->clients);
  g_hash_table_unref (self->table);
  g_hash_table_unref (self->with_metadata);
  json_node_unref (self->server_features);
  g_free (self);
}

/*
 * Takes in a new socket. Without @client_id it gets a fresh one.
 *
 * Returns: (transfer full): the id under which it goes
 */
char *
figment_practice_hub_add (FigmentPracticeHub      *self,
                          SoupWebsocketConnection *connection,
                          GSocket                 *socket,
                          const char              *client_id)
{
  Client *client = g_new0 (Client, 1);

  client->hub = self;
  client->connection = g_object_ref (connection);
  client->socket = socket != NULL ? g_object_ref (socket) : NULL;
  if (client_id != NULL && *client_id != '\0')
    {
      client->client_id = g_strdup (client_id);
    }
  else
    {
      g_autofree char *uuid = g_uuid_string_random ();
      g_auto(GStrv) parts = g_strsplit (uuid, "-", -1);

      client->client_id = g_strjoinv (NULL, parts);
    }
  soup_websocket_connection_set_max_incoming_payload_size (connection, MAX_INCOMING_BYTES);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), client);
  g_signal_connect (connection, "closing", G_CALLBACK (closing_cb), client);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), client);
  g_ptr_array_add (self->clients, client);
  g_hash_table_replace (self->table, g_strdup (client->client_id), client);
  g_hash_table_remove (self->with_metadata, client->client_id);
  return g_strdup (client->client_id);
}

/*
 * Sends {"type":@type,"data":@data} to the socket of @client_id, to nobody when there is none, or to all when it is
 * NULL.
 * @data: (transfer full)
 */
void
figment_practice_hub_send (FigmentPracticeHub *self,
                           const char         *client_id,
                           const char         *type,
                           JsonNode           *data)
{
  JsonObject *object = json_object_new ();
  g_autoptr(JsonNode) frame = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "type", type);
  json_object_set_member (object, "data", data);
  json_object_unref (object);
  if (self->silent)
    return;
  text = figment_json_write (frame, FIGMENT_JSON_WRITE_ASCII, NULL);
  if (client_id != NULL)
    {
      Client *client = g_hash_table_lookup (self->table, client_id);

      if (client != NULL)
        send_text (client, text);
    }
  else
    {
      GHashTableIter iter;
      gpointer client;

      g_hash_table_iter_init (&iter, self->table);
      while (g_hash_table_iter_next (&iter, NULL, &client))
        send_text (client, text);
    }
}

/* Sends a binary frame: @type as four bytes, big-endian (ComfyUI server.py, encode_bytes), then @payload. */
void
figment_practice_hub_send_binary (FigmentPracticeHub *self,
                                  const char         *client_id,
                                  guint32             type,
                                  GBytes             *payload)
{
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  const guint32 head = GUINT32_TO_BE (type);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (self->silent)
    return;
  g_byte_array_append (frame, (const guint8 *) &head, sizeof head);
  g_byte_array_append (frame, g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Client *client = value;

      if ((client_id == NULL || strcmp (key, client_id) == 0) &&
          soup_websocket_connection_get_state (client->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_binary (client->connection, frame->data, frame->len);
    }
}

/* Whether previews to @client_id are of type 4. Never when it is NULL: previews for everybody carry no ids. */
gboolean
figment_practice_hub_has_preview_metadata (FigmentPracticeHub *self,
                                           const char         *client_id)
{
  return client_id != NULL && g_hash_table_contains (self->with_metadata, client_id);
}

void
figment_practice_hub_set_silent (FigmentPracticeHub *self,
                                 gboolean            silent)
{
  self->silent = silent;
}

/* Drops all connections as a dead server does: the stream ends, there is no close frame. */
void
figment_practice_hub_cut (FigmentPracticeHub *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);

      g_signal_handlers_disconnect_by_data (client->connection, client);
      if (client->socket != NULL)
        g_socket_shutdown (client->socket, TRUE, TRUE, NULL);
    }
  g_hash_table_remove_all (self->table);
  g_hash_table_remove_all (self->with_metadata);
  g_ptr_array_set_size (self->clients, 0);
}
