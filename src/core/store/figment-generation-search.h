/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-sqlite.h"

G_BEGIN_DECLS

gboolean figment_generation_search_build (FigmentSqlite  *database,
                                          const char     *words,
                                          char          **expression,
                                          GError        **error);

G_END_DECLS
