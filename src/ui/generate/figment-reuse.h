/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-request.h"

G_BEGIN_DECLS

/* What of a run is used again: "all", "prompt" or "seed". Pure.
 *
 * Returns: (transfer full) (nullable): values for figment_form_load_values (); NULL: the run has none of that */
char *figment_reuse_pick (FigmentRequest *request,
                          const char     *what);

G_END_DECLS
