/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *figment_salvage_run (const char         *path,
                           const char *const  *migrations,
                           GError            **error);

G_END_DECLS
