/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lmstudio/figment-lm-client.h"
#include "net/figment-http.h"

G_BEGIN_DECLS

struct _FigmentLmClient
{
  GObject              parent_instance;

  FigmentEndpoint     *endpoint;   /* (owned) without the interface's path */
  FigmentHttp         *http;       /* (owned) */
  FigmentLmServerKind  kind;       /* as the last probe found it */
  guint                connect_ms; /* until there is a connection */
  guint                first_ms;   /* until the first piece of an answer */
  guint                gap_ms;     /* between two pieces of an answer */
};

const char *_figment_lm_client_get_title    (FigmentLmClient      *self);
void        _figment_lm_client_fetch_async  (FigmentLmClient      *self,
                                             const char           *method,
                                             const char           *path,
                                             JsonNode             *body,
                                             guint                 milliseconds,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
JsonNode   *_figment_lm_client_fetch_finish (FigmentLmClient      *self,
                                             GAsyncResult         *result,
                                             char                **server_header,
                                             GError              **error);

G_END_DECLS
