/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_WORKFLOWS_PAGE (figment_workflows_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWorkflowsPage, figment_workflows_page, FIGMENT, WORKFLOWS_PAGE, GtkWidget)

G_END_DECLS
