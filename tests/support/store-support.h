/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-database-private.h"
#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/* A folder of its own for each test, and the path of a database in a folder that is not there yet. */
typedef struct
{
  char *folder;
  char *path;
} StoreFixture;

void               store_fixture_set_up      (StoreFixture            *fixture,
                                              gconstpointer            data);
void               store_fixture_tear_down   (StoreFixture            *fixture,
                                              gconstpointer            data);

/* The asynchronous calls, waited for. */
FigmentDatabase   *store_open                (const char              *path);
FigmentDatabase   *store_open_full           (const char              *path,
                                              GError                 **error);
void               store_close               (FigmentDatabase         *database);
gboolean           store_save                (FigmentGenerationStore  *store,
                                              FigmentGeneration       *generation,
                                              GError                 **error);
gboolean           store_add_output          (FigmentGenerationStore  *store,
                                              FigmentGeneration       *generation,
                                              FigmentOutput           *output,
                                              GError                 **error);
gboolean           store_write               (FigmentDatabase         *database,
                                              const char              *sql,
                                              GError                 **error);

/* Straight to the file, past Figment. */
void               store_exec                (const char              *path,
                                              const char              *sql);
gint64             store_count               (const char              *path,
                                              const char              *sql);

FigmentGeneration *store_new_generation      (const char              *prompt);
void               store_fill                (const char              *path,
                                              guint                    count);
char              *store_checksum            (const char              *path);
GPtrArray         *store_list_folder         (const char              *path);
void               store_overwrite           (const char              *path,
                                              goffset                  offset,
                                              gconstpointer            bytes,
                                              gsize                    length);

/* The main loop until a callback says so. */
void               store_result_cb           (GObject                 *source,
                                              GAsyncResult            *result,
                                              gpointer                 user_data);
GAsyncResult      *store_wait                (GAsyncResult           **result);

G_END_DECLS
