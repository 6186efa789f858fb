/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-sqlite.h"

G_BEGIN_DECLS

/* "Figm": says in the header of the file whose it is. */
#define FIGMENT_APPLICATION_ID 0x4669676d

/* The step that leads to version 1, to version 2 and so on; %NULL ends the list. A step that has shipped never
 * changes. */
extern const char *const figment_migrations[];

gint64   figment_migrations_get_version (const char *const  *steps);
gboolean figment_migrations_run         (FigmentSqlite      *database,
                                         const char *const  *steps,
                                         GError            **error);

G_END_DECLS
