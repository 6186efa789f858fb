/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentCliStore:
 *
 * The user's database, for commands that only read it and need no server.
 */
typedef struct
{
  FigmentDatabase        *database;    /* (owned) */
  FigmentGenerationStore *generations; /* (owned) */
} FigmentCliStore;

/* %FALSE with @error when it cannot be read; %TRUE and *@store %NULL when there is none yet. */
gboolean figment_cli_store_open   (FigmentCliStore   **store,
                                   GError            **error);
void     figment_cli_store_close  (FigmentCliStore    *self);

/* One line, or one line of JSON. */
void     figment_cli_print_generation (FigmentGeneration *generation,
                                       gboolean           json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCliStore, figment_cli_store_close)

G_END_DECLS
