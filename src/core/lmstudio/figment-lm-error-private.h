/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lmstudio/figment-lm-error.h"

G_BEGIN_DECLS

/*
 * @server: how the server is called in messages ("LM Studio").
 * @status: HTTP status, 200 for errors inside a stream.
 */
GError   *_figment_lm_error_new         (FigmentLmError  code,
                                         const char     *details,
                                         const char     *message);
gboolean  _figment_lm_error_is_in       (JsonObject     *answer);
GError   *_figment_lm_error_from_answer (const char     *server,
                                         guint           status,
                                         JsonObject     *answer);
GError   *_figment_lm_error_from_body   (const char     *server,
                                         guint           status,
                                         const char     *body,
                                         gsize           length);

G_END_DECLS
