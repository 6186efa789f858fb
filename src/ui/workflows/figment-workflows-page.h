/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentWorkflowsPage:
 *
 * The user's workflows: import by button or drop, open, rename, delete with a way back. Main thread. Property:
 * "session". Actions: page.edit-workflow (x, its id); page.show-findings (x), the same with what is the matter with it.
 */
#define FIGMENT_TYPE_WORKFLOWS_PAGE (figment_workflows_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowsPage, figment_workflows_page, FIGMENT, WORKFLOWS_PAGE, AdwBin)

G_END_DECLS
