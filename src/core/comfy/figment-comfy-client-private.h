/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "net/figment-http.h"

G_BEGIN_DECLS

/* Time limits of the kinds of call, in ms. Uploads and downloads may take any time as long as something moves. */
#define FIGMENT_COMFY_PROBE_TIME 5000
#define FIGMENT_COMFY_CALL_TIME 30000
#define FIGMENT_COMFY_CATALOG_TIME 120000
#define FIGMENT_COMFY_TRANSFER_TIME 120000

FigmentHttp *_figment_comfy_client_get_http          (FigmentComfyClient *self);
guint        _figment_comfy_client_get_transfer_time (FigmentComfyClient *self);
void         _figment_comfy_client_tell_uploaded     (FigmentComfyClient *self);

/* For tests, which cannot wait two minutes. */
void         _figment_comfy_client_set_transfer_time (FigmentComfyClient *self,
                                                      guint               milliseconds);

G_END_DECLS
