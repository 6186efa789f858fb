/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/figment-http.h"

G_BEGIN_DECLS

/* One try to reach ComfyUI's websocket. What comes of it is ready to be listened to; our flags are sent. */
void                     figment_comfy_dial_async  (FigmentHttp          *http,
                                                    const char           *client_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
SoupWebsocketConnection *figment_comfy_dial_finish (GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
