/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentRunPanel:
 *
 * Where a run is: a bar over all of it, the node at work, step, time left, and Cancel (canvas.interrupt). Property
 * "generation" (nullable). Main thread.
 */
#define FIGMENT_TYPE_RUN_PANEL (figment_run_panel_get_type ())
G_DECLARE_FINAL_TYPE (FigmentRunPanel, figment_run_panel, FIGMENT, RUN_PANEL, GtkWidget)

void figment_run_panel_set_generation (FigmentRunPanel   *self,
                                       FigmentGeneration *generation);

/* Returns: (transfer full): the node and the step of a run, as far as they are known */
char *figment_run_panel_describe (const char *node_title,
                                  int         step,
                                  int         steps);

G_END_DECLS
