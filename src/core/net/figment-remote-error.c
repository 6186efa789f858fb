/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-remote-error.h"

#include <stdarg.h>

typedef struct
{
  char   *details;     /* (owned) (nullable) */
  char   *fingerprint; /* (owned) (nullable) */
  GBytes *body;        /* (owned) (nullable) */
  guint   status;      /* HTTP status, 0 none */
} FigmentRemoteErrorPrivate;

static void
figment_remote_error_private_init (FigmentRemoteErrorPrivate *priv)
{
  *priv = (FigmentRemoteErrorPrivate){ 0 };
}

static void
figment_remote_error_private_copy (const FigmentRemoteErrorPrivate *source,
                                   FigmentRemoteErrorPrivate       *target)
{
  target->details = g_strdup (source->details);
  target->fingerprint = g_strdup (source->fingerprint);
  target->body = source->body != NULL ? g_bytes_ref (source->body) : NULL;
  target->status = source->status;
}

static void
figment_remote_error_private_clear (FigmentRemoteErrorPrivate *priv)
{
  g_clear_pointer (&priv->details, g_free);
  g_clear_pointer (&priv->fingerprint, g_free);
  g_clear_pointer (&priv->body, g_bytes_unref);
}

G_DEFINE_EXTENDED_ERROR (FigmentRemoteError, figment_remote_error)

/* Callers ask any error for its details; only ours have some. */
static FigmentRemoteErrorPrivate *
peek_private (const GError *error)
{
  return error != NULL && error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_private (error) : NULL;
}

/**
 * figment_remote_error_get_details:
 * @error: (nullable): any error
 *
 * Returns: (nullable): text for "Details": several lines, in part the server's own words, not translated
 */
const char *
figment_remote_error_get_details (const GError *error)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->details : NULL;
}

/**
 * figment_remote_error_get_status:
 * @error: (nullable): any error
 *
 * Returns: the HTTP status that the server answered with, 0 when there was no answer
 */
guint
figment_remote_error_get_status (const GError *error)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->status : 0;
}

/**
 * figment_remote_error_get_fingerprint:
 * @error: (nullable): any error
 *
 * Returns: (nullable): for %FIGMENT_REMOTE_ERROR_CERTIFICATE the SHA-256 of the certificate that was offered, in the
 *   form that figment_endpoint_new () takes, so that the user can be asked whether to trust it
 */
const char *
figment_remote_error_get_fingerprint (const GError *error)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->fingerprint : NULL;
}

/**
 * figment_remote_error_get_body:
 * @error: (nullable): any error
 *
 * Returns: (transfer none) (nullable): the beginning of the body that came with an error status, for clients that know
 *   how to read it
 */
GBytes *
figment_remote_error_get_body (const GError *error)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->body : NULL;
}

/**
 * figment_remote_error_new:
 *
 * Returns: (transfer full): an error in %FIGMENT_REMOTE_ERROR without details
 */
GError *
figment_remote_error_new (FigmentRemoteError  code,
                          const char         *format,
                          ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (FIGMENT_REMOTE_ERROR, (int) code, format, args);
  va_end (args);
  return error;
}

void
figment_remote_error_set_details (GError     *error,
                                  const char *details)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  g_return_if_fail (priv != NULL);
  g_free (priv->details);
  priv->details = g_strdup (details);
}

/**
 * figment_remote_error_set_answer:
 * @status: HTTP status
 * @body: (nullable): what came with it
 */
void
figment_remote_error_set_answer (GError *error,
                                 guint   status,
                                 GBytes *body)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  g_return_if_fail (priv != NULL);
  priv->status = status;
  g_clear_pointer (&priv->body, g_bytes_unref);
  priv->body = body != NULL ? g_bytes_ref (body) : NULL;
}

void
figment_remote_error_set_fingerprint (GError     *error,
                                      const char *fingerprint)
{
  FigmentRemoteErrorPrivate *priv = peek_private (error);

  g_return_if_fail (priv != NULL);
  g_free (priv->fingerprint);
  priv->fingerprint = g_strdup (fingerprint);
}
