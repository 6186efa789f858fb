/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-session.h"

#include <glib/gi18n-lib.h>

#include "figment-session-private.h"

/* The part of the session that says which servers there are, and knows how they are. */

typedef struct
{
  char *address;     /* (owned) */
  char *fingerprint; /* (owned) */
} ReadData;

static void
read_data_free (ReadData *data)
{
  g_free (data->address);
  g_free (data->fingerprint);
  g_free (data);
}

static void
read_secrets_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ReadData *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_auto(GStrv) headers = figment_secrets_lookup_finish (FIGMENT_SECRETS (source), result, &error);
  FigmentEndpoint *endpoint = NULL;

  if (headers != NULL)
    endpoint = figment_endpoint_new (data->address, (const char *const *) headers, data->fingerprint, &error);
  if (endpoint != NULL)
    g_task_return_pointer (task, endpoint, (GDestroyNotify) figment_endpoint_unref);
  else
    g_task_return_error (task, error);
}

/*
 * Address, fingerprint and whether the keyring has something for it; the usual addresses where there are no
 * settings.
 */
static gboolean
read_settings (GSettings  *settings,
               const char *prefix,
               ReadData   *data)
{
  g_autofree char *address_key = g_strconcat (prefix, "-address", NULL);
  g_autofree char *fingerprint_key = g_strconcat (prefix, "-fingerprint", NULL);
  g_autofree char *secrets_key = g_strconcat (prefix, "-has-secrets", NULL);

  if (settings == NULL)
    {
      data->address =
        g_strdup (g_str_equal (prefix, "lm") ? FIGMENT_SESSION_LM_ADDRESS : FIGMENT_SESSION_COMFY_ADDRESS);
      data->fingerprint = g_strdup ("");
      return FALSE;
    }
  data->address = g_settings_get_string (settings, address_key);
  data->fingerprint = g_settings_get_string (settings, fingerprint_key);
  return g_settings_get_boolean (settings, secrets_key);
}

/* The keyring may ask for a password: it is opened only when something was put into it for this server. */
void
_figment_session_read_endpoint_async (FigmentSecrets      *secrets,
                                      GSettings           *settings,
                                      const char          *prefix,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  GError *error = NULL;
  ReadData *data = g_new0 (ReadData, 1);
  const gboolean has_secrets = read_settings (settings, prefix, data);

  g_task_set_source_tag (task, _figment_session_read_endpoint_async);
  g_task_set_task_data (task, data, (GDestroyNotify) read_data_free);
  if (*data->address == '\0')
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  endpoint = figment_endpoint_new (data->address, NULL, data->fingerprint, &error);
  if (endpoint == NULL)
    g_task_return_error (task, error);
  else if (!has_secrets)
    g_task_return_pointer (task, g_steal_pointer (&endpoint), (GDestroyNotify) figment_endpoint_unref);
  else
    figment_secrets_lookup_async (secrets, figment_endpoint_get_url (endpoint), cancellable, read_secrets_cb,
                                  g_steal_pointer (&task));
}

FigmentEndpoint *
_figment_session_read_endpoint_finish (GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
catalog_cb (FigmentComfyWatch *watch,
            GParamSpec        *pspec,
            FigmentSession    *self)
{
  _figment_session_notify_catalog (self);
}

static FigmentComfyWatch *
ensure_comfy_watch (FigmentSession *self)
{
  if (self->comfy_watch == NULL && self->comfy != NULL)
    {
      self->comfy_watch = figment_comfy_watch_new (self->comfy, self->socket, self->practice);
      g_signal_connect_object (self->comfy_watch, "notify::catalog", G_CALLBACK (catalog_cb), self, 0);
    }
  return self->comfy_watch;
}

static void
client_cb (FigmentLmWatch *watch,
           GParamSpec     *pspec,
           FigmentSession *self)
{
  _figment_session_notify_lm (self);
}

static FigmentLmWatch *
ensure_lm_watch (FigmentSession *self)
{
  if (self->lm_watch == NULL && self->comfy != NULL)
    {
      self->lm_watch = figment_lm_watch_new ();
      figment_lm_watch_set_endpoint (self->lm_watch, self->lm_endpoint, self->practice);
      g_signal_connect_object (self->lm_watch, "notify::client", G_CALLBACK (client_cb), self, 0);
    }
  return self->lm_watch;
}

/* Returns: (transfer none) */
FigmentConnection *
figment_session_get_comfy_connection (FigmentSession *self)
{
  FigmentComfyWatch *watch;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  watch = ensure_comfy_watch (self);
  return watch != NULL ? figment_comfy_watch_get_connection (watch) : NULL;
}

/* Returns: (transfer none) */
FigmentConnection *
figment_session_get_lm_connection (FigmentSession *self)
{
  FigmentLmWatch *watch;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  watch = ensure_lm_watch (self);
  return watch != NULL ? figment_lm_watch_get_connection (watch) : NULL;
}

/* Returns: (transfer none) (nullable): NULL while no server is wanted; another object for each address */
FigmentLmClient *
figment_session_get_lm (FigmentSession *self)
{
  FigmentLmWatch *watch;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  watch = ensure_lm_watch (self);
  return watch != NULL ? figment_lm_watch_get_client (watch) : NULL;
}

/* Returns: (transfer none) (nullable): what the server can do, or could when it was last seen */
FigmentCatalog *
figment_session_get_catalog (FigmentSession *self)
{
  FigmentComfyWatch *watch;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  watch = ensure_comfy_watch (self);
  return watch != NULL ? figment_comfy_watch_get_catalog (watch) : NULL;
}

/* For the user who has put a new model on the server, which does not tell. */
void
figment_session_refresh_catalog (FigmentSession *self)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));
  figment_comfy_watch_refresh (ensure_comfy_watch (self));
}

static void
move_comfy (FigmentSession  *self,
            FigmentEndpoint *endpoint)
{
  const gboolean started = figment_comfy_socket_get_state (self->socket) != FIGMENT_COMFY_SOCKET_CLOSED;

  /* Jobs let go of the old server and are taken up again where they belong: those under way there wait for it. */
  figment_queue_stop (self->queue);
  figment_comfy_client_set_endpoint (self->comfy, endpoint);
  figment_comfy_socket_set_endpoint (self->socket, endpoint);
  if (self->comfy_watch != NULL)
    figment_comfy_watch_move (self->comfy_watch, self->practice);
  if (started)
    figment_queue_start (self->queue);
}

static void
move_lm (FigmentSession  *self,
         FigmentEndpoint *endpoint)
{
  g_clear_pointer (&self->lm_endpoint, figment_endpoint_unref);
  self->lm_endpoint = endpoint != NULL ? figment_endpoint_ref (endpoint) : NULL;
  if (self->lm_watch != NULL)
    figment_lm_watch_set_endpoint (self->lm_watch, endpoint, self->practice);
}

static void
stop_reading (GCancellable **reading)
{
  if (*reading != NULL)
    g_cancellable_cancel (*reading);
  g_clear_object (reading);
}

static void
read_comfy_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = _figment_session_read_endpoint_finish (result, &error);

  if (endpoint != NULL)
    move_comfy (FIGMENT_SESSION (user_data), endpoint);
  else if (error != NULL)
    g_debug ("settings: %s", error->message);
}

static void
read_lm_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = _figment_session_read_endpoint_finish (result, &error);

  if (error == NULL)
    move_lm (FIGMENT_SESSION (user_data), endpoint);
  else
    g_debug ("settings: %s", error->message);
}

/* @comfy: whether ComfyUI's address comes from the settings, too; otherwise the caller has one. */
static void
end_practice (FigmentSession *self,
              gboolean        comfy)
{
  _figment_session_set_practice (self, FALSE);
  if (comfy)
    {
      self->reading_comfy = g_cancellable_new ();
      _figment_session_read_endpoint_async (self->secrets, self->settings, "comfy", self->reading_comfy, read_comfy_cb,
                                            self);
    }
  self->reading_lm = g_cancellable_new ();
  _figment_session_read_endpoint_async (self->secrets, self->settings, "lm", self->reading_lm, read_lm_cb, self);
}

/**
 * figment_session_set_comfy_endpoint:
 *
 * Takes effect at once and is not written to the settings. Every row of the queue stays: what waits goes to the new
 * server, what the old one has stays there until it is connected to again. Ends practising.
 */
void
figment_session_set_comfy_endpoint (FigmentSession  *self,
                                    FigmentEndpoint *endpoint)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));
  g_return_if_fail (endpoint != NULL);

  if (self->practice)
    end_practice (self, FALSE);
  stop_reading (&self->reading_comfy);
  move_comfy (self, endpoint);
}

/**
 * figment_session_set_lm_endpoint:
 * @endpoint: (nullable): %NULL: no language model is wanted
 *
 * Takes effect at once and is not written to the settings. While practising it is taken up afterwards, from the
 * settings.
 */
void
figment_session_set_lm_endpoint (FigmentSession  *self,
                                 FigmentEndpoint *endpoint)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));

  if (self->practice)
    return;
  stop_reading (&self->reading_lm);
  move_lm (self, endpoint);
}

/**
 * figment_session_set_practice_func:
 *
 * The core does not know the practice servers; the program that does says how to start them.
 */
void
figment_session_set_practice_func (FigmentSession             *self,
                                   FigmentSessionPracticeFunc  func,
                                   gpointer                    user_data)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));

  self->practice_func = func;
  self->practice_data = user_data;
}

gboolean
figment_session_get_practice (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), FALSE);
  return self->practice;
}

/**
 * figment_session_start_practice:
 *
 * Goes over to the practice servers, until figment_session_stop_practice () or another address for ComfyUI. The
 * settings stay as they are.
 */
gboolean
figment_session_start_practice (FigmentSession  *self,
                                GError         **error)
{
  g_autoptr(FigmentEndpoint) comfy = NULL, lm = NULL;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), FALSE);

  if (self->practice)
    return TRUE;
  if (self->practice_func == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("There is no practice server here."));
      return FALSE;
    }
  if (!self->practice_func (&comfy, &lm, self->practice_data, error))
    return FALSE;
  stop_reading (&self->reading_comfy);
  stop_reading (&self->reading_lm);
  _figment_session_set_practice (self, TRUE);
  move_comfy (self, comfy);
  move_lm (self, lm);
  return TRUE;
}

/**
 * figment_session_stop_practice:
 *
 * Goes back to the servers of the settings.
 */
void
figment_session_stop_practice (FigmentSession *self)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));

  if (self->practice)
    end_practice (self, TRUE);
}
