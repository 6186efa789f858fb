/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentRemoteError:
 * @FIGMENT_REMOTE_ERROR_ADDRESS: what was given is not an address of a server
 * @FIGMENT_REMOTE_ERROR_UNREACHABLE: nobody answers there (refused, no such host, no route, connection cut)
 * @FIGMENT_REMOTE_ERROR_TIMEOUT: somebody is there, but no answer came in time
 * @FIGMENT_REMOTE_ERROR_CERTIFICATE: the server's certificate is not trusted; details hold its fingerprint
 * @FIGMENT_REMOTE_ERROR_UNAUTHORIZED: 401 or 403, or the body says that a key is missing
 * @FIGMENT_REMOTE_ERROR_NOT_FOUND: 404
 * @FIGMENT_REMOTE_ERROR_TOO_LARGE: 413, or an answer larger than allowed
 * @FIGMENT_REMOTE_ERROR_REFUSED: the server understood and said no (400: a prompt with node errors, …)
 * @FIGMENT_REMOTE_ERROR_SERVER: 5xx; says nothing about whether the request was carried out
 * @FIGMENT_REMOTE_ERROR_PROTOCOL: the answer is not what such a server answers
 * @FIGMENT_REMOTE_ERROR_REDIRECT: the server points elsewhere; not followed, since credentials would go along
 *
 * An extended error: figment_remote_error_get_details () gives the text for "Details" (status line, server's own words,
 * node errors), for people who want to look closer. Cancelling is always %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  FIGMENT_REMOTE_ERROR_ADDRESS,
  FIGMENT_REMOTE_ERROR_UNREACHABLE,
  FIGMENT_REMOTE_ERROR_TIMEOUT,
  FIGMENT_REMOTE_ERROR_CERTIFICATE,
  FIGMENT_REMOTE_ERROR_UNAUTHORIZED,
  FIGMENT_REMOTE_ERROR_NOT_FOUND,
  FIGMENT_REMOTE_ERROR_TOO_LARGE,
  FIGMENT_REMOTE_ERROR_REFUSED,
  FIGMENT_REMOTE_ERROR_SERVER,
  FIGMENT_REMOTE_ERROR_PROTOCOL,
  FIGMENT_REMOTE_ERROR_REDIRECT,
} FigmentRemoteError;

#define FIGMENT_REMOTE_ERROR (figment_remote_error_quark ())
GQuark      figment_remote_error_quark           (void);

const char *figment_remote_error_get_details     (const GError       *error);
guint       figment_remote_error_get_status      (const GError       *error);
const char *figment_remote_error_get_fingerprint (const GError       *error);
GBytes     *figment_remote_error_get_body        (const GError       *error);

/* For the clients, which make these errors. */
GError     *figment_remote_error_new             (FigmentRemoteError  code,
                                                  const char         *format,
                                                  ...) G_GNUC_PRINTF (2, 3);
void        figment_remote_error_set_details     (GError             *error,
                                                  const char         *details);
void        figment_remote_error_set_answer      (GError             *error,
                                                  guint               status,
                                                  GBytes             *body);
void        figment_remote_error_set_fingerprint (GError             *error,
                                                  const char         *fingerprint);

G_END_DECLS
