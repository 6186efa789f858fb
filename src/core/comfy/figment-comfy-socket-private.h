/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-socket.h"

G_BEGIN_DECLS

/* For tests, which cannot wait. All in ms. */
void _figment_comfy_socket_set_delays (FigmentComfySocket *self,
                                       guint               first_delay,
                                       guint               max_delay,
                                       guint               handshake);

G_END_DECLS
