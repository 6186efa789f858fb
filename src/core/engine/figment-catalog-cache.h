/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "workflow/figment-catalog.h"

G_BEGIN_DECLS

/*
 * What each server could do when it was last seen, so that forms have their ranges and choices while it is away:
 * $XDG_CACHE_HOME/figment/catalogs/<hash of the address>.json, the server's object_info as it came. May be deleted at
 * any time. Reading, parsing and writing happen in a thread.
 */

/* Finishes with %G_IO_ERROR_NOT_FOUND where nothing is kept. */
void            figment_catalog_cache_load_async   (const char           *url,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);

/* Parses @object_info and keeps it if it is a catalog; what cannot be written is no error. url NULL: parses only. */
void            figment_catalog_cache_store_async  (const char           *url,
                                                    GBytes               *object_info,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);

FigmentCatalog *figment_catalog_cache_finish       (GAsyncResult         *result,
                                                    char                **checksum,
                                                    GError              **error);

G_END_DECLS
