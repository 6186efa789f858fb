/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-endpoint.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "net/figment-remote-error.h"

struct _FigmentEndpoint
{
  gatomicrefcount ref_count;
  char           *url;         /* (owned) scheme, host, port, path prefix; no trailing slash, no secrets */
  char           *host;        /* (owned) without brackets */
  GStrv           headers;     /* (owned) "Name: value" */
  char           *fingerprint; /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (FigmentEndpoint, figment_endpoint, figment_endpoint_ref, figment_endpoint_unref)

/* Never quotes what was typed: it may hold a password. */
static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_propagate_error (error, figment_remote_error_new (FIGMENT_REMOTE_ERROR_ADDRESS, "%s", why));
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (g_ascii_iscntrl (*text))
        return TRUE;
    }
  return FALSE;
}

/* RFC 9110, 5.6.2: what a header's name is made of. */
static gboolean
is_token (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL)
        return FALSE;
    }
  return length > 0;
}

/* Headers that say how the message is framed belong to the connection; a wrong one would break every request. */
static gboolean
is_framing (const char *name)
{
  static const char *const names[] = { "Connection", "Content-Length", "Content-Type", "Host", "Range",
                                       "Transfer-Encoding", "Upgrade", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (names[i], name) == 0)
        return TRUE;
    }
  return g_ascii_strncasecmp (name, "Sec-WebSocket-", strlen ("Sec-WebSocket-")) == 0;
}

static char *
normalise_header (const char  *header,
                  GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (header));
  const char *colon = strchr (trimmed, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL || !is_token (trimmed, (gsize) (colon - trimmed)))
    {
      refuse (error, _("An extra header must look like “Name: value”."));
      return NULL;
    }
  name = g_strndup (trimmed, (gsize) (colon - trimmed));
  value = g_strstrip (g_strdup (colon + 1));
  if (has_control (value) || !g_utf8_validate (value, -1, NULL))
    {
      refuse (error, _("An extra header may not contain line breaks or other control characters."));
      return NULL;
    }
  if (is_framing (name))
    {
      g_propagate_error (error, figment_remote_error_new (FIGMENT_REMOTE_ERROR_ADDRESS,
                                                          _("The header “%s” cannot be set by hand."), name));
      return NULL;
    }
  return g_strdup_printf ("%s: %s", name, value);
}

static gboolean
has_header (GPtrArray  *headers,
            const char *name)
{
  const gsize length = strlen (name);

  for (guint i = 0; i < headers->len; i++)
    {
      const char *header = g_ptr_array_index (headers, i);

      if (g_ascii_strncasecmp (header, name, length) == 0 && header[length] == ':')
        return TRUE;
    }
  return FALSE;
}

/* A header given by hand wins over the user and password in the address. */
static void
add_basic_authorization (GPtrArray  *headers,
                         const char *userinfo)
{
  g_autofree char *plain = g_uri_unescape_string (userinfo, NULL);
  const char *credentials = plain != NULL ? plain : userinfo;
  g_autofree char *with_colon = strchr (credentials, ':') == NULL ? g_strconcat (credentials, ":", NULL)
                                                                  : g_strdup (credentials);
  g_autofree char *encoded = g_base64_encode ((const guchar *) with_colon, strlen (with_colon));

  if (!has_header (headers, "Authorization"))
    g_ptr_array_add (headers, g_strconcat ("Authorization: Basic ", encoded, NULL));
}

/* "AB:CD:…" of 32 bytes; colons and case do not matter on the way in. */
static char *
normalise_fingerprint (const char  *fingerprint,
                       GError     **error)
{
  g_autoptr(GString) result = g_string_new (NULL);
  guint digits = 0;

  for (const char *at = fingerprint; *at != '\0'; at++)
    {
      if (*at == ':' || g_ascii_isspace (*at))
        continue;
      if (!g_ascii_isxdigit (*at) || digits == 64)
        {
          digits = 0;
          break;
        }
      if (digits > 0 && digits % 2 == 0)
        g_string_append_c (result, ':');
      g_string_append_c (result, g_ascii_toupper (*at));
      digits++;
    }
  if (digits != 64)
    {
      refuse (error, _("A certificate's fingerprint must be a SHA-256: 64 hexadecimal digits."));
      return NULL;
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/* "::1" and "fe80::1" have colons that are no ports; people type them without brackets. */
static char *
complete_address (const char *address)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (address));

  if (strstr (trimmed, "://") != NULL)
    return g_steal_pointer (&trimmed);
  if (strchr (trimmed, ':') != NULL && g_hostname_is_ip_address (trimmed))
    return g_strdup_printf ("http://[%s]", trimmed);
  return g_strconcat ("http://", trimmed, NULL);
}

/* The host as it goes into a URL and into DNS: brackets round IPv6, punycode for the rest of the world. */
static char *
normalise_host (const char *host)
{
  if (strchr (host, ':') != NULL)
    return g_strdup_printf ("[%s]", host);
  return g_hostname_is_non_ascii (host) ? g_hostname_to_ascii (host) : g_ascii_strdown (host, -1);
}

static char *
normalise_prefix (const char *path)
{
  g_autoptr(GString) result = g_string_new (NULL);
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] != '\0')
        g_string_append_printf (result, "/%s", parts[i]);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static gboolean
parse_address (FigmentEndpoint  *self,
               const char       *address,
               GPtrArray        *headers,
               GError          **error)
{
  g_autofree char *complete = complete_address (address);
  g_autoptr(GUri) uri = NULL;
  g_autofree char *host = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *port = NULL;
  const char *scheme;

  if (!g_utf8_validate (complete, -1, NULL) || has_control (complete) || strchr (complete, ' ') != NULL)
    return refuse (error, _("The address may not contain spaces or control characters."));
  uri = g_uri_parse (complete, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL)
    return refuse (error, _("This is not an address. A server's address looks like 127.0.0.1:8188 or "
                            "https://example.org/comfy, with a port from 1 to 65535."));
  scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0)
    return refuse (error, _("The address must begin with http:// or https://."));
  if (g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return refuse (error, _("The address lacks the name of the server."));
  if (g_uri_get_port (uri) == 0)
    return refuse (error, _("The port in the address must be from 1 to 65535."));
  host = normalise_host (g_uri_get_host (uri));
  if (host == NULL)
    return refuse (error, _("The name of the server in the address cannot exist."));

  prefix = normalise_prefix (g_uri_get_path (uri));
  port = g_uri_get_port (uri) > 0 ? g_strdup_printf (":%d", g_uri_get_port (uri)) : g_strdup ("");
  self->url = g_strconcat (scheme, "://", host, port, prefix, NULL);
  self->host = g_utf8_strdown (g_uri_get_host (uri), -1);
  if (g_uri_get_userinfo (uri) != NULL && g_uri_get_userinfo (uri)[0] != '\0')
    add_basic_authorization (headers, g_uri_get_userinfo (uri));
  return TRUE;
}

/**
 * figment_endpoint_new:
 * @address: as a person types it: "127.0.0.1:8188", "localhost:8188/", "https://box/comfy/",
 * "http://user:pass@[::1]:8188". User and password become an Authorization header; query and fragment, which come along
 * from a browser's address bar, are dropped
 * @headers: (nullable): "Name: value" strings to send with every request
 * @fingerprint: (nullable): SHA-256 of the one certificate that is trusted although no authority vouches for it
 *
 * Returns: (transfer full): the endpoint, or %NULL with @error in %FIGMENT_REMOTE_ERROR_ADDRESS. The message never
 *   quotes what was given
 */
FigmentEndpoint *
figment_endpoint_new (const char         *address,
                      const char *const  *headers,
                      const char         *fingerprint,
                      GError            **error)
{
  g_autoptr(FigmentEndpoint) self = g_new0 (FigmentEndpoint, 1);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (address != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      char *header = normalise_header (headers[i], error);

      if (header == NULL)
        return NULL;
      g_ptr_array_add (list, header);
    }
  if (fingerprint != NULL && fingerprint[0] != '\0')
    {
      self->fingerprint = normalise_fingerprint (fingerprint, error);
      if (self->fingerprint == NULL)
        return NULL;
    }
  if (!parse_address (self, address, list, error))
    return NULL;

  g_ptr_array_add (list, NULL);
  self->headers = (GStrv) g_ptr_array_free (g_steal_pointer (&list), FALSE);
  return g_steal_pointer (&self);
}

FigmentEndpoint *
figment_endpoint_ref (FigmentEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_endpoint_unref (FigmentEndpoint *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->url);
  g_free (self->host);
  g_strfreev (self->headers);
  g_free (self->fingerprint);
  g_free (self);
}

/**
 * figment_endpoint_get_url:
 *
 * Returns: the address to show and to store: "http://127.0.0.1:8188", without trailing slash and without any secret
 */
const char *
figment_endpoint_get_url (FigmentEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->url;
}

/**
 * figment_endpoint_get_host:
 *
 * Returns: the host alone, IPv6 without brackets
 */
const char *
figment_endpoint_get_host (FigmentEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->host;
}

/**
 * figment_endpoint_get_headers:
 *
 * Returns: (transfer none): "Name: value" strings, possibly secret; empty rather than %NULL
 */
const char *const *
figment_endpoint_get_headers (FigmentEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->headers;
}

/**
 * figment_endpoint_get_fingerprint:
 *
 * Returns: (nullable): the trusted certificate's SHA-256, "AB:CD:…" in upper case
 */
const char *
figment_endpoint_get_fingerprint (FigmentEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->fingerprint;
}

/**
 * figment_endpoint_build_uri:
 * @path: begins with "/", already escaped; comes after the path prefix
 * @...: names and values of query parameters in turn, %NULL at the end; no value may be %NULL
 *
 * Returns: (transfer full): the whole URI, query values escaped
 */
char *
figment_endpoint_build_uri (FigmentEndpoint *self,
                            const char      *path,
                            ...)
{
  g_autoptr(GString) uri = NULL;
  char separator = '?';
  va_list args;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);

  uri = g_string_new (self->url);
  g_string_append (uri, path);
  va_start (args, path);
  for (const char *name = va_arg (args, const char *); name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      g_string_append_c (uri, separator);
      g_string_append_uri_escaped (uri, name, NULL, FALSE);
      g_string_append_c (uri, '=');
      g_string_append_uri_escaped (uri, value, NULL, FALSE);
      separator = '&';
    }
  va_end (args);
  return g_string_free (g_steal_pointer (&uri), FALSE);
}
