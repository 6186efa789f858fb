/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void _figment_comfy_refuse_answer (GError     **error,
                                   const char  *what);

G_END_DECLS
