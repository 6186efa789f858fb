/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * Bytes of a file -> graph, or an error in %FIGMENT_WORKFLOW_ERROR that says what the file is and what to do. Pure,
 * any thread.
 */
FigmentGraph *figment_importer_import (GBytes      *bytes,
                                       const char  *file_name,
                                       GError     **error);

G_END_DECLS
