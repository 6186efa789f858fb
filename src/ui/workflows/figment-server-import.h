/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "comfy/figment-comfy-client.h"

G_BEGIN_DECLS

/**
 * FigmentServerImport:
 *
 * The workflows that a server has, to choose some of. "chosen" (GPtrArray of FigmentServerWorkflow), then it closes.
 */
#define FIGMENT_TYPE_SERVER_IMPORT (figment_server_import_get_type ())
G_DECLARE_FINAL_TYPE (FigmentServerImport, figment_server_import, FIGMENT, SERVER_IMPORT, AdwWindow)

GtkWidget *figment_server_import_new (GtkWindow          *parent,
                                      FigmentComfyClient *client);

G_END_DECLS
