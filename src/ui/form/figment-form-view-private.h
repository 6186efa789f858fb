/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-form-view.h"

G_BEGIN_DECLS

/* figment-form-view-order.c: lets the rows in @rows be dragged by their handles; emits "moved". */
void _figment_form_view_let_order (FigmentFormView *self,
                                   GtkBox          *rows);

G_END_DECLS
