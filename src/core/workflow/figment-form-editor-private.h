/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-form-editor.h"

G_BEGIN_DECLS

/* A copy of what is decided, to be changed and handed to take_step (), which makes it the present. */
FigmentMapping *_figment_form_editor_begin_step (FigmentFormEditor *self);
void            _figment_form_editor_take_step  (FigmentFormEditor *self,
                                                 FigmentMapping    *mapping);

G_END_DECLS
