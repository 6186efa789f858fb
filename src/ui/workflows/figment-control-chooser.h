/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "workflow/figment-form.h"

G_BEGIN_DECLS

/**
 * FigmentControlChooser:
 *
 * One of a form's controls, in a list that can be searched: workflows have some hundred. Signal "chosen"
 * (FigmentField). Main thread.
 */
#define FIGMENT_TYPE_CONTROL_CHOOSER (figment_control_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FigmentControlChooser, figment_control_chooser, FIGMENT, CONTROL_CHOOSER, AdwBin)

/* Those that there are now, by the names that they have now. @form: (nullable) */
void figment_control_chooser_list (FigmentControlChooser *self,
                                   FigmentForm           *form);

/* @field: (nullable): one of them */
void figment_control_chooser_show (FigmentControlChooser *self,
                                   FigmentField          *field);

G_END_DECLS
