/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentSecrets:
 *
 * The headers that let us in to a server (tokens, passwords), one secret per server address, in the user's keyring.
 * Where no keyring answers they are kept in memory until Figment is closed, and the caller is told so; they are never
 * written anywhere else and never logged. Main thread.
 */
#define FIGMENT_TYPE_SECRETS (figment_secrets_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSecrets, figment_secrets, FIGMENT, SECRETS, GObject)

FigmentSecrets *figment_secrets_new           (void);

void            figment_secrets_store_async   (FigmentSecrets       *self,
                                               const char           *url,
                                               const char *const    *headers,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean        figment_secrets_store_finish  (FigmentSecrets       *self,
                                               GAsyncResult         *result,
                                               gboolean             *lasting,
                                               GError              **error);

void            figment_secrets_lookup_async  (FigmentSecrets       *self,
                                               const char           *url,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GStrv           figment_secrets_lookup_finish (FigmentSecrets       *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void            figment_secrets_clear_async   (FigmentSecrets       *self,
                                               const char           *url,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean        figment_secrets_clear_finish  (FigmentSecrets       *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
