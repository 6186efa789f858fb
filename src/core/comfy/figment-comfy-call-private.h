/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "comfy/figment-comfy-client.h"

G_BEGIN_DECLS

/* A GET whose answer is JSON: what the client's calls have in common. */

/* Returns: (transfer full) (nullable): the struct; NULL without @error is an answer too */
typedef gpointer (*FigmentComfyParseFunc) (JsonNode    *node,
                                           const char  *subject,
                                           GError     **error);

GTask *_figment_comfy_call_new          (FigmentComfyClient     *client,
                                         FigmentComfyParseFunc   parse,
                                         GDestroyNotify          destroy,
                                         const char             *subject,
                                         GCancellable           *cancellable,
                                         GAsyncReadyCallback     callback,
                                         gpointer                user_data);
void   _figment_comfy_call_start        (GTask                  *task,
                                         const char             *uri,
                                         guint                   milliseconds);

char  *_figment_comfy_call_build_uri    (FigmentComfyClient     *client,
                                         const char             *path);
char  *_figment_comfy_call_build_uri_to (FigmentComfyClient     *client,
                                         const char             *path,
                                         const char             *segment);

G_END_DECLS
