/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-cli-options.h"
#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"
#include "workflow/figment-import.h"

G_BEGIN_DECLS

/*
 * A workflow file, or a built-in one where @options name none; the latter as a stream that can be read more than once.
 * Errors are %FIGMENT_WORKFLOW_ERROR or %G_IO_ERROR.
 */
FigmentImport *figment_cli_load_file     (const char              *path,
                                          FigmentCatalog          *catalog,
                                          GError                 **error);
GInputStream  *figment_cli_open_workflow (const FigmentCliOptions *options,
                                          char                   **name,
                                          char                   **file_name,
                                          GError                 **error);

/* What GET /object_info answered, saved to a file; gzip is fine. */
FigmentCatalog *figment_cli_load_catalog (const char             *path,
                                          GError                **error);

/* The first problem that no server would take, or %NULL. */
char          *figment_cli_find_fatal    (FigmentGraph            *graph,
                                          FigmentCatalog          *catalog);

G_END_DECLS
