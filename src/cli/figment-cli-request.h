/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-cli-options.h"
#include "model/figment-request.h"
#include "workflow/figment-form.h"

G_BEGIN_DECLS

/* Fills @form, and makes one request for each of options->count, with seeds that follow each other. An error means that
 * the command line asks for what the workflow does not have. */
GPtrArray *figment_cli_build_requests (FigmentForm             *form,
                                       const char              *workflow_name,
                                       const FigmentCliOptions *options,
                                       GError                 **error);

/* "node.input=value" in three, the node being the longest id that @graph has: ids and inputs may both hold dots. */
gboolean   figment_cli_split_set      (FigmentGraph            *graph,
                                       const char              *set,
                                       char                   **node_id,
                                       char                   **input,
                                       const char             **value,
                                       GError                 **error);

G_END_DECLS
