/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-connection-test.h"

#include <glib/gi18n-lib.h>

#include "comfy/figment-comfy-client.h"
#include "comfy/figment-comfy-socket.h"
#include "json/figment-json-value.h"
#include "lmstudio/figment-lm-client.h"
#include "net/figment-remote-error.h"

#define CONNECT_SECONDS 10
#define SOCKET_SECONDS  10

struct _FigmentConnectionTest
{
  GObject                    parent_instance;

  FigmentEndpoint           *endpoint;   /* (owned) */
  FigmentConnectionTestKind  kind;
  GSocketConnection         *connection; /* (owned) (nullable) of the second step, open until the server has answered */
  FigmentComfyClient        *comfy;      /* (owned) (nullable) */
  FigmentLmClient           *lm;         /* (owned) (nullable) */
  FigmentComfySocket        *socket;     /* (owned) (nullable) during its step */
  GTask                     *task;       /* (owned) (nullable) while it runs */
  gint64                     began_at;   /* of the step, monotonic µs */
  guint                      timeout_id;
  gulong                     cancelled_id;
  gboolean                   failed;     /* some step did */
};

G_DEFINE_FINAL_TYPE (FigmentConnectionTest, figment_connection_test, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (FigmentConnectionStep,
                     figment_connection_step,
                     figment_connection_step_copy,
                     figment_connection_step_free)

typedef enum
{
  SIGNAL_STEP,
} FigmentConnectionTestSignal;
static guint signals[SIGNAL_STEP + 1];

/* Returns: (transfer full) */
FigmentConnectionStep *
figment_connection_step_copy (const FigmentConnectionStep *self)
{
  FigmentConnectionStep *copy = g_new (FigmentConnectionStep, 1);

  *copy = *self;
  copy->detail = g_strdup (self->detail);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  return copy;
}

void
figment_connection_step_free (FigmentConnectionStep *self)
{
  g_free (self->detail);
  g_clear_error (&self->error);
  g_free (self);
}

static const char *
get_title (const char *id)
{
  static const struct
  {
    const char *id;
    const char *title;
  } titles[] = {
    { "resolve", N_("Name") },     { "connect", N_("Connection") }, { "tls", N_("Encryption") },
    { "http", N_("Server") },      { "features", N_("Features") },  { "queue", N_("Queue") },
    { "nodes", N_("Nodes") },      { "models", N_("Models") },      { "websocket", N_("Live messages") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      if (g_str_equal (titles[i].id, id))
        return _(titles[i].title);
    }
  g_assert_not_reached ();
}

static void
begin (FigmentConnectionTest *self)
{
  self->began_at = g_get_monotonic_time ();
}

static void
report_full (FigmentConnectionTest *self,
             const char            *id,
             gint64                 milliseconds,
             const char            *detail,
             const GError          *error)
{
  const FigmentConnectionStep step = {
    .id = id,
    .title = get_title (id),
    .ok = error == NULL,
    .milliseconds = milliseconds,
    .detail = (char *) detail,
    .error = (GError *) error,
  };

  self->failed |= error != NULL;
  g_signal_emit (self, signals[SIGNAL_STEP], 0, &step);
}

/* The step that began last is over. */
static void
report (FigmentConnectionTest *self,
        const char            *id,
        const char            *detail,
        const GError          *error)
{
  report_full (self, id, (g_get_monotonic_time () - self->began_at) / 1000, detail, error);
  begin (self);
}

static void
finish (FigmentConnectionTest *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  g_task_return_boolean (task, !self->failed);
}

/* Whether the run was cancelled, which ends it without a word. */
static gboolean
end_if_cancelled (FigmentConnectionTest *self)
{
  g_autoptr(GTask) task = NULL;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    return FALSE;
  task = g_steal_pointer (&self->task);
  g_task_return_error_if_cancelled (task);
  return TRUE;
}

static gboolean
is_tls (FigmentConnectionTest *self)
{
  return g_str_has_prefix (figment_endpoint_get_url (self->endpoint), "https:");
}

/* The last step: the socket tries for ever by itself; here its first trouble is the answer. */

static void
end_socket (FigmentConnectionTest *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (self->task), self->cancelled_id);
  self->cancelled_id = 0;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  figment_comfy_socket_stop (self->socket);
  g_clear_object (&self->socket);
  if (!end_if_cancelled (self))
    finish (self);
}

static void
socket_cb (FigmentComfySocket    *socket,
           GParamSpec            *pspec,
           FigmentConnectionTest *self)
{
  g_autoptr(FigmentConnectionTest) hold = g_object_ref (self);
  const GError *error = figment_comfy_socket_get_error (socket);
  const gboolean open = figment_comfy_socket_get_state (socket) == FIGMENT_COMFY_SOCKET_OPEN;

  if (!open && error == NULL)
    return;
  report (self, "websocket", open ? _("open") : NULL, open ? NULL : error);
  end_socket (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  FigmentConnectionTest *self = user_data;
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                                 _("The server did not say anything in time"));

  self->timeout_id = 0;
  report (self, "websocket", NULL, error);
  end_socket (self);
  return G_SOURCE_REMOVE;
}

/* Not from within the cancellable's signal: leaving it there would wait for itself. */
static gboolean
cancelled_idle_cb (gpointer user_data)
{
  FigmentConnectionTest *self = user_data;

  if (self->socket != NULL)
    end_socket (self);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable          *cancellable,
              FigmentConnectionTest *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb, g_object_ref (self), g_object_unref);
}

static void
test_socket (FigmentConnectionTest *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  self->socket = figment_comfy_socket_new (self->endpoint);
  self->timeout_id = g_timeout_add_seconds (SOCKET_SECONDS, timeout_cb, self);
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  g_signal_connect (self->socket, "notify::state", G_CALLBACK (socket_cb), self);
  g_signal_connect (self->socket, "notify::error", G_CALLBACK (socket_cb), self);
  figment_comfy_socket_start (self->socket);
}

static void
nodes_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentCatalog) catalog =
    figment_comfy_client_fetch_catalog_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (end_if_cancelled (self))
    return;
  if (catalog != NULL)
    {
      const guint n = figment_catalog_get_n_classes (catalog);

      text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u kind", "%u kinds", n), n);
    }
  report (self, "nodes", text, error);
  test_socket (self);
}

static void
queue_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfyQueue) queue =
    figment_comfy_client_fetch_queue_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (end_if_cancelled (self))
    return;
  if (queue != NULL)
    text = g_strdup_printf (_("%u running, %u waiting"), queue->running->len, queue->pending->len);
  report (self, "queue", text, error);
  figment_comfy_client_fetch_catalog_async (self->comfy, g_task_get_cancellable (self->task), nodes_cb,
                                            g_object_ref (self));
}

/* What of it means something to a person; the others are between the server and the client. */
static char *
format_features (JsonNode *node)
{
  JsonObject *features = figment_json_to_object (node);
  const gint64 upload = features != NULL ? figment_json_get_int64 (features, "max_upload_size", 0) : 0;
  g_autofree char *size = NULL;

  if (features == NULL)
    return g_strdup (_("none told"));
  if (upload <= 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u told", "%u told", json_object_get_size (features)),
                            json_object_get_size (features));
  size = g_format_size_full ((guint64) upload, G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup_printf (_("takes files up to %s"), size);
}

static void
features_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) features =
    figment_comfy_client_fetch_features_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (end_if_cancelled (self))
    return;
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND))
    {
      g_clear_error (&error); /* servers older than feature flags do everything that is needed */
      text = g_strdup (_("none told"));
    }
  else if (features != NULL)
    text = format_features (features);
  report (self, "features", text, error);
  figment_comfy_client_fetch_queue_async (self->comfy, g_task_get_cancellable (self->task), queue_cb,
                                          g_object_ref (self));
}

static char *
format_system (const FigmentComfySystem *system)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "ComfyUI %s", system->version != NULL ? system->version : "?");
  if (system->practice)
    g_string_append (text, _(" (practice server: no real model)"));
  if (system->os != NULL)
    g_string_append_printf (text, ", %s", system->os);
  for (guint i = 0; system->devices != NULL && i < system->devices->len; i++)
    {
      const FigmentComfyDevice *device = g_ptr_array_index (system->devices, i);

      g_string_append_printf (text, ", %s", device->name);
      if (device->vram_total > 0)
        {
          g_autofree char *total = g_format_size_full ((guint64) device->vram_total, G_FORMAT_SIZE_IEC_UNITS);
          g_autofree char *free_size = g_format_size_full ((guint64) MAX (device->vram_free, 0),
                                                           G_FORMAT_SIZE_IEC_UNITS);

          g_string_append_printf (text, _(" (%s, %s free)"), total, free_size);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* TLS and HTTP show in the same call: the kind of error says which of the two it was. Returns whether to go on. */
static gboolean
report_http (FigmentConnectionTest *self,
             const char            *text,
             const GError          *error)
{
  g_clear_object (&self->connection);
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_CERTIFICATE))
    {
      report (self, "tls", NULL, error);
      return FALSE;
    }
  if (is_tls (self) && error == NULL)
    report_full (self, "tls", -1,
                 figment_endpoint_get_fingerprint (self->endpoint) != NULL
                   ? _("certificate trusted by its fingerprint")
                   : _("certificate is good"),
                 NULL);
  report (self, "http", text, error);
  return error == NULL;
}

static void
system_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfySystem) system =
    figment_comfy_client_fetch_system_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  g_autofree char *text = system != NULL ? format_system (system) : NULL;

  if (end_if_cancelled (self))
    return;
  if (report_http (self, text, error))
    figment_comfy_client_fetch_features_async (self->comfy, g_task_get_cancellable (self->task), features_cb,
                                               g_object_ref (self));
  else
    finish (self);
}

static void
models_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) models =
    figment_lm_client_list_models_finish (FIGMENT_LM_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (end_if_cancelled (self))
    return;
  if (models != NULL)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u model", "%u models", models->len), models->len);
  report (self, "models", text, error);
  finish (self);
}

static void
probe_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentLmServer) server =
    figment_lm_client_probe_finish (FIGMENT_LM_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (end_if_cancelled (self))
    return;
  if (server != NULL)
    text = g_strdup_printf ("%s %s", figment_lm_server_kind_get_title (server->kind),
                            server->version != NULL ? server->version : "");
  if (report_http (self, text, error))
    figment_lm_client_list_models_async (self->lm, g_task_get_cancellable (self->task), models_cb, g_object_ref (self));
  else
    finish (self);
}

static char *
format_address (GSocketConnection *connection)
{
  g_autoptr(GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *host = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  host = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return g_strdup_printf (_("%s, port %u"), host,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

static void
connect_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  /* Kept for a while: some servers complain of those who are gone before they have been looked at. */
  self->connection = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  text = self->connection != NULL ? format_address (self->connection) : NULL;
  if (end_if_cancelled (self))
    return;
  report (self, "connect", text, error);
  if (self->connection == NULL)
    finish (self);
  else if (self->kind == FIGMENT_CONNECTION_TEST_COMFY)
    {
      self->comfy = figment_comfy_client_new (self->endpoint);
      figment_comfy_client_fetch_system_async (self->comfy, cancellable, system_cb, g_object_ref (self));
    }
  else
    {
      self->lm = figment_lm_client_new (self->endpoint);
      figment_lm_client_probe_async (self->lm, cancellable, probe_cb, g_object_ref (self));
    }
}

static void
resolve_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentConnectionTest) self = user_data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", address);
    }
  g_resolver_free_addresses (addresses);
  if (end_if_cancelled (self))
    return;
  report (self, "resolve", text->str, error);
  if (error != NULL)
    {
      finish (self);
      return;
    }
  g_socket_client_set_timeout (client, CONNECT_SECONDS);
  g_socket_client_connect_to_uri_async (client, figment_endpoint_get_url (self->endpoint), is_tls (self) ? 443 : 80,
                                        g_task_get_cancellable (self->task), connect_cb, g_object_ref (self));
}

static void
figment_connection_test_finalize (GObject *object)
{
  FigmentConnectionTest *self = FIGMENT_CONNECTION_TEST (object);

  g_assert (self->task == NULL);
  g_clear_pointer (&self->endpoint, figment_endpoint_unref);
  g_clear_object (&self->connection);
  g_clear_object (&self->comfy);
  g_clear_object (&self->lm);
  G_OBJECT_CLASS (figment_connection_test_parent_class)->finalize (object);
}

static void
figment_connection_test_class_init (FigmentConnectionTestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_connection_test_finalize;

  signals[SIGNAL_STEP] =
    g_signal_new ("step", FIGMENT_TYPE_CONNECTION_TEST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  FIGMENT_TYPE_CONNECTION_STEP | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
figment_connection_test_init (FigmentConnectionTest *self)
{
}

FigmentConnectionTest *
figment_connection_test_new (FigmentEndpoint           *endpoint,
                             FigmentConnectionTestKind  kind)
{
  FigmentConnectionTest *self;

  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_CONNECTION_TEST, NULL);
  self->endpoint = figment_endpoint_ref (endpoint);
  self->kind = kind;
  return self;
}

/**
 * figment_connection_test_run_async:
 *
 * Stops at the first step without which the next ones make no sense.
 */
void
figment_connection_test_run_async (FigmentConnectionTest *self,
                                   GCancellable          *cancellable,
                                   GAsyncReadyCallback    callback,
                                   gpointer               user_data)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default ();

  g_return_if_fail (FIGMENT_IS_CONNECTION_TEST (self));
  g_return_if_fail (self->task == NULL);

  self->failed = FALSE;
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, figment_connection_test_run_async);
  begin (self);
  g_resolver_lookup_by_name_async (resolver, figment_endpoint_get_host (self->endpoint), cancellable, resolve_cb,
                                   g_object_ref (self));
}

/* Returns: whether every step was good; %FALSE without @error where one was not, with %G_IO_ERROR_CANCELLED */
gboolean
figment_connection_test_run_finish (FigmentConnectionTest  *self,
                                    GAsyncResult           *result,
                                    GError                **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
