/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FigmentEndpoint:
 *
 * Where a server is and what has to be said to be let in: address with scheme and path prefix, extra headers, and the
 * certificate that the user trusts there. Immutable, reference counted, any thread. The headers may hold secrets: they
 * are never printed, and figment_endpoint_get_url () never contains any.
 */
typedef struct _FigmentEndpoint FigmentEndpoint;

#define FIGMENT_TYPE_ENDPOINT (figment_endpoint_get_type ())
GType              figment_endpoint_get_type        (void);

FigmentEndpoint   *figment_endpoint_new             (const char         *address,
                                                     const char *const  *headers,
                                                     const char         *fingerprint,
                                                     GError            **error);
FigmentEndpoint   *figment_endpoint_ref             (FigmentEndpoint    *self);
void               figment_endpoint_unref           (FigmentEndpoint    *self);

const char        *figment_endpoint_get_url         (FigmentEndpoint    *self);
const char        *figment_endpoint_get_host        (FigmentEndpoint    *self);
const char *const *figment_endpoint_get_headers     (FigmentEndpoint    *self);
const char        *figment_endpoint_get_fingerprint (FigmentEndpoint    *self);
char              *figment_endpoint_build_uri       (FigmentEndpoint    *self,
                                                     const char         *path,
                                                     ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentEndpoint, figment_endpoint_unref)

G_END_DECLS
