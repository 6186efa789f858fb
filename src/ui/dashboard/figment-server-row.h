/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/figment-connection.h"

G_BEGIN_DECLS

/**
 * FigmentServerRow:
 *
 * One server on the home page: what was found at its address, and the next step. Main thread. Properties: "connection";
 * "help" (what to do while it is away).
 */
#define FIGMENT_TYPE_SERVER_ROW (figment_server_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentServerRow, figment_server_row, FIGMENT, SERVER_ROW, AdwActionRow)

G_END_DECLS
