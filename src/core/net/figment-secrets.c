/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

struct _FigmentSecrets
{
  GObject     parent_instance;

  GHashTable *known; /* (owned) url -> (owned) GStrv: what was stored or found since the start */
};

G_DEFINE_FINAL_TYPE (FigmentSecrets, figment_secrets, G_TYPE_OBJECT)

static const SecretSchema schema = {
  "io.github.figment_app.Figment.Server",
  SECRET_SCHEMA_NONE,
  { { "url", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
figment_secrets_finalize (GObject *object)
{
  g_clear_pointer (&FIGMENT_SECRETS (object)->known, g_hash_table_unref);
  G_OBJECT_CLASS (figment_secrets_parent_class)->finalize (object);
}

static void
figment_secrets_class_init (FigmentSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_secrets_finalize;
}

static void
figment_secrets_init (FigmentSecrets *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
}

FigmentSecrets *
figment_secrets_new (void)
{
  return g_object_new (FIGMENT_TYPE_SECRETS, NULL);
}

static gboolean
is_cancelled (GTask        *task,
              const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
store_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  const gboolean stored = secret_password_store_finish (result, &error);

  if (!stored && is_cancelled (task, error))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Cancelled"));
      return;
    }
  if (!stored)
    g_debug ("keyring: %s", error != NULL ? error->message : "not stored");
  g_task_set_task_data (task, GINT_TO_POINTER (stored), NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * figment_secrets_store_async:
 * @url: figment_endpoint_get_url ()
 * @headers: "Name: value" strings that figment_endpoint_new () has accepted; at least one
 */
void
figment_secrets_store_async (FigmentSecrets      *self,
                             const char          *url,
                             const char *const   *headers,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (FIGMENT_IS_SECRETS (self));
  g_return_if_fail (url != NULL && headers != NULL && headers[0] != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_secrets_store_async);
  g_hash_table_insert (self->known, g_strdup (url), g_strdupv ((char **) headers));
  /* Headers have no line breaks (figment_endpoint_new). */
  text = g_strjoinv ("\n", (char **) headers);
  label = g_strdup_printf (_("Figment: access to %s"), url);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable, store_cb, task, "url", url,
                         NULL);
}

/**
 * figment_secrets_store_finish:
 * @lasting: (out): whether a keyring has it; %FALSE: it is forgotten when Figment is closed
 *
 * Returns: %FALSE only if it was cancelled
 */
gboolean
figment_secrets_store_finish (FigmentSecrets  *self,
                              GAsyncResult    *result,
                              gboolean        *lasting,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  *lasting = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentSecrets *self = g_task_get_source_object (task);
  const char *url = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  char *text = secret_password_lookup_finish (result, &error);
  GStrv headers;

  if (text == NULL && is_cancelled (task, error))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Cancelled"));
      return;
    }
  if (text == NULL && error != NULL)
    g_debug ("keyring: %s", error->message);
  headers = text != NULL && *text != '\0' ? g_strsplit (text, "\n", -1) : g_new0 (char *, 1);
  secret_password_free (text);
  if (headers[0] != NULL)
    g_hash_table_insert (self->known, g_strdup (url), g_strdupv (headers));
  g_task_return_pointer (task, headers, (GDestroyNotify) g_strfreev);
}

/**
 * figment_secrets_lookup_async:
 *
 * Asks the keyring, which may ask the user, unless the answer is known since the start.
 */
void
figment_secrets_lookup_async (FigmentSecrets      *self,
                              const char          *url,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;
  char **known;

  g_return_if_fail (FIGMENT_IS_SECRETS (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_secrets_lookup_async);
  g_task_set_task_data (task, g_strdup (url), g_free);
  known = g_hash_table_lookup (self->known, url);
  if (known != NULL)
    {
      g_task_return_pointer (task, g_strdupv (known), (GDestroyNotify) g_strfreev);
      g_object_unref (task);
      return;
    }
  secret_password_lookup (&schema, cancellable, lookup_cb, task, "url", url, NULL);
}

/**
 * figment_secrets_lookup_finish:
 *
 * Returns: (transfer full): "Name: value" strings, none if none are kept or no keyring answers; %NULL only if it was
 *   cancelled
 */
GStrv
figment_secrets_lookup_finish (FigmentSecrets  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!secret_password_clear_finish (result, &error) && is_cancelled (task, error))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Cancelled"));
      return;
    }
  if (error != NULL)
    g_debug ("keyring: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
figment_secrets_clear_async (FigmentSecrets      *self,
                             const char          *url,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (FIGMENT_IS_SECRETS (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_secrets_clear_async);
  g_hash_table_remove (self->known, url);
  secret_password_clear (&schema, cancellable, clear_cb, task, "url", url, NULL);
}

/* Returns: %FALSE only if it was cancelled: what is not there is cleared, and without a keyring nothing was there */
gboolean
figment_secrets_clear_finish (FigmentSecrets  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
