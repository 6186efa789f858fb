/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-http.h"

#include <glib/gi18n-lib.h>

/* How much of a server's own words goes into an error's details. */
#define MAX_DETAILS 4096

static char *
dup_excerpt (GBytes *body)
{
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  g_autofree char *text = NULL;

  if (length == 0)
    return NULL;
  text = g_utf8_make_valid (data, (gssize) MIN (length, MAX_DETAILS));
  for (char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at) && *at != '\n' && *at != '\t')
        *at = ' ';
    }
  return g_steal_pointer (&text);
}

static GError *
build_certificate_error (FigmentHttp *self,
                         SoupMessage *message)
{
  FigmentEndpoint *endpoint = figment_http_get_endpoint (self);
  const char *offered = message != NULL ? g_object_get_data (G_OBJECT (message), "figment-fingerprint") : NULL;
  const char *trusted = figment_endpoint_get_fingerprint (endpoint);
  g_autofree char *details = NULL;
  GError *error;

  if (trusted != NULL)
    error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_CERTIFICATE,
                                      _("%s at %s shows a different certificate from the one that is trusted. Somebody "
                                        "may be in between, or the server has a new one."),
                                      figment_http_get_service (self), figment_endpoint_get_url (endpoint));
  else
    error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_CERTIFICATE,
                                      _("No authority vouches for the certificate of %s at %s. If it is your own "
                                        "server, compare the fingerprint and trust it."),
                                      figment_http_get_service (self), figment_endpoint_get_url (endpoint));
  details = g_strdup_printf ("SHA-256 %s", offered != NULL ? offered : "?");
  figment_remote_error_set_details (error, details);
  figment_remote_error_set_fingerprint (error, offered);
  return error;
}

static GError *
build_unreachable_error (FigmentHttp *self,
                         const char  *why)
{
  const char *service = figment_http_get_service (self);

  /* Translators: %1$s is an address, %2$s the reason in brackets, %3$s a program's name such as ComfyUI. */
  return figment_remote_error_new (FIGMENT_REMOTE_ERROR_UNREACHABLE,
                                   _("Nobody answers at %1$s (%2$s). Is %3$s running?"),
                                   figment_endpoint_get_url (figment_http_get_endpoint (self)), why, service);
}

static GError *
build_cut_error (FigmentHttp *self)
{
  return figment_remote_error_new (FIGMENT_REMOTE_ERROR_UNREACHABLE, _("The connection to %s at %s was cut."),
                                   figment_http_get_service (self),
                                   figment_endpoint_get_url (figment_http_get_endpoint (self)));
}

static GError *
build_timeout_error (FigmentHttp *self)
{
  return figment_remote_error_new (FIGMENT_REMOTE_ERROR_TIMEOUT, _("%s at %s did not answer in time."),
                                   figment_http_get_service (self),
                                   figment_endpoint_get_url (figment_http_get_endpoint (self)));
}

static GError *
build_tls_error (FigmentHttp  *self,
                 SoupMessage  *message,
                 const GError *error)
{
  if (error->code == G_TLS_ERROR_BAD_CERTIFICATE
      || (message != NULL && g_object_get_data (G_OBJECT (message), "figment-refused") != NULL))
    return build_certificate_error (self, message);
  if (error->code == G_TLS_ERROR_EOF)
    return build_cut_error (self);
  return figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL,
                                   _("No secure connection to %s at %s could be made. Does the address begin with "
                                     "http:// rather than https://?"),
                                   figment_http_get_service (self),
                                   figment_endpoint_get_url (figment_http_get_endpoint (self)));
}

static GError *
translate_io (FigmentHttp  *self,
              const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_TIMED_OUT: return build_timeout_error (self);
    case G_IO_ERROR_CONNECTION_REFUSED: return build_unreachable_error (self, _("connection refused"));
    case G_IO_ERROR_HOST_UNREACHABLE: return build_unreachable_error (self, _("no way to that computer"));
    case G_IO_ERROR_NETWORK_UNREACHABLE: return build_unreachable_error (self, _("no network"));
    case G_IO_ERROR_HOST_NOT_FOUND: return build_unreachable_error (self, _("no such computer"));
    case G_IO_ERROR_INVALID_DATA: return figment_http_build_protocol_error (self, error->message);
    default: return build_cut_error (self);
    }
}

/**
 * figment_http_translate_error:
 * @message: (nullable): what was being sent
 * @error: from libsoup or GIO, met while talking to the server
 * @timed_out: a watchdog barked, so that "cancelled" means that the time was up
 *
 * Returns: (transfer full): the same in people's words, in %FIGMENT_REMOTE_ERROR, or %G_IO_ERROR_CANCELLED
 */
GError *
figment_http_translate_error (FigmentHttp  *self,
                              SoupMessage  *message,
                              const GError *error,
                              gboolean      timed_out)
{
  GError *result;

  if (error->domain == FIGMENT_REMOTE_ERROR)
    return g_error_copy (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !timed_out)
    return g_error_copy (error);

  if (timed_out)
    result = build_timeout_error (self);
  else if (error->domain == G_TLS_ERROR)
    result = build_tls_error (self, message, error);
  else if (error->domain == G_RESOLVER_ERROR)
    result = build_unreachable_error (self, _("no such computer"));
  else if (error->domain == SOUP_SESSION_ERROR)
    result = figment_http_build_protocol_error (self, error->message);
  else if (error->domain == G_IO_ERROR)
    result = translate_io (self, error);
  else
    result = build_cut_error (self);

  g_debug ("%s: %s (%s, %d)", figment_endpoint_get_url (figment_http_get_endpoint (self)), error->message,
           g_quark_to_string (error->domain), error->code);
  if (figment_remote_error_get_details (result) == NULL)
    figment_remote_error_set_details (result, error->message);
  return result;
}

/**
 * figment_http_build_protocol_error:
 * @what: what is wrong with the answer; goes into the details, since it is not for everybody
 *
 * Returns: (transfer full): %FIGMENT_REMOTE_ERROR_PROTOCOL
 */
GError *
figment_http_build_protocol_error (FigmentHttp *self,
                                   const char  *what)
{
  GError *error;

  error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL,
                                    _("What answers at %s does not answer like %s."),
                                    figment_endpoint_get_url (figment_http_get_endpoint (self)),
                                    figment_http_get_service (self));
  figment_remote_error_set_details (error, what);
  return error;
}

static GError *
build_by_status (FigmentHttp *self,
                 guint        status)
{
  const char *service = figment_http_get_service (self);
  const char *url = figment_endpoint_get_url (figment_http_get_endpoint (self));

  if (status == 401 || status == 403 || status == 407)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_UNAUTHORIZED,
                                     _("%s at %s does not let us in (%u). It may need a key or a password."),
                                     service, url, status);
  if (status == 404)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_NOT_FOUND, _("%s at %s does not have this (404)."),
                                     service, url);
  if (status == 413)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_TOO_LARGE,
                                     _("That is more than %s at %s takes in one piece (413)."), service, url);
  if (status >= 300 && status < 400)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_REDIRECT,
                                     _("%s points to another address (%u), which is not followed. Enter the address "
                                       "that it has moved to."), url, status);
  if (status >= 400 && status < 500)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_REFUSED, _("%s at %s refuses this (%u)."),
                                     service, url, status);
  if (status >= 500 && status < 600)
    return figment_remote_error_new (FIGMENT_REMOTE_ERROR_SERVER, _("%s at %s failed inside (%u)."),
                                     service, url, status);
  return figment_http_build_protocol_error (self, "unexpected status");
}

/**
 * figment_http_build_status_error:
 * @message: has its answer's headers
 * @body: (nullable): the beginning of the answer's body
 *
 * Returns: (transfer full): what a status other than 2xx means, with the server's own words as details
 */
GError *
figment_http_build_status_error (FigmentHttp *self,
                                 SoupMessage *message,
                                 GBytes      *body)
{
  const guint status = soup_message_get_status (message);
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr(GString) details = g_string_new (NULL);
  g_autofree char *excerpt = dup_excerpt (body);
  g_autofree char *reason = g_utf8_make_valid (soup_message_get_reason_phrase (message) != NULL
                                                 ? soup_message_get_reason_phrase (message) : "", -1);
  GError *error = build_by_status (self, status);

  g_string_printf (details, "%s %s: HTTP %u %s", soup_message_get_method (message),
                   g_uri_get_path (soup_message_get_uri (message)), status, reason);
  if (location != NULL && status >= 300 && status < 400)
    {
      g_autofree char *valid = g_utf8_make_valid (location, -1);

      g_string_append_printf (details, "\nLocation: %s", valid);
    }
  if (excerpt != NULL)
    g_string_append_printf (details, "\n\n%s", excerpt);
  figment_remote_error_set_details (error, details->str);
  figment_remote_error_set_answer (error, status, body);
  return error;
}
