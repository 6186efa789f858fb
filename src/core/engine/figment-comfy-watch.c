/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-watch.h"

#include "engine/figment-catalog-cache.h"
#include "engine/figment-connection-private.h"
#include "net/figment-remote-error.h"

/* How often the figures are asked for while somebody looks at them. */
#define LOOK_SECONDS 3

/* Without another upload for as long, all files are there. */
#define UPLOAD_SECONDS 2

struct _FigmentComfyWatch
{
  GObject             parent_instance;

  FigmentComfyClient *client;      /* (owned) */
  FigmentComfySocket *socket;      /* (owned) */
  FigmentConnection  *connection;  /* (owned) */
  GCancellable       *cancellable; /* (owned) of all that is asked at the present address */
  FigmentCatalog     *catalog;     /* (owned) (nullable) */
  char               *checksum;    /* (owned) (nullable) of the catalog's text */
  guint               upload_id;   /* a file was uploaded: the catalog is to be fetched again */
  guint               look_id;
  gboolean            fetching;    /* the catalog is on its way */
  gboolean            passing;     /* this server will never be seen again at this address */
};

G_DEFINE_FINAL_TYPE (FigmentComfyWatch, figment_comfy_watch, G_TYPE_OBJECT)

typedef enum
{
  PROP_CATALOG = 1,
} FigmentComfyWatchProperty;
static GParamSpec *props[PROP_CATALOG + 1];

/* Takes @catalog and @checksum. The same text again is no news: forms would be built anew for nothing. */
static void
take_catalog (FigmentComfyWatch *self,
              FigmentCatalog    *catalog,
              char              *checksum)
{
  g_autoptr(FigmentCatalog) old = self->catalog;
  const gboolean same = g_strcmp0 (self->checksum, checksum) == 0;

  g_free (self->checksum);
  self->checksum = checksum;
  self->catalog = catalog;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CATALOG]);
}

static void
parsed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char *checksum = NULL;
  FigmentCatalog *catalog = figment_catalog_cache_finish (result, &checksum, &error);
  FigmentComfyWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  self->fetching = FALSE;
  if (catalog != NULL)
    take_catalog (self, catalog, checksum);
  else
    g_debug ("catalog: %s", error->message);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *checksum = NULL;
  g_autoptr(FigmentCatalog) catalog = figment_catalog_cache_finish (result, &checksum, &error);
  FigmentComfyWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  /* What the server has said meanwhile is newer. */
  if (catalog != NULL && self->catalog == NULL)
    take_catalog (self, g_steal_pointer (&catalog), g_steal_pointer (&checksum));
}

static void
fetch_catalog_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  FigmentComfyClient *client = FIGMENT_COMFY_CLIENT (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = figment_comfy_client_fetch_object_info_finish (client, result, &error);
  FigmentComfyWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (bytes != NULL)
    {
      const char *url = self->passing ? NULL : figment_connection_get_address (self->connection);

      figment_catalog_cache_store_async (url, bytes, self->cancellable, parsed_cb, self);
      return;
    }
  self->fetching = FALSE;
  g_debug ("catalog: %s", error->message);
}

static void
show_system (FigmentComfyWatch        *self,
             const FigmentComfySystem *system)
{
  const FigmentComfyDevice *device = NULL;

  if (system->devices != NULL && system->devices->len > 0)
    device = g_ptr_array_index (system->devices, 0);
  _figment_connection_set_system (self->connection, system->version, device != NULL ? device->name : NULL,
                                  device != NULL ? device->vram_free : -1, device != NULL ? device->vram_total : -1,
                                  system->practice);
}

static void
fetch_system_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfySystem) system =
    figment_comfy_client_fetch_system_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  FigmentComfyWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (system != NULL)
    show_system (self, system);
  else
    g_debug ("system: %s", error->message);
}

static void
fetch_system (FigmentComfyWatch *self)
{
  figment_comfy_client_fetch_system_async (self->client, self->cancellable, fetch_system_cb, self);
}

/* HTTP works although there may be no websocket: jobs are sent all the same (FigmentQueue), so it is good to know. */
static gboolean
answers (FigmentComfyWatch *self)
{
  const GError *error = figment_comfy_socket_get_error (self->socket);

  return figment_comfy_socket_get_state (self->socket) == FIGMENT_COMFY_SOCKET_OPEN
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND)
         || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED);
}

/**
 * figment_comfy_watch_refresh:
 *
 * Asks what the server is and can do, if it is there: nothing tells of new models (trap 30).
 */
void
figment_comfy_watch_refresh (FigmentComfyWatch *self)
{
  g_return_if_fail (FIGMENT_IS_COMFY_WATCH (self));

  if (!answers (self))
    return;
  fetch_system (self);
  if (self->fetching)
    return;
  self->fetching = TRUE;
  figment_comfy_client_fetch_object_info_async (self->client, self->cancellable, fetch_catalog_cb, self);
}

static gboolean
upload_settled_cb (gpointer user_data)
{
  FigmentComfyWatch *self = user_data;

  self->upload_id = 0;
  figment_comfy_watch_refresh (self);
  return G_SOURCE_REMOVE;
}

/* Files come several at a time: one look is enough when all of them are there. */
static void
uploaded_cb (FigmentComfyClient *client,
             FigmentComfyWatch  *self)
{
  g_clear_handle_id (&self->upload_id, g_source_remove);
  self->upload_id = g_timeout_add_seconds (UPLOAD_SECONDS, upload_settled_cb, self);
}

static gboolean
look_cb (gpointer user_data)
{
  fetch_system (user_data);
  return G_SOURCE_CONTINUE;
}

static void
update_look (FigmentComfyWatch *self)
{
  const gboolean wanted = figment_connection_get_watched (self->connection)
                          && figment_connection_get_state (self->connection) == FIGMENT_CONNECTION_ONLINE;

  if (wanted == (self->look_id != 0))
    return;
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (!wanted)
    return;
  fetch_system (self);
  self->look_id = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}

static void
update_state (FigmentComfyWatch *self)
{
  const GError *error = figment_comfy_socket_get_error (self->socket);

  switch (figment_comfy_socket_get_state (self->socket))
    {
    case FIGMENT_COMFY_SOCKET_OPEN:
      _figment_connection_set_state (self->connection, FIGMENT_CONNECTION_ONLINE, NULL);
      break;
    case FIGMENT_COMFY_SOCKET_CONNECTING:
      _figment_connection_set_state (
        self->connection, error != NULL ? _figment_connection_judge (error) : FIGMENT_CONNECTION_CONNECTING, error);
      break;
    case FIGMENT_COMFY_SOCKET_CLOSED:
    default: _figment_connection_set_state (self->connection, FIGMENT_CONNECTION_OFF, NULL);
    }
  update_look (self);
}

static void
socket_state_cb (FigmentComfySocket *socket,
                 GParamSpec         *pspec,
                 FigmentComfyWatch  *self)
{
  update_state (self);
  if (figment_comfy_socket_get_state (socket) == FIGMENT_COMFY_SOCKET_OPEN)
    figment_comfy_watch_refresh (self);
}

static void
socket_error_cb (FigmentComfySocket *socket,
                 GParamSpec         *pspec,
                 FigmentComfyWatch  *self)
{
  const FigmentConnectionState before = figment_connection_get_state (self->connection);

  update_state (self);
  if (before != FIGMENT_CONNECTION_PROBLEM && answers (self)
      && figment_comfy_socket_get_state (socket) != FIGMENT_COMFY_SOCKET_OPEN)
    figment_comfy_watch_refresh (self);
}

static void
watched_cb (FigmentConnection *connection,
            GParamSpec        *pspec,
            FigmentComfyWatch *self)
{
  update_look (self);
}

static void
retry_cb (FigmentConnection *connection,
          FigmentComfyWatch *self)
{
  if (figment_comfy_socket_get_state (self->socket) == FIGMENT_COMFY_SOCKET_OPEN)
    figment_comfy_watch_refresh (self);
  else
    figment_comfy_socket_reconnect (self->socket);
}

/**
 * figment_comfy_watch_move:
 * @passing: that address will not come back (the practice server's port is another each time): keep nothing on disk
 *
 * The client has another address now: everything known of the old one is forgotten.
 */
void
figment_comfy_watch_move (FigmentComfyWatch *self,
                          gboolean           passing)
{
  FigmentEndpoint *endpoint = figment_comfy_client_get_endpoint (self->client);
  const char *url = figment_endpoint_get_url (endpoint);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->fetching = FALSE;
  self->passing = passing;
  if (g_strcmp0 (figment_connection_get_address (self->connection), url) != 0)
    {
      _figment_connection_set_address (self->connection, url);
      _figment_connection_set_system (self->connection, NULL, NULL, -1, -1, FALSE);
      take_catalog (self, NULL, NULL);
      if (!passing)
        figment_catalog_cache_load_async (url, self->cancellable, kept_cb, self);
    }
  update_state (self);
  figment_comfy_watch_refresh (self);
}

static void
figment_comfy_watch_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  FigmentComfyWatch *self = FIGMENT_COMFY_WATCH (object);

  switch ((FigmentComfyWatchProperty) prop_id)
    {
    case PROP_CATALOG: g_value_set_boxed (value, self->catalog); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_comfy_watch_dispose (GObject *object)
{
  FigmentComfyWatch *self = FIGMENT_COMFY_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->upload_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->socket);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (figment_comfy_watch_parent_class)->dispose (object);
}

static void
figment_comfy_watch_finalize (GObject *object)
{
  FigmentComfyWatch *self = FIGMENT_COMFY_WATCH (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->catalog, figment_catalog_unref);
  g_free (self->checksum);
  G_OBJECT_CLASS (figment_comfy_watch_parent_class)->finalize (object);
}

static void
figment_comfy_watch_class_init (FigmentComfyWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_comfy_watch_get_property;
  object_class->dispose = figment_comfy_watch_dispose;
  object_class->finalize = figment_comfy_watch_finalize;

  props[PROP_CATALOG] = g_param_spec_boxed ("catalog", NULL, NULL, FIGMENT_TYPE_CATALOG,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_comfy_watch_init (FigmentComfyWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->connection = figment_connection_new ("ComfyUI", FALSE);
}

FigmentComfyWatch *
figment_comfy_watch_new (FigmentComfyClient *client,
                         FigmentComfySocket *socket,
                         gboolean            passing)
{
  FigmentComfyWatch *self = g_object_new (FIGMENT_TYPE_COMFY_WATCH, NULL);

  self->client = g_object_ref (client);
  self->socket = g_object_ref (socket);
  g_signal_connect_object (client, "uploaded", G_CALLBACK (uploaded_cb), self, 0);
  g_signal_connect_object (socket, "notify::state", G_CALLBACK (socket_state_cb), self, 0);
  g_signal_connect_object (socket, "notify::error", G_CALLBACK (socket_error_cb), self, 0);
  g_signal_connect_object (self->connection, "notify::watched", G_CALLBACK (watched_cb), self, 0);
  g_signal_connect_object (self->connection, "retry", G_CALLBACK (retry_cb), self, 0);
  figment_comfy_watch_move (self, passing);
  return self;
}

/* Returns: (transfer none) */
FigmentConnection *
figment_comfy_watch_get_connection (FigmentComfyWatch *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_WATCH (self), NULL);
  return self->connection;
}

/* Returns: (transfer none) (nullable) */
FigmentCatalog *
figment_comfy_watch_get_catalog (FigmentComfyWatch *self)
{
  g_return_val_if_fail (FIGMENT_IS_COMFY_WATCH (self), NULL);
  return self->catalog;
}
