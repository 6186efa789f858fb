/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/figment-connection.h"

G_BEGIN_DECLS

/**
 * FigmentConnectionDot:
 *
 * A button that shows how it stands with one server, by colour, shape and word, with a popover that says more. Main
 * thread. Properties: "connection"; "compact" (only the dot).
 */
#define FIGMENT_TYPE_CONNECTION_DOT (figment_connection_dot_get_type ())
G_DECLARE_FINAL_TYPE (FigmentConnectionDot, figment_connection_dot, FIGMENT, CONNECTION_DOT, AdwBin)

G_END_DECLS
