/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-support.h"

G_BEGIN_DECLS

/* A store of generations in a database of its own. */
typedef struct
{
  StoreFixture            base;
  FigmentDatabase        *database; /* (owned) (nullable) NULL when it was closed */
  FigmentGenerationStore *store;    /* (owned) (nullable) */
} GenerationStoreFixture;

void            generations_set_up              (GenerationStoreFixture *fixture,
                                                 gconstpointer           data);
void            generations_tear_down           (GenerationStoreFixture *fixture,
                                                 gconstpointer           data);
void            generations_close               (GenerationStoreFixture *fixture);
gint64          generations_count               (GenerationStoreFixture *fixture,
                                                 const char             *sql);
void            generations_save                (GenerationStoreFixture *fixture,
                                                 FigmentGeneration      *generation);

/* With all that there can be. @full: with the graphs, which lists leave away. */
FigmentRequest *generations_new_full_request    (void);
void            generations_assert_same_request (FigmentRequest         *a,
                                                 FigmentRequest         *b,
                                                 gboolean                full);

G_END_DECLS
