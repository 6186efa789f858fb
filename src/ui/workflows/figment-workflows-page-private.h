/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/workflows/figment-workflow-row.h"
#include "ui/workflows/figment-workflows-page.h"

G_BEGIN_DECLS

/* figment-workflows-page-export.c: asks where to, writes, and says so. */
void _figment_workflows_page_export (FigmentWorkflowsPage *self,
                                     FigmentWorkflowRow   *row);

G_END_DECLS
