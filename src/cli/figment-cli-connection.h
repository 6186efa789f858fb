/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-client.h"
#include "figment-cli.h"
#include "practice/figment-practice-comfy.h"

G_BEGIN_DECLS

/**
 * FigmentCliConnection:
 *
 * The server that the options name; with --practice one that is started here and stopped with the struct.
 */
typedef struct
{
  FigmentPracticeComfy *practice; /* (owned) (nullable) */
  FigmentEndpoint      *endpoint; /* (owned) */
} FigmentCliConnection;

FigmentCliConnection *figment_cli_connection_open        (const FigmentCliOptions  *options,
                                                          GError                  **error);
void                  figment_cli_connection_close       (FigmentCliConnection     *self);

/* Whether it answers as ComfyUI does. */
gboolean              figment_cli_connection_check       (FigmentCliConnection     *self,
                                                          GCancellable             *cancellable,
                                                          GError                  **error);
FigmentCatalog       *figment_cli_fetch_catalog          (const FigmentCliOptions  *options,
                                                          GError                  **error);
FigmentCliExit        figment_cli_exit_for_server_error  (const GError             *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCliConnection, figment_cli_connection_close)

G_END_DECLS
