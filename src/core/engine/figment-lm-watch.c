/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-lm-watch.h"

#include "engine/figment-connection-private.h"

/* Milliseconds. */
#define FIRST_DELAY 1000
#define MAX_DELAY 30000
#define LOOK_DELAY 5000

struct _FigmentLmWatch
{
  GObject            parent_instance;

  FigmentLmClient   *client;      /* (owned) (nullable) */
  FigmentConnection *connection;  /* (owned) */
  GCancellable      *cancellable; /* (owned) (nullable) of the probe that is under way */
  guint              timer_id;
  guint              delay;       /* until the next try, ms */
  guint              first_delay;
  guint              look_delay;
  gboolean           practice;
};

G_DEFINE_FINAL_TYPE (FigmentLmWatch, figment_lm_watch, G_TYPE_OBJECT)

typedef enum
{
  PROP_CLIENT = 1,
} FigmentLmWatchProperty;
static GParamSpec *props[PROP_CLIENT + 1];

static void probe (FigmentLmWatch *self);

static gboolean
timer_cb (gpointer user_data)
{
  FigmentLmWatch *self = user_data;

  self->timer_id = 0;
  probe (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for (FigmentLmWatch *self,
          guint           milliseconds)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = g_timeout_add (milliseconds, timer_cb, self);
}

/* LM Studio's name stands above already; other programs that speak the same are named. */
static void
show_server (FigmentLmWatch        *self,
             const FigmentLmServer *server)
{
  const gboolean lmstudio =
    server->kind == FIGMENT_LM_SERVER_LMSTUDIO_04 || server->kind == FIGMENT_LM_SERVER_LMSTUDIO_03;
  const char *title = figment_lm_server_kind_get_title (server->kind);
  g_autofree char *version = NULL;

  if (lmstudio)
    version = g_strdup (server->version);
  else
    version = server->version != NULL ? g_strdup_printf ("%s %s", title, server->version) : g_strdup (title);
  _figment_connection_set_system (self->connection, version, NULL, -1, -1, self->practice);
}

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmServer) server =
    figment_lm_client_probe_finish (FIGMENT_LM_CLIENT (source), result, &error);
  FigmentLmWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  g_clear_object (&self->cancellable);
  if (server != NULL)
    {
      self->delay = self->first_delay;
      show_server (self, server);
      _figment_connection_set_state (self->connection, FIGMENT_CONNECTION_ONLINE, NULL);
      if (figment_connection_get_watched (self->connection))
        wait_for (self, self->look_delay);
      return;
    }
  _figment_connection_set_state (self->connection, _figment_connection_judge (error), error);
  wait_for (self, self->delay);
  self->delay = MIN (self->delay * 2, MAX_DELAY);
}

static void
stop_probing (FigmentLmWatch *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
probe (FigmentLmWatch *self)
{
  if (self->client == NULL || self->cancellable != NULL)
    return;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->cancellable = g_cancellable_new ();
  figment_lm_client_probe_async (self->client, self->cancellable, probe_cb, self);
}

static void
watched_cb (FigmentConnection *connection,
            GParamSpec        *pspec,
            FigmentLmWatch    *self)
{
  if (figment_connection_get_state (connection) != FIGMENT_CONNECTION_ONLINE)
    return;
  if (figment_connection_get_watched (connection))
    probe (self);
  else
    g_clear_handle_id (&self->timer_id, g_source_remove);
}

static void
retry_cb (FigmentConnection *connection,
          FigmentLmWatch    *self)
{
  self->delay = self->first_delay;
  probe (self);
}

static void
figment_lm_watch_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  FigmentLmWatch *self = FIGMENT_LM_WATCH (object);

  switch ((FigmentLmWatchProperty) prop_id)
    {
    case PROP_CLIENT: g_value_set_object (value, self->client); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_lm_watch_dispose (GObject *object)
{
  FigmentLmWatch *self = FIGMENT_LM_WATCH (object);

  stop_probing (self);
  g_clear_object (&self->client);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (figment_lm_watch_parent_class)->dispose (object);
}

static void
figment_lm_watch_class_init (FigmentLmWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_lm_watch_get_property;
  object_class->dispose = figment_lm_watch_dispose;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, FIGMENT_TYPE_LM_CLIENT,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_lm_watch_init (FigmentLmWatch *self)
{
  self->first_delay = FIRST_DELAY;
  self->look_delay = LOOK_DELAY;
  self->connection = figment_connection_new ("LM Studio", TRUE);
  _figment_connection_set_state (self->connection, FIGMENT_CONNECTION_OFF, NULL);
  g_signal_connect_object (self->connection, "notify::watched", G_CALLBACK (watched_cb), self, 0);
  g_signal_connect_object (self->connection, "retry", G_CALLBACK (retry_cb), self, 0);
}

FigmentLmWatch *
figment_lm_watch_new (void)
{
  return g_object_new (FIGMENT_TYPE_LM_WATCH, NULL);
}

/**
 * figment_lm_watch_set_endpoint:
 * @endpoint: (nullable): where; %NULL: no server is wanted
 * @practice: whether Figment's own stand-in answers there, which does not say so itself
 */
void
figment_lm_watch_set_endpoint (FigmentLmWatch  *self,
                               FigmentEndpoint *endpoint,
                               gboolean         practice)
{
  g_return_if_fail (FIGMENT_IS_LM_WATCH (self));

  stop_probing (self);
  g_clear_object (&self->client);
  self->client = endpoint != NULL ? figment_lm_client_new (endpoint) : NULL;
  self->practice = practice;
  self->delay = self->first_delay;
  _figment_connection_set_address (self->connection, endpoint != NULL ? figment_endpoint_get_url (endpoint) : NULL);
  _figment_connection_set_system (self->connection, NULL, NULL, -1, -1, FALSE);
  _figment_connection_set_state (
    self->connection, endpoint != NULL ? FIGMENT_CONNECTION_CONNECTING : FIGMENT_CONNECTION_OFF, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  /* Not at once: a program that is just starting has its window to show. */
  if (endpoint != NULL)
    self->timer_id = g_idle_add_full (G_PRIORITY_LOW, timer_cb, self, NULL);
}

/* Returns: (transfer none) */
FigmentConnection *
figment_lm_watch_get_connection (FigmentLmWatch *self)
{
  g_return_val_if_fail (FIGMENT_IS_LM_WATCH (self), NULL);
  return self->connection;
}

/* Returns: (transfer none) (nullable) */
FigmentLmClient *
figment_lm_watch_get_client (FigmentLmWatch *self)
{
  g_return_val_if_fail (FIGMENT_IS_LM_WATCH (self), NULL);
  return self->client;
}

void
_figment_lm_watch_set_delays (FigmentLmWatch *self,
                              guint           first_delay,
                              guint           look_delay)
{
  self->first_delay = first_delay;
  self->delay = first_delay;
  self->look_delay = look_delay;
}
