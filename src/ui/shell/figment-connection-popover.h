/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/figment-connection.h"

G_BEGIN_DECLS

/**
 * FigmentConnectionPopover:
 *
 * How it stands with one server, at length: what is wrong and what to do, address, version, device, memory. Main
 * thread. Property: "connection" (construct only).
 */
#define FIGMENT_TYPE_CONNECTION_POPOVER (figment_connection_popover_get_type ())
G_DECLARE_FINAL_TYPE (FigmentConnectionPopover, figment_connection_popover, FIGMENT, CONNECTION_POPOVER, GtkPopover)

GtkWidget *figment_connection_popover_new (FigmentConnection *connection);

G_END_DECLS
