/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "net/figment-endpoint.h"
#include "net/figment-remote-error.h"

G_BEGIN_DECLS

/* Bytes that an answer may have unless the caller says otherwise. */
#define FIGMENT_HTTP_MAX_BODY (64 * 1024 * 1024)

/* JSON larger than this is parsed in a thread: about 4 ms of work at 74 MB/s. */
#define FIGMENT_HTTP_THREAD_BYTES (256 * 1024)

/**
 * FigmentHttp:
 *
 * One server over HTTP: a session that sends the endpoint's headers, follows no redirect, keeps no cookies, sends no
 * Origin, trusts the endpoint's fingerprint, and turns every way to fail into a %FIGMENT_REMOTE_ERROR in people's
 * words. What the ComfyUI and the LM Studio client share. Belongs to the thread that made it.
 */
#define FIGMENT_TYPE_HTTP (figment_http_get_type ())
G_DECLARE_FINAL_TYPE (FigmentHttp, figment_http, FIGMENT, HTTP, GObject)

FigmentHttp     *figment_http_new                  (FigmentEndpoint      *endpoint,
                                                    const char           *service);
FigmentEndpoint *figment_http_get_endpoint         (FigmentHttp          *self);
const char      *figment_http_get_service          (FigmentHttp          *self);
SoupSession     *figment_http_get_session          (FigmentHttp          *self);

char            *figment_http_dup_library_version  (void);

SoupMessage     *figment_http_build_message        (FigmentHttp          *self,
                                                    const char           *method,
                                                    const char           *uri);
void             figment_http_set_json             (SoupMessage          *message,
                                                    JsonNode             *body);

void             figment_http_send_async           (FigmentHttp          *self,
                                                    SoupMessage          *message,
                                                    guint                 milliseconds,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GInputStream    *figment_http_send_finish          (FigmentHttp          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void             figment_http_fetch_async          (FigmentHttp          *self,
                                                    SoupMessage          *message,
                                                    guint                 milliseconds,
                                                    gsize                 max_bytes,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GBytes          *figment_http_fetch_finish         (FigmentHttp          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void             figment_http_fetch_json_async     (FigmentHttp          *self,
                                                    SoupMessage          *message,
                                                    guint                 milliseconds,
                                                    gsize                 max_bytes,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
JsonNode        *figment_http_fetch_json_finish    (FigmentHttp          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* Errors in words (figment-http-error.c). */
GError          *figment_http_translate_error      (FigmentHttp          *self,
                                                    SoupMessage          *message,
                                                    const GError         *error,
                                                    gboolean              timed_out);
GError          *figment_http_build_status_error   (FigmentHttp          *self,
                                                    SoupMessage          *message,
                                                    GBytes               *body);
GError          *figment_http_build_protocol_error (FigmentHttp          *self,
                                                    const char           *what);

G_END_DECLS
