/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-form-editor.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_CONTROL_PANEL (figment_control_panel_get_type ())
G_DECLARE_FINAL_TYPE (FigmentControlPanel, figment_control_panel, FIGMENT, CONTROL_PANEL, GtkBox)

FigmentFormEditor *figment_control_panel_get_editor (FigmentControlPanel *self);
void               figment_control_panel_set_editor (FigmentControlPanel *self,
                                                     FigmentFormEditor   *editor);
FigmentField      *figment_control_panel_get_field  (FigmentControlPanel *self);
void               figment_control_panel_set_field  (FigmentControlPanel *self,
                                                     FigmentField        *field);

void               figment_control_panel_commit     (FigmentControlPanel *self);
void               figment_control_panel_refresh    (FigmentControlPanel *self);

/* The next control that writes to the node after the one that is shown; nothing happens if none does. */
void               figment_control_panel_show_node  (FigmentControlPanel *self,
                                                     const char          *node_id);

G_END_DECLS
